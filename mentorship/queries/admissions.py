"""Which applications wait for what, and what is missing before two people may say yes?"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, TextChoices
from django.utils.translation import gettext_lazy

from accounts.check_kinds import CONTRACT, INTERVIEW, REFERENCE
from accounts.clearance import Audience, Clearance, Reason
from accounts.models import Evidence, Reference, User
from accounts.permissions import Role
from accounts.queries.clearance import clearance_of, ends_of
from kernel.clock import now, today
from kernel.keysets import Page, page_after
from mentorship.models import AdmissionVote, Application, NoContactHit
from mentorship.models.applications import ApplicationQuerySet

APPEAL_WITHIN = timedelta(days=30)
COMES_WITH_ADMISSION = frozenset({CONTRACT})
Profession = AdmissionVote.Profession
ROLES = {Profession.COORDINATOR: Role.COORDINATOR, Profession.SPECIALIST: Role.SPECIALIST}
Status = Application.Status


class Waits(TextChoices):
    """What an application waits for; several at once, as long as papers, references and interview are under way."""

    NEW = "new", gettext_lazy("new: nothing was asked for yet")
    HOLD = "hold", gettext_lazy("on hold")
    PAPERS = "papers", gettext_lazy("papers")
    REFERENCES = "references", gettext_lazy("references")
    INTERVIEW = "interview", gettext_lazy("interview")
    FIRST_YES = "first_yes", gettext_lazy("first yes")
    SECOND_YES = "second_yes", gettext_lazy("second yes")
    APPEAL = "appeal", gettext_lazy("answer to an appeal")


CHECKS = {REFERENCE: Waits.REFERENCES, INTERVIEW: Waits.INTERVIEW}
ON_THE_WAY = (Waits.PAPERS, Waits.REFERENCES, Waits.INTERVIEW)
UNDECIDED = Q(status=Status.SUBMITTED)
APPEALED = Q(status=Status.REFUSED, appealed_at__isnull=False, appeal_answered_at=None)


@dataclass(frozen=True)
class AdmissionRow:
    """One line of the list: the application and what it waits for."""

    application: Application
    waits: list[Waits]


@dataclass(frozen=True)
class Yes:
    """A yes that counts: for which profession, whose, and since when."""

    profession: str
    cast_by: int
    cast_at: datetime


def admissions_of_staff(user: User) -> ApplicationQuerySet:
    """The applications whose page this person may open: handed in at the own centre, never the own."""
    found = Application.objects.visible_to_staff(user)
    return found.select_related("user", "centre", "place", "university", "decided_by", "appeal_answered_by")


def admission_page(user: User, wanted: str, after: str) -> Page[Application]:
    """One page of applications: those that wait, the oldest first, or those that were decided, the newest first."""
    rows = admissions_of_staff(user)
    if wanted in Status.values:
        return page_after(rows.filter(status=wanted), ("-submitted_at", "-pk"), after)
    rows = rows.filter(UNDECIDED | APPEALED)
    if wanted in Waits.values:
        rows = rows.filter(pk__in=[pk for pk, waits in waits_of(rows).items() if wanted in waits])
    return page_after(rows, ("submitted_at", "pk"), after)


def admission_rows(applications: Iterable[Application]) -> list[AdmissionRow]:
    """The lines of the list, in a constant number of queries."""
    every = list(applications)
    waits = waits_of(every)
    return [AdmissionRow(application, waits[application.pk]) for application in every]


def waits_of(applications: Iterable[Application]) -> dict[int, list[Waits]]:
    """For each application everything it waits for; a constant number of queries for each centre."""
    every = list(applications)
    undecided = [application for application in every if application.status == Status.SUBMITTED]
    lacking, given = _lacking(undecided), yeses_of(undecided)
    held = set(NoContactHit.objects.holding().filter(application__in=undecided).values_list("application", flat=True))
    new = set(
        Application.objects.filter(untouched(), pk__in=[one.pk for one in undecided]).values_list("pk", flat=True)
    )
    found: dict[int, list[Waits]] = {}
    for one in every:
        if one.status == Status.SUBMITTED:
            first = [Waits.NEW] * (one.pk in new and not given[one.pk]) + [Waits.HOLD] * (one.pk in held)
            ready = not lacking[one.pk] and one.pk not in held
            yes = [Waits.SECOND_YES if given[one.pk] else Waits.FIRST_YES] * ready
            found[one.pk] = [*first, *lacking[one.pk], *yes]
        else:
            found[one.pk] = [Waits.APPEAL] * appeal_is_open(one)
    return found


def yeses_of(applications: Iterable[Application]) -> dict[int, list[Yes]]:
    """Each yes that counts, by application."""
    given: dict[int, list[Yes]] = defaultdict(list)
    votes = AdmissionVote.objects.filter(application__in=applications, is_current=True).order_by("cast_at", "pk")
    for vote in votes:
        given[vote.application_id].append(Yes(vote.profession, vote.cast_by_id, vote.cast_at))
    return given


def what_admission_needs(application: Application) -> list[str]:
    """What is not there yet for every group that the person chose, in sentences for the staff.

    The contract is signed after the admission, and nobody meets anybody before the training is completed either.
    """
    reasons: dict[str, Reason] = {}
    for population in application.populations:
        found = clearance_of(application.user, population, centre=application.centre_id, on=today())
        reasons |= {reason.check: reason for reason in found.reasons if reason.check not in COMES_WITH_ADMISSION}
    return Clearance(tuple(reasons.values())).sentences(Audience.STAFF)


def professions_for(application: Application, user: User, given: Iterable[Yes]) -> list[Profession]:
    """For which professions this person could say yes: held at the centre, and not said by anybody yet."""
    taken = {yes.profession for yes in given}
    return [one for one, role in ROLES.items() if one not in taken and user.holds(role, application.centre)]


def appeal_is_open(application: Application) -> bool:
    asked = application.appealed_at is not None and application.appeal_answered_at is None
    return asked and application.status == Status.REFUSED


def may_appeal(application: Application) -> bool:
    """Once, within thirty days of the refusal."""
    if application.status != Status.REFUSED or application.appealed_at is not None or application.decided_at is None:
        return False
    return now() <= application.decided_at + APPEAL_WITHIN


def is_sealed(application: Application) -> bool:
    """Whether a specialist has decided that it never goes on; nobody else learns it."""
    return application.no_contact_hits.filter(is_same_person=True).exists()


def decided_before(application: Application, user: User) -> bool:
    """Whether this person had a part in the refusal, and so does not answer the appeal."""
    sealed = application.no_contact_hits.filter(is_same_person=True, decided_by=user)
    return application.decided_by_id == user.pk or sealed.exists()


def _lacking(applications: Iterable[Application]) -> dict[int, list[Waits]]:
    """Which of papers, references and interview are not complete, by application."""
    by_centre: dict[int, list[Application]] = defaultdict(list)
    for application in applications:
        by_centre[application.centre_id].append(application)
    found: dict[int, list[Waits]] = {}
    for centre, theirs in by_centre.items():
        ends = ends_of([application.user_id for application in theirs], today(), centre=centre)
        for application in theirs:
            wanted = set(application.populations)
            codes = {
                check.code
                for check, end in ends[application.user_id].items()
                if end is None and check.populations & wanted
            } - COMES_WITH_ADMISSION
            kinds = {CHECKS.get(code, Waits.PAPERS) for code in codes}
            found[application.pk] = [kind for kind in ON_THE_WAY if kind in kinds]
    return found


def untouched() -> Q:
    """Nothing was recorded and nobody asked since the application was handed in."""
    here = {"person": OuterRef("user"), "centre": OuterRef("centre")}
    papers = Evidence.objects.filter(**here, recorded_at__gte=OuterRef("submitted_at"))
    asked = Reference.objects.filter(**here, asked_at__gte=OuterRef("submitted_at"))
    return Q(~Exists(papers), ~Exists(asked))
