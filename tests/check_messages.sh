#!/usr/bin/env bash
# Is every text of the product in both catalogues, translated, and compiled? Works on a copy.
set -euo pipefail
cd "$(dirname "$0")/.."
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$copy" 2>/dev/null
cd "$copy"
python manage.py makemessages --locale ro --locale hu --no-location --no-obsolete --ignore tests --ignore var >/dev/null
for language in ro hu; do
  catalogue=locale/$language/LC_MESSAGES/django
  msgfmt --check --output-file=/dev/null "$catalogue.po"
  missing=$(msgattrib --untranslated "$catalogue.po"; msgattrib --only-fuzzy "$catalogue.po")
  if [ -n "$missing" ]; then echo "Not translated ($language):"; echo "$missing" | grep '^msgid' | tail -n +2; exit 1; fi
  msgfmt --output-file=fresh.mo "$catalogue.po"
  if ! python - "$catalogue.mo" fresh.mo <<'PYTHON'
import gettext, sys
first, second = (gettext.GNUTranslations(open(path, "rb"))._catalog for path in sys.argv[1:])
first.pop("", None), second.pop("", None)
sys.exit(first != second)
PYTHON
  then echo "The compiled catalogue ($language) is older than its source: run make messages."; exit 1; fi
done
