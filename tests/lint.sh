#!/usr/bin/env bash
# Style, templates, types, floors, migrations and configuration. Prints in full only what is wrong.
set -uo pipefail
cd "$(dirname "$0")/.."
export MENTOR_MODE=test MENTOR_VAR_DIR="${MENTOR_VAR_DIR:-$(mktemp -d)}"
wrong=0
quiet() {
  local name=$1 out
  shift
  if out=$("$@" 2>&1); then echo "ok  $name"; else echo "--- $name"; echo "$out"; wrong=1; return 1; fi
}
types=$(mktemp)
quiet "types" mypy --no-error-summary --cache-dir "$MENTOR_VAR_DIR/mypy" \
  kernel accounts training mentorship matching benchmarks >"$types" &
quiet "style" ruff check --no-cache .
quiet "format" ruff format --no-cache --check .
quiet "templates" djlint templates --lint --quiet
quiet "floors" lint-imports --no-cache
quiet "dependencies" deptry .
quiet "migrations" python manage.py makemigrations --check --dry-run
quiet "configuration for production" tests/check_deploy.sh
if command -v xgettext >/dev/null; then
  quiet "texts in three languages" tests/check_messages.sh
else
  echo "--  texts: gettext is not installed, so the catalogues were not compared with the sources"
fi
wait $! || wrong=1
cat "$types"
exit $wrong
