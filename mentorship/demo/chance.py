"""How do invented people differ? Choices by weight, hours by habit, and ids, all from one seed."""

import random
import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

from faker.providers.person.hu_HU import Provider as Hungarian
from faker.providers.person.ro_RO import Provider as Romanian

T = TypeVar("T")
FAMILY_NAMES = {"ro": list(Romanian.last_names), "hu": list(Hungarian.last_names)}
GIVEN_NAMES = {
    ("ro", "woman"): list(Romanian.first_names_female),
    ("ro", "man"): list(Romanian.first_names_male),
    ("hu", "woman"): list(Hungarian.first_names_female),
    ("hu", "man"): list(Hungarian.first_names_male),
}
SLOTS = 12  # two-hour slots of a day
# When people of a kind are free: (days, first slot, last slot, chance of each slot)
HABITS: dict[str, list[tuple[range, int, int, float]]] = {
    "pupil": [(range(5), 7, 8, 0.5), (range(5), 9, 9, 0.25), (range(5, 7), 5, 8, 0.45)],
    "adult": [(range(5), 4, 7, 0.2), (range(5), 8, 9, 0.4), (range(5, 7), 5, 9, 0.4)],
    "student": [(range(5), 4, 8, 0.3), (range(5), 9, 9, 0.4), (range(5, 7), 5, 8, 0.3)],
    "worker": [(range(5), 8, 9, 0.55), (range(5, 7), 5, 8, 0.45)],
    "retired": [(range(5), 4, 8, 0.5), (range(5, 7), 5, 7, 0.15)],
}


class Chance:
    """A seeded source of everything that looks like chance."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  invented people, not secrets

    def public_id(self) -> uuid.UUID:
        return uuid.UUID(int=self.random.getrandbits(128), version=4)

    def pick(self, weighted: dict[T, float]) -> T:
        return self.random.choices(list(weighted), weights=list(weighted.values()))[0]

    def some(self, among: Sequence[T], least: int, most: int) -> list[T]:
        return self.random.sample(list(among), self.random.randint(least, most))

    def happens(self, probability: float) -> bool:
        return self.random.random() < probability

    def days_ago(self, today: date, least: int, most: int) -> date:
        return today - timedelta(days=self.random.randint(least, most))

    def given_name(self, language: str, gender: str) -> str:
        names = GIVEN_NAMES["hu" if language == "hu" else "ro", "man" if gender == "man" else "woman"]
        return self.random.choice(names)

    def family_name(self, language: str) -> str:
        return self.random.choice(FAMILY_NAMES["hu" if language == "hu" else "ro"])

    def week(self, habit: str) -> str:
        """Free two-hour slots in 21 hexadecimal digits; at least two of them."""
        bits = 0
        while bits.bit_count() < 2:
            for days, first, last, probability in HABITS[habit]:
                for day in days:
                    for slot in range(first, last + 1):
                        if self.happens(probability):
                            bits |= 1 << (day * SLOTS + slot)
        return f"{bits:021x}"
