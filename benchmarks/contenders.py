"""The engines of ``search.py``: ours, tantivy, SQLite's FTS5, bm25s and Whoosh as it comes.

What it is: how each is fed the same terms and asked the same plans. A plan becomes a query of the
engine before the clock runs.

What it is not: a fair judge of ranking; each engine scores by its own BM25.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from contending import Ask, Contender, Question, Ready
from fts5 import Fts5
from libraries import PlainWhoosh, Tantivy
from matrix import Bm25s
from streams import Articles

from vnnews_search.analyzed import AnalyzedDocument
from vnnews_search.engines.base import Writer

__all__ = ["ENGINES"]


class Ours:
    """vnnews_search.engines.whoosh."""

    grows = True

    def __init__(self, folder: Path) -> None:
        from vnnews_search.engines.whoosh.engine import WhooshEngine

        self._engine = WhooshEngine(folder, create=True)
        self._writer: Writer | None = None
        self.open()

    def ready(self, articles: Articles, number: int) -> Ready:
        return number, articles.document(number)

    def write(self, batch: Sequence[Ready]) -> None:
        if self._writer is None:
            self._writer = self._engine.writer()
        for _, document in batch:
            assert isinstance(document, AnalyzedDocument)
            self._writer.add(document)
        self._writer.commit()

    def finish(self) -> None:
        """A load ends as loads do: with few segments."""
        if self._writer is not None:
            self._writer.compact()
            self._writer.close()
            self._writer = None

    def open(self) -> None:
        self._reader = self._engine.reader()

    def ask(self, question: Question) -> Ask | None:
        request, search, get = question.request, self._reader.search, self._reader.get

        def with_articles() -> int:
            found = search(request)
            get([hit.id for hit in found.hits])
            return found.total

        return with_articles if question.with_articles else lambda: search(request).total

    def segments(self) -> int:
        return self._reader.stats().segments


ENGINES: dict[str, Callable[[Path], Contender]] = {
    "ours": Ours,
    "tantivy": Tantivy,
    "FTS5": Fts5,
    "bm25s": Bm25s,
    "plain Whoosh": PlainWhoosh,
}
