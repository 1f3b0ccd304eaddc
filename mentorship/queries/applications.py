"""What has somebody told in their application, what is missing, and has this person applied before?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q, TextChoices
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Centre, Reference, User
from accounts.permissions import Permission
from kernel.clock import today
from kernel.encryption import blind_indexes
from mentorship.application_steps import REFERENCES, STEPS, Missing, Step, what_is_missing
from mentorship.models import Application
from mentorship.vocabulary import Interest, Language, Mode, Population, Skill

Fact = tuple[Any, Any]
CANNOT_SPEAK = [Reference.Status.WITHDRAWN, Reference.Status.DECLINED, Reference.Status.LAPSED]
REFEREE_FIELDS = ("name", "email", "relation", "language")


@dataclass(frozen=True)
class Section:
    """One step of an application in words; the week is shown as a table."""

    step: Step
    facts: list[Fact]
    week: str = ""


@dataclass(frozen=True)
class Earlier:
    """An application that seems to come from the same person: how it ended, and when."""

    status: str
    day: date
    is_here: bool
    is_certain: bool


def own_applications(user: User) -> list[Application]:
    """The person's applications, the newest first."""
    rows = Application.objects.of_person(user).select_related("user", "centre", "place", "university")
    return list(rows.order_by("-started_at", "-pk"))


def able_referees(person: User, centre: Centre) -> list[Reference]:
    """Those who were named at the centre and spoke or still can."""
    named = Reference.objects.filter(person=person, centre=centre).exclude(status__in=CANNOT_SPEAK)
    return list(named.order_by("pk"))


def told_in(application: Application) -> dict[str, Any]:
    """What was told on all steps together, as `application_steps` reads it."""
    told = {
        **{name: getattr(application.user, name) for step in STEPS for name in step.of_person},
        **{name: getattr(application, name) for step in STEPS for name in step.of_application},
    }
    return {**told, "referees": len(able_referees(application.user, application.centre))}


def missing_in(application: Application) -> list[Missing]:
    """What keeps the application from being handed in today."""
    return what_is_missing(told_in(application), today())


def told_on(application: Application, step: Step) -> dict[str, Any]:
    """What was told on one step, as its form and its service read it."""
    if step is REFERENCES:
        named = able_referees(application.user, application.centre)
        return {"referees": [referee(row) for row in named if row.status == Reference.Status.NAMED]}
    return {
        **{name: getattr(application.user, name) for name in step.of_person},
        **{name: getattr(application, name) for name in step.of_application},
    }


def referee(reference: Reference) -> dict[str, str]:
    return {name: str(getattr(reference, name)) for name in REFEREE_FIELDS}


def mark_of(told: Mapping[str, Any]) -> str:
    """A short mark of what a step says now; a form brings it back, so that a change in between is seen.

    In which order the referees stand says nothing.
    """
    plain = {name: sorted(value, key=str) if name == "referees" else value for name, value in told.items()}
    shown = sorted((name, str(getattr(value, "pk", value))) for name, value in plain.items())
    return salted_hmac("a step of an application", repr(shown)).hexdigest()[:32]


def sections_of(application: Application) -> list[Section]:
    """The whole application in words, for the person and for those who decide."""
    makers = {"about": _about, "motivation": _motivation, "wishes": _wishes, "referees": _referees}
    return [
        Section(step, makers[step.code](application)) if step.code in makers else Section(step, [], application.week)
        for step in STEPS
    ]


def section_of(application: Application, step: Step) -> Section:
    return next(section for section in sections_of(application) if section.step is step)


def applied_before(application: Application, viewer: User) -> list[Earlier]:
    """Earlier applications by the same account, name and date of birth, or phone; by the same name only, uncertain.

    Only for those who decide about the application; of another centre they learn how it ended and when.
    """
    if application.user_id == viewer.pk or not viewer.may_in(Permission.ADMISSION_DECIDE, application.centre):
        return []
    known = Application.objects.exclude(pk=application.pk).exclude(submitted_at=None).filter(_alike(application))
    sure = known.filter(_same(application)).values_list("pk", flat=True)
    certain = set(sure)
    return [_earlier(row, application.centre, row.pk in certain) for row in known.order_by("-submitted_at", "-pk")]


def is_on_hold(application: Application) -> bool:
    """Whether a specialist still has to look at something, or has decided that it cannot go on."""
    return application.no_contact_hits.holding().exists()


def _same(application: Application) -> Q:
    person = blind_indexes(f"{application.applicant_name} {application.applicant_birth or ''}", "name")
    phone = blind_indexes(application.applicant_phone, "phone")
    return Q(user=application.user) | Q(person_index__in=person) | Q(phone_index__in=phone)


def _alike(application: Application) -> Q:
    return _same(application) | Q(name_index__in=blind_indexes(application.applicant_name, "name"))


def _earlier(row: Application, centre: Centre, is_certain: bool) -> Earlier:
    moment = row.decided_at or row.withdrawn_at or row.submitted_at or row.started_at
    day = timezone.localtime(moment, timezone.get_default_timezone()).date()
    return Earlier(row.get_status_display(), day, row.centre_id == centre.pk, is_certain)


def _about(application: Application) -> list[Fact]:
    person, place, university = application.user, application.place, application.university
    applies_as = application.get_kind_display()
    return [
        (_("Given name"), person.given_name),
        (_("Family name"), person.family_name),
        (_("Date of birth"), date_format(person.born_on) if person.born_on else ""),
        (_("Phone"), person.phone),
        (_("Gender"), application.get_gender_display()),
        (_("Place"), place.name if place else ""),
        (_("Applies as"), f"{applies_as}, {university.name}" if university else applies_as),
    ]


def _motivation(application: Application) -> list[Fact]:
    return [
        (_("Why you would like to help"), application.motivation),
        (_("Experience with children, young people or people in hardship"), application.experience_told),
        (_("Whom you know who is accompanied by the centre"), application.acquaintance),
    ]


def _wishes(application: Application) -> list[Fact]:
    until = application.committed_until
    return [
        (_("Willing to accompany"), _words(application.populations, Population)),
        (_("Languages"), _words(application.languages, Language)),
        (_("Can help with"), _words(application.skills, Skill)),
        (_("Likes"), _words(application.interests, Interest)),
        (_("Does not like"), _words(application.dislikes, Interest)),
        (_("Ways of meeting"), _words(application.modes, Mode)),
        (_("Can travel (km)"), str(application.radius_km)),
        (_("How many mentees at once"), str(application.capacity)),
        (_("Committed until"), date_format(until) if until else ""),
    ]


def _words(codes: list[str], vocabulary: type[TextChoices]) -> str:
    labels = dict(vocabulary.choices)
    return ", ".join(str(labels.get(code, code)) for code in codes)


def _referees(application: Application) -> list[Fact]:
    languages = dict(settings.LANGUAGES)
    return [
        (row.name, f"{row.email}, {row.get_relation_display()}, {languages.get(row.language, row.language)}")
        for row in able_referees(application.user, application.centre)
    ]
