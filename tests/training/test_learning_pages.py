"""Pages of a learner: the own training, a module, its lesson in words that can be read."""

import uuid

import pytest
from django.urls import reverse

from tests import factories
from tests.conftest import signed_in_client
from training.models import Achievement, LessonText, Track
from training.services.enrolments import enrol
from training.services.practice import not_yet
from training.services.records import achieve

pytestmark = pytest.mark.django_db


@pytest.fixture
def track(db):
    return factories.TrackFactory()


@pytest.fixture
def first(track):
    return factories.ModuleFactory(track=track, code="first", has_quiz=True)


@pytest.fixture
def second(track, first):
    return factories.ModuleFactory(track=track, code="second", requires=[first], has_workshop=True, has_practice=True)


@pytest.fixture
def learner(applicant, centre, track, second):
    enrol(person=applicant, centre=centre, track=track, by=applicant)
    return applicant


@pytest.fixture
def browser(learner):
    return signed_in_client(learner)


def page(browser, name, *arguments, **asked):
    return browser.get(reverse(f"training:{name}", args=arguments), asked).content.decode()


def read(browser, module, version=1):
    return browser.post(reverse("training:lesson", args=[module.public_id]), {"version": version}, follow=True)


def done(learner, centre, module, *parts, **facts):
    for part in parts:
        achieve(person=learner, centre=centre, module=module, part=part, by=learner, **facts)


def test_my_training_shows_the_path_and_where_to_go_on(browser, first, second):
    shown = page(browser, "mine")
    assert reverse("training:lesson", args=[first.public_id]) in shown
    assert "Continue where I stopped" in shown and "Next: Title of first" in shown
    assert "Opens after: Title of first" in shown and "0 of 2 modules" in shown
    assert reverse("training:module", args=[second.public_id]) not in shown


def test_my_training_asks_the_same_of_the_database_for_one_module_and_for_four(
    learner, browser, track, django_assert_num_queries
):
    page(browser, "mine")  # the first page of a session writes that it was there
    with django_assert_num_queries(10):
        page(browser, "mine")
    for _number in range(2):
        factories.ModuleFactory(track=track)
    with django_assert_num_queries(10):
        page(browser, "mine")


def test_before_the_training_begins_the_page_says_so(applicant):
    assert "has not begun yet" in page(signed_in_client(applicant), "mine")


def test_a_lesson_is_read_and_leads_to_the_quiz(browser, first):
    assert "Read the lesson" in page(browser, "module", first.public_id)
    shown = page(browser, "lesson", first.public_id)
    assert "<h2>Version 1</h2>" in shown and "I have read this" in shown
    answer = read(browser, first)
    assert "You have read this lesson." in answer.content.decode()
    assert reverse("training:quiz_start", args=[first.public_id]) in answer.content.decode()
    assert "I have read this" not in page(browser, "lesson", first.public_id)
    read(browser, first)
    assert Achievement.objects.count() == 1


def test_a_lesson_in_another_language_says_so(learner, browser, first):
    learner.language = "hu"
    learner.save()
    browser.cookies["django_language"] = "hu"
    LessonText.objects.create(version=first.versions.get(), language="hu", title="Magyar cím")
    shown = page(browser, "lesson", first.public_id)
    assert "Magyar cím" in shown and '<article class="panel lesson" lang="en">' in shown and 'class="note' in shown
    LessonText.objects.filter(language="hu").update(body="Szöveg.")
    assert '<article class="panel lesson" lang="hu">' in page(browser, "lesson", first.public_id)


def test_a_version_published_while_one_reads_is_told(browser, first):
    page(browser, "lesson", first.public_id)
    factories.ModuleVersionFactory(module=first, changes="The numbers are new.")
    answer = read(browser, first, version=1)
    assert "newer version was published" in answer.content.decode()
    assert "The numbers are new." in answer.content.decode()
    assert Achievement.objects.get().version == 1
    assert "You have read this lesson." in read(browser, first, version=2).content.decode()


def test_a_version_that_does_not_exist_is_refused_in_words(browser, first):
    assert "does not exist" in read(browser, first, version=7).content.decode()
    assert "I have read this" in read(browser, first, version=0).content.decode()


def test_a_locked_module_tells_what_comes_first(browser, second):
    answer = browser.get(reverse("training:lesson", args=[second.public_id]), follow=True).content.decode()
    assert "This module opens after: Title of first" in answer


def test_every_part_leads_to_its_page(learner, centre, browser, first, second, specialist):
    done(learner, centre, first, "lesson", "quiz")
    assert "This module is done." in page(browser, "module", first.public_id)
    done(learner, centre, second, "lesson")
    assert reverse("training:workshop_list") in page(browser, "module", second.public_id)
    done(learner, centre, second, "workshop")
    not_yet(person=learner, centre=centre, module=second, to_practise="Ending in time.", by=specialist)
    shown = page(browser, "module", second.public_id)
    assert "Arrange with your coordinator" in shown and "Ending in time." in shown


def test_a_changed_module_says_what_is_new(learner, centre, browser, first):
    done(learner, centre, first, "lesson", "quiz")
    version = factories.ModuleVersionFactory(module=first)
    assert "Your certificate stays valid" in page(browser, "module", first.public_id)
    version.changes = "The numbers are new."
    version.save()
    assert "The numbers are new." in page(browser, "module", first.public_id)
    assert "has changed" in page(browser, "mine")
    assert "1 module of your training has changed" in browser.get(reverse("home")).content.decode()


def test_what_is_on_no_track_of_mine_is_not_there(browser, learner):
    other, quiz = factories.ModuleFactory(), factories.ModuleFactory(has_lesson=False, has_quiz=True)
    for module in (other.public_id, quiz.public_id, uuid.uuid4()):
        assert browser.get(reverse("training:module", args=[module])).status_code == 404
    track = Track.objects.get(enrolments__person=learner)
    track.entries.create(module=quiz, position=9)
    assert browser.get(reverse("training:lesson", args=[quiz.public_id])).status_code == 404
    assert browser.get(reverse("training:module", args=[quiz.public_id])).status_code == 200
