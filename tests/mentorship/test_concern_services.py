"""A concern cannot be lost, is seen by who works on it and never by whom it is about, and two people close it."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.permissions import Role
from kernel.clock import now, today
from kernel.errors import RuleError
from kernel.models import AuditEvent, MailMessage
from mentorship.jobs import pass_concerns_on
from mentorship.models import Concern, ConcernEntry, Suspension
from mentorship.queries.concern_alerts import alerts
from mentorship.queries.concern_worklists import (
    concerns_in_hand,
    concerns_to_close,
    concerns_to_take,
    leads_missing,
)
from mentorship.queries.concerns import workers_of
from mentorship.queries.eligibility import what_mentor_needs
from mentorship.queries.pairings import my_pairings
from mentorship.services import concerns as services
from mentorship.services.pairings import resume_pairing
from mentorship.services.suspensions import lift_suspension, suspend_mentor, suspend_pairing
from tests import factories

pytestmark = pytest.mark.django_db


def said(of, by, **facts):
    usual = {
        "centre": of.centre, "form_key": uuid.uuid4(), "about": "mentee", "severity": "serious",
        "words": "Invented words.", "raised_as": "mentor", "pairing": of,
    }  # fmt: skip
    return services.raise_concern(**usual | facts, by=by)


@pytest.fixture
def concern(pairing):
    return factories.ConcernFactory(pairing=pairing)


@pytest.fixture
def person(pairing):
    return pairing.mentor.user


class TestRaising:
    def test_it_has_a_receipt_and_whoever_works_on_it_is_told_without_a_word_about_it(
        self, pairing, person, coordinator, specialist, second_specialist
    ):
        concern = said(pairing, person)
        assert len(concern.receipt) == 9
        told = set(
            MailMessage.objects.filter(template="mentorship/concern_waits").values_list("recipient_id", flat=True)
        )
        assert told == {coordinator.public_id, specialist.public_id, pairing.supervisor.public_id}
        assert AuditEvent.objects.filter(event="concern.raise", actor_id=person.public_id).exists()

    def test_the_same_form_twice_is_one_concern(self, pairing, person, coordinator):
        key = uuid.uuid4()
        first, second = said(pairing, person, form_key=key), said(pairing, person, form_key=key)
        assert first == second
        assert Concern.objects.count() == 1
        assert MailMessage.objects.filter(template="mentorship/concern_waits").count() > 0
        with pytest.raises(RuleError, match="used already"):
            said(pairing, coordinator, form_key=key)

    def test_it_needs_words_and_about_a_mentor_a_pairing(self, pairing, person):
        with pytest.raises(RuleError, match="what happened"):
            said(pairing, person, words="  ")
        with pytest.raises(RuleError, match="which pairing"):
            said(pairing, person, about="mentor", pairing=None)


class TestWhoSeesIt:
    def test_coordinators_and_the_specialist_and_supervisor_of_the_pairing(
        self, concern, coordinator, specialist, second_specialist, other_coordinator, person, safeguarding_lead
    ):
        def sees(user):
            return Concern.objects.visible_to(user).filter(pk=concern.pk).exists()

        assert sees(coordinator) and sees(specialist)
        assert not any(sees(one) for one in (second_specialist, other_coordinator, person, safeguarding_lead))
        assert Concern.objects.raised_by_person(person).get() == concern

    def test_never_whom_it_is_about(self, pairing, centre, coordinator):
        mentor_and_coordinator = pairing.mentor.user
        factories.grant_role(mentor_and_coordinator, Role.COORDINATOR, centre)
        about = factories.ConcernFactory(pairing=pairing, about="mentor", raised_by=coordinator)
        mentor_and_coordinator = type(coordinator).objects.get(pk=mentor_and_coordinator.pk)
        assert not Concern.objects.visible_to(mentor_and_coordinator).exists()
        assert alerts(mentor_and_coordinator) == []
        assert concerns_to_take(mentor_and_coordinator) == []
        assert mentor_and_coordinator not in workers_of(about)
        assert Concern.objects.visible_to(coordinator).get() == about

    def test_about_staff_only_a_lead_from_elsewhere(
        self, pairing, centre, coordinator, specialist, safeguarding_lead, person
    ):
        about = factories.ConcernFactory(pairing=pairing, about="staff")
        assert not Concern.objects.visible_to(coordinator).exists()
        assert not Concern.objects.visible_to(specialist).exists()
        assert Concern.objects.visible_to(safeguarding_lead).get() == about
        assert list(workers_of(about)) == [safeguarding_lead]
        factories.grant_role(safeguarding_lead, Role.SPECIALIST, centre)
        insider = type(coordinator).objects.get(pk=safeguarding_lead.pk)
        assert not Concern.objects.visible_to(insider).exists()

    def test_without_a_lead_the_administrator_reads_that_one_is_missing_and_nothing_else(
        self, pairing, administrator, coordinator
    ):
        assert leads_missing(administrator) == [] == leads_missing(coordinator)
        about = factories.ConcernFactory(pairing=pairing, about="staff")
        assert list(workers_of(about)) == [administrator]
        assert not Concern.objects.visible_to(administrator).exists()
        assert "safeguarding lead" in leads_missing(administrator)[0].sentence

    def test_who_is_the_only_coordinator_and_named_leaves_it_to_the_lead(self, pairing, safeguarding_lead):
        about = factories.ConcernFactory(pairing=None, centre=pairing.centre, raised_by=None)
        about.about_person = pairing.opened_by
        assert list(workers_of(about)) == [safeguarding_lead]


class TestWork:
    def test_taken_noted_asked_and_closed_by_a_second_person(self, concern, coordinator, specialist):
        assert "wait" in alerts(coordinator)[0]["text"]
        assert concerns_to_take(coordinator)[0].sentence.startswith("A serious concern")
        services.take_concern(concern=concern, by=coordinator)
        assert alerts(coordinator) == []
        assert len(concerns_in_hand(coordinator)) == 1
        assert concerns_in_hand(specialist) == []
        key = uuid.uuid4()
        for _twice in range(2):
            services.add_entry(
                concern=concern, form_key=key, kind="call", called="119", words="Somebody comes.", by=coordinator
            )
        assert concern.entries.filter(kind="call").get().called_words.startswith("119")
        services.ask_to_close(concern=concern, outcome="In good hands.", by=coordinator)
        assert concerns_to_close(coordinator) == []
        assert len(concerns_to_close(specialist)) == 1
        with pytest.raises(RuleError, match="second person"):
            services.close_concern(concern=concern, by=coordinator)
        services.close_concern(concern=concern, by=specialist)
        with pytest.raises(RuleError, match="closed"):
            services.add_entry(concern=concern, form_key=uuid.uuid4(), kind="note", words="More.", by=coordinator)
        services.keep_open(concern=concern, words="Something new.", by=coordinator)
        assert concern.status == "taken"
        assert [entry.kind for entry in concern.entries.all()] == ["status", "call", "status", "status", "status"]

    def test_of_two_who_take_it_one_does(self, concern, coordinator, specialist):
        seen_by_both = Concern.objects.get(pk=concern.pk)
        services.take_concern(concern=concern, by=coordinator)
        with pytest.raises(RuleError, match="Somebody else"):
            services.take_concern(concern=seen_by_both, by=specialist)

    def test_it_can_stay_open_when_closing_was_asked(self, concern, coordinator, specialist):
        services.take_concern(concern=concern, by=coordinator)
        services.ask_to_close(concern=concern, outcome="Done.", by=coordinator)
        services.keep_open(concern=concern, words="Not yet.", by=specialist)
        assert concern.status == "taken"

    @pytest.mark.parametrize(
        ("facts", "told"),
        [
            ({"kind": "escalation", "words": "x"}, "from the list"),
            ({"kind": "call", "words": "x", "called": "nobody"}, "who was called"),
            ({"kind": "note", "words": " "}, "a few words"),
        ],
    )
    def test_an_entry_says_what_it_is(self, concern, coordinator, facts, told):
        with pytest.raises(RuleError, match=told):
            services.add_entry(concern=concern, form_key=uuid.uuid4(), by=coordinator, **facts)

    def test_words_are_asked_for(self, concern, coordinator, specialist):
        services.take_concern(concern=concern, by=coordinator)
        with pytest.raises(RuleError, match="what came of it"):
            services.ask_to_close(concern=concern, outcome="", by=coordinator)
        with pytest.raises(RuleError, match="why it stays open"):
            services.keep_open(concern=concern, words="", by=coordinator)
        entry = services.add_entry(concern=concern, form_key=uuid.uuid4(), kind="note", words="x", by=coordinator)
        with pytest.raises(RuleError, match="used already"):
            services.add_entry(concern=concern, form_key=entry.form_key, kind="note", words="x", by=specialist)

    def test_the_database_itself_refuses_one_person_who_closes(self, concern, coordinator):
        with pytest.raises(IntegrityError), transaction.atomic():
            Concern.objects.filter(pk=concern.pk).update(
                status="closed", closed_by=coordinator, closing_asked_by=coordinator
            )


class TestTheClock:
    def test_untaken_it_is_passed_on_once_per_step_and_then_seen_by_the_lead(
        self, concern, coordinator, safeguarding_lead
    ):
        pass_concerns_on()
        assert concern.entries.count() == 0
        Concern.objects.filter(pk=concern.pk).update(raised_at=now() - timedelta(minutes=31))
        for _again in range(3):
            pass_concerns_on()
        concern.refresh_from_db()
        assert concern.escalations == concern.entries.filter(kind="escalation").count() == 1
        assert Concern.objects.visible_to(safeguarding_lead).get() == concern
        told = MailMessage.objects.filter(template="mentorship/concern_waits").values_list("recipient_id", flat=True)
        assert {safeguarding_lead.public_id, coordinator.public_id} <= set(told)

    def test_what_somebody_took_meanwhile_is_not_passed_on(self, concern, coordinator):
        Concern.objects.filter(pk=concern.pk).update(raised_at=now() - timedelta(days=9))
        late = Concern.objects.get(pk=concern.pk)
        services.take_concern(concern=concern, by=coordinator)
        assert services._passed_on(late) is False

    def test_somebody_in_danger_is_said_so(self, pairing, coordinator, trainer):
        factories.ConcernFactory(pairing=pairing, severity="danger")
        assert "danger" in alerts(coordinator)[0]["text"]
        assert alerts(trainer) == [] == concerns_to_take(trainer)


class TestSuspension:
    def test_a_suspended_pairing_rests_and_does_not_go_on_until_it_is_lifted(
        self, concern, pairing, person, coordinator, specialist
    ):
        suspension = suspend_pairing(pairing=pairing, reason="Look first.", concern=concern, by=coordinator)
        pairing.refresh_from_db()
        assert (pairing.status, pairing.pause_reason) == ("paused", "suspended")
        assert my_pairings(person)[0].apart
        with pytest.raises(RuleError, match="suspension stands"):
            resume_pairing(pairing=pairing, by=coordinator)
        with pytest.raises(RuleError, match="suspended already"):
            suspend_pairing(pairing=pairing, reason="Again.", by=coordinator)
        with pytest.raises(RuleError, match="second person"):
            lift_suspension(suspension=suspension, ending="Fine.", by=coordinator)
        with pytest.raises(RuleError, match="why it is lifted"):
            lift_suspension(suspension=suspension, ending="", by=specialist)
        lift_suspension(suspension=suspension, ending="Nothing in it.", by=specialist)
        with pytest.raises(RuleError, match="lifted already"):
            lift_suspension(suspension=suspension, ending="Fine.", by=specialist)
        resume_pairing(pairing=pairing, by=coordinator)
        assert pairing.status == "active"
        assert concern.entries.get(kind="suspension").words == "Look first."

    def test_a_suspended_mentor_rests_everywhere_and_takes_nobody_on(self, pairing, coordinator, person):
        second = factories.PairingFactory(centre=pairing.centre, mentor=pairing.mentor, status="asked")
        suspend_mentor(mentor=pairing.mentor, reason="Look first.", by=coordinator)
        pairing.refresh_from_db()
        second.refresh_from_db()
        assert (pairing.status, second.status) == ("paused", "asked")
        assert all(mine.apart for mine in my_pairings(person))
        missing = [one.code for one in what_mentor_needs(pairing.mentor, "youth", today())]
        assert "suspended" in missing
        suspension = Suspension.objects.visible_to(coordinator).get()
        lift_suspension(suspension=suspension, ending="Nothing in it.", by=coordinator)
        assert not Suspension.objects.standing().exists()

    def test_it_needs_a_reason(self, pairing, coordinator):
        with pytest.raises(RuleError, match="reason"):
            suspend_pairing(pairing=pairing, reason=" ", by=coordinator)

    def test_what_rests_already_stays_as_it_is(self, pairing, coordinator):
        pairing.status, pairing.pause_reason = "paused", "staff"
        pairing.save()
        suspend_pairing(pairing=pairing, reason="Look first.", by=coordinator)
        pairing.refresh_from_db()
        assert pairing.pause_reason == "staff"


def test_a_matching_leaves_a_suspended_mentor_out(centre, mentor, mentee, coordinator):
    from matching.agreements import Agreement
    from matching.queries.problem import pool_of_centre

    def available():
        pool = pool_of_centre(centre, Agreement.from_mapping({}), today(), 1)
        return [one.available for one in pool.problem.mentors]

    assert available() == [True]
    suspend_mentor(mentor=mentor, reason="Look first.", by=coordinator)
    assert available() == [False]


def test_entries_are_seen_with_their_concern(concern, coordinator, trainer):
    services.take_concern(concern=concern, by=coordinator)
    assert ConcernEntry.objects.visible_to(coordinator).count() == 1
    assert not ConcernEntry.objects.visible_to(trainer).exists()
