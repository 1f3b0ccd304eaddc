"""How does a structured interview become evidence? Any red speaks against it, whoever wrote the greens."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.check_kinds import INTERVIEW
from accounts.models import Centre, CheckKind, Evidence, Interview, User
from accounts.services.evidence import OLDEST, refuse_checker, write_evidence
from kernel import audit
from kernel.clock import now, today
from kernel.errors import RuleError

GREEN, RED = Interview.Colour.GREEN, Interview.Colour.RED
Ratings = Mapping[str, Mapping[str, str]]


@transaction.atomic
def record_interview(
    *, person: User, centre: Centre, held_on: date, ratings: Ratings, summary: str = "", held_by: User, by: User
) -> Interview:
    """Put the interview and its evidence on record: clear only when no dimension is red."""
    refuse_checker(person, centre, by)
    refuse_checker(person, centre, held_by)
    if not OLDEST <= held_on <= today():
        raise RuleError(_("An interview was held on a day that is over, or today."))
    kept = _ratings(ratings)
    evidence = write_evidence(
        person=person, centre=centre, kind=CheckKind.objects.get(code=INTERVIEW, centre=None), asked_on=held_on,
        issued_on=held_on, result=Evidence.Result.NOT_CLEAR if reds(kept) else Evidence.Result.CLEAR, by=by,
    )  # fmt: skip
    interview = Interview.objects.create(
        person=person, centre=centre, held_on=held_on, ratings=kept, summary=summary.strip(), held_by=held_by,
        recorded_at=now(), evidence=evidence,
    )  # fmt: skip
    audit.record("interview.recorded", by=by, subject=interview, person=person.public_id)
    return interview


def reds(ratings: Ratings) -> list[str]:
    """The dimensions that speak against it."""
    return [dimension for dimension, rating in ratings.items() if rating["colour"] == RED]


def _ratings(ratings: Ratings) -> dict[str, dict[str, Any]]:
    """Every dimension with a colour, and with a reason unless it is green."""
    kept = {}
    for dimension in Interview.Dimension:
        rating = ratings.get(dimension.value, {})
        colour, reason = rating.get("colour", ""), rating.get("reason", "").strip()
        words = {"dimension": dimension.label}
        if colour not in Interview.Colour:
            raise RuleError(_("Please choose a colour for: %(dimension)s.") % words)
        if colour != GREEN and not reason:
            raise RuleError(_("Yellow and red need a reason: %(dimension)s.") % words)
        kept[dimension.value] = {"colour": str(colour), "reason": reason}
    return kept
