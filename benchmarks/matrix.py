"""bm25s as a peer of ``search.py``: a matrix of scores made beforehand.

What it is: our terms as numbers, all three fields in one vocabulary, searched by compiled loops
where numba is installed. It answers the kinds that are a sum of scores.

What it is not: an index. It has no phrases, no "and", no days, facets or stored texts, does not
count what matches, and cannot add articles later: all are held in memory and built once at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from contending import BREAK, FIELDS, Ask, Question, Ready
from streams import Articles

from vnnews_search.plan import AnyOf, Phrase, Sort, TermScore

__all__ = ["Bm25s"]


class Bm25s:
    """bm25s: an article is the numbers of its terms; the arrays are mapped into memory."""

    grows = False

    def __init__(self, folder: Path) -> None:
        self._library = import_module("bm25s")
        self._folder = folder
        self._numbers: dict[str, int] = {}
        self._articles: list[list[int]] = []
        self._scores: Any = None

    def ready(self, articles: Articles, number: int) -> Ready:
        numbers = self._numbers
        lines = zip(FIELDS, articles.lines(number, BREAK), strict=True)
        terms = (
            _key(field.value, term)
            for field, line in lines
            for term in line.split()
            if term != BREAK
        )
        return number, [numbers.setdefault(term, len(numbers)) for term in terms]

    def write(self, batch: Sequence[Ready]) -> None:
        self._articles += (terms for _, terms in batch)

    def finish(self) -> None:
        scores = self._library.BM25(backend="auto")
        both = (self._articles, self._numbers)
        scores.index(both, create_empty_token=False, show_progress=False)
        scores.save(self._folder, show_progress=False)

    def open(self) -> None:
        load = self._library.BM25.load
        self._scores = load(self._folder, mmap=True, show_progress=False, backend="auto")

    def segments(self) -> int:
        return 1

    def ask(self, question: Question) -> Ask | None:
        request = question.request
        single = isinstance(request.match, Phrase) and len(request.match.places) == 1
        of_scores = single or isinstance(request.match, AnyOf)
        if request.facets or request.sort is Sort.NEWEST or question.with_articles or not of_scores:
            return None
        terms = [part.term for part in request.scores if isinstance(part, TermScore)]
        numbers = self._scores.vocab_dict
        keys = (_key(term.stream.value, term.text.replace(" ", "_")) for term in terms)
        asked = [[numbers[key] for key in keys if key in numbers]]
        retrieve, limit = self._scores.retrieve, request.limit

        def ask() -> None:
            retrieve(asked, k=limit, show_progress=False)

        return ask


def _key(field: str, term: str) -> str:
    return f"{field} {term}"
