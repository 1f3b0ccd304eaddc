"""A quiz is drawn once, kept while it is answered, graded once, and tells what to read again."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kernel.clock import now
from kernel.errors import RuleError
from kernel.models import AuditEvent
from tests import factories
from training.grading import grade
from training.models import Achievement, Module, Question, QuizAttempt
from training.queries.quizzes import quiz_of
from training.services.quizzes import asked, hand_in, keep_answers, start_attempt

pytestmark = pytest.mark.django_db
GIFT = {
    "q1": "Pick one {=Right#Well read. ~Wrong#Read again.}",
    "q2": "Pick several {~%50%a ~%50%b ~%-100%c#Never.####Both matter.}",
    "q3": "The sky is blue {T}",
    "q4": "Match {=ro -> București =hu -> Budapest = -> Wien}",
    "q5": "The emergency number {=112}",
}
RIGHT = {"q1": [0], "q2": [0, 1], "q3": [0], "q4": [0, 1], "q5": "112"}


@pytest.fixture
def track(db):
    return factories.TrackFactory()


@pytest.fixture
def module(track):
    module = factories.ModuleFactory(track=track, code="first", has_lesson=False, has_quiz=True)
    for code, gift in GIFT.items():
        factories.QuestionFactory(module=module, code=code, gift=gift)
    return module


@pytest.fixture
def learner(applicant, centre, track, module):
    factories.EnrolmentFactory(person=applicant, centre=centre, track=track)
    return applicant


@pytest.fixture
def attempt(learner, module):
    return start_attempt(module=module, language="en", by=learner)


@pytest.fixture
def browser(client_of, learner):
    return client_of(learner)


def fields(attempt, answers=RIGHT):
    """The answers as a page sends them."""
    sent = {}
    for index, kept in enumerate(attempt.questions):
        given = answers.get(kept["code"], [])
        if kept["kind"] == "matching":
            sent |= {f"q{index}_{number}": place for number, place in enumerate(given)}
        else:
            sent[f"q{index}"] = given
    return sent


def page(name, of):
    return reverse(f"training:{name}", args=[of.public_id])


def test_what_was_asked_stays_as_it_was(attempt, learner):
    before = attempt.questions
    assert sorted(kept["code"] for kept in before) == sorted(GIFT)
    Question.objects.update(texts={"en": {"text": "Other", "answers": [], "feedback": ""}}, is_in_use=False)
    attempt.refresh_from_db()
    assert attempt.questions == before
    assert hand_in(attempt=attempt, answers=RIGHT, by=learner)
    assert (attempt.percent, attempt.is_passed) == (100, True)


def test_beginning_twice_is_once_and_another_attempt_draws_anew(attempt, module, learner):
    assert start_attempt(module=module, language="ro", by=learner) == attempt
    hand_in(attempt=attempt, answers={}, by=learner)
    second = start_attempt(module=module, language="en", by=learner)
    assert (second.number, second.seed == attempt.seed) == (2, False)


def test_a_passed_quiz_is_put_on_record_in_the_version_that_was_asked(attempt, module, learner):
    factories.ModuleVersionFactory(module=module, number=2)
    hand_in(attempt=attempt, answers=RIGHT, by=learner)
    found = Achievement.objects.get()
    assert (found.part, found.version, found.person) == ("quiz", 1, learner)
    events = AuditEvent.objects.about(attempt).order_by("sequence").values_list("event", flat=True)
    assert list(events) == ["quiz.begun", "quiz.handed_in"]


def test_handing_in_twice_grades_once(attempt, learner):
    same = QuizAttempt.objects.get()
    assert hand_in(attempt=attempt, answers=RIGHT, by=learner)
    assert not hand_in(attempt=same, answers={}, by=learner)
    assert (same.percent, same.answers) == (100, RIGHT)
    with pytest.raises(RuleError, match="handed in already"):
        keep_answers(attempt=same, answers={}, by=learner)


def test_answers_are_kept_and_only_those_that_were_asked(attempt, learner):
    keep_answers(attempt=attempt, answers={"q5": "112", "other": "x"}, by=learner)
    attempt.refresh_from_db()
    assert attempt.answers == {"q5": "112"}


def test_nobody_answers_for_another(attempt, olga):
    with pytest.raises(RuleError):
        keep_answers(attempt=attempt, answers=RIGHT, by=olga)
    assert not hand_in(attempt=attempt, answers=RIGHT, by=olga)
    assert QuizAttempt.objects.get().submitted_at is None


def test_after_the_free_tries_comes_a_pause_told_in_words(module, learner):
    for _try in range(2):
        hand_in(attempt=start_attempt(module=module, language="en", by=learner), answers={}, by=learner)
    with pytest.raises(RuleError, match="The next try opens on"):
        start_attempt(module=module, language="en", by=learner)
    with time_machine.travel(now() + timedelta(minutes=61)):
        third = start_attempt(module=module, language="en", by=learner)
        hand_in(attempt=third, answers=RIGHT, by=learner)
        with pytest.raises(RuleError, match="passed this quiz already"):
            start_attempt(module=module, language="en", by=learner)
    assert quiz_of(learner, module).next_at is None  # a pass ends the pause


def test_what_is_locked_elsewhere_or_empty_does_not_begin(module, track, learner, olga, centre):
    first = factories.ModuleFactory(track=track, code="before")
    module.requires.set([first])
    with pytest.raises(RuleError, match="Something comes before this module: Title of before"):
        start_attempt(module=module, language="en", by=learner)
    module.requires.clear()
    with pytest.raises(RuleError, match="none of your tracks"):
        start_attempt(module=module, language="en", by=olga)
    Question.objects.update(is_in_use=False)
    with pytest.raises(RuleError, match="no questions"):
        start_attempt(module=module, language="en", by=learner)
    Module.objects.filter(pk=module.pk).update(has_quiz=False, has_lesson=True)
    module.refresh_from_db()
    assert quiz_of(learner, module) is None


def test_whoever_learns_at_two_centres_gets_the_quiz_where_it_is_open(attempt, learner, module, track, other_centre):
    hand_in(attempt=attempt, answers=RIGHT, by=learner)
    factories.grant_role(learner, "applicant", other_centre)
    factories.EnrolmentFactory(person=learner, centre=other_centre, track=track)
    del learner.active_grants
    assert start_attempt(module=module, language="en", by=learner).centre == other_centre
    module.requires.set([factories.ModuleFactory(track=track)])
    assert quiz_of(learner, module).is_locked is False  # what is done at one centre is nearer than what is locked


def test_an_own_question_takes_the_place_of_the_common_one(module, learner, centre):
    factories.QuestionFactory(module=module, centre=centre, code="q1", gift="Ours {=yes ~no}", language="hu")
    factories.QuestionFactory(module=module, centre=centre, code="q2", is_in_use=False)
    found = start_attempt(module=module, language="ro", by=learner).questions
    by_code = {kept["code"]: kept for kept in found}
    assert sorted(by_code) == ["q1", "q3", "q4", "q5"]
    assert (by_code["q1"]["text"], by_code["q1"]["language"]) == ("Ours", "hu")


class TestStoredPercent(TestCase):
    """Whatever was answered: the stored percent is what the pure grading says of the stored answers."""

    def setUp(self):
        self.centre, self.track = factories.CentreFactory(), factories.TrackFactory()
        self.module = factories.ModuleFactory(track=self.track, has_lesson=False, has_quiz=True)
        for code, gift in GIFT.items():
            factories.QuestionFactory(module=self.module, code=code, gift=gift)
        self.learner = factories.UserFactory(role="applicant", role__centre=self.centre)
        factories.EnrolmentFactory(person=self.learner, centre=self.centre, track=self.track)

    places = st.lists(st.integers(0, 3) | st.none(), max_size=4)

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.dictionaries(st.sampled_from(sorted(GIFT)), places | st.sampled_from(["112", " 1 12", "113", ""])))
    def test_it_is_the_grade_of_the_stored_answers(self, answers):
        attempt = start_attempt(module=self.module, language="en", by=self.learner)
        hand_in(attempt=attempt, answers=answers, by=self.learner)
        attempt.refresh_from_db()
        found = grade(asked(attempt), attempt.answers, self.module.pass_percent)
        assert (attempt.percent, attempt.is_passed) == (found.percent, found.passed)
        attempt.delete()
        Achievement.objects.all().delete()


def test_the_pages_lead_from_the_start_to_the_result(browser, module, learner):
    start = browser.get(page("quiz_start", module))
    assert "Up to 5 questions" in start.content.decode()
    answer = browser.post(page("quiz_start", module))
    attempt = QuizAttempt.objects.get()
    assert answer["Location"] == page("quiz", attempt)
    assert browser.get(page("quiz_result", attempt))["Location"] == page("quiz", attempt)
    shown = browser.get(page("quiz", attempt)).content.decode()
    assert "Pick several" in shown and "More than one answer can be right." in shown and "Budapest" in shown
    answer = browser.post(page("quiz", attempt), {**fields(attempt), "do": "hand_in"}, follow=True)
    assert answer.redirect_chain[0][0] == page("quiz_result", attempt)
    assert "Passed with 100 %" in answer.content.decode() and "Well read." in answer.content.decode()
    assert browser.get(page("quiz", attempt))["Location"] == page("quiz_result", attempt)
    assert "You have passed this quiz." in browser.get(page("quiz_start", module)).content.decode()
    again = browser.post(page("quiz", attempt), {"do": "hand_in"}, follow=True).content.decode()
    assert "handed in already" in again and "100 %" in again
    refused = browser.post(page("quiz_start", module), follow=True).content.decode()
    assert "passed this quiz already" in refused


def test_what_is_not_answered_is_said_before_it_is_graded(browser, attempt, module):
    partly = {**fields(attempt, {"q1": [1], "q2": [0], "q5": "112"}), "do": "hand_in"}
    answer = browser.post(page("quiz", attempt), partly)
    assert answer.status_code == 422
    assert "2 questions have no answer yet" in answer.content.decode()
    attempt.refresh_from_db()
    assert attempt.answers == {"q1": [1], "q2": [0], "q5": "112"}
    answer = browser.post(page("quiz", attempt), {**partly, "do": "hand_in_all_the_same"}, follow=True)
    told = answer.content.decode()
    assert "30 % so far; 80 % are needed" in told and "Read again." in told and "Partly right" in told
    assert ">right<" not in told.replace("\n", "")  # the right answers are told once it is passed
    assert "Try again" in told


def test_answers_can_be_kept_for_later_by_button_and_by_the_way(browser, attempt, module):
    answer = browser.post(page("quiz", attempt), {**fields(attempt, {"q5": "11"}), "do": "later"})
    assert answer["Location"] == page("quiz_start", module)
    assert "Go on where you stopped" in browser.get(page("quiz_start", module)).content.decode()
    assert browser.post(page("quiz_keep", attempt), fields(attempt)).status_code == 204
    attempt.refresh_from_db()
    assert attempt.answers == RIGHT
    assert 'value="112"' in browser.get(page("quiz", attempt)).content.decode()
    browser.post(page("quiz", attempt), {**fields(attempt), "do": "hand_in"})
    assert browser.post(page("quiz_keep", attempt), {}).status_code == 204
    attempt.refresh_from_db()
    assert attempt.answers == RIGHT


def test_answers_that_make_no_sense_are_no_answers(browser, attempt):
    sent = {f"q{index}": ["99", "x", "٣", "\x00"] for index in range(5)} | {"q0_0": "no", "q1_0": "-1"}
    browser.post(page("quiz", attempt), {**sent, "do": "hand_in_all_the_same"})
    attempt.refresh_from_db()
    assert attempt.percent == 0
    assert "\x00" not in str(attempt.answers)


def test_a_session_that_ended_loses_no_answer(client, browser, attempt, learner, olga):
    stub = browser.get(page("quiz", attempt)).context["stub"].initial["stub"]
    sent = {**fields(attempt), "do": "hand_in", "stub": stub}
    answer = client.post(page("quiz", attempt), sent)
    assert answer["Location"].startswith(reverse("account_login"))
    attempt.refresh_from_db()
    assert (attempt.answers, attempt.submitted_at) == (RIGHT, None)
    client.post(page("quiz", attempt), {**fields(attempt, {}), "stub": "forged"})
    attempt.refresh_from_db()
    assert attempt.answers == RIGHT
    hand_in(attempt=attempt, answers=RIGHT, by=learner)
    client.post(page("quiz", attempt), {**fields(attempt, {}), "stub": stub})
    attempt.refresh_from_db()
    assert attempt.answers == RIGHT


def test_only_ones_own_quiz_is_answered_here(client_of, attempt, module, mentor):
    other = client_of(mentor.user)
    for name in ("quiz", "quiz_result"):
        assert other.get(page(name, attempt)).status_code == 404
    assert other.get(page("quiz_start", module)).status_code == 404


def test_a_refusal_on_handing_in_is_told(browser, attempt, module, track):
    module.requires.set([factories.ModuleFactory(track=track, code="before")])
    answer = browser.post(page("quiz", attempt), {**fields(attempt), "do": "hand_in"}, follow=True)
    assert "Something comes before this module" in answer.content.decode()
    attempt.refresh_from_db()
    assert attempt.submitted_at is None


def test_a_pause_is_told_on_both_pages(browser, module, learner):
    for _try in range(2):
        last = start_attempt(module=module, language="en", by=learner)
        hand_in(attempt=last, answers={}, by=learner)
    assert "The next try opens on" in browser.get(page("quiz_start", module)).content.decode()
    assert "The next try opens on" in browser.get(page("quiz_result", last)).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_queries_of_a_quiz_do_not_grow_with_its_questions(
    browser, module, learner, count, django_assert_num_queries
):
    Module.objects.filter(pk=module.pk).update(questions_drawn=count)
    module.refresh_from_db()
    attempt = start_attempt(module=module, language="en", by=learner)
    with django_assert_num_queries(QUERIES["quiz"]):
        browser.get(page("quiz", attempt))
    with django_assert_num_queries(QUERIES["quiz_start"]):
        browser.get(page("quiz_start", module))


QUERIES = {"quiz": 10, "quiz_start": 11}
