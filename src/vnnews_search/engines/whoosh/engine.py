"""The Whoosh engine: an index folder that gives snapshots and one writer at a time.

What it is: the seam of ``engines.base`` over a Whoosh index. Commits are Whoosh's own, each
followed by fsync; the lock is Whoosh's, freed by the system when its process dies.

What it is not: safe against a folder that someone else prepared: Whoosh reads pickled Python values
from it, so open only folders that you trust.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import whoosh
from whoosh import index as whoosh_index
from whoosh.filedb.filestore import FileStorage

from vnnews_search.engines.base import Problem
from vnnews_search.engines.whoosh.damage import reading
from vnnews_search.engines.whoosh.reader import WhooshReader
from vnnews_search.engines.whoosh.schema import schema
from vnnews_search.engines.whoosh.snapshot import Snapshot
from vnnews_search.engines.whoosh.writer import WhooshWriter
from vnnews_search.errors import EngineUnavailableError, IndexCorruptError, IndexNotFoundError

__all__ = ["WhooshEngine"]

OLDEST_WHOOSH = (3, 54)
"""Older releases, and the packages that share whoosh3's import name, are not what is tested."""


class WhooshEngine:
    """An index in a folder.

    Args:
        folder: where the files are.
        create: whether to make an index if there is none.

    Raises:
        IndexNotFoundError: there is none, and none was to be made.
        EngineUnavailableError: another library took the place of whoosh3.
    """

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        _check_library()
        self._folder = folder
        with reading(folder):
            # Mapped, Whoosh takes three times the memory and is no quicker (5,000 articles).
            storage = FileStorage(str(folder), supports_mmap=False)
            if whoosh_index.exists_in(str(folder)):
                self._index = storage.open_index()
            elif create:
                folder.mkdir(parents=True, exist_ok=True)
                self._index = storage.create_index(schema())
            else:
                raise IndexNotFoundError(f"không có chỉ mục trong {folder}")

    def reader(self) -> WhooshReader:
        """A snapshot of what is committed now."""
        with reading(self._folder):
            before = self.generation()
            opened = self._index.reader()
            generation = opened.generation() if opened.doc_count_all() else before
            return WhooshReader(Snapshot(opened, generation), self._folder)

    def generation(self) -> int:
        """The number of the latest commit."""
        generation: int = self._index.latest_generation()
        return generation

    def writer(self, wait_seconds: float = 0.0) -> WhooshWriter:
        """The writer; there is one at a time, in all processes."""
        return WhooshWriter(self._index, self._folder, wait_seconds)

    def check(self) -> Iterator[Problem]:
        """Reads every posting list and every stored article."""
        try:
            reader = self.reader()
        except IndexCorruptError as error:
            yield Problem(str(self._folder), error.message, error.hint)
            return
        try:
            yield from reader.check()
        finally:
            reader.close()


def _check_library() -> None:
    version = getattr(whoosh, "__version__", (0,))
    if tuple(version[:2]) < OLDEST_WHOOSH:
        raise EngineUnavailableError(
            f"thư viện whoosh đang cài là bản {version}, không phải whoosh3",
            hint="Chạy: pip uninstall whoosh whoosh-reloaded, rồi "
            "pip install --force-reinstall --no-deps whoosh3",
        )
