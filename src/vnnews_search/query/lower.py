"""The tree of a query → a plan: which articles are in the strict set, and what they score.

What it is: a walk over the tree with the meaning of each clause. It asks the vocabulary which
names, values and terms there are, and says in notices what it read into the query.

What it is not: loosening. A query that finds little is lowered once more by its caller.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from typing import assert_never

from vnnews_search.analyzed import DATED, OFFICERS, Part, Term
from vnnews_search.errors import QuerySyntaxError
from vnnews_search.models import DateSpan, Notice
from vnnews_search.plan import (
    MAX_SLOP,
    AnyOf,
    AtLeast,
    BestScore,
    Keywords,
    Node,
    Not,
    Phrase,
    RowCondition,
    Rows,
    Score,
    SetScore,
    TermScore,
    Vocabulary,
    Within,
    everything_of,
)
from vnnews_search.query import ast
from vnnews_search.query.fields import FieldKind, FieldSpec, field_names, find_field
from vnnews_search.query.units import Unit, exactly, read_unit, words_of
from vnnews_search.query.values import (
    MAX_EXPANSIONS,
    TooManyExpansionsError,
    fuzzy_terms,
    known_words,
    matching_keywords,
    wildcard_terms,
)
from vnnews_search.query.weights import DEFAULT_WEIGHTS, Weights
from vnnews_search.text.normalize import compose
from vnnews_search.text.writing import is_accented

__all__ = ["Lowered", "lower"]

ALL_WANTED = 3
"""Up to this many loose words an article must hold all of them."""

SHARE_WANTED = 0.75
"""Of more loose words it must hold this share, rounded up."""


@dataclass(frozen=True, slots=True)
class Lowered:
    """A query as a plan.

    Args:
        match: the strict set.
        scores: parts of the score.
        notices: what the person should know.
        names: officers' names that the query matches.
    """

    match: Node
    scores: tuple[Score, ...]
    notices: tuple[Notice, ...]
    names: frozenset[str]


def lower(
    query: str,
    tree: ast.Query,
    vocabulary: Vocabulary,
    *,
    today: date,
    weights: Weights = DEFAULT_WEIGHTS,
) -> Lowered:
    """The plan of a query.

    Args:
        query: the text that the tree was parsed from, for places of errors.
        vocabulary: the snapshot that will answer the plan.
        today: what days without a year refer to.
        weights: how much each part of the score counts.

    Raises:
        QuerySyntaxError: an unknown field, an impossible date, nothing to search for.
    """
    walk = _Walk(compose(query), vocabulary, today, weights)
    match = walk.query(tree)
    return Lowered(match, walk.scores(), tuple(walk.notices), frozenset(walk.names))


@dataclass
class _Walk:
    """What is gathered on the way through one tree."""

    text: str
    vocabulary: Vocabulary
    today: date
    weights: Weights
    term_weights: dict[Term, float] = field(default_factory=dict)
    sets: list[Score] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def scores(self) -> tuple[Score, ...]:
        return (
            *(TermScore(term, weight) for term, weight in self.term_weights.items()),
            *self.sets,
        )

    def query(self, node: ast.Query) -> Node:
        match node:
            case ast.Run(items):
                return self.run(items)
            case ast.And(queries):
                return everything_of([self.query(query) for query in queries])
            case ast.Or(queries):
                return AnyOf(tuple(self.query(query) for query in queries))
            case _:
                assert_never(node)

    def run(self, items: Sequence[ast.Item]) -> Node:
        loose = [item for item in items if isinstance(item, ast.Word)]
        accented = is_accented(
            token.text for word in loose for token in read_unit(word.text).tokens
        )
        words: list[Node] = []
        required: list[Node] = []
        for item in _stretches(items):
            match item:
                case list():
                    words += self.loose_words(item, accented=accented)
                case ast.Required(ast.Word() as word):
                    required += self.loose_words([word])
                case ast.Required(clause):
                    required.append(self.clause(clause))
                case ast.Excluded(clause):
                    required.append(Not(self.excluded(clause)))
                case _:
                    required.append(self.clause(item))
        if words:
            required.insert(0, _enough(list(dict.fromkeys(words))))
        if not required:
            raise self.error(
                "không có từ nào để tìm", ast.Span(0, len(self.text)), "Gõ chữ hoặc số."
            )
        return everything_of(required)

    def clause(self, clause: ast.Clause) -> Node:
        match clause:
            case ast.Word():
                return everything_of(self.loose_words([clause]))
            case ast.Phrase():
                return self.phrase(clause)
            case ast.Field():
                return self.field(clause)
            case ast.Run() | ast.And() | ast.Or():
                return self.query(clause)
            case _:
                assert_never(clause)

    def excluded(self, clause: ast.Clause) -> Node:
        """What must not match; it scores nothing, and its notices still hold."""
        walk = _Walk(self.text, self.vocabulary, self.today, self.weights, notices=self.notices)
        return walk.clause(clause)

    # --- words and phrases ------------------------------------------------------------------------

    def loose_words(self, words: Sequence[ast.Word], *, accented: bool | None = None) -> list[Node]:
        """The words of neighbouring loose text, each a condition of its own."""
        (first, *_), last = words, words[-1]
        if len(words) == 1 and (pattern := self.pattern(first)) is not None:
            return [pattern]
        self.warn_of_spaced_field(words)
        unit = read_unit(self.text[first.span.start : last.span.end], accented=accented)
        self.add_weights(unit)
        return [unit.phrase(start, end) for start, end in words_of(unit)]

    def pattern(self, word: ast.Word, part: Part = Part.ANY) -> Node | None:
        """A word with a wildcard, or with ~ at its end; None if it is neither."""
        text = word.text
        fuzzy = text.endswith("~")
        if not (fuzzy or "*" in text) or len(read_unit(text.replace("*", "")).tokens) != 1:
            return None
        try:
            terms = (
                fuzzy_terms(self.vocabulary, text[:-1])
                if fuzzy
                else wildcard_terms(self.vocabulary, text)
            )
        except TooManyExpansionsError:
            message = f"“{text}” ứng với hơn {MAX_EXPANSIONS} từ"
            raise self.error(message, word.span, "Gõ thêm chữ trước dấu *.") from None
        node = Phrase((terms,), part=part)
        self.sets.append(SetScore(node))
        return node

    def warn_of_spaced_field(self, words: Sequence[ast.Word]) -> None:
        for word in words:
            name = word.text.removesuffix(":")
            if name != word.text and find_field(name) is not None:
                message = (
                    f"“{word.text}” được hiểu là từ thường: sau dấu hai chấm không có dấu cách."
                )
                self.notices.append(Notice("spaced_field", message))

    def phrase(self, phrase: ast.Phrase, part: Part = Part.ANY) -> Node:
        if "*" in phrase.text:
            raise self.error("dấu * không dùng được trong cụm từ", phrase.span, "Bỏ dấu *.")
        unit = self.unit(phrase)
        if phrase.slop > MAX_SLOP:
            raise self.error(f"~{phrase.slop} quá lớn", phrase.span, f"Nhiều nhất là ~{MAX_SLOP}.")
        self.add_weights(unit)
        return unit.phrase(0, len(unit.tokens), slop=phrase.slop, part=part)

    def unit(self, value: ast.Word | ast.Phrase) -> Unit:
        unit = read_unit(value.text)
        if not unit.tokens:
            raise self.error("không có từ nào trong này", value.span, "Gõ chữ hoặc số.")
        return unit

    def add_weights(self, unit: Unit) -> None:
        for score in unit.scores(self.weights):
            if isinstance(score, BestScore):
                self.sets.append(score)
            else:
                counted = self.term_weights.get(score.term, 0.0)
                self.term_weights[score.term] = counted + score.weight
        if self.weights.known_words and not unit.accented:
            self.sets += known_words(self.vocabulary, unit, self.weights.known_words)

    # --- fields -----------------------------------------------------------------------------------

    def field(self, node: ast.Field) -> Node:
        spec = find_field(node.name)
        if spec is None:
            name = ast.Span(node.span.start, node.span.start + len(node.name) + 1)
            hint = f"Các trường có thể tìm: {field_names()}; hoặc đặt cả cụm trong ngoặc kép."
            raise self.error(f"không có trường “{node.name}:”", name, hint)
        if spec.kind is not FieldKind.TEXT:
            self.refuse_patterns(node.value)
        match spec.kind:
            case FieldKind.TEXT:
                return self.text_field(node.value, Part(spec.target))
            case FieldKind.KEYWORD:
                values = matching_keywords(self.vocabulary, spec.target, self.unit(node.value))
                return Keywords(spec.target, values)
            case FieldKind.OFFICER:
                return self.officer(node.value)
            case FieldKind.EXACT:
                unit = self.unit(node.value)
                self.add_weights(unit)
                return Phrase(tuple(exactly(token.term) for token in unit.tokens))
            case FieldKind.DATE | FieldKind.FROM | FieldKind.TO:
                return self.days(node.value, spec)
            case _:
                assert_never(spec.kind)

    def text_field(self, value: ast.Word | ast.Phrase, part: Part) -> Node:
        if isinstance(value, ast.Phrase):
            return self.phrase(value, part)
        pattern = self.pattern(value, part)
        return pattern or self.phrase(ast.Phrase(value.text, 0, value.span), part)

    def refuse_patterns(self, value: ast.Word | ast.Phrase) -> None:
        """Signs that would be ignored are refused: they were typed for a reason."""
        slop = value.slop if isinstance(value, ast.Phrase) else 0
        if slop or "*" in value.text or value.text.endswith("~"):
            hint = "Dấu * và ~ chỉ dùng với từ thường và các trường title, lead, body, caption."
            raise self.error("dấu * hay ~ không dùng được ở đây", value.span, hint)

    def officer(self, value: ast.Word | ast.Phrase) -> Node:
        from vnnews_search.query.names import find_names, without_post  # not for other queries

        self.unit(value)
        post, name = without_post(value.text)
        if post:
            message = f"Chức vụ “{post}” không được xét: officer: tìm theo tên người."
            self.notices.append(Notice("office_ignored", message))
        found = find_names(self.vocabulary, name)
        self.names.update(name for name, _ in found)
        if not found:
            self.notices += self.near_name_notices(name)
        return Rows(OFFICERS, (RowCondition("name", found),))

    def near_name_notices(self, name: str) -> Iterator[Notice]:
        from vnnews_search.query.names import MAX_NEAR_NAMES, find_names, find_near_names

        bearers = find_names(self.vocabulary, f"ông {name}")[:MAX_NEAR_NAMES]
        for bearer, _ in bearers:  # a bare given name is nobody's; with a title it may be someone's
            message = f"“{name}” chỉ là tên riêng; có cán bộ: {bearer}."
            yield Notice("given_name", message, suggestion=f'officer:"{bearer}"')
        for near in find_near_names(self.vocabulary, name):
            message = f"Không có cán bộ “{name}”; có tên gần giống: {near}."
            yield Notice("near_name", message, suggestion=f'officer:"{near}"')

    def days(self, value: ast.Word | ast.Phrase, spec: FieldSpec) -> Node:
        from vnnews_search.dates.numeric import read_date  # not for queries without days

        try:
            span = read_date(value.text, today=self.today)
        except QuerySyntaxError as error:
            raise self.error(error.message, value.span, error.hint) from None
        return _within(spec, span)

    def error(self, message: str, span: ast.Span, hint: str) -> QuerySyntaxError:
        return QuerySyntaxError(message, query=self.text, start=span.start, end=span.end, hint=hint)


def _within(spec: FieldSpec, span: DateSpan) -> Within:
    match spec.kind:
        case FieldKind.FROM:
            return Within(DATED, span.start, None)
        case FieldKind.TO:
            return Within(DATED, None, span.end)
        case _:
            return Within(spec.target, span.start, span.end)


def _stretches(items: Sequence[ast.Item]) -> Iterator[ast.Item | list[ast.Word]]:
    """The items with neighbouring plain words gathered into lists; patterns stand alone."""
    words: list[ast.Word] = []
    for item in items:
        if isinstance(item, ast.Word) and not (item.text.endswith("~") or "*" in item.text):
            words.append(item)
            continue
        if words:
            yield words
            words = []
        yield [item] if isinstance(item, ast.Word) else item
    if words:
        yield words


def _enough(words: Sequence[Node]) -> Node:
    """All of a few words, three quarters of many."""
    count = len(words)
    if count <= ALL_WANTED:
        return everything_of(words)
    return AtLeast(ceil(SHARE_WANTED * count), tuple(words))
