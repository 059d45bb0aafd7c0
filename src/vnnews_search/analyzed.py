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

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

__all__ = [
    "DATED",
    "DAY_COLUMNS",
    "OFFICERS",
    "PARAGRAPH_GAP",
    "PUBLISHED",
    "AnalyzedDocument",
    "Part",
    "PartRange",
    "Row",
    "Stream",
    "StreamTerms",
    "pair",
    "untyped",
    "word",
]

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
class StreamTerms:
    """The occurrences of one stream: ``terms[i]`` stands at ``positions[i]``, ascending."""

    stream: Stream
    terms: tuple[str, ...]
    positions: tuple[int, ...]


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
