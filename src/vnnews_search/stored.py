"""The stored form of an article with its facts.

What it is: the JSON in which engines keep it, written field by field so that a renamed attribute
cannot change stored data by accident.

What it is not: the public JSON (``wire``), or the finding of facts (``document``).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from vnnews_search.models import Article, DatedOrigin, OfficerMention, Origin, Post, Status

__all__ = ["StoredArticle", "article_fields", "decode_stored", "encode_stored"]


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """What is kept of an article: itself and the facts found in it."""

    article: Article
    dated: date | None
    dated_origin: DatedOrigin
    mentions: tuple[OfficerMention, ...]


def encode_stored(stored: StoredArticle) -> bytes:
    """A stored article as UTF-8 JSON."""
    fields: dict[str, Any] = {"article": article_fields(stored.article)}
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


def article_fields(article: Article) -> dict[str, Any]:
    """All that an article says, by stored key; where its file lies is no part of it."""
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
