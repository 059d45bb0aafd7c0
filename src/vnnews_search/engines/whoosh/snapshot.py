"""A snapshot of the index: postings, facts and columns as NumPy arrays.

What it is: the only place that walks Whoosh's readers and matchers. Article numbers run through all
segments; deleted articles never come out.

What it is not: a reader of plans (``evaluate``). Postings that were read once are kept, as a
snapshot never changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from whoosh.reading import IndexReader, TermNotFound

from vnnews_search.analyzed import DAY_COLUMNS, Stream, Term
from vnnews_search.engines.base import StoredDocument
from vnnews_search.engines.whoosh.arrays import Integers
from vnnews_search.engines.whoosh.postings import Postings, adjacent, pair_postings
from vnnews_search.engines.whoosh.schema import (
    FACTS,
    LENGTH,
    NO_DAY,
    PART_BITS,
    STORED,
    column_of,
    fact,
    read_stored,
)

__all__ = ["Snapshot"]


class Snapshot:
    """An opened Whoosh reader.

    Args:
        reader: given over; ``close`` closes it.
        generation: the commit that it shows.
    """

    def __init__(self, reader: IndexReader, generation: int) -> None:
        self.generation = generation
        self._reader = reader
        self._closed = False
        self._leaves: list[tuple[IndexReader, int]] = list(reader.leaf_readers())
        self.size: int = reader.doc_count_all()
        self.count: int = reader.doc_count()
        self.live = np.zeros(self.size, dtype=bool)
        self.live[np.fromiter(reader.all_doc_ids(), dtype=np.int64)] = True
        # Whoosh opens columns when first asked, and by then a merge may have removed their file.
        names = (LENGTH, *map(column_of, DAY_COLUMNS))
        self._columns = {name: self._read_column(name) for name in names}
        self._postings: dict[Term, Postings] = {}
        self._facts: dict[str, Integers] = {}

    def _read_column(self, name: str) -> Integers:
        column = np.full(self.size, NO_DAY, dtype=np.int64)
        for leaf, base in self._leaves:
            if leaf.has_column(name):
                values = leaf.column_reader(name).load()
                column[base : base + leaf.doc_count_all()] = list(values)[: leaf.doc_count_all()]
        return column

    @property
    def lengths(self) -> Integers:
        """Weighted length of each article."""
        return self._columns[LENGTH]

    def days(self, column: str) -> Integers:
        """Ordinal of each article's day, ``NO_DAY`` if it has none."""
        return self._columns[column_of(column)]

    # --- postings and facts -----------------------------------------------------------------------

    def postings(self, term: Term) -> Postings:
        """Where a term occurs; empty arrays if it does not."""
        found = self._postings.get(term)
        if found is None:
            found = self._postings[term] = self._read_postings(term)
        return found

    def _read_postings(self, term: Term) -> Postings:
        if term.stream is Stream.PAIRS:
            first, _, second = term.text.partition(" ")
            left = self.postings(Term(Stream.FOLDED, first))
            right = self.postings(Term(Stream.FOLDED, second))
            return pair_postings(left, right, self.lengths)
        articles: list[int] = []
        impacts: list[float] = []
        values: list[bytes] = []
        for matcher, base in self._matchers(term.stream.value, term.text):
            while matcher.is_active():
                articles.append(base + matcher.id())
                impacts.append(matcher.weight())
                values.append(matcher.value())
                matcher.next()
        numbers = np.array(articles, dtype=np.int64)
        coded = np.frombuffer(b"".join(values), dtype=np.uint32).astype(np.int64)
        lengths = np.fromiter(map(len, values), dtype=np.int64, count=len(values))
        owners = np.repeat(numbers, lengths // 4)
        parts = coded & ((1 << PART_BITS) - 1)
        places = owners << 32 | coded >> PART_BITS
        return Postings(numbers, np.array(impacts, dtype=np.int64), places, parts)

    def fact(self, text: str) -> Integers:
        """Numbers of the articles that have a fact."""
        found = self._facts.get(text)
        if found is None:
            numbers = [
                base + number
                for matcher, base in self._matchers(FACTS, text)
                for number in matcher.all_ids()
            ]
            found = self._facts[text] = np.array(numbers, dtype=np.int64)
        return found

    def _matchers(self, field: str, text: str) -> Iterator[tuple[Any, int]]:
        for leaf, base in self._leaves:
            try:
                yield leaf.postings(field, text.encode()), base
            except TermNotFound:
                continue

    def pairs(self, prefix: str) -> Iterator[str]:
        """The pairs that begin with a prefix: a walk over every folded posting, for checks only."""
        texts = list(self.terms(Stream.FOLDED.value, ""))
        places = [self.postings(Term(Stream.FOLDED, text)).places for text in texts]
        yield from (pair for pair in adjacent(texts, places) if pair.startswith(prefix))

    def terms(self, field: str, prefix: str) -> Iterator[str]:
        """The terms of a field that begin with a prefix and occur in a live article."""
        for term in self._reader.expand_prefix(field, prefix.encode()):
            text = term.decode()
            if self.count == self.size or self._occurs(field, text):
                yield text

    def _occurs(self, field: str, text: str) -> bool:
        return any(matcher.is_active() for matcher, _ in self._matchers(field, text))

    def facts(self, kind: str, *names: str) -> Iterator[tuple[str, ...]]:
        """The names after those given, of all facts of a kind, in order."""
        start = fact(kind, *names)
        skipped = start.rfind("\x1f") + 1
        for text in self.terms(FACTS, start):
            yield tuple(text[skipped:].split("\x1f"))

    # --- stored values ----------------------------------------------------------------------------

    def number(self, id: str) -> int | None:
        """The number of an article, None if there is none of that id."""
        numbers = self.fact(fact("id", id))
        return int(numbers[-1]) if len(numbers) else None

    def id(self, number: int) -> str:
        """The id of an article."""
        id: str = self._stored(number)[0]
        return id

    def hash(self, number: int) -> str:
        """The hash of an article."""
        hash: str = self._stored(number)[1]
        return hash

    def stored(self, number: int) -> StoredDocument:
        """The stored document of an article."""
        return read_stored(self._stored(number))

    def rows(self, number: int, row_set: str) -> list[dict[str, str]]:
        """The rows of an article as column → value."""
        rows: dict[str, list[dict[str, str]]] = self._stored(number)[4]
        return rows.get(row_set, [])

    def _stored(self, number: int) -> list[Any]:
        value: list[Any] = self._reader.stored_fields(number)[STORED]
        return value

    @property
    def segments(self) -> int:
        """How many segments the index has."""
        return len(self._leaves)

    def walk(self) -> None:
        """Read every posting list, for what may be raised on the way."""
        for leaf, _ in self._leaves:
            for field, term in leaf.all_terms():
                matcher = leaf.postings(field, term)
                while matcher.is_active():
                    matcher.value()
                    matcher.next()

    def close(self) -> None:
        """Give back the files; closing twice is closing once."""
        if not self._closed:
            self._closed = True
            self._reader.close()
