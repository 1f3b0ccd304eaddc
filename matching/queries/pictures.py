"""How long do mentees wait, by language and by place; which hours lack mentors; how well do a run's pairs fit?"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median_low

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Centre, User
from accounts.permissions import Permission
from kernel.clock import today
from kernel.small_cells import FEWEST, figure, gathered
from matching.models import Proposal, Run
from matching.pictures import bars as drawing
from matching.pictures.grid import Cell, cell
from mentorship import weeks
from mentorship.models import Mentee, Mentor
from mentorship.urgency import TIERS, days_waited
from mentorship.vocabulary import Language

FIT_STEP, FIT_STEPS = 100, 10
REST = "other"


@dataclass(frozen=True)
class Waits:
    """Mentees of one language or place who wait, and how long half of them have waited at most."""

    code: str
    label: str
    mentees: str
    weeks: int | None  # None: too few people to tell

    @property
    def weeks_text(self) -> str:
        if self.weeks is None:
            return _("not shown")
        return ngettext("%(weeks)d week", "%(weeks)d weeks", self.weeks) % {"weeks": self.weeks}

    @property
    def sheet_row(self) -> list[str]:
        return [self.code, self.mentees, "" if self.weeks is None else str(self.weeks)]


@dataclass(frozen=True)
class Waiting:
    """Who waits, as rows of a table and as bars."""

    rows: list[Waits]

    @property
    def bars(self) -> drawing.Bars:
        return drawing.bars([(f"{row.label} ({row.mentees})", row.weeks or 0, row.weeks_text) for row in self.rows])


@dataclass(frozen=True)
class HoursLine:
    """The same two hours on all days."""

    hours: str
    cells: list[Cell]

    @property
    def text_y(self) -> int:
        return self.cells[0].text_y


@dataclass(frozen=True)
class Hours:
    """The hours in which mentors with a free seat and mentees who wait are free."""

    days: list[weeks.Day]
    lines: list[HoursLine]

    @property
    def cells(self) -> list[Cell]:
        return [cell for line in self.lines for cell in line.cells]

    @property
    def sheet_rows(self) -> list[list[str]]:
        ordered = sorted(self.cells, key=lambda cell: (cell.day, cell.slot))
        return [[str(cell.day + 1), f"{2 * cell.slot:02}", cell.mentors, cell.mentees] for cell in ordered]


@dataclass(frozen=True)
class FitTier:
    """How many pairs of one urgency fit how well, in steps of ten percent."""

    tier: int
    counts: list[int]
    most: int

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def columns(self) -> drawing.Columns:
        labels = [str(FIT_STEP * step // 10) for step in range(FIT_STEPS)]
        return drawing.columns(list(zip(labels, self.counts, strict=True)), self.most)


@dataclass(frozen=True)
class Fits:
    """The fit of every pair that a run proposed when it was solved."""

    tiers: list[FitTier]

    @property
    def steps(self) -> list[tuple[str, list[int]]]:
        """Rows of the table: from which to which percent, and the count of each urgency."""
        return [
            (_span(step), [tier.counts[step] for tier in self.tiers])
            for step in range(FIT_STEPS)
        ]  # fmt: skip

    @property
    def sheet_rows(self) -> list[list[str]]:
        return [
            [str(tier.tier), str(FIT_STEP * step), figure(count)]
            for tier in self.tiers for step, count in enumerate(tier.counts)
        ]  # fmt: skip


def _span(step: int) -> str:
    last = 100 if step == FIT_STEPS - 1 else 10 * step + 9
    return _("%(first)d to %(last)d %%") % {"first": 10 * step, "last": last}


def centre_for(viewer: User, wanted: str) -> Centre:
    """The centre that is asked for where this person sees runs, the first one otherwise."""
    centres = viewer.centres(Permission.RUN_SEE)
    return next((centre for centre in centres if str(centre.public_id) == wanted), centres[0])


def waiting_by_language(centre: Centre, viewer: User) -> Waiting:
    """By the language that a mentee speaks best; each mentee counts once."""
    rows = _who_wait(centre, viewer).values_list("languages", "waiting_since")
    groups = _grouped((languages[0], since) for languages, since in rows)
    names = {code: str(label) for code, label in Language.choices}
    return _waiting(groups, names, _("Other languages"))


def waiting_by_place(centre: Centre, viewer: User) -> Waiting:
    rows = list(_who_wait(centre, viewer).values_list("place_id", "place__name", "waiting_since"))
    groups = _grouped((str(place), since) for place, _name, since in rows)
    return _waiting(groups, {str(place): name for place, name, _since in rows}, _("Other places"))


def hours_of_week(centre: Centre, viewer: User) -> Hours:
    """Mentors with a free seat and mentees who wait, for each two hours of a week."""
    mentors = Mentor.objects.visible_to_staff(viewer).filter(centre=centre, active_pairings__lt=F("capacity")).willing()
    supply, demand = _free(mentors), _free(_who_wait(centre, viewer))
    days = weeks.days()
    lines = [
        HoursLine(line.hours, [
            cell(day, days[day], slot, supply[one.bit], demand[one.bit]) for day, one in enumerate(line.cells)
        ])
        for slot, line in enumerate(weeks.lines())
    ]  # fmt: skip
    return Hours(days, lines)


def fits_of(run: Run, viewer: User) -> Fits:
    """The pairs of the first solve, whatever became of them; the last step holds its upper end, too."""
    proposals = Proposal.objects.visible_to(viewer).filter(run=run, round=0).order_by()
    counts: Counter[tuple[int, int]] = Counter()
    for tier, fit, count in proposals.values_list("tier", "fit").annotate(Count("pk")):
        counts[tier, min(FIT_STEPS - 1, fit // FIT_STEP)] += count
    most = max(counts.values(), default=0)
    return Fits([FitTier(tier, [counts[tier, step] for step in range(FIT_STEPS)], most) for tier in TIERS])


def newest_run(centre: Centre, viewer: User) -> Run | None:
    """The newest run of the centre that is in force."""
    done = Q(kind=Run.Kind.SOLVED, is_dry=False, status=Run.Status.DONE)
    return Run.objects.visible_to(viewer).filter(done, centre=centre).order_by("-pk").first()


def _who_wait(centre: Centre, viewer: User) -> QuerySet[Mentee]:
    return Mentee.objects.visible_to_staff(viewer).filter(centre=centre).waiting().order_by("pk")


def _grouped(rows: Iterable[tuple[str, date | None]]) -> dict[str, list[int]]:
    """The days of waiting of each group."""
    day = today()
    groups: dict[str, list[int]] = defaultdict(list)
    for key, since in rows:
        groups[key].append(days_waited(since, day))
    return groups


def _waiting(groups: Mapping[str, list[int]], names: Mapping[str, str], rest_name: str) -> Waiting:
    shown, rest = gathered(groups)
    rows = [_waits(code, names[code], days) for code, days in shown.items()]
    return Waiting(rows + ([_waits(REST, rest_name, rest)] if rest else []))


def _waits(code: str, label: str, days: list[int]) -> Waits:
    return Waits(code, label, figure(len(days)), median_low(days) // 7 if len(days) >= FEWEST else None)


def _free(people: "QuerySet[Mentee] | QuerySet[Mentor]") -> Counter[int]:
    """How many of these people are free in each slot of the week."""
    free: Counter[int] = Counter()
    for week, count in people.order_by().values_list("week").annotate(Count("pk")):
        for bit in weeks.bits_of(weeks.from_text(week)):
            free[bit] += count
    return free
