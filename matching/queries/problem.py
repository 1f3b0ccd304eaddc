"""Which question does a centre put to the engine today? Rows become plain records, in a constant number of queries."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Centre
from accounts.queries.clearance import cleared_until_of
from matching import engine
from matching.agreements import Agreement
from matching.models import PairRule
from matching.queries.caps import Room, groups_of, room_of
from mentorship.eligibility import MenteeFacts
from mentorship.models import Mentee, Mentor, Pairing
from mentorship.queries.eligibility import mentee_facts, people_with_the_role, supervisors, suspended
from mentorship.queries.exclusions import no_contact_pairs, sealed_pairs
from mentorship.urgency import days_waited
from training.queries.certificates import certified_populations

MENTEE_COLUMNS = (
    "pk", "public_id", "population", "gender", "birth_year", "risk", "waiting_since", "languages", "needs",
    "interests", "dislikes", "accepted_genders", "wished_gender", "modes", "place_id", "place__latitude",
    "place__longitude", "radius_km", "week",
)  # fmt: skip
MENTOR_COLUMNS = (
    "pk", "public_id", "user_id", "supervisor_id", "university_id", "status", "capacity",
    "active_pairings", "gender", "birth_year", "populations", "experience", "languages", "skills", "interests",
    "dislikes", "modes", "place_id", "place__latitude", "place__longitude", "radius_km", "week", "committed_until",
)  # fmt: skip

Pairs = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Pool:
    """The engine's question, and the way back from its identifiers to our rows."""

    problem: engine.Problem
    mentee_pk: dict[str, int]
    mentor_pk: dict[str, int]
    held: Pairs = frozenset()  # pairs that people keep together, by identifiers
    priced_by: int = 0  # earlier runs whose prices hold seats back


def pool_of_centre(
    centre: Centre,
    agreement: Agreement,
    today: date,
    seed: int,
    earlier: Sequence[Mapping[str, int]] = (),
    is_solved: bool = True,
) -> Pool:
    """Everybody who waits at the centre, and everybody there who has not left; seats held back by earlier prices.

    Where it is not solved as it stands, nothing is locked, so that what people hold together cannot contradict.
    """
    mentees = Mentee.objects.filter(centre=centre).waiting()
    mentors = Mentor.objects.filter(centre=centre).exclude(status=Mentor.Status.LEFT)
    pool = _pool(centre, agreement, today, seed, mentees, mentors, is_solved)
    problem = engine.with_reservations(pool.problem, earlier)
    return replace(pool, problem=problem, priced_by=len(earlier) if problem.reservations else 0)


def pool_of_pair(mentee: Mentee, mentor: Mentor, agreement: Agreement, today: date) -> Pool:
    """These two alone, as their rows say at this moment, whatever their status."""
    mentees, mentors = Mentee.objects.filter(pk=mentee.pk), Mentor.objects.filter(pk=mentor.pk)
    return pool_of_people(mentee.centre, agreement, today, mentees, mentors)


def pool_of_people(
    centre: Centre, agreement: Agreement, today: date, mentees: QuerySet[Mentee], mentors: QuerySet[Mentor]
) -> Pool:
    """These people of a centre as their rows say, whatever their status; nothing is solved, so nothing is locked."""
    return _pool(centre, agreement, today, 0, mentees, mentors, is_solved=False)


def pool_of_mentee(mentee: Mentee, agreement: Agreement, today: date) -> Pool:
    """One mentee and all mentors of the centre."""
    mentors = Mentor.objects.filter(centre_id=mentee.centre_id).exclude(status=Mentor.Status.LEFT)
    return pool_of_people(mentee.centre, agreement, today, Mentee.objects.filter(pk=mentee.pk), mentors)


def _pool(
    centre: Centre,
    agreement: Agreement,
    today: date,
    seed: int,
    mentees: QuerySet[Mentee],
    mentors: QuerySet[Mentor],
    is_solved: bool = True,
) -> Pool:
    mentee_rows, mentor_rows = _rows(mentees, MENTEE_COLUMNS), _rows(mentors, MENTOR_COLUMNS)
    mentee_ids = {row["pk"]: row["id"] for row in mentee_rows}
    mentor_ids = {row["pk"]: row["id"] for row in mentor_rows}

    def named(pairs: Iterable[tuple[int, int]]) -> Pairs:
        return frozenset(
            (mentee_ids[mentee], mentor_ids[mentor])
            for mentee, mentor in pairs
            if mentee in mentee_ids and mentor in mentor_ids
        )

    room, held = room_of(centre, agreement.caseload), named(_rules(centre, Q(kind=PairRule.Kind.LOCK)))
    people = mentors.select_related("user").only("pk", "user__given_name", "user__family_name", "user__phone")
    problem = engine.Problem(
        mentees=tuple(_mentees(mentee_rows, mentee_facts(mentees), agreement, today)),
        mentors=tuple(_mentors(mentor_rows, mentors, centre, room, today)),
        policy=replace(agreement.policy, seed=seed),
        today=today,
        forbidden=named(_rules(centre, kept_apart_on(today))),
        locked=held if is_solved else frozenset(),
        caps=groups_of(room, mentor_rows),
        ended=named(_ended(centre)),
        sealed=named(sealed_pairs(mentees)),
        no_contact=named(no_contact_pairs(mentees, people)),
    )
    return Pool(problem, _turned(mentee_ids), _turned(mentor_ids), held)


def _turned(ids: dict[int, str]) -> dict[str, int]:
    return {public: pk for pk, public in ids.items()}


def _rows(people: QuerySet[Any], columns: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{**row, "id": str(row["public_id"])} for row in people.order_by("pk").values(*columns)]


def _mentees(
    rows: list[dict[str, Any]], facts: dict[int, MenteeFacts], agreement: Agreement, today: date
) -> Iterator[engine.Mentee]:
    for row in rows:
        decision, consents = facts[row["pk"]], facts[row["pk"]].consents
        yield engine.Mentee(
            id=row["id"], population=row["population"], risk=row["risk"], needs=frozenset(row["needs"]),
            tier=agreement.tier_of(row["risk"], days_waited(row["waiting_since"], today)),
            accepted_genders=frozenset(row["accepted_genders"]),
            wished_genders=frozenset({row["wished_gender"]} - {""}),
            decision_until=decision.review_on or date.max if decision.is_decided else None,
            consent_until=consents.get("lawful_consent", date.min) or date.max,
            assent_until=consents.get("assent", date.min) or date.max,
            **_both(row, today),
        )  # fmt: skip


def _mentors(
    rows: list[dict[str, Any]], mentors: QuerySet[Mentor], centre: Centre, room: Room, today: date
) -> Iterator[engine.Mentor]:
    people = [row["user_id"] for row in rows]
    holding, supervising = people_with_the_role(mentors, today), supervisors([centre.pk], today)
    cleared = cleared_until_of(people, today, centre=centre)
    certified = certified_populations(people, today, centre=centre)
    at_rest = suspended(mentors)
    for row in rows:
        is_supervised = (row["supervisor_id"], centre.pk) in supervising
        yield engine.Mentor(
            id=row["id"], capacity=max(0, row["capacity"] - row["active_pairings"]), experience=row["experience"],
            skills=frozenset(row["skills"]), populations=frozenset(row["populations"]),
            certified=frozenset(certified[row["user_id"]]), cleared_until=cleared[row["user_id"]],
            committed_until=row["committed_until"],
            available=row["status"] == Mentor.Status.WILLING and row["user_id"] in holding and row["pk"] not in at_rest,
            supervised=is_supervised and room.left("supervisor", row["supervisor_id"]) != 0, **_both(row, today),
        )  # fmt: skip


def _both(row: dict[str, Any], today: date) -> dict[str, Any]:
    return {
        "gender": row["gender"], "age": today.year - row["birth_year"], "languages": tuple(row["languages"]),
        "week": int(row["week"], 16), "modes": frozenset(row["modes"]), "place": str(row["place_id"]),
        "latitude": row["place__latitude"], "longitude": row["place__longitude"], "radius_km": row["radius_km"],
        "interests": frozenset(row["interests"]), "dislikes": frozenset(row["dislikes"]),
    }  # fmt: skip


def kept_apart_on(day: date) -> Q:
    """Which rules keep two people apart on a day: for good, or through their last day."""
    return Q(kind=PairRule.Kind.FORBID) | Q(kind=PairRule.Kind.HOLD, until__gte=day)


def _rules(centre: Centre, which: Q) -> Iterable[tuple[int, int]]:
    """What people decided about pairs: kept apart, or held together."""
    rules = PairRule.objects.filter(which, centre=centre).standing().order_by()
    return rules.values_list("mentee_id", "mentor_id")


def _ended(centre: Centre) -> Iterable[tuple[int, int]]:
    ended = Pairing.objects.filter(mentee__centre=centre, status=Pairing.Status.CLOSED).order_by()
    return ended.values_list("mentee_id", "mentor_id")
