"""What does somebody see who decides about an application? Everything of the file at once, by need-to-know."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.check_kinds import INTERVIEW, REFERENCE
from accounts.models import Reference, User
from accounts.permissions import Permission
from accounts.queries.checklists import ChecklistRow, checklist
from accounts.queries.references import WeighedReference, references_for_staff
from kernel.encryption import blind_indexes
from mentorship.application_steps import ABOUT, WISHES
from mentorship.models import AdmissionVote, Application, NoContactHit
from mentorship.queries.admissions import (
    Profession,
    Waits,
    appeal_is_open,
    decided_before,
    professions_for,
    waits_of,
    what_admission_needs,
    yeses_of,
)
from mentorship.queries.applications import Earlier, Fact, applied_before, section_of
from mentorship.refusal_words import KIND_WORDS

Named = Reference.Status
PHONE_SHOWN = 3


@dataclass(frozen=True)
class Next:
    """One part of the vetting: where it stands, and the one thing to do next."""

    title: str
    state: str
    tone: str
    todo: str
    url_name: str


@dataclass(frozen=True)
class AdmissionFile:
    """One application as this person may see it."""

    application: Application
    waits: list[Waits]
    needs: list[str]
    votes: list[AdmissionVote]
    professions: list[Profession]
    has_said_yes: bool
    own_hits: list[NoContactHit]
    may_answer: bool
    checks: list[ChecklistRow]
    nexts: list[Next]
    earlier: list[Earlier]

    @property
    def is_on_hold(self) -> bool:
        return Waits.HOLD in self.waits

    @property
    def may_say_yes(self) -> bool:
        ready = {Waits.FIRST_YES, Waits.SECOND_YES}.intersection(self.waits)
        return bool(ready and self.professions) and not self.has_said_yes

    @property
    def about(self) -> list[Fact]:
        return section_of(self.application, ABOUT).facts

    @property
    def wishes(self) -> list[Fact]:
        return section_of(self.application, WISHES).facts

    @property
    def steps(self) -> list[dict[str, Any]]:
        """The way from the papers to the second yes; nothing of it while there is nothing to decide."""
        waits, application = set(self.waits), self.application
        way = [Waits.PAPERS, Waits.REFERENCES, Waits.INTERVIEW, Waits.FIRST_YES, Waits.SECOND_YES]
        open_now = waits & set(way) or ({Waits.SECOND_YES} if self.votes else {Waits.FIRST_YES})
        done = {wait for wait in way[:3] if wait not in waits} | ({Waits.FIRST_YES} if self.votes else set())
        if application.status != Application.Status.SUBMITTED:
            return []
        return [
            {"label": wait.label, "state": "done" if wait in done else "current" if wait in open_now else "todo"}
            for wait in way
        ]


@dataclass(frozen=True)
class HitFile:
    """An applicant beside a no-contact entry, as the mentee's specialist sees them to compare."""

    hit: NoContactHit
    same_name: bool
    same_phone: bool

    @property
    def application(self) -> Application:
        return self.hit.application

    @property
    def birth_year(self) -> int | None:
        born_on = self.application.user.born_on
        return born_on.year if born_on else None

    @property
    def phone_end(self) -> str:
        return "".join(sign for sign in self.application.user.phone if sign.isdigit())[-PHONE_SHOWN:]


def admission_file(application: Application, user: User) -> AdmissionFile:
    """Everything that this person decides on; only a mentee's own specialist learns what holds it."""
    is_undecided = application.status == Application.Status.SUBMITTED
    given = yeses_of([application])[application.pk]
    hits = NoContactHit.objects.visible_to(user).filter(application=application, is_same_person=None)
    checks = checklist(application.user, centre=application.centre)
    references = references_for_staff(user, application.user, application.centre)
    may_decide = user.may_in(Permission.ADMISSION_DECIDE, application.centre)
    return AdmissionFile(
        application=application, waits=waits_of([application])[application.pk],
        needs=what_admission_needs(application) if is_undecided else [],
        votes=list(application.votes.filter(is_current=True).select_related("cast_by")),
        professions=professions_for(application, user, given), has_said_yes=user.pk in {yes.cast_by for yes in given},
        own_hits=list(hits), checks=checks,
        may_answer=may_decide and appeal_is_open(application) and not decided_before(application, user),
        nexts=[_references(checks, references), _interview(checks)],
        earlier=applied_before(application, user),
    )  # fmt: skip


def hit_file(hit: NoContactHit) -> HitFile:
    """Which of name and phone are the same, without saying what they are."""
    application, entry = hit.application, hit.no_contact
    return HitFile(
        hit,
        same_name=entry.name_index in blind_indexes(application.applicant_name, "name"),
        same_phone=entry.phone_index in blind_indexes(application.applicant_phone, "phone"),
    )


def answer_in_words(application: Application) -> str:
    """What the person reads who was refused."""
    return str(KIND_WORDS[application.refusal])


def _references(checks: list[ChecklistRow], references: list[WeighedReference]) -> Next:
    row = next(row for row in checks if row.kind.code == REFERENCE)
    statuses = [one.reference.status for one in references]
    to_weigh, asked = sum(one.waits for one in references), statuses.count(Named.ASKED)
    if row.is_held:
        todo = ""
    elif to_weigh:
        todo = ngettext("Weigh %(count)d answer", "Weigh %(count)d answers", to_weigh) % {"count": to_weigh}
    elif Named.NAMED in statuses:
        todo = _("Ask the people who are named")
    elif asked:
        todo = ngettext(
            "Wait: %(count)d person was asked", "Wait: %(count)d people were asked", asked
        ) % {"count": asked}  # fmt: skip
    else:
        todo = _("Have another person named")
    return Next(_("References"), row.state, row.tone, todo, "accounts:person_references")


def _interview(checks: list[ChecklistRow]) -> Next:
    row = next(row for row in checks if row.kind.code == INTERVIEW)
    todo = "" if row.is_held else _("Write down an interview")
    return Next(_("Interview"), row.state, row.tone, todo, "accounts:interview_new")
