"""``ablation``: what each part of the score is worth, and how much it should weigh.

What it is: a, c and d of docs/matching.md varied one at a time over all collections, with accents
and without. What it is not: a tuner: a weight is chosen if it is good, or at least harmless, in
every column, for a reason that was known before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from evals.corpora import Corpora
from evals.figures import Claim, Outcome, Row
from evals.metrics import DEPTH, mean, ndcg_of_ranks
from evals.ours import AnySyllable, as_typed, fingerprints, open_reader, scores_of
from evals.questions import QUESTION_SETS, Collection, known_items, question_set
from evals.scorer import Floats, Scorer, build, load, save, sums_of_terms
from evals.spellings import unaccented
from vnnews_search.analyzed import Stream
from vnnews_search.document import analyze_article
from vnnews_search.engines.base import Reader
from vnnews_search.query.weights import DEFAULT_WEIGHTS, Weights

__all__ = ["GRID", "STEPS", "run_ablation"]

Point = tuple[float, float, float]
"""a, c, d; in an unaccented query d weighs the words that it may spell, and a nothing."""

STEPS: dict[str, Point] = {
    "folded alone": (0, 0, 0),
    "+ exact": (1, 0, 0),
    "+ pairs": (1, 1, 0),
    "+ words, d = 0.5": (1, 1, 0.5),
}


def _around(point: Point) -> Iterator[Point]:
    a, c, d = point
    yield from ((other, c, d) for other in (0, 0.5, 1, 1.5))
    yield from ((a, other, d) for other in (0, 0.5, 1, 1.5))
    yield from ((a, c, other) for other in (0, 0.25, 0.5, 1))


GRID: tuple[Point, ...] = tuple(dict.fromkeys([*_around((1, 1, 0)), *_around((1, 1, 0.5))]))

ALIKE = 100
"""Queries for which scorer and engine are compared."""

ONE = Weights(1, 1, 1, 1)


def scorer_of(corpora: Corpora, collection: Collection) -> Scorer:
    """The scorer of a collection, made if the cache has none."""

    def make(path: Path) -> None:
        save(build(map(analyze_article, collection.articles)), path)

    return load(corpora.cached(f"{collection.key}-scorer-{fingerprints()}.npz", make))


def run_ablation(corpora: Corpora) -> Outcome:
    """The steps, the grid, and whether the scorer says what the engine says."""
    collections = [*(question_set(corpora, name) for name in QUESTION_SETS), known_items(corpora)]
    points = dict.fromkeys([*STEPS.values(), *GRID])
    values: dict[str, dict[Point, float]] = {}
    alike: list[float] = []
    for collection in collections:
        scorer = scorer_of(corpora, collection)
        for spelling, spell in (("", as_typed), ("-", lambda text: unaccented(as_typed(text)))):
            column = f"{collection.name.partition('_')[0]}{spelling}"
            values[column] = _by_point(scorer, collection, spell, list(points))
            with closing(open_reader(corpora, collection)) as reader:
                alike += _alike(scorer, reader, collection, spell)
    rows = [*_rows(values, STEPS.items(), "steps"), *_rows(values, _named(GRID), "one at a time")]
    same = mean(alike)
    rows.append(Row("scorer and engine", "equal rankings", (("share", same),), ours=True))
    claim = Claim(
        f"of {len(alike)} rankings the engine's equal the scorer's", same == 1, f"{same:.3f}"
    )
    return Outcome(tuple(rows), (claim,))


def _named(points: Sequence[Point]) -> Iterator[tuple[str, Point]]:
    for point in points:
        a, c, d = point
        yield f"a {a:<4g} c {c:<4g} d {d:<4g}".rstrip(), point


def _rows(
    values: dict[str, dict[Point, float]], points: Iterable[tuple[str, Point]], title: str
) -> Iterator[Row]:
    """A row a point; questions are also averaged, as they are all of one kind."""
    for name, point in points:
        figures = [(column, found[point]) for column, found in values.items()]
        for spelling in ("", "-"):
            sets = [f"{name.partition('_')[0]}{spelling}" for name in QUESTION_SETS]
            figures.append((f"questions{spelling}", mean(dict(figures)[s] for s in sets)))
        table = f"nDCG@10, {title} (- without accents)"
        yield Row(table, name, tuple(figures))


def _by_point(
    scorer: Scorer, collection: Collection, spell: Callable[[str], str], points: Sequence[Point]
) -> dict[Point, float]:
    gains: dict[Point, list[float]] = {point: [] for point in points}
    places = {id: number for number, id in enumerate(scorer.ids)}
    for question in collection.questions:
        parts = scorer.by_stream(scores_of(spell(question.text), scorer, ONE))
        wanted = [places[id] for id in question.relevant]
        for (a, c, d), found in gains.items():
            scores = (
                parts[Stream.FOLDED]
                + a * parts[Stream.EXACT]
                + c * parts[Stream.PAIRS]
                + d * parts[Stream.WORDS]
            )
            found.append(_ndcg(np.round(scores, 4), wanted))
    return {point: mean(found) for point, found in gains.items()}


def _ndcg(scores: Floats, wanted: Sequence[int]) -> float:
    """nDCG@10 from scores in the order of ties, without sorting them."""
    ranks = [_rank(scores, number) for number in wanted if scores[number] > 0]
    return ndcg_of_ranks(ranks, len(wanted))


def _rank(scores: Floats, number: int) -> int:
    better = np.count_nonzero(scores > scores[number])
    return int(better + np.count_nonzero(scores[:number] == scores[number]))


def _alike(
    scorer: Scorer, reader: Reader, collection: Collection, spell: Callable[[str], str]
) -> Iterator[float]:
    """For evenly chosen queries: 1 if both rank alike, else 0."""
    engine = AnySyllable(reader)
    step = max(1, 8 * len(collection.questions) // ALIKE)
    for question in collection.questions[::step]:
        query = spell(question.text)
        parts = tuple(sums_of_terms(scores_of(query, reader, DEFAULT_WEIGHTS)))
        ours = scorer.ranking(scorer.scores(parts), DEPTH)
        yield float(ours == engine.rank(parts))
