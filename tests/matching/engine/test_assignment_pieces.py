"""Pieces can be solved anywhere, in any order, and a run can be watched and stopped."""

import pickle

import numpy as np
import pytest

from matching.engine import components
from matching.engine.assignment import CandidateGraph, assign, join, solve_piece, split
from matching.engine.errors import Cancelled, NotProvedError


def regions(count, size=600):
    rng = np.random.default_rng(3)
    mentee = np.repeat(np.arange(count * size), 3)
    mentor = mentee // size * size + rng.integers(0, size, len(mentee))
    mentee, mentor = np.unique(np.stack((mentee, mentor)), axis=1)
    capacity = np.ones(count * size, dtype=np.int64)
    tier = rng.integers(1, 4, count * size)
    return CandidateGraph(mentee, mentor, rng.integers(0, 1001, len(mentee)), tier, capacity)


def test_pieces_can_be_solved_anywhere_and_joined(monkeypatch):
    graph = regions(4)
    pieces = split(graph)
    assert len(pieces) >= 3
    sent = [pickle.loads(pickle.dumps(piece)) for piece in pieces]
    matches = [solve_piece(piece) for piece in reversed(sent)][::-1]
    joined = join(graph, pieces, matches)
    monkeypatch.setattr(components, "PIECE_ROWS", 10**9)
    assert joined.objective == assign(graph).objective
    assert len(split(graph)) == 1


def test_pieces_of_another_plan_are_not_accepted():
    graph = regions(4)
    pieces = split(graph)
    matches = [solve_piece(piece) for piece in pieces]
    matches[1] = np.full_like(matches[1], -1)
    with pytest.raises(NotProvedError):
        join(graph, pieces, matches)


def test_progress_counts_rows_and_may_cancel():
    graph, seen = regions(4), []
    assign(graph, progress=lambda done, total: seen.append((done, total)))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1][0] == seen[-1][1]

    def stop(done, total):
        raise Cancelled

    with pytest.raises(Cancelled):
        assign(graph, progress=stop)
