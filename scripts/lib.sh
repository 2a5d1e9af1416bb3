# Sourced by the scripts beside it: strict mode, a known environment, and the checkout as the
# working directory.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD

export LC_ALL=C.UTF-8
export HOME="${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}"

# Debian's own Python, whatever else stands in PATH: the virtual environments are made for it.
python=/usr/bin/python3

say() { printf '\n== %s\n' "$*" >&2; }

die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "this needs root: $*"
  fi
}

# retry COMMAND...: for downloads; three tries.
retry() {
  local try
  for try in 1 2 3; do
    "$@" && return 0
    printf 'try %s failed: %s\n' "$try" "$*" >&2
  done
  return 1
}
