#!/usr/bin/env bash
# Style, templates, types, floors, migrations and configuration. Prints only what is wrong.
set -euo pipefail
cd "$(dirname "$0")/.."
export MENTOR_MODE=test
quiet() { local name=$1; shift; local out; if ! out=$("$@" 2>&1); then echo "--- $name"; echo "$out"; exit 1; fi; echo "ok  $name"; }
quiet "ruff" ruff check --no-cache .
quiet "format" ruff format --no-cache --check .
quiet "templates" djlint templates --lint --quiet
quiet "floors" lint-imports --no-cache
quiet "dependencies" deptry .
quiet "migrations" python manage.py makemigrations --check --dry-run
quiet "configuration for production" tests/check_deploy.sh
quiet "types" mypy --no-error-summary
