"""How far is a learner on each track, what comes next, and what has changed since?"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Q
from django.utils import timezone

from accounts.models import Centre, User
from training import progress as graph
from training.models import Achievement, Certificate, Enrolment, Module, ModuleVersion, Track, TrackModule
from training.progress import Achieved, Part, Stage, State
from training.queries.versions import Current, current_versions, titles

PARTS = {Part.LESSON: "has_lesson", Part.QUIZ: "has_quiz", Part.WORKSHOP: "has_workshop", Part.PRACTICE: "has_practice"}


@dataclass(frozen=True)
class ModuleRow:
    """One module of a track for one learner; `learned` is the newest version of which something was done, or 0."""

    module: Module
    version: ModuleVersion
    title: str
    summary: str
    state: State
    missing: tuple[str, ...]
    learned: int

    @property
    def parts(self) -> tuple[Part, ...]:
        return parts_of(self.module)

    @property
    def parts_done(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part not in self.state.parts_left)

    @property
    def is_open(self) -> bool:
        """Whether it can be learned now."""
        return self.state.stage != Stage.LOCKED


@dataclass(frozen=True)
class TrackProgress:
    """One learner on one track: every module with its state, and the one step to go on with."""

    enrolment: Enrolment
    rows: tuple[ModuleRow, ...]
    fraction: Fraction
    next_row: ModuleRow | None
    next_part: Part | None

    @property
    def track(self) -> Track:
        return self.enrolment.track

    @property
    def next_module(self) -> Module | None:
        return self.next_row.module if self.next_row else None

    @property
    def percent(self) -> int:
        return int(100 * self.fraction)

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left; a track without modules is never complete."""
        return self.fraction == 1

    @property
    def modules_done(self) -> int:
        return sum(row.state.stage == Stage.DONE for row in self.rows)


def progress_of(person: User, centre: Centre) -> list[TrackProgress]:
    """Every track on which the person learns or has learned at the centre, in a constant number of queries."""
    found = Enrolment.objects.filter(person=person, centre=centre).exclude(status=Enrolment.Status.LEFT)
    return progress_of_all(found.select_related("track", "centre").order_by("pk"))


def progress_of_all(enrolments: Iterable[Enrolment]) -> list[TrackProgress]:
    """The progress of each enrolment (select `track` with them), in a constant number of queries for all together."""
    wanted = list(enrolments)
    return _Tracks(wanted).all() if wanted else []


def parts_of(module: Module) -> tuple[Part, ...]:
    """What a module asks for, in the order of learning."""
    return tuple(part for part, field in PARTS.items() if getattr(module, field))


def renewable(people: Collection[int], centres: Collection[int], tracks: Collection[int]) -> list[Certificate]:
    """The newest certificate of each person, centre and track that was not withdrawn: what a refresher renews."""
    rows = Certificate.objects.filter(person__in=people, centre__in=centres, track__in=tracks, withdrawn_at=None)
    newest = {
        (row.person_id, row.centre_id, row.track_id): row
        for row in rows.select_related("track").order_by("expires_on", "pk")
    }
    return list(newest.values())


class _Tracks:
    """What several enrolments have in common, loaded once."""

    def __init__(self, enrolments: Sequence[Enrolment]) -> None:
        self.enrolments = enrolments
        people, centres = {one.person_id for one in enrolments}, {one.centre_id for one in enrolments}
        self.renewed = _renewed(enrolments)
        renewed = {track for tracks in self.renewed.values() for track in tracks}
        self.entries = _entries({one.track_id for one in enrolments} | renewed, centres)
        modules = {module.pk for entry in self.entries.values() for module in entry}
        self.current = current_versions(modules, centres)
        self.titles = titles({current.version.pk for current in self.current.values()})
        self.requires = _requires(modules)
        self.achieved = _achieved(people, centres, modules)
        self.held = renewable(people, centres, renewed) if renewed else []

    def all(self) -> list[TrackProgress]:
        return [self._progress(enrolment) for enrolment in self.enrolments]

    def _progress(self, enrolment: Enrolment) -> TrackProgress:
        own = self._modules(enrolment.track_id, enrolment.centre_id)
        changed = self._changed(enrolment)
        achieved = self._achieved(enrolment, {module.pk for module in own})
        modules = [*changed, *own]
        nodes = [self._pure(module, enrolment.centre_id) for module in modules]
        states = graph.states(nodes, achieved)
        rows = {
            module.code: self._row(module, enrolment.centre_id, states, achieved, {one.code: one for one in modules})
            for module in modules
        }
        step = graph.next_step(nodes, achieved)
        return TrackProgress(
            enrolment, tuple(rows.values()), graph.fraction_done(nodes, achieved),
            rows[step[0]] if step else None, step[1] if step else None,
        )  # fmt: skip

    def _modules(self, track: int, centre: int) -> list[Module]:
        """The modules of a track that somebody of this centre can learn."""
        return [module for module in self.entries.get(track, ()) if (module.pk, centre) in self.current]

    def _changed(self, enrolment: Enrolment) -> list[Module]:
        """What a renewal asks for besides the refresher: the modules that changed since the certificate.

        A certificate without versions was not earned here; nothing is known to have changed since.
        """
        found: dict[str, Module] = {}
        for held in self.held:
            is_own = (held.person_id, held.centre_id) == (enrolment.person_id, enrolment.centre_id)
            if is_own and held.module_versions and held.track_id in self.renewed.get(enrolment.track_id, ()):
                for module in self._modules(held.track_id, enrolment.centre_id):
                    if self._current(module, enrolment.centre_id).counts_from > held.module_versions.get(
                        module.code, 0
                    ):
                        found[module.code] = module
        return list(found.values())

    def _achieved(self, enrolment: Enrolment, own: set[int]) -> list[Achieved]:
        """What counts for the enrolment; the modules of a refresher are learned anew each time."""
        since = _day(enrolment) if enrolment.track.is_refresher else date.min
        return [
            Achieved(row.module.code, Part(row.part), row.version, row.achieved_on)
            for row in self.achieved[enrolment.person_id, enrolment.centre_id]
            if row.module_id not in own or row.achieved_on >= since
        ]

    def _current(self, module: Module, centre: int) -> Current:
        return self.current[module.pk, centre]

    def _pure(self, module: Module, centre: int) -> graph.Module:
        return graph.Module(
            module.code, self._current(module, centre).counts_from, frozenset(self.requires[module.pk]),
            frozenset(parts_of(module)), self._title(module, centre)[0],
        )  # fmt: skip

    def _title(self, module: Module, centre: int) -> tuple[str, str]:
        return self.titles.get(self._current(module, centre).version.pk, (module.code, ""))

    def _row(
        self, module: Module, centre: int, states: dict[str, State], achieved: list[Achieved], known: dict[str, Module]
    ) -> ModuleRow:
        state = states[module.code]
        title, summary = self._title(module, centre)
        missing = tuple(self._title(known[code], centre)[0] for code in state.missing)
        learned = max((one.version for one in achieved if one.module == module.code), default=0)
        return ModuleRow(module, self._current(module, centre).version, title, summary, state, missing, learned)


def _day(enrolment: Enrolment) -> date:
    return timezone.localtime(enrolment.enrolled_at, timezone.get_default_timezone()).date()


def _renewed(enrolments: Iterable[Enrolment]) -> dict[int, set[int]]:
    """Of each refresher among the tracks: the tracks whose certificates it renews."""
    found: dict[int, set[int]] = defaultdict(set)
    refreshers = {enrolment.track_id for enrolment in enrolments if enrolment.track.is_refresher}
    for refresher, track in Track.renews.through.objects.filter(from_track__in=refreshers).values_list(
        "from_track_id", "to_track_id"
    ):
        found[refresher].add(track)
    return found


def _entries(tracks: Collection[int], centres: Collection[int]) -> dict[int, list[Module]]:
    rows = TrackModule.objects.filter(Q(module__centre=None) | Q(module__centre__in=centres), track__in=tracks)
    found: dict[int, list[Module]] = defaultdict(list)
    for row in rows.select_related("module").order_by("track", "position", "pk"):
        found[row.track_id].append(row.module)
    return found


def _requires(modules: Collection[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    links = Module.requires.through.objects.filter(from_module__in=modules)
    for module, code in links.values_list("from_module_id", "to_module__code"):
        found[module].add(code)
    return found


def _achieved(
    people: Collection[int], centres: Collection[int], modules: Collection[int]
) -> dict[tuple[int, int], list[Achievement]]:
    found: dict[tuple[int, int], list[Achievement]] = defaultdict(list)
    rows = Achievement.objects.filter(person__in=people, centre__in=centres, module__in=modules)
    for row in rows.defer("note").select_related("module").order_by("pk"):
        found[row.person_id, row.centre_id].append(row)
    return found
