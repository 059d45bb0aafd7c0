"""SQLite's FTS5 as a peer of ``search.py``.

What it is: our terms as columns of letters and digits. What it is not: tuned; nothing is optimised
after the inserts, as nothing is in the other engines.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from contending import Ask, Question, Ready, added, literal, terms_of
from streams import Articles

from vnnews_search.analyzed import Term
from vnnews_search.plan import All, AnyOf, Node, Phrase, Rows, Sort, Within

__all__ = ["Fts5"]


class Fts5:
    """SQLite's FTS5: three columns without contents, days and the text in a table beside."""

    grows = True

    def __init__(self, folder: Path) -> None:
        self._base = sqlite3.connect(folder / "articles.sqlite")
        self._base.executescript(
            "CREATE TABLE IF NOT EXISTS articles"
            " (id INTEGER PRIMARY KEY, day INTEGER, stored TEXT);"
            "CREATE INDEX IF NOT EXISTS days ON articles (day);"
            "CREATE VIRTUAL TABLE IF NOT EXISTS terms USING fts5 (exact, folded, pairs, content='',"
            " tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\");"
        )

    def ready(self, articles: Articles, number: int) -> Ready:
        lines = (" ".join(map(_letters, line.split(" "))) for line in articles.lines(number, "__"))
        day = articles.day(number).toordinal()
        return number, (*lines, day, articles.stored(number).decode())

    def write(self, batch: Sequence[Ready]) -> None:
        texts = [(number, *article[:3]) for number, article in batch]
        facts = [(number, *article[3:]) for number, article in batch]
        insert = "INSERT INTO terms (rowid, exact, folded, pairs) VALUES (?, ?, ?, ?)"
        self._base.executemany(insert, texts)
        self._base.executemany("INSERT INTO articles VALUES (?, ?, ?)", facts)
        self._base.commit()

    def finish(self) -> None:
        """Merges are part of a commit."""

    def open(self) -> None:
        (_, _, name) = self._base.execute("PRAGMA database_list").fetchone()
        self._base.close()
        self._base = sqlite3.connect(name)

    def segments(self) -> int:
        return int(self._base.execute("SELECT count(DISTINCT segid) FROM terms_idx").fetchone()[0])

    def ask(self, question: Question) -> Ask | None:
        request = question.request
        if request.facets or isinstance(request.match, Rows):
            return None
        matching = self._node(request.match)
        scoring = " OR ".join(map(self._term, added(request)))
        # There is no term that only adds to the score. But what matches holds a folded syllable.
        scored = f"({matching}) AND ({scoring})" if scoring else matching
        days, bounds = _bounds(request.match)
        table = "terms JOIN articles ON id = terms.rowid"
        count = f"SELECT count(*) FROM {table if days else 'terms'} WHERE terms MATCH ?{days}"
        by_day = request.sort is Sort.NEWEST
        hits = (
            f"SELECT terms.rowid FROM {table if days or by_day else 'terms'}"
            f" WHERE terms MATCH ?{days} ORDER BY {'day DESC' if by_day else 'rank'} LIMIT ?"
        )
        run, limit = self._base.execute, request.limit

        def ask() -> int:
            found = run(hits, (scored, *bounds, limit)).fetchall()
            if question.with_articles:
                # A select of its own: a join would look up each article that matches, then rank.
                marks = ", ".join("?" * len(found))
                ids = [id for (id,) in found]
                run(f"SELECT id, stored FROM articles WHERE id IN ({marks})", ids).fetchall()
            return int(run(count, (matching, *bounds)).fetchone()[0])

        return ask

    def _term(self, term: Term) -> str:
        return f'{term.stream.value} : "{_letters(term.text)}"'

    def _node(self, node: Node) -> str:
        match node:
            case All(nodes):
                listed = (self._node(n) for n in nodes if not isinstance(n, Within))
                return " AND ".join(f"({n})" for n in listed)
            case AnyOf(nodes):
                return " OR ".join(f"({self._node(n)})" for n in nodes)
            case Phrase(places) if len(places) == 1:
                return " OR ".join(map(self._term, terms_of(node)))
            case Phrase():
                stream, words = literal(node)
                return f'{stream.value} : "{" ".join(map(_letters, words))}"'
            case _:
                raise ValueError(node)


def _letters(term: str) -> str:
    """A term of letters, digits and low lines alone, which FTS5 neither cuts nor reads as syntax.

    >>> _letters("~phuc"), _letters("dinh lap")
    ('_phuc', 'dinh_lap')
    """
    return re.sub(r"\W", "_", term)


def _bounds(node: Node) -> tuple[str, tuple[int, ...]]:
    """The days that a plan wants, as SQL."""
    match node:
        case All((_, Within(_, start, end))) if start is not None and end is not None:
            return " AND day >= ? AND day < ?", (start.toordinal(), end.toordinal())
        case _:
            return "", ()
