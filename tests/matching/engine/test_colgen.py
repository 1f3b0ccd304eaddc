"""The plan over streamed pairs is the optimum over all of them, and nothing is stored that is not needed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import colgen
from matching.engine.assignment import CandidateGraph, Cap, assign
from matching.engine.colgen import assign_streamed
from matching.engine.errors import Cancelled, EngineInputError
from tests.matching.engine.instances import changed, graphs


def blocks(graph, size=7):
    def source():
        for first in range(0, graph.edges, size):
            part = slice(first, first + size)
            yield graph.mentee[part], graph.mentor[part], graph.fit[part]

    return source


def dense(mentees=60, mentors=40):
    rng = np.random.default_rng(5)
    mentee, mentor = np.divmod(np.arange(mentees * mentors), mentors)
    fit = rng.integers(0, 1001, len(mentee))
    return CandidateGraph(mentee, mentor, fit, rng.integers(1, 4, mentees), np.ones(mentors, dtype=np.int64))


@settings(max_examples=20, deadline=None)
@given(graphs(12, 8, "nested"), st.integers(1, 3), st.integers(0, 2), st.integers(1, 2))
def test_equals_the_solve_of_all_pairs(graph, per_mentee, per_seat, per_round):
    for asked in (graph, changed(graph, reservation=np.full(graph.mentors, 1500))):
        streamed = assign_streamed(
            blocks(asked),
            asked.tier,
            asked.capacity,
            caps=asked.caps,
            reservation=asked.reservation,
            per_mentee=per_mentee,
            per_seat=per_seat,
            per_round=per_round,
        )
        if asked is graph:
            assert streamed.assignment.objective == assign(graph).objective
        assert streamed.pairs == asked.edges
        assert streamed.assignment.certified


def test_the_core_stays_small_and_is_proved_against_all_pairs(monkeypatch):
    monkeypatch.setattr(colgen, "BUFFER", 50)
    graph, seen = dense(), []
    streamed = assign_streamed(
        blocks(graph, 100),
        graph.tier,
        graph.capacity,
        per_mentee=2,
        per_seat=1,
        progress=lambda rounds, missing: seen.append((rounds, missing)),
    )
    assert streamed.assignment.objective == assign(graph).objective
    assert streamed.graph.edges < graph.edges / 4
    assert [missing for _, missing in seen] == list(streamed.violations)
    assert streamed.violations[-1] == 0
    assert streamed.violations[0] > 0
    plan = streamed.assignment
    scale = plan.solved.encoding.scale
    weight = scale.bonus(graph.tier[graph.mentee]) + graph.fit
    assert (plan.mentee_price[graph.mentee] + plan.seat_price[graph.mentor] >= weight).all()


def test_an_empty_source():
    streamed = assign_streamed(lambda: iter(()), [1, 2], [3])
    assert streamed.assignment.objective == (0, 0, 0)
    assert streamed.pairs == 0


def test_progress_may_cancel():
    def stop(rounds, missing):
        raise Cancelled

    graph = dense(5, 5)
    with pytest.raises(Cancelled):
        assign_streamed(blocks(graph), graph.tier, graph.capacity, progress=stop)


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (([0], [0], [float("nan")]), "fit contains NaN"),
        (([0, 1], [0], [5]), "of a block must have the same length"),
        (([2], [0], [5]), r"mentee\[0\] is 2"),
        (([0], [1], [5]), r"mentor\[0\] is 1"),
        (([0], [0], [1001]), r"fit\[0\] is 1001"),
        (([0, 0], [0, 0], [5, 6]), "a pair with two different fits"),
    ],
)
def test_a_block_that_breaks_the_contract_is_named(block, message):
    with pytest.raises(EngineInputError, match=message):
        assign_streamed(lambda: [block], [1, 1], [1])


@pytest.mark.parametrize("wrong", [{"per_mentee": 0}, {"per_seat": -1}, {"per_round": 0}])
def test_sizes_of_the_core_must_make_sense(wrong):
    with pytest.raises(EngineInputError, match="must be 1 or more"):
        assign_streamed(list, [1], [1], **wrong)


def test_caps_must_nest():
    with pytest.raises(EngineInputError, match="Two caps cross"):
        assign_streamed(list, [1], [1, 1, 1], caps=(Cap([0, 1], 1), Cap([1, 2], 1)))
