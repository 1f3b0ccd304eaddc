"""What keeps this one mentee waiting, and which smallest change would help? Every promise is tried out and proved."""

from dataclasses import dataclass

from accounts.models import User
from matching.costs import gain_sentences
from matching.engine import BarCount, Finding, Relaxation, finding_of
from matching.models import Run
from matching.queries.choices import Choice, choices_in
from matching.queries.sessions import LiveRun, session_of
from matching.sentences import bar_sentence, waiting_sentence
from mentorship.models import Mentee, Mentor


@dataclass(frozen=True)
class CountLine:
    """How many mentors one bar rules out, and how many it alone rules out."""

    sentence: str
    alone: int
    may_relax: bool


@dataclass(frozen=True)
class Way:
    """A smallest set of changes after which this mentor is there for the mentee."""

    mentor: Mentor
    bars: tuple[str, ...]
    changes: list[str]
    gain: tuple[int, ...]
    sentences: list[str]


@dataclass(frozen=True)
class Help:
    """Everything that a plan of today tells about one mentee; empty for one who waits no longer."""

    takes_part: bool
    waits: bool
    is_as_stored: bool
    obstacles: list[str]
    bars: list[CountLine]
    ways: list[Way]
    choices: list[Choice]

    @property
    def is_silent(self) -> bool:
        """Nothing can be told and nothing changed."""
        return self.waits and not (self.obstacles or self.bars or self.ways or self.choices)


def help_for(run: Run, mentee: Mentee, viewer: User) -> Help:
    code = str(mentee.public_id)
    live = session_of(run, about=code)
    if code not in live.pool.problem.mentee_of:
        return Help(False, False, live.is_as_stored, [], [], [], [])
    finding = finding_of(live.pool.problem, live.solution, code)
    if finding is None:
        return Help(True, False, live.is_as_stored, [], [], [], [])
    obstacles = [waiting_sentence(one.code, one.facts) for one in finding.obstacles]
    choices = [] if obstacles else choices_in(live, code, viewer)
    bars = [_line(bar) for bar in finding.bars]
    return Help(True, True, live.is_as_stored, obstacles, bars, _ways(live, finding, viewer), choices)


def _line(bar: BarCount) -> CountLine:
    return CountLine(waiting_sentence(bar.message.code, bar.message.facts), bar.alone, bar.may_relax)


def _ways(live: LiveRun, finding: Finding, viewer: User) -> list[Way]:
    keys = {one.mentor: live.pool.mentor_pk[one.mentor] for one in finding.relaxations}
    mentors = Mentor.objects.visible_to_staff(viewer).select_related("user").in_bulk(list(keys.values()))
    return [_way(one, mentors[keys[one.mentor]]) for one in finding.relaxations if keys[one.mentor] in mentors]


def _way(one: Relaxation, mentor: Mentor) -> Way:
    changes = [bar_sentence(told.code, told.facts) for told in one.changes]
    return Way(mentor, one.bars, changes, one.gain, gain_sentences(one.gain))
