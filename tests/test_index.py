"""``NewsIndex``: loading, interrupting, refreshing, paging; and bad input, which loses nothing."""

from __future__ import annotations

import errno
import gc
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from vnnews_search import (
    Article,
    IndexLockedError,
    IndexMismatchError,
    IndexNotFoundError,
    NewsIndex,
    QuerySyntaxError,
)
from vnnews_search.engines.whoosh.engine import WhooshEngine
from vnnews_search.engines.whoosh.toc import read_toc, write_toc
from vnnews_search.errors import IndexCorruptError, IndexUnusableError
from vnnews_search.loading import load
from vnnews_search.manifest import TERMS
from vnnews_search.models import BadRecord


def _articles(count: int, text: str = "Xã Nà Pặc mở hội xuân") -> list[Article]:
    return [
        Article(f"bài:{number:03}", title=f"{text} lần {number}", published=date(2020, 1, 1))
        for number in range(count)
    ]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[NewsIndex]:
    with NewsIndex.open(tmp_path / "index", create=True) as index:
        yield index


def test_a_load_counts_new_replaced_unchanged_and_failed(index: NewsIndex) -> None:
    first = index.add([*_articles(3), BadRecord("tin.jsonl", "4", "hỏng")])
    assert (first.added, first.replaced, first.unchanged, first.failed) == (3, 0, 0, 1)
    assert first.errors_file is not None
    assert json.loads(first.errors_file.read_text("utf-8"))["member"] == "4"
    changed = Article("bài:000", title="Đã sửa")
    second = index.add([changed, *_articles(3)[1:]])
    assert (second.added, second.replaced, second.unchanged, second.failed) == (0, 1, 2, 0)
    assert second.errors_file is None
    assert not first.errors_file.exists()


def test_the_last_of_one_id_wins_within_a_load(index: NewsIndex) -> None:
    report = index.add([Article("a", title="Bản một"), Article("a", title="Bản hai")])
    assert (report.added, report.replaced) == (1, 1)
    stored = index.get("a")
    assert stored is not None
    assert stored.article.title == "Bản hai"


def test_an_article_that_cannot_be_analysed_does_not_stop_the_others(index: NewsIndex) -> None:
    broken = Article("b", title="\ud800 một nửa ký tự")
    report = index.add([Article("a", title="Tin"), broken, Article("c", title="Tin")])
    assert (report.added, report.failed) == (2, 1)


def test_a_load_may_be_empty(index: NewsIndex) -> None:
    assert index.add([]).read == 0


def test_pages_follow_each_other_without_gaps(index: NewsIndex) -> None:
    index.add(_articles(25))
    seen: list[str] = []
    after: str | None = None
    while True:
        page = index.search("hội xuân", limit=10, after=after)
        assert page.total == 25
        seen += [hit.article.id for hit in page]
        after = page.next
        if after is None:
            break
    assert sorted(seen) == [article.id for article in _articles(25)]
    assert len(set(seen)) == 25


def test_facets_and_sorting(index: NewsIndex) -> None:
    index.add(
        [
            Article("cũ", title="Lũ ở Nà Pặc", published=date(2018, 8, 1), source="Báo Vĩnh Sa"),
            Article("mới", title="Lũ ở Khe Mít", published=date(2021, 8, 1), source="Báo Vĩnh Sa"),
            Article("không ngày", title="Lũ ở Sơn Vân"),
        ]
    )
    page = index.search("lũ", sort="newest", facets=["year", "source"])
    assert [hit.article.id for hit in page] == ["mới", "cũ", "không ngày"]
    facets = {name: [(f.value, f.count) for f in values] for name, values in page.facets}
    assert facets == {"year": [("2018", 1), ("2021", 1)], "source": [("Báo Vĩnh Sa", 2)]}
    oldest = index.search("lũ", sort="oldest")
    assert [hit.article.id for hit in oldest] == ["cũ", "mới", "không ngày"]


def test_days_without_a_year_refer_to_today(index: NewsIndex) -> None:
    index.add(_articles(1))
    assert index.search("date:1/1", today=date(2020, 5, 1)).total == 1
    assert index.search("date:1/1", today=date(2021, 5, 1)).total == 0


def test_another_process_s_articles_show_after_refresh(tmp_path: Path) -> None:
    with (
        NewsIndex.open(tmp_path / "i", create=True) as one,
        NewsIndex.open(tmp_path / "i") as two,
    ):
        two.add(_articles(2))
        assert one.search("hội").total == 0
        assert one.refresh()
        assert one.search("hội").total == 2
        assert not one.refresh()


# --- indexes that cannot be used ----------------------------------------------------------------


def test_no_index_there(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFoundError, match="không có chỉ mục") as error:
        NewsIndex.open(tmp_path / "none")
    assert "vnnews index" in error.value.hint
    assert not (tmp_path / "none").exists()


def test_an_index_of_another_format_is_refused_and_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    NewsIndex.open(folder, create=True).close()
    manifest = folder / "manifest.json"
    fields = json.loads(manifest.read_text("utf-8"))
    manifest.write_text(json.dumps({**fields, "format": 99}), "utf-8")
    for create in (False, True):
        with pytest.raises(IndexMismatchError, match="định dạng 99"):
            NewsIndex.open(folder, create=create)
    assert json.loads(manifest.read_text("utf-8"))["format"] == 99


def test_other_rules_for_facts_are_a_notice_only(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    NewsIndex.open(folder, create=True).close()
    write_toc(folder, replace(read_toc(folder), fingerprint=f"terms {TERMS}, facts 0"))
    with NewsIndex.open(folder) as index:
        assert [notice.kind for notice in index.search("lũ").notices] == ["facts_outdated"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("damage", ["manifest", "table", "segment"])
def test_damaged_files_are_told_clearly(tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "index"
    with NewsIndex.open(folder, create=True) as index:
        index.add(_articles(3))
    pattern = {"manifest": "manifest.json", "table": "*.toc", "segment": "*.seg"}[damage]
    (file,) = folder.glob(pattern)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 3])
    assert _hint_on_damage(folder)
    gc.collect()  # Whoosh leaves damaged files open; their warnings belong to this test


def _hint_on_damage(folder: Path) -> str:
    try:
        with NewsIndex.open(folder) as index:
            return index.check()[0].hint
    except IndexCorruptError as error:
        return error.hint


@pytest.mark.parametrize("file", ["manifest.json", "corrections.jsonl"])
@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfe\n",
        b"[" * 100_000 + b"\n",
        b"[]\n",
        b"7\n",
        b"{}\n",
        b'{"format": 1e999}\n',
        b"\0\n",
    ],
    ids=["no-utf-8", "deep", "list", "number", "empty", "infinite", "nul"],
)
def test_files_of_other_content_are_damage(index: NewsIndex, file: str, data: bytes) -> None:
    assert index._folder is not None
    (index._folder / file).write_bytes(data)
    with pytest.raises(IndexCorruptError) as error:
        NewsIndex.open(index._folder)
    assert file in error.value.message


@pytest.mark.parametrize("file", ["manifest.json", "corrections.jsonl"])
def test_files_that_may_not_be_read_are_no_damage(
    index: NewsIndex, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    assert index._folder is not None
    opened = io.open

    def refused(path: Any, *arguments: Any, **options: Any) -> Any:
        if Path(path).name == file:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return opened(path, *arguments, **options)

    monkeypatch.setattr(io, "open", refused)
    with pytest.raises(IndexUnusableError, match="không đọc được") as error:
        NewsIndex.open(index._folder)
    assert not isinstance(error.value, IndexCorruptError)


def test_bad_records_that_cannot_be_listed_are_told(index: NewsIndex) -> None:
    assert index._folder is not None
    (index._folder / "load-errors.jsonl").mkdir()
    with pytest.raises(IndexUnusableError, match=r"load-errors\.jsonl"):
        index.add(_articles(1))
    (index._folder / "load-errors.jsonl").rmdir()
    assert index.add(_articles(1)).added == 1


def test_a_deletion_that_cannot_be_noted_is_none(
    index: NewsIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.add(_articles(1))

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(IndexUnusableError, match=r"corrections\.jsonl"):
            index.delete(["bài:000"])
    assert index.search("hội").total == 1
    assert not index._corrections.hidden


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes have names there")
@pytest.mark.parametrize("file", ["manifest.json", "corrections.jsonl"])
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(index: NewsIndex, file: str) -> None:
    assert index._folder is not None
    (index._folder / file).unlink(missing_ok=True)
    os.mkfifo(index._folder / file)
    with pytest.raises(IndexUnusableError, match=file):
        NewsIndex.open(index._folder)


def test_corrections_may_be_edited_where_lines_end_otherwise(index: NewsIndex) -> None:
    assert index._folder is not None
    index.delete(["a"])
    file = index._folder / "corrections.jsonl"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n") + b"\r\n")
    with NewsIndex.open(index._folder) as fresh:
        assert fresh.add([Article("a", title="Tin")]).hidden == 1


def test_a_second_writer_is_told_to_wait(index: NewsIndex, tmp_path: Path) -> None:
    writer = WhooshEngine(tmp_path / "index").writer()
    with pytest.raises(IndexLockedError) as error:
        index.add(_articles(1))
    assert error.value.hint
    writer.close()
    assert index.add(_articles(1)).added == 1


@pytest.mark.parametrize(
    "after", ["rác", "W10=", "WzEsMiwzXQ==", "W05hTiwgbnVsbCwgIngiXQ==", "W1tbW1tb" * 9]
)
def test_a_cursor_of_nobody_is_refused(index: NewsIndex, after: str) -> None:
    with pytest.raises(QuerySyntaxError, match="con trỏ"):
        index.search("lũ", after=after)


def test_limits_of_a_result_page(index: NewsIndex) -> None:
    for limit in (0, 1001):
        with pytest.raises(ValueError, match="limit"):
            index.search("lũ", limit=limit)


def test_a_deletion_by_another_process_holds_in_a_load(tmp_path: Path) -> None:
    with (
        NewsIndex.open(tmp_path / "i", create=True) as one,
        NewsIndex.open(tmp_path / "i") as two,
    ):
        one.add(_articles(1))
        two.refresh()
        two.delete(["bài:000"])
        assert one.add(_articles(1)).hidden == 1


@pytest.mark.parametrize("id", ["a\u2028b", "a\x85b", "a\nb", 'a"b'], ids=ascii)
def test_any_id_can_be_deleted(tmp_path: Path, id: str) -> None:
    for _ in range(2):
        with NewsIndex.open(tmp_path / "i", create=True) as index:
            index.delete([id])
            assert index.add([Article(id, title="Tin")]).hidden == 1


def test_a_torn_line_of_corrections_costs_itself_alone(tmp_path: Path) -> None:
    with NewsIndex.open(tmp_path / "i", create=True) as index:
        index.delete(["a", "b"])
    file = tmp_path / "i" / "corrections.jsonl"
    file.write_bytes(file.read_bytes()[:-5])
    with NewsIndex.open(tmp_path / "i") as index:
        assert index.add([Article("a", title="Tin"), Article("b", title="Tin")]).hidden == 1


def test_a_refused_writer_leaves_the_errors_of_the_other(tmp_path: Path, index: NewsIndex) -> None:
    index.add([BadRecord("tin.jsonl", "1", "hỏng")])
    writer = WhooshEngine(tmp_path / "index").writer()
    with pytest.raises(IndexLockedError):
        index.add(_articles(1))
    writer.close()
    assert (tmp_path / "index" / "load-errors.jsonl").exists()


def test_half_characters_find_nothing_and_break_nothing(index: NewsIndex) -> None:
    assert index.get("a\udcff") is None
    assert index.search("hội a\udcff").total == 0
    assert index.delete(["a\udcff"]) == 0


@pytest.mark.parametrize("query", ["*" * 60 + "azq", "a" + "*b" * 200], ids=["stars", "pieces"])
def test_no_pattern_hangs(index: NewsIndex, query: str) -> None:
    index.add([Article("a", title="a" * 5000)])
    assert index.search(query).total == 0


def test_a_long_article_is_shown_at_once(index: NewsIndex) -> None:
    index.add([Article("a", body="Lũ lụt ở xã. " * 20_000)])
    (hit,) = index.search("lũ lụt")
    assert len(hit.snippets) == 1


def test_facets_must_be_known(index: NewsIndex) -> None:
    with pytest.raises(ValueError, match="zz"):
        index.search("lũ", facets=["zz"])


# --- interruptions ------------------------------------------------------------------------------


def test_an_interrupted_load_keeps_its_commits_and_goes_on(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path, create=True)

    def interrupted() -> Iterator[Article]:
        yield from _articles(25)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(engine, interrupted(), commit_every=10)
    assert _count(engine) == 20
    again = load(engine, _articles(25), commit_every=10)
    assert (again.unchanged, again.added) == (20, 5)


def _count(engine: WhooshEngine) -> int:
    with closing(engine.reader()) as reader:
        return reader.stats().articles


_ENDLESS_LOAD = """
import sys
from pathlib import Path
from vnnews_search import Article
from vnnews_search.engines.whoosh.engine import WhooshEngine
from vnnews_search.loading import load

articles = (Article(str(n), title=f"Xã mở hội lần {n}") for n in range(10**6))
load(WhooshEngine(Path(sys.argv[1]), create=True), articles, commit_every=5)
"""


@pytest.mark.skipif(os.name != "posix", reason="kills a process the POSIX way")
def test_a_killed_load_leaves_a_usable_index(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", _ENDLESS_LOAD, str(tmp_path)])
    deadline = time.monotonic() + 60
    while len(list(tmp_path.glob("*.toc"))) == 0 or WhooshEngine(tmp_path).generation() < 3:
        assert time.monotonic() < deadline, "the load did not begin"
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    engine = WhooshEngine(tmp_path)
    articles = _count(engine)
    assert articles >= 10
    assert articles % 5 == 0
    assert list(engine.check()) == []
    report = load(engine, [Article("mới", title="Sau khi bị ngắt")])
    assert report.added == 1
    assert _count(engine) == articles + 1
    segments = {path.name for path in tmp_path.glob("MAIN_*.*")}
    assert {name for name in segments if not name.endswith(".seg")} == set()
    assert not list(tmp_path.glob("*.tmp/*"))


def test_threads_share_an_index_while_it_grows(index: NewsIndex) -> None:
    index.add(_articles(20))

    def search(number: int) -> int:
        if number % 10 == 0:
            index.add([Article(f"thêm:{number}", title="Xã mở hội xuân")], wait_seconds=30)
        page = index.search("hội xuân", limit=5)
        assert [snippet.marks for hit in page for snippet in hit.snippets]
        return page.total

    with ThreadPoolExecutor(4) as pool:
        totals = list(pool.map(search, range(40)))
    assert min(totals) >= 20
    assert index.search("hội xuân").total == 24
