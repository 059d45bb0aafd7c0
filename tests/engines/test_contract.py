"""The contract of engines: every engine answers as the brute-force one does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import ENGINES
from tests.engines import strategies as some
from vnnews_search.analyzed import AnalyzedDocument, Row, Stream
from vnnews_search.engines.base import Engine, Reader, StoredDocument, order_key
from vnnews_search.engines.memory import MemoryEngine
from vnnews_search.engines.whoosh import unlisted
from vnnews_search.engines.whoosh.engine import WhooshEngine
from vnnews_search.errors import IndexLockedError
from vnnews_search.plan import EngineRequest, Everything, Ids

Commits = list[list[AnalyzedDocument]]


@pytest.fixture(params=ENGINES)
def engine(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Engine]:
    """An engine whose readers are closed when the test ends."""
    engine = ENGINES[request.param](tmp_path / "index")
    open_reader = engine.reader
    with ExitStack() as opened:
        monkeypatch.setattr(engine, "reader", lambda: opened.enter_context(closing(open_reader())))
        yield engine


def _document(id: str, hash: str = "1", **changes: object) -> AnalyzedDocument:
    document = AnalyzedDocument(id, hash, id.encode(), (), (), 0)
    return replace(document, **changes)  # type: ignore[arg-type]


def _add(engine: Engine, *documents: AnalyzedDocument) -> int:
    writer = engine.writer()
    try:
        for document in documents:
            writer.add(document)
        return writer.commit()
    finally:
        writer.close()


def _ids(reader: Reader) -> list[str]:
    return [hit.id for hit in reader.search(EngineRequest(Everything(), limit=100)).hits]


# --- the same answers ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fresh_folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    return lambda: tmp_path_factory.mktemp("whoosh")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    commits=st.lists(st.lists(some.documents(), min_size=1, max_size=5), min_size=1, max_size=3),
    deleted=st.lists(st.sampled_from(some.IDS), max_size=2),
    requests=st.lists(some.requests, min_size=6, max_size=10),
)
def test_engines_agree_on_any_plan(
    fresh_folder: Callable[[], Path],
    commits: Commits,
    deleted: list[str],
    requests: list[EngineRequest],
) -> None:
    oracle, whoosh = MemoryEngine(), WhooshEngine(fresh_folder(), create=True)
    for engine in (oracle, whoosh):
        for documents in commits:
            _add(engine, *documents)
        writer = engine.writer()
        writer.delete(deleted)
        writer.commit()
        writer.close()
    expected, found = oracle.reader(), whoosh.reader()
    for request in requests:
        _assert_same_pages(expected, found, request)
    _assert_same_values(expected, found)
    found.close()


def _assert_same_pages(expected: Reader, found: Reader, request: EngineRequest) -> None:
    """Every result page is the same: ids, totals, tiers, facets, and scores up to rounding."""
    for _ in range(len(some.IDS) + 1):
        theirs, ours = expected.search(request), found.search(request)
        assert ours.total == theirs.total
        assert ours.facets == theirs.facets
        assert [hit.tier for hit in ours.hits] == [hit.tier for hit in theirs.hits]
        assert [hit.id for hit in ours.hits] == [hit.id for hit in theirs.hits]
        scores = [hit.score for hit in ours.hits]
        assert scores == pytest.approx([hit.score for hit in theirs.hits], abs=2e-4)
        if not theirs.hits:
            return
        request = replace(request, after=theirs.hits[-1].cursor)


def _assert_same_values(expected: Reader, found: Reader) -> None:
    assert list(found.scan()) == list(expected.scan())
    assert found.get(some.IDS) == expected.get(some.IDS)
    assert found.hashes(some.IDS) == expected.hashes(some.IDS)
    assert list(found.keywords("source")) == list(expected.keywords("source"))
    assert _rows(found, "") == _rows(expected, "")
    assert _rows(found, "phúc") == _rows(expected, "phúc")
    assert found.stats().articles == expected.stats().articles
    for stream in Stream:
        assert list(found.terms(stream, "l")) == list(expected.terms(stream, "l"))
    for prefix in ("", "ph"):
        names = list(expected.row_values("officers", "name", prefix))
        assert list(found.row_values("officers", "name", prefix)) == names


def _rows(reader: Reader, prefix: str) -> set[tuple[str, Row]]:
    return set(reader.rows("officers", prefix))


# --- snapshots, commits, locks ------------------------------------------------------------------


def test_an_empty_index_answers(engine: Engine) -> None:
    reader = engine.reader()
    assert reader.search(EngineRequest(Everything())).total == 0
    assert reader.get(["a"]) == [None]
    assert list(reader.scan()) == []


def test_a_snapshot_does_not_change(engine: Engine) -> None:
    _add(engine, _document("a"))
    before = engine.reader()
    _add(engine, _document("b"), _document("a", hash="2"))
    assert _ids(before) == ["a"]
    assert before.hashes(["a"]) == {"a": "1"}
    assert _ids(engine.reader()) == ["a", "b"]


def test_a_document_replaces_that_of_its_id_in_one_commit_and_in_two(engine: Engine) -> None:
    _add(engine, _document("a", hash="1"), _document("a", hash="2"))
    assert engine.reader().hashes(["a"]) == {"a": "2"}
    _add(engine, _document("a", hash="3"))
    assert engine.reader().hashes(["a"]) == {"a": "3"}
    assert engine.reader().stats().articles == 1


def test_deleting_counts_those_that_there_were(engine: Engine) -> None:
    _add(engine, _document("a"), _document("b"))
    writer = engine.writer()
    writer.add(_document("c"))
    assert writer.delete(["a", "a", "c", "none"]) == 2
    assert writer.delete(["a"]) == 0
    writer.commit()
    writer.close()
    assert _ids(engine.reader()) == ["b"]


def test_adding_after_deleting_in_one_commit_keeps_the_document(engine: Engine) -> None:
    _add(engine, _document("a"))
    writer = engine.writer()
    writer.delete(["a"])
    writer.add(_document("a", hash="2"))
    writer.commit()
    writer.close()
    assert engine.reader().hashes(["a"]) == {"a": "2"}


def test_rollback_and_close_leave_nothing_behind(engine: Engine) -> None:
    _add(engine, _document("a"))
    generation = engine.generation()
    writer = engine.writer()
    writer.add(_document("b"))
    writer.rollback()
    writer.delete(["a"])
    writer.close()
    assert _ids(engine.reader()) == ["a"]
    assert engine.generation() == generation


def test_there_is_one_writer_at_a_time(engine: Engine) -> None:
    writer = engine.writer()
    with pytest.raises(IndexLockedError):
        engine.writer()
    writer.close()
    engine.writer().close()


def test_generations_grow_and_documents_carry_theirs(engine: Engine) -> None:
    first = _add(engine, _document("a"))
    second = _add(engine, _document("b"))
    assert first < second == engine.generation() == engine.reader().generation
    assert [s.generation for s in engine.reader().scan()] == [first, second]
    assert [s.id for s in engine.reader().scan(since_generation=first)] == ["b"]
    assert [s.id for s in engine.reader().scan(after="a")] == ["b"]


# --- replacements -------------------------------------------------------------------------------


def _replace(engine: Engine, fingerprint: str, *documents: tuple[AnalyzedDocument, int]) -> int:
    with closing(engine.replacement()) as replacement:
        for document, generation in documents:
            replacement.add(document, generation)
        return replacement.commit(fingerprint)


def test_a_replacement_takes_the_place_of_all_and_keeps_generations(engine: Engine) -> None:
    _add(engine, _document("a"), _document("gone"))
    second = _add(engine, _document("b"))
    found = _replace(engine, "new", (_document("b", "2"), second), (_document("a", "2"), 1))
    assert found == engine.generation() == engine.reader().generation == second + 1
    assert [(s.id, s.hash, s.generation) for s in engine.reader().scan()] == [
        ("a", "2", 1),
        ("b", "2", second),
    ]
    assert list(engine.check()) == []


def test_a_fingerprint_stays_until_the_next_replacement(engine: Engine) -> None:
    assert engine.reader().fingerprint == ""
    _add(engine, _document("a"))
    before = engine.reader()
    _replace(engine, "new", (_document("a"), 1))
    _add(engine, _document("b"))
    _add(engine, _document("c"))
    assert (before.fingerprint, engine.reader().fingerprint) == ("", "new")
    _replace(engine, "newer")
    assert engine.reader().fingerprint == "newer"
    assert _ids(engine.reader()) == []


def test_a_replacement_shows_at_its_commit_and_not_before(engine: Engine) -> None:
    generation = _add(engine, _document("a"))
    before = engine.reader()
    with closing(engine.replacement()) as replacement:
        replacement.add(_document("b"), 1)
        assert _ids(engine.reader()) == ["a"]
        with pytest.raises(IndexLockedError):
            engine.writer()
        with pytest.raises(IndexLockedError):
            engine.replacement()
        assert engine.generation() == generation
        replacement.commit("")
    assert _ids(engine.reader()) == ["b"]
    assert _ids(before) == ["a"]
    engine.writer().close()


def test_a_replacement_that_is_closed_leaves_all_as_it_was(engine: Engine) -> None:
    generation = _add(engine, _document("a"))
    with closing(engine.replacement()) as replacement:
        replacement.add(_document("b"), 1)
    assert (_ids(engine.reader()), engine.generation()) == (["a"], generation)
    engine.writer().close()


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    documents=st.lists(some.documents(), max_size=8, unique_by=lambda one: one.id),
    generations=st.lists(st.integers(1, 3), min_size=8, max_size=8),
    requests=st.lists(some.requests, min_size=4, max_size=8),
)
def test_engines_agree_after_a_replacement(
    fresh_folder: Callable[[], Path],
    documents: list[AnalyzedDocument],
    generations: list[int],
    requests: list[EngineRequest],
) -> None:
    oracle, whoosh = MemoryEngine(), WhooshEngine(fresh_folder(), create=True)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(unlisted, "WRITE_EVERY", 3)
        for engine in (oracle, whoosh):
            for number in range(3):
                _add(engine, _document(f"old {number}"))
            _replace(engine, "", *zip(documents, generations, strict=False))
    expected, found = oracle.reader(), whoosh.reader()
    for request in requests:
        _assert_same_pages(expected, found, request)
    _assert_same_values(expected, found)
    found.close()
    assert list(whoosh.check()) == []


def test_a_check_asks_about_every_stored_document(engine: Engine) -> None:
    _add(engine, _document("a"), _document("b"), _document("c"))
    _add(engine, _document("a", stored=b"x"), _document("d", stored=b"x"))
    asked: list[bytes] = []

    def fault(stored: StoredDocument) -> str:
        asked.append(stored.stored)
        return "an x" if stored.stored == b"x" else ""

    problems = list(engine.check(fault))
    assert sorted(asked) == [b"b", b"c", b"x", b"x"]
    assert all("an x" in problem.what for problem in problems)
    assert problems


# --- more ---------------------------------------------------------------------------------------


def test_many_small_commits_stay_whole(engine: Engine) -> None:
    for number in range(30):
        _add(engine, _document(f"{number:02}"), _document("same", hash=str(number)))
    reader = engine.reader()
    assert len(_ids(reader)) == 31
    assert reader.hashes(["same"]) == {"same": "29"}
    (seventh,) = reader.get(["07"])
    assert seventh is not None
    assert (seventh.id, seventh.stored) == ("07", b"07")
    assert list(engine.check()) == []


def test_ids_may_be_any_text(engine: Engine) -> None:
    odd = ["https://a.vn/x?y=1", "báo:1", "có dấu cách", "x" * 500, "*", "~a", "a", "a\0", "a\0\0"]
    _add(engine, *map(_document, odd))
    assert engine.reader().search(EngineRequest(Ids(tuple(odd)))).total == len(odd)


def test_the_order_of_hits_is_total(engine: Engine) -> None:
    _add(engine, *(_document(id) for id in "cab"))
    hits = engine.reader().search(EngineRequest(Everything())).hits
    keys = [order_key(EngineRequest(Everything()).sort, hit.cursor) for hit in hits]
    assert keys == sorted(set(keys))
