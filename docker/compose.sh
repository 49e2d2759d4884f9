# shellcheck shell=bash
# The containers as scripts/demo and tests/container use them; sourced after scripts/common.sh.
: "${root:?}" # of scripts/common.sh

# compose ARGUMENT...: the plug-in, or the program that was before it, as they are typed in the
# repository, whose .env names the file and the project.
compose() {
  local program=(docker-compose)
  ! docker compose version >/dev/null 2>&1 || program=(docker compose)
  (cd -- "$root" && unset COMPOSE_FILE && "${program[@]}" "$@")
}

# why_no_containers: the reason, on stdout; nothing where there is an engine, and Compose.
why_no_containers() {
  if ! command -v docker >/dev/null; then
    echo 'there is no docker'
  elif ! docker compose version >/dev/null 2>&1 && ! command -v docker-compose >/dev/null; then
    echo 'there is neither "docker compose" nor docker-compose'
  else
    docker version --format '{{.Server.Version}}' 2>&1 >/dev/null | tail -n 1
  fi
}

# The report's directory, and the account that writes to it.  Nobody in the image is root; for root
# here, the image's own user gets the directory.
let_containers_report() {
  local reports=${EVENTSTORE_REPORTS_DIR:-$root/reports/out}
  mkdir -p -- "$reports"
  if [[ -z ${EVENTSTORE_USER:-} ]] && ((EUID == 0)); then
    chown 1000:1000 -- "$reports"
  else
    export EVENTSTORE_USER=${EVENTSTORE_USER:-$(id -u):$(id -g)}
  fi
}

# demo_in_containers ARGUMENT...: builds what has changed, starts the server, runs scripts/demo
# beside it.  Returns what that exits with.
demo_in_containers() {
  local reason
  reason=$(why_no_containers)
  [[ -z $reason ]] || die 1 "no containers here: $reason (docker/README.md)"
  let_containers_report
  EVENTSTORE_COMMIT=$(git -C "$root" describe --always --dirty --abbrev=12 --exclude='*' 2>/dev/null || true)
  export EVENTSTORE_COMMIT
  step "Building the images (the first time takes more than ten minutes)"
  compose build postgres bench >&2
  step "Starting PostgreSQL"
  compose up -d postgres >&2
  # There the report is below the directory that is mounted.
  compose run --rm -T bench demo "$@" </dev/null |
    sed "s#^reports/out/#${EVENTSTORE_REPORTS_DIR:-$root/reports/out}/#"
}
