"""Our own answers, from an index on disk by the default engine, kept from run to run.

What it is: two rankings. ``AnySyllable`` judges the score alone: every article that holds one of
the query's syllables, in the order of the score. ``StrictFirst`` is ``NewsIndex.search`` as a
person gets it.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from evals.corpora import Corpora
from evals.metrics import DEPTH
from evals.questions import Collection
from vnnews_search.analysis.tokenizer import tokenize
from vnnews_search.analyzed import Stream
from vnnews_search.engines.base import Reader
from vnnews_search.engines.whoosh.engine import WhooshEngine
from vnnews_search.index import NewsIndex
from vnnews_search.manifest import CURRENT
from vnnews_search.plan import Alternative, AnyOf, EngineRequest, Phrase, Score, Term, Vocabulary
from vnnews_search.query.lower import lower
from vnnews_search.query.parser import parse
from vnnews_search.query.units import DEFAULT_WEIGHTS, Weights
from vnnews_search.text.normalize import fold

__all__ = [
    "AnySyllable",
    "StrictFirst",
    "any_syllable",
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


def any_syllable(query: str) -> AnyOf:
    """Every article that holds a syllable of the query, accents aside."""
    syllables = dict.fromkeys(fold(token.term) for token in tokenize(query))
    return AnyOf(tuple(Phrase(((Alternative(Term(Stream.FOLDED, s)),),)) for s in syllables))


class AnySyllable:
    """The score over all articles that hold any of the query's syllables."""

    def __init__(self, folder: Path, weights: Weights = DEFAULT_WEIGHTS) -> None:
        self.reader: Reader = WhooshEngine(folder).reader()
        self._weights = weights
        self._answers: dict[EngineRequest, list[str]] = {}

    def __call__(self, query: str) -> list[str]:
        """The ids of the best articles, best first."""
        query = as_typed(query)
        return self.rank(query, scores_of(query, self.reader, self._weights))

    def rank(self, query: str, scores: tuple[Score, ...]) -> list[str]:
        """The same with a score of one's own; what was asked before is not asked again."""
        request = EngineRequest(any_syllable(query), scores, limit=DEPTH)
        if request not in self._answers:
            self._answers[request] = [hit.id for hit in self.reader.search(request).hits]
        return self._answers[request]

    def close(self) -> None:
        """Give back files."""
        self.reader.close()


class StrictFirst:
    """What a person who types the query gets."""

    def __init__(self, folder: Path) -> None:
        self._index = NewsIndex.open(folder)

    def __call__(self, query: str) -> list[str]:
        """The ids of the best articles, best first."""
        page = self._index.search(as_typed(query), limit=DEPTH, snippets=False, today=TODAY)
        return [hit.article.id for hit in page]

    def close(self) -> None:
        """Give back files."""
        self._index.close()
