"""The manual names every column and every word that an import understands."""

from pathlib import Path

from django.conf import settings

from mentorship.columns import MENTEE_COLUMNS, MENTOR_COLUMNS
from mentorship.vocabulary import Gender, Interest, Language, Mode, Population, Risk, Skill

MANUAL = (Path(settings.BASE_DIR) / "docs" / "import.md").read_text(encoding="utf-8")


def test_every_column_is_explained():
    assert not [column.name for column in MENTEE_COLUMNS + MENTOR_COLUMNS if f"| `{column.name}` |" not in MANUAL]


def test_every_word_is_named():
    vocabularies = (Population, Gender, Risk, Mode, Language, Interest, Skill)
    assert not [code for words in vocabularies for code in words.values if f"`{code}`" not in MANUAL]
