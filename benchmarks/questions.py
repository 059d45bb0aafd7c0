"""The questions of ``search.py``: plans of several kinds, drawn from the articles themselves.

What it is: for each kind as many different requests as wanted, the same ones on every run. They are
scored as queries are (``query.units``): a syllable folded and, where it is written with accents,
as written too, and neighbouring syllables as pairs. Words of the segmenter, which peers do not
hold, are left out.

What it is not: text; parsing and lowering a query are not measured here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import islice, pairwise

import numpy as np
from contending import Question
from streams import Articles, officer_rows

from vnnews_search.analyzed import DATED, OFFICERS, Integers, Stream, Term, pair, untyped
from vnnews_search.models import Tier
from vnnews_search.plan import (
    All,
    Alternative,
    AnyOf,
    DayFacet,
    EngineRequest,
    KeywordFacet,
    Node,
    Phrase,
    RowCondition,
    Rows,
    SetScore,
    Sort,
    TermScore,
    Within,
)
from vnnews_search.text.normalize import fold

__all__ = ["WARM_UPS", "Questions", "drawn"]

Questions = dict[str, list[Question]]

WARM_UPS = 20
"""Questions at the head of each kind that are asked and not timed."""

WITH_ARTICLES = ("common word, with articles", "all of 3, with articles")
"""The kinds whose questions fetch the stored texts of the ten best too."""

RAREST = 3
COMMON_SHARE = 0.1


class _Drawing:
    """Words of the articles at random; the same ones for the same seed."""

    def __init__(self, articles: Articles, seed: int) -> None:
        self.articles = articles
        self.random = np.random.default_rng(seed)
        self.texts = articles.texts["exact"]
        self.frequencies = articles.frequencies()
        self.accented = np.array([t.isalpha() and fold(t) != t for t in self.texts], dtype=np.bool_)

    def words(self, count: int) -> Iterator[tuple[str, ...]]:
        """Accented syllables of one article, not in the order of the text."""
        while True:
            exact = self.articles.tokens(int(self.random.integers(self.articles.count)))[0]
            there = np.unique(exact[self.accented[exact]])
            if len(there) >= count:
                chosen = self.random.choice(there, count, replace=False)
                yield tuple(self.texts[n] for n in chosen.tolist())

    def of_frequency(self, least: float, most: float) -> Iterator[tuple[str, ...]]:
        """Accented syllables that so many articles hold."""
        held = self.frequencies
        chosen: Integers = np.flatnonzero(self.accented & (held >= least) & (held <= most))
        for number in self.random.permutation(chosen).tolist():
            yield (self.texts[number],)

    def rare(self) -> Iterator[tuple[str, ...]]:
        return self.of_frequency(1, RAREST)

    def common(self) -> Iterator[tuple[str, ...]]:
        return self.of_frequency(COMMON_SHARE * self.articles.count, self.articles.count)

    def neighbours(self, count: int) -> Iterator[tuple[str, ...]]:
        """Syllables as they stand in a paragraph."""
        while True:
            number = int(self.random.integers(self.articles.count))
            exact, _, positions = self.articles.tokens(number)
            last = len(exact) - count
            begin = int(self.random.integers(last)) if last > 0 else 0
            found = [self.texts[n] for n in exact[begin : begin + count].tolist()]
            standing = positions[begin : begin + count]
            if all(map(str.isalpha, found)) and standing[-1] - standing[0] == count - 1:
                yield tuple(found)

    def years(self) -> Iterator[tuple[date, date]]:
        while True:
            first = date(2012 + int(self.random.integers(9)), 1, 1)
            yield first, first.replace(year=first.year + 1)


def drawn(articles: Articles, count: int, seed: int = 1) -> Questions:
    """So many different questions of each kind, or as many as there are, after the warm-ups."""
    drawing = _Drawing(articles, seed)
    return {
        kind: [
            Question(request, kind in WITH_ARTICLES)
            for request in islice(_distinct(requests(drawing)), WARM_UPS + count)
        ]
        for kind, requests in KINDS.items()
    }


def _distinct(requests: Iterator[EngineRequest]) -> Iterator[EngineRequest]:
    seen: set[EngineRequest] = set()
    for request, _ in zip(requests, range(1_000_000), strict=False):
        if request not in seen:
            seen.add(request)
            yield request


# --- the kinds ------------------------------------------------------------------------------------


def _word(text: str) -> Phrase:
    """A syllable as written, or in writing without accents."""
    as_typed = Alternative(Term(Stream.EXACT, text))
    return Phrase(
        ((as_typed, Alternative(Term(Stream.EXACT, untyped(fold(text))), Tier.UNACCENTED)),)
    )


def _scores(texts: Sequence[str], streams: Sequence[Stream]) -> tuple[TermScore, ...]:
    words = [
        TermScore(Term(stream, fold(text) if stream is Stream.FOLDED else text))
        for text in texts
        for stream in streams
    ]
    pairs = (Term(Stream.PAIRS, pair(fold(a), fold(b))) for a, b in pairwise(texts))
    return (*words, *map(TermScore, pairs))


BOTH = (Stream.FOLDED, Stream.EXACT)


def _words(drawing: Iterator[tuple[str, ...]]) -> Iterator[EngineRequest]:
    for texts in drawing:
        nodes = tuple(map(_word, texts))
        yield EngineRequest(nodes[0] if len(nodes) == 1 else All(nodes), _scores(texts, BOTH))


def _any(drawing: _Drawing) -> Iterator[EngineRequest]:
    for texts in drawing.words(5):
        yield EngineRequest(AnyOf(tuple(map(_word, texts))), _scores(texts, BOTH))


def _phrase(drawing: _Drawing, length: int) -> Iterator[EngineRequest]:
    for texts in drawing.neighbours(length):
        places = tuple((Alternative(Term(Stream.EXACT, text)),) for text in texts)
        yield EngineRequest(Phrase(places), _scores(texts, BOTH))


def _unaccented(drawing: _Drawing) -> Iterator[EngineRequest]:
    for texts in drawing.neighbours(2):
        places = tuple(
            (
                Alternative(Term(Stream.EXACT, folded)),
                Alternative(Term(Stream.EXACT, untyped(folded))),
                Alternative(Term(Stream.FOLDED, folded), Tier.UNACCENTED),
            )
            for folded in map(fold, texts)
        )
        yield EngineRequest(Phrase(places), _scores(texts, [Stream.FOLDED]))


def _in_a_year(drawing: _Drawing) -> Iterator[EngineRequest]:
    for texts, (start, end) in zip(drawing.words(1), drawing.years(), strict=False):
        match = All((_word(texts[0]), Within(DATED, start, end)))
        yield EngineRequest(match, _scores(texts, BOTH))


def _by_day(drawing: _Drawing) -> Iterator[EngineRequest]:
    for texts in drawing.words(1):
        yield EngineRequest(_word(texts[0]), sort=Sort.NEWEST)


def _officer(drawing: _Drawing) -> Iterator[EngineRequest]:
    for number in drawing.random.permutation(drawing.articles.count).tolist():
        (row, _) = officer_rows(number)
        conditions = (RowCondition(name, ((value, Tier.EXACT),)) for name, value in row.values)
        node: Node = Rows(OFFICERS, tuple(conditions))
        yield EngineRequest(node, (SetScore(node),))


def _facets(drawing: _Drawing) -> Iterator[EngineRequest]:
    for texts in drawing.common():
        facets = (KeywordFacet("source"), DayFacet(DATED, 7))
        yield EngineRequest(_word(texts[0]), _scores(texts, BOTH), facets=facets)


KINDS: dict[str, Callable[[_Drawing], Iterator[EngineRequest]]] = {
    "rare word": lambda drawing: _words(drawing.rare()),
    "common word": lambda drawing: _words(drawing.common()),
    "all of 3 words": lambda drawing: _words(drawing.words(3)),
    "any of 5 words": _any,
    "phrase of 2": lambda drawing: _phrase(drawing, 2),
    "phrase of 4": lambda drawing: _phrase(drawing, 4),
    "unaccented phrase of 2": _unaccented,
    "word in a year": _in_a_year,
    "word, newest first": _by_day,
    "officer row, 3 conditions": _officer,
    "common word, 2 facets": _facets,
    WITH_ARTICLES[0]: lambda drawing: _words(drawing.common()),
    WITH_ARTICLES[1]: lambda drawing: _words(drawing.words(3)),
}
