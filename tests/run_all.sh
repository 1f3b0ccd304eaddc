#!/usr/bin/env bash
# Everything that must hold before a change lands, in three lanes beside each other. Prints in full only what is wrong.
# What runs when, and why: docs/decisions/0016-what-runs-when.md.
set -uo pipefail -m
cd "$(dirname "$0")/.."
export MENTOR_MODE=test
told=$(mktemp -d)
trap 'for lane in $(jobs -p); do kill -- "-$lane"; done 2>/dev/null; rm -rf "$told"' EXIT
part() {
  local name=$1
  shift
  if env "$@" -rs >"$told/out $name" 2>&1; then echo "ok  $name: $(grep -E '^(SKIPPED|[0-9]+ )' "$told/out $name")"
  else echo "--- $name"; cat "$told/out $name"; return 1; fi
}
lint_then_postgresql() {
  tests/lint.sh
  local lint=$?
  part "Tests on PostgreSQL" TEST_DATABASE=postgresql \
    pytest -q -n 2 --dist worksteal -m "both_databases and not prove and not journey" && return $lint
}
lint_then_postgresql &
lanes=($!)
part "Journey in a browser" pytest -q -m "journey" tests/journeys/test_main_job.py \
  --deselect tests/journeys/test_main_job.py::test_every_other_page_is_worth_looking_at &
lanes+=($!)
part "Tests on SQLite" pytest -q -n 2 --dist worksteal -m "not prove and not journey" &
lanes+=($!)
wrong=0
for lane in "${lanes[@]}"; do wait "$lane" || wrong=1; done
exit $wrong
