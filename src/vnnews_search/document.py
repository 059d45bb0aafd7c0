"""Article → document: its facts (day, officers) and its terms, and the stored form of both.

What it is: where an article meets the rules for dates and officers, once, when it is indexed; and
the JSON in which engines keep it, written field by field so that a renamed attribute cannot change
stored data by accident.

What it is not: the public JSON (``wire``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any

from vnnews_search.analysis.analyzer import AnalyzedText, analyze_all
from vnnews_search.analyzed import DATED, OFFICERS, PUBLISHED, AnalyzedDocument, Row
from vnnews_search.dates.dated import date_article
from vnnews_search.models import (
    Article,
    DatedOrigin,
    OfficerMention,
    Origin,
    Post,
    Status,
)
from vnnews_search.officers.mentions import find_in_article
from vnnews_search.officers.names import name_key

__all__ = [
    "StoredArticle",
    "analyze_article",
    "analyze_articles",
    "article_hash",
    "decode_stored",
    "encode_stored",
]

LONGEST_KEYWORD = 200
"""Characters; longer values are text that strayed into a field, and are stored but not searched."""


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """What is kept of an article: itself and the facts found in it."""

    article: Article
    dated: date | None
    dated_origin: DatedOrigin
    mentions: tuple[OfficerMention, ...]


def analyze_article(article: Article) -> AnalyzedDocument:
    """An article as engines take it.

    >>> lead = "Ngày 2/9/2021, ông Lò Văn Pín, Chủ tịch UBND huyện Lũng Mây dâng hương."
    >>> document = analyze_article(Article("a", title="Dâng hương", lead=lead))
    >>> document.days
    (('dated', datetime.date(2021, 9, 2)),)
    >>> document.rows[0][1][0].key
    'pin lo van'
    """
    (document,) = analyze_articles([article])
    return document


def analyze_articles(articles: Sequence[Article]) -> list[AnalyzedDocument]:
    """Several articles at once, which is quicker than one by one; the result is the same."""
    texts = analyze_all([tuple(article.text_fields()) for article in articles])
    return [_document(article, text) for article, text in zip(articles, texts, strict=True)]


def _document(article: Article, text: AnalyzedText) -> AnalyzedDocument:
    dated, origin = date_article(article)
    stored = StoredArticle(article, dated, origin, find_in_article(article))
    days = ((DATED, dated), (PUBLISHED, article.published))
    return AnalyzedDocument(
        id=article.id,
        hash=article_hash(article),
        stored=encode_stored(stored),
        streams=text.streams,
        parts=text.parts,
        length=text.length,
        days=tuple((column, day) for column, day in days if day is not None),
        keywords=tuple(dict.fromkeys(_keywords(article))),
        rows=((OFFICERS, tuple(_row(mention) for mention in stored.mentions)),),
    )


def article_hash(article: Article) -> str:
    """A digest of all that an article says; where its file lies does not count."""
    content = json.dumps(_article_fields(article), ensure_ascii=False)
    return blake2b(content.encode(), digest_size=16).hexdigest()


def _keywords(article: Article) -> Iterator[tuple[str, str]]:
    fields = [
        ("source", article.source),
        ("category", article.category),
        *(("author", author) for author in article.authors),
        *(("tag", tag) for tag in article.tags),
        *((f"extra.{name}", value) for name, value in article.extra),
    ]
    for field, value in fields:
        if value and len(value) <= LONGEST_KEYWORD:
            yield field, value


def _row(mention: OfficerMention) -> Row:
    post = mention.post
    values = {
        "name": mention.name,
        "office": post.office,
        "organisation": post.organisation,
        "place": post.place,
        "level": post.level,
        "status": mention.status.value,
    }
    return Row(name_key(mention.name), tuple(values.items()))


# --- the stored form ------------------------------------------------------------------------------


def encode_stored(stored: StoredArticle) -> bytes:
    """A stored article as UTF-8 JSON."""
    fields: dict[str, Any] = {"article": _article_fields(stored.article)}
    origin = stored.article.origin
    fields["origin"] = [origin.file, origin.member, origin.offset]
    fields["dated"] = [_day(stored.dated), stored.dated_origin.value]
    fields["mentions"] = [_mention_fields(mention) for mention in stored.mentions]
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


def decode_stored(data: bytes) -> StoredArticle:
    """A stored article from the bytes that ``encode_stored`` gave.

    >>> stored = StoredArticle(Article("a", title="Tin"), date(2020, 7, 15), DatedOrigin.LEAD, ())
    >>> decode_stored(encode_stored(stored)) == stored
    True
    """
    fields = json.loads(data)
    file, member, offset = fields["origin"]
    dated, dated_origin = fields["dated"]
    return StoredArticle(
        _read_article(fields["article"], Origin(file, member, offset)),
        _read_day(dated),
        DatedOrigin(dated_origin),
        tuple(_read_mention(mention) for mention in fields["mentions"]),
    )


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _read_day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _article_fields(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "title": article.title,
        "lead": article.lead,
        "body": article.body,
        "captions": list(article.captions),
        "url": article.url,
        "published": _day(article.published),
        "published_origin": article.published_origin,
        "source": article.source,
        "authors": list(article.authors),
        "category": article.category,
        "tags": list(article.tags),
        "extra": [list(pair) for pair in article.extra],
    }


def _read_article(fields: dict[str, Any], origin: Origin) -> Article:
    return Article(
        id=fields["id"],
        title=fields["title"],
        lead=fields["lead"],
        body=fields["body"],
        captions=tuple(fields["captions"]),
        url=fields["url"],
        published=_read_day(fields["published"]),
        published_origin=fields["published_origin"],
        source=fields["source"],
        authors=tuple(fields["authors"]),
        category=fields["category"],
        tags=tuple(fields["tags"]),
        extra=tuple((name, value) for name, value in fields["extra"]),
        origin=origin,
    )


def _mention_fields(mention: OfficerMention) -> list[Any]:
    post = mention.post
    return [
        mention.name,
        [post.office, post.organisation, post.place, post.level],
        mention.honorific,
        mention.status.value,
        mention.start,
        mention.end,
        mention.field,
    ]


def _read_mention(fields: list[Any]) -> OfficerMention:
    name, post, honorific, status, start, end, field = fields
    return OfficerMention(name, Post(*post), honorific, Status(status), start, end, field)
