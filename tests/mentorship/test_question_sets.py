"""The questions of contacts, pulse and strain: all there, in three languages, and mistakes are told in words."""

import shutil
from pathlib import Path

import pytest
from django.utils import translation

from mentorship.contact_standard import Party, Stage
from mentorship.content_files import LANGUAGES, ContentError
from mentorship.question_sets import FOLDER, question_book, questions_for, read_questions
from mentorship.vocabulary import Population
from tests.mentorship.content import LETTERS, faults

PULSE, STRAIN = question_book().pulse, question_book().strain
WORDS = [
    *(one.words for questions in question_book().sets.values() for one in questions),
    *(one.words for one in (*PULSE.scale, *STRAIN.scale, *STRAIN.items, *STRAIN.bands)),
    *(item.wordings[population] for item in PULSE.items for population in Population.values),
    *(item.low for item in PULSE.items),
]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_hurts_asks_too_much_or_is_untidy(language):
    texts = [words[language] for words in WORDS]
    assert [(text, found) for text in texts if (found := faults(language, text))] == []
    assert language == "en" or all(letter in "".join(texts) for letter in LETTERS[language])
    assert language == "en" or all(words[language] != words["en"] for words in WORDS)


@pytest.mark.parametrize("party", Party)
@pytest.mark.parametrize("stage", Stage)
def test_every_contact_has_its_open_questions(party, stage):
    questions = questions_for(party, stage)
    assert 4 <= len(questions) <= 8
    assert len({one.code for one in questions}) == len(questions)
    assert all("?" in one.text(language) for one in questions for language in LANGUAGES)
    assert {"safe", "worry"} & {one.code for one in questions}, "each contact asks whether something is wrong"


def test_the_pulse_has_five_questions_for_each_population_and_says_what_a_low_answer_means():
    assert [point.points for point in PULSE.scale] == [1, 2, 3, 4, 5]
    assert PULSE.scale[0].text("ro") == "deloc"
    assert len(PULSE.items) == 5
    for item in PULSE.items:
        assert item.text("youth") != item.text("survivor")
        assert item.meaning("hu").endswith(".")
    assert PULSE.low_items({item.code: 3 for item in PULSE.items}) == ()
    low = PULSE.low_items({"useful": 1, "safe": 2, "heard": 5})
    assert [item.code for item in low] == ["safe", "useful"], "the most urgent comes first, open answers are not low"
    assert len({*PULSE.items, *PULSE.scale}) == 10


def test_strain_is_told_in_percent_and_in_a_sentence():
    def answers(points):
        return {item.code: points for item in STRAIN.items if item.code != "unsafe"}

    assert len(STRAIN.items) == 6
    assert STRAIN.percent({}) == 0
    assert STRAIN.percent({item.code: 4 for item in STRAIN.items}) == 100
    assert [STRAIN.band(answers(points)).code for points in (0, 1, 2, 3)] == ["light", "light", "noticeable", "heavy"]
    assert [band.is_high for band in STRAIN.bands] == [False, False, True]
    assert STRAIN.band({"unsafe": 2}).is_high, "who feels unsafe is called, whatever the sum"
    assert STRAIN.band({"unsafe": 1}).text() == STRAIN.bands[0].text("en")
    assert STRAIN.items[0].text("hu").startswith("Amit")
    assert len({*STRAIN.items, *STRAIN.bands}) == 9


WRONG = [
    ("mentor.closing.toml", 'code = "gained"', 'code = "goodbye"', "questions.2.code: A code is there twice."),
    ("mentor.closing.toml", "[[questions]]", "[[asked]]", "asked: This is not known here."),
    ("mentor.closing.toml", "[[questions]]", "[[question]]", "question: This is not known here."),
    ("pulse.toml", "low_at = 2", "low_at = 7", "low_at: This should be a whole number from 1 to 4."),
    ("pulse.toml", "low_at = 2", "", "low_at: This is missing."),
    ("pulse.toml", "points = 3", "points = 2", "scale.3.points: This should be a whole number from 3 to 3."),
    ("pulse.toml", "[items.youth]", "[items.child]", "items.1.youth: This is missing."),
    ("pulse.toml", 'ro = "deloc"\n', "", "scale.1.ro: This is missing."),
    ("strain.toml", "from_percent = 0", "from_percent = 10", "bands: The first begins at 0 and each later one higher."),
    ("strain.toml", "from_percent = 60", "from_percent = 35", "bands: The first begins at 0"),
    ("strain.toml", "is_high = true", "is_high = 1", "bands.3.is_high: This should be true or false."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "told"), WRONG)
def test_a_mistake_is_told_with_file_and_field(tmp_path: Path, name, old, new, told):
    folder = shutil.copytree(FOLDER, tmp_path / "questions")
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError) as error:
        read_questions(folder)
    assert any(line.startswith(f"{name}: {told}") for line in str(error.value).splitlines()), error.value


def test_missing_files_and_missing_tables_are_told(tmp_path: Path):
    folder = shutil.copytree(FOLDER, tmp_path / "questions")
    for name in ("pulse", "adult.regular"):
        (folder / f"{name}.toml").unlink()
    (folder / "mentor.regular.toml").write_text("", encoding="utf-8")
    (folder / "mentee.regular.toml").write_text("[[questions]]\n", encoding="utf-8")
    with pytest.raises(ContentError) as error:
        read_questions(folder)
    assert sorted(str(error.value).splitlines()) == [
        "adult.regular.toml: This file is missing.",
        "mentee.regular.toml: questions: This should stand here 4 to 8 times.",
        "mentor.regular.toml: questions: This is missing.",
        "pulse.toml: This file is missing.",
    ]
