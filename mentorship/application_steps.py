"""Which steps does an application have, and what is still missing in each? Pure: what was told in, sentences out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.profiles import OF_AGE

REFEREES = 2
SHORTEST_PHONE = 9


@dataclass(frozen=True)
class Step:
    """One page of the application: its code, its title, and what is told on it."""

    code: str
    title: Promise
    of_person: tuple[str, ...] = ()  # told about the person, whatever they apply for
    of_application: tuple[str, ...] = ()

    @property
    def url_name(self) -> str:
        return f"mentorship:application_{self.code}"


@dataclass(frozen=True)
class Missing:
    """What has to be told before the application can be handed in, and on which step."""

    step: Step
    field: str
    sentence: str


ABOUT = Step(
    "about", gettext_lazy("About you"),
    ("given_name", "family_name", "born_on", "phone"), ("gender", "place", "kind", "university"),
)  # fmt: skip
MOTIVATION = Step(
    "motivation", gettext_lazy("Why you would like to help"),
    of_application=("motivation", "experience_told", "acquaintance"),
)  # fmt: skip
WISHES = Step(
    "wishes", gettext_lazy("Whom and how"),
    of_application=(
        "populations", "languages", "skills", "interests", "dislikes", "modes", "radius_km", "capacity",
        "committed_until",
    ),
)  # fmt: skip
WEEK = Step("week", gettext_lazy("When you are free"), of_application=("week",))
REFERENCES = Step("referees", gettext_lazy("Two people who know you"))
STEPS = (ABOUT, MOTIVATION, WISHES, WEEK, REFERENCES)
BY_CODE = {step.code: step for step in STEPS}


def step_after(step: Step) -> Step | None:
    """The next step; None after the last one, when everything is looked through and handed in."""
    following = STEPS[STEPS.index(step) + 1 :]
    return following[0] if following else None


def of_age_on(born_on: date) -> date:
    """The day on which somebody is old enough; who was born on 29 February has to wait until 1 March."""
    try:
        return born_on.replace(year=born_on.year + OF_AGE)
    except ValueError:
        return date(born_on.year + OF_AGE, 3, 1)


def is_under_age(born_on: date, today: date) -> bool:
    return today < of_age_on(born_on)


def what_is_missing(told: Mapping[str, Any], today: date) -> list[Missing]:
    """Everything that keeps the application from being handed in, step by step; empty when nothing does.

    `told` holds the fields of all steps, the person's own among them, and the number of `referees`.
    """
    found = [*_about(told, today), *_motivation(told), *_wishes(told, today), *_week(told), *_referees(told)]
    return [Missing(BY_CODE[code], field, sentence) for code, field, sentence in found]


def _about(told: Mapping[str, Any], today: date) -> list[tuple[str, str, str]]:
    born_on, found = told["born_on"], []
    if not told["given_name"]:
        found.append(("given_name", _("Please tell us your given name.")))
    if not told["family_name"]:
        found.append(("family_name", _("Please tell us your family name.")))
    if born_on is None:
        found.append(("born_on", _("Please tell us your date of birth.")))
    elif is_under_age(born_on, today):
        found.append(("born_on", _("A mentor is at least 18 years old.")))
    if sum(sign.isdigit() for sign in told["phone"]) < SHORTEST_PHONE:
        found.append(("phone", _("Please give a phone number at which we reach you.")))
    if not told["gender"]:
        found.append(("gender", _("Please choose a gender.")))
    if told["place"] is None:
        found.append(("place", _("Please tell us where you live.")))
    if told["kind"] == "student" and told["university"] is None:
        found.append(("university", _("Please choose your university.")))
    return [("about", *one) for one in found]


def _motivation(told: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    if told["motivation"].strip():
        return []
    return [("motivation", "motivation", _("Please write why you would like to help; two sentences are enough."))]


def _wishes(told: Mapping[str, Any], today: date) -> list[tuple[str, str, str]]:
    until, found = told["committed_until"], []
    if not told["populations"]:
        found.append(("populations", _("Please say whom you are willing to accompany.")))
    if not told["languages"]:
        found.append(("languages", _("Please name the language you speak best.")))
    if not told["modes"]:
        found.append(("modes", _("Please choose at least one way of meeting.")))
    if until is None:
        found.append(("committed_until", _("Please say until when we can count on you.")))
    elif until <= today:
        found.append(("committed_until", _("The day until which we can count on you is over.")))
    return [("wishes", *one) for one in found]


def _week(told: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    return [] if int(told["week"], 16) else [("week", "week", _("Please choose at least one time of the week."))]


def _referees(told: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    enough = told["referees"] >= REFEREES
    return [] if enough else [("referees", "name_1", _("Please name two people who can speak for you."))]
