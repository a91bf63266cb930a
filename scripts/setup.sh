# shellcheck shell=bash
# Prepares what a script needs, then lets it go on. Sourced, not run:
#
#   source "$(dirname "${BASH_SOURCE[0]}")/setup.sh" [build | test]
#
# The argument names the Debian packages wanted (see debian-packages.txt); without it none are.
# Afterwards PYTHON is the interpreter of .venv and `import handbook` works. Exit 2: could not be set up.
#
#   HANDBOOK_PYTHON   the Python to build .venv with, if not python3
#   HANDBOOK_VENV     another place for .venv: a read-only checkout, or one set-up shared by several copies

ROOT=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
VENV=${HANDBOOK_VENV:-$ROOT/.venv}
PYTHON=$VENV/bin/python
# A shell in which .venv is activated finds python3 inside it: that one cannot rebuild its own home.
PATH=:$PATH: PATH=${PATH//:"$VENV/bin":/:} PATH=${PATH#:} PATH=${PATH%:}

setup::say() { printf 'setup: %s\n' "$*" >&2; }

setup::fail() {
    setup::say "$@"
    exit 2
}

# The major and minor version of one interpreter, such as 3.11; empty if it does not run.
setup::version() { "$1" -ISc 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || true; }

# Ready means: built from this very lock, by an interpreter that still runs. The copy of the lock is written last.
setup::ready() {
    cmp -s "$ROOT/requirements.txt" "$VENV/built-from.txt" &&
        [ "$(setup::version "$PYTHON")" = "$(cat "$VENV/built-by.txt")" ]
}

setup::check_python() {
    command -v "$1" >/dev/null || setup::fail "$1 not found. Install it: sudo apt-get install python3 python3-venv"
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        setup::fail "$1 is $(setup::version "$1"), and 3.11 or newer is needed. Name another one: HANDBOOK_PYTHON=python3.12 $0"
    "$1" -c 'import ensurepip, venv' 2>/dev/null ||
        setup::fail "$1 cannot make virtual environments. Install that part: sudo apt-get install python3-venv"
}

# What pip said, put as a next step.
setup::explain() {
    case $(cat "$1") in
        *"No space left"*) echo "the disk is full: free 1.5 GB" ;;
        *"DO NOT MATCH THE HASHES"*) echo "a downloaded file is not the one we locked: do not install it; tell us, or try another mirror" ;;
        *"name resolution"* | *"Network is unreachable"* | *"Connection refused"* | *"timed out"* | *"Failed to establish"* | *"Max retries"* | *"Tunnel connection"*)
            echo "no package registry was reached: check the network (pip's own settings for proxies and mirrors are used)" ;;
        *) echo "pip's last words are above" ;;
    esac
}

setup::undo() {
    rm -rf "$VENV"
    if [ -e "$VENV.replaced" ]; then mv "$VENV.replaced" "$VENV"; fi
}

# Removes nothing that we did not make: HANDBOOK_VENV may name anything.
setup::make_room() {
    if [ -e "$VENV/built-from.txt" ]; then
        rm -rf "$VENV.replaced"
        mv "$VENV" "$VENV.replaced"
    elif [ -e "$VENV/unfinished" ]; then
        rm -rf "$VENV"
    elif [ -e "$VENV" ]; then
        setup::fail "$VENV was not made by this script: move it away, or name another place with HANDBOOK_VENV"
    fi
}

setup::fill_venv() {
    local base=$1 log=$2
    "$base" -m venv "$VENV" >"$log" 2>&1 || { tail -n 5 "$log" >&2; setup::fail "python3 -m venv failed: see $log"; }
    setup::say "installing $(grep -c '^[a-z0-9].*==' "$ROOT/requirements.txt") Python packages, about a minute ..."
    "$PYTHON" -m pip install --disable-pip-version-check --no-input --require-hashes --only-binary :all: \
        -r "$ROOT/requirements.txt" >"$log" 2>&1 </dev/null ||
        { tail -n 5 "$log" >&2; setup::fail "installing failed: $(setup::explain "$log"). All of it: $log"; }
}

# Programs inside a virtual environment record its path, so it is built in place, with the old one moved aside.
setup::make_venv() (
    base=${HANDBOOK_PYTHON:-python3} start=$SECONDS
    setup::check_python "$base"
    setup::make_room
    trap setup::undo EXIT
    trap 'exit 130' INT TERM HUP
    setup::say "making $VENV with Python $(setup::version "$base") ..."
    mkdir "$VENV"
    cp "$ROOT/requirements.txt" "$VENV/unfinished"
    setup::fill_venv "$base" "$VENV.log"
    setup::version "$PYTHON" >"$VENV/built-by.txt"
    mv "$VENV/unfinished" "$VENV/built-from.txt"
    trap - EXIT
    rm -rf "$VENV.replaced" "$VENV.log"
    setup::say "Python packages ready after $((SECONDS - start)) s"
)

# The names under [build], or under [build] and [test].
setup::wanted() {
    awk -v upto="[$1]" '/^\[/ { if (last) exit; last = ($1 == upto); next } NF && !/^#/ { print $1 }' \
        "$ROOT/scripts/debian-packages.txt"
}

# Other systems name these packages differently: there nothing is missing here, and each tool speaks for itself.
setup::missing() {
    local installed name
    command -v dpkg-query >/dev/null && command -v apt-get >/dev/null || return 0
    installed=$'\n'$(dpkg-query -W -f '${db:Status-Status} ${Package}\n')$'\n'
    for name in $(setup::wanted "$1"); do
        if [[ $installed != *$'\n'"installed $name"$'\n'* ]]; then echo "$name"; fi
    done
}

# RUNLEVEL=1 keeps Debian from starting the servers it installs.
setup::apt() { RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 "$@" </dev/null; }

setup::install_debian() {
    local log=$VENV.apt.log start=$SECONDS
    setup::say "installing from Debian: $* ..."
    if ! { setup::apt update && setup::apt install --no-install-recommends "$@"; } >"$log" 2>&1; then
        tail -n 5 "$log" >&2
        setup::fail "apt-get failed: check the network and the disk. All of it: $log"
    fi
    rm -f "$log"
    setup::say "Debian packages ready after $((SECONDS - start)) s"
}

setup::debian() {
    local missing
    mapfile -t missing < <(setup::missing "$1")
    if [ ${#missing[@]} -eq 0 ]; then return; fi
    if [ "$(id -u)" -ne 0 ]; then
        setup::fail "Debian packages are missing. Type: sudo apt-get install --no-install-recommends ${missing[*]}"
    fi
    setup::install_debian "${missing[@]}"
}

# One set-up at a time; whoever waited finds it done. The children of an interrupted one keep the lock until they end.
setup::locked() {
    { mkdir -p "$(dirname "$VENV")" && exec {setup_lock}>"$VENV.lock"; } 2>/dev/null ||
        setup::fail "cannot write beside $VENV. Name a place that can be: HANDBOOK_VENV=... $0"
    flock -n "$setup_lock" || { setup::say "waiting for another set-up to finish ..."; flock "$setup_lock"; }
    "$@"
    exec {setup_lock}>&-
}

# Called last in a list, so that `set -e` still counts inside.
setup::venv() { setup::ready || setup::make_venv; }

setup::ready || setup::locked setup::venv
if [ -n "${1-}" ] && [ -n "$(setup::missing "$1")" ]; then setup::locked setup::debian "$1"; fi

unset PYTHONDONTWRITEBYTECODE PYTHONHOME
export PYTHON PYTHONPATH=$ROOT/scripts PYTHONUTF8=1
