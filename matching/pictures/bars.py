"""How long is each bar, and how high each column?"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 320
ROW = 44
COLUMN_FLOOR, COLUMN_HEIGHT = 128, 100


@dataclass(frozen=True)
class Bar:
    """One bar under its label; a value that is not told has no bar."""

    label: str
    text: str
    y: int
    length: int

    @property
    def label_y(self) -> int:
        return self.y + 15

    @property
    def bar_y(self) -> int:
        return self.y + 22


@dataclass(frozen=True)
class Bars:
    """Bars under one another, the longest as wide as the picture."""

    bars: list[Bar]
    width: int = WIDTH

    @property
    def height(self) -> int:
        return ROW * len(self.bars)


def bars(rows: Sequence[tuple[str, int, str]], most: int = 0) -> Bars:
    """Bars of (label, value, text); `most` is the value of a full bar, the highest value otherwise."""
    most = most or max((value for _label, value, _text in rows), default=0)
    return Bars([
        Bar(label, text, ROW * at, min(WIDTH, WIDTH * value // most) if most else 0)
        for at, (label, value, text) in enumerate(rows)
    ])  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column over its label."""

    label: str
    value: int
    x: int
    height: int

    @property
    def middle(self) -> int:
        return self.x + 13

    @property
    def y(self) -> int:
        return COLUMN_FLOOR - self.height

    @property
    def text_y(self) -> int:
        return self.y - 5


@dataclass(frozen=True)
class Columns:
    """Columns beside one another, on one floor."""

    columns: list[Column]
    width: int = WIDTH
    height: int = COLUMN_FLOOR + 22
    floor: int = COLUMN_FLOOR


def columns(rows: Sequence[tuple[str, int]], most: int) -> Columns:
    """Columns of (label, value); a column of `most` is as high as the picture allows."""
    step = WIDTH // max(1, len(rows))
    return Columns([
        Column(label, value, step * at + 3, COLUMN_HEIGHT * value // max(1, most))
        for at, (label, value) in enumerate(rows)
    ])  # fmt: skip
