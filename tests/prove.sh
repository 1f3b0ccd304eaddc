#!/usr/bin/env bash
# The long proofs: all of them, or those that are named: coverage, journeys, sqlite, postgresql. May take an hour.
set -euo pipefail
cd "$(dirname "$0")/.."
export MENTOR_MODE=test
coverage() { tests/coverage.sh; }
journeys() { pytest -q -n 2 --dist loadfile -m "journey" tests/journeys; }
sqlite() { HYPOTHESIS_PROFILE=new pytest -q -n 2 -m "prove and not journey"; }
postgresql() {
  HYPOTHESIS_PROFILE=new TEST_DATABASE=postgresql pytest -q -n 2 --dist worksteal \
    -m "not journey and (both_databases or not prove)"
}
for part in "${@:-coverage journeys sqlite postgresql}"; do
  for name in $part; do
    case $name in
      coverage | journeys | sqlite | postgresql) echo "Proof: $name" && "$name" ;;
      *) echo "There is no proof named $name: coverage, journeys, sqlite, postgresql." >&2 && exit 2 ;;
    esac
  done
done
