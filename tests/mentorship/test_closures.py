"""An ending from the first word to the closed pairing, and what may go wrong on the way."""

import uuid
from datetime import timedelta

import pytest

from accounts.models import Draft, Evidence
from accounts.services.drafts import keep_draft
from kernel.clock import now, today
from kernel.errors import RuleError
from kernel.models import AuditEvent, MailMessage
from mentorship.models import CheckIn, Closure, ClosureStep, Concern, Mentee, Pairing, PlannedMeeting, SafeContact
from mentorship.queries.closures import is_adult_reachable, what_holds_back
from mentorship.services import closures as services
from mentorship.services.pairings import resume_pairing
from tests import factories

pytestmark = pytest.mark.django_db
WORDS = "Invented words."


@pytest.fixture
def known(pairing):
    """The two have met, and a responsible adult can be reached safely."""
    Pairing.objects.filter(pk=pairing.pk).update(introduced_at=now(), started_at=now())
    pairing.refresh_from_db()
    SafeContact.objects.create(
        mentee=pairing.mentee, party="consenter", call_is_safe=True, recorded_by=pairing.supervisor, recorded_at=now()
    )
    return pairing


def begin(pairing, by, reason="goals_reached", **facts):
    return services.start_closure(
        pairing=pairing, by=by, **{"reason": reason, "note": "", "last_meeting_on": None, **facts}
    )


def step_of(closure, kind):
    return closure.steps.get(kind=kind)


def settle_all(closure, by):
    for step in closure.steps.filter(done_at=None):
        services.skip_step(step=step, note="The mentor does not answer.", by=by)


class TestBeginning:
    def test_the_steps_have_their_days(self, known, coordinator):
        closure = begin(known, coordinator, last_meeting_on=today() + timedelta(days=5))
        assert (closure.procedure, closure.status) == ("planned", "under_way")
        assert [step.kind for step in closure.steps.all()][:4] == [
            "tell_mentee", "tell_mentor", "tell_adult", "last_meeting"
        ]  # fmt: skip
        assert step_of(closure, "last_meeting").due_on == today() + timedelta(days=5)
        known.refresh_from_db()
        assert known.status == Pairing.Status.ACTIVE
        facts = AuditEvent.objects.get(event="closure.start").facts
        assert "goals_reached" not in str(facts)

    def test_for_safety_it_rests_at_once_and_nobody_lets_it_go_on_meanwhile(self, known, coordinator):
        closure = begin(known, coordinator, "safety")
        known.refresh_from_db()
        assert (known.status, known.pause_reason) == ("paused", "suspended")
        assert not closure.steps.filter(kind="last_meeting").exists()
        with pytest.raises(RuleError, match="ends for safety"):
            resume_pairing(pairing=known, by=coordinator)
        services.stop_closure(closure=closure, by=coordinator)
        resume_pairing(pairing=known, by=coordinator)
        assert known.status == Pairing.Status.ACTIVE

    def test_for_safety_what_rests_already_stays_at_rest(self, known, coordinator):
        Pairing.objects.filter(pk=known.pk).update(status="paused", pause_reason="staff")
        begin(known, coordinator, "safety")
        known.refresh_from_db()
        assert known.pause_reason == "staff"

    def test_twice_there_is_one(self, known, coordinator, second_coordinator):
        begin(known, coordinator)
        with pytest.raises(RuleError, match="under way already"):
            begin(known, second_coordinator, "safety")
        assert Closure.objects.count() == 1
        known.refresh_from_db()
        assert known.status == Pairing.Status.ACTIVE

    def test_after_it_was_stopped_it_can_begin_again(self, known, coordinator):
        services.stop_closure(closure=begin(known, coordinator), by=coordinator)
        begin(known, coordinator)
        assert Closure.objects.under_way().count() == 1

    @pytest.mark.parametrize(
        ("reason", "facts", "sentence"),
        [
            ("other", {"note": " "}, "few words"),
            ("invented", {}, "from the list"),
            ("safety", {"last_meeting_on": 1}, "do not meet again"),
            ("mentor_unable", {"last_meeting_on": -1}, "still to come"),
        ],
    )
    def test_what_is_refused(self, known, coordinator, reason, facts, sentence):
        if "last_meeting_on" in facts:
            facts = {"last_meeting_on": today() + timedelta(days=facts["last_meeting_on"])}
        with pytest.raises(RuleError, match=sentence):
            begin(known, coordinator, reason, **facts)
        assert not Closure.objects.exists()

    @pytest.mark.parametrize("status", ["asked", "closed"])
    def test_only_who_know_each_other_end_in_steps(self, pairing, coordinator, status):
        Pairing.objects.filter(pk=pairing.pk).update(status=status, closing_reason="other")
        with pytest.raises(RuleError, match="know each other"):
            begin(pairing, coordinator)

    def test_the_paper_lapses_before_the_last_meeting(self, known, coordinator):
        ends = today() + timedelta(days=3)
        Evidence.objects.filter(person=known.mentor.user).update(expires_on=ends)
        with pytest.raises(RuleError, match="papers do not hold"):
            begin(known, coordinator, last_meeting_on=ends + timedelta(days=1))
        assert begin(known, coordinator, last_meeting_on=ends).last_meeting_on == ends

    def test_of_age_or_without_a_safe_way_no_adult_is_told(self, known, coordinator):
        SafeContact.objects.update(call_is_safe=False)
        assert not is_adult_reachable(known.mentee)
        SafeContact.objects.update(mail_is_safe=True)
        assert is_adult_reachable(known.mentee)
        known.mentee.birth_year = today().year - 18
        assert not is_adult_reachable(known.mentee)
        known.mentee.save()
        assert not begin(known, coordinator).steps.filter(kind__endswith="adult").exists()

    def test_who_logged_a_meeting_has_met(self, pairing, coordinator):
        factories.MeetingFactory(pairing=pairing)
        assert begin(pairing, coordinator).steps.filter(kind="last_meeting").exists()


class TestSteps:
    def test_done_once(self, known, coordinator, specialist):
        step = step_of(begin(known, coordinator), "tell_mentee")
        services.do_step(step=step, note=WORDS, by=specialist)
        with pytest.raises(RuleError, match="settled already"):
            services.skip_step(step=step, note=WORDS, by=coordinator)
        step.refresh_from_db()
        assert (step.is_skipped, step.note, step.done_by) == (False, WORDS, specialist)

    def test_skipped_with_a_reason(self, known, coordinator):
        step = step_of(begin(known, coordinator), "hand_back")
        with pytest.raises(RuleError, match="why this cannot"):
            services.skip_step(step=step, note=" ", by=coordinator)
        services.skip_step(step=step, note="The mentor does not answer.", by=coordinator)
        step.refresh_from_db()
        assert step.is_skipped

    def test_what_comes_next_is_said(self, known, coordinator):
        step = step_of(begin(known, coordinator), "next")
        with pytest.raises(RuleError, match="gets next"):
            services.do_step(step=step, note="", by=coordinator)
        services.do_step(step=step, note="A group.", by=coordinator)

    def test_the_goodbye_was_held_on_a_day_on_which_the_papers_held(self, known, coordinator):
        step = step_of(begin(known, coordinator, "mentor_unable"), "last_meeting")
        with pytest.raises(RuleError, match="still to come"):
            services.hold_last_meeting(step=step, held_on=today() + timedelta(days=1), note="", by=coordinator)
        services.hold_last_meeting(step=step, held_on=today(), note="", by=coordinator)
        assert Closure.objects.get().last_meeting_on == today()

    def test_no_goodbye_on_the_day_on_which_a_paper_lapsed(self, known, coordinator):
        step = step_of(begin(known, coordinator, "mentor_unable"), "last_meeting")
        Evidence.objects.filter(person=known.mentor.user).delete()
        with pytest.raises(RuleError, match="papers do not hold"):
            services.hold_last_meeting(step=step, held_on=today(), note="", by=coordinator)
        services.skip_step(step=step, note="A paper lapsed on that day.", by=coordinator)

    def test_contact_afterwards(self, known, coordinator):
        closure = begin(known, coordinator)
        step = step_of(closure, "later_contact")
        for choice, sentence in (("invented", "Please say"), ("agreed", "what was agreed")):
            with pytest.raises(RuleError, match=sentence):
                services.settle_later_contact(step=step, later_contact=choice, note="", by=coordinator)
        services.settle_later_contact(step=step, later_contact="agreed", note="A card at Easter.", by=coordinator)
        closure.refresh_from_db()
        assert (closure.later_contact, closure.later_contact_note) == ("agreed", "A card at Easter.")

    def talk(self, step, by, **facts):
        usual = {
            "form_key": uuid.uuid4(),
            "held_on": today(),
            "channel": "phone",
            "answers": {"gained": WORDS},
            "note": "",
        }
        services.hold_talk(step=step, by=by, **{**usual, **facts})

    def test_a_talk_is_written_down_with_its_answers(self, known, coordinator):
        step = step_of(begin(known, coordinator), "talk_adult")
        for facts, sentence in (
            ({"held_on": today() + timedelta(days=1)}, "still to come"),
            ({"answers": {"gained": " "}}, "what was said"),
        ):
            with pytest.raises(RuleError, match=sentence):
                self.talk(step, coordinator, **facts)
        self.talk(step, coordinator)
        held = CheckIn.objects.get()
        assert (held.party, held.question_set, held.answers) == ("adult", "adult.closing", {"gained": WORDS})
        with pytest.raises(RuleError, match="settled already"):
            self.talk(step, coordinator)
        assert CheckIn.objects.count() == 1

    def test_the_mentee_turns_18_meanwhile(self, known, coordinator):
        step = step_of(begin(known, coordinator), "talk_adult")
        Mentee.objects.filter(pk=known.mentee_id).update(birth_year=today().year - 18)
        step = ClosureStep.objects.get(pk=step.pk)
        with pytest.raises(RuleError, match="of age now"):
            self.talk(step, coordinator)
        services.skip_step(step=step, note="Of age.", by=coordinator)

    def test_when_it_is_over_no_step_is_settled(self, known, coordinator):
        closure = begin(known, coordinator)
        services.stop_closure(closure=closure, by=coordinator)
        with pytest.raises(RuleError, match="settled already"):
            services.do_step(step=step_of(closure, "tell_mentee"), note="", by=coordinator)


class TestClosing:
    def test_only_when_every_step_is_settled(self, known, coordinator):
        closure = begin(known, coordinator, "mentor_unable", note=WORDS)
        with pytest.raises(RuleError, match="Every step"):
            services.finish_closure(closure=closure, by=coordinator)
        settle_all(closure, coordinator)
        services.finish_closure(closure=closure, by=coordinator)
        known.refresh_from_db()
        assert (known.status, known.closing_reason, known.closing_note) == ("closed", "mentor_unable", WORDS)
        assert known.mentor.active_pairings == 0
        assert Mentee.objects.get(pk=known.mentee_id).status == Mentee.Status.REGISTERED
        assert MailMessage.objects.get().template == "mentorship/pairing_changed"
        same = Closure.objects.get()
        with pytest.raises(RuleError, match="no longer possible"):
            services.finish_closure(closure=same, by=coordinator)

    def test_an_open_concern_is_waited_for_unless_it_ends_for_safety(self, known, coordinator):
        closure = begin(known, coordinator)
        settle_all(closure, coordinator)
        factories.ConcernFactory(pairing=known)
        with pytest.raises(RuleError, match="after the concern"):
            services.finish_closure(closure=closure, by=coordinator)
        closure.reason = "safety"
        assert what_holds_back(closure, coordinator) == []
        closure.reason = "goals_reached"
        Concern.objects.all().delete()
        assert what_holds_back(closure, coordinator) == []

    def test_of_a_concern_about_staff_nobody_learns_here(self, known, coordinator):
        closure = begin(known, coordinator)
        settle_all(closure, coordinator)
        factories.ConcernFactory(pairing=known, about="staff")
        assert what_holds_back(closure, coordinator) == []

    def test_what_was_begun_and_planned_goes_and_hours_stay(self, known, coordinator):
        mentor, meeting = known.mentor.user, factories.MeetingFactory(pairing=known)
        for by in (mentor, coordinator):
            keep_draft(about=known.public_id, page="/x/", form_key=uuid.uuid4(), typed={}, by=by)
        keep_draft(about=mentor.public_id, page="/concerns/new/", form_key=uuid.uuid4(), typed={}, by=mentor)
        PlannedMeeting.objects.create(
            pairing=known, form_key=uuid.uuid4(), starts_at=now() + timedelta(days=2), place="centre",
            planned_by=mentor, planned_at=now(),
        )  # fmt: skip
        closure = begin(known, coordinator)
        settle_all(closure, coordinator)
        services.finish_closure(closure=closure, by=coordinator)
        assert {(draft.kept_by, draft.page) for draft in Draft.objects.all()} == {
            (coordinator, "/x/"), (mentor, "/concerns/new/")
        }  # fmt: skip
        plan = PlannedMeeting.objects.get()
        assert (plan.status, plan.reason) == ("cancelled", "staff")
        assert mentor.pk == type(meeting).objects.get().logged_by_id


class TestGoingOn:
    def extend(self, pairing, by, **facts):
        usual = {
            "planned_until": today() + timedelta(days=366), "reason": WORDS, "mentor_agrees": True,
            "mentee_agrees": True,
        }  # fmt: skip
        return services.extend_pairing(pairing=pairing, by=by, **{**usual, **facts})

    def test_longer_with_both_yeses(self, pairing, coordinator):
        before = pairing.planned_until
        extension = self.extend(pairing, coordinator)
        pairing.refresh_from_db()
        assert (extension.former_until, pairing.planned_until) == (before, extension.planned_until)
        assert WORDS not in str(AuditEvent.objects.get(event="pairing.extend").facts)

    @pytest.mark.parametrize(
        ("facts", "sentence"),
        [
            ({"reason": " "}, "why the two go on"),
            ({"mentor_agrees": False}, "both say yes"),
            ({"mentee_agrees": False}, "both say yes"),
            ({"planned_until": today() + timedelta(days=3)}, "after the planned one"),
            ({"planned_until": today() + timedelta(days=400)}, "within a year"),
        ],
    )
    def test_what_is_refused(self, pairing, coordinator, facts, sentence):
        with pytest.raises(RuleError, match=sentence):
            self.extend(pairing, coordinator, **facts)

    def test_not_while_it_ends(self, pairing, coordinator):
        factories.ClosureFactory(pairing=pairing)
        with pytest.raises(RuleError, match="ends already"):
            self.extend(pairing, coordinator)


def test_only_the_staff_of_the_pairing_sees_it(pairing, coordinator, specialist, second_specialist, other_coordinator):
    closure = factories.ClosureFactory(pairing=pairing)
    for person, sees in (
        (coordinator, True), (specialist, True), (second_specialist, False), (other_coordinator, False),
        (pairing.mentor.user, False),
    ):  # fmt: skip
        assert Closure.objects.visible_to(person).exists() == sees
        assert ClosureStep.objects.visible_to(person).exists() == sees
    assert str(closure) == f"Closure {str(closure.public_id)[:8]}"
    assert str(closure.steps.first()).startswith("ClosureStep ")
