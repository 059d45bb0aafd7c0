"""The writer: changes gathered in memory, written by one commit, merged by further ones."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from vnnews_search.analyzed import AnalyzedDocument
from vnnews_search.engines.whoosh.codec import ArraySegment
from vnnews_search.engines.whoosh.damage import reading, writing
from vnnews_search.engines.whoosh.index import ArrayIndex, ArrayWriter
from vnnews_search.engines.whoosh.lock import locked
from vnnews_search.engines.whoosh.merge import source_from, to_compact, to_merge
from vnnews_search.engines.whoosh.reader import WhooshReader, open_segments
from vnnews_search.engines.whoosh.segment import DamageError
from vnnews_search.engines.whoosh.toc import read_toc, remove_others
from vnnews_search.errors import IndexCorruptError, IndexUnusableError

__all__ = ["WhooshWriter"]

_LOG = logging.getLogger(__name__)


class WhooshWriter:
    """Changes kept in memory until commit, then written at once.

    Documents wait here, because one may replace another of the same commit.
    """

    def __init__(self, index: ArrayIndex, folder: Path, wait_seconds: float) -> None:
        self._index = index
        self._folder = folder
        self._added: dict[str, AnalyzedDocument] = {}
        self._deleted: set[str] = set()
        self._written = 0
        self._lock = locked(folder, wait_seconds)
        self._open = True
        try:
            self._snapshot = self._committed()
        except BaseException:
            self._lock.release()
            raise

    def _committed(self) -> WhooshReader:
        with reading(self._folder):
            toc = read_toc(self._folder)
            segments = open_segments(self._folder, toc)
            # What a writer left that died would take the room that this one needs.
            remove_others(self._folder, toc)
            return WhooshReader(segments, self._folder, toc.generation)

    def add(self, document: AnalyzedDocument) -> None:
        """Add or replace a document."""
        self._deleted.discard(document.id)
        self._added[document.id] = document

    def delete(self, ids: Iterable[str]) -> int:
        """Delete documents."""
        with reading(self._folder):
            there = [id for id in dict.fromkeys(ids) if self._holds(id)]
        self._deleted.update(there)
        for id in there:
            self._added.pop(id, None)
        return len(there)

    def _holds(self, id: str) -> bool:
        if id in self._added:
            return True
        return id not in self._deleted and self._snapshot.number(id) is not None

    def commit(self) -> int:
        """Write, sync and show all changes."""
        self._snapshot = self._committed()  # a commit that failed may have been made all the same
        generation = self._snapshot.generation + 1
        with writing(self._folder):
            self._write(generation)
        self._written += len(self._added)
        self.rollback()
        self._snapshot = self._committed()
        self._merge(generation, to_merge)
        return generation

    def compact(self) -> None:
        """Make few segments of what was committed, so that they are searched quickly."""
        self._merge(self._snapshot.generation, partial(to_compact, added=self._written))

    def _write(self, generation: int) -> None:
        writer = ArrayWriter(self._index, generation)
        try:
            for number in self._replaced():
                writer.delete_document(number)
            for document in self._added.values():
                writer.add_document(document=document)
            writer.commit_with(list)
        except BaseException:
            self._cancel(writer)
            raise

    def _replaced(self) -> list[int]:
        """The numbers of the documents that are deleted, or that others take the place of."""
        with reading(self._folder):
            numbers = map(self._snapshot.number, (*self._deleted, *self._added))
            return [number for number in numbers if number is not None]

    def _merge(self, generation: int, chosen: Callable[[Sequence[int]], list[int]]) -> None:
        """Merge what should be; what cannot be now waits for the next commit.

        Args:
            chosen: which of segments of some sizes.

        The documents are committed all the same. Damage that a merge comes upon is told, though.
        """
        try:
            with writing(self._folder):
                while self._merge_some(generation, chosen):
                    self._snapshot = self._committed()
        except IndexCorruptError:
            raise
        except (IndexUnusableError, MemoryError) as error:
            _LOG.warning("%s: segments are not merged yet: %s", self._folder, error)

    def _merge_some(self, generation: int, chosen: Callable[[Sequence[int]], list[int]]) -> bool:
        """Make one segment of several, in a commit of its own; whether there was a need."""
        with reading(self._folder):
            toc = read_toc(self._folder)
            merged = chosen([listed.documents - len(listed.deleted) for listed in toc.segments])
            if not merged:
                return False
            segments = open_segments(self._folder, toc)
            sources = [source_from(segments[number]) for number in merged]
        writer = ArrayWriter(self._index, generation)
        try:
            for source in sources:
                writer.add_source(source)
            writer.commit_with(lambda segments: _without(segments, merged))
        except BaseException:
            self._cancel(writer)
            raise
        return True

    def _cancel(self, writer: ArrayWriter) -> None:
        """Leave nothing of a commit that failed: on a full disk the next one needs the room."""
        if not writer.is_closed:
            writer.cancel()
        with suppress(OSError, DamageError):
            remove_others(self._folder, read_toc(self._folder))

    def rollback(self) -> None:
        """Forget the changes since the last commit."""
        self._added.clear()
        self._deleted.clear()

    def close(self) -> None:
        """Let the next writer in."""
        if self._open:
            self._open = False
            self.rollback()
            self._snapshot.close()
            self._lock.release()


def _without(segments: Sequence[ArraySegment], merged: Sequence[int]) -> list[ArraySegment]:
    return [segment for number, segment in enumerate(segments) if number not in merged]
