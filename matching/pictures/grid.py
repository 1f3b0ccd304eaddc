"""Which two hours of the week have more mentees than mentors? Few people on either side are not told apart."""

from dataclasses import dataclass

from kernel.small_cells import FEWEST, figure

LEFT, TOP, WIDE, HIGH = 40, 22, 40, 22


@dataclass(frozen=True)
class Cell:
    """Two hours of one day: mentors with a free seat, and mentees who wait."""

    day: int
    day_name: str
    day_short: str
    slot: int
    mentors: str
    mentees: str
    level: str

    @property
    def x(self) -> int:
        return LEFT + WIDE * self.day

    @property
    def y(self) -> int:
        return TOP + HIGH * self.slot

    @property
    def middle(self) -> int:
        return self.x + WIDE // 2

    @property
    def text_y(self) -> int:
        return self.y + 15


def cell(day: int, names: tuple[str, str], slot: int, mentors: int, mentees: int) -> Cell:
    return Cell(day, *names, slot, figure(mentors), figure(mentees), level(mentors, mentees))


def level(mentors: int, mentees: int) -> str:
    """How these hours stand, told from the figures that are shown alone."""
    if mentees == 0:
        return "idle"
    if mentees < FEWEST:
        return "enough" if mentors >= FEWEST else "few" if mentors else "short"
    return "enough" if mentors >= mentees else "short"
