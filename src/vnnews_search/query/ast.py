"""The tree of a query as typed.

What it is: values that say what the person wrote and where; equality ignores the places, so that
two ways of typing one query compare equal.

What it is not: a plan. What a word means – its accents, its alternatives – is for ``query.lower``.
"""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["And", "Clause", "Excluded", "Field", "Item", "Or", "Phrase", "Query", "Required", "Run"]
__all__ += ["Span", "Word"]


@dataclass(frozen=True, slots=True)
class Span:
    """From the first character to the one after the last, in the query (NFC)."""

    start: int
    end: int


NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Word:
    """White-space separated characters; may hold several syllables (*15/7/2020*)."""

    text: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Text between quotes; ``slop`` other positions may stand in it."""

    text: str
    slop: int = 0
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Field:
    """``name:value`` with the name as typed."""

    name: str
    value: Word | Phrase
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Required:
    """``+clause``."""

    clause: Clause


@dataclass(frozen=True, slots=True)
class Excluded:
    """``-clause`` or ``NOT clause``."""

    clause: Clause


@dataclass(frozen=True, slots=True)
class Run:
    """Clauses side by side; its loose words are one unit."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class And:
    """All of the queries."""

    queries: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """One of the queries or more."""

    queries: tuple[Query, ...]


Query = Run | And | Or
Clause = Word | Phrase | Field | Run | And | Or
Item = Clause | Required | Excluded
