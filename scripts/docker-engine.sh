#!/bin/sh
# Run a command with a Docker engine at hand, so that the tests of containers are really run.
#
#   scripts/docker-engine.sh COMMAND...
#   scripts/docker-engine.sh --install
#
# An engine that answers already is used as it is. Else, as root, one of our own is started: its
# data and its socket lie apart from the system's, containers get no network, and it ends with the
# last command that uses it. Where that is not allowed the command runs all the same, and what needs
# an engine says that it is skipped. The image is built on the way (deploy/sandbox/build.sh).
#
# REVIEWPLATFORM_NO_DOCKER=1 leaves Docker out.
set -u
here=$(cd "$(dirname "$0")" && pwd)
state=/var/lib/reviewplatform/docker-engine
run=/run/reviewplatform-docker
START_SECONDS=60
package=docker".io" # Debian's; written so, for it is also the name of a registry

note_and_go_on() {
    echo "note: $1: the tests of Docker are SKIPPED" >&2
    shift
    exec "$@"
}

answers() { docker info >/dev/null 2>&1; }

start_engine() {
    mkdir -p "$state" && rm -f "$run/dockerd.pid"
    setsid dockerd --host="unix://$run/docker.sock" --data-root="$state" --exec-root="$run/exec" \
        --pidfile="$run/dockerd.pid" --storage-driver=vfs --iptables=false --bridge=none \
        </dev/null >"$state/dockerd.log" 2>&1 8>&- 9>&- &
    waited=0
    until answers; do
        waited=$((waited + 1))
        [ $waited -le $START_SECONDS ] && kill -0 $! 2>/dev/null || return 1
        sleep 1
    done
}

# Whoever holds the last shared lock ends the engine.
end_engine() {
    exec 8>"$run/starting"
    flock 8
    if flock --exclusive --nonblock 9 && [ -e "$run/dockerd.pid" ]; then
        pid=$(cat "$run/dockerd.pid")
        kill "$pid" 2>/dev/null
        while kill -0 "$pid" 2>/dev/null; do sleep 0.2; done
    fi
}

[ -z "${REVIEWPLATFORM_NO_DOCKER:-}" ] || note_and_go_on "REVIEWPLATFORM_NO_DOCKER is set" "$@"
install() { "$here/system-package.sh" dockerd "no code runs in containers" "$package"; }

if [ "$*" = --install ]; then
    install
    exit
fi
install

if ! answers; then
    if [ "$(id -u)" -ne 0 ] || ! command -v dockerd >/dev/null; then
        note_and_go_on "no Docker engine answers, and none can be started" "$@"
    fi
    mkdir -p "$run"
    chmod 700 "$run"
    export DOCKER_HOST="unix://$run/docker.sock"
    exec 8>"$run/starting" 9>"$run/used"
    flock 8
    flock --shared 9
    answers || start_engine || {
        tail -n 3 "$state/dockerd.log" >&2
        unset DOCKER_HOST
        exec 8>&- 9>&-
        note_and_go_on "the Docker engine does not start" "$@"
    }
    exec 8>&-
    trap end_engine EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
fi

"$here/../deploy/sandbox/build.sh" || echo "note: the sandbox image was not built: the tests of Docker are SKIPPED" >&2
"$@" 9>&-
