#!/usr/bin/env bash
# Django's own check for production, with keys made for this one check.
set -euo pipefail
cd "$(dirname "$0")/.."
key() { python -c "import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())"; }
MENTOR_MODE=production MENTOR_DEBUG=no MENTOR_VAR_DIR="$(mktemp -d)" MENTOR_HOSTS=centre.example \
  MENTOR_ADDRESS=https://centre.example MENTOR_SECRET_KEY="$(key)$(key)" \
  MENTOR_FIELD_KEYS="k1:$(key)" MENTOR_INDEX_KEYS="i1:$(key)" \
  python manage.py check --deploy --fail-level WARNING
