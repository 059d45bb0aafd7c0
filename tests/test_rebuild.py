"""Rebuilding: by other rules, without sources, in one step; and nothing lost on the way."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests import dying_rebuild
from tests.conftest import ROOT
from tests.torture import dying
from vnnews_search import (
    Article,
    BadRecord,
    IndexCorruptError,
    IndexLockedError,
    IndexMismatchError,
    NewsIndex,
    ResultPage,
    document,
    rebuilding,
)
from vnnews_search.dates.dated import date_article
from vnnews_search.document import analyze_article
from vnnews_search.engines.memory import MemoryEngine
from vnnews_search.engines.whoosh import segment, unlisted
from vnnews_search.engines.whoosh.engine import WhooshEngine
from vnnews_search.engines.whoosh.toc import read_toc, segment_path, write_toc
from vnnews_search.errors import IndexUnusableError
from vnnews_search.manifest import CURRENT, FACTS, TERMS, read_manifest, write_manifest
from vnnews_search.rebuilding import rebuild

pytestmark = pytest.mark.usefixtures("no_waiting_for_disks")

IDS = [f"bài:{number}" for number in range(7)]
HIDDEN = "bài:6"
QUERIES = (
    "lũ",
    "lu na pac",
    '"họp bàn"',
    'officer:"Lò Văn Pín"',
    "date:2021",
    'source:"Báo Vĩnh Sa"',
    "NOT lũ",
)


def _article(id: str) -> Article:
    number = IDS.index(id)
    return Article(
        id,
        title=f"Xã Nà Pặc họp bàn việc {'lũ' if number % 2 else 'hội xuân'}",
        lead=f"Ngày {number + 1}/9/2021, ông Lò Văn Pín, Chủ tịch UBND huyện Lũng Mây dự.",
        published=date(2020, 1, 1) if number == 3 else None,
        source="Báo Vĩnh Sa" if number < 4 else "",
        extra=(("hộp", "12"),),
    )


@pytest.fixture(scope="module")
def _index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Articles of three generations, one of them deleted, by the rules of this release."""
    folder = tmp_path_factory.mktemp("whole") / "index"
    with NewsIndex.open(folder, create=True) as index:
        index.add([*map(_article, IDS[:3])])
        index.add(map(_article, IDS[3:]))
        index.delete([HIDDEN])
        changed = replace(_article("bài:1"), body="Họp bàn thêm.")
        index.add([changed, BadRecord("tin.jsonl", "4", "hỏng")])
    return folder


@pytest.fixture
def folder(_index: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(_index, tmp_path / "index"))


def _made_by(folder: Path, terms: str = TERMS, facts: str = FACTS) -> None:
    """Let an index say that other rules made it, as one of another release says."""
    made = replace(CURRENT, terms_fingerprint=terms, facts_fingerprint=facts)
    write_toc(folder, replace(read_toc(folder), fingerprint=made.fingerprint))
    write_manifest(folder, made)


def _answers(index: NewsIndex) -> list[ResultPage]:
    asked = [index.search(query, limit=100, facets=["year", "officer"]) for query in QUERIES]
    return [replace(page, took=0.0) for page in asked]


def _opened(folder: Path) -> list[ResultPage]:
    with NewsIndex.open(folder) as index:
        return _answers(index)


def _generations(folder: Path) -> dict[str, int]:
    with closing(WhooshEngine(folder).reader()) as reader:
        return {stored.id: stored.generation for stored in reader.scan()}


def _assert_tidy(folder: Path) -> None:
    toc = read_toc(folder)
    ours = {f"_MAIN_{toc.number}.toc", *(segment_path(folder, s.id).name for s in toc.segments)}
    beside = {"MAIN_WRITELOCK", "manifest.json", "corrections.jsonl", "load-errors.jsonl"}
    assert set(os.listdir(folder)) - beside == ours


# --- what it keeps and what it changes ------------------------------------------------------------


def test_an_index_of_other_terms_is_refused_until_it_is_rebuilt(folder: Path) -> None:
    before = _opened(folder)
    _made_by(folder, terms="3")
    with pytest.raises(IndexMismatchError, match="thuật ngữ 3") as refused:
        NewsIndex.open(folder)
    assert "vnnews rebuild" in refused.value.hint
    report = NewsIndex.rebuild(folder)
    assert (report.rebuilt, report.hidden, report.failed, report.lost_file) == (6, 0, 0, None)
    assert _opened(folder) == before
    assert read_manifest(folder) == CURRENT
    _assert_tidy(folder)


def test_an_index_of_another_format_is_not_rebuilt(folder: Path) -> None:
    write_manifest(folder, replace(CURRENT, format=1))
    with pytest.raises(IndexMismatchError, match="định dạng 1"):
        NewsIndex.rebuild(folder)


def test_facts_are_found_anew_only_if_they_are_outdated(folder: Path) -> None:
    _made_by(folder, facts="0")
    with NewsIndex.open(folder) as index:
        assert index.search("lũ").notices[0].kind == "facts_outdated"
        assert "vnnews rebuild --facts" in index.search("lũ").notices[0].message
        assert NewsIndex.rebuild(folder, if_outdated=True).rebuilt == 6
        assert index.refresh()
        assert index.search("lũ").notices == ()
    generation = read_toc(folder).generation
    again = NewsIndex.rebuild(folder, if_outdated=True)
    assert (again.current, again.rebuilt) == (True, 0)
    assert read_toc(folder).generation == generation


def test_rebuilt_twice_it_answers_the_same(folder: Path) -> None:
    expected = _opened(folder)
    assert all(page.total for page in expected)
    for _ in range(2):
        NewsIndex.rebuild(folder)
        assert _opened(folder) == expected


def test_documents_keep_their_generations_and_the_index_gets_a_new_one(folder: Path) -> None:
    before, newest = _generations(folder), read_toc(folder).generation
    assert len(set(before.values())) == 3
    NewsIndex.rebuild(folder)
    assert _generations(folder) == before
    assert read_toc(folder).generation == newest + 1


def test_corrections_and_errors_stay_and_hidden_articles_stay_hidden(folder: Path) -> None:
    names = ("corrections.jsonl", "load-errors.jsonl")
    kept = {name: (folder / name).read_bytes() for name in names}
    with closing(WhooshEngine(folder).writer()) as writer:
        writer.add(analyze_article(_article(HIDDEN)))  # as if its deletion was lost
        writer.commit()
    assert NewsIndex.rebuild(folder).hidden == 1
    assert {name: (folder / name).read_bytes() for name in names} == kept
    with NewsIndex.open(folder) as index:
        assert index.get(HIDDEN) is None
        assert index.add([_article(HIDDEN)]).hidden == 1
        assert index.add(map(_article, IDS[2:6])).unchanged == 4


def test_an_empty_index_may_be_rebuilt(tmp_path: Path) -> None:
    NewsIndex.open(tmp_path, create=True).close()
    assert NewsIndex.rebuild(tmp_path).rebuilt == 0
    with NewsIndex.open(tmp_path) as index:
        assert index.add([_article(IDS[0])]).added == 1


def test_any_engine_may_be_rebuilt() -> None:
    engine = MemoryEngine("terms 3, facts 1")
    with closing(engine.writer()) as writer:
        writer.add(analyze_article(_article(IDS[0])))
        writer.commit()
    with pytest.raises(IndexMismatchError):
        NewsIndex(engine)
    assert rebuild(engine, CURRENT.fingerprint).rebuilt == 1
    with NewsIndex(engine) as index:
        assert index.search("xuân").total == 1
        assert index.check() == ()


@pytest.mark.parametrize("together", [1, 4, 25])
def test_it_goes_on_in_small_steps_and_says_how_far_it_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    expected = _opened(folder)
    monkeypatch.setattr(rebuilding, "TOGETHER", together)
    monkeypatch.setattr(unlisted, "WRITE_EVERY", 2)
    told: list[tuple[int, int]] = []
    NewsIndex.rebuild(folder, progress=lambda done, total: told.append((done, total)))
    assert told == [(number, 6) for number in range(1, 7)]
    assert _opened(folder) == expected
    assert len(read_toc(folder).segments) == 1
    _assert_tidy(folder)


# --- others meanwhile -----------------------------------------------------------------------------


def test_readers_go_on_and_writers_wait(folder: Path) -> None:
    asked: list[object] = []
    with NewsIndex.open(folder) as index:
        before = _answers(index)

        def meanwhile(done: int, _: int) -> None:
            asked.append(_answers(index) == before)
            asked.append(_opened(folder) == before)
            with pytest.raises(IndexLockedError):
                index.add([Article("mới", title="Tin lũ")])
            with pytest.raises(IndexLockedError):
                NewsIndex.rebuild(folder)
            asked.append(index.refresh() is False)

        NewsIndex.rebuild(folder, progress=meanwhile)
        assert asked == [True] * 18
        assert _answers(index) == before
        assert index.refresh()
        assert _answers(index) == before
        assert index.add([Article("mới", title="Tin lũ")]).added == 1


def test_a_rebuild_waits_for_the_writer(folder: Path) -> None:
    with closing(WhooshEngine(folder).writer()), pytest.raises(IndexLockedError):
        NewsIndex.rebuild(folder)


def test_a_process_of_another_release_neither_reads_nor_writes_what_is_new(folder: Path) -> None:
    with NewsIndex.open(folder) as index:
        before = _answers(index)
        with closing(WhooshEngine(folder).replacement()) as replacement:
            replacement.add(analyze_article(_article(IDS[0])), 1)
            replacement.commit(f"terms 99, facts {FACTS}")
        with pytest.raises(IndexMismatchError, match="thuật ngữ 99"):
            index.refresh()
        assert _answers(index) == before
        with pytest.raises(IndexMismatchError):
            index.add([Article("mới", title="Tin lũ")])
    WhooshEngine(folder).writer().close()
    assert list(_generations(folder)) == [IDS[0]]


def test_the_table_counts_and_the_manifest_follows(folder: Path) -> None:
    write_manifest(folder, replace(CURRENT, terms_fingerprint="3"))  # a crash came between
    assert len(_opened(folder)) == len(QUERIES)
    NewsIndex.repair(folder)
    assert read_manifest(folder) == CURRENT


# --- what goes wrong ------------------------------------------------------------------------------


def _broken_for(ids: list[str]) -> Callable[[Article], Any]:
    def dated(article: Article) -> Any:
        if article.id in ids:
            raise ZeroDivisionError("no rule for this")
        return date_article(article)

    return dated


def test_an_article_that_cannot_be_analysed_is_kept_beside_the_index(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "date_article", _broken_for([IDS[2]]))
    report = NewsIndex.rebuild(folder)
    assert (report.rebuilt, report.failed) == (5, 1)
    assert report.lost_file is not None
    (line,) = map(json.loads, report.lost_file.read_text("utf-8").splitlines())
    assert (line["id"], "no rule" in line["what"]) == (IDS[2], True)
    assert json.loads(line["stored"])["article"]["title"] == _article(IDS[2]).title
    with NewsIndex.open(folder) as index:
        assert index.get(IDS[2]) is None
        assert index.search("xuân").total == 2


def _assert_as_it_was(folder: Path, toc: object, before: list[ResultPage]) -> None:
    assert read_toc(folder) == toc
    _assert_tidy(folder)
    assert _opened(folder) == before
    NewsIndex.rebuild(folder)
    assert _opened(folder) == before


def test_rules_that_fail_for_most_articles_change_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    toc, before = read_toc(folder), _opened(folder)
    with monkeypatch.context() as patched:
        patched.setattr(document, "date_article", _broken_for(IDS[:4]))
        with pytest.raises(IndexUnusableError, match="4 bài không phân tích được"):
            NewsIndex.rebuild(folder)
    (folder / "lost-ids.jsonl").unlink()
    _assert_as_it_was(folder, toc, before)


def test_a_damaged_index_is_repaired_first(folder: Path) -> None:
    (path,) = folder.glob("*.seg")
    data = bytearray(path.read_bytes())
    stored = json.loads(data[data.rindex(b'{"version"') : -24])["sections"]["stored"]
    data[stored[1]] ^= 1
    path.write_bytes(data)
    toc = read_toc(folder)
    with pytest.raises(IndexCorruptError) as error:
        NewsIndex.rebuild(folder)
    assert "vnnews check --repair" in error.value.hint
    assert read_toc(folder) == toc
    _assert_tidy(folder)


def _full_in_a_segment(monkeypatch: pytest.MonkeyPatch) -> None:
    written = segment._write

    def half(file: Any, documents: int, sections: Any) -> None:
        written(file, documents, dict([*sections.items()][:5]))
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(segment, "_write", half)


def _full_at(suffix: str) -> Callable[[pytest.MonkeyPatch], None]:
    """When a file gets its last name: the first of the segments, or the table of contents."""
    replaced = os.replace

    def replace_unless(source: Path, target: Path) -> None:
        if Path(target).suffix == suffix:
            raise OSError(errno.ENOSPC, "No space left on device")
        replaced(source, target)

    return lambda monkeypatch: monkeypatch.setattr(os, "replace", replace_unless)


@pytest.mark.parametrize(
    "fail",
    [
        pytest.param(_full_in_a_segment, id="segment"),
        pytest.param(_full_at(".seg"), id="name-of-a-segment"),
        pytest.param(_full_at(".toc"), id="table"),
    ],
)
def test_a_full_disk_leaves_the_old_index(
    folder: Path, monkeypatch: pytest.MonkeyPatch, fail: Callable[[pytest.MonkeyPatch], None]
) -> None:
    toc, before = read_toc(folder), _opened(folder)
    monkeypatch.setattr(unlisted, "WRITE_EVERY", 4)
    with monkeypatch.context() as patched:
        fail(patched)
        with pytest.raises(IndexUnusableError, match="không ghi được"):
            NewsIndex.rebuild(folder)
    _assert_as_it_was(folder, toc, before)


def test_an_interrupted_rebuild_leaves_the_old_index(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    toc, before = read_toc(folder), _opened(folder)
    monkeypatch.setattr(unlisted, "WRITE_EVERY", 2)

    def stop(done: int, _: int) -> None:
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        NewsIndex.rebuild(folder, progress=stop)
    _assert_as_it_was(folder, toc, before)


@pytest.fixture
def dying_rebuilder() -> Iterator[Callable[[Path, int], int]]:
    """How a process ended that was to rebuild a folder, or to die before a step."""
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    with subprocess.Popen(
        [sys.executable, "-m", dying_rebuild.__name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": path},
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        orders, ends = process.stdin, process.stdout

        def rebuilt(folder: Path, step: int) -> int:
            orders.write(json.dumps({"folder": str(folder), "step": step}) + "\n")
            orders.flush()
            return int(ends.readline())

        yield rebuilt
        orders.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_rebuild_may_die_at_any_step(
    tmp_path: Path, dying_rebuilder: Callable[[Path, int], int]
) -> None:
    folder = tmp_path / "index"
    with NewsIndex.open(folder, create=True) as index:
        index.add(map(_article, IDS[:2]))
        expected = replace(index.search("lũ"), took=0.0)
    ends: list[int] = []
    for step in count(1):
        _made_by(folder, terms="3")
        ends.append(dying_rebuilder(folder, step))
        if ends[-1] == dying.DEAD_BEFORE:
            with pytest.raises(IndexMismatchError):
                NewsIndex.open(folder)
            _made_by(folder)  # what was there is there: the release that made it could go on
        with NewsIndex.open(folder) as index:
            assert replace(index.search("lũ"), took=0.0) == expected, step
            assert index.check() == (), step
        assert NewsIndex.repair(folder).repaired == ()
        _assert_tidy(folder)
        if ends[-1] == dying.DONE:
            break
    assert ends.count(dying.DEAD_BEFORE) > 10
    assert ends.count(dying.DEAD_AFTER) > 3
    assert set(ends) == {dying.DONE, dying.DEAD_BEFORE, dying.DEAD_AFTER}
