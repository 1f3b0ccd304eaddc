"""How are people held, so that a million pairs can be judged at once? One array per feature.

Row i of a mentee array is the i-th mentee by identifier, so the order of the input never matters.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from matching.engine.arrays import Ints
from matching.engine.policy import POPULATIONS, Policy
from matching.engine.problem import Problem
from matching.engine.records import AFAR, GENDERS, MODES, RISKS, Ids, Mentee, Mentor

Words = NDArray[np.uint64]
Flags = NDArray[np.uint32]
Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

EARTH_M = 6_371_008.8
"""Mean radius of the earth in metres (IUGG)."""

FLAG_WIDTHS = {
    "decision": 1, "consent": 1, "assent": 1, "available": 1, "room": 1, "supervised": 1, "commitment": 1,
    "population": len(POPULATIONS), "clearance": len(POPULATIONS), "certificate": len(POPULATIONS),
    "gender": len(GENDERS), "risk": len(RISKS),
}  # fmt: skip
"""The bars that one word decides: a mentee *needs* bits, a mentor *lacks* bits, and no bit may be in both."""


def _fields(widths: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """First bit and mask of every field of the word."""
    fields, first = {}, 0
    for code, width in widths.items():
        fields[code] = (first, ((1 << width) - 1) << first)
        first += width
    return fields


FLAG_FIELDS = _fields(FLAG_WIDTHS)
MASKS = {code: np.uint32(mask) for code, (_, mask) in FLAG_FIELDS.items()}


@dataclass(frozen=True, eq=False)
class Side:
    """What both sides have in arrays of N rows.

    Parameters
    ----------
    flags : uint32[N]
        What a mentee needs, or what a mentor lacks; fields of ``FLAG_FIELDS``.
    gender : uint8[N]
        One bit per gender.
    age : int64[N], years
    risk : int64[N]
        The mentee's strain or the mentor's experience, 1 to 4.
    modes, afar : uint8[N]
        Ways of meeting as bits; ``afar`` keeps those that ask for no travel to each other.
    languages, interests, dislikes, skills, week : uint64[N, W]
        Sets as bits of W words; ``skills`` are a mentee's needs.
    vector : float64[N, 3]
        The place as a point of the unit sphere.
    radius_m : int64[N], metres
    place : int64[N]
        A number per locality, 0 when unknown.
    """

    flags: Flags
    gender: Bytes
    age: Ints
    risk: Ints
    modes: Bytes
    afar: Bytes
    languages: Words
    interests: Words
    dislikes: Words
    skills: Words
    week: Words
    vector: Floats
    radius_m: Ints
    place: Ints


@dataclass(frozen=True, eq=False)
class Columns:
    """Everything the bars and criteria look at.

    Parameters
    ----------
    mentees, mentors : tuples of records
        In the order of the rows.
    policy : Policy
    today : date
    mentee, mentor : Side
    language_by_comfort : tuple of uint64[Y, W]
        The k-th language of every mentee, the most comfortable one first.
    wished_genders : uint8[Y]
    wished_from, wished_to : int64[Y], years
        -1 where no age is wished for.
    age_gap : int64[Y], years
        The least difference in age that is asked for.
    tier, least_fit : int64[Y]
    capacity : int64[M]
    ended, forbidden, apart : int64, sorted
        Pairs as ``mentee * M + mentor``; ``apart`` must never meet and is never mentioned.
    """

    mentees: tuple[Mentee, ...]
    mentors: tuple[Mentor, ...]
    policy: Policy
    today: date
    mentee: Side
    mentor: Side
    language_by_comfort: tuple[Words, ...]
    wished_genders: Bytes
    wished_from: Ints
    wished_to: Ints
    age_gap: Ints
    tier: Ints
    least_fit: Ints
    capacity: Ints
    ended: Ints
    forbidden: Ints
    apart: Ints

    @classmethod
    def of(
        cls, problem: Problem, mentees: Iterable[Mentee] | None = None, mentors: Iterable[Mentor] | None = None
    ) -> "Columns":
        """Build the arrays of a problem, or of some of its people; O(n).

        Parameters
        ----------
        problem : Problem
        mentees, mentors : iterables of records, optional
            Everybody when left out. Rows keep the order given here.
        """
        left = tuple(problem.mentee_of.values() if mentees is None else mentees)
        right = tuple(problem.mentor_of.values() if mentors is None else mentors)
        policy, today = problem.policy, problem.today
        words = _Vocabularies(left, right)
        spoken = max((len(mentee.languages) for mentee in left), default=0)
        keys = _keys(left, right)
        return cls(
            mentees=left,
            mentors=right,
            policy=policy,
            today=today,
            mentee=_side(left, [needs_of(mentee, today) for mentee in left], words, policy),
            mentor=_side(right, [lacks_of(mentor, policy, today) for mentor in right], words, policy),
            language_by_comfort=tuple(
                words.bits("languages", [mentee.languages[k : k + 1] for mentee in left]) for k in range(spoken)
            ),
            wished_genders=_bits(GENDERS, [mentee.wished_genders for mentee in left]),
            wished_from=_ints(mentee.wished_age[0] if mentee.wished_age else -1 for mentee in left),
            wished_to=_ints(mentee.wished_age[1] if mentee.wished_age else -1 for mentee in left),
            age_gap=_ints(policy.min_age_gap.get(mentee.population, NO_GAP) for mentee in left),
            tier=_ints(mentee.tier for mentee in left),
            least_fit=_ints(policy.least_fit_of(mentee.tier) for mentee in left),
            capacity=_ints(mentor.capacity for mentor in right),
            ended=keys(problem.ended),
            forbidden=keys(problem.forbidden),
            apart=keys(problem.sealed | problem.no_contact),
        )


NO_GAP = -1000
"""Stands for "no rule about the age gap"."""


def needs_of(mentee: Mentee, today: date) -> int:
    """The bits of ``FLAG_FIELDS`` that a mentor must not lack."""
    own = 1 << POPULATIONS.index(mentee.population)
    return _packed(
        {
            "decision": _missing(mentee.decision_until, today),
            "consent": _missing(mentee.consent_until, today),
            "assent": _missing(mentee.assent_until, today),
            "available": 1,
            "room": 1,
            "supervised": 1,
            "commitment": 1,
            "population": own,
            "clearance": own,
            "certificate": own,
            "gender": _outside(GENDERS, mentee.accepted_genders),
            "risk": 1 << mentee.risk - 1,
        }
    )


def lacks_of(mentor: Mentor, policy: Policy, today: date) -> int:
    """The bits of ``FLAG_FIELDS`` that this mentor cannot offer."""
    horizon = today + timedelta(days=policy.horizon_days)
    stay = today + timedelta(days=policy.commitment_days)
    cleared = {population for population, until in mentor.cleared_until.items() if until >= horizon}
    return _packed(
        {
            "decision": 1,
            "consent": 1,
            "assent": 1,
            "available": not mentor.available,
            "room": mentor.capacity == 0,
            "supervised": not mentor.supervised,
            "commitment": _missing(mentor.committed_until, stay),
            "population": _outside(POPULATIONS, mentor.populations),
            "clearance": _outside(POPULATIONS, cleared),
            "certificate": _outside(POPULATIONS, mentor.certified),
            "gender": 1 << GENDERS.index(mentor.gender),
            "risk": sum(1 << risk - 1 for risk in RISKS if risk > mentor.experience),
        }
    )


def _packed(values: Mapping[str, int]) -> int:
    return sum(value << FLAG_FIELDS[code][0] for code, value in values.items())


def _missing(until: date | None, day: date) -> int:
    return int(until is None or until < day)


def _outside(known: Sequence[str], members: Collection[str]) -> int:
    return sum(1 << at for at, code in enumerate(known) if code not in members)


class _Vocabularies:
    """Numbers the words of both sides, the same number for the same word."""

    def __init__(self, mentees: Sequence[Mentee], mentors: Sequence[Mentor]) -> None:
        people: tuple[Mentee | Mentor, ...] = (*mentees, *mentors)
        self.bit = {
            "languages": _numbered(person.languages for person in people),
            "interests": _numbered(person.interests | person.dislikes for person in people),
            "skills": _numbered(skills_of(person) for person in people),
            "place": _numbered({person.place} - {""} for person in people),
        }

    def bits(self, name: str, sets: Sequence[Iterable[str]]) -> Words:
        """Sets as bits, uint64[N, W]."""
        bit = self.bit[name]
        return words_of([sum(1 << bit[word] for word in words) for words in sets], len(bit))


def skills_of(person: Mentee | Mentor) -> frozenset[str]:
    """What a mentee needs help with, or what a mentor can help with."""
    return person.needs if isinstance(person, Mentee) else person.skills


def _numbered(sets: Iterable[Iterable[str]]) -> dict[str, int]:
    return {word: at for at, word in enumerate(sorted(set().union(*sets)))}


def words_of(numbers: Sequence[int], bits: int) -> Words:
    """Whole numbers of up to ``bits`` bits as uint64[N, W], the lowest word first; W is at least 1."""
    width = max(1, -(-bits // 64))
    raw = b"".join(number.to_bytes(8 * width, "little") for number in numbers)
    return np.frombuffer(raw, dtype="<u8").reshape(len(numbers), width).astype(np.uint64)


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)


def _bits(known: Sequence[str], sets: Sequence[Collection[str]]) -> Bytes:
    return np.fromiter((sum(1 << known.index(code) for code in codes) for codes in sets), dtype=np.uint8)


def _side(
    people: Sequence[Mentee] | Sequence[Mentor], flags: Sequence[int], words: _Vocabularies, policy: Policy
) -> Side:
    place = words.bit["place"]
    return Side(
        flags=np.asarray(flags, dtype=np.uint32),
        gender=_bits(GENDERS, [(person.gender,) for person in people]),
        age=_ints(person.age for person in people),
        risk=_ints(person.risk if isinstance(person, Mentee) else person.experience for person in people),
        modes=_bits(MODES, [person.modes for person in people]),
        afar=_bits(MODES, [person.modes.intersection(AFAR) for person in people]),
        languages=words.bits("languages", [set(person.languages) for person in people]),
        interests=words.bits("interests", [person.interests for person in people]),
        dislikes=words.bits("interests", [person.dislikes for person in people]),
        skills=words.bits("skills", [skills_of(person) for person in people]),
        week=words_of([person.week for person in people], 7 * policy.slots_per_day),
        vector=unit_vectors([person.latitude for person in people], [person.longitude for person in people]),
        radius_m=1000 * _ints(person.radius_km for person in people),
        place=_ints(place[person.place] + 1 if person.place else 0 for person in people),
    )


def unit_vectors(latitude: Sequence[float], longitude: Sequence[float]) -> Floats:
    """Points of the unit sphere for degrees, float64[N, 3]."""
    north, east = np.radians(np.asarray(latitude, dtype=float)), np.radians(np.asarray(longitude, dtype=float))
    return np.column_stack((np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)))


def _keys(mentees: Sequence[Mentee], mentors: Sequence[Mentor]) -> Callable[[Iterable[Ids]], Ints]:
    left = {mentee.id: at for at, mentee in enumerate(mentees)}
    right = {mentor.id: at for at, mentor in enumerate(mentors)}

    def keys(pairs: Iterable[Ids]) -> Ints:
        return np.asarray(
            sorted(
                left[mentee] * len(right) + right[mentor]
                for mentee, mentor in pairs
                if mentee in left and mentor in right
            ),
            dtype=np.int64,
        )

    return keys


# The two measures that several bars and criteria share.


def shared(left: Words, right: Words) -> Ints:
    """How many bits two sets have in common, int64; broadcasts over all but the last axis."""
    counts: Ints = np.bitwise_count(left[..., 0] & right[..., 0]).astype(np.int64)
    for word in range(1, left.shape[-1]):
        counts = counts + np.bitwise_count(left[..., word] & right[..., word])
    return counts


def distance_m(columns: Columns, mentee: Ints, mentor: Ints) -> Ints:
    """Great-circle distance of two places in whole metres, int64; broadcasts.

    Notes
    -----
    From the chord ``c`` of unit vectors: ``2 R arcsin(c / 2)``. The difference of the vectors is squared rather
    than their product taken, so that short distances keep all their digits.
    """
    step = columns.mentee.vector[mentee] - columns.mentor.vector[mentor]
    x, y, z = step[..., 0], step[..., 1], step[..., 2]
    half = np.sqrt(x * x + y * y + z * z) / 2
    metres: Ints = np.rint(2 * EARTH_M * np.arcsin(np.minimum(half, 1.0))).astype(np.int64)
    return metres
