"""Article → document: its facts (day, officers) and its terms.

What it is: where an article meets the rules for dates and officers, once, when it is indexed.

What it is not: needed for searching; how an article is kept is said by ``stored``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from hashlib import blake2b

from vnnews_search.analysis.analyzer import AnalyzedText, analyze_all
from vnnews_search.analyzed import DATED, OFFICERS, PUBLISHED, AnalyzedDocument, Row
from vnnews_search.dates.dated import date_article
from vnnews_search.models import Article, OfficerMention
from vnnews_search.officers.mentions import find_in_article
from vnnews_search.officers.names import name_key
from vnnews_search.stored import StoredArticle, article_fields, encode_stored

__all__ = ["analyze_article", "analyze_articles", "article_hash"]

LONGEST_KEYWORD = 200
"""Characters; longer values are text that strayed into a field, and are stored but not searched."""


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
    content = json.dumps(article_fields(article), ensure_ascii=False)
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
