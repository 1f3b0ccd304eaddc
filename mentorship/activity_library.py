"""What can a mentor and a mentee do together, and which goals can a mentee choose?

Read once from mentorship/activities: an activity is in the file named by its code, the goals are in goals.toml.
docs/activities.md tells how to add one.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from mentorship.content_files import LANGUAGES, Fields, Mistakes, in_language, read_fields
from mentorship.vocabulary import Activity, Mode, Population, Topic

FOLDER = Path(__file__).parent / "activities"
GOALS = "goals.toml"
MAY_STOP = _("Each of you may stop this at any time, without giving a reason.")  # holds for every activity


@dataclass(frozen=True)
class GoalText:
    title: str
    sentence: str
    steps: tuple[str, ...]


@dataclass(frozen=True)
class LibraryGoal:
    """Something a mentee may want, in the first person, with steps that one can see."""

    code: str
    topic: Topic
    texts: Mapping[str, GoalText] = field(hash=False, repr=False)

    def text(self, language: str | None = None) -> GoalText:
        return in_language(self.texts, language)


@dataclass(frozen=True)
class ActivityText:
    title: str
    purpose: str
    material: str
    steps: tuple[str, ...]
    safety: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class LibraryActivity:
    """Something to do together. Spans are (from, to); `people` counts the mentor, `modes` say where it may be done."""

    code: str
    topic: Topic
    kind: Activity
    goals: tuple[str, ...]
    minutes: tuple[int, int]
    people: tuple[int, int]
    modes: frozenset[Mode]
    ages: tuple[int, int]
    populations: frozenset[Population]  # not to be used with one that is missing here
    texts: Mapping[str, ActivityText] = field(hash=False, repr=False)

    def text(self, language: str | None = None) -> ActivityText:
        return in_language(self.texts, language)

    def suits(self, *, population: str, mode: str | None = None, age: int | None = None) -> bool:
        """Whether it may be used with this population, in this mode, at this age; what is not given is not asked."""
        return (
            population in self.populations
            and (mode is None or mode in self.modes)
            and (age is None or self.ages[0] <= age <= self.ages[1])
        )


@dataclass(frozen=True)
class Library:
    """All goals and activities, in the order of topics and codes."""

    goals: tuple[LibraryGoal, ...]
    activities: tuple[LibraryActivity, ...]

    @cached_property
    def goal_by_code(self) -> dict[str, LibraryGoal]:
        return {goal.code: goal for goal in self.goals}

    @cached_property
    def activity_by_code(self) -> dict[str, LibraryActivity]:
        return {activity.code: activity for activity in self.activities}

    def for_goals(self, codes: Collection[str]) -> tuple[LibraryActivity, ...]:
        """The activities that serve any of the goals, those that serve most of them first."""
        served = {activity.code: len(set(activity.goals) & set(codes)) for activity in self.activities}
        found = [activity for activity in self.activities if served[activity.code]]
        return tuple(sorted(found, key=lambda activity: -served[activity.code]))


@lru_cache(maxsize=1)
def library() -> Library:
    """The library as it is shipped."""
    return read_library(FOLDER)


def for_goals(codes: Collection[str]) -> tuple[LibraryActivity, ...]:
    return library().for_goals(codes)


def read_library(folder: Path) -> Library:
    """Everything in the folder, or a `ContentError` with all that is wrong."""
    mistakes = Mistakes()
    goals = _goals(read_fields(folder / GOALS, mistakes))
    codes = [goal.code for goal in goals]
    every = [
        _activity(path.stem, fields, codes)
        for path in sorted(folder.glob("*.toml"))
        if path.name != GOALS and (fields := read_fields(path, mistakes)) is not None
    ]
    mistakes.tell()
    order = list(Topic)
    return Library(goals, tuple(sorted(every, key=lambda activity: (order.index(activity.topic), activity.code))))


def _goals(fields: Fields | None) -> tuple[LibraryGoal, ...]:
    if fields is None:
        return ()
    found = []
    for code in fields.values:
        one = fields.part(code)
        topic = one.code("topic", Topic.values)
        texts = {language: _goal_text(one.part(language)) for language in LANGUAGES}
        one.done()
        found.append(LibraryGoal(code, Topic(topic or Topic.FEELINGS), texts))
    return tuple(found)


def _goal_text(fields: Fields) -> GoalText:
    text = GoalText(fields.text("title", 50), fields.text("sentence", 140), fields.texts("steps", 3, 4, 90))
    fields.done()
    return text


def _activity(code: str, fields: Fields, goals: Collection[str]) -> LibraryActivity:
    topic, kind = fields.code("topic", Topic.values), fields.code("kind", Activity.values)
    activity = LibraryActivity(
        code=code,
        topic=Topic(topic or Topic.FEELINGS),
        kind=Activity(kind or Activity.TALK),
        goals=fields.codes("goals", goals),
        minutes=fields.span("minutes", 5, 180),
        people=fields.span("people", 2, 12),
        modes=frozenset(Mode(mode) for mode in fields.codes("modes", Mode.values)),
        ages=fields.span("ages", 6, 99),
        populations=frozenset(Population(one) for one in fields.codes("populations", Population.values)),
        texts={language: _activity_text(fields.part(language)) for language in LANGUAGES},
    )
    fields.done()
    return activity


def _activity_text(fields: Fields) -> ActivityText:
    text = ActivityText(
        title=fields.text("title", 45),
        purpose=fields.text("purpose", 140),
        material=fields.text("material", 80),
        steps=fields.texts("steps", 3, 7, 120),
        safety=fields.text("safety", 180),
        questions=fields.texts("questions", 2, 3, 80),
    )
    fields.done()
    return text
