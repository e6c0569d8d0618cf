#!/bin/sh
# Install Debian packages when that is allowed without asking; else say the one command and go on.
#
#   scripts/system-package.sh PROGRAM "what is missing without it" PACKAGE...
#
# Always ends well: the platform runs without these, and says itself what it leaves out.
set -eu
program=$1
loss=$2
shift 2

command -v "$program" >/dev/null 2>&1 && exit 0

advise() {
    echo "note: $program is not installed: $loss. Install it with: apt-get install $*" >&2
    exit 0
}

command -v apt-get >/dev/null 2>&1 || advise "$@"
if [ "$(id -u)" -eq 0 ]; then
    as_root=
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    advise "$@"
fi

apt_get() {
    # shellcheck disable=SC2086  # empty, or two words
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq \
        -o Acquire::Retries=2 -o Acquire::http::Timeout=30 -o Dpkg::Use-Pty=0 "$@" >/dev/null
}

echo "Installing $* ..."
apt_get update || true # a list that is old may still do
apt_get install --yes --no-install-recommends "$@" || advise "$@"
