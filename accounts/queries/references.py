"""Who was asked about whom, and what may each reader see of it?"""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Centre, Evidence, Reference, User
from accounts.permissions import Permission
from accounts.reference_questions import CHOICES, QUESTIONS

Status = Reference.Status


@dataclass(frozen=True)
class NamedReferee:
    """A referee as the person sees it who named them: asked or answered, never what was said."""

    public_id: uuid.UUID
    name: str
    email: str
    relation: str
    language: str
    state: str
    may_change: bool


@dataclass(frozen=True)
class WeighedReference:
    """A reference as those see it who vet: with the answers in words, and what they were found worth."""

    reference: Reference
    answers: list[tuple[Any, Any]]

    @property
    def waits(self) -> bool:
        """Whether the answer is there and nobody has weighed it."""
        found = self.reference.evidence
        return self.reference.status == Status.ANSWERED and (found is None or found.result == Evidence.Result.VOID)


def referees_of(person: User, centre: Centre) -> list[NamedReferee]:
    """The referees that a person named at a centre, for their own eyes."""
    named = Reference.objects.visible_to(person).filter(person=person, centre=centre)
    return [
        NamedReferee(
            reference.public_id, str(reference.name), str(reference.email), reference.relation, reference.language,
            _state(reference), reference.status == Status.NAMED,
        )
        for reference in named.exclude(status=Status.WITHDRAWN).order_by("pk")
    ]  # fmt: skip


def references_for_staff(viewer: User, person: User, centre: Centre) -> list[WeighedReference]:
    """Every reference of the person at the centre, with what was answered."""
    found = Reference.objects.visible_to_staff(viewer).filter(person=person, centre=centre)
    rows = found.select_related("evidence", "asked_by", "person", "centre").order_by("pk")
    return [WeighedReference(reference, _answers(reference)) for reference in rows]


def waiting_to_be_weighed(viewer: User) -> QuerySet[Reference]:
    """Answers at the viewer's centres that nobody has weighed, the oldest first."""
    unweighed = Q(evidence=None) | Q(evidence__result=Evidence.Result.VOID)
    recording = viewer.centre_ids(Permission.EVIDENCE_RECORD)
    found = Reference.objects.visible_to_staff(viewer).filter(unweighed, status=Status.ANSWERED, centre__in=recording)
    return found.select_related("person").order_by("answered_at", "pk")


def _state(reference: Reference) -> str:
    if reference.status == Status.NAMED:
        return _("named")
    answered = reference.status in {Status.ANSWERED, Status.DECLINED}
    return _("answered") if answered else _("was asked")


def _answers(reference: Reference) -> list[tuple[Any, Any]]:
    said = reference.answers or {}
    return [
        (label, _in_words(code, said[code])) for code, label in QUESTIONS.items() if said.get(code) not in (None, "")
    ]


def _in_words(code: str, value: Any) -> Any:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return CHOICES[code](value).label if code in CHOICES else value
