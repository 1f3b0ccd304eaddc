"""Why does this mentee wait? The own papers, nobody who suits, or seats that go to others."""

from dataclasses import dataclass

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.bars import BAR_OF, BARS
from matching.engine.candidates import BLOCK_PAIRS, OF_MENTEE
from matching.engine.columns import MASKS, Columns
from matching.engine.pool import Pool
from matching.engine.wording import Message, gettext_noop

REASONS_SHOWN = 3

SENTENCES = {
    "waiting.nobody": gettext_noop("No mentor is possible for this mentee."),
    "waiting.seats": gettext_noop(
        "Mentors who would suit: {mentors}. Their seats go to mentees who are more urgent or fit better."
    ),
    "waiting.caps": gettext_noop(
        "Mentors who would suit and have a free seat: {mentors}. Their supervisors or universities have no place left."
    ),
    "waiting.held": gettext_noop(
        "Mentors who would suit and have a free seat: {mentors}. Their seats are held back for mentees who will come."
    ),
}
PAIR_BARS = tuple(bar for bar in BARS if bar.code not in OF_MENTEE)
"""The bars that tell one mentor from another."""


@dataclass(frozen=True, eq=False)
class Tally:
    """How many mentors fail which bar for some mentees.

    Parameters
    ----------
    failing : int64[W, B]
        Mentors who fail a bar of ``PAIR_BARS``; for the bar on fit, those who pass every other one.
    alone : int64[W, B]
        Mentors who fail this bar and no other one.
    """

    failing: Ints
    alone: Ints


def failures(columns: Columns, mentees: Ints, mentors: Ints) -> "np.ndarray[tuple[int, int, int], np.dtype[np.bool_]]":
    """Which bar of ``PAIR_BARS`` stops whom, bool[B, n, k]; fit is asked only where every other bar passes.

    What is sealed is not asked: its mentors count like any others.
    """
    left, right = mentees[:, None], mentors[None, :]
    failed = np.zeros((len(PAIR_BARS), len(mentees), len(mentors)), dtype=bool)
    for at, bar in enumerate(PAIR_BARS[:-1]):
        failed[at] = ~bar.verdict(columns, left, right)
    row, col = np.nonzero(~failed.any(axis=0))
    failed[-1, row, col] = ~PAIR_BARS[-1].verdict(columns, mentees[row], mentors[col])
    return failed


def tally(columns: Columns, mentees: Ints) -> Tally:
    """Count the failures of all mentors for some mentees, int64[W]; O(W * M * B) in blocks."""
    mentors = np.arange(len(columns.mentors))
    rows = max(1, BLOCK_PAIRS // max(1, len(mentors)))
    failing, alone = [], []
    for start in range(0, len(mentees), rows):
        failed = failures(columns, mentees[start : start + rows], mentors)
        single = failed.sum(axis=0, dtype=np.int8) == 1
        failing.append(failed.sum(axis=2).T)
        alone.append((failed & single).sum(axis=2).T)
    nothing = [np.zeros((0, len(PAIR_BARS)), dtype=np.int64)]
    return Tally(np.concatenate(failing or nothing), np.concatenate(alone or nothing))


def own_obstacles(columns: Columns, mentee: int) -> tuple[Message, ...]:
    """Sentences of the bars that the mentee alone fails, whoever the mentor."""
    return tuple(
        Message(f"{code}.failed", BAR_OF[code].sentences["failed"])
        for code in OF_MENTEE
        if columns.mentee.flags[mentee] & MASKS[code]
    )


def reasons_of(pool: Pool, mentees: Ints, free: Ints) -> list[tuple[Message, ...]]:
    """The reasons of waiting mentees, the most important ones first; ``free`` is int64[M], seats the plan leaves."""
    columns = pool.columns
    degree, capped, held = (
        np.bincount(pool.found.mentee[of[pool.found.mentor]], minlength=len(columns.mentees)).tolist()
        for of in (np.full(len(free), True), free > 0, _open(pool, free))
    )
    own = {int(mentee): own_obstacles(columns, int(mentee)) for mentee in mentees}
    lonely = np.asarray([y for y, obstacles in own.items() if not obstacles and not degree[y]], dtype=np.int64)
    counted = dict(zip(lonely.tolist(), tally(columns, lonely).failing, strict=True))
    return [
        obstacles
        or (
            nobody(columns, counted[mentee])
            if mentee in counted
            else (_seats(degree[mentee], capped[mentee], held[mentee]),)
        )
        for mentee, obstacles in own.items()
    ]


def _open(pool: Pool, free: Ints) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Mentors with a free seat whose groups have a place too, bool[M]; O(M + sizes of the groups)."""
    is_open = free > 0
    taken = pool.graph.capacity - free
    for cap in pool.graph.caps:
        if taken[cap.mentors].sum() >= cap.limit:
            is_open[cap.mentors] = False
    return is_open


def nobody(columns: Columns, failing: Ints, shown: int = REASONS_SHOWN) -> tuple[Message, ...]:
    """ "Nobody is possible", and the bars that rule out the most mentors; ``failing`` is int64[B]."""
    bars = [int(at) for at in np.argsort(-failing, kind="stable")[:shown] if failing[at]]
    return (
        Message("waiting.nobody", SENTENCES["waiting.nobody"]),
        *(counted(columns, at, failing) for at in bars),
    )


def counted(columns: Columns, bar: int, failing: Ints) -> Message:
    """How many mentors a bar rules out, as a sentence; ``failing`` is int64[B]."""
    rules = PAIR_BARS[bar]
    facts = {"failing": int(failing[bar]), "mentors": len(columns.mentors)}
    return Message(f"{rules.code}.counted", rules.sentences["counted"], facts)


def _seats(mentors: int, capped: int, held: int) -> Message:
    """A free seat of a mentor who would suit stays empty only where it is reserved or a group has no place left."""
    code, count = ("waiting.held", held) if held else ("waiting.caps", capped) if capped else ("waiting.seats", mentors)
    return Message(code, SENTENCES[code], {"mentors": count})
