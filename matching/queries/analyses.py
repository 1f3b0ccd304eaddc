"""What was asked beside the runs, what is the answer, and how is it said?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from accounts.models import User
from accounts.permissions import Permission
from kernel.keysets import Page, page_after
from matching.agreements import Agreement
from matching.comparisons import plan_of
from matching.engine.shortage import SENTENCES
from matching.models import Analysis, MatchingPolicy
from matching.queries.comparing import SideBySide, mentor_names, side_by_side
from matching.queries.policies import Difference, differences
from matching.sentences import words
from matching.windows import windows_in_words
from mentorship.models import Place
from mentorship.vocabulary import Gender, Population

ORDER = ("-requested_at", "-pk")
MENTORS_SHOWN = 10
RECRUITS = {
    "": ngettext_lazy("%(count)d person who speaks %(language)s", "%(count)d people who speak %(language)s", "count"),
    "woman": ngettext_lazy(
        "%(count)d woman who speaks %(language)s", "%(count)d women who speak %(language)s", "count"
    ),
    "man": ngettext_lazy("%(count)d man who speaks %(language)s", "%(count)d men who speak %(language)s", "count"),
    "other": ngettext_lazy(
        "%(count)d person of another gender who speaks %(language)s",
        "%(count)d people of another gender who speak %(language)s",
        "count",
    ),
}
FOR = {
    Population.YOUTH: gettext_lazy("young people at risk"),
    Population.SURVIVOR: gettext_lazy("survivors"),
}


@dataclass(frozen=True)
class RecruitRow:
    """A kind of mentor to look for, in words, and who would be served."""

    who: str
    place: str
    free: str
    population: str
    experience: int
    gain: list[int]  # mentees by urgency
    try_url: str  # the facts as the form of "what if" reads them

    @property
    def total(self) -> int:
        return sum(self.gain)


@dataclass(frozen=True)
class ShortageRow:
    """A group with too few mentors, and what its mentees share."""

    sentence: str
    shared: list[str]
    by_tier: list[int]


@dataclass(frozen=True)
class MentorRow:
    """What one mentor is worth in the plan."""

    name: str
    seats: int
    more: list[int]
    gone: list[int]

    @property
    def served_more(self) -> int:
        return sum(self.more)

    @property
    def lost(self) -> int:
        return sum(self.gone)


@dataclass(frozen=True)
class DoctorPage:
    """The answer to the question who is missing."""

    recruits: list[RecruitRow]
    shortages: list[ShortageRow]
    seats: list[MentorRow]  # one more seat, the most helpful first
    people: list[MentorRow]  # one mentor less, the most painful first
    crossing: bool
    waiting: int
    as_run: bool


@dataclass(frozen=True)
class WhatIfPage:
    """The answer to the question what if."""

    assumed: list[str]
    criteria: list[Difference]
    beside: SideBySide
    as_run: bool
    may_adopt: bool


def analyses_for_page(viewer: User) -> QuerySet[Analysis]:
    return Analysis.objects.visible_to(viewer).select_related("centre", "policy", "run", "requested_by")


def analyses_of(viewer: User, after: str) -> Page[Analysis]:
    """Questions, the newest first; answers stay where they are."""
    return page_after(analyses_for_page(viewer).defer("answer", "assumptions"), ORDER, after)


def policies_to_ask(viewer: User) -> QuerySet[MatchingPolicy]:
    """The criteria in use of the centres whose pool this person may ask about."""
    centres = viewer.centre_ids(Permission.RUN_START)
    current = MatchingPolicy.objects.visible_to(viewer).filter(centre__in=centres, is_current=True)
    return current.select_related("centre")


def doctor_page(analysis: Analysis, viewer: User) -> DoctorPage:
    """The whole answer in two queries."""
    answer = analysis.answer
    places = _places(answer)
    mentors = answer["mentors"]
    seats = sorted((one for one in mentors if _helps(one["more"])), key=lambda one: _rank(one["more"]))
    people = sorted((one for one in mentors if _helps(one["gone"])), key=lambda one: _rank(one["gone"]))
    shown = [*seats[:MENTORS_SHOWN], *people[:MENTORS_SHOWN]]
    names = mentor_names(viewer, [one["mentor"] for one in shown])
    return DoctorPage(
        [_recruit(one, places) for one in answer["recruits"]], [_shortage(one, places) for one in answer["shortages"]],
        [_mentor(one, names) for one in seats[:MENTORS_SHOWN]],
        [_mentor(one, names) for one in people[:MENTORS_SHOWN]],
        answer["crossing"], sum(answer["waiting"]), answer["as_run"],
    )  # fmt: skip


def what_if_page(analysis: Analysis, viewer: User) -> WhatIfPage:
    """Both plans side by side, and what was assumed, in words."""
    given, policy = analysis.assumptions, analysis.policy
    criteria = differences(
        policy.name, Agreement.from_mapping(policy.settings), policy.two_keys,
        given["name"], Agreement.from_mapping(given["settings"]), given["two_keys"],
    )  # fmt: skip
    is_alone = not (given["extra"] or given["without"])
    may_edit = policy.is_current and viewer.may_in(Permission.POLICY_EDIT, analysis.centre)
    return WhatIfPage(
        assumed_of(analysis, viewer), criteria,
        side_by_side(plan_of(analysis.answer["now"]), plan_of(analysis.answer["then"]), viewer),
        analysis.answer["as_run"], bool(criteria) and is_alone and may_edit,
    )  # fmt: skip


def assumed_of(analysis: Analysis, viewer: User) -> list[str]:
    """Which mentors are assumed to come or to go, in sentences."""
    given = analysis.assumptions
    names = mentor_names(viewer, given["without"])
    places = _names_of_places(one["place"] for one in given["extra"])
    coming = [
        _("%(who)s; %(place)s; free: %(windows)s; for %(population)s; experienced up to strain %(experience)d")
        % {
            "who": _who(one), "place": places.get(one["place"], "–"), "windows": windows_in_words(one["windows"]),
            "population": FOR[one["population"]], "experience": one["experience"],
        }
        for one in given["extra"]
    ]  # fmt: skip
    going = [_("without %(name)s") % {"name": names.get(one, _("somebody who has left"))} for one in given["without"]]
    return coming + going


def _who(one: Mapping[str, Any]) -> str:
    facts = {"count": one["count"], "language": words("languages", [one["language"]])}
    return str(RECRUITS[one["gender"]] % facts)


def _recruit(one: Mapping[str, Any], places: Mapping[str, str]) -> RecruitRow:
    asked = [(name, one[name]) for name in ("count", "population", "language", "place", "gender", "experience")]
    asked += [("windows", window) for window in one["windows"]]
    return RecruitRow(
        _who(one), places.get(one["place"], _("place not recorded")), windows_in_words(one["windows"]),
        str(FOR[one["population"]]), one["experience"], one["gain"][:-1], urlencode(asked),
    )  # fmt: skip


def _shortage(one: Mapping[str, Any], places: Mapping[str, str]) -> ShortageRow:
    facts = {name: one[name] for name in ("mentees", "seats", "short")}
    sentence = _(SENTENCES["shortage"]).format_map(facts)
    named = [places[place] for place in one["places"] if place in places]
    lines = [
        (_("for %(words)s"), [str(FOR[population]) for population in one["populations"]]),
        (_("all speak %(words)s"), [words("languages", one["languages"])] if one["languages"] else []),
        (_("live in %(words)s"), named),
        (_("all accept as mentor: %(words)s"), [str(Gender(gender).label) for gender in one["genders"]]),
    ]  # fmt: skip
    return ShortageRow(sentence, [line % {"words": ", ".join(told)} for line, told in lines if told], one["by_tier"])


def _mentor(one: Mapping[str, Any], names: Mapping[str, str]) -> MentorRow:
    name = names.get(one["mentor"], _("somebody who has left"))
    return MentorRow(name, one["seats"], one["more"][:-1], one["gone"][:-1])


def _helps(change: Sequence[int]) -> bool:
    return any(change[:-1])


def _rank(change: Sequence[int]) -> list[int]:
    return [-step for step in change]


def _places(answer: Mapping[str, Any]) -> dict[str, str]:
    codes = {one["place"] for one in answer["recruits"]}
    return _names_of_places(codes.union(*(one["places"] for one in answer["shortages"])))


def _names_of_places(codes: Iterable[str]) -> dict[str, str]:
    wanted = [code for code in set(codes) if code]
    return {str(pk): name for pk, name in Place.objects.filter(pk__in=wanted).values_list("pk", "name")}
