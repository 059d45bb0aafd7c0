"""Strings → trees, and for strings that are no query the place where that shows."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

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
from vnnews_search.query.parser import MAX_LENGTH, _plain_words, parse
from vnnews_search.query.syntax import MAX_DEPTH, read_tree
from vnnews_search.text.normalize import compose


def _w(text: str) -> Word:
    return Word(text)


def _r(*items: Item) -> Run:
    return Run(items)


A, B, C = _r(_w("a")), _r(_w("b")), _r(_w("c"))

TREES: list[tuple[str, Query]] = [
    ("a", A),
    ("  a  ", A),
    ("(a)", _r(A)),
    ("a b", _r(_w("a"), _w("b"))),
    ("a\n\tb", _r(_w("a"), _w("b"))),
    ("a AND b", And((A, B))),
    ("a\nAND\nb", And((A, B))),
    ("a OR b", Or((A, B))),
    ("a OR b OR c", Or((A, B, C))),
    ("a AND b OR c", Or((And((A, B)), C))),
    ("a OR b AND c", Or((A, And((B, C))))),
    ("a b AND c", And((_r(_w("a"), _w("b")), C))),
    ("(a OR b) AND c", And((_r(Or((A, B))), C))),
    ("a AND(b)", And((A, _r(B)))),
    ("a (b OR c)", _r(_w("a"), Or((B, C)))),
    ("NOT a", _r(Excluded(_w("a")))),
    ("a NOT b c", _r(_w("a"), Excluded(_w("b")), _w("c"))),
    ("a AND NOT b", And((A, _r(Excluded(_w("b")))))),
    ('NOT"a"', _r(Excluded(Phrase("a")))),
    ("-a b", _r(Excluded(_w("a")), _w("b"))),
    ("a -b", _r(_w("a"), Excluded(_w("b")))),
    ("+a b", _r(Required(_w("a")), _w("b"))),
    ("+(a b)", _r(Required(_r(_w("a"), _w("b"))))),
    ("-(a OR b)", _r(Excluded(Or((A, B))))),
    ("-title:x", _r(Excluded(Field("title", _w("x"))))),
    ('-"a b"', _r(Excluded(Phrase("a b")))),
    ('"a b"', _r(Phrase("a b"))),
    ("“a b”", _r(Phrase("a b"))),
    ("„a b”", _r(Phrase("a b"))),
    ('"a b"~3', _r(Phrase("a b", 3))),
    ('"a" b', _r(Phrase("a"), _w("b"))),
    ('"a AND (b"', _r(Phrase("a AND (b"))),
    ('title:"a b"~2', _r(Field("title", Phrase("a b", 2)))),
    ("title:“a b”", _r(Field("title", Phrase("a b")))),
    ("tiêu_đề:x", _r(Field("tiêu_đề", _w("x")))),
    ("extra.box:12", _r(Field("extra.box", _w("12")))),
    ("date:15/7/2020", _r(Field("date", _w("15/7/2020")))),
    ("a:b:c", _r(Field("a", _w("b:c")))),
    ("lũ VÀ bão", And((_r(_w("lũ")), _r(_w("bão"))))),
    ("lũ HOẶC bão", Or((_r(_w("lũ")), _r(_w("bão"))))),
    ("lũ KHÔNG bão", _r(_w("lũ"), Excluded(_w("bão")))),
    ("LŨ AND BÃO", And((_r(_w("LŨ")), _r(_w("BÃO"))))),
]

# Here no sign, operator or field is one.
LITERAL = """
2019 - 2024
a - b
a + b
a -
- a
-
+
--a
+-a
c++
a-b
Mặt-trận
Tây Ninh-Long An
and
or not
và hoặc không
And Or Not
ANDROID ORANGE NOTE
VÀNG HOẶCH KHÔNGGIAN
KHÔNG GIAN VÀ THỜI GIAN
LŨ VÀ BÃO
VÀ
HOẶC 2020 KHÔNG
title: x
title:
https://lungmay.vn/a-b
08:00
12:30:15
_x:1
1x:2
a* *a a*b
a~
a~3
VH,TT&TT 15/2020/NĐ-CP
' ’ … %
:x
::
"""


@pytest.mark.parametrize(("query", "tree"), TREES, ids=[query for query, _ in TREES])
def test_parses(query: str, tree: Query) -> None:
    assert parse(query) == tree


@pytest.mark.parametrize("query", [line for line in LITERAL.splitlines() if line])
def test_parses_as_plain_words(query: str) -> None:
    assert parse(query) == _r(*map(_w, query.split()))


def test_decomposed_queries_are_the_same() -> None:
    assert parse("tie\u0302u_đe\u0302\u0300:lu\u0303") == parse("tiêu_đề:lũ")


# query; what each word, phrase and field covers, in order
SPANS = """
lũ quét | lũ | quét
"đại đoàn" kết | "đại đoàn" | kết
a AND (b OR "c d"~2) | a | b | "c d"~2
+a -title:x | a | title:x | x
a title:"b c" d | a | title:"b c" | "b c" | d
NOT  lu\u0303 | lũ
"""


@pytest.mark.parametrize("line", [line for line in SPANS.splitlines() if line])
def test_spans_cover_what_was_typed(line: str) -> None:
    query, *expected = line.split(" | ")
    tree, composed = parse(query), query.replace("u\u0303", "ũ")
    assert [composed[span.start : span.end] for span in _spans(tree)] == expected


def _spans(node: Query | Clause | Item) -> list[Span]:
    match node:
        case Word() | Phrase():
            return [node.span]
        case Field():
            return [node.span, node.value.span]
        case Required(clause) | Excluded(clause):
            return _spans(clause)
        case Run(items):
            return [span for item in items for span in _spans(item)]
        case And(queries) | Or(queries):
            return [span for query in queries for span in _spans(query)]


# query | part of the message | what the carets stand under
ERRORS = """
a AND | thiếu từ | AND
AND a | thiếu từ | AND
OR | thiếu từ | OR
NOT | thiếu từ | NOT
a NOT | thiếu từ | NOT
a OR  | thiếu từ | OR
a AND AND b | thiếu từ | AND
NOT NOT a | thiếu từ | NOT
(NOT) a | thiếu từ | NOT
(a AND) | thiếu từ | AND
(a OR ) b | thiếu từ | OR
("x" NOT) | thiếu từ | NOT
a (b AND | thiếu từ | AND
a (NOT | thiếu từ | NOT
lũ VÀ | thiếu từ | VÀ
HOẶC lũ | thiếu từ | HOẶC
lũ KHÔNG | thiếu từ | KHÔNG
lũ (HOẶC | thiếu từ | HOẶC
(a | chưa đóng | (
a (b c | chưa đóng | (b c
(a) AND (b | chưa đóng | (b
"(" ( | chưa đóng | (
a (b "c)" | chưa đóng | (b "c)"
NOT (a | chưa đóng | (a
a) | thừa dấu ) | )
(a)) b | thừa dấu ) | ) b
a ) ( b | thừa dấu ) | ) ( b
"((" x) | thừa dấu ) | )
() | ngoặc đơn rỗng | )
a ( ) b | ngoặc đơn rỗng | ) b
"a | ngoặc kép | "a
a" | ngoặc kép | "
“a b | ngoặc kép | “a b
"a" "b | ngoặc kép | "b
title:"a | ngoặc kép | "a
title:" | ngoặc kép | "
(a" | ngoặc kép | "
"""


@pytest.mark.parametrize("line", [line for line in ERRORS.splitlines() if line])
def test_says_where_a_query_is_wrong(line: str) -> None:
    query, message, place = line.split(" | ")
    with pytest.raises(QuerySyntaxError, match=message.replace(")", r"\)")) as caught:
        parse(query)
    error = caught.value
    assert error.hint
    assert error.query == query
    assert query[error.start :].startswith(place)
    assert error.end - error.start in (1, len(place))


@pytest.mark.parametrize("query", ["", "  ", "\n\t", "\u00a0"], ids=ascii)
def test_an_empty_query_is_an_error(query: str) -> None:
    with pytest.raises(QuerySyntaxError, match="trống"):
        parse(query)


def test_length_is_limited() -> None:
    assert parse("a" * MAX_LENGTH)
    with pytest.raises(QuerySyntaxError, match="dài quá") as caught:
        parse("a" * (MAX_LENGTH + 1))
    assert caught.value.end <= len(caught.value.query)


def test_depth_is_limited() -> None:
    assert parse("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH)
    with pytest.raises(QuerySyntaxError, match="lồng nhau") as caught:
        parse("(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1))
    assert caught.value.start == MAX_DEPTH


DEEP = ["(" * 3000 + "a" + ")" * 3000, "(" * 990 + "a" + ")" * 990, "-(" * 600, "(a " * 600]
DEEP += ['"' + ")" * 600 + '" ' + "(" * 600 + "a" + ")" * 600, ")" * 900 + "(" * 900, "NOT " * 400]


@pytest.mark.parametrize("query", DEEP, ids=range(len(DEEP)))
def test_nothing_deep_exhausts_the_stack(query: str) -> None:
    with pytest.raises(QuerySyntaxError):
        parse(query)


def test_quoted_parentheses_have_no_depth() -> None:
    assert parse(f'"{"(" * 100}"') == _r(Phrase("(" * 100))


_PIECES = st.sampled_from(
    [
        "a", "lũ", "B", "AND", "OR", "NOT", "VÀ", "HOẶC", "KHÔNG", "(", ")", '"', "“", "”",
        "„", "~", "~2", "+", "-", "*", ":", "title:", "x:", " ", " ", " ", "\n", "15/7",
        "u\u0303", "\u0303",
    ]
)  # fmt: skip
QUERIES = st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=25).map("".join))


@given(QUERIES)
@example("\u0303")
@example("\x1c")
@example("\x00")
@example('"\u0303"')
@example("x:\u0303")
def test_any_string_parses_or_says_where_it_is_wrong(query: str) -> None:
    parsed = _parsed_or_error(query)
    if isinstance(parsed, QuerySyntaxError):
        assert 0 <= parsed.start <= parsed.end <= len(parsed.query)
        assert parsed.start < len(parsed.query) or not parsed.query
        assert parsed.message
        assert parsed.hint
        assert parsed.underlined()
    else:
        spans = _spans(parsed)
        assert all(span.start < span.end for span in spans)
        assert spans == sorted(spans, key=lambda span: (span.start, -span.end))


@given(QUERIES)
@example("a b+c -5 ~ ANDROID *")
@example("a\x1cb")
@example("lũ\u2028bão\xa0lụt")
def test_plain_words_are_read_as_the_grammar_reads_them(query: str) -> None:
    words = _plain_words(compose(query))
    if words is not None and query.strip():
        assert words == read_tree(compose(query))
        assert _spans(words) == _spans(read_tree(compose(query)))


@pytest.mark.parametrize(
    "query",
    ["+a", "a -b", "a AND", "VÀ", "KHÔNG a", '"a', "a)", "title:a", "a\t-b"],
)
def test_what_may_be_more_than_words_is_left_to_the_grammar(query: str) -> None:
    assert _plain_words(query) is None


def _parsed_or_error(query: str) -> Query | QuerySyntaxError:
    try:
        return parse(query)
    except QuerySyntaxError as error:
        return error


def test_small_letters_of_a_field_make_no_operators() -> None:
    tree = parse("LŨ VÀ BÃO date:2018")
    assert isinstance(tree, Run)
    assert [item.text for item in tree.items if isinstance(item, Word)] == ["LŨ", "VÀ", "BÃO"]
