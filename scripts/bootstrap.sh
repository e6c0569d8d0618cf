#!/bin/sh
# Make .venv from a hashed lock, and the `reviewplatform` program in it.
#
#   scripts/bootstrap.sh runtime|dev
#
# Needs Python 3.11 and its pip, nothing else: neither ensurepip (Debian's python3-venv) nor a
# package to build. Does nothing when .venv is already what the lock says.
set -eu
cd "$(dirname "$0")/.."
root=$(pwd)

case "${1:-}" in
    runtime) lock=requirements.txt ;;
    dev) lock=requirements-dev.txt ;;
    *) echo "usage: scripts/bootstrap.sh runtime|dev" >&2; exit 64 ;;
esac

fail() { echo "error: $*" >&2; exit 1; }

find_python() {
    for name in python3.11 python3; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    fail "Python 3.11 is needed. On Debian 12: apt-get install python3 python3-pip"
}

# The stamp names all that .venv depends on: a moved checkout or another Python makes it anew.
fingerprint() { { echo "$root"; "$python" -V; cat "$1" scripts/bootstrap.sh; } | sha256sum; }

stamped() { [ -x .venv/bin/python ] && [ "$(cat ".venv/.$1" 2>/dev/null)" = "$2" ]; }

install_lock() {
    "$python" -m pip --version >/dev/null 2>&1 ||
        fail "pip is needed. On Debian: apt-get install python3-pip"
    [ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null ||
        "$python" -m venv --clear --without-pip .venv
    echo "Installing the locked packages of $lock into .venv (about a minute) ..."
    "$python" -m pip --python .venv/bin/python install \
        --quiet --no-input --disable-pip-version-check --only-binary :all: \
        --require-hashes --requirement "$lock"
}

# The project itself runs from this checkout: a path file and a program, no build.
install_project() {
    packages=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    echo "$root" >"$packages/reviewplatform.pth"
    quoted=$(printf %s "$root/.venv/bin/python" | sed "s/'/'\\\\''/g")
    printf "#!/bin/sh\nexec '%s' -P -m reviewplatform.cli \"\$@\"\n" "$quoted" >.venv/bin/reviewplatform
    chmod 755 .venv/bin/reviewplatform
    .venv/bin/python -m compileall -q reviewplatform evaluations reviewers # the first start is quick
}

python=$(find_python)
stamp=$(fingerprint "$lock")
stamped "$lock" "$stamp" && exit 0
install_lock
install_project
echo "$stamp" >".venv/.$lock"
if [ "$lock" = requirements-dev.txt ]; then # it holds the runtime lock whole
    fingerprint requirements.txt >.venv/.requirements.txt
fi
