"""Whatever could go wrong with a plan is found before it is stored."""

from dataclasses import replace

import pytest

from matching.engine import GroupCap, NotProvedError, Pair, solve, violations
from matching.engine.assignment import assign
from matching.engine.pool import Pool
from matching.engine.solving import restored, whole_objective
from tests.matching.engine.people import a_mentee, a_mentor, a_problem, random_problem

PAIR = frozenset({("anna", "mara")})
NOT_ITS_PROOF = "The stated proof is not that of the plan."


def told(problem, solution):
    return [str(fault) for fault in violations(problem, solution)]


def counted(people):
    return tuple(sum(one.tier == tier for one in people) for tier in (1, 2, 3))


def recounted(plan, pairs, waiting):
    """The plan with these people and honest figures."""
    counts = counted(pairs)
    return replace(
        plan, pairs=pairs, waiting=waiting, objective=(*counts, sum(pair.fit for pair in pairs)),
        matched_by_tier=counts, waiting_by_tier=counted(waiting),
    )  # fmt: skip


def waiting_of(*mentees):
    return solve(a_problem(mentees, [])).waiting


def plan_of(problem, *pairs, **changes):
    """The plan of the usual two, rewritten to hold these pairs and honest figures."""
    usual = solve(a_problem())
    tiers = {code: mentee.tier for code, mentee in problem.mentee_of.items()}
    known = tuple(replace(usual.pairs[0], mentee=one, mentor=other, tier=tiers.get(one, 1)) for one, other in pairs)
    digest = solve(replace(problem, locked=frozenset())).input_digest if not problem.locked else usual.input_digest
    left = [mentee for code, mentee in problem.mentee_of.items() if code not in dict(pairs)]
    return replace(recounted(usual, known, waiting_of(*left)), **{"input_digest": digest, **changes})


def test_a_solved_plan_is_safe():
    problem = a_problem()
    assert violations(problem, solve(problem)) == ()
    assert violations(problem, plan_of(problem, ("anna", "mara"))) == ()


def test_strangers_are_found_first():
    problem = a_problem()
    assert told(problem, plan_of(problem, ("zoe", "mara"))) == ["A pair names zoe or mara, who does not take part."]


def test_everybody_is_in_the_plan_once():
    problem = a_problem(mentors=[a_mentor("mara"), a_mentor("nora")])
    twice = plan_of(problem, ("anna", "mara"), ("anna", "nora"))
    assert "The mentee anna is in the plan 2 times." in told(problem, twice)
    assert told(problem, plan_of(problem, waiting=(), waiting_by_tier=(0, 0, 0))) == [
        "The mentee anna is neither paired nor waiting."
    ]


def test_those_who_wait_take_part_and_wait_in_their_own_tier():
    problem = a_problem(mentors=[])
    solution = solve(problem)
    ghost = replace(solution.waiting[0], mentee="zoe")
    with_ghost = replace(solution, waiting=(*solution.waiting, ghost), waiting_by_tier=(2, 0, 0))
    assert told(problem, with_ghost) == ["The plan was made for another problem."]
    later = replace(solution, waiting=(replace(solution.waiting[0], tier=2),), waiting_by_tier=(0, 1, 0))
    assert told(problem, later) == ["The mentee anna is not of tier 2."]


@pytest.mark.parametrize("name", ["matched_by_tier", "waiting_by_tier"])
def test_counts_are_those_of_the_records(name):
    problem = a_problem()
    miscounted = replace(solve(problem), **{name: (7, 0, 0)})
    assert told(problem, miscounted) == ["The stated objective is not that of the pairs."]


def test_capacities_and_caps_hold():
    problem = a_problem(
        [a_mentee("anna"), a_mentee("bea")], [a_mentor()], caps=(GroupCap("uni", frozenset({"mara"}), 1),)
    )
    assert told(problem, plan_of(problem, ("anna", "mara"), ("bea", "mara"))) == [
        "The mentor mara has 1 free seats but gets 2 mentees.",
        "The group uni may have 1 new pairs but gets 2.",
    ]


def test_a_lock_that_is_missing_is_found():
    problem = a_problem(locked=PAIR)
    assert "The locked pair of anna and mara is not in the plan." in told(problem, plan_of(problem))


@pytest.mark.parametrize(
    "bar, mentee, more",
    [
        ("consent", {"consent_until": None}, {}),
        ("risk", {"risk": 4}, {}),
        ("hours", {"week": 0}, {}),
        ("distance", {"latitude": 47.5}, {}),
        ("ended", {}, {"ended": PAIR}),
    ],
)
def test_every_pair_passes_every_bar(bar, mentee, more):
    problem = a_problem([a_mentee(**mentee)], **more)
    assert f"The pair of anna and mara breaks a bar: {bar}." in told(problem, plan_of(problem, ("anna", "mara")))


def test_a_pair_below_the_least_fit_is_found():
    problem = a_problem(policy=replace(a_problem().policy, least_fit=(900,)))
    assert told(problem, plan_of(problem, ("anna", "mara"))) == ["The pair of anna and mara breaks a bar: fit."]


@pytest.mark.parametrize("name", ["sealed", "no_contact"])
def test_a_sealed_pair_is_not_possible_without_a_reason(name):
    problem = a_problem(**{name: PAIR})
    assert told(problem, plan_of(problem, ("anna", "mara"))) == ["The pair of anna and mara is not possible."]


def test_fit_and_figures_are_those_of_the_pairs():
    problem = a_problem()
    plan = solve(problem)
    other = replace(plan.pairs[0], fit=900)
    assert told(problem, replace(plan, pairs=(other,))) == [
        "The pair of anna and mara has a fit of 885, not 900.",
        "The stated objective is not that of the pairs.",
    ]
    points = replace(plan.pairs[0], points={**plan.pairs[0].points, "hours": 0})
    assert told(problem, replace(plan, pairs=(points,))) == ["The pair of anna and mara has a fit of 885, not 885."]


def test_the_tier_is_that_of_the_mentee():
    plan = solve(a_problem())
    other = replace(plan.pairs[0], tier=2)
    assert "The mentee anna is not of tier 2." in told(a_problem(), replace(plan, pairs=(other,)))


def test_a_plan_of_another_problem_is_found():
    problem = a_problem(mentors=[a_mentor(age=26)])
    assert told(problem, solve(a_problem())) == ["The plan was made for another problem."]


def test_a_plan_that_does_not_call_itself_proved_is_found():
    plan = solve(a_problem())
    for certificate in (replace(plan.certificate, certified=False), replace(plan.certificate, dual=0)):
        assert told(a_problem(), replace(plan, certificate=certificate)) == ["The plan is not proved optimal."]


def test_a_plan_that_only_calls_itself_proved_is_found():
    problem = a_problem([a_mentee("anna"), a_mentee("bea", tier=2)], [a_mentor("mara"), a_mentor("nora")])
    assert told(problem, plan_of(problem, ("anna", "mara"))) == ["The plan is not proved optimal."]


def test_a_plan_with_a_lock_that_must_not_be_is_found():
    problem = a_problem([a_mentee(risk=4)], locked=PAIR)
    fine = solve(a_problem())
    faults = told(problem, replace(fine, pairs=(Pair("anna", "mara", 1, 860, {}, None, False, True),)))
    assert "The pair of anna and mara breaks a bar: risk." in faults


def test_locks_count_in_the_proof():
    problem = a_problem([a_mentee("anna", tier=3), a_mentee("bea")], [a_mentor()], locked=PAIR)
    assert violations(problem, solve(problem)) == ()


def test_a_proof_that_is_not_that_of_the_plan_is_found():
    plan = solve(a_problem())
    for change in (
        {"primal": 1, "dual": 1},
        {"unit": 7},
        {"price_digest": "0" * 64},
        {"optimality": "nearly"},
        {"maximal_price_digest": "0" * 64},
    ):
        certificate = replace(plan.certificate, **change)
        assert told(a_problem(), replace(plan, certificate=certificate)) == [NOT_ITS_PROOF]
    for prices in ({"seat_prices": {"mara": 7}}, {"maximal_seat_prices": {"mara": 7}}):
        assert told(a_problem(), replace(plan, **prices)) == [NOT_ITS_PROOF]


def test_no_price_may_be_stated_where_caps_cross():
    mentors = [a_mentor("mara"), a_mentor("nora"), a_mentor("olga")]
    caps = (GroupCap("a", frozenset({"mara", "nora"}), 1), GroupCap("b", frozenset({"nora", "olga"}), 1))
    problem = a_problem(mentors=mentors, caps=caps)
    plan = solve(problem)
    assert plan.certificate.price_digest == plan.certificate.maximal_price_digest == ""
    assert plan.seat_prices == plan.maximal_seat_prices == {} and violations(problem, plan) == ()
    for name in ("price_digest", "maximal_price_digest"):
        assert told(problem, replace(plan, certificate=replace(plan.certificate, **{name: "0" * 64}))) == [
            NOT_ITS_PROOF
        ]
    for name in ("seat_prices", "maximal_seat_prices"):
        assert told(problem, replace(plan, **{name: {"mara": 7}})) == [NOT_ITS_PROOF]


def with_caps(problem, seed):
    """Supervisors of five mentors inside two universities of fifteen."""
    codes = list(problem.mentor_of)
    inner = [GroupCap(f"s{at}", frozenset(codes[at : at + 5]), 3 + seed % 3) for at in range(0, 30, 5)]
    outer = [GroupCap(f"u{at}", frozenset(codes[at : at + 15]), 8) for at in range(0, 30, 15)]
    return replace(problem, caps=(*inner, *outer))


@pytest.mark.parametrize("capped", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_the_quick_proof_says_what_solving_again_says(seed, capped):
    """The best plan passes, and each plan with one pair less fails, as the objective of a second solve says."""
    problem = with_caps(random_problem(seed), seed) if capped else random_problem(seed)
    plan = solve(problem)
    pool = Pool.of(problem)
    best = whole_objective(pool, assign(pool.graph).objective)
    assert plan.objective == best and violations(problem, plan) == ()
    for pair in plan.pairs[:5]:
        rest = tuple(one for one in plan.pairs if one is not pair)
        worse = recounted(plan, rest, (*plan.waiting, *waiting_of(problem.mentee_of[pair.mentee])))
        assert worse.objective < best and told(problem, worse) == ["The plan is not proved optimal."]


def test_a_pair_that_is_no_candidate_is_no_proof():
    problem = a_problem()
    plan = solve(problem)
    none = replace(problem, policy=replace(problem.policy, least_fit=(886,)))
    with pytest.raises(NotProvedError, match="no candidate"):
        restored(Pool.of(none), plan)


def test_where_caps_cross_the_objective_of_a_second_solve_decides():
    mentors = [a_mentor("mara"), a_mentor("nora"), a_mentor("olga")]
    caps = (GroupCap("a", frozenset({"mara", "nora"}), 1), GroupCap("b", frozenset({"nora", "olga"}), 1))
    problem = a_problem([a_mentee("anna"), a_mentee("bea")], mentors, caps=caps)
    plan = solve(problem)
    assert len(plan.pairs) == 2 and violations(problem, plan) == ()
    worse = recounted(plan, plan.pairs[:1], waiting_of(a_mentee(plan.pairs[1].mentee)))
    assert told(problem, worse) == ["The plan is not proved optimal."]
