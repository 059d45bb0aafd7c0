"""Passages: what is marked is what matched, in the article as stored."""

from __future__ import annotations

import unicodedata
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnnews_search.document import analyze_article
from vnnews_search.engines.memory import MemoryEngine
from vnnews_search.models import Article, Snippet
from vnnews_search.plan import Everything, Node
from vnnews_search.query.lower import lower
from vnnews_search.query.parser import parse
from vnnews_search.snippets import LONGEST, MOST, positive_phrases, snippets_of
from vnnews_search.stored import decode_stored

TODAY = date(2026, 1, 1)


def _match(query: str, article: Article) -> Node:
    engine = MemoryEngine()
    writer = engine.writer()
    writer.add(analyze_article(article))
    writer.commit()
    writer.close()
    return lower(query, parse(query), engine.reader(), today=TODAY).match


def _shown(query: str, article: Article) -> list[str]:
    return [s.marked("[", "]") for s in snippets_of(article, _match(query, article))]


# query | body | the passage with its marks
MARKED = """
đoàn kết | Khối đoàn kết bền chặt. | Khối [đoàn kết] bền chặt.
doan ket | Khối đoàn kết bền chặt. | Khối [đoàn kết] bền chặt.
"đoàn kết" | Khoi doan ket ben chat. | Khoi [doan ket] ben chat.
thuỷ lợi | Làm thủy lợi ở xã. | Làm [thủy lợi] ở xã.
THỦY LỢI | Làm thuỷ lợi ở xã. | Làm [thuỷ lợi] ở xã.
Đình Sa | Huyện Ðình Sa họp. | Huyện [Ðình Sa] họp.
phúc | Bản Phuc Lim đón Tết sớm. | Bản [Phuc] Lim đón Tết sớm.
phuc | Ông Phúc và ông Phục họp. | Ông [Phúc] và ông [Phục] họp.
15/2020/NĐ-CP | Theo Nghị định 15/2020/NĐ-CP mới. | Theo Nghị định [15/2020/NĐ-CP] mới.
TP.HCM | Từ TP.HCM đến xã. | Từ [TP.HCM] đến xã.
1.700 | Có 1700 hộ dân. | Có [1700] hộ dân.
"đoàn kết"~2 | Đoàn công tác kết thúc. | [Đoàn công tác kết] thúc.
đoà* | Khối đoàn kết, đoá hoa. | Khối [đoàn] kết, đoá hoa.
doan~ | Khối đoàn kết bền chặt. | Khối [đoàn] kết bền chặt.
exact:chung | Vốn chung và chứng nhận. | Vốn [chung] và chứng nhận.
body:xã | Làm thủy lợi ở xã. | Làm thủy lợi ở [xã].
đoàn kết, bền chặt | Khối đoàn kết bền chặt. | Khối [đoàn kết bền chặt].
lũ\u200b | Cơn lũ\u200b lớn ở xã. | Cơn [lũ\u200b] lớn ở xã.
bão -lũ | Cơn bão và lũ lớn. Lũ to. | Cơn [bão] và lũ lớn.
bão NOT (lũ OR quét) | Cơn bão và lũ quét. | Cơn [bão] và lũ quét.
bão OR lũ | Cơn bão và lũ quét. | Cơn [bão] và [lũ] quét.
"""
# Nothing is marked here, though it looks alike.
UNMARKED = """
phúc | Ông Phục họp với dân.
đoàn kết | Đoàn công tác kết thúc.
"kết đoàn" | Khối đoàn kết bền chặt.
"bền chặt. Khối" | Khối đoàn kết bền chặt.
chung nhận | Trao chứng chỉ, nhẫn vàng.
exact:chung | Trao chứng nhận cho xã.
đa | Mặc áo da ở xã.
15/7/2020 | Ngày 15 và 7 năm 2020.
1.700 | Có 1 và 700 hộ dân.
title:xã | Làm thủy lợi ở xã.
NOT xã | Làm thủy lợi ở xã.
-xã | Làm thủy lợi ở xã.
NOT (NOT xã) | Làm thủy lợi ở xã.
date:2020 | Ngày 15/7/2020, xã họp.
source:xã | Làm thủy lợi ở xã.
tag:xã | Làm thủy lợi ở xã.
officer:"Lý Văn Sa" | Lý Văn Sa trồng chè.
"đoàn kết"~1 | Đoàn cán bộ kết thúc.
doan~ | Khối liên hiệp bền chặt.
đoá* | Khối đoàn kết bền chặt.
lead:xã | Làm thủy lợi ở xã.
"""


@pytest.mark.parametrize("line", [s for s in MARKED.splitlines() if s])
def test_marks_what_matched(line: str) -> None:
    query, body, expected = line.split(" | ")
    assert _shown(query, Article("a", body=body)) == [expected]
    decomposed = unicodedata.normalize("NFD", body)
    (shown,) = _shown(unicodedata.normalize("NFD", query), Article("a", body=decomposed))
    assert shown == unicodedata.normalize("NFD", expected)


@pytest.mark.parametrize("line", [s for s in UNMARKED.splitlines() if s])
def test_marks_nothing_else(line: str) -> None:
    query, body = line.split(" | ")
    article = Article("a", body=body)
    assert [s.marks for s in snippets_of(article, _match(query, article))] == [()]


def test_tables_are_balanced() -> None:
    assert len(UNMARKED.splitlines()) >= len(MARKED.splitlines())


# --- which passages -------------------------------------------------------------------------------


def test_the_title_is_shown_last_and_whole() -> None:
    article = Article("a", title="Đoàn kết. Và bền chặt", body="Khối đoàn kết.")
    shown = snippets_of(article, _match("đoàn kết", article))
    assert [s.field for s in shown] == ["body", "title"]
    assert shown[1].marked("[", "]") == "[Đoàn kết]. Và bền chặt"


def test_a_title_without_a_match_is_not_shown() -> None:
    article = Article("a", title="Tin", body="Khối đoàn kết.")
    assert [s.field for s in snippets_of(article, _match("đoàn kết", article))] == ["body"]


def test_the_opening_is_shown_where_nothing_is_marked() -> None:
    article = Article("a", title="Lũ", lead="Mưa to ở xã. Dân lo.", body="Nước lên.")
    assert _shown("title:lũ", article) == ["Mưa to ở xã.", "[Lũ]"]


def test_an_empty_article_has_no_passages() -> None:
    for article in (Article("a"), Article("a", body="\n \n"), Article("a", lead="... –")):
        assert all(not s.marks for s in snippets_of(article, Everything()))
    assert snippets_of(Article("a"), Everything()) == ()
    assert snippets_of(Article("a", title="Tin"), Everything()) == ()


def test_passages_are_few_and_in_the_order_of_the_text() -> None:
    words = ["lũ", "bão", "hạn", "mưa", "gió"]
    article = Article(
        "a", body="\n".join(f"Cơn {word} thứ {n}." for n, word in enumerate(words)), lead="Có bão."
    )
    shown = snippets_of(article, _match(" OR ".join(words), article))
    assert len(shown) == MOST
    places = [(s.field != "lead", s.start) for s in shown]
    assert places == sorted(places)


def test_a_passage_that_shows_nothing_new_is_left_out() -> None:
    article = Article("a", body="Lũ lớn.\nLũ to.\nLũ và bão.")
    assert _shown("lũ bão", article) == ["[Lũ] và [bão]."]


def test_captions_are_shown() -> None:
    article = Article("a", body="Xã họp.", captions=("Chợ", "Kênh thuỷ lợi"))
    (snippet,) = snippets_of(article, _match("caption:thuỷ lợi", article))
    assert (snippet.field, snippet.marked("[", "]")) == ("captions[1]", "Kênh [thuỷ lợi]")


@pytest.mark.parametrize("place", [0, 30, 60, 119])
def test_long_sentences_are_cut_at_spaces_around_the_match(place: int) -> None:
    words = ["rừng"] * 120
    words[place] = "lũ"
    article = Article("a", body=" ".join(words) + ".")
    (snippet,) = snippets_of(article, _match("lũ", article))
    assert len(snippet.text) <= LONGEST
    assert "[lũ]" in snippet.marked("[", "]")
    assert set(snippet.text.rstrip(".").split(" ")) == {"rừng", "lũ"}
    assert len(snippet.text) > LONGEST // 3


def test_a_long_word_before_the_match_does_not_lengthen_the_passage() -> None:
    article = Article("a", body=f"{'x' * 900} lũ {'x' * 900}")
    (snippet,) = snippets_of(article, _match("lũ", article))
    assert snippet.marked("[", "]").strip() == "[lũ]"


def test_a_long_opening_is_cut_at_a_space() -> None:
    article = Article("a", body="rừng " * 100)
    (snippet,) = snippets_of(article, Everything())
    assert len(snippet.text) <= LONGEST
    assert set(snippet.text.split(" ")) <= {"rừng", ""}


def test_a_long_text_without_spaces_is_cut_all_the_same() -> None:
    article = Article("a", body="x" * 2000)
    (snippet,) = snippets_of(article, Everything())
    assert len(snippet.text) <= LONGEST


def test_names_of_officers_asked_for_are_marked() -> None:
    lead = "Ông  Lý Văn Sa, Chủ tịch UBND huyện Lũng Mây, dự họp. Xã khác họp sau."
    article = Article("a", title="Ông Lý Văn Sa, Chủ tịch huyện, dự họp", lead=lead)
    mentions = decode_stored(analyze_article(article).stored).mentions
    assert {m.field for m in mentions} == {"title", "lead"}
    shown = snippets_of(article, Everything(), mentions)
    assert [s.marked("[", "]") for s in shown] == [
        "Ông  [Lý Văn Sa], Chủ tịch UBND huyện Lũng Mây, dự họp.",
        "Ông [Lý Văn Sa], Chủ tịch huyện, dự họp",
    ]


def test_a_match_across_sentences_is_shown_whole() -> None:
    article = Article("a", body="Xã có bão lũ. Quét qua bản. Yên.")
    assert _shown('"lũ quét"', article) == ["Xã có bão [lũ. Quét] qua bản."]


def test_positive_phrases_leave_out_what_is_excluded() -> None:
    article = Article("a", body="x")
    both = positive_phrases(_match("bão OR lũ", article))
    assert len(both) == 2
    assert positive_phrases(_match("bão lũ NOT mưa", article)) == positive_phrases(
        _match("bão lũ", article)
    )
    assert positive_phrases(_match("NOT mưa", article)) == ()


# --- any article ----------------------------------------------------------------------------------

_PIECES = st.sampled_from(
    [
        "đoàn", "kết", "Hoà", "giải", "lũ", "doan", "ket", "15/7", "TP.HCM", ".", ",", "!",
        "\n", "”", "\u200b", "xã họp " * 30, "Ông Lý Văn Sa, Chủ tịch xã,", "x" * 300,
    ]
)  # fmt: skip
_TEXTS = st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=15).map(" ".join))
_QUERIES = st.sampled_from(
    [
        "đoàn kết", "doan ket", '"hòa giải"', "lũ OR kết", "xã NOT lũ", '"đoàn kết"~5',
        "title:lũ", "x*", "tp.hcm lũ", "NOT xã",
    ]
)  # fmt: skip


@settings(deadline=None)
@given(_TEXTS, _TEXTS, _TEXTS, _QUERIES, st.booleans())
def test_passages_are_cut_from_the_article_as_stored(
    title: str, body: str, caption: str, query: str, decomposed: bool
) -> None:
    spelled = [unicodedata.normalize("NFD", t) if decomposed else t for t in (title, body, caption)]
    title, body, caption = spelled
    article = Article("a", title=title, body=body, captions=(caption,))
    mentions = decode_stored(analyze_article(article).stored).mentions
    shown = snippets_of(article, _match(query, article), mentions)
    fields = dict(article.text_fields())
    assert len(shown) <= MOST + 1
    for snippet in shown:
        assert fields[snippet.field][snippet.start :].startswith(snippet.text)
        _check_marks(snippet)
    for one, other in pairwise(s for s in shown if s.field == "body"):
        assert one.start + len(one.text) <= other.start


def _check_marks(snippet: Snippet) -> None:
    position = 0
    for start, end in snippet.marks:
        assert position <= start < end <= len(snippet.text)
        position = end
    assert snippet.marked("") == snippet.text
