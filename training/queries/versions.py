"""Which version of a module does a learner of a centre see, and from which version on does a record still count?"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import get_language

from training.models import LessonText, ModuleVersion

FALLBACKS = ("ro", "en")


@dataclass(frozen=True)
class Current:
    """The version that is learned now; `counts_from` is the number of the oldest one that need not be learned again."""

    version: ModuleVersion
    counts_from: int


def current_versions(modules: Collection[int], centres: Collection[int]) -> dict[tuple[int, int], Current]:
    """The current version by module and centre, in one query; a module without a published version is left out."""
    published = ModuleVersion.objects.filter(module__in=modules, published_at__isnull=False)
    by_module: dict[int, list[ModuleVersion]] = defaultdict(list)
    for version in published.filter(Q(centre=None) | Q(centre__in=centres)).order_by("number", "pk"):
        by_module[version.module_id].append(version)
    found = {}
    for module, versions in by_module.items():
        for centre in centres:
            if chain := chain_of(versions, centre):
                again = [version.number for version in chain if version.is_learned_again]
                found[module, centre] = Current(chain[-1], again[-1] if again else chain[0].number)
    return found


def chain_of(versions: Iterable[ModuleVersion], centre: int) -> list[ModuleVersion]:
    """The versions that followed each other at a centre: the common ones, until a first own one takes their place."""
    ordered = sorted(versions, key=lambda version: version.number)
    own = [version for version in ordered if version.centre_id == centre]
    common = [version for version in ordered if version.centre_id is None]
    if own:
        common = [version for version in common if version.number < own[0].number]
    return [*common, *own]


def languages(first: str = "") -> tuple[str, ...]:
    """In which order texts are looked for: in the asked language, in Romanian, in English."""
    asked = (first or get_language() or "")[:2]
    return tuple(dict.fromkeys((asked, *FALLBACKS)))


def titles(versions: Collection[int], language: str = "") -> dict[int, tuple[str, str]]:
    """Title and summary of each version, in the best language there is, in one query."""
    order = languages(language)
    found: dict[int, tuple[int, str, str]] = {}
    rows = LessonText.objects.filter(version__in=versions).values_list("version_id", "language", "title", "summary")
    for version, spoken, title, summary in rows:
        place = order.index(spoken) if spoken in order else len(order)
        if version not in found or place < found[version][0]:
            found[version] = place, title, summary
    return {version: (title, summary) for version, (_place, title, summary) in found.items()}
