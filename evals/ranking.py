"""``retrieval`` and ``known_items``: our rankings and those of peers, for each way of typing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from evals.corpora import Corpora
from evals.figures import Claim, Outcome, Row
from evals.metrics import mean, mrr, ndcg, recall
from evals.ours import AnySyllable, StrictFirst, open_reader
from evals.peers import Bm25, Fts5, pyvi_words, syllables
from evals.questions import (
    QUESTION_SETS,
    Collection,
    known_items,
    question_set,
)
from evals.spellings import SPELLINGS

__all__ = ["run_known_items", "run_retrieval"]

Ranker = Callable[[str], Sequence[str]]

OURS = "ours: score over any syllable"
STRICT = "ours: NewsIndex.search"

METRICS = {"nDCG@10": ndcg, "MRR@10": mrr, "recall@100": recall}

AHEAD = 0.01
"""We may be this much behind a peer in one set, never in the mean."""

MISSING_MARKS = 0.02
"""What a query typed without accents may cost."""


@contextmanager
def rankers(corpora: Corpora, collection: Collection) -> Iterator[dict[str, Ranker]]:
    """All systems over one collection, ours first."""
    texts = list(collection.texts)
    with (
        closing(open_reader(corpora, collection)) as reader,
        closing(Fts5(texts, remove_diacritics=0)) as marks_kept,
        closing(Fts5(texts, remove_diacritics=2)) as marks_removed,
    ):
        yield {
            OURS: AnySyllable(reader),
            STRICT: StrictFirst(reader),
            "BM25, syllables": Bm25(((id, syllables(text)) for id, text in texts), syllables),
            "BM25, pyvi words": Bm25(_pyvi_documents(corpora, collection), pyvi_words),
            "FTS5, marks kept": marks_kept,
            "FTS5, marks removed": marks_removed,
        }


def _pyvi_documents(
    corpora: Corpora, collection: Collection
) -> Iterator[tuple[str, Sequence[str]]]:
    """pyvi's words of each article, kept from run to run: an article a line."""

    def make(path: Path) -> None:
        with path.open("w", encoding="utf-8") as file:
            for _, text in collection.texts:
                file.write(" ".join(pyvi_words(text)) + "\n")

    path = corpora.cached(f"{collection.key}-pyvi.txt", make)
    lines = path.read_text(encoding="utf-8").split("\n")
    for article, line in zip(collection.articles, lines, strict=False):
        yield article.id, line.split(" ")


def measure(corpora: Corpora, collection: Collection) -> Iterator[Row]:
    """A table a metric: a row a system, a column a way of typing."""
    with rankers(corpora, collection) as systems:
        found = {
            (name, spelling): _figures(rank, collection, spell)
            for name, rank in systems.items()
            for spelling, spell in SPELLINGS.items()
        }
    names = dict.fromkeys(name for name, _ in found)
    for metric in METRICS:
        for name in names:
            figures = tuple((s, found[name, s][metric]) for s in SPELLINGS)
            yield Row(f"{collection.name} {metric}", name, figures, ours=name in (OURS, STRICT))


def _figures(rank: Ranker, collection: Collection, spell: Callable[[str], str]) -> dict[str, float]:
    ranked = [(rank(spell(q.text)), q.relevant) for q in collection.questions]
    return {name: mean(metric(*pair) for pair in ranked) for name, metric in METRICS.items()}


def _mean_rows(rows: Sequence[Row]) -> Iterator[Row]:
    """The mean over the sets, unweighted."""
    for metric in METRICS:
        tables = [row for row in rows if row.table.endswith(f" {metric}")]
        for name in dict.fromkeys(row.name for row in tables):
            same = [dict(row.figures) for row in tables if row.name == name]
            figures = tuple((s, mean(figures[s] for figures in same)) for s in SPELLINGS)
            yield Row(f"mean {metric}", name, figures, ours=name in (OURS, STRICT))


def run_retrieval(corpora: Corpora) -> Outcome:
    """Questions by people about passages."""
    rows = [row for name in QUESTION_SETS for row in measure(corpora, question_set(corpora, name))]
    rows += _mean_rows(rows)
    return Outcome(tuple(rows), (*_ahead(rows), *_same(rows)))


def run_known_items(corpora: Corpora) -> Outcome:
    """Titles of news that are indexed without them."""
    rows = list(measure(corpora, known_items(corpora)))
    ours = dict(_row(rows, "known_items", OURS).figures)
    cost = ours["accented"] - ours["unaccented"]
    claim = Claim(
        f"a query without accents costs at most {MISSING_MARKS:.2f} nDCG@10",
        cost <= MISSING_MARKS,
        f"{cost:+.4f}",
    )
    return Outcome(tuple(rows), (*_ahead(rows), claim, *_same(rows)))


def _row(rows: Sequence[Row], table: str, name: str) -> Row:
    return next(row for row in rows if row.table == f"{table} nDCG@10" and row.name == name)


def _ahead(rows: Sequence[Row]) -> Iterator[Claim]:
    """For each peer and accented queries: how far ahead we are in each table."""
    tables = [r.table for r in rows if r.table.endswith("nDCG@10")]
    for peer in dict.fromkeys(row.name for row in rows if not row.ours):
        leads: dict[str, float] = {}
        for table in dict.fromkeys(t.removesuffix(" nDCG@10") for t in tables):
            ours, theirs = (dict(_row(rows, table, n).figures)["accented"] for n in (OURS, peer))
            leads[table] = ours - theirs
        overall = leads.get("mean", min(leads.values()))
        yield Claim(
            f"accented nDCG@10 ahead of {peer}, nowhere {AHEAD:.2f} behind",
            overall > 0 and min(leads.values()) > -AHEAD,
            ", ".join(f"{table} {lead:+.4f}" for table, lead in leads.items()),
        )


def _same(rows: Sequence[Row]) -> Iterator[Claim]:
    """Placement of tones and decomposed letters must not matter at all."""
    for spelling in ("placement", "NFD"):
        gaps = [
            abs(figures["accented"] - figures[spelling])
            for row in rows
            if row.ours
            for figures in [dict(row.figures)]
        ]
        claim = f"{spelling} rows of ours equal the accented ones"
        yield Claim(claim, max(gaps) == 0, f"greatest difference {max(gaps):.4f}")
