"""The terms of a segment, and which documents hold each.

What it is: the one way from a term to its documents, over the sections that ``build`` wrote; pairs
of folded terms are put together from those of exact ones.

What it is not: a memory: the same question is answered anew each time (``lookup`` remembers).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vnnews_search.analyzed import Stream, pair
from vnnews_search.engines.whoosh.arrays import Integers
from vnnews_search.engines.whoosh.segment import SegmentFile
from vnnews_search.engines.whoosh.texts import Texts

__all__ = ["NO_DOCUMENTS", "NO_IMPACTS", "Documents", "Found", "Impacts", "Postings"]

Documents = NDArray[np.uint16]
Impacts = NDArray[np.uint8]

NO_DOCUMENTS: Documents = np.zeros(0, np.uint16)
NO_IMPACTS: Impacts = np.zeros(0, np.uint8)

_SECTIONS = ("ptr", "docs", "impacts", "frequent", "counts", "rows")

FEW = 64
"""Documents that are looked for one by one in a list; more are looked up in a row made of it."""


class Found(NamedTuple):
    """The documents that hold a term: a list of them, or a row of all.

    Args:
        held: how many, deleted ones too.
        documents: those of the list.
        impacts: the impact in each of them; if one is told twice, both times the same.
        row: the impact in every document of the segment, 0 where it lacks the term.
        ascending: whether the list is in order and tells each document once.
    """

    held: int
    documents: Documents
    impacts: Impacts
    row: Impacts | None = None
    ascending: bool = True

    def in_order(self) -> Documents:
        """The documents of the list, ascending and each once."""
        return self.documents if self.ascending else np.unique(self.documents)

    def listed(self) -> Documents:
        """The documents as a list, in no order and perhaps more than once."""
        if self.row is None:
            return self.documents
        return np.flatnonzero(self.row != 0).astype(np.uint16)

    def at(self, documents: Integers, size: int) -> Impacts:
        """The impact in some documents, 0 where they lack the term.

        Args:
            size: the number of documents of the segment.
        """
        if self.row is not None:
            return self.row.take(documents)
        if not self.held:
            return np.zeros(len(documents), np.uint8)
        if len(documents) > FEW or not self.ascending:
            row = np.zeros(size, np.uint8)
            row[self.documents.astype(np.int64)] = self.impacts
            return row.take(documents)
        places = self.documents.searchsorted(documents.astype(np.uint16))
        there = self.documents.take(places, mode="clip") == documents
        impacts: Impacts = self.impacts.take(places, mode="clip") * there
        return impacts


_NOTHING = Found(0, NO_DOCUMENTS, NO_IMPACTS)


class Postings:
    """The streams and pairs of a segment's file."""

    def __init__(self, file: SegmentFile) -> None:
        self._size = file.documents
        self._texts = {
            Stream.EXACT.value: Texts(file, "exact", "exact.order"),
            Stream.FOLDED.value: Texts(file, "folded"),
            Stream.WORDS.value: Texts(file, "words"),
        }
        self._sections = {
            stream: tuple(file[f"{stream}.{which}"] for which in _SECTIONS)
            for stream in self._texts
        }
        self._exact_of = file["exact.of"]
        self._pairs_ptr, self._pairs_at = file["pairs.ptr"], file["pairs.at"]
        self._pairs_firsts, self._pairs_seconds = file["pairs.firsts"], file["pairs.seconds"]
        self._pairs_docs, self._pairs_impacts = file["pairs.docs"], file["pairs.impacts"]

    # --- terms ------------------------------------------------------------------------------------

    def number(self, stream: Stream, text: str) -> int | None:
        """The number of a term."""
        return self._texts[stream.value].number(text)

    def text(self, stream: Stream, number: int) -> str:
        """The text of a term."""
        return self._texts[stream.value][number]

    def count(self, stream: Stream) -> int:
        """How many terms a stream has."""
        return len(self._texts[stream.value])

    def beginning(self, stream: Stream, prefix: str) -> Iterator[tuple[int, str]]:
        """The (number, text) of each term that begins with a prefix, in order."""
        return self._texts[stream.value].beginning(prefix)

    def since(self, stream: Stream, text: str) -> Iterator[str]:
        """The terms from a text on, in order."""
        return (term for _, term in self._texts[stream.value].since(text))

    def exact_of(self, folded: int) -> range:
        """The numbers of the exact terms of a folded one."""
        bounds = self._exact_of.scalars()
        return range(bounds[folded], bounds[folded + 1])

    def folded_of(self, exact: int) -> int:
        """The number of the folded term of an exact one."""
        return bisect_right(self._exact_of.scalars(), exact) - 1

    # --- documents of a term ----------------------------------------------------------------------

    def find(self, stream: Stream, text: str) -> Found:
        """The documents that hold a term."""
        if stream is Stream.PAIRS:
            return self._folded_pair(text)
        number = self._texts[stream.value].number(text)
        return _NOTHING if number is None else self.numbered(stream, number)

    def numbered(self, stream: Stream, number: int) -> Found:
        """The documents that hold the term of a number."""
        ptr, docs, impacts, frequent, counts, rows = self._sections[stream.value]
        bounds = ptr.scalars()
        first, last = bounds[number], bounds[number + 1]
        if first < last:
            return Found(last - first, docs.cut(first, last), impacts.cut(first, last))
        place = bisect_left(frequent.scalars(), number)
        row = rows.cut(place * self._size, (place + 1) * self._size)
        return Found(counts.scalars()[place], NO_DOCUMENTS, NO_IMPACTS, row)

    # --- pairs ------------------------------------------------------------------------------------

    def pairs(self, first: int, second: int) -> range:
        """The numbers of the exact pairs of two folded terms."""
        bounds = self._pairs_ptr.scalars()
        begin = bounds[first]
        following = self.exact_of(second)
        seconds = self._pairs_seconds.part(begin, bounds[first + 1])
        # Second terms of one folded term stand together, so their two ends can be halved for.
        low = bisect_left(seconds, following.start)
        return range(begin + low, begin + bisect_left(seconds, following.stop, low))

    def terms_of(self, pairs: range, first: int) -> Iterator[tuple[int, int, int]]:
        """The (number, first exact term, second exact term) of some pairs.

        Args:
            first: the folded first term of all of them.
        """
        start = self.exact_of(first).start
        firsts = self._pairs_firsts.cut(pairs.start, pairs.stop).tolist()
        seconds = self._pairs_seconds.cut(pairs.start, pairs.stop).tolist()
        return zip(pairs, (start + one for one in firsts), seconds, strict=True)

    def every_pair(self) -> Iterator[tuple[str, int]]:
        """The folded text and the number of each exact pair; a walk over all."""
        bounds = self._pairs_ptr.scalars()
        for first in range(self.count(Stream.FOLDED)):
            text = self.text(Stream.FOLDED, first)
            seconds = self._pairs_seconds.cut(bounds[first], bounds[first + 1]).tolist()
            for number, second in enumerate(seconds, bounds[first]):
                yield pair(text, self.text(Stream.FOLDED, self.folded_of(second))), number

    def pair(self, number: int) -> Documents:
        """The documents of the pair of a number."""
        return self._of_pairs(range(number, number + 1))[0]

    def _of_pairs(self, pairs: range) -> tuple[Documents, Impacts]:
        """The postings of some pairs, one after the other."""
        at = self._pairs_at.part(pairs.start, pairs.stop + 1)
        begin, end = at[0], at[-1]
        return self._pairs_docs.cut(begin, end), self._pairs_impacts.cut(begin, end)

    def _folded_pair(self, text: str) -> Found:
        """All exact pairs of a folded one: those of one document have the same impact."""
        first, second = (self.number(Stream.FOLDED, one) for one in text.split(" "))
        if first is None or second is None or not (pairs := self.pairs(first, second)):
            return _NOTHING
        documents, impacts = self._of_pairs(pairs)
        if len(pairs) == 1:
            return Found(len(documents), documents, impacts)
        return Found(self._distinct(documents), documents, impacts, ascending=False)

    def _distinct(self, documents: Documents) -> int:
        if len(documents) <= FEW:
            return len(set(documents.tolist()))
        held = np.zeros(self._size, np.bool_)
        held[documents.astype(np.int64)] = True
        return int(np.count_nonzero(held))
