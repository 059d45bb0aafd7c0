"""The score over a whole collection at once, as NumPy arrays: for trying many weights.

What it is: an inverted index of what ``analyze_article`` makes, with the same impacts and idf, and
the scores of every article apart by stream, so that a weight is a factor. What it is not: an
engine: it knows nothing of phrases or conditions. ``ablation`` holds its rankings equal to those
of the engine.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vnnews_search.analyzed import DATED, AnalyzedDocument, Stream, Term
from vnnews_search.plan import BestScore, Score, TermScore
from vnnews_search.scoring import idf, impacts

__all__ = ["Postings", "Scorer", "build", "load", "save", "sums_of_terms"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Postings:
    """One stream: term i is in ``articles[starts[i]:starts[i + 1]]`` with those ``impacts``."""

    terms: tuple[str, ...]
    starts: NDArray[np.int64]
    articles: NDArray[np.int32]
    impacts: NDArray[np.uint8]


class Scorer:
    """Scores of all articles for the terms of a query.

    Args:
        ids: of the articles, in the order of ties: newest first, undated last, then by id.
        streams: their postings.
    """

    def __init__(self, ids: Sequence[str], streams: Mapping[Stream, Postings]) -> None:
        self.ids = ids
        self.streams = streams
        self._rows = {
            stream: {term: row for row, term in enumerate(postings.terms)}
            for stream, postings in streams.items()
        }

    def terms(self, stream: Stream, prefix: str) -> Iterator[str]:
        """The terms that begin with a prefix, in order."""
        terms = self.streams[stream].terms
        for term in terms[bisect_left(terms, prefix) :]:
            if not term.startswith(prefix):
                return
            yield term

    def keywords(self, field: str) -> Iterator[str]:  # noqa: ARG002
        """None: only text is scored here."""
        return iter(())

    def row_values(self, row_set: str, column: str, key_prefix: str = "") -> Iterator[str]:  # noqa: ARG002
        """None: only text is scored here."""
        return iter(())

    def scores(self, parts: Iterable[Score]) -> Floats:
        """The sum of the parts for each article, to four decimals."""
        return np.round(sum(self.by_stream(parts).values(), np.zeros(len(self.ids))), 4)

    def by_stream(self, parts: Iterable[Score]) -> dict[Stream, Floats]:
        """What each stream adds to the score of each article; of a choice, what its best adds."""
        found = {stream: np.zeros(len(self.ids)) for stream in Stream}
        for part in sums_of_terms(parts):
            match part:
                case TermScore(term):
                    self._add(part, found[term.stream])
                case BestScore(sums):
                    for stream, best in self._best(sums).items():
                        found[stream] += best
        return found

    def _best(self, sums: Sequence[Sequence[Score]]) -> dict[Stream, Floats]:
        """Of the sum that is best for each article, what each stream adds."""
        chosen = {stream: np.zeros(len(self.ids)) for stream in Stream}
        most = np.zeros(len(self.ids))
        for inner in sums:
            one = self.by_stream(inner)
            total = np.sum(list(one.values()), axis=0)
            better = total > most
            most = np.where(better, total, most)
            for stream, added in one.items():
                chosen[stream] = np.where(better, added, chosen[stream])
        return chosen

    def _add(self, part: TermScore, total: Floats) -> None:
        articles, impacts = self._held(part.term)
        among = [articles, *(self._held(term)[0] for term in part.alike)]
        rarity = part.weight * idf(len(self.ids), len(np.unique(np.concatenate(among))))
        total[articles] += rarity * impacts / 255

    def _held(self, term: Term) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
        """The articles that hold a term, and its impact in each."""
        postings = self.streams[term.stream]
        row = self._rows[term.stream].get(term.text)
        held = slice(0, 0) if row is None else slice(*postings.starts[row : row + 2])
        return postings.articles[held], postings.impacts[held]

    def ranking(self, scores: Floats, limit: int) -> list[str]:
        """The ids of the best articles that score at all."""
        order = np.argsort(-scores, kind="stable")[:limit]
        return [self.ids[number] for number in order if scores[number] > 0]


def sums_of_terms(parts: Iterable[Score]) -> Iterator[TermScore | BestScore]:
    """The parts of a score that are made of terms alone."""
    for part in parts:
        match part:
            case TermScore():
                yield part
            case BestScore(sums) if all(isinstance(one, TermScore) for s in sums for one in s):
                yield part


# --- making one -----------------------------------------------------------------------------------


def build(documents: Iterable[AnalyzedDocument]) -> Scorer:
    """The scorer of some documents."""
    ordered = sorted(((_tie(document), document) for document in documents), key=lambda d: d[0])
    found: dict[Stream, dict[str, list[tuple[int, int]]]] = {stream: {} for stream in Stream}
    for number, (_, document) in enumerate(ordered):
        for stream in document.streams:
            terms, counts = stream.counted(document.parts)
            terms, counts = terms[counts > 0], counts[counts > 0]
            held = impacts(counts, np.array(document.length))
            for term, impact in zip(terms.tolist(), held.tolist(), strict=True):
                text = stream.table.text(term)
                found[stream.stream].setdefault(text, []).append((number, impact))
    ids = [document.id for _, document in ordered]
    return Scorer(ids, {stream: _postings(terms) for stream, terms in found.items()})


def _tie(document: AnalyzedDocument) -> tuple[int, str]:
    day: date | None = dict(document.days).get(DATED)
    return 0 if day is None else -day.toordinal(), document.id


def _postings(found: Mapping[str, Sequence[tuple[int, int]]]) -> Postings:
    terms = tuple(sorted(found))
    starts = np.cumsum([0, *(len(found[term]) for term in terms)], dtype=np.int64)
    pairs = np.array([pair for term in terms for pair in found[term]], dtype=np.int32)
    articles, impacts = pairs.reshape(-1, 2).T
    return Postings(terms, starts, articles.copy(), impacts.astype(np.uint8))


# --- keeping one ----------------------------------------------------------------------------------


def save(scorer: Scorer, path: Path) -> None:
    """Write a scorer to an ``.npz`` file."""
    arrays: dict[str, NDArray[np.generic]] = {"ids": _lines(scorer.ids)}
    for stream, postings in scorer.streams.items():
        arrays[f"{stream}.terms"] = _lines(postings.terms)
        arrays[f"{stream}.starts"] = postings.starts
        arrays[f"{stream}.articles"] = postings.articles
        arrays[f"{stream}.impacts"] = postings.impacts
    with path.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)


def load(path: Path) -> Scorer:
    """The scorer of a file."""
    with np.load(path) as arrays:
        streams = {
            stream: Postings(
                tuple(_read_lines(arrays[f"{stream}.terms"])),
                arrays[f"{stream}.starts"],
                arrays[f"{stream}.articles"],
                arrays[f"{stream}.impacts"],
            )
            for stream in Stream
        }
        return Scorer(_read_lines(arrays["ids"]), streams)


def _lines(texts: Sequence[str]) -> NDArray[np.generic]:
    return np.frombuffer("\n".join(texts).encode(), dtype=np.uint8)


def _read_lines(array: NDArray[np.uint8]) -> list[str]:
    text = array.tobytes().decode()
    return text.split("\n") if text else []
