#!/bin/sh
# Compile the requirements*.txt, with hashes and without any index address. The development lock
# holds every pin of the runtime lock. The optional scanners are installed without dependencies,
# so their lock holds none.
set -eu
cd "$(dirname "$0")/.."

uv=$(command -v .venv/bin/uv || command -v uv) || {
    echo "error: uv is needed to compile the locks: python3 -m pip install uv" >&2
    exit 1
}

compile() {
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate --no-emit-index-url --no-emit-find-links "$@"
}

compile pyproject.toml --output-file requirements.txt
compile pyproject.toml --extra dev --constraint requirements.txt --output-file requirements-dev.txt
compile --group scanners --no-deps --output-file requirements-scanners.txt

if command -v npm >/dev/null; then
    (
        cd deploy/node-tools
        npm install --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts \
            --no-audit --no-fund --loglevel=error
        node -e 'const fs = require("fs"), name = "package-lock.json", lock = JSON.parse(fs.readFileSync(name))
            for (const entry of Object.values(lock.packages)) delete entry.funding // addresses, too
            fs.writeFileSync(name, JSON.stringify(lock, null, 2) + "\n")'
    )
else
    echo "note: npm is not installed: deploy/node-tools/package-lock.json stays as it is" >&2
fi
