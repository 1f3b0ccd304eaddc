"""Who takes part, under which codes, and what does a solve answer? Plain frozen records, no arrays.

Identifiers are opaque texts chosen by the caller. Codes of languages, interests, skills and places are the
caller's own words; those of genders, populations and ways of meeting are fixed here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from matching.engine.wording import Message

GENDERS = ("woman", "man", "other")
MODES = ("in_person", "site", "remote")
AFAR = ("site", "remote")
"""Ways of meeting for which the distance of the two homes does not matter."""
RISKS = (1, 2, 3, 4)

Ids = tuple[str, str]
"""A mentee's identifier and a mentor's identifier, in this order."""


@dataclass(frozen=True)
class Mentee:
    """A young person or survivor who waits for a mentor.

    Parameters
    ----------
    id : str
    tier : int
        Urgency, 1 the most urgent.
    population : str
        ``youth`` or ``survivor``.
    gender : str
    age : int, years
    risk : int
        Strain, 1 to 4; a mentor must be experienced up to it.
    languages : tuple of str
        The most comfortable one first.
    week : int
        Free slots as bits: bit ``day * slots_per_day + slot``, Monday is day 0, the slot from midnight is 0.
    modes : frozenset of str
        Among ``in_person``, ``site`` and ``remote``.
    latitude, longitude : float, degrees
        The centre of the area, never an address.
    radius_km : int, km
        How far the mentee can travel.
    place : str
        Code of the locality; empty when unknown.
    accepted_genders : frozenset of str
        Only such mentors; a bar.
    wished_genders : frozenset of str
        Rather such mentors; a criterion. Empty: no wish.
    wished_age : tuple of int, years, optional
        Rather a mentor from this age to that age; a criterion.
    needs, interests, dislikes : frozenset of str
    decision_until, consent_until, assent_until : date, optional
        The last day on which the specialist's decision that mentoring is right, the lawful consent and the
        mentee's own yes hold; None when there is none, ``date.max`` when it has no end.
    """

    id: str
    tier: int
    population: str
    gender: str
    age: int
    risk: int
    languages: tuple[str, ...]
    week: int
    modes: frozenset[str]
    latitude: float
    longitude: float
    radius_km: int
    place: str = ""
    accepted_genders: frozenset[str] = frozenset(GENDERS)
    wished_genders: frozenset[str] = frozenset()
    wished_age: tuple[int, int] | None = None
    needs: frozenset[str] = frozenset()
    interests: frozenset[str] = frozenset()
    dislikes: frozenset[str] = frozenset()
    decision_until: date | None = None
    consent_until: date | None = None
    assent_until: date | None = None


@dataclass(frozen=True)
class Mentor:
    """A volunteer or student who walks, or wants to walk, beside a mentee.

    Parameters
    ----------
    id : str
    capacity : int
        Free seats: how many more mentees this mentor can take now.
    gender : str
    age : int, years
    experience : int
        The highest strain (1 to 4) this mentor is experienced for.
    languages : tuple of str
        The best one first.
    week, modes, latitude, longitude, radius_km, place
        As for a mentee.
    skills, interests, dislikes : frozenset of str
    populations : frozenset of str
        Whom the mentor is willing to accompany.
    certified : frozenset of str
        The populations for which the training is complete and still valid.
    cleared_until : mapping of population to date
        The last day of clearance for each population; a population without clearance is left out.
    committed_until : date, optional
        How long the mentor has promised to stay; for students the end of the practicum at most.
    available : bool
        Willing now, not resting.
    supervised : bool
        Has a supervisor with room.
    """

    id: str
    capacity: int
    gender: str
    age: int
    experience: int
    languages: tuple[str, ...]
    week: int
    modes: frozenset[str]
    latitude: float
    longitude: float
    radius_km: int
    place: str = ""
    skills: frozenset[str] = frozenset()
    interests: frozenset[str] = frozenset()
    dislikes: frozenset[str] = frozenset()
    populations: frozenset[str] = frozenset()
    certified: frozenset[str] = frozenset()
    cleared_until: Mapping[str, date] = field(default_factory=dict)
    committed_until: date | None = None
    available: bool = True
    supervised: bool = True


@dataclass(frozen=True)
class GroupCap:
    """At most ``limit`` new pairs over a group of mentors: a supervisor's caseload, an agreement's seats.

    Parameters
    ----------
    code : str
        How the caller calls the group.
    mentors : frozenset of str
        Identifiers of its mentors.
    limit : int
        Free places; pairs that already run are subtracted by the caller.
    """

    code: str
    mentors: frozenset[str]
    limit: int


@dataclass(frozen=True)
class Pair:
    """One proposed pair.

    Parameters
    ----------
    mentee, mentor : str
    tier : int
    fit : int, points of 1000
        Agreed criteria, transparently applied; not a prediction.
    points : mapping of criterion to int
        What the fit is made of; adds up to it.
    cost_if_refused : tuple of int, length T + 1, optional
        How many mentees fewer are served in tier 1, ..., tier T (negative: more), and how much total fit is
        lost, if this pair alone is refused and everything is solved again. None for a locked pair.
    near_tie : bool
        Another plan is as good to within the policy's margin.
    locked : bool
        Was fixed before the solve.
    """

    mentee: str
    mentor: str
    tier: int
    fit: int
    points: Mapping[str, int]
    cost_if_refused: tuple[int, ...] | None
    near_tie: bool
    locked: bool = False


@dataclass(frozen=True)
class Waiting:
    """A mentee for whom the plan has nobody.

    Parameters
    ----------
    mentee : str
    tier : int
    reasons : tuple of Message
        The most important one first.
    """

    mentee: str
    tier: int
    reasons: tuple[Message, ...]


@dataclass(frozen=True)
class Certificate:
    """Why no other plan is better, as plain numbers that can be stored.

    Parameters
    ----------
    certified : bool
        Whether primal equals dual in whole numbers.
    primal, dual : int
        Weight of the plan, and the bound that no plan can exceed.
    unit : int
        The weight of one mark of urgency (D), larger than any difference in total fit.
    price_digest : str
        SHA-256 over the minimal prices of all mentees and seats. Empty when caps cross: there are no prices then.
    maximal_price_digest : str
        The same of the maximal prices, at the other end of all prices that prove the plan. Empty when caps cross.
    optimality : str
        What is proved, in a sentence.
    """

    certified: bool
    primal: int
    dual: int
    unit: int
    price_digest: str
    maximal_price_digest: str
    optimality: str


@dataclass(frozen=True)
class Solution:
    """The best plan, proved, with all that is needed to store it and to repeat it.

    Parameters
    ----------
    pairs : tuple of Pair
        Sorted by tier, then falling fit, then identifier.
    waiting : tuple of Waiting
        Sorted by tier, then identifier.
    objective : tuple of int, length T + 1
        Mentees served in tier 1, ..., tier T, then total fit; locked pairs count.
    certificate : Certificate
    input_digest : str
        SHA-256 of the problem; the same whatever the order of its records.
    seed : int
        Settled the ties.
    solver : str
    versions : mapping of str to str
        Of the engine and of the libraries it uses.
    matched_by_tier, waiting_by_tier : tuple of int, length T
    objective_unreserved : tuple of int, length T + 1
        The objective if no seat were held back; without reservations the objective itself. The difference is
        what the reservations cost today.
    seat_prices : mapping of mentor to int
        Gain of one more seat (and of one more place in its groups) for those who wait now, if no seat were held back,
        in thousandths of the scale's unit: ``Problem.reservations`` of a later run, alone or as a mean over
        runs. Empty when caps cross: a seat has no price of its own then.
    maximal_seat_prices : mapping of mentor to int
        Loss when one seat goes, for the same plan and in the same measure; never below ``seat_prices``. The most that
        anybody would pay where a mentor has no seat at all.
    held_back : tuple of str
        Mentees who wait because seats are held back: the best plan without reservations that keeps most of this one
        serves them. Empty without reservations.
    """

    pairs: tuple[Pair, ...]
    waiting: tuple[Waiting, ...]
    objective: tuple[int, ...]
    certificate: Certificate
    input_digest: str
    seed: int
    solver: str
    versions: Mapping[str, str]
    matched_by_tier: tuple[int, ...]
    waiting_by_tier: tuple[int, ...]
    objective_unreserved: tuple[int, ...]
    seat_prices: Mapping[str, int]
    maximal_seat_prices: Mapping[str, int]
    held_back: tuple[str, ...]
