"""What may be done with a mentee's file: register, change, wait for a mentor, withdraw, close."""

import uuid
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Centre, User
from accounts.permissions import Permission, Role
from kernel.audit import record
from kernel.clock import now, today
from kernel.encryption import sealed_changes
from kernel.errors import ChangedMeanwhileError, RuleError
from kernel.workflow import advance
from mentorship.eligibility import REMATCH
from mentorship.models import Mentee, MenteeIdentity
from mentorship.profiles import mentee_faults
from mentorship.queries.eligibility import what_mentee_needs

M = TypeVar("M", bound=Model)
MOVED_BY_STEPS = frozenset({"status", "closed_at", "closed_by", "waiting_since"})


@transaction.atomic
def register_mentee(
    *, centre: Centre, specialist: User, by: User, profile: dict[str, Any], identity: dict[str, Any],
    form_key: uuid.UUID | None = None,
) -> Mentee:  # fmt: skip
    """Open a file: the working profile and, apart from it, the encrypted identity; the same form gives one file."""
    refuse_outsider(by, Permission.MENTEES_EDIT, centre)
    _refuse_wrong_specialist(specialist, centre)
    _refuse_faults(profile)
    key = form_key or uuid.uuid4()
    mentee = Mentee(
        public_id=key, centre=centre, specialist=specialist, registered_by=by,
        registered_at=now(), changed_at=now(), **profile,
    )  # fmt: skip
    try:
        with transaction.atomic():
            mentee.save(force_insert=True)
    except IntegrityError as error:
        return made_by_first_click(Mentee.objects.filter(public_id=key, registered_by=by), error)
    MenteeIdentity.objects.create(mentee=mentee, **identity)
    record("mentee.registered", by=by, subject=mentee)
    return mentee


@transaction.atomic
def change_mentee(mentee: Mentee, *, by: User, seen_at: datetime, **changes: Any) -> None:
    """Change the working profile, unless somebody else changed it since `seen_at`."""
    refuse_outsider(by, Permission.MENTEES_EDIT, mentee.centre)
    if not MOVED_BY_STEPS.isdisjoint(changes):
        raise ValueError("The status of a mentee moves by its own steps.")
    _refuse_faults(changes)
    if "specialist" in changes and changes["specialist"] != mentee.specialist:
        _refuse_wrong_specialist(changes["specialist"], mentee.centre)
    written = sealed_changes(mentee, {**changes, "changed_at": now()})
    if not Mentee.objects.filter(pk=mentee.pk, changed_at=seen_at).update(**written):
        raise ChangedMeanwhileError
    record("mentee.changed", by=by, subject=mentee, changed=sorted(changes))


@transaction.atomic
def change_identity(identity: MenteeIdentity, *, by: User, **changes: Any) -> None:
    """Correct or complete the identity, after it was revealed."""
    refuse_outsider(by, Permission.IDENTITY_REVEAL, identity.mentee.centre)
    for name, value in changes.items():
        setattr(identity, name, value)
    identity.save()
    record("mentee.identity_changed", by=by, subject=identity.mentee, changed=sorted(changes))


@transaction.atomic
def ask_for_mentor(mentee: Mentee, *, by: User, since: date | None = None) -> None:
    """Put the mentee among those who wait; the waiting time counts from `since`."""
    refuse_outsider(by, Permission.MENTEES_EDIT, mentee.centre)
    since = since or today()
    _refuse_faults({"waiting_since": since})
    for requirement in what_mentee_needs(mentee, today()):
        if requirement.code == REMATCH:
            raise RuleError(requirement.sentence)
    advance(mentee, "wait", by=by, waiting_since=since)


@transaction.atomic
def withdraw_mentee(mentee: Mentee, *, by: User) -> None:
    """Take the mentee out of those who wait; the file stays open."""
    refuse_outsider(by, Permission.MENTEES_EDIT, mentee.centre)
    advance(mentee, "withdraw", by=by)


@transaction.atomic
def close_mentee(mentee: Mentee, *, by: User, note: str) -> None:
    """Close the file with the reason in words."""
    refuse_outsider(by, Permission.MENTEES_EDIT, mentee.centre)
    if not note.strip():
        raise RuleError(_("Please say why the file is closed."))
    advance(mentee, "close", by=by, closing_note=note)


def made_by_first_click(found: QuerySet[M], error: IntegrityError) -> M:
    """What the first of two clicks on the same form has made; anything else that stood in the way is told."""
    first = found.first()
    if first is None:
        raise RuleError(_("This could not be saved. Please open the form again.")) from error
    return first


def refuse_outsider(by: User, permission: Permission, centre: Centre) -> None:
    """Who acts must hold the permission at the centre of the file."""
    if not by.may_in(permission, centre):
        raise RuleError(_("You may not do this at this centre."))


def _refuse_wrong_specialist(specialist: User, centre: Centre) -> None:
    if not specialist.holds(Role.SPECIALIST, centre):
        raise RuleError(_("The specialist must hold that role at this centre."))


def _refuse_faults(profile: dict[str, Any]) -> None:
    for sentence in mentee_faults(profile, today()).values():
        raise RuleError(sentence)
