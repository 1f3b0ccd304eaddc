"""Prices prove the optimum, reject everything else, and mean what they say."""

import numpy as np
import pytest
from hypothesis import given, settings

from matching.engine.assignment import assign
from matching.engine.certificate import certify, maximal_prices, minimal_prices, prove
from matching.engine.errors import NotProvedError
from matching.engine.market import Market
from tests.matching.engine.instances import graphs, random_graph


def ints(*values):
    return np.asarray(values, dtype=np.int64)


def market(weights, capacity):
    """A market from a table of weights; 0 is no edge."""
    table = np.asarray(weights)
    row, col = np.nonzero(table)
    return Market(row, col, table[row, col], len(table), ints(*capacity))


@settings(max_examples=15, deadline=None)
@given(graphs(caps="nested"))
def test_both_ends_of_the_prices_prove_the_plan(graph):
    assignment = assign(graph)
    solved = assignment.solved
    lowest, highest = solved.proof.price, solved.highest_price
    assert (lowest <= highest).all()
    for price in (lowest, highest, (lowest + highest) // 2):
        assert prove(solved.encoding.market, solved.match, price).holds
    assert assignment.seat_price.dtype == assignment.mentee_price.dtype == np.int64


@pytest.mark.parametrize("seed", range(40))
def test_a_worse_plan_is_never_accepted(seed):
    rng = np.random.default_rng(seed)
    solved = assign(random_graph(rng, 8, 5)).solved
    match = solved.match.copy()
    if not (match >= 0).any():
        return
    match[rng.choice(np.flatnonzero(match >= 0))] = -1
    with pytest.raises(NotProvedError):
        certify(solved.encoding.market, match)


def test_a_bound_holds_for_any_prices():
    rows = market([[5, 3], [4, 0]], [1, 1])
    for price in (ints(0, 0), ints(9, 9), ints(2, 0)):
        proof = prove(rows, ints(1, 2), price)
        assert proof.primal == 7
        assert proof.dual >= 7
    assert prove(rows, ints(1, 2), ints(3, 1)).holds
    assert not prove(rows, ints(1, 2), ints(0, 0)).holds


def test_greedy_is_rejected_where_it_is_not_optimal():
    rows = market([[5, 4], [4, 0]], [1, 1])
    with pytest.raises(NotProvedError, match="can be improved"):
        minimal_prices(rows, ints(0, -1))
    with pytest.raises(NotProvedError, match="can be improved"):
        certify(market([[1, 9], [9, 1]], [1, 1]), ints(0, 3))


def test_an_edge_that_costs_more_than_it_gives_is_rejected():
    negative = Market(ints(0), ints(0), ints(-3), 1, ints(1))
    with pytest.raises(NotProvedError, match="the bound is 0"):
        certify(negative, ints(0))


def test_a_plan_that_breaks_a_limit_is_rejected():
    rows = market([[5], [4]], [1])
    with pytest.raises(NotProvedError, match="more mentees than seats"):
        certify(rows, ints(0, 1))
    with pytest.raises(NotProvedError, match="somebody else"):
        certify(rows, ints(1, -1))


def test_the_minimal_price_is_the_gain_of_a_seat_and_the_maximal_the_loss():
    rows = market([[9, 4], [7, 0]], [1, 1])
    match = ints(1, 2)
    assert minimal_prices(rows, match).tolist() == [5, 0]
    assert maximal_prices(rows, match).tolist() == [7, 2]
    assert maximal_prices(market([[9]], [0]), ints(-1)).tolist() == [9]
    assert maximal_prices(market([[9]], [2]), ints(0)).tolist() == [0]
