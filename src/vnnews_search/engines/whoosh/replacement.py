"""A replacement: documents that take the place of all others, by one new table of contents.

What it is: the seam's ``Replacement`` over segments that no table lists yet. The table that lists
them, and them alone, also says how they were made; so one renamed file is the whole of the switch,
and readers of the table before keep their files.

What it is not: a commit among others (``writer``).
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from vnnews_search.analyzed import AnalyzedDocument
from vnnews_search.engines.whoosh.damage import reading, writing
from vnnews_search.engines.whoosh.lock import locked
from vnnews_search.engines.whoosh.segment import DamageError
from vnnews_search.engines.whoosh.toc import Toc, read_toc, remove_others, write_toc
from vnnews_search.engines.whoosh.unlisted import UnlistedSegments

__all__ = ["WhooshReplacement"]


class WhooshReplacement:
    """Holds the lock of a folder from its making until it is closed."""

    def __init__(self, folder: Path, wait_seconds: float) -> None:
        self._folder = folder
        self._lock = locked(folder, wait_seconds)
        self._segments = UnlistedSegments(folder)
        self._open = True
        try:
            # What a writer left that died would take the room that this one needs.
            with reading(folder):
                remove_others(folder, read_toc(folder))
        except BaseException:
            self._lock.release()
            raise

    def add(self, document: AnalyzedDocument, generation: int) -> None:
        """Add a document."""
        with writing(self._folder):
            self._segments.add(document, generation)

    def commit(self, fingerprint: str) -> int:
        """Make the added documents all that there is."""
        with reading(self._folder):
            before = read_toc(self._folder)
        with writing(self._folder):
            number, generation = before.number + 1, before.generation + 1
            toc = Toc(number, generation, self._segments.shown(), fingerprint)
            write_toc(self._folder, toc)
            remove_others(self._folder, toc)
        return generation

    def close(self) -> None:
        """Let the next writer in; what was not committed is removed."""
        if self._open:
            self._open = False
            with suppress(OSError, DamageError):  # then the next commit removes it
                remove_others(self._folder, read_toc(self._folder))
            self._lock.release()
