"""Where does somebody stand between the application and the pairing? Gathered for their own home page.

No fact about holds, votes or results is read here: what the person must not know cannot be shown by mistake.
"""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Centre, User
from accounts.permissions import Permission
from accounts.queries.checklists import Wanted, wanted_of_person
from accounts.ways import NextThing, Way, WayStep
from kernel.clock import today
from mentorship.application_steps import STEPS, Missing
from mentorship.models import Application, Mentor, Pairing
from mentorship.ways import Next, Standing, current, done, next_of
from training.queries.certificates import certified_populations

ADDRESSES = {
    "application": "mentorship:my_application",
    "evidence": "mentorship:my_application",
    "training": "training:mine",
    "pairing": "mentorship:my_pairing",
}


def way_of(user: User) -> Way | None:
    """The way of an applicant, a mentor or a student, with the one next thing."""
    if not user.may(Permission.MY_APPLICATION):
        return None
    mentor = _mentor(user)
    newest = Application.objects.of_person(user).select_related("centre").order_by("-started_at", "-pk").first()
    profile = mentor or newest
    wanted = wanted_here(user, profile.centre, profile.populations) if profile else []
    standing = _standing(user, mentor, newest, wanted)
    return Way(_steps(standing), _next(next_of(standing), wanted))


def wanted_here(user: User, centre: Centre, populations: Iterable[str]) -> list[Wanted]:
    """What is missing of the checks for the populations, as the person may know it: their own turn first."""
    wanted = wanted_of_person(user, centre, populations)
    return sorted(wanted, key=lambda one: not one.is_for_person)


def wanted_of_mentor(user: User) -> list[Wanted] | None:
    """What is missing for whoever is a mentor already, with or without an application; None for everybody else."""
    mentor = _mentor(user)
    return wanted_here(user, mentor.centre, mentor.populations) if mentor else None


def application_steps(application: Application, missing: list[Missing], here: str = "") -> list[WayStep]:
    """The steps of a draft, each with its address; the last one looks everything through."""
    lacking = {one.step.code for one in missing}
    steps = [
        WayStep(
            str(step.title), _state(step.code == here, step.code not in lacking),
            reverse(step.url_name, args=[application.public_id]),
        )
        for step in STEPS
    ]  # fmt: skip
    check = reverse("mentorship:application_check", args=[application.public_id])
    return [*steps, WayStep(_("Check and hand in"), _state(here == "check", is_done=False), check)]


def _mentor(user: User) -> Mentor | None:
    return Mentor.objects.filter(user=user).exclude(status=Mentor.Status.LEFT).select_related("centre").first()


def _standing(user: User, mentor: Mentor | None, newest: Application | None, wanted: list[Wanted]) -> Standing:
    pairings = set(Pairing.objects.of_mentor(user).values_list("status", flat=True)) if mentor else set()
    profile = mentor or newest
    certified = certified_populations([user], today(), centre=profile.centre_id)[user.pk] if profile else {}
    return Standing(
        application=newest.status if newest else "",
        is_mentor=mentor is not None,
        papers_to_bring=any(one.is_for_person for one in wanted),
        papers_awaited=any(not one.is_for_person for one in wanted),
        is_certified=bool(profile and certified.keys() & set(profile.populations)),
        is_supervised=bool(mentor and mentor.supervisor_id),
        is_asked=Pairing.Status.ASKED in pairings,
        is_paired=bool(pairings - {Pairing.Status.ASKED}),
    )


def _steps(standing: Standing) -> list[WayStep]:
    labels = {
        "application": _("Application"), "evidence": _("Papers and conversation"), "training": _("Training"),
        "supervisor": _("Supervisor"), "pairing": _("Pairing"),
    }  # fmt: skip
    behind = done(standing)
    here = current(behind)
    reachable = {
        "application": True, "evidence": standing.is_in, "training": standing.is_in, "pairing": standing.is_mentor,
    }  # fmt: skip
    return [
        WayStep(
            labels[step], _state(step == here, behind[step]), reverse(ADDRESSES[step]) if reachable.get(step) else ""
        )
        for step in labels
    ]


def _state(is_here: bool, is_done: bool) -> str:
    if is_here:
        return "current"
    return "done" if is_done else "todo"


def _next(thing: Next, wanted: list[Wanted]) -> NextThing:
    application, training = reverse("mentorship:my_application"), reverse(ADDRESSES["training"])
    pairing = reverse("mentorship:my_pairing")
    first = wanted[0].sentence if wanted else ""
    words: dict[Next, tuple[Any, ...]] = {
        Next.BEGIN: (_("Tell us about yourself; it takes about fifteen minutes."), application, _("Apply")),
        Next.CONTINUE: (
            _("Your application is not handed in yet. Go on where you stopped."), application, _("Go on"),
        ),
        Next.REFUSED: (_("Your application was decided."), application, _("Read the decision")),
        Next.PAPERS: (first, application, _("See what is missing")),
        Next.LEARN: (_("Begin the training, or go on where you stopped."), training, _("Go to my training")),
        Next.PAPERS_UNDER_WAY: (first, application, _("See what is missing")),
        Next.DECISION: (_("Everything is there. Two people of the centre decide now, and we write to you."),),
        Next.SUPERVISOR: (_("Your coordinator looks for somebody who supervises you."),),
        Next.ANSWER: (_("A question waits for your answer."), pairing, _("Read the question")),
        Next.SEARCH: (_("We look for a mentee who fits you. You need not do anything."),),
        Next.PAIRING: (_("You accompany somebody."), pairing, _("Go to my pairing")),
    }  # fmt: skip
    return NextThing(*words[thing])
