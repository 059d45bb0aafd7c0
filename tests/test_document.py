"""Articles as documents, and their stored form."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnnews_search.analyzed import DATED, OFFICERS, PUBLISHED, Stream
from vnnews_search.document import LONGEST_KEYWORD, analyze_article, article_hash
from vnnews_search.models import Article, DatedOrigin, OfficerMention, Origin, Post, Status
from vnnews_search.stored import StoredArticle, decode_stored, encode_stored

ARTICLE = Article(
    "a",
    title="Hội nghị",
    lead="Ngày 15/7/2020, ông Lý Văn Sa, Phó Chủ tịch UBND huyện Lũng Mây, dự họp.",
    body="Ông Sa nói.\nXã họp.",
    captions=("Ảnh một",),
    url="https://lungmay.vn/a",
    published=date(2020, 7, 16),
    published_origin="page",
    source="Báo Lũng Sơn",
    authors=("Nông Tùng",),
    category="Xã hội",
    tags=("đoàn kết",),
    extra=(("box", "12"),),
    origin=Origin("a.jsonl", "3", 77),
)

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_TEXTS = st.lists(_TEXT, max_size=3).map(tuple)
_DAYS = st.none() | st.dates()
ARTICLES = st.builds(
    Article,
    id=_TEXT,
    title=_TEXT,
    lead=_TEXT,
    body=_TEXT,
    captions=_TEXTS,
    url=_TEXT,
    published=_DAYS,
    published_origin=_TEXT,
    source=_TEXT,
    authors=_TEXTS,
    category=_TEXT,
    tags=_TEXTS,
    extra=st.lists(st.tuples(_TEXT, _TEXT), max_size=3).map(tuple),
    origin=st.builds(Origin, _TEXT, _TEXT, st.integers(0, 2**60)),
)
MENTIONS = st.builds(
    OfficerMention,
    name=_TEXT,
    post=st.builds(Post, _TEXT, _TEXT, _TEXT, _TEXT),
    honorific=_TEXT,
    status=st.sampled_from(Status),
    start=st.integers(0, 10**6),
    end=st.integers(0, 10**6),
    field=_TEXT,
)
STORED = st.builds(
    StoredArticle,
    article=ARTICLES,
    dated=_DAYS,
    dated_origin=st.sampled_from(DatedOrigin),
    mentions=st.lists(MENTIONS, max_size=3).map(tuple),
)


@given(STORED)
def test_what_is_stored_comes_back(stored: StoredArticle) -> None:
    data = encode_stored(stored)
    assert decode_stored(data) == stored
    assert encode_stored(decode_stored(data)) == data
    assert isinstance(json.loads(data), dict)


# --- the hash -------------------------------------------------------------------------------------

CHANGES: dict[str, object] = {
    "id": "b",
    "title": "Hội  nghị",
    "lead": "",
    "body": "Xã họp.\nÔng Sa nói.",
    "captions": ("Ảnh một", ""),
    "url": "https://lungmay.vn/b",
    "published": None,
    "published_origin": "meta",
    "source": "Báo Lũng Mây",
    "authors": (),
    "category": "Xã Hội",
    "tags": ("đoàn", "kết"),
    "extra": (("box", "13"),),
}


@pytest.mark.parametrize("field", [f.name for f in fields(Article) if f.name != "origin"])
def test_the_hash_changes_with_any_field(field: str) -> None:
    changed = replace(ARTICLE, **{field: CHANGES[field]})  # type: ignore[arg-type]
    assert changed != ARTICLE
    assert article_hash(changed) != article_hash(ARTICLE)


@pytest.mark.parametrize(
    "origin", [Origin(), Origin("b.jsonl", "3", 77), Origin("a.jsonl", "4", 78)], ids=str
)
def test_the_hash_does_not_change_with_the_origin(origin: Origin) -> None:
    assert article_hash(replace(ARTICLE, origin=origin)) == article_hash(ARTICLE)


def test_the_hash_does_not_change_with_time() -> None:
    assert article_hash(Article("a", title="Tin")) == "6b03923872cacf52e14eaa5b3259161d"


@given(ARTICLES, ARTICLES)
def test_equal_hashes_are_of_equal_articles(one: Article, other: Article) -> None:
    same = replace(one, origin=Origin()) == replace(other, origin=Origin())
    assert (article_hash(one) == article_hash(other)) == same


# --- documents ------------------------------------------------------------------------------------


def test_a_document_holds_days_keywords_and_officers() -> None:
    document = analyze_article(ARTICLE)
    assert document.days == ((DATED, date(2020, 7, 16)), (PUBLISHED, date(2020, 7, 16)))
    assert document.keywords == (
        ("source", "Báo Lũng Sơn"),
        ("category", "Xã hội"),
        ("author", "Nông Tùng"),
        ("tag", "đoàn kết"),
        ("extra.box", "12"),
    )
    ((row_set, rows),) = document.rows
    assert row_set == OFFICERS
    assert {row.key for row in rows} == {"sa ly van"}
    assert dict(rows[0].values) == {
        "name": "Lý Văn Sa",
        "office": "Phó Chủ tịch",
        "organisation": "UBND huyện Lũng Mây",
        "place": "Lũng Mây",
        "level": "huyện",
        "status": "current",
    }
    assert [stream.stream for stream in document.streams] == list(Stream)
    assert (document.id, document.hash) == ("a", article_hash(ARTICLE))


def test_a_document_keeps_its_article_and_facts() -> None:
    stored = decode_stored(analyze_article(ARTICLE).stored)
    assert stored.article == ARTICLE
    assert (stored.dated, stored.dated_origin) == (date(2020, 7, 16), DatedOrigin.PUBLISHED)
    texts = dict(ARTICLE.text_fields())
    assert {texts[m.field][m.start : m.end] for m in stored.mentions} == {"Lý Văn Sa", "Sa"}


def test_an_inferred_day_is_not_published() -> None:
    document = analyze_article(replace(ARTICLE, published=None))
    assert document.days == ((DATED, date(2020, 7, 15)),)
    stored = decode_stored(document.stored)
    assert (stored.article.published, stored.dated_origin.inferred) == (None, True)


def test_empty_articles_have_empty_documents() -> None:
    document = analyze_article(Article("a"))
    assert (document.days, document.keywords, document.parts, document.length) == ((), (), (), 0)
    assert document.rows == ((OFFICERS, ()),)


def test_keywords_are_neither_empty_nor_repeated_nor_long() -> None:
    long = "x" * (LONGEST_KEYWORD + 1)
    article = Article("a", source="", category=long, tags=("", "lũ", "lũ", long), authors=("lũ",))
    assert analyze_article(article).keywords == (("author", "lũ"), ("tag", "lũ"))
    assert decode_stored(analyze_article(article).stored).article == article
