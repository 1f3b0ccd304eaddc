"""The best plan for people: exact, the same every time, and honest about what it costs to refuse."""

import hashlib
from dataclasses import replace
from itertools import permutations, product
from random import Random

import numpy as np
import pytest

from matching.engine import Cancelled, EngineInputError, GroupCap, Policy, solve, violations
from matching.engine.assignment import assign
from matching.engine.candidates import candidates
from matching.engine.certificate import prove
from matching.engine.columns import Columns
from matching.engine.pool import Pool
from matching.engine.solving import costs_by_solving_again, costs_of, settled
from tests.matching.engine.people import a_mentee, a_mentor, a_problem, random_problem


def pairs_of(solution):
    return {(pair.mentee, pair.mentor) for pair in solution.pairs}


def best_by_enumeration(problem):
    """The best objective over all plans, by trying each of them."""
    columns = Columns.of(problem)
    got = candidates(columns)
    choices = [[-1] for _ in columns.mentees]
    for edge, mentee in enumerate(got.mentee.tolist()):
        choices[mentee].append(edge)
    best = None
    for plan in product(*choices):
        edges = np.asarray([edge for edge in plan if edge >= 0], dtype=np.int64)
        used = np.bincount(got.mentor[edges], minlength=len(columns.mentors))
        limits = [used[[columns.mentors[m].id in cap.mentors for m in range(len(used))]].sum() for cap in problem.caps]
        if (used > columns.capacity).any() or any(
            count > cap.limit for count, cap in zip(limits, problem.caps, strict=True)
        ):
            continue
        tiers = columns.tier[got.mentee[edges]]
        value = (*((tiers == tier).sum() for tier in (1, 2, 3)), got.fit[edges].sum())
        best = value if best is None else max(best, value)
    return tuple(int(part) for part in best)


@pytest.mark.parametrize("seed", range(25))
def test_the_plan_is_the_best_of_all_plans(seed):
    problem = random_problem(seed, mentees=10, mentors=14)
    assert solve(problem).objective == best_by_enumeration(problem)


@pytest.mark.parametrize("seed", range(6))
def test_the_plan_breaks_nothing_and_forgets_nobody(seed):
    problem = random_problem(seed, mentees=60, mentors=50)
    solution = solve(problem)
    assert violations(problem, solution) == ()
    assert len(solution.pairs) + len(solution.waiting) == 60
    assert sum(solution.matched_by_tier) == len(solution.pairs)
    assert sum(solution.waiting_by_tier) == len(solution.waiting)
    assert solution.objective == (*solution.matched_by_tier, sum(pair.fit for pair in solution.pairs))
    assert solution.certificate.certified and solution.certificate.primal == solution.certificate.dual


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_the_input_never_matters(seed):
    problem = random_problem(seed, mentees=60, mentors=50, policy=Policy(least_fit=(0,), weights={"place": 1}))
    random = Random(seed)
    shuffled = replace(
        problem,
        mentees=tuple(random.sample(problem.mentees, 60)),
        mentors=tuple(random.sample(problem.mentors, 50)),
        caps=problem.caps[::-1],
    )
    assert solve(shuffled) == solve(problem)


def test_another_seed_draws_another_lot_among_equals():
    mentees = [a_mentee(f"y{k}") for k in range(6)]
    mentors = [a_mentor(f"m{k}") for k in range(6)]
    plans = {frozenset(pairs_of(solve(a_problem(mentees, mentors, Policy(seed=seed))))) for seed in range(5)}
    assert len(plans) > 1


def test_what_is_published_is_kept_among_equals():
    mentees = [a_mentee(f"y{k}") for k in range(6)]
    mentors = [a_mentor(f"m{k}") for k in range(6)]
    problem = a_problem(mentees, mentors)
    published = {(f"y{k}", f"m{(k + 2) % 6}") for k in range(6)}
    assert pairs_of(solve(problem, published=published | {("gone", "m1")})) == published


@pytest.mark.parametrize("seed", range(5))
def test_the_cost_of_a_refusal_is_the_difference_of_two_solves(seed):
    problem = random_problem(seed, mentees=40, mentors=40)
    solution = solve(problem)
    for pair in solution.pairs:
        refused = replace(problem, forbidden=problem.forbidden | {(pair.mentee, pair.mentor)})
        cost = tuple(np.subtract(solution.objective, solve(refused).objective).tolist())
        assert pair.cost_if_refused == cost
        assert pair.near_tie is (not any(cost[:-1]) and cost[-1] <= problem.policy.near_tie)


def test_the_fast_costs_equal_those_by_solving_again():
    pool = Pool.of(random_problem(8, mentees=80, mentors=70))
    best = settled(pool, assign(pool.graph), ())
    assert (costs_of(pool.graph, best) == costs_by_solving_again(pool.graph, best)).all()


def test_caps_that_cross_are_solved_and_their_costs_are_exact():
    mentees = [a_mentee(f"y{k}", interests=frozenset({"music"} if k else ())) for k in range(4)]
    mentors = [a_mentor(f"m{k}") for k in range(4)]
    caps = (GroupCap("a", frozenset({"m0", "m1", "m2"}), 2), GroupCap("b", frozenset({"m1", "m2", "m3"}), 1))
    problem = a_problem(mentees, mentors, caps=caps)
    solution = solve(problem)
    assert solution.objective[0] == 2 and violations(problem, solution) == ()
    assert all(pair.cost_if_refused is not None for pair in solution.pairs)
    told = []
    solve(problem, progress=lambda done, total: told.append(done))
    assert told == sorted(told)
    assert [percent for percent in told if 75 < percent < 90], "each refusal that is solved again may be cancelled"


def test_a_mentee_published_twice_keeps_a_mentor_whatever_the_order():
    mentors = [a_mentor("mara"), a_mentor("nora"), a_mentor("zita", capacity=0)]
    problem = a_problem(mentors=mentors)
    published = [("anna", "mara"), ("anna", "nora"), ("anna", "zita")]
    plans = {solve(problem, published=order).pairs[0].mentor for order in permutations(published)}
    assert plans == {"nora"}


def test_a_published_pair_that_is_possible_no_more_is_forgotten():
    problem = a_problem([a_mentee(consent_until=None)])
    assert solve(problem, published={("anna", "mara"), ("zoe", "mara")}).pairs == ()


def test_urgent_first_then_as_many_as_possible():
    mentees = [a_mentee("a", tier=3), a_mentee("b", tier=1, interests=frozenset({"reading"}))]
    solution = solve(a_problem(mentees, [a_mentor()]))
    assert pairs_of(solution) == {("b", "mara")}
    assert [str(reason) for reason in solution.waiting[0].reasons] == [
        "Mentors who would suit: 1. Their seats go to mentees who are more urgent or fit better."
    ]


def test_a_lock_is_part_of_the_plan_and_takes_its_seat():
    mentees = [a_mentee("a", tier=1), a_mentee("b", tier=3)]
    lock = frozenset({("b", "mara")})
    problem = a_problem(mentees, [a_mentor()], locked=lock, caps=(GroupCap("g", frozenset({"mara"}), 1),))
    solution = solve(problem)
    assert [(pair.mentee, pair.locked, pair.cost_if_refused) for pair in solution.pairs] == [("b", True, None)]
    assert [waiting.mentee for waiting in solution.waiting] == ["a"]
    assert solution.objective[:3] == (0, 0, 1) and violations(problem, solution) == ()


def test_a_lock_may_pass_over_what_a_hand_may_waive():
    problem = a_problem(
        [a_mentee(week=0, radius_km=0)], [a_mentor(latitude=46.9)], locked=frozenset({("anna", "mara")})
    )
    solution = solve(problem)
    assert pairs_of(solution) == {("anna", "mara")} and violations(problem, solution) == ()


def test_a_lock_never_passes_over_protection():
    with pytest.raises(EngineInputError) as refusal:
        solve(a_problem([a_mentee(risk=4, consent_until=None)], locked=frozenset({("anna", "mara")})))
    assert str(refusal.value) == (
        "The lock of anna with mara is not possible. Lawful consent is missing or no longer holds. "
        "The mentor is experienced only up to strain 2; the mentee's strain is 4."
    )


@pytest.mark.parametrize("name", ["sealed", "no_contact"])
def test_a_lock_of_a_sealed_pair_is_refused_without_a_reason(name):
    pair = frozenset({("anna", "mara")})
    with pytest.raises(EngineInputError) as refusal:
        solve(a_problem(locked=pair, **{name: pair}))
    assert str(refusal.value) == "The lock of anna with mara is not possible."


def test_who_waits_learns_the_own_papers_first_and_then_what_rules_out_the_most():
    mentees = [a_mentee("a", consent_until=None, assent_until=None), a_mentee("b", languages=("en",))]
    mentors = [a_mentor("m"), a_mentor("n", available=False)]
    first, second = solve(a_problem(mentees, mentors)).waiting
    assert [reason.code for reason in first.reasons] == ["consent.failed", "assent.failed"]
    assert [str(reason) for reason in second.reasons] == [
        "No mentor is possible for this mentee.",
        "Mentors who share no language with the mentee: 2 of 2.",
        "Mentors who are resting or have left: 1 of 2.",
    ]


def test_more_seats_never_make_a_plan_worse():
    problem = random_problem(9, mentees=50, mentors=30, caps=False)
    more = replace(problem, mentors=(*problem.mentors, a_mentor("new", capacity=3, experience=4)))
    assert solve(more).objective >= solve(problem).objective


def test_an_empty_problem_has_an_empty_plan():
    solution = solve(a_problem([], []))
    assert (solution.pairs, solution.waiting, solution.objective) == ((), (), (0, 0, 0, 0))
    assert violations(a_problem([], []), solution) == ()


def test_progress_rises_to_a_hundred_and_can_stop_the_solve():
    seen = []
    solve(random_problem(1), progress=lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen) and seen[-1] == (100, 100)

    def stop(done, total):
        raise Cancelled

    with pytest.raises(Cancelled):
        solve(random_problem(1), progress=stop)


def test_an_unknown_solver_is_refused():
    with pytest.raises(EngineInputError, match="There is no solver 'abacus'"):
        solve(a_problem(), solver="abacus")


def test_the_plan_says_what_is_needed_to_repeat_it():
    solution = solve(a_problem(policy=Policy(seed=5)))
    assert solution.seed == 5 and solution.solver == "scipy"
    assert set(solution.versions) == {"engine", "python", "numpy", "scipy"}
    assert len(solution.input_digest) == len(solution.certificate.price_digest) == 64


def test_both_ends_of_the_prices_are_in_the_plan():
    """One mentee, one seat: one more seat gains nothing, without this one the mentee waits."""
    mentee, seat = a_mentee(tier=3), a_mentor()
    alone = solve(a_problem([mentee], [seat]))
    assert alone.seat_prices == {"mara": 0} and 1000 < alone.maximal_seat_prices["mara"] < 2000
    two = solve(a_problem([mentee, a_mentee("bea", tier=3)], [seat]))
    assert two.seat_prices == two.maximal_seat_prices, "the next one waits for this very seat"
    for solution in (alone, two):
        assert len(solution.certificate.maximal_price_digest) == 64
    assert alone.certificate.price_digest != alone.certificate.maximal_price_digest
    assert two.certificate.price_digest == two.certificate.maximal_price_digest


@pytest.mark.parametrize("seed", range(3))
def test_the_digests_are_those_of_the_prices(seed):
    """Found again from the market of a plain solve, with a hash of our own."""
    problem = random_problem(seed)
    pool, certificate = Pool.of(problem), solve(problem).certificate
    solved = assign(pool.graph).solved
    market, lowest, highest = solved.encoding.market, solved.proof.price, solved.highest_price
    assert (lowest <= highest).all() and (lowest < highest).any()
    for price, digest in ((lowest, certificate.price_digest), (highest, certificate.maximal_price_digest)):
        whole = np.concatenate([market.row_gain(price)[: pool.graph.mentees], price])
        assert hashlib.sha256(whole.astype("<i8").tobytes()).hexdigest() == digest
        assert prove(market, solved.match, price).dual == certificate.primal == certificate.dual
