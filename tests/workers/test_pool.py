"""Analysts: one process or several, the same answers in order, whatever befalls workers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from multiprocessing import active_children
from pathlib import Path

import pytest

from vnnews_search import NewsIndex
from vnnews_search.analyzed import AnalyzedDocument
from vnnews_search.document import analyze_article
from vnnews_search.engines.memory import MemoryEngine
from vnnews_search.engines.whoosh.engine import WhooshEngine
from vnnews_search.loading import LoadReport, load
from vnnews_search.models import Article, BadRecord
from vnnews_search.workers import pool
from vnnews_search.workers.batch import Answer, NotAnalyzed, answers_to
from vnnews_search.workers.pool import ROOM, Analysts

POSIX = pytest.mark.skipif(os.name != "posix", reason="kills processes the POSIX way")


def _articles(count: int) -> list[Article]:
    return [Article(f"bài:{n:03}", body=f"Xã Nà Pặc mở hội xuân lần {n}") for n in range(count)]


def _batches(count: int) -> list[tuple[int, list[Article]]]:
    articles = _articles(2 * count)
    return [(number, articles[2 * number : 2 * number + 2]) for number in range(count)]


def _ids(answers: Sequence[Answer]) -> list[str]:
    return [answer.id for answer in answers if isinstance(answer, AnalyzedDocument)]


@pytest.fixture
def analyzed_here(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the articles that the owner analyses itself, as they come."""
    ids: list[str] = []

    def noted(articles: Sequence[Article]) -> list[Answer]:
        ids.extend(article.id for article in articles)
        return answers_to(articles)

    monkeypatch.setattr(pool, "answers_to", noted)
    return ids


@pytest.mark.usefixtures("eager_workers")
def test_workers_answer_in_order(analyzed_here: list[str]) -> None:
    batches = [*_batches(ROOM), (ROOM, [])]
    with Analysts(3) as analysts:
        found = list(analysts.analyzed(batches))
        assert len(active_children()) == 2
    assert [(key, _ids(answers)) for key, answers in found] == [
        (key, [article.id for article in articles]) for key, articles in batches
    ]
    assert analyzed_here == []
    assert active_children() == []


@pytest.mark.usefixtures("eager_workers")
def test_a_document_is_the_same_whoever_made_it(analyzed_here: list[str]) -> None:
    article = Article("a", lead="Ngày 2/9/2021, ông Lò Văn Pín, Chủ tịch UBND huyện dâng hương.")
    with Analysts(2) as analysts:
        ((_, (answer,)),) = analysts.analyzed([("", [article])])
    assert analyzed_here == []
    here = analyze_article(article)
    assert isinstance(answer, AnalyzedDocument)
    assert (answer.stored, answer.rows, answer.days) == (here.stored, here.rows, here.days)
    assert [list(terms) for terms in answer.streams] == [list(terms) for terms in here.streams]


@pytest.mark.usefixtures("eager_workers")
def test_an_article_that_trips_the_rules_costs_itself_alone() -> None:
    broken = Article("b", body=5)  # type: ignore[arg-type]
    with Analysts(2) as analysts:
        ((_, answers),) = analysts.analyzed([("", [Article("a"), broken, Article("c")])])
    assert _ids(answers) == ["a", "c"]
    assert isinstance(answers[1], NotAnalyzed)
    assert answers[1] == answers_to([broken])[0]


def test_no_worker_is_begun_for_little(analyzed_here: list[str]) -> None:
    with Analysts(2) as analysts:
        assert len(list(analysts.analyzed(_batches(10)))) == 10
        assert active_children() == []
    assert len(analyzed_here) == 20


def test_the_owner_works_while_workers_have_no_room(
    monkeypatch: pytest.MonkeyPatch, eager_workers: None, analyzed_here: list[str]
) -> None:
    monkeypatch.setattr(pool, "ROOM", 1)
    long = [Article("dài", body="Xã Nà Pặc mở hội xuân. " * 20_000)]
    with Analysts(2) as analysts:
        found = list(analysts.analyzed([(0, long), (1, _articles(1))]))
    assert [key for key, _ in found] == [0, 1]
    assert analyzed_here == ["bài:000"]


def test_less_than_one_process_is_refused() -> None:
    with pytest.raises(ValueError, match="processes"):
        Analysts(0)


@POSIX
@pytest.mark.usefixtures("eager_workers")
@pytest.mark.parametrize("killed_before", [1, ROOM], ids=lambda number: f"batch-{number}")
def test_what_a_dead_worker_held_is_analysed_by_its_owner(
    killed_before: int,
    analyzed_here: list[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # import-linter, which another test runs, turns off the loggers that it finds.
    monkeypatch.setattr(pool._LOG, "disabled", False)

    def deadly() -> Iterator[tuple[int, list[Article]]]:
        for number, batch in _batches(2 * ROOM):
            if number == killed_before:
                for child in active_children():
                    child.kill()
                    child.join()
            yield number, batch

    with Analysts(2) as analysts:
        found = list(analysts.analyzed(deadly()))
    ids = [id for _, answers in found for id in _ids(answers)]
    assert ids == [article.id for article in _articles(4 * ROOM)]
    assert set(analyzed_here) >= {
        article.id for article in _articles(4 * ROOM)[2 * killed_before :]
    }
    assert "exit code -9" in caplog.text


# --- loads --------------------------------------------------------------------------------------

V1, V2, V3 = (Article("a", title=f"Bản {number}") for number in (1, 2, 3))
BROKEN = Article("a", body=5)  # type: ignore[arg-type]
HALF = Article("h", title="\ud800 một nửa ký tự")
BAD = BadRecord("tin.jsonl", "4", "hỏng")

STREAMS: dict[str, list[Article | BadRecord]] = {
    "twice the same": [V1, V1],
    "there and back": [V1, V2, V1],
    "there, back and on, apart": [V1, *_articles(9), V2, *_articles(4), V1, V1, V3],
    "a version that fails": [V1, BROKEN, BROKEN, V1, V2],
    "records that are none": [BAD, V1, HALF, BAD, *_articles(12), BROKEN, BAD],
    "a hidden one": [Article("ẩn", title="Tin"), V1, Article("ẩn", title="Tin khác")],
    "many": [*_articles(40)],
}


def _one_by_one(articles: Sequence[Article | BadRecord], before: Sequence[Article]) -> LoadReport:
    """What a load comes to if each record is read and written before the next."""
    there = {article.id: article for article in before}
    counts: Counter[str] = Counter()
    for item in articles:
        if isinstance(item, BadRecord) or item is HALF:
            counts["failed"] += 1
        elif item.id == "ẩn":
            counts["hidden"] += 1
        elif there.get(item.id) == item:
            counts["unchanged"] += 1
        elif item is BROKEN:
            counts["failed"] += 1
        else:
            counts["replaced" if item.id in there else "added"] += 1
            there[item.id] = item
    return LoadReport(
        counts["added"], counts["replaced"], counts["unchanged"], counts["hidden"], counts["failed"]
    )


@pytest.mark.parametrize("commit_every", [1, 3, 1000])
@pytest.mark.parametrize("before", [[], [V1]], ids=["empty", "there"])
@pytest.mark.parametrize("articles", STREAMS.values(), ids=STREAMS)
def test_a_load_counts_as_if_records_came_one_by_one(
    articles: list[Article | BadRecord], before: list[Article], commit_every: int
) -> None:
    engine = MemoryEngine()
    load(engine, before)
    report = load(engine, articles, hidden=lambda: frozenset({"ẩn"}), commit_every=commit_every)
    assert report == _one_by_one(articles, before)


@pytest.mark.usefixtures("eager_workers")
def test_loads_by_one_process_and_by_two_are_the_same(tmp_path: Path) -> None:
    articles = list(chain.from_iterable(STREAMS.values()))
    seen: list[object] = []
    for processes in (1, 2):
        folder = tmp_path / str(processes)
        with NewsIndex.open(folder, create=True) as index:
            index.delete(["ẩn"])
            report = index.add(articles, processes=processes)
            assert report.errors_file is not None
            failed = report.errors_file.read_text("utf-8")
            pages = [index.search(query, limit=100) for query in ("hội xuân", "bản")]
            hits = [(hit.article, hit.score, hit.dated) for page in pages for hit in page]
            seen.append((report.read, report.added, report.replaced, failed, hits))
    assert seen[0] == seen[1]
    segments = [sorted((tmp_path / str(n)).glob("*.seg")) for n in (1, 2)]
    assert [file.read_bytes() for file in segments[0]] == [f.read_bytes() for f in segments[1]]


@pytest.mark.usefixtures("eager_workers")
def test_an_interrupted_load_ends_its_workers_and_keeps_its_commits(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path, create=True)

    def interrupted() -> Iterator[Article]:
        yield from _articles(400)
        assert active_children()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(engine, interrupted(), commit_every=10, processes=2)
    assert active_children() == []
    again = load(engine, _articles(400), commit_every=100)
    assert again.unchanged > 0
    assert (again.unchanged % 10, again.unchanged + again.added) == (0, 400)


_ENDLESS_LOAD = """
import sys
from multiprocessing import active_children
from pathlib import Path
from vnnews_search import Article, NewsIndex

def articles():
    for number in range(10**7):
        if number % 1000 == 0 and active_children():
            print("at work", flush=True)
        yield Article(str(number), title=f"Xã mở hội lần {number}")

if __name__ == "__main__":
    NewsIndex.open(sys.argv[1], create=True).add(articles(), processes=2)
"""


@POSIX
def test_nothing_outlives_an_owner_that_was_killed(tmp_path: Path) -> None:
    # Workers have the owner's output open, so it ends with the last of them.
    script = tmp_path / "load.py"
    script.write_text(_ENDLESS_LOAD, "utf-8")
    command = [sys.executable, str(script), str(tmp_path / "index")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "at work\n"
        process.kill()
        process.communicate(timeout=60)
    with NewsIndex.open(tmp_path / "index") as index:  # and nobody holds the lock
        assert index.add([Article("mới", title="Tin")]).added == 1


@POSIX
def test_ctrl_c_ends_all_at_once_and_keeps_what_was_committed(tmp_path: Path) -> None:
    file = tmp_path / "tin.jsonl"
    line = '{{"id": "bài {}", "title": "Xã mở hội lần {}"}}\n'
    file.write_text("".join(line.format(n, n) for n in range(60_000)), "utf-8")
    command = [sys.executable, "-m", "vnnews_search", "index", file, "--processes", "3"]
    process = subprocess.Popen(
        [*map(str, command), "--index", str(tmp_path / "index")],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    _wait_for(lambda: _commits(tmp_path / "index") > 0)
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert told.strip() == "Đã dừng. Những gì đã ghi vẫn còn; chạy lại để tiếp tục."
    with NewsIndex.open(tmp_path / "index") as index:
        assert index.stats().articles >= 1000


def _commits(folder: Path) -> int:
    return WhooshEngine(folder).generation() if list(folder.glob("*.toc")) else 0


def _wait_for(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)
