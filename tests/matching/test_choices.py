"""Other choices, why not somebody else, and what would help: each figure is the difference of two solves."""

import random
from dataclasses import replace

import pytest

from kernel.clock import today
from matching.agreements import Agreement
from matching.engine import explain, solve
from matching.queries.choices import choices_for
from matching.queries.helping import help_for
from matching.queries.problem import pool_of_centre
from matching.queries.why_not import answer_about
from matching.services import proposals, runs
from mentorship.models import Mentee, Mentor
from tests import factories

pytestmark = pytest.mark.django_db
LANGUAGES, SKILLS, INTERESTS = ("ro", "hu", "uk"), ("school", "friendship", "job"), ("music", "walking", "sport")


def some(chance, known, least=1):
    return chance.sample(known, chance.randint(least, len(known)))


@pytest.fixture
def crowd(centre, specialist):
    """Grow a centre of random people; mostly too few mentors, and not everybody suits everybody."""

    def grow(seed, mentees=7, mentors=6):
        chance = random.Random(seed)
        places = [factories.PlaceFactory() for _one in range(2)]
        for _one in range(mentors):
            factories.MentorFactory(
                centre=centre, supervisor=specialist, cleared=True, certified=True, place=chance.choice(places),
                languages=some(chance, LANGUAGES), skills=some(chance, SKILLS), interests=some(chance, INTERESTS),
                status=chance.choice(["willing", "willing", "willing", "resting"]), experience=chance.choice([1, 3, 4]),
                week=f"{chance.getrandbits(84) & chance.getrandbits(84):021x}",
            )  # fmt: skip
        for _one in range(mentees):
            factories.MenteeFactory(
                centre=centre, specialist=specialist, ready=chance.random() < 0.9, place=chance.choice(places),
                languages=some(chance, LANGUAGES), needs=some(chance, SKILLS), interests=some(chance, INTERESTS),
                risk=chance.randint(1, 4), week=f"{chance.getrandbits(84) & chance.getrandbits(84):021x}",
            )  # fmt: skip

    return grow


def problem_of(run):
    return pool_of_centre(run.centre, Agreement.from_mapping(run.policy.settings), today(), run.seed).problem


def difference(before, after):
    return tuple(was - now for was, now in zip(before.objective, after.objective, strict=True))


def ids(mentee, mentor):
    return str(mentee.public_id), str(mentor.public_id)


@pytest.mark.parametrize("seed", range(6))
def test_each_price_is_the_difference_of_two_solves(seed, crowd, centre, coordinator):
    crowd(seed)
    run = runs.run_now(centre=centre, by=coordinator)
    problem = problem_of(run)
    best = solve(problem)
    for proposal in run.proposals.select_related("run__centre", "run__policy", "mentee", "mentor"):
        mentee, told = proposal.mentee, choices_for(proposal, coordinator)
        assert told.takes_part and len(told.found) <= 5
        costs = [choice.cost for choice in told.found]
        assert costs == sorted(costs) and all(cost >= (0, 0, 0, 0) for cost in costs)
        for choice in told.found:
            forced = replace(problem, locked=frozenset({ids(mentee, choice.mentor)}))
            assert choice.cost == difference(best, solve(forced))
            assert choice.cost == answer_about(run, mentee, choice.mentor).cost


@pytest.mark.parametrize("seed", range(4))
def test_why_not_tells_the_bars_or_the_exact_price(seed, crowd, centre, coordinator):
    crowd(seed)
    run = runs.run_now(centre=centre, by=coordinator)
    problem = problem_of(run)
    best = solve(problem)
    proposed = {(proposal.mentee_id, proposal.mentor_id) for proposal in run.proposals.all()}
    for mentee in Mentee.objects.filter(centre=centre):
        for mentor in Mentor.objects.filter(centre=centre):
            answer = answer_about(run, mentee, mentor)
            pair = ids(mentee, mentor)
            told = explain(problem, *pair)
            if (mentee.pk, mentor.pk) in proposed:
                assert answer.verdict == "These two are proposed to each other." and not answer.price
            elif told.possible:
                assert answer.cost == difference(best, solve(replace(problem, locked=frozenset({pair}))))
                assert answer.price and not answer.reasons
            else:
                assert (answer.verdict, answer.cost, answer.price) == ("Not possible.", None, [])
                assert len(answer.reasons) == sum(not bar.passed for bar in told.bars)


@pytest.mark.parametrize("seed", [1, 4])
def test_seats_that_go_to_others_have_their_price_too(seed, crowd, centre, coordinator):
    crowd(seed, mentees=9, mentors=4)
    run = runs.run_now(centre=centre, by=coordinator)
    problem = problem_of(run)
    best, priced = solve(problem), 0
    for waiting in run.waiting.select_related("mentee"):
        for choice in help_for(run, waiting.mentee, coordinator).choices:
            priced += 1
            forced = replace(problem, locked=frozenset({ids(waiting.mentee, choice.mentor)}))
            assert choice.cost == difference(best, solve(forced))
            assert choice.cost == answer_about(run, waiting.mentee, choice.mentor).cost
    assert priced


def test_beside_a_pair_by_hand_the_plan_is_a_choice_that_costs_nothing(centre, coordinator, specialist, mentee):
    best, second = (
        factories.MentorFactory(
            centre=centre, supervisor=specialist, cleared=True, certified=True, place=mentee.place, interests=likes
        )
        for likes in (["music", "walking"], [])
    )
    proposal = proposals.pair_by_hand(mentee=mentee, mentor=second, by=coordinator)
    (choice,) = choices_for(proposal, coordinator).found
    assert (choice.mentor, choice.cost, choice.is_near_tie) == (best, (0, 0, 0, 0), True)


RELAXED = {
    "available": lambda mentor, mentee: {"available": True},
    "room": lambda mentor, mentee: {"capacity": mentor.capacity + 1},
    "language": lambda mentor, mentee: {"languages": (*mentor.languages, *mentee.languages[-1:])},
    "hours": lambda mentor, mentee: {"week": mentor.week | mentee.week},
    "distance": lambda mentor, mentee: {
        "latitude": mentee.latitude, "longitude": mentee.longitude, "place": mentee.place,
    },
}  # fmt: skip


def changed(problem, mentee_id, mentor_id, bars):
    """The problem after the changes, made on the plain records; nobody else gains a possibility with this mentor."""
    mentee, mentor = problem.mentee_of[mentee_id], problem.mentor_of[mentor_id]
    strangers = {one for one in problem.mentee_of if not explain(problem, one, mentor_id).possible} - {mentee_id}
    for bar in bars:
        mentor = replace(mentor, **RELAXED[bar](mentor, mentee))
    others = tuple(mentor if one.id == mentor.id else one for one in problem.mentors)
    return replace(problem, mentors=others, forbidden=frozenset((one, mentor_id) for one in strangers))


def people_gained(before, after):
    return tuple(now - was for was, now in zip(before.objective[:-1], after.objective[:-1], strict=True))


@pytest.mark.parametrize("seed", [1, 3, 5, 8])
def test_each_change_makes_the_mentee_matchable_and_nothing_less_does(seed, crowd, centre, coordinator):
    crowd(seed, mentees=8, mentors=5)
    run = runs.run_now(centre=centre, by=coordinator)
    problem, ways = problem_of(run), 0
    best = solve(problem)
    for waiting in run.waiting.select_related("mentee"):
        for way in help_for(run, waiting.mentee, coordinator).ways:
            pair = ids(waiting.mentee, way.mentor)
            if set(way.bars) - RELAXED.keys():
                continue
            ways += 1
            assert way.changes and way.sentences
            helped = changed(problem, *pair, way.bars)
            assert explain(helped, *pair).possible
            assert people_gained(best, solve(helped)) >= way.gain[:-1] > (0, 0, 0)
            for left_out in way.bars:
                fewer = changed(problem, *pair, [bar for bar in way.bars if bar != left_out])
                assert people_gained(best, solve(fewer)) <= (0, 0, 0)
    assert ways


def test_keys_that_are_turned_hold_the_pairs_of_others_but_not_the_own_one(centre, coordinator, specialist):
    place = factories.PlaceFactory()
    for _one in range(2):
        factories.MentorFactory(centre=centre, supervisor=specialist, cleared=True, certified=True, place=place)
        factories.MenteeFactory(centre=centre, specialist=specialist, ready=True, place=place)
    run = runs.run_now(centre=centre, by=coordinator)
    first, second = run.proposals.select_related("run__centre", "run__policy", "mentee", "mentor")
    (choice,) = choices_for(first, coordinator).found
    assert choice.mentor == second.mentor
    proposals.turn_key(proposal=first, by=coordinator)
    assert [one.mentor for one in choices_for(first, coordinator).found] == [second.mentor]
    told = choices_for(second, coordinator)
    assert (told.found, told.is_held) == ([], False)
    centre.pair_rules.create(
        mentee=second.mentee, mentor=second.mentor, kind="lock", reason="other", made_by=coordinator,
        made_at=run.requested_at,
    )  # fmt: skip
    told = choices_for(second, coordinator)
    assert (told.found, told.is_held) == ([], True)
