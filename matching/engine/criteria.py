"""How well would these two go together? Agreed criteria, each one vectorised function and one sentence.

Every function takes the columns and indices that broadcast against each other: two arrays of E entries for E
pairs, ``(n, 1)`` and ``(1, k)`` for a block, or two plain numbers for one pair. So the solve, the explanation
and the check all ask the same function.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.columns import Bools, Columns, Floats, distance_m, shared
from matching.engine.policy import CRITERIA_CODES
from matching.engine.records import MODES, RISKS
from matching.engine.wording import Facts, Message, gettext_noop

NEUTRAL = 0.5
"""The share of points where the mentee stated nothing: neither for nor against anybody."""

IN_PERSON = np.uint8(1 << MODES.index("in_person"))


@dataclass(frozen=True)
class Criterion:
    """One agreed criterion.

    Parameters
    ----------
    code : str
        Its name in ``Policy.weights``.
    share : callable
        Share of the points, float64 in 0..1, of the broadcast indices.
    facts : callable
        Facts for the sentence of one pair.
    sentences : mapping
        Sentence for each variant.
    variant : callable
        Which sentence fits one pair.
    """

    code: str
    share: Callable[[Columns, Ints, Ints], Floats]
    facts: Callable[[Columns, int, int], Facts]
    sentences: dict[str, str]
    variant: Callable[[Columns, int, int], str] = lambda columns, mentee, mentor: "stated"

    def points(self, columns: Columns, mentee: Ints, mentor: Ints) -> Ints:
        """Points of the broadcast indices, int64: share times the most points, rounded half to even, once."""
        most = columns.policy.points[self.code]
        points: Ints = np.rint(most * self.share(columns, mentee, mentor)).astype(np.int64)
        return points

    def tell(self, columns: Columns, mentee: int, mentor: int) -> Message:
        """The sentence for one pair."""
        variant = self.variant(columns, mentee, mentor)
        return Message(f"{self.code}.{variant}", self.sentences[variant], self.facts(columns, mentee, mentor))


def points_of(columns: Columns, mentee: Ints, mentor: Ints) -> Ints:
    """Points of every criterion, int64[E, C] in the order of ``CRITERIA``, for pairs given as int64[E]."""
    return np.column_stack([criterion.points(columns, mentee, mentor) for criterion in CRITERIA])


def fit_of(columns: Columns, mentee: Ints, mentor: Ints) -> Ints:
    """Fit in points of 1000 of the broadcast indices, int64: the sum of the rounded points."""
    total = np.zeros(np.broadcast_shapes(np.shape(mentee), np.shape(mentor)), dtype=np.int64)
    for criterion in CRITERIA:
        total = total + criterion.points(columns, mentee, mentor)
    return total


def common_minutes(columns: Columns, mentee: Ints, mentor: Ints) -> Ints:
    """Common free time in the week, int64, minutes."""
    slots = shared(columns.mentee.week[mentee], columns.mentor.week[mentor])
    return slots * columns.policy.slot_minutes


def hours_fact(minutes: int) -> int | float:
    """Minutes as hours; whole when they are whole."""
    return minutes // 60 if minutes % 60 == 0 else minutes / 60


def can_meet_afar(columns: Columns, mentee: Ints, mentor: Ints) -> Bools:
    """Whether they share a way of meeting that asks for no travel to each other."""
    share: Bools = (columns.mentee.afar[mentee] & columns.mentor.afar[mentor]) != 0
    return share


def reach_m(columns: Columns, mentee: Ints, mentor: Ints) -> Ints:
    """The shorter of both radii, int64, metres."""
    return np.minimum(columns.mentee.radius_m[mentee], columns.mentor.radius_m[mentor])


def within_reach(columns: Columns, mentee: Ints, mentor: Ints, metres: Ints) -> Bools:
    """Whether both would meet in person and the distance, ``metres``, is within both radii."""
    in_person = (columns.mentee.modes[mentee] & columns.mentor.modes[mentor] & IN_PERSON) != 0
    both: Bools = in_person & (metres <= reach_m(columns, mentee, mentor))
    return both


BANDS_KM = (0, 2, 5, 10, 20, 50, 100)
"""Where bands of distance begin; an exact distance would give places away."""


def band_of(metres: int) -> tuple[int, int | None]:
    """The band of a distance in km, from and to; the last one is open."""
    at = max(k for k, start in enumerate(BANDS_KM) if metres >= 1000 * start)
    return BANDS_KM[at], (*BANDS_KM, None)[at + 1]


def band_facts(columns: Columns, mentee: int, mentor: int) -> dict[str, Any]:
    """``from_km`` and, unless the band is the open one, ``to_km``."""
    start, end = band_of(int(distance_m(columns, as_index(mentee), as_index(mentor))))
    return {"from_km": start} if end is None else {"from_km": start, "to_km": end}


def as_index(number: int) -> Ints:
    """One index as an array without dimensions, so that it broadcasts like any other."""
    return np.asarray(number, dtype=np.int64)


def _hours(columns: Columns, mentee: Ints, mentor: Ints) -> Floats:
    full = 60 * columns.policy.full_common_hours
    return np.minimum(common_minutes(columns, mentee, mentor) / full, 1.0)


def _hours_facts(columns: Columns, mentee: int, mentor: int) -> Facts:
    minutes = int(common_minutes(columns, as_index(mentee), as_index(mentor)))
    return {"hours": hours_fact(minutes), "full": columns.policy.full_common_hours}


def _distance(columns: Columns, mentee: Ints, mentor: Ints) -> Floats:
    metres = distance_m(columns, mentee, mentor)
    near = np.maximum(1.0 - metres / (1000 * columns.policy.distance_scale_km), 0.0)
    near = np.where(within_reach(columns, mentee, mentor, metres), near, 0.0)
    return np.where(can_meet_afar(columns, mentee, mentor), np.maximum(near, NEUTRAL), near)


def _distance_variant(columns: Columns, mentee: int, mentor: int) -> str:
    pair = as_index(mentee), as_index(mentor)
    if can_meet_afar(columns, *pair) and not within_reach(columns, *pair, distance_m(columns, *pair)):
        return "afar"
    return "band" if "to_km" in band_facts(columns, mentee, mentor) else "far"


def _enough(common: Ints, stated: Ints, full: int) -> Floats:
    """Common things against what could be shared, at most ``full``; neutral where nothing is stated."""
    wanted = np.minimum(stated, full)
    share = np.minimum(common, wanted) / np.maximum(wanted, 1)
    return np.where(wanted == 0, NEUTRAL, share)


def _interests(columns: Columns, mentee: Ints, mentor: Ints) -> Floats:
    mine, theirs = columns.mentee.interests[mentee], columns.mentor.interests[mentor]
    return _enough(shared(mine, theirs), shared(mine, mine), columns.policy.full_interests)


def _dislikes(columns: Columns, mentee: Ints, mentor: Ints) -> Floats:
    mine, theirs = columns.mentee.dislikes[mentee], columns.mentor.dislikes[mentor]
    return _enough(shared(mine, theirs), shared(mine, mine), columns.policy.full_interests)


def _skills(columns: Columns, mentee: Ints, mentor: Ints) -> Floats:
    needs, skills = columns.mentee.skills[mentee], columns.mentor.skills[mentor]
    asked = shared(needs, needs)
    return np.where(asked == 0, NEUTRAL, shared(needs, skills) / np.maximum(asked, 1))


def _language(columns: Columns, mentee: Ints, mentor: Ints) -> Floats:
    """1 for the mentee's most comfortable language, 1/2 for the second, 1/3 for the third, ..."""
    spoken = columns.mentor.languages[mentor]
    share = np.zeros(np.broadcast_shapes(np.shape(mentee), np.shape(mentor)))
    for place, languages in reversed(list(enumerate(columns.language_by_comfort, start=1))):
        share = np.where(shared(languages[mentee], spoken) > 0, 1.0 / place, share)
    return share


def _best_language(columns: Columns, mentee: int, mentor: int) -> Facts:
    spoken = columns.mentors[mentor].languages
    common = tuple(code for code in columns.mentees[mentee].languages if code in spoken)
    return {"languages": common[:1]}


def _wishes(columns: Columns, mentee: Ints, mentor: Ints) -> Floats:
    asked = (columns.wished_genders[mentee] != 0).astype(np.int64) + (columns.wished_from[mentee] >= 0)
    gender = (columns.wished_genders[mentee] & columns.mentor.gender[mentor]) != 0
    age = columns.mentor.age[mentor]
    suits = (columns.wished_from[mentee] <= age) & (age <= columns.wished_to[mentee])
    return np.where(asked == 0, NEUTRAL, (gender.astype(np.int64) + suits) / np.maximum(asked, 1))


def _wishes_facts(columns: Columns, mentee: int, mentor: int) -> Facts:
    one, other = columns.mentees[mentee], columns.mentors[mentor]
    span = one.wished_age
    return {
        "asked": bool(one.wished_genders) + bool(span),
        "met": (other.gender in one.wished_genders) + bool(span and span[0] <= other.age <= span[1]),
    }


def _experience(columns: Columns, mentee: Ints, mentor: Ints) -> Floats:
    """Half the points for experience up to the strain, all of them for more."""
    spare = columns.mentor.risk[mentor] - columns.mentee.risk[mentee]
    return np.clip((1 + spare) / 2, 0.0, 1.0)


def risk_facts(columns: Columns, mentee: int, mentor: int) -> Facts:
    """Strain of the mentee and how much the mentor is experienced for."""
    return {"strain": columns.mentees[mentee].risk, "experience": columns.mentors[mentor].experience, "most": RISKS[-1]}


def _place(columns: Columns, mentee: Ints, mentor: Ints) -> Floats:
    home = columns.mentee.place[mentee]
    same = (home == columns.mentor.place[mentor]).astype(float)
    return np.where(home == 0, NEUTRAL, same)


def _place_variant(columns: Columns, mentee: int, mentor: int) -> str:
    home = columns.mentees[mentee].place
    if not home:
        return "unknown"
    return "same" if home == columns.mentors[mentor].place else "other"


def _common(mine: str, theirs: str) -> Callable[[Columns, int, int], Facts]:
    """Facts about a set of codes that both have, sorted."""

    def facts(columns: Columns, mentee: int, mentor: int) -> Facts:
        both = getattr(columns.mentees[mentee], mine) & getattr(columns.mentors[mentor], theirs)
        return {theirs: tuple(sorted(both)), "stated": len(getattr(columns.mentees[mentee], mine))}

    return facts


def _some(mine: str, theirs: str) -> Callable[[Columns, int, int], str]:
    """``unstated``, ``none`` or ``stated``, by what both have of a set of codes."""

    def variant(columns: Columns, mentee: int, mentor: int) -> str:
        stated = getattr(columns.mentees[mentee], mine)
        if not stated:
            return "unstated"
        return "stated" if stated & getattr(columns.mentors[mentor], theirs) else "none"

    return variant


def _language_variant(columns: Columns, mentee: int, mentor: int) -> str:
    return "stated" if _best_language(columns, mentee, mentor)["languages"] else "none"


def _wishes_variant(columns: Columns, mentee: int, mentor: int) -> str:
    return "stated" if _wishes_facts(columns, mentee, mentor)["asked"] else "unstated"


CRITERIA = (
    Criterion("hours", _hours, _hours_facts, {
        "stated": gettext_noop("They share {hours} h in the week; from {full} h on the points are full."),
    }),
    Criterion("distance", _distance, band_facts, {
        "band": gettext_noop("Their areas are about {from_km} to {to_km} km apart."),
        "far": gettext_noop("Their areas are more than {from_km} km apart."),
        "afar": gettext_noop("They would meet without travelling to each other."),
    }, _distance_variant),
    Criterion("interests", _interests, _common("interests", "interests"), {
        "stated": gettext_noop("They both like: {interests}."),
        "none": gettext_noop("They share no interest."),
        "unstated": gettext_noop("The mentee has named no interests."),
    }, _some("interests", "interests")),
    Criterion("dislikes", _dislikes, _common("dislikes", "dislikes"), {
        "stated": gettext_noop("They both dislike: {dislikes}."),
        "none": gettext_noop("They share no dislike."),
        "unstated": gettext_noop("The mentee has named no dislikes."),
    }, _some("dislikes", "dislikes")),
    Criterion("skills", _skills, _common("needs", "skills"), {
        "stated": gettext_noop("The mentor can help with: {skills}."),
        "none": gettext_noop("The mentor can help with none of the mentee's needs."),
        "unstated": gettext_noop("No needs are recorded for the mentee."),
    }, _some("needs", "skills")),
    Criterion("language", _language, _best_language, {
        "stated": gettext_noop("The most comfortable language they share: {languages}."),
        "none": gettext_noop("They share no language."),
    }, _language_variant),
    Criterion("wishes", _wishes, _wishes_facts, {
        "stated": gettext_noop("Wishes of the mentee that are met: {met} of {asked}."),
        "unstated": gettext_noop("The mentee has stated no wishes about the mentor."),
    }, _wishes_variant),
    Criterion("experience", _experience, risk_facts, {
        "stated": gettext_noop("The mentor is experienced up to strain {experience} of {most}; the mentee's strain is {strain}."),  # noqa: E501 - one sentence for the collectors
    }),
    Criterion("place", _place, lambda columns, mentee, mentor: {}, {
        "same": gettext_noop("They live in the same place."),
        "other": gettext_noop("They live in different places."),
        "unknown": gettext_noop("The mentee's place is not recorded."),
    }, _place_variant),
)  # fmt: skip
"""In the order in which a person reads them."""

assert tuple(criterion.code for criterion in CRITERIA) == CRITERIA_CODES
