"""How does a pairing begin, rest and end? The same rules bind a proposal of the matching and a pair made by hand.

Rows are locked in one order, mentor, mentee, pairing, end of the audit chain, so that two changes never wait for each
other in a circle. Who decides about a proposal locks the centre before all of them; nothing here locks it.
"""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import Draft, User
from kernel.audit import record, retried
from kernel.clock import now, today
from kernel.encryption import sealed_changes
from kernel.errors import RuleError
from kernel.workflow import advance
from mentorship import emails
from mentorship.eligibility import REMATCH
from mentorship.models import Asking, Mentee, Mentor, Pairing, PlannedMeeting
from mentorship.queries.eligibility import SUPERVISING, what_mentee_needs, what_mentor_needs
from mentorship.queries.exclusions import never_to_meet
from mentorship.queries.pairings import may_meet, suspended_pairings
from mentorship.services.asking_links import revoke_links_of_pairing

ASKED_BY_THE_SEAT = frozenset({"room", "willing"})
Reason = Pairing.ClosingReason
Status = Pairing.Status
PauseReason = Pairing.PauseReason


@retried
@transaction.atomic
def open_pairing(*, mentor: Mentor, mentee: Mentee, planned_until: date, by: User, is_first: bool = True) -> Pairing:
    """Take a seat of the mentor and the mentee out of the pool, open the pairing, and ask the mentor by e-mail."""
    if mentor.centre_id != mentee.centre_id:
        raise RuleError(_("The mentor and the mentee belong to different centres."))
    if planned_until <= today():
        raise RuleError(_("A pairing is planned until a day in the future."))
    _take_seat(mentor)
    supervisor = _supervisor_of(mentor)
    _nothing_may_miss(mentor, mentee)
    _take_from_pool(mentee, is_first, by)
    try:
        with transaction.atomic():
            pairing = Pairing.objects.create(
                centre_id=mentee.centre_id, mentor=mentor, mentee=mentee, supervisor=supervisor, is_first=is_first,
                planned_until=planned_until, opened_by=by, opened_at=now(),
            )  # fmt: skip
    except IntegrityError as error:
        raise RuleError(_("These two already have an open pairing, or the mentee already has a mentor.")) from error
    Asking.objects.create(pairing=pairing, party=Asking.Party.MENTOR, channel=Asking.Channel.PAGE, asked_at=now())
    emails.pairing_asked(pairing)
    record("pairing.open", by=by, subject=pairing, is_first=is_first, planned_until=planned_until)
    return pairing


@retried
@transaction.atomic
def close_pairing(*, pairing: Pairing, reason: str, note: str, by: User) -> None:
    """End the pairing with its reason, give the seat and the mentee back, and tell the mentor by e-mail."""
    if reason not in Reason.values:
        raise RuleError(_("Please choose a reason from the list."))
    if reason == Reason.OTHER and not note.strip():
        raise RuleError(_("Another reason needs a few words in the note."))
    end_pairing(pairing, reason, note, by)
    emails.pairing_changed(pairing)


@retried
@transaction.atomic
def close_before_meeting(*, pairing: Pairing, reason: str, note: str, by: User) -> None:
    """End a pairing in which the two do not know each other yet, in one step."""
    if pairing.status != Status.ASKED:
        raise RuleError(_("These two know each other already, so the pairing ends in steps."))
    close_pairing(pairing=pairing, reason=reason, note=note, by=by)


@retried
@transaction.atomic
def pause_pairing(*, pairing: Pairing, by: User | None, reason: str = PauseReason.STAFF) -> None:
    """Let the pairing rest: the mentor no longer sees the mentee's profile, and is told by e-mail."""
    advance(pairing, "pause", by=by, pause_reason=reason, covered_by=None, covered_at=None, cover_note="")
    emails.pairing_changed(pairing)


@transaction.atomic
def pause_who_must_never_meet(mentee: Mentee, *, by: User) -> None:
    """Let every running pairing of the mentee rest in which the two must never meet, as far as is known now."""
    Mentee.objects.select_for_update(no_key=True).get(pk=mentee.pk)  # an approval under way ends first, then pauses
    running = list(
        mentee.pairings.filter(status__in=Pairing.WORKFLOW["pause"].sources).select_related("mentor__user", "mentee")
    )
    never = never_to_meet([mentee], [pairing.mentor for pairing in running])
    for pairing in running:
        if (mentee.pk, pairing.mentor_id) in never:
            pause_pairing(pairing=pairing, by=by, reason=PauseReason.APART)


@retried
@transaction.atomic
def resume_pairing(*, pairing: Pairing, by: User) -> None:
    """Let a resting pairing go on, if the mentor is cleared and the mentee may be accompanied; mail the mentor.

    Where the two have not met yet, the first meeting is still to come.
    """
    _must_be_cleared(pairing.mentor, pairing.mentee)
    if suspended_pairings([pairing]):
        raise RuleError(_("A suspension stands. The pairing goes on after it is lifted."))
    if pairing.closures.under_way().filter(reason=Reason.SAFETY).exists():
        raise RuleError(_("This pairing ends for safety. It goes on only when that ending is stopped."))
    for requirement in what_mentee_needs(pairing.mentee, today()):
        if requirement.code != REMATCH:  # the gate is before a new mentor, not before this one
            raise RuleError(requirement.sentence)
    _may_meet_at_all(pairing.mentor, pairing.mentee)
    is_before_first = pairing.introduced_at is not None and pairing.started_at is None
    advance(pairing, "introduce_again" if is_before_first else "resume", by=by)
    emails.pairing_changed(pairing)


@retried
@transaction.atomic
def cover_pairing(*, pairing: Pairing, note: str, by: User) -> None:
    """Write down that the mentee was told why the pairing rests, and who is there for them meanwhile."""
    if not note.strip():
        raise RuleError(_("Please write who is there for the mentee meanwhile."))
    resting = Pairing.objects.filter(pk=pairing.pk, status=Status.PAUSED, covered_at=None)
    if not resting.update(**sealed_changes(pairing, {"cover_note": note, "covered_by": by, "covered_at": now()})):
        raise RuleError(_("Nothing waits here: the pairing goes on, or cover was arranged already."))
    record("pairing.cover", by=by, subject=pairing)


def end_pairing(pairing: Pairing, reason: str, note: str, by: User | None) -> None:
    """Close, make the links to its questions worthless, and send the mentee on.

    Back into the pool when nobody met, otherwise to the specialist's decision.
    """
    never_met = pairing.status == Status.ASKED
    Mentor.objects.filter(pk=pairing.mentor_id, active_pairings__gt=0).update(active_pairings=F("active_pairings") - 1)
    mentee = _locked(pairing.mentee_id)
    advance(pairing, "close", by=by, closing_reason=reason, closing_note=note)
    revoke_links_of_pairing(pairing, by=by)
    _let_go(pairing, by)
    if not Pairing.objects.open().filter(mentee=mentee).exists():
        advance(mentee, "wait_again" if never_met else "end_accompaniment", by=by)


def _let_go(pairing: Pairing, by: User | None) -> None:
    """What the mentor had begun to type about the mentee goes, and so does what the two had planned."""
    Draft.objects.filter(about=pairing.public_id, kept_by=pairing.mentor.user).delete()
    planned = pairing.planned_meetings.filter(status=PlannedMeeting.Status.PLANNED)
    planned.update(
        status=PlannedMeeting.Status.CANCELLED, reason=PlannedMeeting.Reason.STAFF, settled_by=by, settled_at=now()
    )


def _take_seat(mentor: Mentor) -> None:
    """One of several who want the last seat gets it: the UPDATE itself asks whether it is free."""
    free = Mentor.objects.willing().filter(pk=mentor.pk, active_pairings__lt=F("capacity"))
    taken = free.update(active_pairings=F("active_pairings") + 1)
    mentor.refresh_from_db(fields=["status", "capacity", "active_pairings", "supervisor"])
    if taken:
        return
    if mentor.status != Mentor.Status.WILLING:
        raise RuleError(_("This mentor does not take anybody on at the moment."))
    raise RuleError(_("This mentor has no free seat any more."))


def _take_from_pool(mentee: Mentee, is_first: bool, by: User) -> None:
    """A first mentor is for who waits; a second one walks beside the first."""
    if is_first:
        advance(mentee, "accompany", by=by)
    elif _locked(mentee.pk).status != Mentee.Status.ACCOMPANIED:
        raise RuleError(_("A second mentor is for a mentee who has a first one."))


def _supervisor_of(mentor: Mentor) -> User:
    supervisor = mentor.supervisor
    if supervisor is None or not any(supervisor.holds(role, mentor.centre) for role in SUPERVISING):
        raise RuleError(_("This mentor has no supervisor, and no mentor walks without one."))
    return supervisor


def _nothing_may_miss(mentor: Mentor, mentee: Mentee) -> None:
    """Every requirement of both, but those that the taking of the seat has asked; and whether they must never meet."""
    needs = [*what_mentee_needs(mentee, today()), *what_mentor_needs(mentor, mentee.population, today())]
    for requirement in needs:
        if requirement.code not in ASKED_BY_THE_SEAT:
            raise RuleError(requirement.sentence)
    _may_meet_at_all(mentor, mentee)


def _may_meet_at_all(mentor: Mentor, mentee: Mentee) -> None:
    if (mentee.pk, mentor.pk) in never_to_meet([mentee], [mentor]):
        raise RuleError(_("These two cannot be paired."))  # why is the specialist's to know


def _must_be_cleared(mentor: Mentor, mentee: Mentee) -> None:
    if not may_meet(mentor, mentee.population, today()):
        raise RuleError(_("The mentor's papers are not complete today, so nobody may meet a mentee yet."))


def _locked(mentee_id: int) -> Mentee:
    return Mentee.objects.select_for_update(no_key=True).get(pk=mentee_id)
