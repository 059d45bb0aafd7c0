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

from vnnews_search.engines.base import Problem
from vnnews_search.engines.whoosh.damage import reading
from vnnews_search.engines.whoosh.reader import WhooshReader, open_segments
from vnnews_search.engines.whoosh.segment import DamageError
from vnnews_search.engines.whoosh.toc import Toc, latest_number, read_toc, sync_folder, write_toc
from vnnews_search.errors import IndexNotFoundError, IndexUnusableError

if TYPE_CHECKING:
    from vnnews_search.engines.whoosh.writer import WhooshWriter

__all__ = ["WhooshEngine"]


class WhooshEngine:
    """An index in a folder.

    Args:
        folder: where the files are.
        create: whether to make an index if there is none.

    Raises:
        IndexNotFoundError: there is none, and none was to be made.
        IndexUnusableError: none can be made there, or the system refuses to read it.
        IndexCorruptError: its table of contents is damaged.
    """

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        self._folder = folder
        self._latest: tuple[int, int] = (-1, 0)
        with reading(folder):
            there = folder.is_dir() and latest_number(folder) is not None
        if not there and not create:
            raise IndexNotFoundError(f"không có chỉ mục trong {folder}")
        if not there:
            _create(folder)
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
                return WhooshReader(segments, self._folder, toc.generation)

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
        # Whoosh is imported only by those who write.
        from vnnews_search.engines.whoosh.library import check_library

        check_library()
        from vnnews_search.engines.whoosh.index import ArrayIndex
        from vnnews_search.engines.whoosh.writer import WhooshWriter

        with reading(self._folder):
            return WhooshWriter(ArrayIndex(self._folder), self._folder, wait_seconds)

    def check(self) -> Iterator[Problem]:
        """Reads every byte of every file, and every stored article."""
        hint = "Lập lại chỉ mục từ các tệp gốc."
        try:
            toc = read_toc(self._folder)
        except (DamageError, OSError) as error:
            yield Problem(str(self._folder), str(error), hint)
            return
        for listed in toc.segments:
            try:
                (contents,) = open_segments(self._folder, Toc(0, 0, (listed,)))
                contents.check()
                for number in range(contents.size):
                    contents.stored(number)
            except (DamageError, OSError, ValueError) as error:
                yield Problem(f"MAIN_{listed.id}.seg", str(error), hint)


def _create(folder: Path) -> None:
    try:
        _make_folder(folder)
        write_toc(folder, Toc(0, 0, ()))
    except OSError as error:
        # Another process may have made the index meanwhile; its first commit removes what it does
        # not know.
        lost = isinstance(error, FileNotFoundError) and folder.is_dir()
        if not lost or latest_number(folder) is None:
            raise IndexUnusableError(
                f"không lập được chỉ mục trong {folder}: {error.strerror or error}",
                hint="Chọn một thư mục ghi được bằng --index hoặc VNNEWS_INDEX.",
            ) from error


def _make_folder(folder: Path) -> None:
    """Make a folder whose name a crash does not take away."""
    new = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for path in new:
        sync_folder(path.parent)
