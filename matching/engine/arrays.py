"""Which array habits does the whole engine share?

Every quantity is a signed 64-bit integer: indices, fits, weights, prices. Nothing is ever rounded.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engine.errors import EngineInputError

Ints = NDArray[np.int64]
Progress = Callable[[int, int], None]
"""Called with (done, total) between steps; it may raise ``Cancelled`` to stop the computation."""

FAR = np.int64(2**60)
"""Larger than every weight, price and distance, small enough that two of them still fit into int64."""


def whole_numbers(values: Any, name: str) -> Ints:
    """Return ``values`` as a one-dimensional int64 array or say why that would lose something.

    Parameters
    ----------
    values : array_like of integers
        Floats are refused even when they are whole: a fit is rounded once, by whoever made it.
    name : str
        How the message calls the field.

    Raises
    ------
    EngineInputError
        When the values contain NaN, are not integers, do not fit into int64 or are not one-dimensional.
    """
    array: NDArray[Any] = np.asarray(values)
    if array.ndim != 1:
        raise EngineInputError(f"{name} must be one-dimensional, not {array.ndim}-dimensional.")
    if array.size == 0:
        return np.zeros(0, dtype=np.int64)
    if array.dtype.kind == "f" and np.isnan(array).any():
        raise EngineInputError(f"{name} contains NaN at position {int(np.isnan(array).argmax())}.")
    if array.dtype.kind not in "iu" or (array.dtype.kind == "u" and array.max() > np.iinfo(np.int64).max):
        raise EngineInputError(f"{name} must hold 64-bit whole numbers, not {array.dtype}.")
    whole: Ints = array.astype(np.int64, copy=False)
    return whole


def within(values: Ints, name: str, low: int, high: int) -> None:
    """Raise ``EngineInputError`` unless every value lies in ``low..high``, both included."""
    wrong = (values < low) | (values > high)
    if wrong.any():
        at = int(wrong.argmax())
        raise EngineInputError(f"{name}[{at}] is {int(values[at])}, it must be between {low} and {high}.")


def ranges(starts: Ints, lengths: Ints) -> Ints:
    """Concatenate ``arange(start, start + length)`` for every pair; O(total length).

    Examples
    --------
    >>> ranges(np.array([10, 20]), np.array([2, 3])).tolist()
    [10, 11, 20, 21, 22]
    """
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    running: Ints = np.arange(total, dtype=np.int64) + np.repeat(starts - (ends - lengths), lengths)
    return running


def offsets(counts: Ints) -> Ints:
    """Turn counts, int64[N], into the boundaries of their segments, int64[N + 1]."""
    bounds = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=bounds[1:])
    return bounds


def segment_max(values: Ints, bounds: Ints, empty: int) -> Ints:
    """Maximum of every segment ``values[bounds[i]:bounds[i + 1]]``, ``empty`` where it has no entry; O(E)."""
    result = np.full(len(bounds) - 1, empty, dtype=np.int64)
    filled = np.flatnonzero(bounds[1:] > bounds[:-1])
    if len(filled):
        result[filled] = np.maximum.reduceat(values, bounds[filled])
    return result


def as_tuple(items: Iterable[Any] | Sequence[Any]) -> tuple[int, ...]:
    """Plain Python integers, so that results print and compare without numpy."""
    return tuple(int(item) for item in items)
