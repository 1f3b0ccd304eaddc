"""Why somebody waits, what would help, whom to recruit: verified by solving again, silent about what is sealed."""

from dataclasses import replace
from random import Random

import networkx as nx
import numpy as np
import pytest

from matching.engine import EngineInputError, GroupCap, Policy, diagnose, explain, finding_of, solve, why_not
from matching.engine.assignment import assign
from matching.engine.bars import BAR_OF
from matching.engine.pool import Pool
from matching.engine.recruiting import best_windows, windows_of
from matching.engine.shortage import rivalry
from matching.engine.trials import BySolving, is_gain, trials
from tests.matching.engine.people import ALWAYS, PLACES, a_mentee, a_mentor, a_problem, random_problem


def doctor(problem, **more):
    return diagnose(problem, solve(problem), **more)


def only(problem):
    (finding,) = doctor(problem).findings
    return finding


def changed(mentee, mentor, bars):
    """The two after somebody has made the changes."""
    for bar in bars:
        if bar == "available":
            mentor = replace(mentor, available=True)
        elif bar == "room":
            mentor = replace(mentor, capacity=mentor.capacity + 1)
        elif bar == "supervised":
            mentor = replace(mentor, supervised=True)
        elif bar == "certificate":
            mentor = replace(mentor, certified=mentor.certified | {mentee.population})
        elif bar == "commitment":
            mentor = replace(mentor, committed_until=ALWAYS)
        elif bar == "population":
            mentor = replace(mentor, populations=mentor.populations | {mentee.population})
    return mentor


HARD_FACTS = {"available", "room", "supervised", "certificate", "commitment", "population"}


@pytest.mark.parametrize("seed", range(5))
def test_every_relaxation_does_what_it_promises(seed):
    problem = random_problem(seed, mentees=60, mentors=50)
    solution = solve(problem)
    tested = 0
    for finding in diagnose(problem, solution).findings:
        for relaxation in finding.relaxations:
            assert is_gain(relaxation.gain)
            assert all(BAR_OF[code].may_relax for code in relaxation.bars)
            assert [message.code.split(".")[0] for message in relaxation.changes] == list(relaxation.bars)
            failed = [bar.code for bar in explain(problem, finding.mentee, relaxation.mentor).bars if not bar.passed]
            assert set(relaxation.bars) >= set(failed)
            if set(relaxation.bars) <= HARD_FACTS:
                tested += 1
                mentor = problem.mentor_of[relaxation.mentor]
                helped = changed(problem.mentee_of[finding.mentee], mentor, relaxation.bars)
                others = tuple(one for one in problem.mentors if one.id != mentor.id)
                after = solve(replace(problem, mentors=(*others, helped)))
                assert after.objective >= tuple(np.add(solution.objective, relaxation.gain).tolist())
    assert tested


@pytest.mark.parametrize("seed", range(3))
def test_the_promised_gain_is_the_exact_gain_of_allowing_the_pair(seed):
    problem = random_problem(seed, mentees=60, mentors=50)
    pool = Pool.of(problem)
    best = assign(pool.graph)
    waiting = [one for one in diagnose(problem, solve(problem)).findings if one.relaxations]
    slow = BySolving(pool.graph, best.objective)
    quick = trials(pool.graph, best)
    row = {code: at for at, code in enumerate(problem.mentee_of)}
    col = {code: at for at, code in enumerate(problem.mentor_of)}
    for finding in waiting:
        for relaxation in finding.relaxations:
            mentor = col[relaxation.mentor]
            seat = mentor if "room" in relaxation.bars else -1
            fit = np.asarray([explain(problem, finding.mentee, relaxation.mentor).fit])
            got = slow.mentee(row[finding.mentee], np.asarray([mentor]), fit, seat)
            assert got == quick.mentee(row[finding.mentee], np.asarray([mentor]), fit, seat)
            assert got == (relaxation.gain, mentor)


@pytest.mark.parametrize("seed", range(3))
def test_relaxations_are_minimal(seed):
    problem = replace(
        random_problem(seed, mentees=60, mentors=50, caps=False), sealed=frozenset(), no_contact=frozenset()
    )
    pool = Pool.of(problem)
    quick = trials(pool.graph, assign(pool.graph))
    row = {code: at for at, code in enumerate(problem.mentee_of)}
    findings = [finding for finding in doctor(problem, most=5).findings if finding.relaxations]
    for finding in findings[:6]:
        sets = [set(relaxation.bars) for relaxation in finding.relaxations]
        assert not any(one < other for one in sets for other in sets)
        told = [explain(problem, finding.mentee, mentor) for mentor in problem.mentor_of]
        failed = [{bar.code for bar in one.bars if not bar.passed} for one in told]
        for fewer in (bars - {left_out} for bars in sets for left_out in bars):
            enough = [
                (at, one.fit)
                for at, (one, missing) in enumerate(zip(told, failed, strict=True))
                if missing <= fewer - {"room"}
            ]
            if enough:
                mentors, fits = (np.asarray(part) for part in zip(*enough, strict=True))
                gain, mentor = quick.mentee(row[finding.mentee], mentors, fits)
                assert mentor < 0 or not is_gain(gain)


def test_counts_say_how_many_mentors_a_bar_rules_out_and_how_many_it_alone():
    mentors = [
        a_mentor("m1", languages=("en",)),
        a_mentor("m2", languages=("en",), available=False),
        a_mentor("m3", cleared_until={}),
    ]
    finding = only(a_problem(mentors=mentors))
    counts = {count.code: (count.failing, count.alone, count.may_relax) for count in finding.bars}
    assert counts == {"language": (2, 1, True), "available": (1, 0, True), "clearance": (1, 1, False)}
    assert str(finding.bars[0].message) == "Mentors who share no language with the mentee: 2 of 3."
    assert [(one.mentor, one.bars) for one in finding.relaxations] == [("m1", ("language",))]


def test_fit_is_counted_only_where_every_other_bar_passes():
    mentors = [a_mentor("m1"), a_mentor("m2", available=False)]
    finding = only(a_problem(mentors=mentors, policy=Policy(least_fit=(900,))))
    assert {count.code: (count.failing, count.alone) for count in finding.bars} == {"available": (1, 1), "fit": (1, 1)}
    assert [str(change) for change in finding.relaxations[0].changes] == ["A fit of 885 is accepted instead of 900."]


def test_the_nearest_mentor_is_named_for_the_way_to_go():
    mentors = [a_mentor(f"m{k}", latitude=46.7712 + 0.05 * k) for k in (6, 3, 9)]
    finding = only(a_problem(mentors=mentors))
    assert [(one.mentor, one.bars) for one in finding.relaxations] == [("m3", ("distance",))]
    assert str(finding.relaxations[0].changes[0]) == (
        "One of them travels farther: their areas are about 10 to 20 km apart."
    )


def test_who_waits_for_a_seat_is_told_that_one_more_would_do():
    problem = a_problem([a_mentee("a"), a_mentee("b", tier=2)], [a_mentor()])
    finding = only(problem)
    assert (finding.mentee, finding.suitable, finding.bars) == ("b", 1, ())
    assert [one.bars for one in finding.relaxations] == [("room",)]
    assert finding.relaxations[0].gain == (0, 1, 0, 885)


def test_a_seat_is_no_help_where_the_group_is_full():
    group = (GroupCap("uni", frozenset({"mara"}), 1),)
    problem = a_problem([a_mentee("a"), a_mentee("b", tier=2)], [a_mentor()], caps=group)
    assert only(problem).relaxations == ()


def test_missing_papers_come_first_and_nothing_else_is_suggested():
    finding = only(a_problem([a_mentee(assent_until=None)], [a_mentor(languages=("en",))]))
    assert [str(obstacle) for obstacle in finding.obstacles] == ["The mentee's own yes is missing or no longer holds."]
    assert finding.relaxations == () and doctor(a_problem([a_mentee(assent_until=None)], [])).recruits == ()


def test_findings_can_be_asked_for_some_only():
    problem = a_problem([a_mentee("a"), a_mentee("b")], [])
    assert [one.mentee for one in doctor(problem, mentees=["b"]).findings] == ["b"]


def test_findings_about_strangers_are_refused():
    problem = a_problem()
    with pytest.raises(EngineInputError, match="The mentee 'zoe' does not take part"):
        diagnose(problem, solve(problem), ["anna", "zoe"])


def test_nothing_is_found_where_nobody_waits():
    assert doctor(a_problem()) == doctor(a_problem(), mentees=[])
    assert doctor(a_problem([], [])).findings == ()


# --- what is sealed ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["sealed", "no_contact"])
def test_a_sealed_mentor_is_counted_like_any_other_and_never_suggested(name):
    mentors = [a_mentor("m1", languages=("en",)), a_mentor("m2", languages=("en",))]
    open_to = only(a_problem(mentors=mentors))
    sealed = only(a_problem(mentors=mentors, **{name: frozenset({("anna", "m1")})}))
    assert sealed.bars == open_to.bars
    assert [one.mentor for one in sealed.relaxations] == ["m2"]
    both = only(a_problem(mentors=mentors, **{name: frozenset({("anna", "m1"), ("anna", "m2")})}))
    assert both.bars == open_to.bars and both.relaxations == ()


def test_a_mentee_whom_only_a_seal_keeps_waiting_learns_no_reason():
    problem = a_problem(sealed=frozenset({("anna", "mara")}))
    solution = solve(problem)
    assert [str(reason) for reason in solution.waiting[0].reasons] == ["No mentor is possible for this mentee."]
    (finding,) = diagnose(problem, solution).findings
    assert (finding.bars, finding.relaxations, finding.suitable) == ((), (), 0)


@pytest.mark.parametrize("seed", range(3))
def test_seals_that_change_no_plan_change_no_answer(seed):
    problem = random_problem(seed, mentees=40, mentors=30)
    usual = replace(problem, sealed=frozenset(), no_contact=frozenset())
    before = solve(usual)
    random = Random(seed)
    pairs = [
        (mentee, mentor)
        for mentee in usual.mentee_of
        for mentor in random.sample(sorted(usual.mentor_of), 1)
        if not explain(usual, mentee, mentor).possible
    ]
    sealed = replace(usual, sealed=frozenset(pairs))
    after = solve(sealed)
    assert (after.pairs, after.waiting) == (before.pairs, before.waiting)
    one, other = diagnose(usual, before), diagnose(sealed, after)
    assert [finding.bars for finding in one.findings] == [finding.bars for finding in other.findings]
    for mentee, mentor in pairs[:40]:
        assert explain(sealed, mentee, mentor) == explain(usual, mentee, mentor)


@pytest.mark.parametrize("name", ["sealed", "no_contact"])
def test_sealing_a_proposed_pair_gives_answers_of_the_usual_form(name):
    usual = replace(random_problem(5, mentees=50, mentors=40), sealed=frozenset(), no_contact=frozenset())
    before = solve(usual)
    pair = before.pairs[0].mentee, before.pairs[0].mentor
    sealed = replace(usual, **{name: frozenset({pair})})
    refused = replace(usual, forbidden=usual.forbidden | {pair})
    solution, other = solve(sealed), solve(refused)
    assert solution.pairs == other.pairs and solution.objective == other.objective
    assert [one.mentee for one in solution.waiting] == [one.mentee for one in other.waiting]
    told = repr((solution, diagnose(sealed, solution), explain(sealed, *pair), why_not(sealed, solution, *pair)))
    assert not any(word in told.lower() for word in ("seal", "contact", "exclu"))
    elsewhere = [code for code in sealed.mentor_of if code != pair[1]]
    assert [explain(sealed, pair[0], code) for code in elsewhere] == [
        explain(usual, pair[0], code) for code in elsewhere
    ]


# --- recruits ---------------------------------------------------------------------------------------


def test_the_recruits_that_would_help_most_come_first():
    hungarian = [
        a_mentee(f"h{k}", languages=("hu",), accepted_genders=frozenset({"woman"}), week=0b11 << 12 + 8, place="turda")
        for k in range(2)
    ]
    english = [a_mentee("e", tier=2, languages=("en",), place="dej")]
    found = doctor(a_problem(hungarian + english, [a_mentor(languages=("ro",))])).recruits
    first, second = found
    assert (first.count, first.language, first.place, first.gender, first.windows) == (
        2, "hu", "turda", "woman", ("tue_16_20",),
    )  # fmt: skip
    assert first.gain[:3] == (2, 0, 0) and second.gain[:3] == (0, 1, 0)
    assert str(first.message) == (
        "Recruits for turda: 2. Gender: woman; language: hu; free: tue_16_20; experienced up to strain 2."
    )
    assert second.gender == "" and str(second.message).startswith("Recruits for dej: 1. Language: en; free: ")


@pytest.mark.parametrize("seed", range(3))
def test_the_gain_of_recruits_is_what_hiring_them_brings(seed):
    problem = random_problem(seed, mentees=60, mentors=40)
    at_home = tuple(
        replace(one, latitude=PLACES[one.place][0], longitude=PLACES[one.place][1]) for one in problem.mentees
    )
    problem = replace(problem, mentees=at_home)
    solution = solve(problem)
    recruits = diagnose(problem, solution, mentees=[], most=5).recruits
    assert recruits
    assert list(recruits) == sorted(recruits, key=lambda one: one.gain[:-1], reverse=True)
    for recruit in recruits:
        gap = problem.policy.min_age_gap.get(recruit.population, 0)
        oldest = max(one.age for one in at_home if one.population == recruit.population)
        latitude, longitude = PLACES[recruit.place]
        hired = tuple(
            a_mentor(
                f"zz{k}", gender=recruit.gender or "woman", age=max(30, oldest + gap), place=recruit.place,
                experience=recruit.experience, languages=(recruit.language,), latitude=latitude, longitude=longitude,
                week=sum(windows_of(problem.policy)[window] for window in recruit.windows),
                modes=frozenset({"in_person", "site", "remote"}), radius_km=15, interests=frozenset(),
                dislikes=frozenset(), skills=frozenset(), populations=frozenset({recruit.population}),
            )
            for k in range(recruit.count)
        )  # fmt: skip
        after = solve(replace(problem, mentors=problem.mentors + hired))
        assert recruit.gain == tuple(np.subtract(after.objective, solution.objective).tolist())


def test_who_has_no_free_hour_cannot_be_helped_by_a_recruit():
    assert doctor(a_problem([a_mentee(week=0)], [])).recruits == ()


@pytest.mark.parametrize("accepted", [frozenset({"woman"}), frozenset({"woman", "man", "other"})])
def test_no_sentence_about_recruits_names_a_place_that_is_not_recorded(accepted):
    recruit = doctor(a_problem([a_mentee(place="", accepted_genders=accepted)], [])).recruits[0]
    assert str(recruit.message).startswith("Recruits, for mentees whose place is not recorded: 1. ")


def test_a_recruit_that_would_not_fit_well_enough_is_not_suggested():
    assert doctor(a_problem([a_mentee()], [], Policy(least_fit=(1000,)))).recruits == ()


@pytest.mark.parametrize("slots", [12, 24, 48])
def test_windows_cover_the_week_in_slots_of_any_length(slots):
    windows = windows_of(Policy(slots_per_day=slots))
    assert sum(windows.values()) == (1 << 7 * slots) - 1
    assert all(week.bit_count() == slots // 6 for week in windows.values())


def test_windows_are_chosen_until_everybody_has_enough_hours():
    policy = Policy(min_common_hours=4)
    windows = windows_of(policy)
    weeks = [windows["mon_16_20"], windows["mon_16_20"] | windows["sat_08_12"], windows["fri_12_16"]]
    assert best_windows(weeks, policy) == (("mon_16_20", "fri_12_16"), 3)
    apart = [windows[f"{day}_08_12"] for day in ("mon", "tue", "wed", "thu")]
    assert best_windows(apart, policy) == (("mon_08_12", "tue_08_12", "wed_08_12"), 3)


# --- shortages --------------------------------------------------------------------------------------


def test_a_group_with_too_few_mentors_is_named_by_what_it_shares():
    mentees = [
        a_mentee(f"h{k}", tier=1 + k % 2, languages=("hu",), accepted_genders=frozenset({"woman"}), place="turda")
        for k in range(4)
    ] + [a_mentee("r", languages=("ro",), place="dej")]
    mentors = [a_mentor("m1", languages=("hu",)), a_mentor("m2", languages=("ro",), capacity=3)]
    (shortage,) = doctor(a_problem(mentees, mentors)).shortages
    assert (shortage.mentees, shortage.mentors, shortage.seats, shortage.short) == (4, 1, 1, 3)
    assert (shortage.by_tier, shortage.languages, shortage.places) == ((2, 2, 0), ("hu",), ("turda",))
    assert (shortage.populations, shortage.genders) == (("youth",), ("woman",))
    assert str(shortage.message) == ("Mentees who compete for the same mentors: 4. Places: 1. Mentees too many: 3.")


@pytest.mark.parametrize("seed", range(4))
def test_shortages_are_deficient_sets(seed):
    problem = random_problem(seed, mentees=80, mentors=40, caps=False)
    pool = Pool.of(problem)
    best = assign(pool.graph)
    solution = solve(problem)
    shortages = diagnose(problem, solution, mentees=[]).shortages
    starved = [one for one in solution.waiting if one.reasons[0].code == "waiting.seats"]
    assert sum(one.short for one in shortages) == len(starved)
    assert all(one.seats < one.mentees for one in shortages)
    graph = rivalry(pool, best)
    assert nx.is_bipartite(graph.to_undirected())
    assert sum(kind == "mentee" for kind, _ in graph) == 80
    part = rivalry(pool, best, [3, 1])
    assert dict(part.adjacency()) == dict(graph.subgraph(part.nodes).adjacency())
    starts = [("mentee", row) for row in range(80) if best.edge[row] < 0 and graph.out_degree(("mentee", row))]
    walked = set(starts).union(*(nx.descendants(graph, start) for start in starts))
    assert len(walked) == sum(one.mentees + one.mentors for one in shortages)


def test_no_change_is_promised_that_caps_that_cross_forbid():
    mentors = [a_mentor(code, available=False) for code in ("mara", "nora", "olga")]
    caps = (GroupCap("a", frozenset({"mara", "nora"}), 0), GroupCap("b", frozenset({"nora", "olga"}), 0))
    assert only(a_problem(mentors=mentors, caps=caps)).relaxations == ()


def test_caps_that_cross_are_diagnosed_by_solving_again():
    only = {"languages": ("ro",), "accepted_genders": frozenset({"woman"})}
    mentees = [a_mentee(f"y{k}", **only) for k in range(4)]
    mentors = [a_mentor(f"m{k}") for k in range(4)]
    caps = (GroupCap("a", frozenset({"m0", "m1", "m2"}), 1), GroupCap("b", frozenset({"m1", "m2"}), 1),
            GroupCap("c", frozenset({"m2", "m3"}), 1))  # fmt: skip
    diagnosis = doctor(a_problem(mentees, mentors, caps=caps))
    assert len(diagnosis.findings) == 2 and diagnosis.recruits[0].gain[0] == 2
    assert all(finding.relaxations == () for finding in diagnosis.findings)


def test_a_seat_that_is_held_back_is_no_shortage():
    """Who waits for a seat that is kept free has a mentor; too few mentors is something else."""
    problem = a_problem([a_mentee(tier=3)], reservations={"mara": 2000})
    solution = solve(problem)
    assert solution.held_back == ("anna",)
    assert diagnose(problem, solution).shortages == ()
    both = a_problem([a_mentee("anna", tier=3), a_mentee("bea", tier=3)], reservations={"mara": 4000})
    (shortage,) = diagnose(both, solve(both)).shortages
    assert (shortage.mentees, shortage.seats, shortage.short) == (2, 1, 1)


def test_the_finding_of_one_mentee_is_that_of_the_whole_diagnosis():
    problem = random_problem(2, mentees=40, mentors=30)
    solution = solve(problem)
    known = {finding.mentee: finding for finding in diagnose(problem, solution).findings}
    assert known and all(finding_of(problem, solution, mentee) == known.get(mentee) for mentee in problem.mentee_of)
