"""Repair: what each kind of damage is told as, and which articles are found again after it."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from vnnews_search import Article, IndexLockedError, IndexMismatchError, NewsIndex
from vnnews_search.checking import check_index
from vnnews_search.engines.whoosh import contents, segment, toc, writer
from vnnews_search.engines.whoosh.engine import WhooshEngine
from vnnews_search.engines.whoosh.segment import SegmentFile, write_segment
from vnnews_search.engines.whoosh.texts import Texts
from vnnews_search.engines.whoosh.toc import (
    Listed,
    latest_number,
    read_toc,
    segment_path,
    table_path,
    write_toc,
)
from vnnews_search.errors import IndexCorruptError, IndexNotFoundError, IndexUnusableError
from vnnews_search.manifest import FACTS, TERMS

pytestmark = pytest.mark.usefixtures("no_waiting_for_disks")

FIRST, SECOND = [f"cũ:{n}" for n in range(6)], [f"mới:{n}" for n in range(3)]
HIDDEN, CHANGED = "cũ:0", "cũ:1"
ALL = sorted({*FIRST, *SECOND} - {HIDDEN})


def _article(id: str, text: str = "Xã Nà Pặc họp bàn việc lũ") -> Article:
    return Article(id, title=f"{text} {id}", body="Ông Lò Văn Pín, Chủ tịch UBND huyện, dự. " * 9)


@pytest.fixture(scope="module")
def _index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six articles in one segment, three and a new version of one of the six in another."""
    folder = tmp_path_factory.mktemp("whole") / "index"
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(writer, "to_merge", lambda _: [])
        with NewsIndex.open(folder, create=True) as index:
            index.add(map(_article, FIRST))
            index.add([*map(_article, SECOND), _article(CHANGED, "Bản mới, lũ")])
            index.delete([HIDDEN])
    return folder


@pytest.fixture
def folder(_index: Path, tmp_path: Path) -> Path:
    """An index that a test may damage."""
    return Path(shutil.copytree(_index, tmp_path / "index"))


def _found(folder: Path, query: str = "lũ") -> list[str]:
    with NewsIndex.open(folder) as index:
        return sorted(hit.article.id for hit in index.search(query, limit=100))


def _lost(folder: Path) -> list[dict[str, Any]]:
    file = folder / "lost-ids.jsonl"
    return [*map(json.loads, file.read_text("utf-8").splitlines())] if file.exists() else []


def _state(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


# --- damage -------------------------------------------------------------------------------------


def _segment(folder: Path, number: int = 0) -> Path:
    return segment_path(folder, read_toc(folder).segments[number].id)


def _table(folder: Path) -> Path:
    return table_path(folder, latest_number(folder) or 0)


def _flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 0x10
    path.write_bytes(data)


def _flip_in(section: str, at: float = 0.5, segment: int = 0) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        path = _segment(folder, segment)
        data = path.read_bytes()
        sections = json.loads(data[data.rindex(b'{"version"') : -24])["sections"]
        kind, offset, length, _ = sections[section]
        _flip(path, offset + int(at * int(kind[1]) * length))

    return damage


def _cut(share: float) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        data = _segment(folder).read_bytes()
        _segment(folder).write_bytes(data[: int(share * len(data))])

    return damage


def _cut_after_stored(folder: Path) -> None:
    """Behind the stored articles, of which the last is cut too."""
    path = _segment(folder)
    stored = SegmentFile(path)["stored"].whole().tobytes()
    data = path.read_bytes()
    path.write_bytes(data[: data.index(stored) + len(stored) - 10])


def _rewrite(change: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[Path], None]:
    """A segment that was written wrongly, with good checksums."""

    def damage(folder: Path) -> None:
        path = _segment(folder)
        file = SegmentFile(path)
        sections = {name: file[name].whole().copy() for name in file.names()}
        path.unlink()
        write_segment(path, file.documents, change(sections))

    return damage


def _wrong_pointers(sections: dict[str, Any]) -> dict[str, Any]:
    return sections | {"exact.docs": sections["exact.docs"] * 0 + 99}


def _remove_segment(folder: Path) -> None:
    _segment(folder).unlink()


def _flip_table(folder: Path) -> None:
    _flip(_table(folder), 40)


def _empty_table(folder: Path) -> None:
    _table(folder).write_bytes(b"")


def _remove_table(folder: Path) -> None:
    _table(folder).unlink()


def _older_table(folder: Path) -> None:
    """The newest table is broken, and one before it, which knows less, is still there."""
    toc = read_toc(folder)
    write_toc(folder, replace(toc, number=1, generation=1, segments=toc.segments[:1]))
    _flip_table(folder)


def _undelete(folder: Path) -> None:
    toc = read_toc(folder)
    segments = tuple(Listed(one.id, one.documents) for one in toc.segments)
    write_toc(folder, replace(toc, segments=segments))


def _manifest(text: str | None) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        (folder / "manifest.json").unlink()
        if text is not None:
            (folder / "manifest.json").write_text(text, "utf-8")

    return damage


def _corrections(folder: Path) -> None:
    file = folder / "corrections.jsonl"
    file.write_bytes(b'{"article": 1\n\xff\n' + file.read_bytes() + b"[]\n")


def _table_and_segment(folder: Path) -> None:
    _cut(0.9)(folder)
    _flip_table(folder)


SEGMENT, TABLE = "MAIN_", "_MAIN_"
DAMAGE: dict[str, tuple[Callable[[Path], None], str, int]] = {
    # how it is damaged: by what, which file is told, how many articles are lost
    "postings": (_flip_in("exact.docs"), SEGMENT, 0),
    "pairs": (_flip_in("pairs.at"), SEGMENT, 0),
    "ids": (_flip_in("ids"), SEGMENT, 0),
    "hashes": (_flip_in("hashes"), SEGMENT, 0),
    "generations": (_flip_in("generations"), SEGMENT, 0),
    "pointers-to-articles": (_flip_in("stored.at"), SEGMENT, 0),
    "first-cut-off-by-one": (_cut(0.9999), SEGMENT, 0),
    "half": (_cut(0.5), SEGMENT, 0),
    "written-wrongly": (_rewrite(_wrong_pointers), SEGMENT, 0),
    "cut-in-the-last-article": (_cut_after_stored, SEGMENT, 1),
    "nothing-left": (_cut(0), SEGMENT, 4),
    "segment-missing": (_remove_segment, SEGMENT, 4),
    "table": (_flip_table, TABLE, 0),
    "table-empty": (_empty_table, TABLE, 0),
    "table-missing": (_remove_table, "", 0),
    "older-table": (_older_table, TABLE, 0),
    "table-and-segment": (_table_and_segment, TABLE, 0),
    "there-twice": (_undelete, TABLE, 0),
    "manifest": (_manifest("{"), "manifest.json", 0),
    "manifest-empty": (_manifest(""), "manifest.json", 0),
    "manifest-missing": (_manifest(None), "manifest.json", 0),
    "corrections": (_corrections, "corrections.jsonl", 0),
}


@pytest.mark.parametrize(("damage", "file", "lost"), DAMAGE.values(), ids=DAMAGE.keys())
def test_damage_is_told_and_what_can_be_read_is_found_again(
    folder: Path, damage: Callable[[Path], None], file: str, lost: int
) -> None:
    assert _found(folder) == ALL
    damage(folder)
    told = check_index(folder)
    assert any(Path(problem.file).name.startswith(file) for problem in told)
    assert all("--repair" in problem.hint for problem in told)
    report = NewsIndex.repair(folder)
    assert (report.problems, report.lost) == ((), lost)
    assert report.repaired
    found = _found(folder)
    assert len(found) == len(ALL) - lost
    assert set(found) <= set(ALL)
    assert set(SECOND) <= set(found)
    assert _found(folder, 'title:"bản mới"') == [CHANGED]
    with NewsIndex.open(folder) as index:
        assert index.add(map(_article, FIRST[2:])).added == lost  # loading again brings them back
        assert index.add([_article(HIDDEN)]).hidden == 1
    assert _found(folder) == ALL


def test_a_whole_index_is_left_as_it_is(folder: Path) -> None:
    before = _state(folder)
    report = NewsIndex.repair(folder)
    assert (report.repaired, report.problems) == ((), ())
    assert _state(folder) == before


def test_files_of_dead_writers_are_no_problem_and_go(folder: Path) -> None:
    before = _state(folder)
    for name in ("MAIN_0dead0.seg", "_MAIN_7.tmp", "_MAIN_0.toc", "manifest.json.tmp"):
        (folder / name).write_bytes(b"\0")
    (folder / "notes.txt").write_bytes(b"mine")
    assert check_index(folder) == ()
    assert NewsIndex.repair(folder).repaired == ()
    assert _state(folder) == before | {"notes.txt": b"mine"}


# --- what is lost is kept -----------------------------------------------------------------------


def test_an_article_that_cannot_be_read_is_named(folder: Path) -> None:
    _flip_in("stored", 0.99)(folder)  # all articles are in one block: each is tried
    report = NewsIndex.repair(folder)
    assert report.lost == 4
    assert [line["id"] for line in _lost(folder)] == FIRST[2:]
    assert "biết mã của 4 bài" in report.repaired[0].what


def test_unreadable_articles_without_ids_are_counted(folder: Path) -> None:
    damaged = _segment(folder).name
    _remove_segment(folder)
    assert NewsIndex.repair(folder).lost == 4
    assert _lost(folder) == [{"file": damaged, "id": None, "documents": 4}]


def test_an_article_that_is_none_is_kept_with_its_bytes(folder: Path) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(contents, "compressed", _not_all(contents.compressed))
        (problem,) = check_index(folder)
        report = NewsIndex.repair(folder)
    assert "2 bài" in problem.what
    assert report.lost == 2
    assert [(line["id"], line.get("stored"), line.get("base64")) for line in _lost(folder)] == [
        ("cũ:3", "{}", None),
        ("cũ:4", None, "/w=="),
    ]
    assert len([*(folder / "broken").glob("*.seg")]) == 1
    assert _found(folder) == sorted({*ALL} - {"cũ:3", "cũ:4"})
    assert check_index(folder) == ()


def _not_all(
    compressed: Callable[[SegmentFile, int], bytes],
) -> Callable[[SegmentFile, int], bytes]:
    import zlib

    kept = {"cũ:3": zlib.compress(b"{}"), "cũ:4": zlib.compress(b"\xff")}
    return lambda file, number: kept.get(Texts(file, "ids")[number]) or compressed(file, number)


def test_broken_files_are_set_aside_and_never_overwritten(folder: Path) -> None:
    for copy in ("", ".1", ".2"):
        (folder / "manifest.json").write_bytes(b"broken" + copy.encode())
        NewsIndex.repair(folder)
        assert (
            folder / "broken" / f"manifest.json{copy}"
        ).read_bytes() == b"broken" + copy.encode()
    damaged = _segment(folder)
    _cut(0.7)(folder)
    data = damaged.read_bytes()
    NewsIndex.repair(folder)
    assert (folder / "broken" / damaged.name).read_bytes() == data
    assert not damaged.exists()
    assert read_toc(folder).segments
    assert check_index(folder) == ()


def test_without_links_broken_files_are_copied(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: Any) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refused)
    _cut(0.7)(folder)
    NewsIndex.repair(folder)
    assert len([*(folder / "broken").iterdir()]) == 1
    assert _found(folder) == ALL


@pytest.mark.parametrize(
    ("damage", "known"),
    [
        pytest.param(_flip_in("exact.docs", segment=1), True, id="readable"),
        pytest.param(_flip_table, True, id="table"),
        pytest.param(_flip_in("generations", segment=1), False, id="unreadable"),
    ],
)
def test_generations_are_kept_where_they_can_be_read(
    folder: Path, damage: Callable[[Path], None], known: bool
) -> None:
    before = _generations(folder)
    assert set(before.values()) == {1, 2}
    damage(folder)
    NewsIndex.repair(folder)
    assert _generations(folder) == (before if known else dict.fromkeys(before, 1))
    assert read_toc(folder).generation > 3


def _generations(folder: Path) -> dict[str, int]:
    return {stored.id: stored.generation for stored in WhooshEngine(folder).reader().scan()}


# --- what a repair refuses ----------------------------------------------------------------------


def test_there_must_be_an_index(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFoundError):
        NewsIndex.repair(tmp_path)
    with pytest.raises(IndexNotFoundError):
        check_index(tmp_path / "none")
    assert [*tmp_path.iterdir()] == []


def test_an_index_of_another_format_is_left_alone(folder: Path) -> None:
    manifest = folder / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format": 99}))
    _cut(0.5)(folder)
    before = _state(folder)
    with pytest.raises(IndexMismatchError):
        NewsIndex.repair(folder)
    assert _state(folder) == before


def test_a_repair_waits_for_the_writer(folder: Path) -> None:
    writer = WhooshEngine(folder).writer()
    _cut(0.5)(folder)
    with pytest.raises(IndexLockedError):
        NewsIndex.repair(folder)
    writer.close()
    assert NewsIndex.repair(folder).problems == ()


def test_a_lost_table_is_not_replaced_by_an_empty_one(folder: Path) -> None:
    _remove_table(folder)
    (folder / "manifest.json").unlink()
    for create in (False, True):
        with pytest.raises((IndexCorruptError, IndexNotFoundError)):
            NewsIndex.open(folder, create=create)
    assert NewsIndex.repair(folder).problems  # nobody knows how its terms were made
    NewsIndex.rebuild(folder)
    assert _found(folder) == ALL


# --- terms of two kinds -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("damage", "terms"),
    [
        pytest.param(_flip_in("exact.docs"), "?", id="articles made anew"),
        pytest.param(_older_table, "?", id="articles of nobody knows whom"),
        pytest.param(_manifest("{"), "0", id="nothing made anew"),
    ],
)
def test_other_terms_are_not_mixed_with_ours(
    folder: Path, damage: Callable[[Path], None], terms: str
) -> None:
    write_toc(folder, replace(read_toc(folder), fingerprint=f"terms 0, facts {FACTS}"))
    damage(folder)
    (problem,) = NewsIndex.repair(folder).problems
    assert f"thuật ngữ {terms}" in problem.what
    assert "vnnews rebuild" in problem.hint
    assert NewsIndex.rebuild(folder).rebuilt == len(ALL)
    assert check_index(folder) == ()
    assert _found(folder) == ALL


def test_our_terms_may_be_added_to(folder: Path) -> None:
    _flip_in("exact.docs")(folder)
    NewsIndex.repair(folder)
    assert read_toc(folder).fingerprint == f"terms {TERMS}, facts {FACTS}"


# --- systems that say no --------------------------------------------------------------------------


@pytest.mark.parametrize("home", [segment, toc], ids=["segment", "table"])
@pytest.mark.parametrize("number", [errno.EACCES, errno.EMFILE], ids=["right", "open-files"])
def test_what_the_system_refuses_to_read_is_no_damage(
    folder: Path, monkeypatch: pytest.MonkeyPatch, home: ModuleType, number: int
) -> None:
    _flip_in("exact.docs", segment=1)(folder)
    before = _state(folder)

    def refused(_: Path) -> Path:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patched:
        patched.setattr(home, "plain", refused)
        for call in (check_index, NewsIndex.repair):
            with pytest.raises(IndexUnusableError) as told:
                call(folder)
            assert not isinstance(told.value, IndexCorruptError)
    assert _state(folder) == before
    assert NewsIndex.repair(folder).problems == ()
    assert _found(folder) == ALL


# --- repairs that fail on the way ---------------------------------------------------------------


def _fail_at(step: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Fail at the step of that number that changes a disk; the steps as they are taken."""
    taken: list[str] = []

    def failing(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            taken.append(name)
            if len(taken) == step:
                raise OSError(errno.ENOSPC, "No space left on device")
            return real(*args, **kwargs)

        return call

    for name in ("fsync", "replace", "unlink", "mkdir"):
        monkeypatch.setattr(os, name, failing(name, getattr(os, name)))
    return taken


@pytest.mark.parametrize(
    "damage",
    [_table_and_segment, _cut_after_stored],
    ids=["table-and-segment", "cut-in-the-last-article"],
)
def test_a_repair_may_fail_at_any_step_and_be_done_again(
    folder: Path, damage: Callable[[Path], None], tmp_path: Path
) -> None:
    damage(folder)
    lost = 1 if damage is _cut_after_stored else 0
    for step in count(1):
        copy = Path(shutil.copytree(folder, tmp_path / str(step)))
        with pytest.MonkeyPatch.context() as monkeypatch, suppress(IndexUnusableError):
            taken = _fail_at(step, monkeypatch)
            NewsIndex.repair(copy)
        assert NewsIndex.repair(copy).problems == (), step
        assert len(_found(copy)) == len(ALL) - lost, step
        assert len(_lost(copy)) >= lost
        if len(taken) < step:
            break
    assert step > 5
