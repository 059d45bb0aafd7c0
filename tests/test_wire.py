"""The public JSON: the keys that programs depend on, as DESIGN §4 gives them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from vnnews_search import wire
from vnnews_search.engines.base import Problem, Repaired
from vnnews_search.errors import IndexNotFoundError, QuerySyntaxError
from vnnews_search.loading import LoadReport
from vnnews_search.models import (
    Article,
    DatedOrigin,
    Facet,
    Hit,
    IndexStats,
    Notice,
    OfficerMention,
    Origin,
    Post,
    ResultPage,
    Snippet,
    Status,
    Tier,
)
from vnnews_search.rebuilding import RebuildReport
from vnnews_search.repairing import RepairReport
from vnnews_search.stored import StoredArticle

POST = Post("Phó Chủ tịch", "UBND huyện Lũng Mây", "Lũng Mây", "huyện")
MENTION = OfficerMention("Lý Văn Sa", POST, "Ông", Status.FORMER, 4, 13, "lead")
ARTICLE = Article(
    "a",
    title="Tin",
    lead="Ông Lý Văn Sa",
    body="Xã họp.",
    captions=("Ảnh",),
    url="https://lungmay.vn/a",
    published_origin="",
    source="Báo Lũng Sơn",
    authors=("Nông Tùng",),
    category="Xã hội",
    tags=("lũ",),
    extra=(("box", "12"),),
    origin=Origin("a.jsonl", "3", 77),
)


def _sent(value: dict[str, Any]) -> Any:
    """The value after a journey through JSON: nothing but JSON is in it."""
    sent = json.loads(json.dumps(value, ensure_ascii=False, allow_nan=False))
    assert sent == value
    assert next(iter(sent.items())) == ("v", 1)
    return sent


def test_result_page() -> None:
    hit = Hit(
        ARTICLE,
        date(2020, 7, 15),
        DatedOrigin.LEAD,
        1.25,
        Tier.UNACCENTED,
        (Snippet("body", "Xã họp.", 0, ((0, 2),)),),
        (MENTION,),
        ("b",),
    )
    facets = (("year", (Facet("2020", 1),)), ("source", ()))
    page = ResultPage(
        "xã", (hit,), 1, 2, facets, (Notice("near_name", "…", "xa"),), "abc", took=0.0123
    )
    assert _sent(wire.result_page_json(page)) == {
        "v": 1,
        "query": "xã",
        "total": 1,
        "loosened_total": 2,
        "next": "abc",
        "took_ms": 12,
        "notices": [{"kind": "near_name", "message": "…", "suggestion": "xa"}],
        "facets": {"year": [{"value": "2020", "count": 1}], "source": []},
        "hits": [
            {
                "id": "a",
                "title": "Tin",
                "url": "https://lungmay.vn/a",
                "dated": "2020-07-15",
                "dated_origin": "lead",
                "published": None,
                "source": "Báo Lũng Sơn",
                "authors": ["Nông Tùng"],
                "score": 1.25,
                "tier": "unaccented",
                "snippets": [{"field": "body", "text": "Xã họp.", "start": 0, "marks": [[0, 2]]}],
                "officers": [{"name": "Lý Văn Sa", "office": "Phó Chủ tịch"}],
                "duplicates": ["b"],
            }
        ],
    }


def test_an_empty_result_page() -> None:
    sent = _sent(wire.result_page_json(ResultPage("xã", (), 0)))
    assert (sent["hits"], sent["facets"], sent["notices"], sent["next"]) == ([], {}, [], None)


def test_stored_article() -> None:
    stored = StoredArticle(ARTICLE, None, DatedOrigin.NONE, (MENTION,))
    assert _sent(wire.stored_json(stored)) == {
        "v": 1,
        "id": "a",
        "url": "https://lungmay.vn/a",
        "title": "Tin",
        "lead": "Ông Lý Văn Sa",
        "body": "Xã họp.",
        "captions": ["Ảnh"],
        "published": None,
        "published_origin": "",
        "source": "Báo Lũng Sơn",
        "authors": ["Nông Tùng"],
        "category": "Xã hội",
        "tags": ["lũ"],
        "extra": {"box": "12"},
        "origin": {"file": "a.jsonl", "member": "3", "offset": 77},
        "dated": None,
        "dated_origin": "none",
        "mentions": [
            {
                "name": "Lý Văn Sa",
                "field": "lead",
                "start": 4,
                "end": 13,
                "office": "Phó Chủ tịch",
                "organisation": "UBND huyện Lũng Mây",
                "place": "Lũng Mây",
                "honorific": "Ông",
                "status": "former",
            }
        ],
    }


def test_load_report() -> None:
    report = LoadReport(1, 2, 3, 4, 5, Path("index") / "load-errors.jsonl")
    assert _sent(wire.load_json(report, 1.26)) == {
        "v": 1,
        "added": 1,
        "replaced": 2,
        "unchanged": 3,
        "hidden": 4,
        "failed": 5,
        "errors_file": str(Path("index") / "load-errors.jsonl"),
        "seconds": 1.3,
    }
    assert wire.load_json(LoadReport(), 0)["errors_file"] is None


def test_stats() -> None:
    stats = IndexStats(
        articles=3,
        dated=2,
        officers=1,
        years=(Facet("2020", 2),),
        sources=(Facet("Báo Lũng Sơn", 3),),
        terms=(("exact", 9),),
        generation=4,
        segments=1,
        bytes_on_disk=100,
        facts_current=True,
    )
    assert _sent(wire.stats_json(stats)) == {
        "v": 1,
        "articles": 3,
        "dated": 2,
        "officers": 1,
        "years": [{"value": "2020", "count": 2}],
        "sources": [{"value": "Báo Lũng Sơn", "count": 3}],
        "terms": {"exact": 9},
        "generation": 4,
        "segments": 1,
        "bytes": 100,
        "facts_current": True,
    }


def test_check() -> None:
    assert _sent(wire.check_json([])) == {"v": 1, "ok": True, "problems": []}
    assert _sent(wire.check_json(iter([Problem("a.npy", "hỏng", "lập lại")]))) == {
        "v": 1,
        "ok": False,
        "problems": [{"file": "a.npy", "what": "hỏng", "hint": "lập lại"}],
    }


def test_repair() -> None:
    done = Repaired("a.seg", "cứu được 2 trong 3 bài", 1)
    report = RepairReport((done,), (Problem("a.npy", "hỏng", "lập lại"),))
    assert _sent(wire.repair_json(report)) == {
        "v": 1,
        "ok": False,
        "problems": [{"file": "a.npy", "what": "hỏng", "hint": "lập lại"}],
        "repaired": [{"file": "a.seg", "what": "cứu được 2 trong 3 bài", "lost": 1}],
    }


def test_rebuild_report() -> None:
    report = RebuildReport(3, 2, 1, Path("index") / "lost-ids.jsonl")
    assert _sent(wire.rebuild_json(report, 1.26)) == {
        "v": 1,
        "rebuilt": 3,
        "hidden": 2,
        "failed": 1,
        "lost_file": str(Path("index") / "lost-ids.jsonl"),
        "current": False,
        "seconds": 1.3,
    }
    assert wire.rebuild_json(RebuildReport(current=True), 0)["lost_file"] is None


def test_deleted() -> None:
    assert _sent(wire.deleted_json(2, iter(["x"]))) == {"v": 1, "deleted": 2, "missing": ["x"]}


def test_errors() -> None:
    error = QuerySyntaxError("thừa dấu )", query="a)", start=1, end=2, hint="Bỏ dấu ) này.")
    assert _sent(wire.error_json(error)) == {
        "v": 1,
        "error": {
            "kind": "query_syntax",
            "message": "thừa dấu )",
            "hint": "Bỏ dấu ) này.",
            "start": 1,
            "end": 2,
        },
    }
    missing = _sent(wire.error_json(IndexNotFoundError("không có chỉ mục")))["error"]
    assert (missing["kind"], missing["start"], missing["end"]) == ("index_not_found", None, None)
    assert list(missing) == ["kind", "message", "hint", "start", "end"]


def test_every_shape_is_pinned_here() -> None:
    shapes = {name for name in wire.__all__ if name.endswith("_json")}
    written = Path(__file__).read_text(encoding="utf-8")
    assert {name for name in shapes if f"wire.{name}(" not in written} == set()
