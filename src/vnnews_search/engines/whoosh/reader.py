"""The reader: plans answered from one snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import assert_never

import numpy as np

from vnnews_search.analyzed import Row, Stream
from vnnews_search.engines.base import EngineStats, Problem, StoredDocument, count_facets, order_key
from vnnews_search.engines.whoosh import evaluate
from vnnews_search.engines.whoosh.arrays import Booleans, Tiers
from vnnews_search.engines.whoosh.damage import reading
from vnnews_search.engines.whoosh.order import candidates
from vnnews_search.engines.whoosh.schema import NO_DAY, POSTED, decode_row, fact
from vnnews_search.engines.whoosh.snapshot import Snapshot
from vnnews_search.errors import IndexCorruptError
from vnnews_search.models import Facet, Tier
from vnnews_search.plan import (
    DayFacet,
    EngineHit,
    EngineHits,
    EngineRequest,
    FacetRequest,
    KeywordFacet,
    RowFacet,
)

__all__ = ["WhooshReader"]


class WhooshReader:
    """The reader protocol over a snapshot."""

    def __init__(self, snapshot: Snapshot, folder: Path) -> None:
        self._snapshot = snapshot
        self._folder = folder

    @property
    def generation(self) -> int:
        """The number of the commit that this snapshot shows."""
        return self._snapshot.generation

    def search(self, request: EngineRequest) -> EngineHits:
        """The articles that match, scored, ordered and counted."""
        with reading(self._folder):
            tiers = evaluate.tiers(self._snapshot, request.match)
            matching = np.flatnonzero(tiers != evaluate.NO_MATCH)
            scores = evaluate.scores(self._snapshot, request.scores)[matching]
            days = self._snapshot.days(request.day_column)[matching]
            hits = [
                EngineHit(
                    self._snapshot.id(number := int(matching[i])),
                    float(scores[i]),
                    Tier(int(tiers[number])),
                    _day(int(days[i])),
                )
                for i in candidates(request, scores, days)
            ]
            hits.sort(key=lambda hit: order_key(request.sort, hit.cursor))
            if request.after is not None:
                last = order_key(request.sort, request.after)
                hits = [hit for hit in hits if order_key(request.sort, hit.cursor) > last]
            facets = tuple(self._facet(tiers, facet) for facet in request.facets)
            return EngineHits(tuple(hits[: request.limit]), len(matching), facets)

    def _facet(self, tiers: Tiers, facet: FacetRequest) -> tuple[Facet, ...]:
        matching = tiers != evaluate.NO_MATCH
        match facet:
            case KeywordFacet(field, limit):
                return self._fact_facet(matching, ("keyword", field), limit)
            case RowFacet(row_set, column, limit):
                return self._fact_facet(matching, ("cell", row_set, column), limit)
            case DayFacet(column, length, limit):
                days = self._snapshot.days(column)[matching]
                dates = [date.fromordinal(int(day)) for day in days if day != NO_DAY]
                return count_facets((day.isoformat()[:length] for day in dates), limit)
            case _:
                assert_never(facet)

    def _fact_facet(
        self, matching: Booleans, names: tuple[str, ...], limit: int
    ) -> tuple[Facet, ...]:
        counted = [
            Facet(value, int(matching[self._snapshot.fact(fact(*names, value))].sum()))
            for (value,) in self._snapshot.facts(*names, "")
        ]
        kept = [facet for facet in counted if facet.count and facet.value]
        return tuple(sorted(kept, key=lambda facet: (-facet.count, facet.value))[:limit])

    def get(self, ids: Sequence[str]) -> list[StoredDocument | None]:
        """The documents of these ids."""
        with reading(self._folder):
            numbers = [self._snapshot.number(id) for id in ids]
            return [None if n is None else self._snapshot.stored(n) for n in numbers]

    def hashes(self, ids: Iterable[str]) -> dict[str, str]:
        """The hashes of those of these ids that there are."""
        with reading(self._folder):
            numbers = {id: self._snapshot.number(id) for id in ids}
            return {id: self._snapshot.hash(n) for id, n in numbers.items() if n is not None}

    def scan(self, after: str = "", since_generation: int = 0) -> Iterator[StoredDocument]:
        """All documents by ascending id."""
        with reading(self._folder):
            for (id,) in self._snapshot.facts("id", ""):
                number = self._snapshot.number(id) if id > after else None
                if number is not None:
                    stored = self._snapshot.stored(number)
                    if stored.generation > since_generation:
                        yield stored

    def rows(self, row_set: str, key_prefix: str = "") -> Iterator[tuple[str, Row]]:
        """The rows of a row set by ascending key, then id."""
        with reading(self._folder):
            found = [
                (key, self._snapshot.id(int(number)), decode_row(key, values))
                for key, values in self._snapshot.facts("row", row_set, key_prefix)
                for number in self._snapshot.fact(fact("row", row_set, key, values))
            ]
        for _, id, row in sorted(found, key=lambda item: (item[0], item[1], item[2].values)):
            yield id, row

    def terms(self, stream: Stream, prefix: str) -> Iterator[str]:
        """The terms of a stream that begin with a prefix."""
        with reading(self._folder):
            if stream is Stream.PAIRS:
                yield from self._snapshot.pairs(prefix)
            else:
                yield from self._snapshot.terms(stream.value, prefix)

    def keywords(self, field: str) -> Iterator[str]:
        """The distinct values of a keyword field."""
        with reading(self._folder):
            for (value,) in self._snapshot.facts("keyword", field, ""):
                yield value

    def row_values(self, row_set: str, column: str, key_prefix: str = "") -> Iterator[str]:
        """The distinct values of a column."""
        with reading(self._folder):
            if key_prefix:
                rows = self._snapshot.facts("row", row_set, key_prefix)
                values = sorted({decode_row(*row).value(column) for row in rows})
                yield from filter(None, values)
            else:
                cells = self._snapshot.facts("cell", row_set, column, "")
                yield from filter(None, (value for (value,) in cells))

    def stats(self) -> EngineStats:
        """Sizes of this snapshot."""
        terms = tuple((s.value, sum(1 for _ in self.terms(s, ""))) for s in POSTED)
        with reading(self._folder):
            size = sum(file.stat().st_size for file in self._folder.iterdir() if file.is_file())
        return EngineStats(self._snapshot.count, terms, self._snapshot.segments, size)

    def check(self) -> Iterator[Problem]:
        """Reads every posting list and every stored article."""
        for what, read in (("stored articles", self._read_all), ("postings", self._snapshot.walk)):
            try:
                with reading(self._folder):
                    read()
            except IndexCorruptError as error:
                yield Problem(str(self._folder), f"{what}: {error.message}", error.hint)

    def _read_all(self) -> None:
        for number in np.flatnonzero(self._snapshot.live):
            self._snapshot.stored(int(number))

    def close(self) -> None:
        """Give back files."""
        self._snapshot.close()


def _day(ordinal: int) -> date | None:
    return None if ordinal == NO_DAY else date.fromordinal(ordinal)
