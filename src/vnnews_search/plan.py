"""What is asked of engines: plans, requests and answers; ``analyzed`` holds what goes into them.

What it is: the cut between everything that understands Vietnamese and everything that stores
postings. Plain values cross it, so that an engine can be a file format, a brute-force loop or a
cluster. A plan says which articles match (``Node``) and, apart from that, what they score
(``Score``).

What it is not: the query as typed (``query.ast``), and nothing here knows an engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from vnnews_search.analyzed import DATED, Part, Stream, Term
from vnnews_search.models import Facet, Tier

__all__ = [
    "MAX_SLOP",
    "All",
    "Alternative",
    "AnyOf",
    "AtLeast",
    "BestScore",
    "Cursor",
    "DayFacet",
    "EngineHit",
    "EngineHits",
    "EngineRequest",
    "Everything",
    "FacetRequest",
    "Ids",
    "KeywordFacet",
    "Keywords",
    "Node",
    "Not",
    "Phrase",
    "RowCondition",
    "RowFacet",
    "Rows",
    "Score",
    "SetScore",
    "Sort",
    "SpanMatch",
    "Spans",
    "TermScore",
    "Vocabulary",
    "Within",
    "everything_of",
]

MAX_SLOP = 32


# --- which articles match -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Alternative:
    """A term that a place of a phrase accepts, and how well it matches there."""

    term: Term
    tier: Tier = Tier.EXACT


@dataclass(frozen=True, slots=True)
class Phrase:
    """Places next to each other in one paragraph; a single place is a term with alternatives.

    Args:
        places: what each place accepts; of several places, or in one part of the text, only exact
            and folded terms, which alone have positions in every engine.
        slop: how many other positions may stand between two neighbours in all, at most
            ``MAX_SLOP``; the order of the places is kept.
        part: where it must stand.
    """

    places: tuple[tuple[Alternative, ...], ...]
    slop: int = 0
    part: Part = Part.ANY


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least ``count`` of the nodes."""

    count: int
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class All:
    """Every one of the nodes."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of the nodes or more."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Everything that the node does not match."""

    node: Node


@dataclass(frozen=True, slots=True)
class Everything:
    """Every article."""


@dataclass(frozen=True, slots=True)
class Ids:
    """The articles of these ids."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Keywords:
    """Articles with one of these values in a keyword field."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """Articles whose day of a column lies in [start, end); None is open, undated never match."""

    column: str
    start: date | None
    end: date | None


class SpanMatch(StrEnum):
    """How a span of an article must lie to the span asked for."""

    WITHIN = "within"
    OVERLAPPING = "overlapping"


@dataclass(frozen=True, slots=True)
class Spans:
    """Articles with a span of a column within, or overlapping, [start, end)."""

    column: str
    start: date | None
    end: date | None
    match: SpanMatch = SpanMatch.WITHIN


@dataclass(frozen=True, slots=True)
class RowCondition:
    """A column of a row has one of these values; each with how well it matches."""

    column: str
    values: tuple[tuple[str, Tier], ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """Articles with one row that meets all conditions."""

    row_set: str
    conditions: tuple[RowCondition, ...]


Node = Phrase | AtLeast | All | AnyOf | Not | Everything | Ids | Keywords | Within | Spans | Rows


def everything_of(nodes: Sequence[Node]) -> Node:
    """All of the nodes as one node, without needless nesting."""
    if not nodes:
        return Everything()
    return nodes[0] if len(nodes) == 1 else All(tuple(nodes))


# --- what they score ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TermScore:
    """weight · idf(term) · impact(article, term).

    Args:
        term: what is counted.
        weight: how much it counts, 0 or more.
        alike: terms that are the same thing: idf counts the articles that hold one of them or
            the term.
    """

    term: Term
    weight: float = 1.0
    alike: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class SetScore:
    """A set of articles scored as one term of df = its size and tf′ = 1; no weight is below 0."""

    node: Node
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class BestScore:
    """The best of several sums: alternatives for one and the same thing."""

    sums: tuple[tuple[TermScore | SetScore, ...], ...]


Score = TermScore | SetScore | BestScore


# --- requests and answers -----------------------------------------------------------------------


class Sort(StrEnum):
    """The order of hits; ties go newest first, undated last, then by id."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class KeywordFacet:
    """Count the values of a keyword field."""

    field: str
    limit: int = 10


@dataclass(frozen=True, slots=True)
class DayFacet:
    """Count days of a column by ``length`` characters of the ISO date: 4, 7 or 10."""

    column: str
    length: int
    limit: int = 10


@dataclass(frozen=True, slots=True)
class RowFacet:
    """Count articles by the values of a column of a row set."""

    row_set: str
    column: str
    limit: int = 10


FacetRequest = KeywordFacet | DayFacet | RowFacet


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place after a hit in an order; stable while the index is."""

    score: float
    day: date | None
    id: str


@dataclass(frozen=True, slots=True)
class EngineRequest:
    """A search: which articles, what they score, how many, in which order.

    Args:
        match: the articles wanted.
        scores: parts of the score, added.
        limit: most hits to return.
        sort: the order.
        day_column: the column that sorting and ties use.
        after: return hits after this place.
        facets: counts over all articles that match.
    """

    match: Node
    scores: tuple[Score, ...] = ()
    limit: int = 10
    sort: Sort = Sort.RELEVANCE
    day_column: str = DATED
    after: Cursor | None = None
    facets: tuple[FacetRequest, ...] = ()


@dataclass(frozen=True, slots=True)
class EngineHit:
    """One article found."""

    id: str
    score: float
    tier: Tier
    day: date | None

    @property
    def cursor(self) -> Cursor:
        """The place after this hit."""
        return Cursor(self.score, self.day, self.id)


@dataclass(frozen=True, slots=True)
class EngineHits:
    """Hits in order; ``total`` counts all that match; facets as requested, in the same order."""

    hits: tuple[EngineHit, ...]
    total: int
    facets: tuple[tuple[Facet, ...], ...] = ()


class Vocabulary(Protocol):
    """What lowering may ask of an index: which values there are."""

    def terms(self, stream: Stream, prefix: str) -> Iterator[str]:
        """The terms of a stream that begin with a prefix, in order."""
        ...

    def keywords(self, field: str) -> Iterator[str]:
        """The distinct values of a keyword field, in order."""
        ...

    def row_values(self, row_set: str, column: str, key_prefix: str = "") -> Iterator[str]:
        """The distinct values of a column in rows whose key begins with a prefix, in order."""
        ...
