"""What may be done with a mentor's profile: register, change, rest, leave, and find a supervisor."""

import uuid
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Centre, User
from accounts.permissions import Permission, Role
from accounts.services.roles import grant
from kernel.audit import record
from kernel.clock import now, today
from kernel.errors import ChangedMeanwhileError, RuleError
from kernel.workflow import advance
from mentorship.models import Application, Mentor
from mentorship.profiles import mentor_faults
from mentorship.queries.eligibility import SUPERVISING
from mentorship.services.mentees import made_by_first_click, refuse_outsider

MOVED_OTHERWISE = frozenset({"status", "active_pairings", "supervisor", "user", "centre"})


@transaction.atomic
def register_mentor(
    *, centre: Centre, by: User, person: dict[str, Any], profile: dict[str, Any], form_key: uuid.UUID | None = None
) -> Mentor:
    """Open a profile and give the role; a person unknown so far is created and chooses a password later.

    `person` holds e-mail, names and phone; somebody who is known at the centre keeps the own. Who is known elsewhere
    only is invited instead: nobody is put down at a centre they did not choose.
    """
    refuse_outsider(by, Permission.MENTORS_EDIT, centre)
    key = form_key or uuid.uuid4()
    of_this_form = Mentor.objects.filter(public_id=key, registered_by=by)
    known = User.objects.filter(email__iexact=person["email"]).first()  # asked first: a first click makes both at once
    if sent_before := of_this_form.first():
        return sent_before
    _refuse_faults(profile)
    refuse_wrong_supervisor(profile.get("supervisor"), centre)
    if known == by:
        raise RuleError(_("Nobody registers themselves. Please ask a colleague."))
    if known and (Mentor.objects.filter(user=known).exists() or not known.grants.filter(centre=centre).exists()):
        raise RuleError(_("This person cannot be registered as a mentor here, perhaps because they are one already."))
    if known and Application.objects.filter(user=known, centre=centre).asked_of_two().exists():
        raise RuleError(_("This person has applied here: two people decide about it, on the page of the application."))
    role = Role.STUDENT if profile.get("university") else Role.MENTOR
    try:
        with transaction.atomic():
            user = known or User.objects.create_user(**person)
            if not user.holds(role, centre):
                grant(user=user, role=role, given_by=by, centre=centre)
            mentor = Mentor.objects.create(
                public_id=key, user=user, centre=centre, registered_by=by, registered_at=now(),
                changed_at=now(), **profile,
            )  # fmt: skip
    except IntegrityError as error:
        return made_by_first_click(of_this_form, error)
    record("mentor.registered", by=by, subject=mentor)
    return mentor


@transaction.atomic
def change_mentor(mentor: Mentor, *, by: User, seen_at: datetime, **changes: Any) -> None:
    """Change the profile, unless somebody else changed it since `seen_at`."""
    refuse_outsider(by, Permission.MENTORS_EDIT, mentor.centre)
    if not MOVED_OTHERWISE.isdisjoint(changes):
        raise ValueError("These facts about a mentor move by their own services.")
    _refuse_faults(changes)
    written = {**changes, "changed_at": now()}
    if not Mentor.objects.filter(pk=mentor.pk, changed_at=seen_at).update(**written):
        raise ChangedMeanwhileError
    for name, value in written.items():
        setattr(mentor, name, value)
    record("mentor.changed", by=by, subject=mentor, changed=sorted(changes))


@transaction.atomic
def set_supervisor(mentor: Mentor, supervisor: User, *, by: User) -> None:
    """Give the mentor a supervisor for the pairings to come; running pairings keep theirs."""
    refuse_outsider(by, Permission.MENTORS_EDIT, mentor.centre)
    refuse_wrong_supervisor(supervisor, mentor.centre)
    mentor.supervisor, mentor.changed_at = supervisor, now()
    mentor.save(update_fields=["supervisor", "changed_at"])
    record("mentor.supervisor_set", by=by, subject=mentor, supervisor=supervisor.public_id)


@transaction.atomic
def rest_mentor(mentor: Mentor, *, by: User) -> None:
    """Let the mentor rest: no new pairing, running ones go on."""
    refuse_outsider(by, Permission.MENTORS_EDIT, mentor.centre)
    advance(mentor, "rest", by=by)


@transaction.atomic
def resume_mentor(mentor: Mentor, *, by: User) -> None:
    """The mentor, who rested or had left, is willing again."""
    refuse_outsider(by, Permission.MENTORS_EDIT, mentor.centre)
    advance(mentor, "resume", by=by)


@transaction.atomic
def let_mentor_leave(mentor: Mentor, *, by: User) -> None:
    """The mentor leaves; possible only when no pairing is open. Whoever comes back is willing again."""
    refuse_outsider(by, Permission.MENTORS_EDIT, mentor.centre)
    if mentor.pairings.open().exists():
        raise RuleError(_("This mentor still has an open pairing. Please close it first."))
    advance(mentor, "leave", by=by)


def refuse_wrong_supervisor(supervisor: User | None, centre: Centre) -> None:
    if supervisor and not any(supervisor.holds(role, centre) for role in SUPERVISING):
        raise RuleError(_("A supervisor is a coordinator or a specialist of this centre."))


def _refuse_faults(profile: dict[str, Any]) -> None:
    for sentence in mentor_faults(profile, today()).values():
        raise RuleError(sentence)
