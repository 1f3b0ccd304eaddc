"""How is a concern raised so that it cannot be lost, taken on, worked on, and closed by two people?

What is written stays: the timeline is only added to. Rows are locked in one order: concern, then what its suspension
changes as in `mentorship.services.pairings`, and the end of the audit chain last.
"""

import secrets
import uuid

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Centre, User
from accounts.services.drafts import drop_draft
from kernel.audit import record, record_many, retried
from kernel.clock import now
from kernel.errors import RuleError
from kernel.workflow import advance
from mentorship import emails
from mentorship.calls import Called
from mentorship.concern_clock import next_escalation
from mentorship.models import Concern, ConcernEntry, Pairing

About, Kind, Status = Concern.About, ConcernEntry.Kind, Concern.Status
READ_ALOUD = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that looks like something else
BY_HAND = frozenset({Kind.NOTE, Kind.CALL, Kind.TOLD, Kind.DECISION})


@retried
@transaction.atomic
def raise_concern(
    *, centre: Centre, form_key: uuid.UUID, about: str, severity: str, words: str, raised_as: str, by: User | None,
    pairing: Pairing | None = None,
) -> Concern:  # fmt: skip
    """Write a concern down once per form, give it a receipt, drop the draft, and tell whoever works on it by e-mail."""
    if not words.strip():
        raise RuleError(_("Please write what happened, in a few words."))
    if about == About.MENTOR and pairing is None:
        raise RuleError(_("Please say about which pairing this is, or choose “something else”."))
    about_person = pairing.mentor.user if pairing and about == About.MENTOR else None
    try:
        with transaction.atomic():
            concern = Concern.objects.create(
                centre=centre, form_key=form_key, receipt=_receipt(), about=about, severity=severity, words=words,
                pairing=pairing, about_person=about_person, raised_as=raised_as, raised_by=by, raised_at=now(),
            )  # fmt: skip
    except IntegrityError:
        return _same_form(Concern.objects.get(form_key=form_key), by)
    if by:
        drop_draft(form_key=form_key, by=by)
    emails.concern_waits(concern)
    record("concern.raise", by=by, subject=concern, severity=severity, raised_as=raised_as)
    return concern


def raise_by_link(*, pairing: Pairing, form_key: uuid.UUID, what: str, call: str, words: str) -> Concern:
    """Write down what a mentee says by a link; the mentor never sees it, and nothing of it goes to the mentor."""
    wish = _("Please contact me.") if call == "call" else _("Please do not contact me about it.")
    return raise_concern(
        centre=pairing.centre, form_key=form_key, pairing=pairing, raised_as=Concern.RaisedAs.MENTEE, by=None,
        about=About.MENTOR if what == "mentor" else About.MENTEE,
        severity=Concern.Severity.DANGER if what == "unsafe" else Concern.Severity.SERIOUS,
        words=f"{wish}\n{words}".strip(),
    )  # fmt: skip


@retried
@transaction.atomic
def take_concern(*, concern: Concern, by: User) -> None:
    """Take the concern on: it leaves the banners, and the clock stops."""
    advance(concern, "take", by=by)
    _add(concern, Kind.STATUS, "", by)


@retried
@transaction.atomic
def add_entry(
    *, concern: Concern, form_key: uuid.UUID, kind: str, words: str, by: User, called: str = ""
) -> ConcernEntry:
    """Add a line to the timeline once per form; a call says who was called."""
    if kind not in BY_HAND:
        raise RuleError(_("Please choose what this is from the list."))
    if kind == Kind.CALL and called not in Called.values:
        raise RuleError(_("Please say who was called."))
    if kind != Kind.CALL and not words.strip():
        raise RuleError(_("Please write a few words."))
    locked = _locked(concern)
    written = ConcernEntry.objects.filter(form_key=form_key).first()
    if written:
        return _same_entry(written, locked, by)
    _must_be_open(locked)
    drop_draft(form_key=form_key, by=by)
    return _add(locked, kind, words, by, form_key=form_key, called=called if kind == Kind.CALL else "")


@retried
@transaction.atomic
def ask_to_close(*, concern: Concern, outcome: str, by: User) -> None:
    """Say what came of it, and ask a second person to close it."""
    if not outcome.strip():
        raise RuleError(_("Please write what came of it."))
    advance(concern, "ask_to_close", by=by, outcome=outcome)
    _add(concern, Kind.STATUS, outcome, by)


@retried
@transaction.atomic
def close_concern(*, concern: Concern, by: User) -> None:
    """Close it as the second person."""
    if by.pk == concern.closing_asked_by_id:
        raise RuleError(_("A concern is closed by a second person."))
    advance(concern, "close", by=by)
    _add(concern, Kind.STATUS, "", by)


@retried
@transaction.atomic
def keep_open(*, concern: Concern, words: str, by: User) -> None:
    """Do not close it yet, or open it again, with the reason."""
    if not words.strip():
        raise RuleError(_("Please write why it stays open."))
    advance(concern, "open_again" if concern.status == Status.CLOSED else "go_on", by=by)
    _add(concern, Kind.STATUS, words, by)


def pass_on_untaken() -> int:
    """Pass every concern on whose time is over and which nobody took, each once per step; says how many."""
    return sum(_passed_on(concern) for concern in Concern.objects.untaken().order_by("raised_at", "pk"))


@retried
@transaction.atomic
def _passed_on(concern: Concern) -> bool:
    due_at = next_escalation(concern.severity, concern.raised_at, concern.escalations)
    if due_at is None or due_at > now():
        return False
    seen = Concern.objects.untaken().filter(pk=concern.pk, escalations=concern.escalations)
    if not seen.update(escalations=concern.escalations + 1, escalated_at=now()):
        return False  # somebody took it, or another worker passed it on
    concern.refresh_from_db(fields=["escalations", "escalated_at"])
    entry = _add(concern, Kind.ESCALATION, "", None, is_told=False)
    emails.concern_waits(concern)
    record_many("concern.pass_on", by=None, subjects=[concern, entry], step=concern.escalations)
    return True


def _add(
    concern: Concern, kind: str, words: str, by: User | None, *, form_key: uuid.UUID | None = None, called: str = "",
    is_told: bool = True,
) -> ConcernEntry:  # fmt: skip
    entry = ConcernEntry.objects.create(
        concern=concern, form_key=form_key or uuid.uuid4(), kind=kind, called=called, words=words, made_by=by,
        made_at=now(),
    )  # fmt: skip
    if is_told:
        record("concern.entry", by=by, subject=entry, kind=kind, about=concern.public_id)
    return entry


def _locked(concern: Concern) -> Concern:
    return Concern.objects.select_for_update(no_key=True, of=("self",)).get(pk=concern.pk)


def _must_be_open(concern: Concern) -> None:
    if concern.status == Status.CLOSED:
        raise RuleError(_("This concern is closed. Open it again to go on."))


def _same_form(written: Concern, by: User | None) -> Concern:
    """The same form sent twice answers the same concern."""
    if written.raised_by_id != (by.pk if by else None):
        raise RuleError(_("This form was used already. Please open it again."))
    return written


def _same_entry(written: ConcernEntry, concern: Concern, by: User) -> ConcernEntry:
    if (written.concern_id, written.made_by_id) != (concern.pk, by.pk):
        raise RuleError(_("This form was used already. Please open it again."))
    return written


def _receipt() -> str:
    """Eight signs that can be read out on the phone."""
    signs = "".join(secrets.choice(READ_ALOUD) for _place in range(8))
    return f"{signs[:4]}-{signs[4:]}"
