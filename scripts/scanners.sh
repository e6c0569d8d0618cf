#!/bin/sh
# Install the optional scanners into .venv: semgrep's engine, and eslint where npm is.
#
# Always ends well: a scan says "not scanned: ... is not installed" of those that are absent.
set -eu
cd "$(dirname "$0")/.."
node_tools=.venv/share/reviewplatform/node-tools

note() { echo "note: $*" >&2; }

fingerprint() { cat "$@" scripts/scanners.sh | sha256sum; }

done_before() { [ "$(cat ".venv/.$1" 2>/dev/null)" = "$2" ]; }

# 280 MB. Its engine is a program of its own; what its command line requires (60 packages, some of
# them older than ours) is left out.
install_semgrep() {
    stamp=$(fingerprint requirements-scanners.txt)
    done_before semgrep "$stamp" && return
    echo "Installing semgrep's engine into .venv ..."
    python3 -m pip --python .venv/bin/python install --quiet --no-input --disable-pip-version-check \
        --only-binary :all: --no-deps --require-hashes --requirement requirements-scanners.txt ||
        { note "semgrep could not be installed"; return; }
    echo "$stamp" >.venv/.semgrep
}

# 45 MB. The sandbox runs them with the system's own node, 18.18 or newer.
install_node_tools() {
    command -v npm >/dev/null || { note "npm is not installed, so eslint is not either"; return; }
    stamp=$(fingerprint deploy/node-tools/package.json deploy/node-tools/package-lock.json)
    done_before node-tools "$stamp" && return
    echo "Installing eslint into .venv ..."
    mkdir -p "$node_tools"
    cp deploy/node-tools/package.json deploy/node-tools/package-lock.json "$node_tools"
    npm ci --prefix "$node_tools" --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null ||
        { note "eslint could not be installed"; return; }
    echo "$stamp" >.venv/.node-tools
}

[ -x .venv/bin/python ] || { echo "error: make .venv first: make demo, or scripts/bootstrap.sh runtime" >&2; exit 1; }
install_semgrep
install_node_tools
