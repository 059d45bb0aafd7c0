"""Documents on their way into a segment, as arrays: new ones, or those of segments to be merged.

What it is: the one form that ``build`` takes, so that a commit and a merge write the same bytes.

What it is not: sorted. Terms are numbers of the tables given along; ``build`` sorts, once.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from vnnews_search.analyzed import (
    AnalyzedDocument,
    Integers,
    PairTable,
    Part,
    Row,
    Stream,
    StreamTerms,
    TermTable,
)
from vnnews_search.engines.whoosh.arrays import Narrow
from vnnews_search.engines.whoosh.sorting import run_starts, sorted_with
from vnnews_search.scoring import impacts

__all__ = [
    "BREAK",
    "OPEN_END",
    "OPEN_START",
    "PARTS",
    "Fact",
    "Occurrences",
    "Pairs",
    "Source",
    "sources_of",
]

PARTS = (Part.TITLE, Part.LEAD, Part.BODY, Part.CAPTIONS)

BREAK = -1
"""Among the tokens of a document: the end of a paragraph, which no phrase crosses."""

OPEN_START, OPEN_END = 0, 1 << 30
"""Ordinals of the open ends of a span: before every day, and after."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What stands of a document beside its text; days are ordinals, ``stored`` is compressed."""

    id: str
    hash: str
    generation: int
    length: int
    stored: bytes
    days: tuple[tuple[str, int], ...]
    spans: tuple[tuple[str, int, int], ...]
    keywords: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, Row], ...]


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Which documents hold which terms, once each.

    Args:
        texts: the terms by number, some of which no document may hold; sources may share the list.
        terms, documents, impacts: one entry a document and term.
    """

    texts: Sequence[str]
    terms: Narrow
    documents: Narrow
    impacts: Narrow


@dataclass(frozen=True, slots=True)
class Pairs:
    """Which documents hold which two exact terms next to each other, once or more each.

    Args:
        firsts, seconds: numbers of exact terms.
        impacts: of the folded pair, to which several exact ones may add up.
    """

    firsts: Narrow
    seconds: Narrow
    documents: Narrow
    impacts: Narrow


@dataclass(frozen=True, slots=True)
class Source:
    """Some documents; numbers of documents are places in ``facts``.

    Args:
        folded_of: for each exact term the number of its folded one.
        tokens: exact terms as they stand, ``BREAK`` between paragraphs, document after document.
        token_counts: how many are of each document, breaks included.
        parts: rows of (document, number in ``PARTS``, first token of the document, token after).
    """

    facts: list[Fact]
    exact: Occurrences
    folded: Occurrences
    words: Occurrences
    pairs: Pairs
    folded_of: Integers
    tokens: Narrow
    token_counts: Integers
    parts: Integers


TOGETHER_BITS = 7
TOGETHER = 1 << TOGETHER_BITS
"""Documents whose terms are counted together: few, so that the processor has all of them near."""


def sources_of(documents: Sequence[AnalyzedDocument], generation: int) -> list[Source]:
    """New documents, at most 65,536 of them, each of another id; they share their terms."""
    tables = _Tables(documents)
    return [
        _source(documents[first : first + TOGETHER], tables, generation)
        for first in range(0, len(documents), TOGETHER)
    ]


def _source(documents: Sequence[AnalyzedDocument], tables: _Tables, generation: int) -> Source:
    lengths = np.array([document.length for document in documents], dtype=np.int64)
    ranges = _ranges(documents)
    exact = _gathered(documents, Stream.EXACT, tables, ranges)
    words = _gathered(documents, Stream.WORDS, tables, ranges)
    folded = tables.terms(_streams(documents, Stream.FOLDED))  # stand where the exact ones do
    tables.folded_of[exact.terms] = folded
    counted = _counted(exact.terms, exact.documents, exact.weights)
    folded_counted = _counted(tables.folded_of[counted.terms], counted.documents, counted.counts)
    words_counted = _counted(words.terms, words.documents, words.weights)
    steps = np.diff(exact.places)
    tokens, token_counts, breaks = _forward(exact, steps, len(documents))
    return Source(
        [_fact(document, generation) for document in documents],
        _occurrences(tables.texts[Stream.EXACT], counted, lengths),
        _occurrences(tables.texts[Stream.FOLDED], folded_counted, lengths),
        _occurrences(tables.texts[Stream.WORDS], words_counted, lengths),
        _pairs(exact, folded, np.flatnonzero(steps == 1), lengths),
        tables.folded_of,
        tokens,
        token_counts,
        _parts(ranges, exact, breaks, token_counts),
    )


def _fact(document: AnalyzedDocument, generation: int) -> Fact:
    return Fact(
        document.id,
        document.hash,
        generation,
        document.length,
        zlib.compress(document.stored),
        tuple((column, day.toordinal()) for column, day in document.days),
        tuple(
            (
                column,
                OPEN_START if start is None else start.toordinal(),
                OPEN_END if end is None else end.toordinal(),
            )
            for column, (start, end) in document.spans
        ),
        document.keywords,
        tuple((row_set, row) for row_set, rows in document.rows for row in rows),
    )


# --- streams of several documents as one --------------------------------------------------------


class _Tables:
    """The terms of all documents by stream, those of one table after those of another.

    Documents of one load share a table, so there are few; pairs are made of exact terms.
    """

    def __init__(self, documents: Sequence[AnalyzedDocument]) -> None:
        self.texts: dict[Stream, list[str]] = {stream: [] for stream in Stream}
        self._begins: dict[tuple[Stream, TermTable | PairTable], int] = {}
        for document in documents:
            for terms in document.streams:
                key, table = (terms.stream, terms.table), terms.table
                if key not in self._begins and isinstance(table, TermTable):
                    self._begins[key] = len(self.texts[terms.stream])
                    self.texts[terms.stream] += table.texts
        self.folded_of = np.zeros(len(self.texts[Stream.EXACT]), dtype=np.int64)

    def terms(self, found: Iterable[StreamTerms]) -> Integers:
        """The terms of some streams, numbered through all tables."""
        begins = [(one, self._begins[one.stream, one.table]) for one in found]
        return _concatenated(
            [one.numbers + first if first else one.numbers for one, first in begins]
        )


def _streams(documents: Iterable[AnalyzedDocument], stream: Stream) -> list[StreamTerms]:
    return [terms for document in documents for terms in document.streams if terms.stream is stream]


@dataclass(frozen=True, slots=True)
class _Gathered:
    """A stream of some documents, an entry an occurrence.

    Args:
        terms: numbers of all tables.
        documents: which holds it.
        places: where it stands, ascending through all documents.
        weights: how often it counts, outside of all parts not at all.
    """

    terms: Integers
    documents: Integers
    places: Integers
    weights: Integers


def _gathered(
    documents: Sequence[AnalyzedDocument], stream: Stream, tables: _Tables, ranges: Integers
) -> _Gathered:
    found = _streams(documents, stream)
    counts = [sum(len(t.numbers) for t in _streams([document], stream)) for document in documents]
    held = np.repeat(np.arange(len(documents)), counts)
    places = held << 32 | _concatenated([terms.positions for terms in found])
    return _Gathered(tables.terms(found), held, places, _weights(places, ranges))


def _concatenated(arrays: Sequence[Integers]) -> Integers:
    return np.concatenate([np.zeros(0, dtype=np.int64), *arrays])


# --- counts ---------------------------------------------------------------------------------------


def _ranges(documents: Sequence[AnalyzedDocument]) -> Integers:
    """Rows of (document, number in ``PARTS``, first place, place after the last, weight)."""
    rows = [
        (number, _KINDS[part.part], number << 32 | part.start, number << 32 | part.end, part.weight)
        for number, document in enumerate(documents)
        for part in document.parts
    ]
    return np.array(rows, dtype=np.int64).reshape(-1, 5)


_KINDS = {part: kind for kind, part in enumerate(PARTS)}


def _weights(places: Integers, ranges: Integers) -> Integers:
    weights = np.zeros(len(places), dtype=np.int64)
    bounds = np.searchsorted(places, ranges[:, 2:4]).tolist()
    for (first, last), weight in zip(bounds, ranges[:, 4].tolist(), strict=True):
        weights[first:last] = weight
    return weights


class _Counted(NamedTuple):
    """How often each document holds each of its terms, once each."""

    terms: Integers
    documents: Integers
    counts: Integers


def _counted(terms: Integers, documents: Integers, weights: Integers) -> _Counted:
    numbers = terms << TOGETHER_BITS | documents
    bits = _bits(terms) + TOGETHER_BITS
    keys, counts = sorted_with([(numbers, weights)], bits, _bits(weights))
    starts = run_starts(keys)
    held = keys[starts]
    return _Counted(held >> TOGETHER_BITS, held & (TOGETHER - 1), np.add.reduceat(counts, starts))


def _bits(values: Integers) -> int:
    """What each of the values fits into."""
    return int(np.max(values, initial=0)).bit_length()


def _occurrences(texts: Sequence[str], counted: _Counted, lengths: Integers) -> Occurrences:
    terms, documents, counts = counted
    return Occurrences(
        texts,
        terms.astype(np.int32),
        documents.astype(np.uint16),
        impacts(counts, lengths[documents]).astype(np.uint8),
    )


def _pairs(exact: _Gathered, folded: Integers, first: Integers, lengths: Integers) -> Pairs:
    """The pairs of each document as they stand.

    Args:
        first: which terms have a second one.
    """
    bits = _bits(folded)
    numbers = folded[first] << bits | folded[first + 1]
    pairs, where = sorted_with([(numbers, first)], 2 * bits, len(folded).bit_length())
    documents = exact.documents[where]
    starts = run_starts(pairs, documents)
    counts = np.add.reduceat(exact.weights[where], starts)
    found = impacts(counts, lengths[documents[starts]]).astype(np.uint8)
    return Pairs(
        exact.terms[where].astype(np.int32),
        exact.terms[where + 1].astype(np.int32),
        documents.astype(np.uint16),
        np.repeat(found, np.diff(starts, append=len(where))),
    )


# --- tokens as they stand -------------------------------------------------------------------------


def _forward(exact: _Gathered, steps: Integers, count: int) -> tuple[Narrow, Integers, Integers]:
    """The tokens with breaks, how many each document has, and before which token breaks came."""
    held = exact.documents
    gaps = np.flatnonzero(steps != 1) + 1
    breaks = gaps[held[gaps - 1] == held[gaps]]
    counts = np.bincount(held, minlength=count) + np.bincount(held[breaks], minlength=count)
    return np.insert(exact.terms.astype(np.int32), breaks, BREAK), counts, breaks


def _parts(ranges: Integers, exact: _Gathered, breaks: Integers, counts: Integers) -> Integers:
    """Where each part lies among the tokens of its document."""
    firsts, lasts = np.searchsorted(exact.places, ranges[:, 2:4]).T
    (held,) = np.nonzero(firsts < lasts)
    numbers, kinds = ranges[held, :2].T
    firsts, lasts = firsts[held], lasts[held] - 1
    begins = (np.cumsum(counts) - counts)[numbers]
    firsts, lasts = (at + np.searchsorted(breaks, at, "right") - begins for at in (firsts, lasts))
    return np.stack([numbers, kinds, firsts, lasts + 1], axis=1)
