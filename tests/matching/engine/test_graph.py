"""Input that breaks the contract is named before any solver sees it."""

import numpy as np
import pytest

from matching.engine.assignment import CandidateGraph, assign
from matching.engine.errors import EngineInputError
from matching.engine.graph import Cap

GOOD = {"mentee": [0, 1], "mentor": [0, 0], "fit": [5, 1000], "tier": [1, 2], "capacity": [1]}


def test_lists_and_numpy_integers_are_welcome():
    assert assign(CandidateGraph(**GOOD)).objective == (1, 0, 5)
    small = {name: np.asarray(values, dtype=np.uint16) for name, values in GOOD.items()}
    assert assign(CandidateGraph(**small)).objective == (1, 0, 5)


def test_tiers_without_a_mentee_count_where_they_are_named():
    assert assign(CandidateGraph(**GOOD, grades=4)).objective == (1, 0, 0, 0, 5)
    assert CandidateGraph(**GOOD, grades=1).tiers == 2


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"fit": [5.0, float("nan")]}, "fit contains NaN at position 1"),
        ({"fit": [5.0, 6.0]}, "fit must hold 64-bit whole numbers"),
        ({"fit": [True, False]}, "fit must hold 64-bit whole numbers"),
        ({"fit": np.asarray([2**64 - 1, 1], dtype=np.uint64)}, "fit must hold 64-bit whole numbers"),
        ({"fit": [[5], [6]]}, "fit must be one-dimensional"),
        ({"fit": [5, -1]}, r"fit\[1\] is -1, it must be between 0 and 1000"),
        ({"fit": [5, 1001]}, r"fit\[1\] is 1001"),
        ({"fit": [5]}, "must have the same length"),
        ({"mentee": [0, 2]}, r"mentee\[1\] is 2, it must be between 0 and 1"),
        ({"mentee": [-1, 1]}, r"mentee\[0\] is -1"),
        ({"mentor": [0, 1]}, r"mentor\[1\] is 1"),
        ({"tier": [0, 1]}, r"tier\[0\] is 0"),
        ({"tier": [1, 100]}, r"tier\[1\] is 100"),
        ({"capacity": [-1]}, r"capacity\[0\] is -1"),
        ({"capacity": [2**31]}, r"capacity\[0\] is"),
        ({"mentee": [0, 0]}, "The pair of mentee 0 and mentor 0 appears twice"),
        ({"mentee": [1, 0, 1], "mentor": [0, 0, 0], "fit": [1, 2, 3]}, "mentee 1 and mentor 0 appears twice"),
        ({"reservation": [1, 2]}, "reservation must have one entry per mentor"),
        ({"reservation": [-1]}, r"reservation\[0\] is -1"),
        ({"grades": 100}, r"grades\[0\] is 100, it must be between 0 and 99"),
        ({"caps": (Cap([1], 1),)}, "A cap names a mentor outside 0..0"),
        ({"caps": (Cap([-1], 1),)}, "A cap names a mentor outside 0..0"),
        ({"caps": ([0],)}, "caps must hold Cap records, not list"),
    ],
)
def test_input_that_breaks_the_contract_is_named(wrong, message):
    with pytest.raises(EngineInputError, match=message):
        CandidateGraph(**(GOOD | wrong))
