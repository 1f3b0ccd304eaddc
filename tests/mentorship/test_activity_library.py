"""The library of activities: everything shipped is whole and kind, and what is wrong in a file is told in words."""

import shutil
from collections import Counter
from pathlib import Path

import pytest
from django.utils import translation

from mentorship.activity_library import FOLDER, GOALS, MAY_STOP, for_goals, library, read_library
from mentorship.content_files import LANGUAGES, ContentError
from mentorship.vocabulary import Mode, Population, Topic
from tests.mentorship.content import LETTERS, faults


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def _lines(text):
    return [line for value in vars(text).values() for line in ([value] if isinstance(value, str) else value)]


def test_the_library_is_large_enough_and_every_topic_and_goal_is_served():
    shipped = library()
    assert len(shipped.activities) == len(list(FOLDER.glob("*.toml"))) - 1 >= 36
    assert 18 <= len(shipped.goals) <= 24
    topics = Counter(one.topic for one in shipped.activities)
    assert all(topics[topic] >= 4 for topic in Topic)
    assert {goal.topic for goal in shipped.goals} == set(Topic)
    served = Counter(code for one in shipped.activities for code in one.goals)
    assert all(served[goal.code] >= 3 for goal in shipped.goals)


@pytest.mark.parametrize("population", Population)
def test_every_goal_has_something_for_each_population_that_a_student_can_do_on_site(population):
    for goal in library().goals:
        assert any(one.suits(population=population) for one in for_goals([goal.code])), goal.code
    on_site = [one for one in library().activities if one.suits(population=population, mode=Mode.SITE)]
    assert {one.topic for one in on_site} == set(Topic)


def test_titles_are_told_apart():
    for language in LANGUAGES:
        titles = Counter(one.text(language).title for one in (*library().activities, *library().goals))
        assert titles.most_common(1)[0][1] == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_hurts_asks_too_much_or_is_untidy(language):
    for one in (*library().activities, *library().goals):
        lines, first = _lines(one.texts[language]), one.texts["en"]
        assert [(line, found) for line in lines if (found := faults(language, line))] == [], one.code
        assert language == "en" or any(letter in " ".join(lines).lower() for letter in LETTERS[language]), one.code
        assert len(lines) == len(_lines(first)), one.code
        assert language == "en" or one.texts[language].title != first.title


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_end_and_questions_ask(language):
    for one in library().activities:
        text = one.texts[language]
        assert [line for line in (text.purpose, text.safety, *text.steps) if line[-1] not in ".?!”"] == [], one.code
        assert all(line.endswith("?") for line in text.questions), one.code


def test_what_a_recruiter_does_is_not_played_with_survivors():
    by_code = library().activity_by_code
    for code in ("seven_tricks", "gift_or_bait", "strangers_online"):
        assert not by_code[code].suits(population=Population.SURVIVOR)


def test_an_activity_is_found_by_code_goal_mode_and_age():
    shipped = library()
    cooking = shipped.activity_by_code["cook_something_cheap"]
    assert cooking.suits(population="youth", mode="site", age=12)
    assert not cooking.suits(population="youth", mode="remote")
    assert not cooking.suits(population="youth", age=8)
    assert shipped.goal_by_code["manage_money"].topic == Topic.EVERYDAY
    found = for_goals(["manage_money", "look_after_myself"])
    assert {one.code for one in found[:2]} == {"cook_something_cheap", "week_with_money"}
    assert cooking in found
    assert for_goals([]) == for_goals(["unheard_of"]) == ()
    assert len({cooking, *shipped.activities, *shipped.goals}) == len(shipped.activities) + len(shipped.goals)


def test_the_language_is_that_of_the_page_and_english_where_there_is_none():
    one = library().activity_by_code["weather_inside"]
    assert one.text().title == one.text("de").title == "Weather inside"
    assert one.text("ro").title == "Vremea dinăuntru"
    with translation.override("hu"):
        assert one.text().title == "Belső időjárás"
        assert library().goal_by_code["say_no"].text().title == "Tudok nemet mondani"
    with translation.override(None):
        assert one.text().title == "Weather inside"
    assert "without giving a reason" in str(MAY_STOP)


FILE = "calm_box.toml"
WRONG = [
    (FILE, 'topic = "feelings"', 'topic = "cooking"', "topic: “cooking” is not known; known are: feelings,"),
    (FILE, 'topic = "feelings"\n', "", "topic: This is missing."),
    (FILE, 'kind = "create"', "kind = 3", "kind: “3” is not known"),
    (FILE, 'goals = ["calm_down",', 'goals = ["fly",', "goals: “fly” is not known"),
    (FILE, 'goals = ["calm_down",', 'goals = ["know_strengths",', "goals: A code is there twice."),
    (FILE, 'modes = ["site", "in_person"]', "modes = []", "modes: This should be a list of codes."),
    (FILE, 'modes = ["site", "in_person"]\n', "", "modes: This is missing."),
    (FILE, "minutes = [30, 60]", "minutes = [60, 30]", "minutes: This should be two whole numbers from 5 to 180"),
    (FILE, "minutes = [30, 60]", 'minutes = ["a", 30]', "minutes: This should be two whole numbers"),
    (FILE, "minutes = [30, 60]\n", "", "minutes: This is missing."),
    (FILE, "minutes = [30, 60]", "minutes = [30, 60]\nage = 3", "age: This is not known here."),
    (FILE, "[hu]", "[xx]", "hu: This is missing."),
    (FILE, 'topic = "feelings"', 'topic = "feelings', "This is not readable:"),
    (FILE, 'title = "A box for hard moments"', 'title = " "', "en.title: This should be a text."),
    (FILE, 'title = "A box for hard moments"\n', "", "en.title: This is missing."),
    (FILE, 'title = "A box', f'title = "{"A" * 40} box', "en.title: This has 61 letters; 45 fit."),
    (FILE, "questions = [", "questions = []\nasked = [", "en.questions: This should be a list of 2 to 3 texts."),
    (FILE, "questions = [", "asked = [", "en.questions: This is missing."),
    (FILE, '  "On top goes a card with people and numbers to call.",', "  7,", "en.steps.5: This should be a text."),
    (GOALS, "[calm_down.en]", "[calm_down.xx]", "calm_down.en: This is missing."),
    (GOALS, '[calm_down]\ntopic = "feelings"', "[calm_down]", "calm_down.topic: This is missing."),
    (GOALS, "[name_feelings]", "word = 3\n[name_feelings]", "word: This should be a table."),
]


@pytest.mark.parametrize(("name", "old", "new", "told"), WRONG)
def test_a_mistake_is_told_with_file_and_field(tmp_path: Path, name, old, new, told):
    for needed in (FILE, GOALS):
        shutil.copy(FOLDER / needed, tmp_path)
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError) as error:
        read_library(tmp_path)
    assert any(line.startswith(f"{name}: {told}") for line in str(error.value).splitlines()), error.value


def test_a_missing_file_and_foreign_bytes_are_told(tmp_path: Path):
    with pytest.raises(ContentError, match=r"goals\.toml: This file is missing\."):
        read_library(tmp_path)
    (tmp_path / GOALS).write_bytes(b"\xff")
    with pytest.raises(ContentError, match=r"goals\.toml: This is not readable: "):
        read_library(tmp_path)
