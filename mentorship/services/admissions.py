"""How do two people admit an applicant? Each says yes for one profession, and the second yes makes a mentor of them.

Rows are locked in one order: application, mentee, mentor, pairing, end of the audit chain.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission, Role
from accounts.services.roles import grant, retire
from kernel.audit import record, retried
from kernel.clock import now, today
from kernel.errors import RuleError
from kernel.workflow import advance
from mentorship import emails
from mentorship.models import AdmissionVote, Application, Mentor
from mentorship.models.wishes import MentorWishes
from mentorship.profiles import mentor_faults
from mentorship.queries.admissions import professions_for, what_admission_needs, yeses_of
from mentorship.queries.applications import is_on_hold
from mentorship.services.trainings import open_trainings

PROFESSIONS = len(AdmissionVote.Profession)
WISHES = [field.name for field in MentorWishes._meta.get_fields()]


@retried
@transaction.atomic
def say_yes(application: Application, *, by: User, words: str = "", profession: str = "") -> AdmissionVote:
    """Put a person's yes on record; the second one, of the other profession, admits and makes a mentor.

    Who holds both professions says for which one; without a word it is the first that is free.
    """
    current = locked_application(application)
    refuse_wrong_decider(current, by)
    _refuse_what_is_not_ready(current)
    vote = AdmissionVote.objects.create(
        application=current, profession=_profession(current, by, profession), words=words.strip(), cast_by=by,
        cast_at=now(),
    )  # fmt: skip
    record("application.yes", by=by, subject=current, profession=vote.profession)
    _refuse_hold(current)  # whoever put an entry on a list meanwhile has passed `record` before
    if current.votes.filter(is_current=True).count() == PROFESSIONS:
        _admit(current, by)
    return vote


def locked_application(application: Application) -> Application:
    """The application as it is now, held until the transaction ends."""
    rows = Application.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("user", "centre", "place", "university", "decided_by").get(pk=application.pk)


def refuse_wrong_decider(application: Application, by: User) -> None:
    """Only those of the centre who decide, and nobody about themselves."""
    if application.user_id == by.pk:
        raise RuleError(_("Nobody decides about their own application."))
    if not by.may_in(Permission.ADMISSION_DECIDE, application.centre):
        raise RuleError(_("Only coordinators and specialists of the centre decide about an application."))


def _refuse_what_is_not_ready(application: Application) -> None:
    if application.status != Application.Status.SUBMITTED:
        raise RuleError(_("This application does not wait for a decision."))
    _refuse_hold(application)
    if needs := what_admission_needs(application):
        raise RuleError(_("Not everything is there yet. %(needs)s") % {"needs": " ".join(needs)})


def _refuse_hold(application: Application) -> None:
    if is_on_hold(application):
        raise RuleError(_("This application is on hold: a specialist is looking at something."))


def _profession(application: Application, by: User, wanted: str) -> str:
    given = yeses_of([application])[application.pk]
    if any(yes.cast_by == by.pk for yes in given):
        raise RuleError(_("You have said yes already. The second yes must come from another person."))
    free = professions_for(application, by, given)
    chosen = wanted or next(iter(free), "")
    if chosen not in free:
        raise RuleError(_("Somebody of your profession has said yes already. The other profession is asked now."))
    return chosen


def _admit(application: Application, by: User) -> None:
    _make_mentor(application, by)
    _change_roles(application, by)
    advance(application, "admit", by=by)
    open_trainings(application, by=by)
    emails.application_decided(application)


def _make_mentor(application: Application, by: User) -> None:
    """A profile from the wishes of the application; whoever had left before is willing again, perhaps elsewhere."""
    profile = _profile(application)
    for sentence in mentor_faults(profile, today()).values():
        raise RuleError(sentence)
    facts = {**profile, "centre": application.centre, "changed_at": now()}
    first = {**facts, "registered_by": by, "registered_at": now()}
    mentor, is_new = Mentor.objects.get_or_create(user=application.user, defaults=first)
    if is_new:
        record("mentor.registered", by=by, subject=mentor)
    elif mentor.status != Mentor.Status.LEFT:
        raise RuleError(_("This person is a mentor already."))
    else:
        stays = mentor.centre_id == application.centre_id
        advance(mentor, "resume", by=by, **facts, supervisor=mentor.supervisor if stays else None)


def _profile(application: Application) -> dict[str, Any]:
    born_on = application.user.born_on
    if born_on is None or application.place is None or application.committed_until is None:
        raise RuleError(_("The application is not complete. Please ask the person to apply anew."))
    return {
        **{name: getattr(application, name) for name in WISHES},
        "university": application.university if application.kind == Application.Kind.STUDENT else None,
        "gender": application.gender, "place": application.place, "birth_year": born_on.year,
        "committed_until": application.committed_until,
    }  # fmt: skip


def _change_roles(application: Application, by: User) -> None:
    """From applicant to mentor or student mentor."""
    person, centre = User.objects.get(pk=application.user_id), application.centre
    role = Role.STUDENT if application.kind == Application.Kind.STUDENT else Role.MENTOR
    if not person.holds(role, centre):
        grant(user=person, role=role, given_by=by, centre=centre)
    for held in person.grants.filter(role=Role.APPLICANT, centre=centre, ended_at=None).select_related("user"):
        retire(held, by=by)
