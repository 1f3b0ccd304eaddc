#!/usr/bin/env bash
# Is every line and branch of kernel, services and engine run by a test? Tracing takes half as long again.
set -euo pipefail
cd "$(dirname "$0")/.."
export MENTOR_MODE=test HYPOTHESIS_PROFILE="${HYPOTHESIS_PROFILE:-steady}"
pytest -q -n 2 --dist worksteal -m "not untraced and not prove and not journey" \
  --cov --cov-report=term --cov-fail-under=100
