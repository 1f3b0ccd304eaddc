"""Is the input whole? One plain sentence per fault, before any array is built and any solver sees it."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from matching.engine.graph import MOST
from matching.engine.policy import POPULATIONS, Policy, is_whole
from matching.engine.records import GENDERS, MODES, RISKS, GroupCap, Ids, Mentee, Mentor

MOST_SEATS = 1000
OLDEST = 120
FARTHEST_KM = 20_040
"""Half way around the earth."""

SETS = {
    "modes": MODES,
    "populations": POPULATIONS,
    "certified": POPULATIONS,
    "accepted_genders": GENDERS,
    "wished_genders": GENDERS,
}
WORDS = ("needs", "skills", "interests", "dislikes")
DATES = ("decision_until", "consent_until", "assent_until", "committed_until")


def faults_of_people(mentees: Sequence[Mentee], mentors: Sequence[Mentor], policy: Policy) -> list[str]:
    """Sentences about records that cannot be right; O(n)."""
    faults = _twice("mentee", mentees) + _twice("mentor", mentors)
    for mentee in mentees:
        faults += [f"Mentee {mentee.id!r}: {fault}" for fault in _faults_of_mentee(mentee, policy)]
    for mentor in mentors:
        faults += [f"Mentor {mentor.id!r}: {fault}" for fault in _faults_of_mentor(mentor, policy)]
    return faults


def _twice(kind: str, people: Sequence[Mentee] | Sequence[Mentor]) -> list[str]:
    counts = Counter(person.id for person in people if _is_text(person.id))
    return [f"The {kind} {code!r} appears {count} times." for code, count in counts.items() if count > 1]


def _faults_of_mentee(mentee: Mentee, policy: Policy) -> list[str]:
    faults = _faults_of_both(mentee, policy)
    faults += _number(mentee, "tier", 1, policy.tiers)
    faults += _number(mentee, "risk", RISKS[0], RISKS[-1])
    if mentee.population not in POPULATIONS:
        faults.append(f"population is {mentee.population!r}; it must be one of {', '.join(POPULATIONS)}.")
    if mentee.wished_age is not None and not _is_span(mentee.wished_age):
        faults.append(f"wished_age must be two whole numbers from 0 to {OLDEST}, the lower one first.")
    return faults


def _faults_of_mentor(mentor: Mentor, policy: Policy) -> list[str]:
    faults = _faults_of_both(mentor, policy)
    faults += _number(mentor, "capacity", 0, MOST_SEATS)
    faults += _number(mentor, "experience", RISKS[0], RISKS[-1])
    if not isinstance(mentor.cleared_until, Mapping):
        return [*faults, "cleared_until must be a table of populations and dates."]
    faults += [
        f"cleared_until has a wrong entry for {population!r}."
        for population, until in mentor.cleared_until.items()
        if population not in POPULATIONS or type(until) is not date
    ]
    faults += [
        f"{name} must be yes or no."
        for name in ("available", "supervised")
        if not isinstance(getattr(mentor, name), bool)
    ]
    return faults


def _faults_of_both(person: Mentee | Mentor, policy: Policy) -> list[str]:
    faults = [] if _is_text(person.id) else ["the identifier must be a text that is not empty."]
    if person.gender not in GENDERS:
        faults.append(f"gender is {person.gender!r}; it must be one of {', '.join(GENDERS)}.")
    faults += _number(person, "age", 0, OLDEST)
    faults += _number(person, "radius_km", 0, FARTHEST_KM)
    faults += _degrees(person, "latitude", 90) + _degrees(person, "longitude", 180)
    if not is_whole(person.week) or not 0 <= person.week < 1 << 7 * policy.slots_per_day:
        faults.append(f"week must have at most {7 * policy.slots_per_day} bits.")
    if not isinstance(person.languages, tuple) or not all(map(_is_text, person.languages)):
        faults.append("languages must be a tuple of texts.")
    if not isinstance(person.place, str):
        faults.append("place must be a text.")
    return faults + _faults_of_sets(person) + _faults_of_dates(person)


def _faults_of_sets(person: Mentee | Mentor) -> list[str]:
    faults = []
    for name in (*SETS, *WORDS):
        words: Any = getattr(person, name, frozenset())
        if not isinstance(words, frozenset) or not all(map(_is_text, words)):
            faults.append(f"{name} must be a frozenset of texts.")
        elif name in SETS:
            faults += [f"{name} does not know {word!r}." for word in sorted(words - set(SETS[name]))]
    return faults


def _faults_of_dates(person: Mentee | Mentor) -> list[str]:
    dates = {name: getattr(person, name, None) for name in DATES}
    return [f"{name} must be a date." for name, day in dates.items() if day is not None and type(day) is not date]


def _number(person: Mentee | Mentor, name: str, low: int, high: int) -> list[str]:
    value = getattr(person, name)
    if is_whole(value) and low <= value <= high:
        return []
    return [f"{name} is {value!r}; it must be a whole number from {low} to {high}."]


def _degrees(person: Mentee | Mentor, name: str, most: int) -> list[str]:
    value = getattr(person, name)
    if (isinstance(value, float) or is_whole(value)) and abs(value) <= most:
        return []
    return [f"{name} must be a number of degrees between -{most} and {most}."]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _is_span(value: Any) -> bool:
    return (
        isinstance(value, tuple)
        and len(value) == 2
        and all(map(is_whole, value))
        and 0 <= value[0] <= value[1] <= OLDEST
    )


def faults_of_shape(today: Any, caps: Iterable[GroupCap], **pairs: Any) -> list[str]:
    """Sentences about a day, caps or sets of pairs that are not what they are called; O(n)."""
    faults = [] if type(today) is date else ["today must be a date."]
    faults += [
        f"{name} must be a frozenset of pairs of identifiers."
        for name, group in pairs.items()
        if not isinstance(group, frozenset) or not all(isinstance(pair, tuple) and len(pair) == 2 for pair in group)
    ]
    return faults + [
        f"The cap {cap.code!r} must have a text for its code and a frozenset of texts for its mentors."
        for cap in caps
        if not (_is_text(cap.code) and isinstance(cap.mentors, frozenset) and all(map(_is_text, cap.mentors)))
    ]


def faults_of_pairs(
    mentees: Mapping[str, Mentee], mentors: Mapping[str, Mentor], *groups: Collection[Ids], quiet: bool = False
) -> list[str]:
    """Sentences about pairs that name somebody unknown; quiet ones do not say whom."""
    strangers = {pair for group in groups for pair in group if pair[0] not in mentees or pair[1] not in mentors}
    faults = [
        f"The pair of {mentee!r} and {mentor!r} names somebody who does not take part."
        for mentee, mentor in sorted(strangers, key=str)
    ]
    return ["An exclusion names somebody who does not take part."] if quiet and faults else faults


def faults_of_caps(caps: Iterable[GroupCap], mentors: Mapping[str, Mentor]) -> list[str]:
    """Sentences about caps with a wrong limit or an unknown mentor."""
    faults = []
    for cap in caps:
        if not is_whole(cap.limit) or cap.limit < 0:
            faults.append(f"The cap {cap.code!r} has the limit {cap.limit!r}; it must be 0 or more.")
        faults += [
            f"The cap {cap.code!r} names the mentor {code!r}, who does not take part."
            for code in sorted(cap.mentors - mentors.keys())
        ]
    return faults


def faults_of_reservations(reservations: Mapping[str, int], mentors: Mapping[str, Mentor]) -> list[str]:
    """Sentences about reservations that are no prices or belong to nobody; O(M)."""
    faults = []
    for code, price in reservations.items():
        if code not in mentors:
            faults.append(f"A reservation names the mentor {code!r}, who does not take part.")
        if not is_whole(price) or not 0 <= price <= MOST:
            faults.append(f"The reservation of {code!r} is {price!r}; it must be a whole number from 0 to {MOST}.")
    return faults


def faults_of_locks(
    locked: Collection[Ids], forbidden: Collection[Ids], mentors: Mapping[str, Mentor], caps: Iterable[GroupCap]
) -> list[str]:
    """Sentences about locks that contradict each other, a refusal, a capacity or a cap."""
    locks = sorted(locked)
    faults = [
        f"The pair of {mentee!r} and {mentor!r} is locked and forbidden at once."
        for mentee, mentor in locks
        if (mentee, mentor) in forbidden
    ]
    for mentee, count in Counter(mentee for mentee, _ in locks).items():
        if count > 1:
            faults.append(f"The mentee {mentee!r} is locked {count} times: {_listed(locks, mentee=mentee)}.")
    for mentor, count in Counter(mentor for _, mentor in locks).items():
        if count > mentors[mentor].capacity:
            seats = mentors[mentor].capacity
            faults.append(
                f"The mentor {mentor!r} has {seats} free seats, but {count} locks: {_listed(locks, {mentor})}."
            )
    for cap in caps:
        held = sum(mentor in cap.mentors for _, mentor in locks)
        if held > cap.limit:
            faults.append(
                f"The cap {cap.code!r} allows {cap.limit}, but there are {held} locks: {_listed(locks, cap.mentors)}."
            )
    return faults


def _listed(locks: Iterable[Ids], mentors: Collection[str] | None = None, mentee: str | None = None) -> str:
    return ", ".join(
        f"{one} with {other}" for one, other in locks if one == mentee or (mentors is not None and other in mentors)
    )
