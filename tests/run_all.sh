#!/usr/bin/env bash
# Everything that must hold before a change lands: lint, tests on SQLite with coverage, on PostgreSQL, journeys.
set -euo pipefail
cd "$(dirname "$0")/.."
export MENTOR_MODE=test
tests/lint.sh
echo "Tests on SQLite"
pytest -q -n 2 --dist worksteal --cov --cov-report=term --cov-fail-under=100
echo "Tests on PostgreSQL"
TEST_DATABASE=postgresql pytest -q -n 2 --dist worksteal -m "both_databases and not prove"
echo "Journeys in a browser"
pytest -q -n 2 --dist load -m journey tests/journeys
