"""The Whoosh engine: an index folder that gives snapshots and one writer at a time.

What it is: the seam of ``engines.base``. Writing goes through Whoosh, with a codec of ours
(``codec``); the lock is Whoosh's, freed by the system when its process dies. Reading maps the files
of the segments and needs no Whoosh, so it is imported only to write.

What it is not: a reader of pickles: neither Whoosh nor we load any from the folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from vnnews_search.engines.base import REPAIR, Fault, Meaning, Problem, Repaired, no_fault
from vnnews_search.engines.whoosh.check import check_folder
from vnnews_search.engines.whoosh.damage import reading
from vnnews_search.engines.whoosh.reader import WhooshReader, open_segments
from vnnews_search.engines.whoosh.toc import (
    Toc,
    latest_number,
    read_toc,
    segment_ids,
    sync_folder,
    write_toc,
)
from vnnews_search.errors import IndexCorruptError, IndexNotFoundError, IndexUnusableError

if TYPE_CHECKING:
    from vnnews_search.engines.whoosh.replacement import WhooshReplacement
    from vnnews_search.engines.whoosh.writer import WhooshWriter

__all__ = ["WhooshEngine", "not_made"]


class WhooshEngine:
    """An index in a folder.

    Args:
        folder: where the files are.
        create: whether to make an index if there is none.
        fingerprint: how the documents of a new index will be made.

    Raises:
        IndexNotFoundError: there is none, and none was to be made.
        IndexUnusableError: none can be made there, or the system refuses to read it.
        IndexCorruptError: its table of contents is damaged, or lost.
    """

    def __init__(self, folder: Path, *, create: bool = False, fingerprint: str = "") -> None:
        self._folder = folder
        self._latest: tuple[int, int] = (-1, 0)
        with reading(folder):
            # Segments are listed first: whoever made one meanwhile had made a table before.
            segments = segment_ids(folder) if folder.is_dir() else []
            there = folder.is_dir() and latest_number(folder) is not None
        if not there and segments:
            raise IndexCorruptError(  # an empty index in its place would remove them
                f"chỉ mục {folder} mất mục lục", hint=REPAIR
            )
        if not there and not create:
            raise IndexNotFoundError(f"không có chỉ mục trong {folder}")
        if not there:
            _create(folder, fingerprint)
        with reading(folder):
            read_toc(folder)

    def reader(self) -> WhooshReader:
        """A snapshot of what is committed now."""
        with reading(self._folder):
            while True:
                toc = read_toc(self._folder)
                try:
                    segments = open_segments(self._folder, toc)
                except FileNotFoundError:
                    if latest_number(self._folder) == toc.number:
                        raise
                    continue  # a merge came between
                return WhooshReader(segments, self._folder, toc.generation, toc.fingerprint)

    def generation(self) -> int:
        """The number of the latest commit; the table is read only if it is a new one."""
        with reading(self._folder):
            number = latest_number(self._folder)
            if number != self._latest[0]:
                toc = read_toc(self._folder)
                self._latest = (toc.number, toc.generation)
            return self._latest[1]

    def writer(self, wait_seconds: float = 0.0) -> WhooshWriter:
        """The writer; there is one at a time, in all processes.

        Raises:
            EngineUnavailableError: another library took the place of Whoosh.
        """
        _check_library()
        from vnnews_search.engines.whoosh.index import ArrayIndex
        from vnnews_search.engines.whoosh.writer import WhooshWriter

        with reading(self._folder):
            return WhooshWriter(ArrayIndex(self._folder), self._folder, wait_seconds)

    def replacement(self, wait_seconds: float = 0.0) -> WhooshReplacement:
        """A writer of documents that take the place of all that there are."""
        _check_library()
        from vnnews_search.engines.whoosh.replacement import WhooshReplacement

        return WhooshReplacement(self._folder, wait_seconds)

    @staticmethod
    def repair(folder: Path, meaning: Meaning, wait_seconds: float = 0.0) -> list[Repaired]:
        """Make the index of a folder usable again; one that is damaged may not open before.

        Raises:
            IndexLockedError: another writer is still open after ``wait_seconds``.
        """
        _check_library()
        from vnnews_search.engines.whoosh.repair import repair_folder

        return repair_folder(folder, meaning, wait_seconds)

    def check(self, fault: Fault = no_fault) -> Iterator[Problem]:
        """Reads every byte of every file, and every stored document."""
        return check_folder(self._folder, fault)


def _check_library() -> None:
    # Whoosh, and what tells its packages apart, are imported only by those who write.
    from vnnews_search.engines.whoosh.library import check_library

    check_library()


def _create(folder: Path, fingerprint: str) -> None:
    try:
        _make_folder(folder)
        write_toc(folder, Toc(0, 0, (), fingerprint))
    except OSError as error:
        # Another process may have made the index meanwhile; its first commit removes what it does
        # not know.
        lost = isinstance(error, FileNotFoundError) and folder.is_dir()
        if not lost or latest_number(folder) is None:
            raise not_made(folder, error) from error


def not_made(folder: Path, error: OSError) -> IndexUnusableError:
    """What to say where the system lets no index be made."""
    return IndexUnusableError(
        f"không lập được chỉ mục trong {folder}: {error.strerror or error}",
        hint="Chọn một thư mục ghi được bằng --index hoặc VNNEWS_INDEX.",
    )


def _make_folder(folder: Path) -> None:
    """Make a folder whose name a crash does not take away."""
    new = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for path in new:
        sync_folder(path.parent)
