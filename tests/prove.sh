#!/usr/bin/env bash
# The long proofs. May take an hour; prints the figures it reached.
set -euo pipefail
cd "$(dirname "$0")/.."
export MENTOR_MODE=test HYPOTHESIS_PROFILE=default
pytest -q -n 2 -m prove
TEST_DATABASE=postgresql pytest -q --migrations -m "prove and both_databases"
