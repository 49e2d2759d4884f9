# shellcheck shell=bash
# Shared by scripts/build, server, test, demo and pull-request; sourced, never run.

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
export root

step() { printf '==> %s\n' "$*" >&2; }
die() { # die EXIT-CODE SENTENCE
  printf 'error: %s\n' "$2" >&2
  exit "$1"
}

# The comment that a script begins with is its help.
print_help() { sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$1"; }

# is_count TEXT: a whole number above 0 (and short enough for arithmetic).
is_count() { [[ $1 =~ ^[1-9][0-9]{0,14}$ ]]; }

# weight EXIT-CODE: which one stands for all, when several apply (README.md, "Exit codes").
weight() {
  case $1 in
    0) echo 0 ;;
    7) echo 1 ;;
    3) echo 2 ;;
    4) echo 3 ;;
    5) echo 4 ;;
    6) echo 5 ;;
    *) echo 6 ;;
  esac
}
