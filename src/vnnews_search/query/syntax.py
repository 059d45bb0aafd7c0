"""The tree of a query that uses the query language: lark driven by ``query.grammar``.

What it is: the only importer of lark, and the words for its errors.

What it is not: the way in, which is ``query.parser``. It is a module of its own because lark takes
longer to begin than a query of plain words takes in all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from vnnews_search.errors import QuerySyntaxError
from vnnews_search.query.ast import (
    And,
    Clause,
    Excluded,
    Field,
    Item,
    Or,
    Phrase,
    Query,
    Required,
    Run,
    Span,
    Word,
)
from vnnews_search.query.grammar import GRAMMAR, OPERATORS, VIETNAMESE_OPERATORS

__all__ = ["MAX_DEPTH", "read_tree"]

MAX_DEPTH = 40
"""Parentheses inside each other."""

_QUOTES = '"“”„'
_FIELD_NAME = re.compile(r"[^\W\d_][\w.]*:(?=\S)")
_QUOTED = re.compile(rf"[{_QUOTES}](?P<text>[^{_QUOTES}]*)[{_QUOTES}](?:~(?P<slop>\d+))?")


def read_tree(query: str) -> Query:
    """The tree of a query.

    Args:
        query: in NFC.

    Raises:
        QuerySyntaxError: it cannot be read; says where and what to type.
    """
    _check_depth(query)
    try:
        tree = _parser(_has_small_letters(query)).parse(query)
    except UnexpectedInput as error:
        raise _explained(query, error) from None
    parsed = _ToTree().transform(tree)
    assert isinstance(parsed, Run | And | Or)
    return parsed


def _check_depth(query: str) -> None:
    depth = 0
    for place, letter in _parentheses(query):
        depth += 1 if letter == "(" else -1
        if depth > MAX_DEPTH:
            raise QuerySyntaxError(
                f"quá {MAX_DEPTH} lớp ngoặc lồng nhau",
                query=query,
                start=place,
                end=place + 1,
                hint="Bỏ bớt ngoặc đơn.",
            )


def _has_small_letters(query: str) -> bool:
    """Whether capitals mean something here: some letter is small, names of fields aside."""
    return any(letter.islower() for letter in _FIELD_NAME.sub("", query))


@lru_cache(maxsize=2)
def _parser(vietnamese: bool) -> Lark:
    grammar = GRAMMAR
    for name, words in (VIETNAMESE_OPERATORS if vietnamese else OPERATORS).items():
        grammar = grammar.replace(f"@{name}@", words)
    return Lark(grammar, parser="lalr", lexer="basic")


class _ToTree(Transformer[Token, Query]):
    """Grammar rules by name → nodes of the tree."""

    def word(self, children: list[Token]) -> Word:
        (token,) = children
        return Word(str(token), _span(token))

    def phrase(self, children: list[Token]) -> Phrase:
        (token,) = children
        return _phrase(str(token), _span(token).start)

    def field(self, children: list[Token]) -> Field:
        (token,) = children
        name, _, value = str(token).partition(":")
        span = _span(token)
        start = span.start + len(name) + 1
        quoted = value[0] in _QUOTES
        return Field(
            name, _phrase(value, start) if quoted else Word(value, Span(start, span.end)), span
        )

    def required(self, children: list[Clause]) -> Required:
        return Required(children[0])

    def excluded(self, children: list[Clause]) -> Excluded:
        return Excluded(children[0])

    def run(self, children: list[Item]) -> Run:
        return Run(tuple(children))

    def and_query(self, children: list[Query]) -> And:
        return And(tuple(children))

    def or_query(self, children: list[Query]) -> Or:
        return Or(tuple(children))


def _span(token: Token) -> Span:
    assert token.start_pos is not None
    return Span(token.start_pos, token.start_pos + len(token))


def _phrase(quoted: str, start: int) -> Phrase:
    parsed = _QUOTED.fullmatch(quoted)
    assert parsed is not None, "the grammar lets nothing else through"
    return Phrase(parsed["text"], int(parsed["slop"] or 0), Span(start, start + len(quoted)))


# --- errors -------------------------------------------------------------------------------------


def _explained(query: str, error: UnexpectedInput) -> QuerySyntaxError:
    """The error of the library in words, at the place that the person must change."""
    place = error.pos_in_stream or 0
    if isinstance(error, UnexpectedCharacters):
        return _unexpected_character(query, place)
    assert isinstance(error, UnexpectedToken), "lark has no third kind"
    match error.token.type:
        case "_CLOSE":
            return _unexpected_close(query, place)
        case "$END":
            return _unexpected_end(query)
        case _:
            return _missing_word(query, place, len(error.token))


def _unexpected_character(query: str, place: int) -> QuerySyntaxError:
    if query[place] in _QUOTES:
        return _error("dấu ngoặc kép chưa đóng", query, place, len(query), 'Thêm " vào cuối cụm.')
    return _error("không đọc được chỗ này", query, place, place + 1, 'Đặt cụm từ trong "…".')


def _unexpected_close(query: str, place: int) -> QuerySyntaxError:
    before = query[:place].rstrip()
    if before.endswith("("):
        return _error("ngoặc đơn rỗng", query, place, place + 1, "Điền từ vào trong ngoặc.")
    if _unclosed(query[:place]) is None:
        return _error("thừa dấu )", query, place, place + 1, "Bỏ dấu ) này.")
    return _missing_word_at_end(query, before)


def _unexpected_end(query: str) -> QuerySyntaxError:
    written = query.rstrip()
    opened = _unclosed(query)
    if opened is not None and _last_word(written) not in _operators():
        return _error("dấu ( chưa đóng", query, opened, opened + 1, "Thêm ) vào cuối.")
    return _missing_word_at_end(query, written)


def _missing_word_at_end(query: str, written: str) -> QuerySyntaxError:
    """The error at the operator that ends what was written of the query so far."""
    last = _last_word(written)
    return _missing_word(query, len(written) - len(last), len(last))


def _last_word(written: str) -> str:
    return re.split(rf"[\s(){_QUOTES}]", written)[-1]


def _error(message: str, query: str, start: int, end: int, hint: str) -> QuerySyntaxError:
    return QuerySyntaxError(message, query=query, start=start, end=end, hint=hint)


def _missing_word(query: str, place: int, length: int) -> QuerySyntaxError:
    return _error(
        "thiếu từ bên cạnh toán tử này",
        query,
        place,
        place + length,
        'AND, OR, NOT cần từ ở bên; muốn tìm chính từ này, đặt nó trong "…".',
    )


def _operators() -> set[str]:
    return {word for words in VIETNAMESE_OPERATORS.values() for word in words.split("|")}


def _unclosed(query: str) -> int | None:
    """Where the last parenthesis stands that is never closed."""
    opened: list[int] = []
    for place, letter in _parentheses(query):
        if letter == "(":
            opened.append(place)
        elif opened:
            opened.pop()
    return opened[-1] if opened else None


def _parentheses(query: str) -> Iterator[tuple[int, str]]:
    """The places of parentheses; quotes hide theirs."""
    quoted = False
    for place, letter in enumerate(query):
        if letter in _QUOTES:
            quoted = not quoted
        elif letter in "()" and not quoted:
            yield place, letter
