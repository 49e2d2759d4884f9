# shellcheck shell=bash
# Shared by scripts/install and scripts/build-libpqxx; sourced, never run.

say() { printf '%s\n' "$*" >&2; }
die() {
  printf 'error: %s\n' "$1" >&2
  shift
  (($# == 0)) || printf '       %s\n' "$@" >&2
  exit 1
}
bad_usage() { # bad_usage SENTENCE
  printf 'error: %s\n' "$1" >&2
  exit 2
}

# The release these scripts know this machine as: debian-12, debian-13, ubuntu-24.04 or nothing.
# Derivatives are recognised by the code name they are made from.
# Read before anything is installed, because installing may replace the file.
os_release() {
  local codename
  codename=$(
    # shellcheck disable=SC1091
    . /etc/os-release 2>/dev/null || true
    printf '%s' "${UBUNTU_CODENAME:-${DEBIAN_CODENAME:-${VERSION_CODENAME:-}}}"
  )
  case $codename in
    bookworm) printf 'debian-12' ;;
    trixie) printf 'debian-13' ;;
    noble) printf 'ubuntu-24.04' ;;
  esac
}

# Where things built here are kept: one place per user, shared by all clones.
deps_dir() {
  if [[ -n ${EVENTSTORE_DEPS:-} ]]; then
    case $EVENTSTORE_DEPS in
      /*) printf '%s' "$EVENTSTORE_DEPS" ;;
      *) printf '%s/%s' "$PWD" "$EVENTSTORE_DEPS" ;;
    esac
  elif [[ -n ${XDG_CACHE_HOME:-} || -n ${HOME:-} ]]; then
    printf '%s' "${XDG_CACHE_HOME:-$HOME/.cache}/eventstore-harness"
  else
    die 'neither HOME nor XDG_CACHE_HOME is set' \
      'Set EVENTSTORE_DEPS to a directory for what is built once and kept.'
  fi
}

# private_apt_init DIR TYPE SUITE
# Prepares private apt directories under DIR that know one source only: suite SUITE, type TYPE (deb
# or deb-src), of the archive this machine's own release comes from. Sets the array private_apt to
# the apt-get command that uses them. The system's apt stays as it was; no root.
# Called where "set -e" may be off, so it returns what it fails with.
private_apt=()
private_apt_init() {
  local dir=$1 type=$2 suite=$3 origin codename component keyring archive options=''
  case $(os_release) in
    debian-12)
      origin=Debian codename=bookworm component=main
      keyring=/usr/share/keyrings/debian-archive-keyring.gpg
      ;;
    ubuntu-24.04)
      origin=Ubuntu codename=noble component=universe
      keyring=/usr/share/keyrings/ubuntu-archive-keyring.gpg
      ;;
    *)
      say 'error: nothing is taken from other suites on this release'
      return 1
      ;;
  esac

  mkdir -p "$dir"/{etc,lists/partial,cache/archives/partial} || return
  local common=(
    -q
    -o "Dir::State::lists=$dir/lists"
    -o "Dir::Cache=$dir/cache"
    -o Acquire::Languages=none
    -o Acquire::Retries=3
  )
  # apt drops privileges to an account that cannot write here; that exists for root only.
  ((EUID != 0)) || common+=(-o APT::Sandbox::User=root)

  archive=$(own_archive "$origin" "$codename" "$component")
  if [[ -z $archive ]]; then # no package lists on this machine: read its sources once, privately
    apt-get "${common[@]}" update || true
    archive=$(own_archive "$origin" "$codename" "$component" "${common[@]}")
  fi
  [[ -n $archive ]] || {
    say "error: no $origin $codename $component among this machine's apt sources"
    return 1
  }

  # The distribution's own key where it is in its usual place; otherwise whatever apt trusts here.
  [[ ! -r $keyring ]] || options="[signed-by=$keyring] "
  printf '%s %s%s %s %s\n' "$type" "$options" "$archive" "$suite" "$component" >"$dir/etc/private.list" || return
  private_apt=(
    apt-get "${common[@]}"
    -o "Dir::Etc::sourcelist=$dir/etc/private.list"
    -o Dir::Etc::sourceparts=/dev/null
    -o Dir::Etc::preferences=/dev/null
    -o Dir::Etc::preferencesparts=/dev/null
  )
  "${private_apt[@]}" -o APT::Update::Error-Mode=any update
}

# own_archive ORIGIN CODENAME COMPONENT [APT-OPTION...]: its URI, as apt itself reads its sources.
own_archive() {
  local wanted="Packages $1 $2 $3"
  shift 3
  # shellcheck disable=SC2016
  apt-get "$@" indextargets --format '$(REPO_URI) $(IDENTIFIER) $(ORIGIN) $(CODENAME) $(COMPONENT)' 2>/dev/null |
    awk -v wanted="$wanted" '$1 !~ /^cdrom:/ && $2 " " $3 " " $4 " " $5 == wanted && !found { print $1; found = 1 }'
}
