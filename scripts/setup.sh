# shellcheck shell=bash
# Prepares what a script needs, then lets it go on. Sourced, not run, with the script's own arguments behind what it needs:
#
#   source "$(dirname "${BASH_SOURCE[0]}")/setup.sh" python|packages|build|test|nothing "$@"
#
# `python` wants .venv with the Python packages of build-packages.txt, `packages` with all of requirements.txt; `build` and
# `test` want the one and the other, and the Debian packages of that name in debian-packages.txt; `nothing` only defines
# what stands here. Afterwards PYTHON is the interpreter of .venv and `import handbook` works. Exit 2: could not be set up. Where nothing is set up yet,
# --help prints the comment at the top of the script and installs nothing.
#
#   HANDBOOK_PYTHON   the Python to build .venv with, if not python3
#   HANDBOOK_VENV     another place for .venv: a read-only checkout, or one set-up shared by several copies

setup_needs=$1
shift
case $setup_needs in packages | test) setup_level=all ;; *) setup_level=build ;; esac
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

# The lock, or as much of it as a build needs.
setup::lock() {
    if [ "$1" = all ]; then cat "$ROOT/requirements.txt"; return; fi
    awk 'NR == FNR { wanted[$1]; next } /^[a-z0-9]/ { name = $1; sub(/==.*/, "", name); keep = name in wanted } keep' \
        "$ROOT/scripts/build-packages.txt" "$ROOT/requirements.txt"
}

# Ready for a `build`, or for `all`, means: built from this very lock, or as much of it, by an interpreter that still runs.
# The copy of the lock is written last.
setup::ready() {
    cmp -s "$ROOT/requirements.txt" "$VENV/built-from.txt" ||
        { [ "$1" = build ] && setup::lock build | cmp -s - "$VENV/built-from.txt"; } || return 1
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

# uv installs in a third of pip's time. It is fetched once, by pip, from the hashes in uv.txt; UV is its path afterwards.
setup::get_uv() {
    local base=$1 log=$2 home
    home=$ROOT/.cache
    { mkdir -p "$home" && [ -w "$home" ]; } 2>/dev/null || home=$VENV.tools
    home=$home/uv-$(sed -n 's/^uv==\([0-9.]*\).*/\1/p' "$ROOT/scripts/uv.txt")
    UV=$home/bin/uv
    if "$UV" --version >/dev/null 2>&1; then return; fi
    rm -rf "$home"
    "$base" -m venv "$home" >"$log" 2>&1 &&
        "$home/bin/python" -m pip install --disable-pip-version-check --no-input --require-hashes --only-binary :all: \
            -r "$ROOT/scripts/uv.txt" >>"$log" 2>&1 </dev/null
}

# Its cache lies inside .venv, so that files are linked and not copied, and is removed afterwards. What pip knows of a
# mirror or a certificate counts for uv as well.
setup::fill_with_uv() {
    local base=$1 log=$2 index
    setup::get_uv "$base" "$log" || return 1
    index=${PIP_INDEX_URL:-$("${UV%/uv}/python" -m pip config get global.index-url 2>/dev/null || true)}
    if [ -n "$index" ]; then export UV_DEFAULT_INDEX=${UV_DEFAULT_INDEX:-$index}; fi
    if [ -n "${PIP_CERT-}" ]; then export SSL_CERT_FILE=${SSL_CERT_FILE:-$PIP_CERT}; fi
    export UV_CACHE_DIR=$VENV/uv-cache
    "$UV" venv --quiet --no-project --allow-existing --python "$(command -v "$base")" "$VENV" >"$log" 2>&1 &&
        "$UV" pip install --quiet --python "$PYTHON" --require-hashes --only-binary :all: \
            ${HANDBOOK_VENV:+--compile-bytecode} -r "$VENV/unfinished" >>"$log" 2>&1 </dev/null || return 1
    rm -rf "$UV_CACHE_DIR"
}

setup::fill_with_pip() {
    local base=$1 log=$2
    "$base" -m venv "$VENV" >"$log" 2>&1 || { tail -n 5 "$log" >&2; setup::fail "python3 -m venv failed: see $log"; }
    "$PYTHON" -m pip install --disable-pip-version-check --no-input --require-hashes --only-binary :all: \
        -r "$VENV/unfinished" >"$log" 2>&1 </dev/null ||
        { tail -n 5 "$log" >&2; setup::fail "installing failed: $(setup::explain "$log"). All of it: $log"; }
}

setup::fill_venv() {
    setup::say "installing $(grep -c '^[a-z0-9].*==' "$VENV/unfinished") Python packages, about half a minute ..."
    if ! setup::fill_with_uv "$@"; then
        setup::say "uv could not: $(tail -n 1 "$2"); trying pip, about two minutes ..."
        rm -rf "$VENV/uv-cache"
        setup::fill_with_pip "$@"
    fi
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
    setup::lock "$setup_level" >"$VENV/unfinished"
    setup::fill_venv "$base" "$VENV.log"
    setup::version "$PYTHON" >"$VENV/built-by.txt"
    mv "$VENV/unfinished" "$VENV/built-from.txt"
    trap - EXIT
    rm -rf "$VENV.replaced" "$VENV.log"
    setup::say "Python packages ready after $((SECONDS - start)) s"
)

# What a build does not need is added in place: no version of what is there changes, so that a build goes on working where
# this is interrupted.
setup::add() {
    local start=$SECONDS
    setup::lock all >"$VENV/unfinished"
    setup::fill_venv "${HANDBOOK_PYTHON:-python3}" "$VENV.log"
    mv "$VENV/unfinished" "$VENV/built-from.txt"
    rm -f "$VENV.log"
    setup::say "Python packages of the tests ready after $((SECONDS - start)) s"
}

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
setup::venv() {
    if setup::ready "$setup_level"; then return; fi
    if [ "$setup_level" = all ] && setup::ready build; then setup::add; else setup::make_venv; fi
}

setup::asks_for_help() {
    local word
    for word in "$@"; do
        case $word in -h | --help) return 0 ;; esac
    done
    return 1
}

# The comment at the top of the script that is running.
setup::help() { awk 'NR > 1 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "$0"; }

if setup::asks_for_help "$@"; then
    # The commands of the library print their own help, where the library is there.
    if ! setup::ready "$setup_level" || ! grep -q -e '-m handbook' "$0"; then
        setup::help
        exit 0
    fi
elif [ "$setup_needs" = nothing ]; then
    :
elif [ "$setup_needs" = uv ]; then
    setup::check_python "${HANDBOOK_PYTHON:-python3}"
    setup::get_uv "${HANDBOOK_PYTHON:-python3}" "$VENV.log" || setup::fail "uv: $(setup::explain "$VENV.log"). All of it: $VENV.log"
else
    setup::ready "$setup_level" || setup::locked setup::venv
    if [[ $setup_needs == build || $setup_needs == test ]] && [ -n "$(setup::missing "$setup_needs")" ]; then
        setup::locked setup::debian "$setup_needs"
    fi
fi

unset PYTHONDONTWRITEBYTECODE PYTHONHOME
export PYTHON PYTHONPATH=$ROOT/scripts PYTHONUTF8=1
# No module lies in the folder that a command is started in: only what the checks hold is imported.
[ "$setup_needs" = test ] || export PYTHONSAFEPATH=1
