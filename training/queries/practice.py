"""Who is ready to be seen practising, what was said to them, and what did trainers notice?"""

from collections.abc import Iterable

from django.db.models import QuerySet

from accounts.models import User
from accounts.permissions import Permission
from training.models import Enrolment, Observation, PracticeTry
from training.progress import Part
from training.queries.progress import TrackProgress, progress_of_all

MOST = 200


def waiting_for_practice(viewer: User) -> list[TrackProgress]:
    """For a specialist: who has everything behind them that comes before practice; the longest enrolled first."""
    learning = Enrolment.objects.filter(
        centre__in=viewer.centre_ids(Permission.PRACTICE_SIGN), status=Enrolment.Status.LEARNING,
        track__modules__has_practice=True,
    ).exclude(person=viewer)  # fmt: skip
    found = learning.select_related("person", "track", "centre").distinct().order_by("enrolled_at", "pk")[:MOST]
    return [track for track in progress_of_all(found) if track.next_part == Part.PRACTICE]


def told_to_practise(person: User) -> list[PracticeTry]:
    """What a learner was told to practise, the newest first."""
    return list(PracticeTry.objects.visible_to(person).filter(person=person).order_by("-seen_at", "-pk")[:3])


def observations_of(people: Iterable[User], viewer: User) -> QuerySet[Observation]:
    """What was noticed about somebody, as far as the viewer may read it."""
    return (
        Observation.objects.visible_to(viewer)
        .filter(person__in=list(people))
        .select_related("observed_by", "acknowledged_by")
        .order_by("-observed_at", "-pk")
    )


def learners_of(viewer: User) -> QuerySet[User]:
    """Whom a trainer may write about: those who learn at the own centres."""
    learning = Enrolment.objects.filter(centre__in=viewer.centre_ids(Permission.TRAINING_RUN)).exclude(person=viewer)
    return User.objects.filter(pk__in=learning.values("person"))
