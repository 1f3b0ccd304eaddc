"""Which files of other packages do we serve? Of Bootstrap the one stylesheet and its map, nothing else."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, overload

import bootstrap
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

FOLDER = Path(bootstrap.__path__[0]) / "css"
FILES = ("bootstrap.min.css", "bootstrap.min.css.map")
PREFIX = "vendor/bootstrap"


class BootstrapStorage(FileSystemStorage):
    prefix = PREFIX


class BootstrapFinder(BaseFinder):
    """Finds Bootstrap's stylesheet in the package that carries it."""

    @overload
    def find(self, path: str, find_all: Literal[False] = ...) -> str | None: ...
    @overload
    def find(self, path: str, find_all: Literal[True]) -> list[str]: ...
    def find(self, path: str, find_all: bool = False) -> str | list[str] | None:
        found = [str(FOLDER / name) for name in FILES if path == f"{PREFIX}/{name}"]
        if find_all:
            return found
        return found[0] if found else None

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        storage = BootstrapStorage(location=FOLDER)
        for name in FILES:
            yield name, storage
