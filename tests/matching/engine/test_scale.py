"""One integer says who is more urgent and by how many points, and is read back without ambiguity."""

import numpy as np
import pytest

from matching.engine.errors import EngineInputError
from matching.engine.scale import Scale, golomb_ruler


@pytest.mark.parametrize("marks", [*range(1, 16), 40])
def test_rulers_measure_every_distance_once(marks):
    ruler = golomb_ruler(marks)
    distances = [b - a for at, a in enumerate(ruler) for b in ruler[at + 1 :]]
    assert len(ruler) == marks
    assert ruler[0] == 0
    assert len(set(distances)) == len(distances)
    assert list(ruler) == sorted(ruler)


@pytest.mark.parametrize("tiers", [1, 2, 3, 4, 5, 14])
def test_every_change_is_read_back(tiers):
    scale = Scale.of(tiers, 30)
    for out in range(tiers + 1):
        for into in range(tiers + 1):
            for fit in (-30_000, -1, 0, 7, 30_000):
                weight = (out and scale.marks[out]) - (into and scale.marks[into])
                expected = [0] * tiers
                if out:
                    expected[out - 1] += 1
                if into:
                    expected[into - 1] -= 1
                told = scale.read(np.asarray([weight * scale.unit + fit]))
                assert told.tolist() == [[*expected, fit]]


def test_weights_that_would_not_fit_are_refused():
    with pytest.raises(EngineInputError, match="do not fit into 64-bit weights"):
        Scale.of(99, 10**8)
