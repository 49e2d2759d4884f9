# shellcheck shell=bash
# An engine for tests/container, and the image that its images are built on; sourced after
# docker/compose.sh and scripts/install-lib.sh.  Where an engine answers, that one is used; as root,
# one is started that has everything of its own in a directory that is removed.

engine_directory='' # of the engine that was started here; empty: it is the user's
engine_new_paths=() # what every engine makes outside of its directories

# have_engine WORK-DIRECTORY: whether one answers, or could be started.  If not, what the machine does
# not allow stands in `not_possible`, what scripts/install --container installs in `not_installed`.
not_possible='' not_installed=''
have_engine() {
  local reason program
  reason=$(why_no_containers)
  [[ -n $reason ]] || return 0
  for program in docker dockerd debootstrap; do
    command -v "$program" >/dev/null || not_installed="there is no $program"
  done
  command -v docker-compose >/dev/null || docker compose version >/dev/null 2>&1 ||
    not_installed='there is no Compose'
  if ((EUID != 0)); then
    not_possible="no engine answers ($reason), and only root can start one"
  elif [[ -z $not_installed ]]; then
    start_engine "$1/engine"
  fi
  [[ -z $not_installed && -z $not_possible ]]
}

# No bridge, no rules of a firewall, no forwarding: containers see each other and the ports that are
# published here, and builds use the machine's own network.
start_engine() {
  local path
  engine_directory=$1
  mkdir -p -- "$engine_directory"
  for path in /etc/docker /opt/containerd /run/containerd /run/docker; do
    [[ -e $path ]] || engine_new_paths+=("$path")
  done
  export DOCKER_HOST="unix://$engine_directory/socket" EVENTSTORE_BUILD_NETWORK=host
  unset DOCKER_CONTEXT
  # It ends with us, even where nobody can clean up.
  setpriv --pdeathsig TERM dockerd --host "$DOCKER_HOST" --data-root "$engine_directory/data" \
    --exec-root "$engine_directory/run" --pidfile "$engine_directory/pid" \
    --cgroup-parent "/eventstore-$$" --bridge=none --iptables=false --ip6tables=false \
    --ip-forward=false --ip-masq=false </dev/null >"$engine_directory/log" 2>&1 &
  engine_process=$!
  while kill -0 "$engine_process" 2>/dev/null; do
    [[ -n $(why_no_containers) ]] || return 0
    sleep 0.2
  done
  not_possible="an engine does not start here: $(tail -n 1 "$engine_directory/log")"
}

stop_engine() {
  [[ -n $engine_directory ]] || return 0
  if kill "$engine_process" 2>/dev/null; then wait "$engine_process" || true; fi
  # The name of the machine's own network stays mounted.
  awk -v directory="$engine_directory/" 'index($5, directory) == 1 { print $5 }' /proc/self/mountinfo |
    sort --reverse | xargs --no-run-if-empty umount || true
  ((${#engine_new_paths[@]} == 0)) || rm -rf -- "${engine_new_paths[@]}"
  find /sys/fs/cgroup -depth -type d -path "*/eventstore-$$*" -exec rmdir -- {} + 2>/dev/null || true
}

# provide_base IMAGE WORK-DIRECTORY: the distribution of this machine, whose libraries the tools were
# linked with.
# Where an engine of ours is not permitted to unpack one, that is `not_possible`.
# From a registry; where none is reachable, as debootstrap makes it, which is kept beside libpqxx.
provide_base() {
  local image=$1 release name archive said
  release=$(os_release)
  case $release in
    debian-12) name=debian:bookworm-slim ;;
    debian-13) name=debian:trixie-slim ;;
    ubuntu-24.04) name=ubuntu:24.04 ;;
    *) return 1 ;;
  esac
  archive="$(deps_dir)/base-$release.tar.gz"
  if docker image inspect "$name" >/dev/null 2>&1; then
    docker tag "$name" "$image"
  elif [[ -z $engine_directory || ! -e $archive ]] && timeout 300 docker pull --quiet "$name" >&2; then
    docker tag "$name" "$image" && docker rmi "$name" >/dev/null
  else
    [[ -e $archive ]] || make_base "$release" "$archive" "$2/base" || return
    if ! said=$(docker import - "$image" <"$archive" 2>&1 >/dev/null); then
      say "$said"
      [[ -z $engine_directory || $said != *'not permitted'* ]] ||
        not_possible="an engine starts here, and takes no image: $said"
      return 1
    fi
  fi
}

make_base() { # make_base RELEASE ARCHIVE DIRECTORY
  local origin=Debian codename=bookworm components=main mirror root_directory=$3
  case $1 in
    debian-13) codename=trixie ;;
    ubuntu-24.04) origin=Ubuntu codename=noble components=main,universe ;;
  esac
  mirror=$(own_archive "$origin" "$codename" main)
  step "Making an image of $1 (once, about 40 s)"
  debootstrap --variant=minbase --components="$components" "$codename" "$root_directory" \
    ${mirror:+"$mirror"} >"$root_directory.log" 2>&1 || {
    tail -n 3 "$root_directory.log" >&2
    return 1
  }
  mkdir -p -- "${2%/*}"
  tar --directory "$root_directory" --create \
    --exclude='./var/cache/apt/*' --exclude='./var/lib/apt/lists/*' \
    --exclude='./usr/share/doc/*' --exclude='./usr/share/man/*' --exclude='./usr/share/locale/*' . |
    gzip -1 >"$3.tar.gz" && mv -- "$3.tar.gz" "$2"
}
