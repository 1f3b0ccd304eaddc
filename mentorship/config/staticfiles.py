"""Which files of other packages do we serve? Of Bootstrap the one stylesheet and its map, nothing else."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import bootstrap
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

FOLDER = Path(bootstrap.__path__[0]) / "css"
FILES = ("bootstrap.min.css", "bootstrap.min.css.map")
PREFIX = "vendor/bootstrap"


class BootstrapFinder(BaseFinder):
    """Finds Bootstrap's stylesheet in the package that carries it."""

    storage = FileSystemStorage(location=FOLDER)
    storage.prefix = PREFIX  # type: ignore[attr-defined]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> str | list[str]:
        found = [str(FOLDER / name) for name in FILES if path == f"{PREFIX}/{name}"]
        if find_all:
            return found
        return found[0] if found else []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        for name in FILES:
            yield name, self.storage
