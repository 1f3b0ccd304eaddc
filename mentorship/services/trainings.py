"""Which trainings open with an application, and when do they close again?"""

from accounts.models import User
from mentorship.models import Application
from mentorship.vocabulary import Population
from training.models import Enrolment, Track
from training.services.enrolments import enrol, leave


def open_trainings(application: Application, *, by: User | None) -> None:
    """Let the person learn what their kind of mentor and their wishes ask for; whoever learns it already goes on."""
    for track in Track.objects.filter(code__in=_codes(application)).order_by("pk"):
        enrol(person=application.user, centre=application.centre, track=track, by=by)


def close_trainings(application: Application, *, by: User | None) -> None:
    """The person becomes no mentor: what they learn at the centre ends, what was learned stays on record."""
    learning = Enrolment.objects.filter(
        person=application.user, centre=application.centre, status=Enrolment.Status.LEARNING
    )
    for enrolment in learning.order_by("pk"):
        leave(enrolment=enrolment, by=by)


def _codes(application: Application) -> list[str]:
    basic = "student" if application.kind == Application.Kind.STUDENT else "volunteer"
    return [basic, "survivor_add_on"] if Population.SURVIVOR in application.populations else [basic]
