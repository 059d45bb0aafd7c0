"""The public JSON, written field by field.

What it is: one function a shape, each with ``"v": 1``, snake_case names, ISO days and both days of
a span inclusive. Programs depend on these names, so renaming an attribute elsewhere must not change
them.

What it is not: the stored form of an article (``stored``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from vnnews_search.engines.base import Problem
from vnnews_search.errors import QuerySyntaxError, VnNewsSearchError
from vnnews_search.models import (
    Article,
    Facet,
    Hit,
    IndexStats,
    Notice,
    OfficerMention,
    ResultPage,
    Snippet,
)
from vnnews_search.stored import StoredArticle

if TYPE_CHECKING:
    from vnnews_search.loading import LoadReport
    from vnnews_search.rebuilding import RebuildReport
    from vnnews_search.repairing import RepairReport

__all__ = [
    "JsonObject",
    "check_json",
    "deleted_json",
    "error_json",
    "load_json",
    "rebuild_json",
    "repair_json",
    "result_page_json",
    "stats_json",
    "stored_json",
]

JsonObject = dict[str, Any]

VERSION = 1


def result_page_json(page: ResultPage) -> JsonObject:
    """A result page.

    >>> result_page_json(ResultPage("lũ", (), 0))["total"]
    0
    """
    return {
        "v": VERSION,
        "query": page.query,
        "total": page.total,
        "loosened_total": page.loosened_total,
        "next": page.next,
        "took_ms": round(page.took * 1000),
        "notices": [_notice(notice) for notice in page.notices],
        "facets": {name: _facet(values) for name, values in page.facets},
        "hits": [_hit(hit) for hit in page.hits],
    }


def _notice(notice: Notice) -> JsonObject:
    return {"kind": notice.kind, "message": notice.message, "suggestion": notice.suggestion}


def _facet(values: Iterable[Facet]) -> list[JsonObject]:
    return [{"value": facet.value, "count": facet.count} for facet in values]


def _hit(hit: Hit) -> JsonObject:
    article = hit.article
    return {
        "id": article.id,
        "title": article.title,
        "url": article.url,
        "dated": _day(hit.dated),
        "dated_origin": hit.dated_origin.value,
        "published": _day(article.published),
        "source": article.source,
        "authors": list(article.authors),
        "score": hit.score,
        "tier": hit.tier.label,
        "snippets": [_snippet(snippet) for snippet in hit.snippets],
        "officers": [{"name": m.name, "office": m.office} for m in hit.officers],
        "duplicates": list(hit.duplicates),
    }


def _snippet(snippet: Snippet) -> JsonObject:
    return {
        "field": snippet.field,
        "text": snippet.text,
        "start": snippet.start,
        "marks": [list(mark) for mark in snippet.marks],
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def stored_json(stored: StoredArticle) -> JsonObject:
    """A stored article with the facts found in it."""
    return {
        "v": VERSION,
        **_article(stored.article),
        "dated": _day(stored.dated),
        "dated_origin": stored.dated_origin.value,
        "mentions": [_mention(mention) for mention in stored.mentions],
    }


def _article(article: Article) -> JsonObject:
    return {
        "id": article.id,
        "url": article.url,
        "title": article.title,
        "lead": article.lead,
        "body": article.body,
        "captions": list(article.captions),
        "published": _day(article.published),
        "published_origin": article.published_origin,
        "source": article.source,
        "authors": list(article.authors),
        "category": article.category,
        "tags": list(article.tags),
        "extra": dict(article.extra),
        "origin": {
            "file": article.origin.file,
            "member": article.origin.member,
            "offset": article.origin.offset,
        },
    }


def _mention(mention: OfficerMention) -> JsonObject:
    return {
        "name": mention.name,
        "field": mention.field,
        "start": mention.start,
        "end": mention.end,
        "office": mention.office,
        "organisation": mention.organisation,
        "place": mention.place,
        "honorific": mention.honorific,
        "status": mention.status.value,
    }


def load_json(report: LoadReport, seconds: float) -> JsonObject:
    """What a load did, and how long it took.

    >>> from vnnews_search.loading import LoadReport
    >>> load_json(LoadReport(added=2), 0.5)["added"]
    2
    """
    return {
        "v": VERSION,
        "added": report.added,
        "replaced": report.replaced,
        "unchanged": report.unchanged,
        "hidden": report.hidden,
        "failed": report.failed,
        "errors_file": None if report.errors_file is None else str(report.errors_file),
        "seconds": round(seconds, 1),
    }


def stats_json(stats: IndexStats) -> JsonObject:
    """Sizes of an index."""
    return {
        "v": VERSION,
        "articles": stats.articles,
        "dated": stats.dated,
        "officers": stats.officers,
        "years": _facet(stats.years),
        "sources": _facet(stats.sources),
        "terms": dict(stats.terms),
        "generation": stats.generation,
        "segments": stats.segments,
        "bytes": stats.bytes_on_disk,
        "facts_current": stats.facts_current,
    }


def check_json(problems: Iterable[Problem]) -> JsonObject:
    """What a check found.

    >>> check_json([])
    {'v': 1, 'ok': True, 'problems': []}
    """
    listed = [{"file": p.file, "what": p.what, "hint": p.hint} for p in problems]
    return {"v": VERSION, "ok": not listed, "problems": listed}


def repair_json(report: RepairReport) -> JsonObject:
    """What a repair found wrong afterwards, and what it did.

    >>> from vnnews_search.repairing import RepairReport
    >>> repair_json(RepairReport((), ()))
    {'v': 1, 'ok': True, 'problems': [], 'repaired': []}
    """
    repaired = [
        {"file": done.file, "what": done.what, "lost": done.lost} for done in report.repaired
    ]
    return {**check_json(report.problems), "repaired": repaired}


def rebuild_json(report: RebuildReport, seconds: float) -> JsonObject:
    """What a rebuild did, and how long it took.

    >>> from vnnews_search.rebuilding import RebuildReport
    >>> rebuild_json(RebuildReport(rebuilt=2), 0.5)["rebuilt"]
    2
    """
    return {
        "v": VERSION,
        "rebuilt": report.rebuilt,
        "hidden": report.hidden,
        "failed": report.failed,
        "lost_file": None if report.lost_file is None else str(report.lost_file),
        "current": report.current,
        "seconds": round(seconds, 1),
    }


def deleted_json(deleted: int, missing: Iterable[str]) -> JsonObject:
    """How many articles were deleted, and which were not there."""
    return {"v": VERSION, "deleted": deleted, "missing": list(missing)}


def error_json(error: VnNewsSearchError) -> JsonObject:
    """An error, with its place if it is about a query.

    >>> error_json(QuerySyntaxError("trống", query="", start=0, end=0))["error"]["kind"]
    'query_syntax'
    """
    place = (error.start, error.end) if isinstance(error, QuerySyntaxError) else (None, None)
    return {
        "v": VERSION,
        "error": {
            "kind": error.kind,
            "message": error.message,
            "hint": error.hint,
            "start": place[0],
            "end": place[1],
        },
    }
