#!/bin/sh
# Every check that needs no test run. All are run; the end names those that failed.
set -u
cd "$(dirname "$0")/.."
failed=

try() {
    name=$1
    shift
    echo "== $name"
    "$@" || failed="$failed [$name]"
}

# A database that lives for this check alone: all migrations are applied to it on the way.
migrations_are_complete() {
    directory=$(mktemp -d)
    env -u DATABASE_URL -u REDIS_URL .venv/bin/reviewplatform manage --data-dir "$directory" makemigrations --check --dry-run
    status=$?
    rm -rf "$directory"
    return $status
}

deployment_is_safe() {
    env DATABASE_URL=postgresql://database/reviewplatform REDIS_URL=redis://broker:6379/0 \
        REVIEWPLATFORM_SECRET_KEY="$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
        REVIEWPLATFORM_PUBLIC_URL=https://reviews.example REVIEWPLATFORM_ALLOWED_HOSTS=reviews.example \
        REVIEWPLATFORM_SECURE_COOKIES=true \
        .venv/bin/python manage.py check --deploy --fail-level WARNING
}

try "ruff format" .venv/bin/ruff format --check --quiet .
try "ruff" .venv/bin/ruff check --quiet .
try "mypy" .venv/bin/mypy reviewplatform evaluations reviewers tests scripts
try "import rules" .venv/bin/lint-imports --no-cache
try "migrations" migrations_are_complete
try "deployment settings" deployment_is_safe
try "locks" .venv/bin/python -P scripts/check_locks.py

if [ -n "$failed" ]; then
    echo "failed:$failed" >&2
    exit 1
fi
echo "All checks passed."
