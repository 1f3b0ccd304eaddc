"""Which mails does the programme send? None names anybody: each only asks the reader to sign in and look."""

from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Role
from kernel.mail import post
from mentorship.models import Application, Concern, Meeting, Mentor, Pairing
from mentorship.queries.concerns import workers_of
from mentorship.queries.people import staff_of


def application_decided(application: Application) -> None:
    """To the person who applied: there is an answer, whichever; it stands on a page behind the sign-in."""
    post("mentorship/application_decided", to=application.user)


def pairing_asked(pairing: Pairing) -> None:
    """To the mentor: a question waits for a yes or a no."""
    post("mentorship/pairing_asked", to=pairing.mentor.user)


def post_question(address: str, token: str, *, language: str) -> None:
    """To a mentee, or to who consents by law: one question stands behind a link, and the mail says nothing of it."""
    path = reverse("mentorship:asking_answer", args=[token])
    post("mentorship/question", to=address, context={"path": path}, language=language)


def pairing_changed(pairing: Pairing) -> None:
    """To the mentor: the pairing rests, goes on or has ended."""
    post("mentorship/pairing_changed", to=pairing.mentor.user)


def paper_lapses(mentor: Mentor) -> None:
    """To the mentor: a paper or a certificate lapses soon; which one stands on the own home page."""
    post("mentorship/paper_lapses", to=mentor.user)


def concern_waits(concern: Concern) -> None:
    """To whoever works on concerns: something is to be read now; also once more, and to more people, when it waits."""
    for reader in workers_of(concern):
        post("mentorship/concern_waits", to=reader)


def meeting_worries(meeting: Meeting) -> None:
    """To the coordinators, the specialist and the supervisor: a meeting is to be read today."""
    pairing = meeting.pairing
    named = Q(pk__in=[pairing.mentee.specialist_id, pairing.supervisor_id], is_active=True)
    coordinators = staff_of(pairing.centre, Role.COORDINATOR).values("pk")
    readers = User.objects.get_queryset().filter(named | Q(pk__in=coordinators)).exclude(pk=meeting.logged_by_id)
    for reader in readers.order_by("pk"):
        post("mentorship/meeting_worries", to=reader)
