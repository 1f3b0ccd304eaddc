"""The pages of an ending: begun, its steps, closed; going on longer; and what waits on the home page."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.worklist import worklist
from kernel.clock import now, today
from mentorship.demo.building import build_demo
from mentorship.models import CheckIn, Closure, Mentee, Pairing
from mentorship.queries import closure_worklists as lists
from mentorship.services.closures import do_step, skip_step, stop_closure
from mentorship.services.rematches import decide_rematch
from tests import factories

pytestmark = pytest.mark.django_db


def page_of(obj, name):
    return reverse(f"mentorship:{name}", args=[obj.public_id])


def shown(client, page):
    html = client.get(page).content.decode()
    names = ("form_key", "stub")
    return {name: re.search(rf'name="{name}" value="([^"]*)"', html).group(1) for name in names}


@pytest.fixture
def desk(client_of, coordinator):
    return client_of(coordinator)


@pytest.fixture
def closure(pairing):
    kinds = ["tell_mentor", "last_meeting", "later_contact", "talk_mentee", "next"]
    return factories.ClosureFactory(pairing=pairing, kinds=kinds)


class TestPages:
    def test_from_the_page_of_the_pairing_to_its_end(self, desk, pairing):
        detail = page_of(pairing, "pairing_detail")
        assert page_of(pairing, "closure_new") in desk.get(detail).content.decode()
        assert "few words" in desk.post(page_of(pairing, "closure_new"), {"reason": "other"}).content.decode()
        begun = desk.post(page_of(pairing, "closure_new"), {"reason": "goals_reached"})
        closure = Closure.objects.get()
        assert begun.url == page_of(closure, "closure_detail")
        assert desk.post(page_of(pairing, "closure_new"), {"reason": "safety"}).url == begun.url
        assert begun.url in desk.get(detail).content.decode()
        for step in closure.steps.all():
            desk.post(page_of(step, "closure_step"), shown(desk, page_of(step, "closure_step")) | {
                "outcome": "skipped", "note": "Nobody answers.",
            })  # fmt: skip
        assert "Close the pairing" in desk.get(begun.url).content.decode()
        ended = desk.post(page_of(closure, "closure_finish"), follow=True).content.decode()
        assert "The pairing is closed." in ended and "Nobody answers." in ended
        assert begun.url in desk.get(detail).content.decode()

    def test_each_step_asks_what_it_needs(self, desk, closure):
        facts = {
            "tell_mentor": {}, "last_meeting": {"held_on": today()}, "later_contact": {"later_contact": "none"},
            "talk_mentee": {"held_on": today(), "channel": "visit"}, "next": {"note": "A group."},
        }  # fmt: skip
        for step in closure.steps.all():
            page = page_of(step, "closure_step")
            proof = shown(desk, page) | {"outcome": "done"}
            if facts[step.kind] and step.kind != "next":
                assert "Please fill this in." in desk.post(page, proof).content.decode(), step.kind
            typed = proof | facts[step.kind]
            if step.kind == "talk_mentee":
                questions = re.findall(r'<textarea name="([a-z_]+)"', desk.get(page).content.decode())
                typed[next(name for name in questions if name != "note")] = "Invented: the walks."
            assert desk.post(page, typed).url == page_of(closure, "closure_detail")
            assert "settled already" in desk.get(page).content.decode()
        html = desk.get(page_of(closure, "closure_detail")).content.decode()
        assert "Invented: the walks." in html and "no contact afterwards" in html
        assert CheckIn.objects.get().party == "mentee"

    def test_typed_when_the_session_has_ended_it_is_given_back(self, desk, closure):
        page = page_of(closure.steps.get(kind="talk_mentee"), "closure_step")
        Client().post(page, shown(desk, page) | {"outcome": "done", "note": "Invented and long."})
        assert "Invented and long." in desk.get(page).content.decode()

    def test_a_refusal_stands_beside_what_was_typed(self, desk, closure):
        step = closure.steps.get(kind="next")
        html = desk.post(
            page_of(step, "closure_step"), shown(desk, page_of(step, "closure_step")) | {"outcome": "done"}
        )
        assert "gets next" in html.content.decode()
        assert "Every step" in desk.post(page_of(closure, "closure_finish"), follow=True).content.decode()

    def test_stopped_it_goes_on(self, desk, closure):
        html = desk.post(page_of(closure, "closure_stop"), follow=True).content.decode()
        assert "does not end" in html and "Close the pairing" not in html

    @pytest.mark.parametrize(
        ("reason", "words"), [("other", "closed after the concern"), ("safety", "work on the concern")]
    )
    def test_an_open_concern_is_said(self, desk, closure, reason, words):
        Closure.objects.update(reason=reason)
        factories.ConcernFactory(pairing=closure.pairing)
        assert words in desk.get(page_of(closure, "closure_detail")).content.decode()

    def test_the_specialist_does_steps_and_does_not_close(self, client_of, specialist, closure):
        client = client_of(specialist)
        html = client.get(page_of(closure, "closure_detail")).content.decode()
        assert page_of(closure.steps.first(), "closure_step") in html and "Stop: the pairing" not in html
        assert client.post(page_of(closure, "closure_finish")).status_code == 403

    def test_the_mentor_reads_of_it_when_told(self, client_of, coordinator, closure, pairing):
        phone = client_of(pairing.mentor.user)
        assert "comes to its end" not in phone.get("/my-pairing/").content.decode()
        do_step(step=closure.steps.get(kind="tell_mentor"), note="", by=coordinator)
        assert "agrees with you how you say goodbye" in phone.get("/my-pairing/").content.decode()
        Closure.objects.update(last_meeting_on=today())
        assert "The last meeting is on" in phone.get("/my-pairing/").content.decode()
        stop_closure(closure=closure, by=coordinator)
        assert "comes to its end" not in phone.get("/my-pairing/").content.decode()

    def test_going_on_longer(self, desk, pairing):
        page = page_of(pairing, "pairing_extend")
        until = today() + timedelta(days=366)
        typed = {"planned_until": until, "reason": "Both want to.", "mentor_agrees": "on"}
        assert "both say yes" in desk.post(page, typed).content.decode()
        desk.post(page, typed | {"mentee_agrees": "on"})
        pairing.refresh_from_db()
        assert pairing.planned_until == until
        assert "Both want to." in desk.get(page_of(pairing, "pairing_detail")).content.decode()

    @pytest.mark.parametrize("kinds", [["next"], ["tell_mentor", "tell_mentee", "next"]])
    def test_the_page_costs_the_same_whatever_its_length(self, desk, pairing, kinds):
        page = page_of(factories.ClosureFactory(pairing=pairing, kinds=kinds), "closure_detail")
        desk.get(page)
        with CaptureQueriesContext(connection) as queries:
            desk.get(page)
        assert len(queries) == 13


class TestWhatWaits:
    def test_steps_due_and_the_end(self, closure, coordinator, specialist, second_specialist, other_coordinator, olga):
        first = closure.steps.first()
        closure.steps.exclude(pk=first.pk).update(due_on=today() + timedelta(days=8))
        for person in (coordinator, specialist):
            [line] = lists.steps_to_do(person)
            assert (line.url, line.due_on) == (page_of(first, "closure_step"), today())
            assert "tell the mentor" in line.sentence
        for nobody in (second_specialist, other_coordinator, olga, closure.pairing.mentor.user):
            assert lists.steps_to_do(nobody) == lists.closures_to_finish(nobody) == []
        assert lists.closures_to_finish(coordinator) == []
        for step in closure.steps.all():
            skip_step(step=step, note="-", by=coordinator)
        [line] = lists.closures_to_finish(coordinator)
        assert line.url == page_of(closure, "closure_detail")
        assert lists.steps_to_do(coordinator) == lists.closures_to_finish(specialist) == []
        stop_closure(closure=closure, by=coordinator)
        assert lists.closures_to_finish(coordinator) == []

    @pytest.mark.parametrize(
        ("days", "words"), [(61, None), (60, "two months"), (30, "within a month"), (-3, "a month")]
    )
    def test_the_planned_end_is_near(self, pairing, coordinator, specialist, olga, days, words):
        Pairing.objects.update(planned_until=today() + timedelta(days=days))
        found = lists.ends_near(coordinator)
        assert [words in line.sentence for line in found] == ([True] if words else [])
        assert lists.ends_near(specialist) == lists.ends_near(olga) == []
        factories.ClosureFactory(pairing=pairing)
        assert lists.ends_near(coordinator) == []

    def test_a_decision_about_another_mentor(self, pairing, coordinator, specialist, second_specialist):
        assert lists.rematches_to_decide(specialist) == []
        Pairing.objects.update(status="closed", closing_reason="other", introduced_at=now(), closed_at=now())
        Mentee.objects.update(status="registered")
        [line] = lists.rematches_to_decide(specialist)
        assert (line.url, line.due_on) == (page_of(pairing.mentee, "rematch_decide"), today() + timedelta(days=14))
        assert lists.rematches_to_decide(second_specialist) == lists.rematches_to_decide(coordinator) == []
        review_on = today() + timedelta(days=1)
        decision = decide_rematch(pairing.mentee, answer="later", reason="-", review_on=review_on, by=specialist)
        assert lists.rematches_to_decide(specialist) == []
        type(decision).objects.update(review_on=today())
        assert lists.rematches_to_decide(specialist)[0].due_on == today()
        decide_rematch(pairing.mentee, answer="yes", reason="", review_on=None, by=specialist)
        assert lists.rematches_to_decide(specialist) == []

    def test_they_stand_on_the_home_page(self, closure, coordinator):
        assert any("A pairing ends" in line.sentence for line in worklist(coordinator))


def test_the_demo_shows_an_ending_and_a_decision_to_make():
    build_demo(mentees=90, mentors=90, seed=7)
    [under_way, over] = Closure.objects.order_by("-status")
    assert (under_way.status, over.status) == ("under_way", "done")
    assert under_way.steps.filter(done_at=None).exists() and not over.steps.filter(done_at=None).exists()
    assert CheckIn.objects.filter(question_set="mentee.closing").exists()
    pairing = over.pairing
    assert (pairing.status, pairing.mentee.status, pairing.mentor.active_pairings) == ("closed", "registered", 0)
    assert [line.url for line in lists.rematches_to_decide(pairing.mentee.specialist)] == [
        page_of(pairing.mentee, "rematch_decide")
    ]
