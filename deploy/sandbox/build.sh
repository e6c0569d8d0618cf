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
[ -n "$release" ] && command -v dpkg >/dev/null || fail "this needs Debian"

recipe=$({ cat build.sh packages; echo "$driver $release $(dpkg --print-architecture)"; } | sha256sum | cut -c1-16)
system=
[ "$driver" = vfs ] && system="$cache/system-$recipe"

if docker image inspect "$name:$recipe" >/dev/null 2>&1 && { [ -z "$system" ] || [ -d "$system" ]; }; then
    docker tag "$name:$recipe" "$name:current"
    exit 0
fi

command -v mmdebstrap >/dev/null || ../../scripts/system-package.sh mmdebstrap "the sandbox image cannot be built" mmdebstrap
command -v mmdebstrap >/dev/null || exit 1
[ "$(id -u)" -eq 0 ] || fail "the sandbox image is built as root"
mkdir -p "$cache"
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
installed() { format=$1; shift; dpkg-query --admindir="$root/var/lib/dpkg" --show --showformat="$format" "$@"; }
version_of() { installed '${Version}' "$1" | sed 's/[-+].*//'; }
python=$(version_of "$(cd "$root/usr/bin" && echo python3.[0-9]*)")
node=$(version_of nodejs)
bash=$(version_of bash)
sqlite=$(version_of sqlite3)
contents=$(installed '${Package} ${Version}\n' | sha256sum | cut -c1-16)

# What a program may run and read, and nothing that only a system needs: no users, no home, no
# programs that change the user, no package manager's state.
find "$root/usr" -perm /6000 -type f -exec chmod a-s {} +
rm -rf "$root"/usr/local "$root"/boot "$root"/home "$root"/media "$root"/mnt "$root"/opt "$root"/root "$root"/run \
    "$root"/srv "$root"/var "$root"/tmp "$root"/dev
mkdir "$root/kept"
mv "$root/etc/ld.so.cache" "$root/etc/alternatives" "$root/kept"
rm -rf "$root/etc"
mv "$root/kept" "$root/etc"
mkdir -p "$root/usr/local" "$root/box" "$root/src" "$root/tmp" "$root/tools" "$root/first" "$root/toolchain" "$root/dev"
ln -s "/usr/bin/$(cd "$root/usr/bin" && echo python3.[0-9]*)" "$root/toolchain/python3"
chmod 755 "$root"
# runc gives a folder in memory the mode of the one beneath, whatever its options say.
chmod 1777 "$root/tmp"
chmod 700 "$root/box"

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
