#!/usr/bin/env bash
# Everything that must hold before a change lands: lint, tests on SQLite with coverage, on PostgreSQL, journeys.
set -euo pipefail
cd "$(dirname "$0")/.."
export MENTOR_MODE=test
tests/lint.sh
echo "Tests on SQLite"
pytest -q -n 2 --dist worksteal -m "not untraced and not prove and not journey" --cov --cov-report=term --cov-fail-under=100
echo "Sweeps and races on SQLite"
pytest -q -n 2 --dist worksteal -m "untraced and not prove"
echo "Journeys in a browser, beside the tests on PostgreSQL"
journeys=$(mktemp)
pytest -q -n 2 --dist loadfile -m journey tests/journeys >"$journeys" 2>&1 &
journey=$!
trap 'kill "$journey" 2>/dev/null || true' EXIT
TEST_DATABASE=postgresql pytest -q -n 2 --migrations --dist worksteal -m "both_databases and not prove"
wait "$journey" || { cat "$journeys"; exit 1; }
cat "$journeys"
