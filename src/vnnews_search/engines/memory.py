"""The brute-force engine: every question is answered by looking at every document.

What it is: the oracle of the contract suite, written straight from docs/matching.md, and a handy
engine for a few hundred articles in a test. What it is not: quick, or kept on disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from threading import Lock
from typing import assert_never

from vnnews_search.analyzed import AnalyzedDocument, Row, Stream
from vnnews_search.engines.base import (
    EngineStats,
    Fault,
    Problem,
    StoredDocument,
    count_facets,
    no_fault,
    order_key,
)
from vnnews_search.engines.one_document import Entry, impact_of, tier_of
from vnnews_search.errors import IndexLockedError
from vnnews_search.models import Facet
from vnnews_search.plan import (
    BestScore,
    DayFacet,
    EngineHit,
    EngineHits,
    EngineRequest,
    FacetRequest,
    KeywordFacet,
    RowFacet,
    Score,
    SetScore,
    TermScore,
)
from vnnews_search.scoring import idf, round_score

__all__ = ["MemoryEngine"]


class MemoryEngine:
    """Documents in a dictionary, replaced as a whole at each commit.

    Args:
        fingerprint: how the documents will be made.

    >>> engine = MemoryEngine()
    >>> engine.generation()
    0
    """

    def __init__(self, fingerprint: str = "") -> None:
        self._documents: Mapping[str, Entry] = {}
        self._generation = 0
        self._fingerprint = fingerprint
        self._lock = Lock()

    def reader(self) -> MemoryReader:
        """A snapshot of what is committed now."""
        return MemoryReader(self._documents, self._generation, self._fingerprint)

    def generation(self) -> int:
        """The number of the latest commit."""
        return self._generation

    def writer(self, wait_seconds: float = 0.0) -> MemoryWriter:
        """The writer; there is one at a time."""
        self._take_lock(wait_seconds)
        return MemoryWriter(self)

    def replacement(self, wait_seconds: float = 0.0) -> MemoryReplacement:
        """A writer of documents that take the place of all that there are."""
        self._take_lock(wait_seconds)
        return MemoryReplacement(self)

    def _take_lock(self, wait_seconds: float) -> None:
        if not self._lock.acquire(timeout=wait_seconds):
            raise IndexLockedError("another writer is open", hint="wait for it to close")

    def check(self, fault: Fault = no_fault) -> Iterator[Problem]:
        """Nothing can be damaged here but what was stored."""
        for id, entry in sorted(self._documents.items()):
            if what := fault(entry.stored):
                yield Problem(id, what, "add the document again")


class MemoryWriter:
    """Changes in a copy that takes the place of the original at commit."""

    def __init__(self, engine: MemoryEngine) -> None:
        self._engine = engine
        self._changed = dict(engine._documents)
        self._open = True

    def add(self, document: AnalyzedDocument) -> None:
        """Add or replace a document."""
        self._changed[document.id] = Entry(document, self._engine._generation + 1)

    def delete(self, ids: Iterable[str]) -> int:
        """Delete documents."""
        return sum(self._changed.pop(id, None) is not None for id in ids)

    def commit(self) -> int:
        """Put the changed documents in place."""
        self._engine._documents = dict(self._changed)
        self._engine._generation += 1
        return self._engine._generation

    def rollback(self) -> None:
        """Begin again from what is committed."""
        self._changed = dict(self._engine._documents)

    def compact(self) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Let the next writer in."""
        if self._open:
            self._open = False
            self._engine._lock.release()


class MemoryReplacement:
    """A dictionary that takes the place of the engine's at commit."""

    def __init__(self, engine: MemoryEngine) -> None:
        self._engine = engine
        self._documents: dict[str, Entry] = {}
        self._open = True

    def add(self, document: AnalyzedDocument, generation: int) -> None:
        """Add a document."""
        self._documents[document.id] = Entry(document, generation)

    def commit(self, fingerprint: str) -> int:
        """Put the documents in place."""
        self._engine._documents = self._documents
        self._engine._fingerprint = fingerprint
        self._engine._generation += 1
        return self._engine._generation

    def close(self) -> None:
        """Let the next writer in."""
        if self._open:
            self._open = False
            self._engine._lock.release()


class MemoryReader:
    """A snapshot; every call walks over all of it."""

    def __init__(
        self, documents: Mapping[str, Entry], generation: int, fingerprint: str = ""
    ) -> None:
        self._documents = documents
        self._generation = generation
        self._fingerprint = fingerprint

    @property
    def fingerprint(self) -> str:
        """How the documents were made."""
        return self._fingerprint

    @property
    def generation(self) -> int:
        """The number of the commit that this snapshot shows."""
        return self._generation

    def search(self, request: EngineRequest) -> EngineHits:
        """The articles that match, scored, ordered and counted."""
        found = [
            (entry, tier)
            for entry in self._documents.values()
            if (tier := tier_of(entry, request.match)) is not None
        ]
        score = self._scorer(request.scores)
        hits = [
            EngineHit(entry.document.id, score(entry), tier, entry.day(request.day_column))
            for entry, tier in found
        ]
        hits.sort(key=lambda hit: order_key(request.sort, hit.cursor))
        if request.after is not None:
            last = order_key(request.sort, request.after)
            hits = [hit for hit in hits if order_key(request.sort, hit.cursor) > last]
        entries = [entry for entry, _ in found]
        facets = tuple(_facet(entries, facet) for facet in request.facets)
        return EngineHits(tuple(hits[: request.limit]), len(found), facets)

    def _scorer(self, scores: Sequence[Score]) -> Callable[[Entry], float]:
        parts = [self._part_scorer(score) for score in scores]
        return lambda entry: round_score(sum(part(entry) for part in parts))

    def _part_scorer(self, score: Score) -> Callable[[Entry], float]:
        match score:
            case TermScore(term, weight, alike):
                held = {term, *alike}
                rarity = weight * self._idf(lambda entry: not held.isdisjoint(entry.positions))
                return lambda entry: rarity * impact_of(entry, entry.weighted_count(term))
            case SetScore(node, weight):
                rarity = weight * self._idf(lambda entry: tier_of(entry, node) is not None)
                return lambda entry: (
                    0.0 if tier_of(entry, node) is None else rarity * impact_of(entry, 1)
                )
            case BestScore(sums):
                alternatives = [[self._part_scorer(part) for part in parts] for parts in sums]
                return lambda entry: max(
                    (sum(part(entry) for part in parts) for parts in alternatives), default=0.0
                )
            case _:
                assert_never(score)

    def _idf(self, holds: Callable[[Entry], bool]) -> float:
        entries = self._documents.values()
        return idf(len(entries), sum(map(holds, entries)))

    def get(self, ids: Sequence[str]) -> list[StoredDocument | None]:
        """The documents of these ids."""
        entries = [self._documents.get(id) for id in ids]
        return [None if entry is None else entry.stored for entry in entries]

    def hashes(self, ids: Iterable[str]) -> dict[str, str]:
        """The hashes of those of these ids that there are."""
        return {id: self._documents[id].document.hash for id in ids if id in self._documents}

    def scan(self, after: str = "", since_generation: int = 0) -> Iterator[StoredDocument]:
        """All documents by ascending id."""
        for id, entry in sorted(self._documents.items()):
            if id > after and entry.generation > since_generation:
                yield entry.stored

    def rows(self, row_set: str, key_prefix: str = "") -> Iterator[tuple[str, Row]]:
        """The rows of a row set by ascending key, then id."""
        found = [
            (row.key, id, row)
            for id, entry in self._documents.items()
            for row in entry.rows(row_set)
            if row.key.startswith(key_prefix)
        ]
        for _, id, row in sorted(found, key=lambda item: (item[0], item[1], item[2].values)):
            yield id, row

    def terms(self, stream: Stream, prefix: str) -> Iterator[str]:
        """The terms of a stream that begin with a prefix."""
        found = {
            term.text
            for entry in self._documents.values()
            for term in entry.positions
            if term.stream is stream and term.text.startswith(prefix)
        }
        yield from sorted(found)

    def keywords(self, field: str) -> Iterator[str]:
        """The distinct values of a keyword field."""
        entries = self._documents.values()
        yield from sorted({v for e in entries for name, v in e.document.keywords if name == field})

    def row_values(self, row_set: str, column: str, key_prefix: str = "") -> Iterator[str]:
        """The distinct values of a column."""
        yield from sorted(
            {row.value(column) for _, row in self.rows(row_set, key_prefix) if row.value(column)}
        )

    def stats(self) -> EngineStats:
        """Sizes of this snapshot."""
        terms = tuple((s.value, sum(1 for _ in self.terms(s, ""))) for s in Stream)
        return EngineStats(len(self._documents), terms, segments=1, bytes_on_disk=0)

    def close(self) -> None:
        """Nothing to give back."""


def _facet(entries: Sequence[Entry], facet: FacetRequest) -> tuple[Facet, ...]:
    match facet:
        case KeywordFacet(field, limit):
            values = [
                value
                for entry in entries
                for value in {v for name, v in entry.document.keywords if name == field}
            ]
        case DayFacet(column, length, limit):
            days = [entry.day(column) for entry in entries]
            values = [day.isoformat()[:length] for day in days if day is not None]
        case RowFacet(row_set, column, limit):
            values = [
                value
                for entry in entries
                for value in {row.value(column) for row in entry.rows(row_set)} - {""}
            ]
        case _:
            assert_never(facet)
    return count_facets(values, limit)
