"""Our own answers, from an index on disk by the default engine, kept from run to run.

What it is: two rankings. ``AnySyllable`` judges the score alone: every article that holds one of
the query's syllables, in the order of the score. ``StrictFirst`` is ``NewsIndex.search`` as a
person gets it. Both remember what a plan gave: a query that was only typed otherwise should come to
the same plan, and whether it does is what lowering it tells.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice, takewhile
from pathlib import Path
from typing import Any, cast

from evals.corpora import Corpora
from evals.metrics import DEPTH
from evals.questions import Collection
from vnnews_search.analyzed import Stream
from vnnews_search.engines.base import Engine, Reader
from vnnews_search.engines.whoosh.engine import WhooshEngine
from vnnews_search.index import NewsIndex
from vnnews_search.manifest import CURRENT
from vnnews_search.plan import EngineRequest, Everything, Score, Vocabulary
from vnnews_search.query.lower import Lowered, lower
from vnnews_search.query.parser import parse
from vnnews_search.query.weights import DEFAULT_WEIGHTS, Weights

__all__ = [
    "AnySyllable",
    "StrictFirst",
    "as_typed",
    "fingerprints",
    "open_reader",
    "scores_of",
]

TODAY = date(2026, 1, 1)
"""A day for queries that speak of one, the same in every run."""

_SIGNS = re.compile(r"[\"“”„()*~:]|(?<!\S)[+\-]+")
_OPERATORS = re.compile(r"(?<!\S)(?:AND|OR|NOT|VÀ|HOẶC|KHÔNG)(?!\S)")


def fingerprints() -> str:
    """How terms and facts are made now: what was made otherwise is made anew."""
    return f"{CURRENT.format}.{CURRENT.terms_fingerprint}.{CURRENT.facts_fingerprint}"


def open_reader(corpora: Corpora, collection: Collection) -> Reader:
    """A snapshot of a collection's index, both kept from run to run; close it."""

    def make_index(folder: Path) -> None:
        with NewsIndex.open(folder, create=True) as index:
            report = index.add(collection.articles)
        assert report.failed == 0, f"{collection.name}: {report.failed} articles failed"

    def make_words(path: Path) -> None:
        path.write_text("\n".join(reader.terms(Stream.WORDS, "")), encoding="utf-8")

    name = f"{collection.key}-index-{fingerprints()}"
    reader = WhooshEngine(corpora.cached(name, make_index)).reader()
    words = corpora.cached(f"{name}-words.txt", make_words).read_text(encoding="utf-8")
    return cast(Reader, _QuickWords(reader, words.split("\n")))


class _QuickWords:
    """A reader that looks words up in a sorted list: unaccented queries ask for many."""

    def __init__(self, reader: Reader, words: Sequence[str]) -> None:
        self._reader = reader
        self._words = words

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def terms(self, stream: Stream, prefix: str) -> Iterator[str]:
        if stream is not Stream.WORDS:
            return self._reader.terms(stream, prefix)
        following = islice(self._words, bisect_left(self._words, prefix), None)
        return takewhile(lambda term: term.startswith(prefix), following)


class _OneSnapshot:
    """As much of an engine as searching needs."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def reader(self) -> Reader:
        return self._reader


def as_typed(text: str) -> str:
    """A text as a query of nothing but words: no quotes, fields, signs or operators.

    >>> as_typed('Họp báo: "Không KHÔNG" (15/7) - nói')
    'Họp báo Không không 15/7 nói'
    """
    text = _SIGNS.sub(" ", text)
    return " ".join(_OPERATORS.sub(lambda match: match[0].lower(), text).split())


def scores_of(query: str, vocabulary: Vocabulary, weights: Weights) -> tuple[Score, ...]:
    """The parts of the score of a query of words."""
    return lower(query, parse(query), vocabulary, today=TODAY, weights=weights).scores


class AnySyllable:
    """The score over all articles that hold any of the query's syllables."""

    def __init__(self, reader: Reader, weights: Weights = DEFAULT_WEIGHTS) -> None:
        self._reader = reader
        self._weights = weights
        self._answers: dict[tuple[Score, ...], list[str]] = {}

    def __call__(self, query: str) -> list[str]:
        """The ids of the best articles, best first."""
        return self.rank(scores_of(as_typed(query), self._reader, self._weights))

    def rank(self, scores: tuple[Score, ...]) -> list[str]:
        """The same with a score of one's own; what holds none of its syllables scores nothing."""
        if scores not in self._answers:
            hits = self._reader.search(EngineRequest(Everything(), scores, limit=DEPTH)).hits
            self._answers[scores] = [hit.id for hit in hits if hit.score > 0]
        return self._answers[scores]


class StrictFirst:
    """What a person who types the query gets."""

    def __init__(self, reader: Reader) -> None:
        self._index = NewsIndex(cast(Engine, _OneSnapshot(reader)))
        self._reader = reader
        self._answers: dict[Lowered, list[str]] = {}

    def __call__(self, query: str) -> list[str]:
        """The ids of the best articles, best first."""
        query = as_typed(query)
        lowered = lower(query, parse(query), self._reader, today=TODAY)
        if lowered not in self._answers:
            page = self._index.search(query, limit=DEPTH, snippets=False, today=TODAY)
            self._answers[lowered] = [hit.article.id for hit in page]
        return self._answers[lowered]
