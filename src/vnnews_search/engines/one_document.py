"""One document held against one node of a plan: the definition of matching, as code.

What it is: docs/matching.md for an engine without postings; everything is looked up in the document
itself. What it is not: quick. ``engines.memory`` asks it of every document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import assert_never

from vnnews_search.analyzed import AnalyzedDocument, Part, Row, Term
from vnnews_search.engines.base import StoredDocument
from vnnews_search.models import Tier
from vnnews_search.plan import (
    All,
    Alternative,
    AnyOf,
    AtLeast,
    Everything,
    Ids,
    Keywords,
    Node,
    Not,
    Phrase,
    Rows,
    SpanMatch,
    Spans,
    Within,
)
from vnnews_search.scoring import impact

__all__ = ["Entry", "impact_of", "tier_of"]


@dataclass(frozen=True)
class Entry:
    """A document with its terms by stream and text."""

    document: AnalyzedDocument
    generation: int

    @cached_property
    def positions(self) -> dict[Term, list[int]]:
        """Where each term stands."""
        found: dict[Term, list[int]] = {}
        for stream in self.document.streams:
            for text, position in stream:
                found.setdefault(Term(stream.stream, text), []).append(position)
        return found

    @property
    def stored(self) -> StoredDocument:
        """The document as readers give it back."""
        document = self.document
        return StoredDocument(document.id, document.hash, self.generation, document.stored)

    def day(self, column: str) -> date | None:
        """The day of a column, None if it has none."""
        return next((day for name, day in self.document.days if name == column), None)

    def rows(self, row_set: str) -> Iterator[Row]:
        """The rows of a row set."""
        for name, rows in self.document.rows:
            if name == row_set:
                yield from rows

    def weighted_count(self, term: Term) -> int:
        """tf′ of a term."""
        return sum(self._weight(position) for position in self.positions.get(term, ()))

    def _weight(self, position: int) -> int:
        for part in self.document.parts:
            if part.start <= position < part.end:
                return part.weight
        return 0


def tier_of(entry: Entry, node: Node) -> Tier | None:
    """The tier at which a document matches a node; None if it does not."""
    document = entry.document
    match node:
        case Phrase():
            return _phrase_tier(entry, node)
        case AtLeast(count, nodes):
            return _held_tier(entry, nodes, count)
        case All(nodes):
            return _held_tier(entry, nodes, len(nodes))
        case AnyOf(nodes):
            return _held_tier(entry, nodes, 1)
        case Not(inner):
            return Tier.EXACT if tier_of(entry, inner) is None else None
        case Rows(row_set, _):
            tiers = [_row_tier(row, node) for row in entry.rows(row_set)]
            return min((tier for tier in tiers if tier is not None), default=None)
        case Everything():
            matches = True
        case Ids(ids):
            matches = document.id in ids
        case Keywords(field, values):
            matches = any(name == field and value in values for name, value in document.keywords)
        case Within(column, start, end):
            day = entry.day(column)
            matches = day is not None and _inside((day, _next(day)), start, end)
        case Spans():
            matches = any(
                name == node.column and _span_matches(span, node) for name, span in document.spans
            )
        case _:
            assert_never(node)
    return Tier.EXACT if matches else None


def _held_tier(entry: Entry, nodes: Sequence[Node], count: int) -> Tier | None:
    """The worst tier among the nodes that the document holds, if it holds enough of them."""
    tiers = [tier for node in nodes if (tier := tier_of(entry, node)) is not None]
    return max(tiers, default=Tier.EXACT) if len(tiers) >= count else None


def _phrase_tier(entry: Entry, phrase: Phrase) -> Tier | None:
    """The best tier such that terms of that tier or better make the phrase."""
    for tier in Tier:
        places = [
            sorted(_positions(entry, alternatives, tier, phrase.part))
            for alternatives in phrase.places
        ]
        if any(_reaches(places, start, phrase.slop) for start in places[0]):
            return tier
    return None


def _positions(
    entry: Entry, alternatives: Sequence[Alternative], tier: Tier, part: Part
) -> set[int]:
    ranges = [r for r in entry.document.parts if part in (Part.ANY, r.part)]
    return {
        position
        for alternative in alternatives
        if alternative.tier <= tier
        for position in entry.positions.get(alternative.term, ())
        if any(r.start <= position < r.end for r in ranges)
    }


def _reaches(places: Sequence[Sequence[int]], start: int, slop: int) -> bool:
    """Whether the phrase stands at ``start``: taking the nearest next position is always best."""
    position = start
    for positions in places[1:]:
        following = [p for p in positions if p > position]
        if not following:
            return False
        position = following[0]
    return position - start - (len(places) - 1) <= slop


def _row_tier(row: Row, node: Rows) -> Tier | None:
    tiers: list[Tier] = []
    for condition in node.conditions:
        cell = row.value(condition.column)
        fitting = [tier for value, tier in condition.values if value == cell]
        if not fitting:
            return None
        tiers.append(min(fitting))
    return max(tiers, default=Tier.EXACT)


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _inside(span: tuple[date | None, date | None], start: date | None, end: date | None) -> bool:
    first, after = span
    return (start is None or (first is not None and first >= start)) and (
        end is None or (after is not None and after <= end)
    )


def _span_matches(span: tuple[date | None, date | None], node: Spans) -> bool:
    if node.match is SpanMatch.WITHIN:
        return _inside(span, node.start, node.end)
    first, after = span
    return (node.end is None or first is None or first < node.end) and (
        node.start is None or after is None or after > node.start
    )


def impact_of(entry: Entry, weighted_count: int) -> float:
    """The impact of a term that counts so often in a document, from 0 to 1."""
    return impact(weighted_count, entry.document.length) / 255 if weighted_count else 0.0
