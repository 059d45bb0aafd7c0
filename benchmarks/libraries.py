"""tantivy, and Whoosh with its own codec, as peers of ``search.py``.

What it is: our terms as text fields that are split at spaces. What it is not: tuned; each commits
and merges as it does by default.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from contending import BREAK, FIELDS, Ask, Question, Ready, added, literal, terms_of
from streams import Articles

from vnnews_search.analyzed import Stream, Term
from vnnews_search.plan import All, AnyOf, Node, Phrase, Rows, Sort, Within

__all__ = ["PlainWhoosh", "Tantivy"]


class Tantivy:
    """tantivy: three text fields split at spaces, a fast field of days, the text stored."""

    grows = True

    def __init__(self, folder: Path) -> None:
        tantivy = self._tantivy = import_module("tantivy")
        builder = tantivy.SchemaBuilder()
        for field in FIELDS:
            option = "freq" if field is Stream.PAIRS else "position"
            builder.add_text_field(field.value, tokenizer_name="spaces", index_option=option)
        builder.add_integer_field("day", indexed=True, fast=True)
        builder.add_bytes_field("stored", stored=True, indexed=False)
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema, path=str(folder))
        spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer("spaces", spaces)
        self._writer: Any = None
        self.open()

    def ready(self, articles: Articles, number: int) -> Ready:
        lines = articles.lines(number, BREAK)
        return number, (*lines, articles.day(number).toordinal(), articles.stored(number))

    def write(self, batch: Sequence[Ready]) -> None:
        if self._writer is None:
            self._writer = self._index.writer(num_threads=1)
        for _, (exact, folded, pairs, day, stored) in batch:
            self._writer.add_document(
                self._tantivy.Document(
                    exact=exact, folded=folded, pairs=pairs, day=day, stored=stored
                )
            )
        self._writer.commit()

    def finish(self) -> None:
        if self._writer is not None:
            self._writer.wait_merging_threads()
            self._writer = None

    def open(self) -> None:
        self._index.reload()
        self._searcher = self._index.searcher()

    def segments(self) -> int:
        return int(self._searcher.num_segments)

    def ask(self, question: Question) -> Ask | None:
        request = question.request
        if request.facets or isinstance(request.match, Rows):
            return None
        occur = self._tantivy.Occur
        parts = [(occur.Must, self._node(request.match))]
        parts += [(occur.Should, self._term(term)) for term in added(request)]
        query = self._tantivy.Query.boolean_query(parts)
        order = "day" if request.sort is Sort.NEWEST else None
        search, fetch, limit = self._searcher.search, self._searcher.doc, request.limit

        def ask() -> int:
            found = search(query, limit, order_by_field=order)
            if question.with_articles:
                _ = [fetch(address)["stored"] for _, address in found.hits]
            return int(found.count)

        return ask

    def _term(self, term: Term) -> Any:
        text = term.text.replace(" ", "_")
        return self._tantivy.Query.term_query(self._schema, term.stream.value, text, "freq")

    def _node(self, node: Node) -> Any:
        query, occur = self._tantivy.Query, self._tantivy.Occur
        match node:
            case All(nodes):
                return query.boolean_query([(occur.Must, self._node(n)) for n in nodes])
            case AnyOf(nodes):
                return query.boolean_query([(occur.Should, self._node(n)) for n in nodes])
            case Phrase(places) if len(places) == 1:
                terms = [(occur.Should, self._term(term)) for term in terms_of(node)]
                return query.boolean_query(terms)
            case Phrase():
                stream, words = literal(node)
                return query.phrase_query(self._schema, stream.value, words)
            case Within(_, start, end) if start is not None and end is not None:
                bounds = start.toordinal(), end.toordinal() - 1
                kind = self._tantivy.FieldType.Integer
                days = query.range_query(self._schema, "day", kind, *bounds)
                return query.const_score_query(days, 0.0)
            case _:
                raise ValueError(node)


class PlainWhoosh:
    """Whoosh as it comes, with its own codec."""

    grows = True

    def __init__(self, folder: Path) -> None:
        from whoosh import fields, index
        from whoosh.analysis import SpaceSeparatedTokenizer

        columns: dict[str, Any] = {
            field.value: fields.TEXT(SpaceSeparatedTokenizer(), phrase=field is not Stream.PAIRS)
            for field in FIELDS
        }
        columns["day"] = fields.NUMERIC(int, sortable=True)
        columns["stored"] = fields.STORED()
        there = index.exists_in(str(folder))
        schema = fields.Schema(**columns)
        self._index: Any = index.open_dir(folder) if there else index.create_in(folder, schema)
        self.open()

    def ready(self, articles: Articles, number: int) -> Ready:
        day = articles.day(number).toordinal()
        return number, (*articles.lines(number, BREAK), day, articles.stored(number).decode())

    def write(self, batch: Sequence[Ready]) -> None:
        writer = self._index.writer()
        for _, (exact, folded, pairs, day, stored) in batch:
            writer.add_document(exact=exact, folded=folded, pairs=pairs, day=day, stored=stored)
        writer.commit()

    def finish(self) -> None:
        """Merges are part of a commit."""

    def open(self) -> None:
        self._searcher: Any = self._index.searcher()

    def segments(self) -> int:
        return len(self._searcher.leaf_searchers())

    def ask(self, question: Question) -> Ask | None:
        from whoosh import query

        request = question.request
        if request.facets or isinstance(request.match, Rows):
            return None
        wanted, scoring = self._node(request.match), [self._term(t) for t in added(request)]
        asked = query.AndMaybe(wanted, query.Or(scoring)) if scoring else wanted
        search, limit, by_day = self._searcher.search, request.limit, request.sort is Sort.NEWEST
        order = {"sortedby": "day", "reverse": True} if by_day else {}

        def ask() -> int:
            found = search(asked, limit=limit, **order)
            if question.with_articles:
                _ = [hit["stored"] for hit in found]
            return len(found)

        return ask

    def _term(self, term: Term) -> Any:
        from whoosh.query import Term as WhooshTerm

        return WhooshTerm(term.stream.value, term.text.replace(" ", "_"))

    def _node(self, node: Node) -> Any:
        from whoosh import query

        match node:
            case All(nodes):
                return query.And([self._node(n) for n in nodes])
            case AnyOf(nodes):
                return query.Or([self._node(n) for n in nodes])
            case Phrase(places) if len(places) == 1:
                return query.Or([self._term(term) for term in terms_of(node)])
            case Phrase():
                stream, words = literal(node)
                return query.Phrase(stream.value, words)
            case Within(_, start, end) if start is not None and end is not None:
                days = query.NumericRange("day", start.toordinal(), end.toordinal() - 1)
                return query.ConstantScoreQuery(days, 0.0)
            case _:
                raise ValueError(node)
