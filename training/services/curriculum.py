"""How does the shipped curriculum come into the database, and stay there as it is on disk?"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from kernel.clock import now
from training.curriculum_files import CurriculumError, ShippedModule, read_curriculum
from training.default_tracks import DEFAULT_TRACKS, DefaultTrack
from training.models import LessonText, Module, ModuleVersion, Question, Track, TrackModule
from training.queries.progress import PARTS

APART = 10  # between two modules of a track, so that a centre can put its own between them
Row = TypeVar("Row", bound=models.Model)
Wanted = dict[tuple[Any, ...], dict[str, Any]]


def sync_curriculum(**_signal: Any) -> None:
    """Bring tracks, modules, lessons and questions into the database; called after every migration.

    What a centre made is never touched. A raised version becomes a new one beside the old; whatever else changed in
    the files changes in place. A question that is no longer there is no longer asked.
    """
    write_curriculum(_shipped(), DEFAULT_TRACKS)


@transaction.atomic
def write_curriculum(shipped: Iterable[ShippedModule], default_tracks: Iterable[DefaultTrack]) -> None:
    """Write what differs, in a constant number of questions to the database; nothing where nothing differs."""
    modules = {one.code: one for one in shipped}
    tracks = _tracks(default_tracks)
    rows = _modules(modules)
    _places(default_tracks, tracks, rows)
    _lessons(modules, rows)
    _questions(modules, rows)


@lru_cache(maxsize=1)
def _shipped() -> tuple[ShippedModule, ...]:
    return tuple(read_curriculum())


def _tracks(default_tracks: Iterable[DefaultTrack]) -> dict[str, Track]:
    wanted: Wanted = {
        (one.code,): {
            "name": one.name, "audience": one.audience, "populations": list(one.populations), "minutes": one.minutes
        }
        for one in default_tracks
    }  # fmt: skip
    tracks = {code: row for (code,), row in _bring(Track.objects.all(), ("code",), wanted).items()}
    links = {(tracks[one.code].pk, tracks[code].pk) for one in default_tracks for code in one.renews}
    _link(Track.renews.through, ("from_track_id", "to_track_id"), [one.pk for one in tracks.values()], links)
    return tracks


def _modules(shipped: Mapping[str, ShippedModule]) -> dict[str, Module]:
    wanted: Wanted = {
        (code,): {field: part in one.parts for part, field in PARTS.items()} for code, one in shipped.items()
    }
    found = _bring(Module.objects.filter(centre=None), ("code",), wanted)
    rows = {code: row for (code,), row in found.items()}
    links = {(rows[code].pk, rows[needed].pk) for code, one in shipped.items() for needed in one.requires}
    _link(Module.requires.through, ("from_module_id", "to_module_id"), [rows[code].pk for code in shipped], links)
    return rows


def _places(default_tracks: Iterable[DefaultTrack], tracks: Mapping[str, Track], rows: Mapping[str, Module]) -> None:
    """Where the common modules stand; the own ones of centres keep their places."""
    for track in default_tracks:
        if missing := [code for code in track.modules if code not in rows]:
            raise CurriculumError(_("%(track)s: there is no module “%(module)s”.") % {
                "track": track.code, "module": missing[0]
            })  # fmt: skip
    wanted: Wanted = {
        (tracks[track.code].pk, rows[code].pk): {"position": place * APART}
        for track in default_tracks
        for place, code in enumerate(track.modules, 1)
    }
    ours = TrackModule.objects.filter(module__centre=None, track__in=tracks.values())
    gone = [row.pk for key, row in _bring(ours, ("track_id", "module_id"), wanted).items() if key not in wanted]
    if gone:
        TrackModule.objects.filter(pk__in=gone).delete()


def _lessons(shipped: Mapping[str, ShippedModule], rows: Mapping[str, Module]) -> None:
    common = ModuleVersion.objects.filter(centre=None, module__in=[rows[code] for code in shipped])
    newest = dict(common.order_by("number").values_list("module__code", "number"))
    for code, one in shipped.items():
        if newest.get(code, 0) > one.version:
            words = {"module": code, "file": one.version, "here": newest[code]}
            raise CurriculumError(
                _("%(module)s/module.toml:1: version %(file)d is older than version %(here)d that was shipped.") % words
            )
    at = now()
    wanted: Wanted = {(rows[code].pk, one.version): {"minutes": one.minutes} for code, one in shipped.items()}
    versions = _bring(common, ("module_id", "number"), wanted, {"created_at": at, "published_at": at})
    texts: Wanted = {
        (versions[rows[code].pk, one.version].pk, language): {
            "title": text.title, "summary": text.summary, "body": text.body
        }
        for code, one in shipped.items()
        for language, text in one.texts.items()
    }  # fmt: skip
    _bring(LessonText.objects.filter(version__in=versions.values()), ("version_id", "language"), texts)


def _questions(shipped: Mapping[str, ShippedModule], rows: Mapping[str, Module]) -> None:
    ours = Question.objects.filter(centre=None, module__in=[rows[code] for code in shipped])
    wanted: Wanted = {
        (rows[code].pk, name): {"kind": kind, "texts": texts, "is_in_use": True}
        for code, one in shipped.items()
        for name, (kind, texts) in one.questions.items()
    }
    found = _bring(ours, ("module_id", "code"), wanted)
    gone = [row.pk for key, row in found.items() if key not in wanted and row.is_in_use]
    if gone:
        Question.objects.filter(pk__in=gone).update(is_in_use=False)


def _bring(
    existing: models.QuerySet[Row], keys: tuple[str, ...], wanted: Wanted, first: Mapping[str, Any] | None = None
) -> dict[tuple[Any, ...], Row]:
    """Create the rows that are missing (with `first` as well) and change those that differ; gives all by their keys."""
    rows = {tuple(getattr(row, key) for key in keys): row for row in existing.order_by("pk")}
    changed, fields = [], set[str]()
    for key, facts in wanted.items():
        if key in rows:
            differing = {name for name, value in facts.items() if getattr(rows[key], name) != value}
            for name in differing:
                setattr(rows[key], name, facts[name])
            changed += [rows[key]] if differing else []
            fields |= differing
    new = {
        key: existing.model(**dict(zip(keys, key, strict=True)), **facts, **(first or {}))
        for key, facts in wanted.items()
        if key not in rows
    }
    if new:
        existing.model._default_manager.bulk_create(new.values())
    if changed:
        existing.model._default_manager.bulk_update(changed, sorted(fields), batch_size=100)
    return rows | new


def _link(through: Any, fields: tuple[str, str], sources: list[int], wanted: set[tuple[int, int]]) -> None:
    """Let the many-to-many links of the sources be the wanted ones."""
    links = through.objects.filter(**{f"{fields[0]}__in": sources})
    found = set(links.values_list(*fields))
    for source, target in found - wanted:
        links.filter(**{fields[0]: source, fields[1]: target}).delete()
    through.objects.bulk_create(through(**dict(zip(fields, link, strict=True))) for link in sorted(wanted - found))
