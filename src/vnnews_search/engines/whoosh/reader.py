"""The reader: plans answered from one snapshot of the index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import accumulate, chain, groupby
from pathlib import Path

import numpy as np

from vnnews_search.analyzed import Row, Stream
from vnnews_search.engines.base import EngineStats, StoredDocument
from vnnews_search.engines.whoosh.contents import Contents, opened
from vnnews_search.engines.whoosh.damage import reading
from vnnews_search.engines.whoosh.evaluate import matches
from vnnews_search.engines.whoosh.facets import facet_of
from vnnews_search.engines.whoosh.lookup import Lookup
from vnnews_search.engines.whoosh.matches import Matches
from vnnews_search.engines.whoosh.page import hits_of
from vnnews_search.engines.whoosh.postings import Found
from vnnews_search.engines.whoosh.toc import Toc, segment_path
from vnnews_search.engines.whoosh.weights import weighed
from vnnews_search.plan import EngineHits, EngineRequest

__all__ = ["WhooshReader", "open_segments"]


def open_segments(folder: Path, toc: Toc) -> list[Contents]:
    """The segments that a table lists, opened.

    Raises:
        FileNotFoundError: a merge has replaced one meanwhile.
    """
    return [opened(segment_path(folder, listed.id), listed) for listed in toc.segments]


class WhooshReader:
    """The reader protocol over opened segments; nothing of it changes.

    Args:
        segments: as ``open_segments`` gives them.
        folder: for messages and sizes.
        fingerprint: how the documents were made.
    """

    def __init__(
        self,
        segments: Sequence[Contents],
        folder: Path,
        generation: int,
        fingerprint: str = "",
    ) -> None:
        self._segments = segments
        self._folder = folder
        self._generation = generation
        self._fingerprint = fingerprint
        sizes = (contents.size for contents in segments[:-1])
        self._starts = list(accumulate(sizes, initial=0)) if segments else []

    @property
    def generation(self) -> int:
        """The number of the commit that this snapshot shows."""
        return self._generation

    @property
    def fingerprint(self) -> str:
        """How the documents were made."""
        return self._fingerprint

    def search(self, request: EngineRequest) -> EngineHits:
        """The articles that match, scored, ordered and counted."""
        with reading(self._folder):
            searched = list(map(Lookup, self._segments))
            found = [matches(lookup, request.match) for lookup in searched]
            total = sum(map(Matches.count, found))
            weights = weighed(searched, request.scores, (request.match, found))
            hits = hits_of(request, searched, found, total, weights)
            facets = tuple(facet_of(self._segments, found, one) for one in request.facets)
            return EngineHits(hits, total, facets)

    def _place(self, id: str) -> tuple[int, Contents, int] | None:
        """Where the live document of an id is: its segment, and its number in there.

        The segment is told by the number of its first document, too.
        """
        for start, contents in zip(self._starts, self._segments, strict=True):
            number = contents.number(id)
            if number is not None:
                return start, contents, number
        return None

    def number(self, id: str) -> int | None:
        """The number of a document among those of all segments, as Whoosh counts them."""
        place = self._place(id)
        return None if place is None else place[0] + place[2]

    def get(self, ids: Sequence[str]) -> list[StoredDocument | None]:
        """The documents of these ids."""
        with reading(self._folder):
            places = [self._place(id) for id in ids]
            return [None if place is None else place[1].stored(place[2]) for place in places]

    def hashes(self, ids: Iterable[str]) -> dict[str, str]:
        """The hashes of those of these ids that there are."""
        with reading(self._folder):
            places = {id: self._place(id) for id in ids}
            return {id: place[1].hashes[place[2]] for id, place in places.items() if place}

    def scan(self, after: str = "", since_generation: int = 0) -> Iterator[StoredDocument]:
        """All documents by ascending id."""
        walks = [_ids_after(contents, after, since_generation) for contents in self._segments]
        found = merge(*walks, key=lambda item: item[0])
        while True:
            with reading(self._folder):
                item = next(found, None)
                if item is None:
                    return
                _, contents, number = item
                document = contents.stored(number)
            yield document

    def rows(self, row_set: str, key_prefix: str = "") -> Iterator[tuple[str, Row]]:
        """The rows of a row set by ascending key, then id."""
        with reading(self._folder):
            found = [
                (contents.ids[int(rows.documents[number])], rows.row(number))
                for contents in self._segments
                if (rows := contents.row_set(row_set)) is not None
                for number in rows.with_key(key_prefix)
                if contents.live[rows.documents[number]]
            ]
        yield from sorted(found, key=lambda item: (item[1].key, item[0], item[1].values))

    def terms(self, stream: Stream, prefix: str) -> Iterator[str]:
        """The terms of a stream that begin with a prefix and occur in a live article."""
        with reading(self._folder):
            walks = [_terms(contents, stream, prefix) for contents in self._segments]
            for text, _ in groupby(merge(*walks)):
                yield text

    def keywords(self, field: str) -> Iterator[str]:
        """The distinct values of a keyword field."""
        with reading(self._folder):
            walks = [_keywords(contents, field) for contents in self._segments]
            for value, _ in groupby(merge(*walks)):
                yield value

    def row_values(self, row_set: str, column: str, key_prefix: str = "") -> Iterator[str]:
        """The distinct values of a column."""
        with reading(self._folder):
            found = (_cells(contents, row_set, column, key_prefix) for contents in self._segments)
            values = set(chain.from_iterable(found))
        yield from sorted(value for value in values if value)

    def stats(self) -> EngineStats:
        """Sizes of this snapshot."""
        streams = (Stream.EXACT, Stream.FOLDED, Stream.WORDS)
        terms = tuple((s.value, sum(1 for _ in self.terms(s, ""))) for s in streams)
        with reading(self._folder):
            size = sum(map(_size, self._folder.iterdir()))
        count = sum(contents.count for contents in self._segments)
        return EngineStats(count, terms, len(self._segments), size)

    def close(self) -> None:
        """Give back the files; the system does so once no array of theirs is in use."""
        self._segments, self._starts = (), []


def _size(path: Path) -> int:
    """The bytes of a file; none if a commit removes it just now."""
    try:
        return path.stat().st_size if path.is_file() else 0
    except FileNotFoundError:
        return 0


def _ids_after(
    contents: Contents, after: str, since_generation: int
) -> Iterator[tuple[str, Contents, int]]:
    generations = contents.generations
    for number in range(contents.ids.first_after(after) if after else 0, contents.size):
        if contents.live[number] and generations[number] > since_generation:
            yield contents.ids[number], contents, number


def _terms(contents: Contents, stream: Stream, prefix: str) -> Iterator[str]:
    if stream is Stream.PAIRS:
        yield from sorted(set(_pairs(contents, prefix)))
        return
    postings = contents.postings
    for number, text in postings.beginning(stream, prefix):
        if not len(contents.dead) or _is_live(contents, postings.numbered(stream, number)):
            yield text


def _is_live(contents: Contents, found: Found) -> bool:
    return bool(contents.live[found.listed()].any())


def _pairs(contents: Contents, prefix: str) -> Iterator[str]:
    """Folded pairs: a walk over all of them, for checks only."""
    for text, number in contents.postings.every_pair():
        if text.startswith(prefix) and contents.live[contents.postings.pair(number)].any():
            yield text


def _keywords(contents: Contents, field: str) -> Iterator[str]:
    texts = contents.keywords(field)
    for number, value in enumerate(() if texts is None else texts.all()):
        if contents.live[contents.with_keyword(field, number)].any():
            yield value


def _cells(contents: Contents, row_set: str, column: str, key_prefix: str) -> Iterator[str]:
    rows = contents.row_set(row_set)
    if rows is None or column not in rows.columns:
        return
    numbers = np.array([*rows.with_key(key_prefix)], dtype=np.int64)
    numbers = numbers[contents.live[rows.documents[numbers]]]
    for cell in np.unique(rows.cells[column][numbers]).tolist():
        if cell:
            yield rows.columns[column][cell - 1]
