"""Documents on their way into a segment, as arrays: new ones, or those of segments to be merged.

What it is: the one form that ``build`` takes, so that a commit and a merge write the same bytes.

What it is not: sorted. Terms are numbers of the tables given along; ``build`` sorts, once.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vnnews_search.analyzed import (
    AnalyzedDocument,
    Integers,
    PairTable,
    Part,
    PartRange,
    Row,
    Stream,
    StreamTerms,
    TermTable,
    weights_at,
)
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
    "source_of",
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
        texts: the terms by number.
        terms, documents, impacts: one entry a document and term.
    """

    texts: list[str]
    terms: Integers
    documents: Integers
    impacts: Integers


@dataclass(frozen=True, slots=True)
class Pairs:
    """Which documents hold which two exact terms next to each other, once each.

    Args:
        firsts, seconds: numbers of exact terms.
        impacts: of the folded pair, to which several exact ones may add up.
    """

    firsts: Integers
    seconds: Integers
    documents: Integers
    impacts: Integers


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
    tokens: Integers
    token_counts: Integers
    parts: Integers


def source_of(documents: Sequence[AnalyzedDocument], generation: int) -> Source:
    """New documents, at most 65,536 of them, each of another id."""
    lengths = np.array([document.length for document in documents], dtype=np.int64)
    exact = _gathered(documents, Stream.EXACT)
    folded = _gathered(documents, Stream.FOLDED)
    words = _gathered(documents, Stream.WORDS)
    weights = _weights(documents, exact)
    tokens, token_counts, at = _forward(exact, len(documents))
    folded_of = np.zeros(len(exact.texts), dtype=np.int64)
    folded_of[exact.terms] = folded.terms
    return Source(
        [_fact(document, generation) for document in documents],
        _counted(exact, weights, lengths),
        _counted(folded, weights, lengths),
        _counted(words, _weights(documents, words), lengths),
        _pairs(exact, folded, weights, lengths),
        folded_of,
        tokens,
        token_counts,
        _parts(documents, exact, at, token_counts),
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


@dataclass(frozen=True, slots=True)
class _Gathered:
    """One stream of all documents: a term, its document and its position an occurrence."""

    texts: list[str]
    terms: Integers
    documents: Integers
    positions: Integers

    @property
    def keys(self) -> Integers:
        """Places that ascend through all documents."""
        return self.documents << 32 | self.positions


def _gathered(documents: Sequence[AnalyzedDocument], stream: Stream) -> _Gathered:
    found = [_stream(document, stream) for document in documents]
    counts = [0 if terms is None else len(terms.numbers) for terms in found]
    there = [terms for terms in found if terms is not None]
    texts: dict[str, int] = {}
    none = np.zeros(0, dtype=np.int64)
    # Documents of one load share a table of terms, so there are few tables to go through.
    tables = list(dict.fromkeys(terms.table for terms in there))
    numbers = np.concatenate([none, *(terms.numbers for terms in there)])
    owners = np.repeat(
        np.array([tables.index(terms.table) for terms in there], dtype=np.int64),
        [len(terms.numbers) for terms in there],
    )
    renumbered = np.zeros(len(numbers), dtype=np.int64)
    for owner, table in enumerate(tables):
        (mine,) = np.nonzero(owners == owner)
        renumbered[mine] = _renumbered(numbers[mine], table, texts)
    return _Gathered(
        list(texts),
        renumbered,
        np.repeat(np.arange(len(documents)), counts),
        np.concatenate([none, *(terms.positions for terms in there)]),
    )


def _stream(document: AnalyzedDocument, stream: Stream) -> StreamTerms | None:
    return next((terms for terms in document.streams if terms.stream is stream), None)


def _renumbered(numbers: Integers, table: TermTable | PairTable, texts: dict[str, int]) -> Integers:
    """Numbers of one table as those of ``texts``, which grows."""
    distinct, places = np.unique(numbers, return_inverse=True)
    new = [texts.setdefault(table.text(number), len(texts)) for number in distinct.tolist()]
    renumbered: Integers = np.array(new, dtype=np.int64)[places]
    return renumbered


def _weights(documents: Sequence[AnalyzedDocument], gathered: _Gathered) -> Integers:
    """How often each occurrence counts; outside of all parts not at all."""
    parts = [
        PartRange(part.part, number << 32 | part.start, number << 32 | part.end, part.weight)
        for number, document in enumerate(documents)
        for part in document.parts
    ]
    return weights_at(gathered.keys, parts)


def _counted(gathered: _Gathered, weights: Integers, lengths: Integers) -> Occurrences:
    """Each term of each document once, with its impact."""
    size = len(gathered.texts) + 1
    distinct, places = np.unique(gathered.documents * size + gathered.terms, return_inverse=True)
    counts = np.bincount(places, weights, len(distinct))
    documents = distinct // size
    return Occurrences(
        gathered.texts, distinct % size, documents, impacts(counts, lengths[documents])
    )


def _pairs(exact: _Gathered, folded: _Gathered, weights: Integers, lengths: Integers) -> Pairs:
    (first,) = np.nonzero(np.diff(exact.keys) == 1)
    documents = exact.documents[first]
    _, places = np.unique(
        _pair_keys(documents, folded.terms[first], folded.terms[first + 1]), return_inverse=True
    )
    counts = np.bincount(places, weights[first])[places]
    _, kept = np.unique(
        _pair_keys(documents, exact.terms[first], exact.terms[first + 1]), return_index=True
    )
    return Pairs(
        exact.terms[first[kept]],
        exact.terms[first[kept] + 1],
        documents[kept],
        impacts(counts[kept], lengths[documents[kept]]),
    )


def _pair_keys(documents: Integers, firsts: Integers, seconds: Integers) -> NDArray[np.uint64]:
    """Numbers that sort by document, then by the two terms of a pair.

    Args:
        documents: below 2¹⁶, as those of a segment are.
        firsts, seconds: below 2²⁴, more terms than so many documents hold.
    """
    high, low = firsts.astype(np.uint64) << np.uint64(24), seconds.astype(np.uint64)
    keys: NDArray[np.uint64] = documents.astype(np.uint64) << np.uint64(48) | high | low
    return keys


# --- tokens as they stand -------------------------------------------------------------------------


def _forward(exact: _Gathered, count: int) -> tuple[Integers, Integers, Integers]:
    """The tokens with breaks, how many each document has, and where each token came to stand."""
    steps = np.diff(exact.keys, prepend=exact.keys[:1] - 1)
    new_document = np.diff(exact.documents, prepend=exact.documents[:1]) != 0
    breaks = (steps != 1) & ~new_document
    places = np.arange(len(breaks)) + np.cumsum(breaks)
    tokens = np.full(len(breaks) + int(breaks.sum()), BREAK, dtype=np.int64)
    tokens[places] = exact.terms
    counts = np.bincount(exact.documents, 1 + breaks, count).astype(np.int64)
    return tokens, counts, places


def _parts(
    documents: Sequence[AnalyzedDocument], exact: _Gathered, at: Integers, counts: Integers
) -> Integers:
    """Where each part lies among the tokens of its document."""
    begins = np.cumsum(counts) - counts
    found = [
        (number, PARTS.index(part.part), number << 32 | part.start, number << 32 | part.end)
        for number, document in enumerate(documents)
        for part in document.parts
    ]
    numbers, kinds, starts, ends = np.array(found, dtype=np.int64).reshape(-1, 4).T
    keys = exact.keys
    firsts, lasts = np.searchsorted(keys, starts), np.searchsorted(keys, ends)
    (held,) = np.nonzero(firsts < lasts)
    numbers, firsts, lasts = numbers[held], firsts[held], lasts[held]
    base = begins[numbers]
    return np.stack([numbers, kinds[held], at[firsts] - base, at[lasts - 1] + 1 - base], axis=1)
