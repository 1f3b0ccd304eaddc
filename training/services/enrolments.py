"""How does somebody come to learn on a track, and how do they stop?"""

from django.db import transaction

from accounts.models import Centre, User
from kernel import audit
from kernel.audit import retried
from kernel.clock import now
from kernel.workflow import advance
from training.models import Enrolment, Track
from training.services.certificates import complete_what_is_done

Status = Enrolment.Status


@retried
@transaction.atomic
def enrol(*, person: User, centre: Centre, track: Track, by: User | None) -> Enrolment:
    """Let the person learn on the track; whoever learns on it already goes on as before.

    A refresher that was completed begins anew. What was learned for another track counts at once.
    """
    enrolment: Enrolment
    enrolment, is_new = Enrolment.objects.select_for_update(no_key=True).get_or_create(
        person=person, centre=centre, track=track, defaults={"enrolled_by": by, "enrolled_at": now()}
    )
    if is_new:
        audit.record("enrolment.new", by=by, subject=enrolment, person=person.public_id, track=track.code)
    elif enrolment.status == Status.LEFT or (enrolment.status == Status.COMPLETED and track.is_refresher):
        advance(enrolment, "learn_again", by=by, enrolled_at=now(), enrolled_by=by)
    complete_what_is_done([enrolment], by=by)
    return enrolment


@transaction.atomic
def leave(*, enrolment: Enrolment, by: User | None) -> None:
    """End the learning on a track; what was learned stays on record."""
    advance(enrolment, "leave", by=by)
