"""What ``search.py`` asks of an engine, and a plan as engines without our terms see it.

What it is: a question, a protocol, and the cut of a plan into what must match and what only adds to
the score.

What it is not: an engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Protocol

from streams import Articles

from vnnews_search.analyzed import Stream, Term
from vnnews_search.plan import All, AnyOf, EngineRequest, Node, Phrase, TermScore

__all__ = [
    "BREAK",
    "FIELDS",
    "Ask",
    "Contender",
    "Question",
    "Ready",
    "added",
    "literal",
    "terms_of",
]

BREAK = "¶"
"""Between paragraphs, as a term: no phrase crosses it, as none does in ours."""

FIELDS = (Stream.EXACT, Stream.FOLDED, Stream.PAIRS)

Ready = tuple[int, Any]
"""An article in the form that an engine takes, made before the clock runs, and its number."""

Ask = Callable[[], int | None]
"""Asks one question for ten hits, and counts all that match; None where the engine cannot count."""


@dataclass(frozen=True, slots=True)
class Question:
    """A plan to be answered.

    Args:
        with_articles: whether the stored texts of the ten best are fetched too.
    """

    request: EngineRequest
    with_articles: bool = False


class Contender(Protocol):
    """An engine in a folder of its own.

    Args:
        grows: whether it takes further articles once its index is built.
    """

    grows: bool

    def ready(self, articles: Articles, number: int) -> Ready:
        """An article in the engine's form."""
        ...

    def write(self, batch: Sequence[Ready]) -> None:
        """Invert and commit some articles."""
        ...

    def finish(self) -> None:
        """Wait for merges that the engine does beside."""
        ...

    def open(self) -> None:
        """A new snapshot, of which nothing is cached."""
        ...

    def ask(self, question: Question) -> Ask | None:
        """A question in the engine's form, None if it has no such question."""
        ...

    def segments(self) -> int:
        """How many parts the index has."""
        ...


def terms_of(phrase: Phrase) -> list[Term]:
    """The terms of a phrase of one place."""
    return [alternative.term for alternative in phrase.places[0]]


def literal(phrase: Phrase) -> tuple[Stream, list[str]]:
    """A phrase of one term a place; a place that accepts every accenting is its folded term."""
    terms = [place[-1].term for place in phrase.places]
    return terms[0].stream, [term.text for term in terms]


def added(request: EngineRequest) -> Iterator[Term]:
    """The terms that only add to the score; what must match scores already."""
    scored = set(_scoring(request.match))
    for part in request.scores:
        if isinstance(part, TermScore) and part.term not in scored:
            yield part.term


def _scoring(node: Node) -> Iterator[Term]:
    match node:
        case All(nodes) | AnyOf(nodes):
            yield from chain.from_iterable(map(_scoring, nodes))
        case Phrase(places) if len(places) == 1:
            yield from terms_of(node)
        case _:
            return
