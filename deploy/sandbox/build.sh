#!/bin/sh
# Build the image in which Docker runs untrusted code: Debian's base system and the packages named
# beside this file. It comes from the package sources of this machine, from no hub of images.
#
#   deploy/sandbox/build.sh
#
# The name says what is in it (a hash of this file and the list), so nothing is done when it is
# there already; `current` points to it. An engine with the vfs driver would copy a whole image for
# each container: there the image holds everything but /usr, which lies in a folder of this machine
# and is bound read-only.
set -eu
umask 022
cd "$(dirname "$0")"
name=reviewplatform-sandbox
cache=/var/cache/reviewplatform

fail() { echo "error: $*" >&2; exit 1; }

driver=$(docker info --format '{{.Driver}}' 2>/dev/null) || fail "no Docker engine answers"
release=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
if [ -z "$release" ] || ! command -v dpkg >/dev/null; then fail "this needs Debian"; fi

recipe=$({ cat build.sh packages; echo "$driver $release $(dpkg --print-architecture)"; } | sha256sum | cut -c1-16)
system=
[ "$driver" = vfs ] && system="$cache/system-$recipe"

ready() {
    docker image inspect "$name:$recipe" >/dev/null 2>&1 && { [ -z "$system" ] || [ -d "$system" ]; } &&
        docker tag "$name:$recipe" "$name:current"
}

ready && exit 0
[ "$(id -u)" -eq 0 ] || fail "the sandbox image is built as root"
mkdir -p "$cache"
exec 7>"$cache/sandbox-image" # somebody may be building the same at this moment
flock 7
ready && exit 0

command -v mmdebstrap >/dev/null || ../../scripts/system-package.sh mmdebstrap "the sandbox image cannot be built" mmdebstrap
command -v mmdebstrap >/dev/null || exit 1
root=$(mktemp -d "$cache/building.XXXXXX")
trap 'rm -rf "$root"' EXIT

echo "Building the sandbox image from Debian packages (about a minute) ..."
sources=/etc/apt/sources.list.d/debian.sources
[ -e "$sources" ] || sources=/etc/apt/sources.list
mmdebstrap --quiet --mode=root --variant=essential --include="$(tr '\n' ',' <packages | sed 's/,$//')" \
    --aptopt='Acquire::Retries "2"' --aptopt='Acquire::http::Timeout "30"' \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/info/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    "$release" "$root" "$sources"

# Read now, for what a package manager knows does not stay.
# shellcheck disable=SC2016  # dpkg-query's own variables
installed() { format=$1; shift; dpkg-query --admindir="$root/var/lib/dpkg" --show --showformat="$format" "$@"; }
version_of() { installed '${Version}' "$1" | sed 's/[-+].*//'; }
python=$(version_of "$(cd "$root/usr/bin" && echo python3.[0-9]*)")
node=$(version_of nodejs)
bash=$(version_of bash)
sqlite=$(version_of sqlite3)
contents=$(installed '${Package} ${Version}\n' | sha256sum | cut -c1-16)

# What a program may run and read, and nothing that only a system needs: no users, no home, no
# programs that change the user, no package manager's state.
(
    cd "$root"
    find usr -perm /6000 -type f -exec chmod a-s {} +
    mkdir kept
    mv etc/ld.so.cache etc/alternatives kept
    rm -rf usr/local boot dev etc home media mnt opt root run srv tmp var
    mv kept etc
    mkdir usr/local box dev first src tmp toolchain tools
    ln -s "/usr/bin/$(cd usr/bin && echo python3.[0-9]*)" toolchain/python3
    # runc gives a folder in memory the mode of the one beneath, whatever its options say.
    chmod 755 .
    chmod 1777 tmp
    chmod 700 box
)

if [ -n "$system" ]; then
    rm -rf "$system"
    mv "$root/usr" "$system"
    mkdir "$root/usr"
fi
label() { echo "LABEL reviewplatform.$1=$2"; }
tar --create --directory="$root" --numeric-owner --sort=name . | docker import \
    --change "$(label version.python "$python")" \
    --change "$(label version.node "$node")" \
    --change "$(label version.bash "$bash")" \
    --change "$(label version.sqlite "$sqlite")" \
    --change "$(label version.packages "$contents")" \
    --change "$(label system "$system")" \
    - "$name:$recipe" >/dev/null
docker tag "$name:$recipe" "$name:current"
echo "Built $name:$recipe ($(docker image inspect --format '{{.Id}}' "$name:current"))."
