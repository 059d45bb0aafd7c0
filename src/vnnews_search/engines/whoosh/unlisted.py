"""Segments that are on disk before any table lists them.

What it is: what a replacement and a repair write while the index goes on as it was. Documents go
out of memory every thousand, and segments are merged as those of commits are. Until they are
shown their files have names of temporaries, so that a later commit removes what a killed process
left, and nobody takes them for segments that a broken table lost.

What it is not: the table that makes them count; whoever writes it holds the lock.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from vnnews_search.analyzed import AnalyzedDocument
from vnnews_search.engines.whoosh.build import build
from vnnews_search.engines.whoosh.contents import opened
from vnnews_search.engines.whoosh.merge import source_from, to_compact, to_merge
from vnnews_search.engines.whoosh.segment import write_segment
from vnnews_search.engines.whoosh.source import Source, sources_of
from vnnews_search.engines.whoosh.toc import Listed, segment_path, temporary_path

__all__ = ["UnlistedSegments"]

WRITE_EVERY = 1000
"""Documents that wait in memory at most: as many as a load commits at once."""


class UnlistedSegments:
    """New segments of a folder, until they are listed.

    Args:
        folder: of the index; its lock is the caller's.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._waiting: dict[int, list[AnalyzedDocument]] = {}
        self._listed: list[Listed] = []

    def add(self, document: AnalyzedDocument, generation: int) -> None:
        """Add a document of an id that was not added yet."""
        self._waiting.setdefault(generation, []).append(document)
        if sum(map(len, self._waiting.values())) >= WRITE_EVERY:
            self._write_waiting()

    def _write_waiting(self) -> None:
        if self._waiting:
            waiting = sorted(self._waiting.items())
            self._write([source for at, found in waiting for source in sources_of(found, at)])
            self._waiting.clear()
        while numbers := to_merge([one.documents for one in self._listed]):
            self._merge(numbers)

    def _write(self, sources: Sequence[Source]) -> None:
        id = secrets.token_hex(8)
        documents, sections = build(sources)
        write_segment(temporary_path(self._folder, id), documents, sections)
        self._listed.append(Listed(id, documents))

    def _merge(self, numbers: Sequence[int]) -> None:
        merged = [self._listed[number] for number in numbers]
        self._write(
            [source_from(opened(temporary_path(self._folder, one.id), one)) for one in merged]
        )
        for one in merged:
            self._listed.remove(one)
            with suppress(OSError):  # on Windows, while it is mapped; the next commit removes it
                temporary_path(self._folder, one.id).unlink()

    def shown(self) -> tuple[Listed, ...]:
        """All segments, few as at the end of a load, under the names that a table lists."""
        self._write_waiting()
        sizes = [one.documents for one in self._listed]
        if numbers := to_compact(sizes, added=sum(sizes)):
            self._merge(numbers)
        for one in self._listed:
            temporary_path(self._folder, one.id).replace(segment_path(self._folder, one.id))
        return tuple(self._listed)
