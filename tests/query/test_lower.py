"""Trees → plans: which articles a query finds, and what it says of itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from vnnews_search.document import analyze_article
from vnnews_search.engines.memory import MemoryEngine, MemoryReader
from vnnews_search.errors import QuerySyntaxError
from vnnews_search.models import Article
from vnnews_search.plan import All, AtLeast, EngineRequest, Node, Not, Phrase, SetScore, TermScore
from vnnews_search.query.lower import Lowered, lower
from vnnews_search.query.parser import parse
from vnnews_search.query.values import MAX_EXPANSIONS
from vnnews_search.query.weights import Weights

TODAY = date(2026, 1, 1)

ARTICLES = (
    Article(
        "a",
        title="Hội nghị đại đoàn kết",
        lead="Ngày 15/7/2020, huyện Lũng Mây họp.",
        body="Ông Lý Văn Phúc, Chủ tịch UBND huyện, dự hội nghị.\nBàn Nghị định 15/2020/NĐ-CP.",
        source="Báo Lũng Sơn",
        authors=("Nông Tùng",),
        tags=("đoàn kết", "Mặt trận"),
        extra=(("box", "12"),),
    ),
    Article(
        "b",
        title="Hoà giải ở Khe Lim",
        lead="Xã Khe Lim hòa giải.",
        body="Bà Vi Thị Chung, Phó Chủ tịch UBND xã, nói.\nNghị quyết của hội đồng về thuỷ lợi.",
        captions=("Kênh thuỷ lợi mới",),
        source="Cổng Khe Lim",
        published=date(2021, 2, 3),
        category="Xã hội",
    ),
    Article(
        "c",
        title="Tin tuc huyen",
        lead="Hoi nghi dai doan ket o huyen Lung May.",
        body="Ong Ly Van Phuc noi chuyen ve doan ket va thuy loi.",
        published=date(2019, 12, 31),
    ),
    Article(
        "d",
        title="Chứng nhận",
        body="Xã Khe Lim nhận chứng nhận. Đoàn công tác kết thúc.",
    ),
    Article("e"),
)


@pytest.fixture(scope="module")
def reader() -> MemoryReader:
    return _reader(ARTICLES)


def _reader(articles: Sequence[Article]) -> MemoryReader:
    engine = MemoryEngine()
    writer = engine.writer()
    for article in articles:
        writer.add(analyze_article(article))
    writer.commit()
    writer.close()
    return engine.reader()


def _lower(reader: MemoryReader, query: str) -> Lowered:
    return lower(query, parse(query), reader, today=TODAY)


def _found(reader: MemoryReader, query: str) -> str:
    hits = reader.search(EngineRequest(_lower(reader, query).match, limit=100)).hits
    return "".join(sorted(hit.id for hit in hits))


# query | ids of the articles that it finds
FOUND = """
đại đoàn kết | ac
dai doan ket | ac
hội nghị | ac
hòa giải | b
thuỷ lợi | bc
"đại đoàn kết" | ac
"đoàn kết" | ac
"đoàn kết"~2 | acd
"kết đoàn"~2 | -
"nghị bàn" | -
15/2020/NĐ-CP | a
"15/2020" | a
Khe Lim | bd
khe lim -chứng | b
khe lim NOT title:hoà | d
hòa OR chứng | bd
hội nghị AND NOT huyen | -
(hoà OR đoàn) AND xã | bd
+lim thúy lợi kênh cua | -
title:hội | a
tiêu_đề:"đại đoàn kết" | a
lead:hoà | b
body:hoà | -
caption:kênh | b
title:xã | -
source:"lũng sơn" | a
nguồn:khe | b
source:lung | a
source:sơn-lũng | -
author:tùng | a
tag:"mặt trận" | a
tag:"đoàn mặt" | -
category:"xã hội" | b
category:xa | b
extra.box:12 | a
extra.box:1 | -
extra.shelf:12 | -
date:15/7/2020 | a
date:7/2020 | a
ngày:2020 | a
date:2018 | -
from:2020 | ab
to:2020 | ac
từ:16/7/2020 | b
đến:14/7/2020 | c
from:2020 to:2020 | a
published:2021 | b
published:2020 | -
date:2021 OR date:2019 | bc
officer:"Lý Văn Phúc" | a
officer:"ly van phuc" | a
officer:"Lý Văn Phục" | -
officer:"Vi Thị Chung" | b
officer:"Vi Thị Chứng" | -
cán_bộ:"Lý Văn Phúc" | a
exact:chung | b
exact:chứng | d
exact:"hội nghị" | a
exact:"hoi nghi" | c
chung | bd
chứng | d
thu* | bcd
thuỷ* | b
Thuỷ* | b
hoà* | b
đoà* | ad
doa* | acd
xyz* | -
nghi~ | abc
nhgi~ | abc
doann~ | acd
xoan~ | -
ket~ | acd
"""


@pytest.mark.parametrize("line", [s for s in FOUND.splitlines() if s])
def test_finds(reader: MemoryReader, line: str) -> None:
    query, ids = line.split(" | ")
    assert _found(reader, query) == ids.strip("-")


# --- loose words ----------------------------------------------------------------------------------

SHARES = [(1, 1), (2, 2), (3, 3), (4, 3), (5, 4), (6, 5), (7, 6), (8, 6), (12, 9)]


@pytest.mark.parametrize(("words", "needed"), SHARES, ids=[str(words) for words, _ in SHARES])
def test_three_quarters_of_many_words_are_enough(
    reader: MemoryReader, words: int, needed: int
) -> None:
    match = _lower(reader, " ".join(f"mot{number}" for number in range(words))).match
    count, nodes = _counted(match)
    assert (count, len(nodes)) == (needed, words)


def _counted(match: Node) -> tuple[int, Sequence[Node]]:
    match match:
        case AtLeast(count, nodes):
            return count, nodes
        case All(nodes):
            return len(nodes), nodes
        case _:
            return 1, (match,)


def test_a_word_said_twice_counts_once(reader: MemoryReader) -> None:
    assert _lower(reader, "lê lê lê lê").match == _lower(reader, "lê").match


def test_what_is_required_comes_on_top_of_the_share(reader: MemoryReader) -> None:
    match = _lower(reader, 'ga nem xoi chua +nam "sau bay"').match
    assert isinstance(match, All)
    assert isinstance(match.nodes[0], AtLeast)
    assert [type(node) for node in match.nodes[1:]] == [Phrase, Phrase]


def test_words_of_an_accented_unit_are_phrases(reader: MemoryReader) -> None:
    match = _lower(reader, "hội nghị thuỷ lợi").match
    assert isinstance(match, All)
    assert [len(node.places) for node in match.nodes if isinstance(node, Phrase)] == [2, 2]


def test_one_accent_makes_the_whole_unit_accented(reader: MemoryReader) -> None:
    assert _found(reader, "chung") == "bd"
    assert _found(reader, "chung vi thị") == "b"


# --- scores and notices ---------------------------------------------------------------------------


def test_not_scores_nothing(reader: MemoryReader) -> None:
    assert _lower(reader, "NOT đoàn").scores == ()
    assert _lower(reader, "hoà NOT đoàn").scores == _lower(reader, "hoà").scores


def test_conditions_score_nothing(reader: MemoryReader) -> None:
    query = 'date:2020 source:báo officer:"Lý Văn Phúc" extra.box:12'
    assert _lower(reader, query).scores == ()


def test_words_phrases_and_text_fields_score_the_same(reader: MemoryReader) -> None:
    loose = _lower(reader, "hội nghị").scores
    assert _lower(reader, '"hội nghị"').scores == loose
    assert _lower(reader, 'title:"hội nghị"').scores == loose
    assert all(isinstance(score, TermScore) for score in loose)


def test_patterns_score_as_sets(reader: MemoryReader) -> None:
    (score,) = _lower(reader, "nghi~").scores
    assert isinstance(score, SetScore)


def test_names_are_those_that_the_query_matches(reader: MemoryReader) -> None:
    assert _lower(reader, 'officer:"Lý Văn Phúc"').names == {"Lý Văn Phúc"}
    assert _lower(reader, 'NOT officer:"Lý Văn Phúc"').names == frozenset()


NOTICES = """
title: hội | spaced_field
tiêu_đề: hội | spaced_field
ngày: 15/7 | spaced_field
officer:"Lý Văn Phục" | near_name
NOT officer:"Vi Thị Chứng" | near_name
"""
NO_NOTICES = """
title:hội
chuyện: hội
"title: hội"
officer:"Lý Văn Phúc"
officer:"Đỗ Quang Lam"
hội nghị
"""


@pytest.mark.parametrize("line", [s for s in NOTICES.splitlines() if s])
def test_says_what_it_read(reader: MemoryReader, line: str) -> None:
    query, kind = line.split(" | ")
    assert kind in {notice.kind for notice in _lower(reader, query).notices}


@pytest.mark.parametrize("query", [s for s in NO_NOTICES.splitlines() if s])
def test_says_nothing(reader: MemoryReader, query: str) -> None:
    assert _lower(reader, query).notices == ()


def test_a_near_name_is_a_query_that_finds_it(reader: MemoryReader) -> None:
    (notice,) = _lower(reader, 'officer:"Lý Văn Phục"').notices
    assert "Lý Văn Phúc" in notice.message
    assert _found(reader, notice.suggestion) == "a"


# --- errors ---------------------------------------------------------------------------------------

# query | part of the message | what the carets stand under
ERRORS = """
titel:hội | không có trường | titel:
hội nghị titel:"x y" | không có trường | titel:
NOT (a OR extra.:x) | không có trường | extra.:
date:31/2/2020 | không có ngày | 31/2/2020
hội ngày:31/2 | không có ngày | 31/2
date:"hôm kia kìa" | không hiểu ngày | "hôm kia kìa"
from:15/13/2020 | không hiểu ngày | 15/13/2020
- | không có từ | -
... – | không có từ | ... –
"..." | không có từ | "..."
"" | không có từ | ""
title:… | không có từ | …
officer:"-" | không có từ | "-"
"hội nghị"~33 | quá lớn | "hội nghị"~33
title:"hội nghị"~99 | quá lớn | "hội nghị"~99
lu\u0303 titel:x | không có trường | titel:
"""


@pytest.mark.parametrize("line", [s for s in ERRORS.splitlines() if s])
def test_says_where_a_query_is_wrong(reader: MemoryReader, line: str) -> None:
    query, message, place = line.split(" | ")
    with pytest.raises(QuerySyntaxError, match=message) as caught:
        _lower(reader, query)
    error = caught.value
    assert error.query[error.start : error.end] == place
    assert error.hint


def test_too_many_expansions_are_an_error() -> None:
    body = " ".join(f"lungmay{number}" for number in range(MAX_EXPANSIONS + 1))
    reader = _reader([Article("a", body=body)])
    with pytest.raises(QuerySyntaxError, match="hơn 256 từ") as caught:
        _lower(reader, "xa lung*")
    assert caught.value.query[caught.value.start : caught.value.end] == "lung*"
    assert _found(reader, "lungmay1*") == "a"


def test_as_many_expansions_as_allowed_are_none() -> None:
    body = " ".join(f"lungmay{number}" for number in range(MAX_EXPANSIONS))
    assert _found(_reader([Article("a", body=body)]), "lung*") == "a"


WILD = """
na*ve | Nhóm naïve diễn
naïv* | Nhóm naïve diễn
MÜL* | Ông Müller nói
mul* | Ông Müller nói
Ðì* | Huyện Đình Sa họp
*nh | Huyện Đình Sa họp
đ*h | Huyện Đình Sa họp
khoẻ* | Dân khỏe mạnh
"""
NOT_WILD = """
na*e | Nhóm nai vàng
đi* | Huyện Đình Sa họp
*đình | Gia dinh
kho* | Dân ho nhiều
h | Dân ho nhiều
ho | Huyện hoan nghênh
hoa~ | Huyện hoan nghênh
hoan~ | Huyện toan tính
"""


@pytest.mark.parametrize("line", [s for s in WILD.splitlines() if s])
def test_patterns_find(line: str) -> None:
    query, text = line.split(" | ")
    assert _found(_reader([Article("a", body=text)]), query) == "a"


@pytest.mark.parametrize("line", [s for s in NOT_WILD.splitlines() if s])
def test_patterns_do_not_find(line: str) -> None:
    query, text = line.split(" | ")
    assert _found(_reader([Article("a", body=text)]), query) == ""


# --- any query ------------------------------------------------------------------------------------

_CLAUSES = st.sampled_from(
    [
        "hội", "nghị", "doan", "ket", "chung", "15/2020", '"đại đoàn kết"', '"doan ket"~3',
        "title:hội", "source:khe", "date:2020", "from:2020", "published:2021",
        'officer:"Lý Văn Phúc"', "ngh*", "nghi~", "exact:chung", "extra.box:12", "…", "+lim",
        "-huyện", "NOT xã", "body:x",
    ]
)  # fmt: skip


def _joined(queries: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(queries, min_size=1, max_size=3)
    return st.one_of(
        several.map(" ".join),
        several.map(" AND ".join),
        several.map(" OR ".join),
        queries.map("({})".format),
        queries.map("-({})".format),
    )


QUERIES = st.recursive(_CLAUSES, _joined, max_leaves=6)


@settings(deadline=None)
@given(QUERIES)
@example("hội nghị doan ket")
@example("NOT xã")
def test_a_query_and_its_negation_split_the_articles(reader: MemoryReader, query: str) -> None:
    try:
        match = _lower(reader, f"({query})").match
    except QuerySyntaxError:
        with pytest.raises(QuerySyntaxError):
            _lower(reader, f"NOT ({query})")
        return
    negation = _lower(reader, f"NOT ({query})").match
    assert isinstance(negation, Not)
    totals = [reader.search(EngineRequest(node)).total for node in (match, negation)]
    assert sum(totals) == len(ARTICLES)


@settings(deadline=None)
@given(QUERIES, QUERIES)
def test_and_narrows_and_or_widens(reader: MemoryReader, one: str, other: str) -> None:
    try:
        first, second = set(_found(reader, one)), set(_found(reader, other))
    except QuerySyntaxError:
        return
    assert set(_found(reader, f"({one}) AND ({other})")) == first & second
    assert set(_found(reader, f"({one}) OR ({other})")) == first | second


@settings(deadline=None)
@given(st.text(max_size=40))
@example("*")
@example("~")
@example("**")
@example("\u200b*")
@example("title:\u200b")
def test_any_string_lowers_or_says_where_it_is_wrong(reader: MemoryReader, query: str) -> None:
    lowered = _lowered_or_error(reader, query)
    if isinstance(lowered, Lowered):
        assert reader.search(EngineRequest(lowered.match, lowered.scores)).total <= len(ARTICLES)
    else:
        assert 0 <= lowered.start <= lowered.end <= len(lowered.query)


def _lowered_or_error(reader: MemoryReader, query: str) -> Lowered | QuerySyntaxError:
    try:
        return _lower(reader, query)
    except QuerySyntaxError as error:
        return error


def test_weights_scale_the_parts_of_the_score(reader: MemoryReader) -> None:
    def scores(query: str, weights: Weights) -> dict[str, float]:
        lowered = lower(query, parse(query), reader, today=TODAY, weights=weights)
        hits = reader.search(EngineRequest(lowered.match, lowered.scores, limit=100)).hits
        return {hit.id: hit.score for hit in hits}

    bare = scores("hội nghị", Weights(0, 0, 0, 0))
    for weights in (Weights(1, 0, 0, 0), Weights(0, 1, 0, 0), Weights(0, 0, 1, 0)):
        assert scores("hội nghị", weights)["a"] > bare["a"]
    assert scores("hoi nghi", Weights(0, 0, 9, 0)) == scores("hoi nghi", Weights(0, 0, 0, 0))
    assert scores("hoi nghi", Weights(0, 0, 0, 1))["a"] > bare["a"]
    assert scores("-chung hội nghị", Weights(0, 0, 0, 0)) == bare
