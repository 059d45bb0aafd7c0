"""Analysed documents: what goes into an engine.

What it is: plain values that cross from everything that understands Vietnamese to everything that
stores postings; ``plan`` holds what is asked of engines.

What it is not: analysis. ``analysis.analyzer`` makes streams of a text, ``document`` the rest.

Terms live in streams. ``exact`` holds syllables as written; an occurrence that states nothing about
its marks (docs/matching.md, "How a thing was written") stands there as ``untyped(term)``, apart
from those that do. ``folded`` holds every syllable without marks, ``pairs`` two adjacent folded
syllables of one paragraph, ``words`` segmented words as ``word(folded, text)``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "DATED",
    "DAY_COLUMNS",
    "OFFICERS",
    "PARAGRAPH_GAP",
    "PUBLISHED",
    "AnalyzedDocument",
    "Integers",
    "PairTable",
    "Part",
    "PartRange",
    "Row",
    "Stream",
    "StreamTerms",
    "Term",
    "TermTable",
    "pair",
    "untyped",
    "weights_at",
    "word",
]

Integers = NDArray[np.int64]

PARAGRAPH_GAP = 64
"""Positions left free between paragraphs and fields: more than any slop can bridge."""

DATED = "dated"
PUBLISHED = "published"
DAY_COLUMNS = (DATED, PUBLISHED)
"""The single-valued day columns of every document; engines may lay them out beforehand."""

OFFICERS = "officers"
"""The row set of officer mentions: a row each, keyed by the folded name, given name first."""


class Stream(StrEnum):
    """A kind of terms with postings of its own."""

    EXACT = "exact"
    FOLDED = "folded"
    PAIRS = "pairs"
    WORDS = "words"


class Part(StrEnum):
    """The part of the text in which a phrase must stand."""

    ANY = "any"
    TITLE = "title"
    LEAD = "lead"
    BODY = "body"
    CAPTIONS = "captions"


def untyped(folded: str) -> str:
    """The term of an occurrence in the exact stream that states nothing about its marks.

    >>> untyped("phuc")
    '~phuc'
    """
    return f"~{folded}"


def pair(first: str, second: str) -> str:
    """The term of two adjacent folded syllables.

    >>> pair("dinh", "lap")
    'dinh lap'
    """
    return f"{first} {second}"


def word(folded: str, text: str) -> str:
    """The term of a word: first without marks, so that all accentings of a word stand together.

    Args:
        folded: the word without marks, or of the last word wanted the beginning.
        text: the word as written, or "" for the prefix that all its accentings share.

    >>> word("dinh lap", "đình lập")
    'dinh lap|đình lập'
    """
    return f"{folded}|{text}"


@dataclass(frozen=True, slots=True)
class Term:
    """A posting list."""

    stream: Stream
    text: str


class TermTable:
    """Distinct terms of one stream, numbered as they are met.

    The numbers mean nothing outside of their table; it only grows, and is shared by the documents
    of one load.

    >>> table = TermTable()
    >>> [table.number(text) for text in ("đình", "lập", "đình")], table.text(1)
    ([0, 1, 0], 'lập')
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._texts: list[str] = []

    def __len__(self) -> int:
        return len(self._texts)

    def number(self, text: str) -> int:
        """The number of a term, a new one if it is new."""
        number = self._numbers.setdefault(text, len(self._texts))
        if number == len(self._texts):
            self._texts.append(text)
        return number

    def text(self, number: int) -> str:
        """The term of a number."""
        return self._texts[number]

    @property
    def texts(self) -> Sequence[str]:
        """The terms by number."""
        return self._texts

    def extend(self, texts: Iterable[str]) -> None:
        """Number some terms that are new, in their order."""
        for text in texts:
            self.number(text)


class PairTable:
    """Pairs of the terms of a table, numbered without being stored: first ⋅ 2³² + second.

    >>> table = TermTable()
    >>> number = PairTable(table).number("dinh lap")
    >>> number, PairTable(table).text(number)
    (1, 'dinh lap')
    """

    def __init__(self, table: TermTable) -> None:
        self._table = table

    def number(self, text: str) -> int:
        """The number of a pair."""
        first, _, second = text.partition(" ")
        return self._table.number(first) << 32 | self._table.number(second)

    def text(self, number: int) -> str:
        """The pair of a number."""
        return pair(self._table.text(number >> 32), self._table.text(number & 0xFFFFFFFF))


@dataclass(frozen=True, slots=True, eq=False)
class StreamTerms:
    """The occurrences of one stream, in order.

    Args:
        stream: which one.
        table: what the numbers mean.
        numbers: the terms as they stand, one an occurrence.
        positions: where each stands, ascending.
    """

    stream: Stream
    table: TermTable | PairTable
    numbers: Integers
    positions: Integers

    @classmethod
    def of(cls, stream: Stream, terms: Iterable[tuple[str, int]]) -> StreamTerms:
        """A stream of (term, position), with a table of its own.

        >>> StreamTerms.of(Stream.EXACT, [("đình", 0), ("lập", 1)]).terms
        ('đình', 'lập')
        """
        table = PairTable(TermTable()) if stream is Stream.PAIRS else TermTable()
        placed = [(table.number(text), position) for text, position in terms]
        numbers, positions = np.array(placed, dtype=np.int64).reshape(-1, 2).T
        return cls(stream, table, numbers, positions)

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms as texts, one an occurrence."""
        return tuple(map(self.table.text, self.numbers.tolist()))

    def __iter__(self) -> Iterator[tuple[str, int]]:
        """Each occurrence as (term, position)."""
        return zip(self.terms, self.positions.tolist(), strict=True)

    def counted(self, parts: Sequence[PartRange]) -> tuple[Integers, Integers]:
        """The distinct numbers, ascending, and tf′ of each (docs/matching.md).

        Args:
            parts: where the weights hold; positions outside of all count nothing.

        >>> stream = StreamTerms.of(Stream.FOLDED, [("xa", 0), ("hop", 1), ("xa", 66)])
        >>> parts = [PartRange(Part.TITLE, 0, 2, 3), PartRange(Part.BODY, 66, 67, 1)]
        >>> numbers, counts = stream.counted(parts)
        >>> [(stream.table.text(n), count) for n, count in zip(numbers, counts.tolist())]
        [('xa', 4), ('hop', 3)]
        """
        distinct, which = np.unique(self.numbers, return_inverse=True)
        weights = weights_at(self.positions, parts)
        return distinct, np.bincount(which, weights, len(distinct)).astype(np.int64)


def weights_at(positions: Integers, parts: Sequence[PartRange]) -> Integers:
    """How often an occurrence at each of some ascending positions counts."""
    weights = np.zeros(len(positions), dtype=np.int64)
    bounds = [(part.start, part.end) for part in parts]
    for (first, last), part in zip(np.searchsorted(positions, bounds).tolist(), parts, strict=True):
        weights[first:last] = part.weight
    return weights


@dataclass(frozen=True, slots=True)
class PartRange:
    """The positions from ``start`` up to, not including, ``end`` belong to a part."""

    part: Part
    start: int
    end: int
    weight: int


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a row set: several named values under one key.

    Args:
        key: rows are sorted and read by it.
        values: (column, value), each column once.
    """

    key: str
    values: tuple[tuple[str, str], ...]

    def value(self, column: str) -> str:
        """The value of a column, empty if the row has none."""
        return next((value for name, value in self.values if name == column), "")


@dataclass(frozen=True, slots=True)
class AnalyzedDocument:
    """An article as engines take it: its terms, its columns, and its stored form.

    Args:
        id: key; a document replaces the one of the same id.
        hash: digest of the article, to skip unchanged ones.
        stored: what ``Reader.get`` gives back; engines do not look inside.
        streams: the terms of each stream.
        parts: where each part of the text lies; positions outside of all belong to none.
        length: syllables, each counted by the weight of its part.
        days: (column of ``DAY_COLUMNS``, day), each column at most once.
        spans: (column, (first day, day after the last)), many a column; None is open.
        keywords: (field, value), many a field.
        rows: (row set, rows).
    """

    id: str
    hash: str
    stored: bytes
    streams: tuple[StreamTerms, ...]
    parts: tuple[PartRange, ...]
    length: int
    days: tuple[tuple[str, date], ...] = ()
    spans: tuple[tuple[str, tuple[date | None, date | None]], ...] = ()
    keywords: tuple[tuple[str, str], ...] = ()
    rows: tuple[tuple[str, tuple[Row, ...]], ...] = ()
