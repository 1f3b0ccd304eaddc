"""Papers print Romanian and Hungarian letters and can be checked."""

import re

import pytest
from fontTools.ttLib import TTFont

from kernel.documents import FONTS, Document

LETTERS = "ăâîșțĂÂÎȘȚşţáéíóöőúüűŐŰ„”–—…✓"


@pytest.mark.parametrize("font", ["DejaVuSans-subset.ttf", "DejaVuSans-Bold-subset.ttf"])
def test_the_fonts_have_the_letters(font):
    known = TTFont(FONTS / font).getBestCmap()
    assert {letter for letter in LETTERS if ord(letter) not in known} == set()
    assert (FONTS / font).stat().st_size < 200_000


def test_a_paper(recwarn):
    paper = Document("Adeverință")
    paper.heading("Őszinte köszönet")
    paper.paragraph("Ștefan a încheiat cursul. " * 200)
    paper.facts([("Ore", "12"), ("Loc", "Gherla")])
    paper.verification_code("ab12-cd34")
    content = paper.as_bytes()
    assert content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF")
    assert len(re.findall(rb"/Type /Page\b", content)) >= 2
    assert not recwarn.list and len(content) < 100_000
    assert all(f"<{ord(letter):04X}>".encode() in content for letter in "țȘîŐö")


def test_a_picture_for_telephones_is_never_cut_by_the_end_of_a_page():
    pages = []
    for has_picture in (False, True):
        paper = Document("Cod")
        for _line in range(29):
            paper.paragraph("O linie.")
        if has_picture:
            paper.picture_of("https://example.org/verify")
        pages.append(paper.as_bytes().count(b"/Type /Page\n"))
    assert pages == [1, 2]
