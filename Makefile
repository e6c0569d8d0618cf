# Every command of daily work. `make demo` and `make test` start from nothing but Python 3.11, pip and make.

PYTHON := .venv/bin/python
ARGS ?=
WORKERS ?= $(shell nproc)

.PHONY: demo test check bench screenshots lock clean runtime dev sandbox sandbox-image engine node compilers scanners browser

demo: runtime sandbox ## Start everything with the sample campaign (ARGS="--port 0")
	@.venv/bin/reviewplatform demo $(ARGS)

test: dev sandbox node compilers scanners browser ## All tests, a process for each core (ARGS="tests/unit -x", WORKERS=0)
	@scripts/docker-engine.sh .venv/bin/pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

check: dev ## Style, types, import rules, migrations, deployment settings, locks
	@scripts/check.sh

bench: dev sandbox scanners browser ## The benchmarks as a table
	@$(PYTHON) -P -m tests.benchmarks $(ARGS)

screenshots: dev sandbox browser ## The pictures of the README, taken from a running demo
	@$(PYTHON) -P scripts/screenshots.py $(ARGS)

sandbox-image: ## The image in which a Docker engine runs code
	@deploy/sandbox/build.sh

engine: ## Debian's Docker engine, installed and not started
	@scripts/docker-engine.sh --install

scanners: ## The optional scanners: semgrep's engine, eslint, go vet, clippy
	@scripts/scanners.sh
	@scripts/system-package.sh /usr/bin/go "Go is not scanned by go vet" golang-go
	@scripts/system-package.sh /usr/bin/clippy-driver "Rust is not scanned by clippy" rust-clippy

lock: ## Compile the hashed locks anew from pyproject.toml
	@scripts/lock.sh

clean: ## Remove what can be made again; data directories stay
	@rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

runtime:
	@scripts/bootstrap.sh runtime

dev:
	@scripts/bootstrap.sh dev

sandbox:
	@scripts/system-package.sh bwrap "solutions are shown as 'not run: no sandbox'" bubblewrap

browser:
	@scripts/system-package.sh chromium "the browser tests are SKIPPED" chromium fonts-dejavu

node:
	@scripts/system-package.sh node "JavaScript and TypeScript are not run" nodejs
	@scripts/system-package.sh tsc "TypeScript is not run" node-typescript

CRATES := aho-corasick either itertools md5 memchr permutohedron rand regex

# By their full names: the sandbox shows no other compilers than those under /usr.
compilers:
	@scripts/system-package.sh /usr/bin/go "Go is not run" golang-go golang-github-stretchr-testify-dev
	@scripts/system-package.sh /usr/bin/rustc "Rust is not run" rustc cargo gcc libc6-dev $(CRATES:%=librust-%-dev)
