#!/bin/sh
# Compile requirements.txt and requirements-dev.txt, with hashes and without any index address.
# The development lock holds every pin of the runtime lock. ARGS such as --upgrade go through.
set -eu
cd "$(dirname "$0")/.."

uv=$(command -v .venv/bin/uv || command -v uv) || {
    echo "error: uv is needed to compile the locks: python3 -m pip install uv" >&2
    exit 1
}

compile() {
    "$uv" pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate --no-emit-index-url --no-emit-find-links "$@"
}

compile --output-file requirements.txt
compile --extra dev --constraint requirements.txt --output-file requirements-dev.txt
