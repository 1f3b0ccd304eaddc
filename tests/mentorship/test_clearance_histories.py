"""Over invented histories of papers, certificates and days: nobody meets, and nothing runs on, without clearance.

The oracle below asks the rows in its own simple way and shares no code with the product.
"""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.check_kinds import DEFAULT_KINDS
from accounts.models import CheckKind, Evidence
from accounts.services.evidence import record_evidence, strike_out_evidence
from kernel.clock import now, today
from kernel.errors import RuleError
from mentorship.jobs import mind_lapses
from mentorship.models import Meeting, Pairing
from mentorship.services.askings import answer_as_mentor, record_answer
from mentorship.services.first_meetings import plan_first_meeting, record_first_meeting
from mentorship.services.meetings import log_meeting
from mentorship.services.pairings import open_pairing, resume_pairing
from tests import factories
from training.models import Certificate

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 31, 9, tzinfo=UTC)
KINDS = [kind.code for kind in DEFAULT_KINDS]

steps = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.integers(1, 70)),
        st.tuples(st.just("paper"), st.sampled_from(KINDS), st.sampled_from(["clear", "clear", "not_clear"]),
                  st.integers(0, 200)),
        st.tuples(st.just("strike out"), st.integers(0, 20)),
        st.tuples(st.just("certificate"), st.integers(0, 60), st.integers(1, 400)),
        st.tuples(st.just("open")),
        st.tuples(st.just("yes")),
        st.tuples(st.just("first")),
        st.tuples(st.just("meet"), st.integers(0, 9)),
        st.tuples(st.just("resume")),
        st.tuples(st.just("daily job")),
    ),
    min_size=4, max_size=22,
)  # fmt: skip


def months_later(day, months):
    """The calendar, by trying days: the same day of the month, or the last one that exists."""
    year, month = day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError


def paper_holds(paper, kind, day, papers):
    """Clear, issued by the day, not lapsed, and no later finding."""
    if paper.result != "clear" or paper.issued_on > day:
        return False
    if kind.months_valid and months_later(paper.issued_on, kind.months_valid) < day:
        return False
    findings = [one.issued_on for one in papers if one.result == "not_clear" and one.issued_on <= day]
    return not any(found >= paper.issued_on for found in findings)


def may_meet(mentor, day):
    for kind in DEFAULT_KINDS:
        papers = list(Evidence.objects.filter(person=mentor.user, kind__code=kind.code, issued_on__isnull=False))
        if sum(paper_holds(paper, kind, day, papers) for paper in papers) < kind.count:
            return False
    trained = Certificate.objects.filter(person=mentor.user, track__code="volunteer", withdrawn_at=None)
    return any(one.issued_on <= day <= one.expires_on for one in trained)


class World:
    """One mentor, one mentee and one coordinator; each step is tried, a refusal in words is an answer too."""

    def __init__(self):
        self.centre = factories.CentreFactory()
        self.coordinator = factories.UserFactory(role="coordinator", role__centre=self.centre)
        specialist = factories.UserFactory(role="specialist", role__centre=self.centre)
        self.mentor = factories.MentorFactory(
            centre=self.centre, supervisor=specialist, cleared=True, certified=True, populations=["youth"]
        )
        self.mentee = factories.MenteeFactory(centre=self.centre, specialist=specialist, ready=True)
        self.pairing = None

    def paper(self, code, result, ago):
        kind = CheckKind.objects.get(code=code, centre=None)
        issued_on = today() - timedelta(days=ago)
        make = {"person": self.mentor.user, "centre": self.centre, "kind": kind}
        if code in {"reference", "interview"}:  # these come from pages of their own
            factories.EvidenceFactory(**make, result=result, asked_on=issued_on, issued_on=issued_on)
            return
        record_evidence(**make, asked_on=issued_on, issued_on=issued_on, result=result, by=self.coordinator)

    def strike_out(self, number):
        papers = list(Evidence.objects.filter(person=self.mentor.user).order_by("pk"))
        strike_out_evidence(evidence=papers[number % len(papers)], reason="A mistake.", by=self.mentor.supervisor)

    def certificate(self, ago, days):
        issued_on = today() - timedelta(days=ago)
        Certificate.objects.filter(person=self.mentor.user).delete()
        Certificate.objects.create(
            person=self.mentor.user, centre=self.centre, track=factories.Track.objects.get(code="volunteer"),
            track_version=1, issued_on=issued_on, expires_on=issued_on + timedelta(days=days),
        )  # fmt: skip

    def open(self):
        self.pairing = open_pairing(
            mentor=self.mentor, mentee=self.mentee, planned_until=today() + timedelta(days=300), by=self.coordinator
        )
        assert may_meet(self.mentor, today())

    def yes(self):
        answer_as_mentor(pairing=self.pairing, answer="yes", by=self.mentor.user)
        assert may_meet(self.mentor, today())
        for party in ("mentee", "consenter"):
            said = {"channel": "staff", "answer": "yes", "present": "a teacher", "by": self.coordinator}
            record_answer(pairing=self.pairing, party=party, **said)

    def first(self):
        facts = {"pairing": self.pairing, "by": self.coordinator}
        plan_first_meeting(
            meets_at=now() + timedelta(hours=1), place="centre", attended_by=self.mentor.supervisor, **facts
        )
        signed = ["mentor", "mentee", "consenter"]
        record_first_meeting(held_on=today(), note="", signed=signed, way="paper", **facts)
        assert may_meet(self.mentor, today())

    def meet(self, ago):
        meeting = log_meeting(
            pairing=self.pairing, form_key=uuid4(), held_on=today() - timedelta(days=ago), minutes=60, place="centre",
            activities=["talk"], topics=[], mood=3, note="", is_worrying=False, worry="", by=self.mentor.user,
        )  # fmt: skip
        assert may_meet(self.mentor, meeting.held_on)

    def resume(self):
        resume_pairing(pairing=self.pairing, by=self.coordinator)
        assert may_meet(self.mentor, today())

    def daily_job(self):
        mind_lapses()
        self.look_again()
        for pairing in Pairing.objects.filter(status__in=["introduced", "active"]):
            assert may_meet(pairing.mentor, today()), "a pairing runs on without clearance"

    def look_again(self):
        if self.pairing:
            self.pairing.refresh_from_db()


def walk(history):
    """Take the steps one after the other; says how many meetings there were."""
    moment = START
    with time_machine.travel(moment, tick=False) as clock:
        world = World()
        for name, *facts in history:
            if name == "wait":
                moment += timedelta(days=facts[0])
                clock.move_to(moment, tick=False)
            elif world.pairing or name not in {"yes", "first", "meet", "resume"}:
                try:
                    with transaction.atomic():
                        getattr(world, name.replace(" ", "_"))(*facts)
                except RuleError:
                    pass
                world.look_again()
                if name in {"paper", "strike out"}:  # the finding acts at once, before any job
                    started = Pairing.objects.filter(status__in=["introduced", "active"])
                    findings = Evidence.objects.filter(result="not_clear", issued_on=today())
                    assert not (started.exists() and findings.exists() and not may_meet(world.mentor, today()))
        return Meeting.objects.count()


@settings(max_examples=40, deadline=None)
@given(history=steps)
def test_nobody_meets_and_nothing_runs_on_without_clearance(history):
    with transaction.atomic():
        walk(history)
        transaction.set_rollback(True)


@pytest.mark.prove
@settings(max_examples=1500, deadline=None)
@given(history=steps)
def test_nobody_meets_without_clearance_in_many_histories(history):
    with transaction.atomic():
        walk(history)
        transaction.set_rollback(True)


def test_the_histories_contain_meetings():
    """The control: where everything is in order the mentor meets, so that the property above says something."""
    assert walk([("open",), ("yes",), ("first",), ("meet", 0), ("wait", 10), ("meet", 3), ("daily job",)]) == 2
