"""Before another mentor the specialist decides, with what is known of the last ones; and the next one starts anew."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from kernel.clock import now, today
from kernel.errors import RuleError
from kernel.models import AuditEvent
from matching.agreements import Agreement
from matching.queries.problem import pool_of_centre
from mentorship.models import Goal, Mentee, Pairing, PlannedMeeting, Pulse, RematchDecision
from mentorship.queries.eligibility import mentee_facts, what_mentee_needs
from mentorship.queries.rematches import evidence_of
from mentorship.services.closures import finish_closure, skip_step, start_closure
from mentorship.services.mentees import ask_for_mentor
from mentorship.services.pairings import open_pairing, pause_pairing, resume_pairing
from mentorship.services.rematches import decide_rematch
from tests import factories

pytestmark = pytest.mark.django_db
MARK = "ZQXMARK"


def ended_pairing(pairing, reason="mentor_unable", days=90, **facts):
    """The pairing has ended after so many days."""
    began = timezone.localtime(now()) - timedelta(days=days)  # the same time on the wall, whatever the clocks did since
    Pairing.objects.filter(pk=pairing.pk).update(
        status="closed", introduced_at=began, started_at=began, closed_at=now(), closing_reason=reason, **facts
    )
    Mentee.objects.filter(pk=pairing.mentee_id).update(status="registered")
    pairing.mentor.active_pairings = 0
    pairing.mentor.save()
    pairing.refresh_from_db()
    return pairing


@pytest.fixture
def former(pairing):
    return ended_pairing(pairing).mentee


def decide(mentee, by, answer="yes", reason="", review_on=None):
    return decide_rematch(mentee, answer=answer, reason=reason, review_on=review_on, by=by)


def codes(mentee):
    return [requirement.code for requirement in what_mentee_needs(mentee, today())]


class TestTheGate:
    def test_nobody_waits_is_proposed_or_paired_until_it_is_decided(
        self, former, centre, mentor, coordinator, specialist
    ):
        assert codes(former) == ["rematch"]
        with pytest.raises(RuleError, match="decides first"):
            ask_for_mentor(former, by=coordinator)
        Mentee.objects.filter(pk=former.pk).update(status="waiting", waiting_since=today())
        assert self.record_in_problem(centre, former).decision_until is None
        year = today() + timedelta(days=300)
        with pytest.raises(RuleError, match="decides first"):
            open_pairing(mentor=mentor, mentee=former, planned_until=year, by=coordinator)
        decide(former, specialist)
        former.refresh_from_db()
        assert codes(former) == []
        assert self.record_in_problem(centre, former).decision_until is not None
        assert open_pairing(mentor=mentor, mentee=former, planned_until=year, by=coordinator).status == "asked"

    def record_in_problem(self, centre, mentee):
        problem = pool_of_centre(centre, Agreement.from_mapping({}), today(), 1).problem
        return next(one for one in problem.mentees if one.id == str(mentee.public_id))

    @pytest.mark.parametrize(("answer", "words"), [("later", "not another mentor yet"), ("no", "something else helps")])
    def test_no_and_not_yet_keep_it_shut(self, former, coordinator, specialist, answer, words):
        review_on = today() + timedelta(days=30) if answer == "later" else None
        decide(former, specialist, answer, "It is too soon.", review_on)
        with pytest.raises(RuleError, match=f"(?i){words}"):
            ask_for_mentor(former, by=coordinator)
        decide(former, specialist)
        ask_for_mentor(former, by=coordinator)

    def test_every_end_asks_anew(self, former, specialist, centre):
        decide(former, specialist)
        again = factories.PairingFactory(centre=centre, mentee=former)
        ended_pairing(again)
        assert codes(former) == ["rematch"]
        decide(former, specialist, reason="This time nearer by.")
        assert codes(former) == []

    def test_who_never_met_leaves_no_gate(self, pairing):
        Pairing.objects.update(status="closed", closing_reason="mentor_declined", closed_at=now())
        assert codes(pairing.mentee) == []
        assert mentee_facts([pairing.mentee])[pairing.mentee_id].rematch is None

    def test_a_second_mentor_who_walks_beside_goes_on(self, pairing, centre, coordinator, specialist):
        second = factories.PairingFactory(centre=centre, mentee=pairing.mentee, is_first=False)
        ended_pairing(pairing)
        pause_pairing(pairing=second, by=coordinator)
        resume_pairing(pairing=second, by=coordinator)
        assert second.status == "active"


class TestTheDecision:
    def test_what_is_shown_is_kept_with_it(self, former, specialist, pairing):
        factories.MeetingFactory(pairing=pairing)
        factories.ConcernFactory(pairing=pairing)
        Pulse.objects.create(pairing=pairing, stage=1, due_on=today(), is_low=True, answered_at=now())
        decision = decide(former, specialist)
        assert decision.pairing == pairing
        assert decision.evidence == {
            "ended": [{"days": 90, "meetings": 1, "reason": "mentor_unable", "lasting": "early"}],
            "pulses": [{"stage": 1, "is_low": True}], "concerns": 1,
        }  # fmt: skip
        assert AuditEvent.objects.filter(event="mentee.rematch_decided").count() == 1
        assert RematchDecision.objects.visible_to(specialist).get() == decision
        assert str(decision).startswith("RematchDecision ")

    def test_two_early_endings_need_words(self, former, specialist, centre):
        ended_pairing(factories.PairingFactory(centre=centre, mentee=former))
        assert evidence_of(former, specialist).has_many_early
        with pytest.raises(RuleError, match="two early endings"):
            decide(former, specialist, reason=" ")
        decide(former, specialist, reason="This time with the aunt.")

    def test_what_is_refused(self, former, specialist, second_specialist, coordinator):
        for by in (second_specialist, coordinator):
            with pytest.raises(RuleError, match="own specialist"):
                decide(former, by)
        for facts, sentence in (
            ({"answer": "perhaps"}, "choose an answer"),
            ({"answer": "no"}, "give the reason"),
            ({"answer": "later", "reason": "-"}, "day after today"),
            ({"answer": "later", "reason": "-", "review_on": today()}, "day after today"),
            ({"answer": "later", "reason": "-", "review_on": today() + timedelta(days=400)}, "within a year"),
        ):
            with pytest.raises(RuleError, match=sentence):
                decide(former, specialist, **facts)
        assert not RematchDecision.objects.exists()

    def test_nothing_ended_nothing_to_decide(self, mentee, specialist):
        with pytest.raises(RuleError, match="nothing to decide"):
            decide(mentee, specialist)


class TestThePage:
    def page(self, mentee):
        return reverse("mentorship:rematch_decide", args=[mentee.public_id])

    def test_it_shows_the_evidence_and_takes_the_decision(self, client_of, former, specialist, centre, pairing):
        ended_pairing(
            factories.PairingFactory(centre=centre, mentee=former, closing_note="Too far."), "mentee_declined"
        )
        Pulse.objects.create(pairing=pairing, stage=1, due_on=today(), answered_at=now())
        client = client_of(specialist)
        html = client.get(self.page(former)).content.decode()
        for words in ("Too far.", "ended early", "felt less worthy", "2 pairings of this mentee", "After 1 month"):
            assert words in html
        refused = client.post(self.page(former), {"answer": "yes", "reason": ""})
        assert "two early endings" in refused.content.decode()
        answer = client.post(self.page(former), {"answer": "yes", "reason": "Nearer by."}, follow=True)
        assert "decided for another mentor" in answer.content.decode()
        assert "Nearer by." in client.get(self.page(former)).content.decode()

    def test_only_the_own_specialist_opens_it_and_only_after_an_end(
        self, client_of, former, mentee, specialist, second_specialist, coordinator
    ):
        assert client_of(second_specialist).get(self.page(former)).status_code == 404
        assert client_of(coordinator).get(self.page(former)).status_code == 403
        assert client_of(specialist).get(self.page(mentee)).status_code == 404
        file = reverse("mentorship:mentee_detail", args=[former.public_id])
        assert self.page(former) in client_of(specialist).get(file).content.decode()
        assert self.page(former) not in client_of(coordinator).get(file).content.decode()


def walked(pairing, coordinator):
    """Everything of a pairing carries the marker, and then it ends."""
    Pairing.objects.filter(pk=pairing.pk).update(introduced_at=now(), started_at=now() - timedelta(days=90))
    meeting = factories.MeetingFactory(pairing=pairing, note=MARK, worry=MARK, is_worrying=True)
    factories.MeetingAdditionFactory(meeting=meeting, text=MARK, added_by=pairing.mentor.user)
    PlannedMeeting.objects.create(
        pairing=pairing, form_key=uuid.uuid4(), starts_at=now() + timedelta(days=2), place="centre",
        planned_by=pairing.mentor.user, planned_at=now(),
    )  # fmt: skip
    factories.ConcernFactory(pairing=pairing, words=MARK)
    closure = start_closure(pairing=pairing, reason="safety", note=MARK, last_meeting_on=None, by=coordinator)
    for step in closure.steps.all():
        skip_step(step=step, note=MARK, by=coordinator)
    finish_closure(closure=closure, by=coordinator)
    return meeting


def own_pages(pairing, meeting):
    """Every address of a mentor, asked about the former pairing and its meeting and about the own."""
    from tests.sweep_table import TABLE

    for name, row in TABLE.items():
        of_mentors = isinstance(row.who, frozenset) and Role.MENTOR in row.who
        if of_mentors and "GET" in row.methods and row.kind in ("", "pairing", "meeting"):
            target = {"": [], "pairing": [pairing.public_id], "meeting": [meeting.public_id]}[row.kind]
            yield reverse(name, args=target), bool(row.kind)


def test_the_former_mentor_is_out_at_the_next_request_and_the_next_reads_nothing_of_before(
    client_of, pairing, mentor, coordinator, specialist
):
    former = client_of(pairing.mentor.user)
    name = pairing.mentee.chosen_name
    assert name in former.get("/my-pairing/").content.decode()
    pairing.mentee.goals = "A goal to go on with"
    pairing.mentee.save()
    Goal.objects.create(mentee=pairing.mentee, words="Swim", set_by=pairing.mentor.user, set_at=now())
    meeting = walked(pairing, coordinator)
    for address, is_about in own_pages(pairing, meeting):
        answer = former.get(address)
        assert name not in answer.content.decode(), address
        assert not is_about or answer.status_code == 404, address
    mentee = Mentee.objects.get(pk=pairing.mentee_id)
    decide(mentee, specialist)
    factories.PairingFactory(
        centre=pairing.centre, mentor=mentor, mentee=mentee, introduced_at=now(), started_at=now(), status="active"
    )
    Mentee.objects.filter(pk=mentee.pk).update(status="accompanied")
    following = client_of(mentor.user)
    for address, is_about in own_pages(pairing, meeting):
        answer = following.get(address)
        assert MARK not in answer.content.decode(), address
        assert not is_about or answer.status_code == 404, address
    assert "A goal to go on with" in following.get("/my-pairing/").content.decode()
    assert Goal.objects.visible_to(mentor.user).get().words == "Swim"
    assert not PlannedMeeting.objects.visible_to(mentor.user).exists()
