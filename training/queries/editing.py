"""What does a trainer find to edit: the modules of a centre, their drafts and their versions?"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from accounts.models import Centre
from training.models import LessonText, Module, ModuleVersion, Question, Track, TrackModule
from training.progress import Module as Node
from training.queries.progress import parts_of
from training.queries.versions import current_versions, titles


@dataclass(frozen=True)
class EditedModule:
    """One module as the list of a trainer shows it; `version` is what learners see, None before the first one."""

    module: Module
    title: str
    version: ModuleVersion | None
    draft: ModuleVersion | None
    tracks: tuple[str, ...]
    questions: int


def modules_of(centre: Centre) -> "QuerySet[Module]":
    """The modules that somebody of this centre may see."""
    return Module.objects.filter(Q(centre=None) | Q(centre=centre))


def edited_modules(centre: Centre) -> list[EditedModule]:
    """Every module of the centre, those on a track in its order first, in a constant number of queries."""
    modules = list(modules_of(centre).order_by("pk"))
    ids = [module.pk for module in modules]
    current = {module: found.version for (module, _), found in current_versions(ids, [centre.pk]).items()}
    drafts = {draft.module_id: draft for draft in ModuleVersion.objects.filter(centre=centre, published_at=None)}
    named = titles([version.pk for version in [*drafts.values(), *current.values()]])
    tracks, places = _places(ids)
    questions = dict(
        Question.objects.filter(Q(centre=None) | Q(centre=centre), is_in_use=True)
        .order_by().values_list("module").annotate(Count("code", distinct=True))
    )  # fmt: skip
    rows = []
    for module in sorted(modules, key=lambda one: places.get(one.pk, (1_000_000, 0))):
        version, draft = current.get(module.pk), drafts.get(module.pk)
        shown = version or draft
        title = named.get(shown.pk, (module.code, ""))[0] if shown else module.code
        rows.append(EditedModule(module, title, version, draft, tuple(tracks[module.pk]), questions.get(module.pk, 0)))
    return rows


def title_of(module: Module, centre: Centre) -> str:
    """The title by which the module is known at the centre, that of the draft before the first version."""
    found = current_versions([module.pk], [centre.pk]).get((module.pk, centre.pk))
    version = found.version if found else draft_of(module, centre)
    return titles([version.pk] if version else []).get(version.pk if version else 0, (module.code, ""))[0]


def draft_of(module: Module, centre: Centre) -> ModuleVersion | None:
    return ModuleVersion.objects.filter(module=module, centre=centre, published_at=None).first()


def versions_of(module: Module, centre: Centre) -> list[ModuleVersion]:
    """The published versions that are or were read at the centre, the newest first."""
    rows = module.versions.filter(Q(centre=None) | Q(centre=centre), published_at__isnull=False)
    return list(rows.order_by("-number", "-centre"))


def texts_of(version: ModuleVersion) -> dict[str, LessonText]:
    return {text.language: text for text in version.texts.all()}


def graph_of(centre: Centre) -> dict[str, Node]:
    """Every module of the centre with what it needs, to look for circles."""
    rows = edited_modules(centre)
    needs: dict[int, set[str]] = defaultdict(set)
    links = Module.requires.through.objects.filter(from_module__in=[row.module.pk for row in rows])
    for module, code in links.values_list("from_module_id", "to_module__code"):
        needs[module].add(code)
    return {
        row.module.code: Node(
            row.module.code, 1, frozenset(needs[row.module.pk]), frozenset(parts_of(row.module)), row.title
        )
        for row in rows
    }


@dataclass(frozen=True)
class Place:
    """A place on a track behind a module; `position` 0 is the beginning."""

    position: int
    title: str


def places_of(rows: Iterable[EditedModule]) -> dict[Track, list[Place]]:
    """For every track the places at which an own module can stand: one behind each module that has a place there."""
    names = {row.module.pk: row.title for row in rows}
    found: dict[Track, list[Place]] = {track: [] for track in Track.objects.order_by("pk")}
    entries = TrackModule.objects.filter(module__in=names).select_related("track").order_by("position", "pk")
    for entry in entries:
        found[entry.track].append(Place(entry.position, names[entry.module_id]))
    return {track: list({place.position: place for place in places}.values()) for track, places in found.items()}


def _places(modules: Iterable[int]) -> tuple[dict[int, list[str]], dict[int, tuple[int, int]]]:
    """The names of the tracks of each module, and its first place."""
    names: dict[int, list[str]] = defaultdict(list)
    first: dict[int, tuple[int, int]] = {}
    entries = TrackModule.objects.filter(module__in=modules).select_related("track").order_by("track", "position", "pk")
    for entry in entries:
        names[entry.module_id].append(entry.track.name)
        first.setdefault(entry.module_id, (entry.track_id, entry.position))
    return names, first
