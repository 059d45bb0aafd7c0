"""Our own answers, from an index on disk by the default engine, kept from run to run.

What it is: two rankings. ``AnySyllable`` judges the score alone: every article that holds one of
the query's syllables, in the order of the score. ``StrictFirst`` is ``NewsIndex.search`` as a
person gets it. Both remember what a plan gave: a query that was only typed otherwise should come to
the same plan, and whether it does is what lowering it tells.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from evals.corpora import Corpora
from evals.metrics import DEPTH
from evals.questions import Collection
from vnnews_search.engines.base import Reader
from vnnews_search.engines.whoosh.engine import WhooshEngine
from vnnews_search.index import NewsIndex
from vnnews_search.manifest import CURRENT
from vnnews_search.plan import EngineRequest, Everything, Score, Vocabulary
from vnnews_search.query.lower import Lowered, lower
from vnnews_search.query.parser import parse
from vnnews_search.query.units import DEFAULT_WEIGHTS, Weights

__all__ = [
    "AnySyllable",
    "StrictFirst",
    "as_typed",
    "fingerprints",
    "index_folder",
    "scores_of",
]

TODAY = date(2026, 1, 1)
"""A day for queries that speak of one, the same in every run."""

_SIGNS = re.compile(r"[\"“”„()*~:]|(?<!\S)[+\-]+")
_OPERATORS = re.compile(r"(?<!\S)(?:AND|OR|NOT|VÀ|HOẶC|KHÔNG)(?!\S)")


def fingerprints() -> str:
    """How terms and facts are made now: what was made otherwise is made anew."""
    return f"{CURRENT.format}.{CURRENT.terms_fingerprint}.{CURRENT.facts_fingerprint}"


def index_folder(corpora: Corpora, collection: Collection) -> Path:
    """The folder of a collection's index, made if the cache has none."""

    def make(folder: Path) -> None:
        with NewsIndex.open(folder, create=True) as index:
            report = index.add(collection.articles)
        assert report.failed == 0, f"{collection.name}: {report.failed} articles failed"

    return corpora.cached(f"{collection.key}-index-{fingerprints()}", make)


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

    def __init__(self, folder: Path, weights: Weights = DEFAULT_WEIGHTS) -> None:
        self.reader: Reader = WhooshEngine(folder).reader()
        self._weights = weights
        self._answers: dict[tuple[Score, ...], list[str]] = {}

    def __call__(self, query: str) -> list[str]:
        """The ids of the best articles, best first."""
        return self.rank(scores_of(as_typed(query), self.reader, self._weights))

    def rank(self, scores: tuple[Score, ...]) -> list[str]:
        """The same with a score of one's own; what holds none of its syllables scores nothing."""
        if scores not in self._answers:
            hits = self.reader.search(EngineRequest(Everything(), scores, limit=DEPTH)).hits
            self._answers[scores] = [hit.id for hit in hits if hit.score > 0]
        return self._answers[scores]

    def close(self) -> None:
        """Give back files."""
        self.reader.close()


class StrictFirst:
    """What a person who types the query gets."""

    def __init__(self, folder: Path) -> None:
        self._index = NewsIndex.open(folder)
        self._reader: Reader = WhooshEngine(folder).reader()
        self._answers: dict[Lowered, list[str]] = {}

    def __call__(self, query: str) -> list[str]:
        """The ids of the best articles, best first."""
        query = as_typed(query)
        lowered = lower(query, parse(query), self._reader, today=TODAY)
        if lowered not in self._answers:
            page = self._index.search(query, limit=DEPTH, snippets=False, today=TODAY)
            self._answers[lowered] = [hit.article.id for hit in page]
        return self._answers[lowered]

    def close(self) -> None:
        """Give back files."""
        self._index.close()
        self._reader.close()
