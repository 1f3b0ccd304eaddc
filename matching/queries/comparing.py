"""How do two plans look side by side, with names for whoever may read them?"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from matching.comparisons import (
    GAINS,
    LOSES,
    MOVES,
    Beside,
    Change,
    Match,
    Plan,
    changes,
    fit_table,
    tier_table,
)
from matching.models import Run
from matching.variants import ASSUMED
from mentorship.models import Mentee, Mentor

SHOWN = 200  # changes on a page; the table with codes has all of them
CHOICES = 100  # the newest runs that can be compared


@dataclass(frozen=True)
class ChangeRow:
    """What is different for one mentee, in names."""

    change: Change
    mentee: Mentee | None
    before: str
    after: str


@dataclass(frozen=True)
class SideBySide:
    """Two plans of one centre beside each other."""

    before: Plan
    after: Plan
    tiers: list[tuple[int, int, int, int]]
    fits: list[Beside]
    rows: list[ChangeRow]
    counts: dict[str, int]

    @property
    def changed(self) -> int:
        return sum(self.counts.values())

    @property
    def left_out(self) -> int:
        """How many changes the page does not show."""
        return self.changed - len(self.rows)

    @property
    def served(self) -> tuple[int, int, int]:
        before, after = sum(self.before.matched), sum(self.after.matched)
        return before, after, after - before

    @property
    def means(self) -> tuple[int, int, int]:
        before, after = self.before.mean_fit, self.after.mean_fit
        return before, after, after - before

    @property
    def mentees(self) -> list[Mentee]:
        """Whose names the page shows."""
        return [row.mentee for row in self.rows if row.mentee]


def real_runs() -> QuerySet[Run]:
    """Runs that people decided about, or still do: computed, not dry, done."""
    return Run.objects.filter(kind=Run.Kind.SOLVED, is_dry=False, status=Run.Status.DONE)


def run_in_force(centre_id: int) -> Run | None:
    """The newest real run of a centre that is done."""
    return real_runs().filter(centre_id=centre_id).order_by("-pk").first()


def runs_to_compare(viewer: User) -> QuerySet[Run]:
    """Computed runs that are done, dry ones too, of the centres whose whole plans this person reads."""
    runs = Run.objects.visible_to(viewer).filter(centre__in=viewer.centre_ids(Permission.RUN_START))
    return runs.filter(kind=Run.Kind.SOLVED, status=Run.Status.DONE).select_related("centre", "policy")


def plan_of_run(run: Run) -> Plan:
    """The plan as the run computed it, whatever became of its proposals."""
    rows = run.proposals.filter(round=0).order_by()
    pairs = {
        str(mentee): Match(str(mentor), fit, tier)
        for mentee, mentor, fit, tier in rows.values_list("mentee__public_id", "mentor__public_id", "fit", "tier")
    }
    totals = [sum(both) for both in zip(run.counts["matched"], run.counts["waiting"], strict=True)]
    matched = [0] * len(totals)
    for match in pairs.values():
        matched[match.tier - 1] += 1
    return Plan(pairs, tuple(matched), tuple(all_ - served for all_, served in zip(totals, matched, strict=True)))


def side_by_side(before: Plan, after: Plan, viewer: User) -> SideBySide:
    """Both plans with the names of those for whom they differ, in two queries."""
    found = changes(before, after)
    shown = found[:SHOWN]
    mentees = _mentees(viewer, (one.mentee for one in shown))
    names = mentor_names(viewer, (match.mentor for one in shown for match in (one.before, one.after) if match))
    rows = [
        ChangeRow(one, mentees.get(one.mentee), _who(one.before, names), _who(one.after, names)) for one in shown
    ]  # fmt: skip
    counts = {kind: sum(one.kind == kind for one in found) for kind in (LOSES, GAINS, MOVES)}
    return SideBySide(before, after, tier_table(before.matched, after.matched), fit_table(before, after), rows, counts)


def mentor_names(viewer: User, codes: Iterable[str]) -> dict[str, str]:
    """Names by public id; those who are only assumed are called so."""
    wanted = set(codes)
    mentors = Mentor.objects.visible_to(viewer).filter(public_id__in=[one for one in wanted if ASSUMED not in one])
    names = {str(mentor.public_id): mentor.user.full_name for mentor in mentors.select_related("user")}
    return names | {one: _("an assumed mentor") for one in wanted if ASSUMED in one}


def _mentees(viewer: User, codes: Iterable[str]) -> dict[str, Mentee]:
    found = Mentee.objects.visible_to_staff(viewer).filter(public_id__in=list(codes))
    return {str(mentee.public_id): mentee for mentee in found}


def _who(match: Match | None, names: dict[str, str]) -> str:
    if match is None:
        return _("waits")
    facts = {"name": names.get(match.mentor, _("somebody who has left")), "fit": match.fit}
    return _("%(name)s, fit %(fit)d") % facts
