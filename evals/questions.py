"""Collections with questions: what is indexed, what is asked, and what should be found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from evals.corpora import Corpora, read_records
from vnnews_search.models import Article

__all__ = ["KNOWN_ITEMS", "QUESTION_SETS", "Collection", "Question", "known_items", "question_set"]

QUESTION_SETS = {
    name: (f"retrieval/{name}/passages.jsonl", f"retrieval/{name}/queries.jsonl")
    for name in ("xquad_vi", "viquad2_1000", "virhe4qa")
}
"""Sets of questions by people about passages, and their files."""

KNOWN_ITEMS = ("news/vietnews_40k.jsonl.gz",)

KNOWN_ARTICLES = 6000
KNOWN_QUERIES = 400


@dataclass(frozen=True, slots=True)
class Question:
    """A query and the ids of what answers it."""

    text: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True)
class Collection:
    """Articles with questions.

    Args:
        name: what it is called in tables.
        key: a short name of its contents, for the cache.
    """

    name: str
    key: str
    articles: tuple[Article, ...]
    questions: tuple[Question, ...]

    @property
    def texts(self) -> Iterator[tuple[str, str]]:
        """(id, text) of each article: the same for peers as for us."""
        for article in self.articles:
            yield article.id, "\n".join(text for _, text in article.text_fields())


def question_set(corpora: Corpora, name: str) -> Collection:
    """A set of questions; a passage becomes the body of an article."""
    passages, queries = QUESTION_SETS[name]
    articles = [
        Article(record["pid"], body=record["text"])
        for record in read_records(corpora.folder / passages)
    ]
    questions = [
        Question(record["query"], frozenset(record["relevant"]))
        for record in read_records(corpora.folder / queries)
    ]
    key = f"{name}-{corpora.key((passages,))}"
    return Collection(name, key, tuple(articles), tuple(questions))


def known_items(corpora: Corpora) -> Collection:
    """News without their titles; evenly chosen titles are the queries, each for its article."""
    records = list(islice(read_records(corpora.folder / KNOWN_ITEMS[0]), KNOWN_ARTICLES))
    articles = [Article(r["id"], lead=r["abstract"], body=r["body"]) for r in records]
    count = min(KNOWN_QUERIES, len(records))
    chosen = [records[number * len(records) // count] for number in range(count)]
    questions = [Question(record["title"], frozenset([record["id"]])) for record in chosen]
    key = f"known_items-{corpora.key(KNOWN_ITEMS)}"
    return Collection("known_items", key, tuple(articles), tuple(questions))
