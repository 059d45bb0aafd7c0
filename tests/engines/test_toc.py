"""The table of contents: what it says is checked, and a commit is there whole or not at all."""

from __future__ import annotations

import json
import os
import zlib
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines.texts import body, commit
from tests.torture.losses import recorded
from vnnews_search.engines.whoosh.engine import WhooshEngine
from vnnews_search.engines.whoosh.segment import DamageError
from vnnews_search.engines.whoosh.toc import (
    Listed,
    Toc,
    latest_number,
    read_toc,
    segment_path,
    write_toc,
)
from vnnews_search.errors import IndexCorruptError, IndexUnusableError
from vnnews_search.plan import EngineRequest, Everything


def _path(folder: Path, number: int = 1) -> Path:
    return folder / f"_MAIN_{number}.toc"


@st.composite
def _listed(draw: st.DrawFn) -> Listed:
    documents = draw(st.integers(1, 9) | st.sampled_from([1 << 15, 1 << 16]))
    deleted = draw(st.sets(st.integers(0, documents - 1), max_size=9))
    id = draw(st.text("0123456789abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=16))
    return Listed(id, documents, tuple(sorted(deleted)))


@pytest.fixture(scope="module")
def fresh_folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    return lambda: tmp_path_factory.mktemp("toc")


@settings(max_examples=40)
@given(
    number=st.integers(0, 1 << 40),
    generation=st.integers(0, 1 << 40),
    segments=st.lists(_listed(), max_size=4, unique_by=lambda one: one.id),
)
def test_a_table_comes_back(
    fresh_folder: Callable[[], Path], number: int, generation: int, segments: list[Listed]
) -> None:
    folder = fresh_folder()
    toc = Toc(number, generation, tuple(segments))
    write_toc(folder, toc)
    assert read_toc(folder) == toc
    assert os.listdir(folder) == [f"_MAIN_{number}.toc"]


def test_live_are_those_that_are_not_deleted() -> None:
    assert Listed("a", 4, (0, 2)).live.tolist() == [False, True, False, True]
    assert Listed("a", 2).live.tolist() == [True, True]


def test_the_newest_table_counts_as_a_number(tmp_path: Path) -> None:
    for number in (9, 10, 2):
        write_toc(tmp_path, Toc(number, number, ()))
    assert read_toc(tmp_path).number == latest_number(tmp_path) == 10


@pytest.mark.parametrize(
    "name",
    ["_MAIN_099.toc", "_MAIN_99.toc.bak", "_MAIN_-9.toc", "MAIN_99.toc", "_MAIN_٩.toc", "_B_9.toc"],
)
def test_other_names_are_no_tables(tmp_path: Path, name: str) -> None:
    write_toc(tmp_path, Toc(1, 5, ()))
    (tmp_path / name).write_bytes(b"")
    assert read_toc(tmp_path) == Toc(1, 5, ())


def test_no_table_is_no_index(tmp_path: Path) -> None:
    assert latest_number(tmp_path) is None
    with pytest.raises(FileNotFoundError):
        read_toc(tmp_path)


def test_a_table_that_points_nowhere_is_missing(tmp_path: Path) -> None:
    _path(tmp_path).symlink_to(tmp_path / "none")
    with pytest.raises(FileNotFoundError):
        read_toc(tmp_path)


# --- damage -------------------------------------------------------------------------------------


def test_no_flipped_bit_gives_another_table(tmp_path: Path) -> None:
    toc = Toc(1, 7, (Listed("a1", 4, (0, 3)),))
    write_toc(tmp_path, toc)
    data = _path(tmp_path).read_bytes()
    for place, byte in enumerate(data):
        for bit in range(8):
            changed = data[:place] + bytes([byte ^ 1 << bit]) + data[place + 1 :]
            _path(tmp_path).write_bytes(changed)
            with pytest.raises(DamageError):
                read_toc(tmp_path)


def test_a_table_cut_off_anywhere_is_damaged(tmp_path: Path) -> None:
    write_toc(tmp_path, Toc(1, 7, (Listed("a1", 4, (0, 3)),)))
    data = _path(tmp_path).read_bytes()
    for length in range(len(data)):
        _path(tmp_path).write_bytes(data[:length])
        with pytest.raises(DamageError):
            read_toc(tmp_path)


def _packed(*numbers: int) -> str:
    return b64encode(zlib.compress(np.array(numbers, dtype="<u2").tobytes())).decode()


def _segment(**changes: object) -> dict[str, object]:
    return {"id": "a1", "documents": 4, "deleted": _packed(0, 3)} | changes


def _table(*segments: object, **changes: object) -> dict[str, object]:
    return {"version": 1, "generation": 7, "segments": segments} | changes


def _write(folder: Path, fields: object) -> None:
    """A table with a good checksum that nobody of ours wrote."""
    text = fields if isinstance(fields, bytes) else json.dumps(fields).encode()
    _path(folder).write_bytes(b"%d\n" % crc32(text) + text)


def test_the_made_table_can_be_read(tmp_path: Path) -> None:
    _write(tmp_path, _table(_segment()))
    assert read_toc(tmp_path) == Toc(1, 7, (Listed("a1", 4, (0, 3)),))


WRONG: dict[str, object] = {
    "version": _table(version=2),
    "no-version": {"generation": 7, "segments": []},
    "no-object": [],
    "no-json": b"{",
    "no-utf-8": b"\xff",
    "deep-json": b"[" * 100_000,
    "no-segments": {"version": 1, "generation": 7},
    "segments-a-number": _table(segments=5),
    "segment-a-text": _table("a1"),
    "generation-a-text": _table(generation="x"),
    "generation-negative": _table(generation=-1),
    "generation-infinite": _table(generation=1e400),
    "generation-not-a-number": _table(generation=float("nan")),
    "id-up": _table(_segment(id="../x")),
    "id-down": _table(_segment(id="x/y")),
    "id-root": _table(_segment(id="/etc/passwd")),
    "id-upper": _table(_segment(id="A1")),
    "id-line": _table(_segment(id="a1\n")),
    "id-nul": _table(_segment(id="a\0")),
    "id-empty": _table(_segment(id="")),
    "id-number": _table(_segment(id=1)),
    "id-none": _table(_segment(id=None)),
    "one-segment-twice": _table(_segment(), _segment()),
    "documents-none": _table(_segment(documents=None)),
    "documents-zero": _table(_segment(documents=0, deleted=_packed())),
    "documents-negative": _table(_segment(documents=-4, deleted=_packed())),
    "documents-too-many": _table(_segment(documents=(1 << 16) + 1)),
    "documents-huge": _table(_segment(documents=1 << 70)),
    "documents-infinite": _table(_segment(documents=1e400)),
    "deleted-beyond": _table(_segment(deleted=_packed(0, 4))),
    "deleted-far-beyond": _table(_segment(deleted=_packed(65535))),
    "deleted-twice": _table(_segment(deleted=_packed(1, 1))),
    "deleted-not-ascending": _table(_segment(deleted=_packed(2, 1))),
    "deleted-a-list": _table(_segment(deleted=[0, 3])),
    "deleted-no-base64": _table(_segment(deleted="?")),
    "deleted-not-compressed": _table(_segment(deleted="AAAA")),
    "deleted-half-a-number": _table(_segment(deleted=b64encode(zlib.compress(b"\0\0\0")).decode())),
}


@pytest.mark.parametrize("fields", WRONG.values(), ids=WRONG.keys())
def test_a_made_table_is_damage(tmp_path: Path, fields: object) -> None:
    _write(tmp_path, fields)
    with pytest.raises(DamageError):
        read_toc(tmp_path)
    with pytest.raises(IndexCorruptError):
        WhooshEngine(tmp_path)


def test_a_missing_segment_is_damage(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path, create=True)
    commit(engine, [body("a", "đình lập")])
    (listed,) = read_toc(tmp_path).segments
    segment_path(tmp_path, listed.id).unlink()
    with pytest.raises(IndexCorruptError):
        engine.reader()
    with pytest.raises(IndexCorruptError):
        engine.writer()
    assert [problem.file for problem in engine.check()] == [f"MAIN_{listed.id}.seg"]


@pytest.mark.parametrize("documents", [1, 3])
def test_a_segment_of_another_size_is_damage(tmp_path: Path, documents: int) -> None:
    engine = WhooshEngine(tmp_path, create=True)
    commit(engine, [body("a", "đình lập"), body("b", "đình")])
    toc = read_toc(tmp_path)
    write_toc(tmp_path, Toc(toc.number, 1, (Listed(toc.segments[0].id, documents),)))
    with pytest.raises(IndexCorruptError):
        engine.reader()
    assert len(list(engine.check())) == 1


# --- commits ------------------------------------------------------------------------------------


def test_what_a_dead_writer_left_goes_before_the_next_one_writes(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path, create=True)
    commit(engine, [body("a", "đình lập")])
    dead = ["MAIN_0dead0.seg", "_MAIN_7.tmp", "_MAIN_7.0a1b.tmp", "_MAIN_0.toc"]
    for name in dead:
        (tmp_path / name).write_bytes(b"\0")
    engine.reader().close()
    assert all((tmp_path / name).exists() for name in dead)  # they may be a living one's
    strangers = ["manifest.json", "corrections.jsonl", "MAIN_notes.txt", "x.seg", "x.tmp"]
    for name in strangers:
        (tmp_path / name).write_bytes(b"\0")
    engine.writer().close()
    toc = read_toc(tmp_path)
    ours = [f"_MAIN_{toc.number}.toc", *(f"MAIN_{one.id}.seg" for one in toc.segments)]
    assert sorted(os.listdir(tmp_path)) == sorted([*ours, *strangers, "MAIN_WRITELOCK"])


def test_two_may_make_one_index_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename = os.replace
    others: list[WhooshEngine] = []

    def another_comes_first(source: Path, target: Path) -> None:
        monkeypatch.setattr(os, "replace", rename)
        others.append(WhooshEngine(tmp_path, create=True))
        commit(others[0], [body("a", "đình lập")])  # which removes what it does not know
        rename(source, target)

    monkeypatch.setattr(os, "replace", another_comes_first)
    one = WhooshEngine(tmp_path, create=True)
    assert others
    assert one.generation() == others[0].generation() == 1
    assert commit(one, [body("b", "đình")]) == 2
    assert list(one.check()) == []


def test_an_index_that_could_not_be_made_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(source: Path, _: Path) -> None:
        raise FileNotFoundError(source)

    monkeypatch.setattr(os, "replace", lost)
    with pytest.raises(IndexUnusableError, match="không lập được"):
        WhooshEngine(tmp_path, create=True)


def test_a_table_that_comes_while_the_folder_is_listed_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_toc(tmp_path, Toc(3, 2, ()))
    listing = os.listdir
    passed: list[Path] = []

    def old_one_gone_new_one_not_there(folder: Path) -> list[str]:
        passed.append(folder)
        return listing(folder) if len(passed) > 1 else []

    monkeypatch.setattr(os, "listdir", old_one_gone_new_one_not_there)
    assert read_toc(tmp_path).generation == 2


@pytest.mark.skipif(os.name != "posix", reason="folders cannot be synced there")
def test_names_and_bytes_are_on_disk_before_the_table_that_needs_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = WhooshEngine(tmp_path, create=True)
    done = recorded(tmp_path, monkeypatch)
    one_commit = ["sync .seg", "sync .tmp", "sync folder", "replace .tmp .toc", "sync folder"]
    commit(engine, [body("a", "đình lập")])
    assert done == [*one_commit, "remove .toc"]
    done.clear()
    commit(engine, [body("b", "đình lập")])  # then both segments become one
    assert done[:6] == [*one_commit, "remove .toc"]
    assert done[6:11] == one_commit
    assert sorted(done[11:]) == ["remove .seg", "remove .seg", "remove .toc"]


@pytest.mark.skipif(os.name != "posix", reason="folders cannot be synced there")
def test_the_name_of_a_new_folder_is_on_disk_before_its_first_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "báo" / "index"
    done = recorded(folder, monkeypatch)
    WhooshEngine(folder, create=True)
    table = ["sync .tmp", "sync folder", "replace .tmp .toc", "sync folder"]
    assert done == ["sync parent", "sync elsewhere", *table]
    done.clear()
    WhooshEngine(folder, create=True)
    assert done == []


def test_a_commit_without_changes_is_one_all_the_same(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path, create=True)
    commit(engine, [body("a", "đình lập")])
    segments = read_toc(tmp_path).segments
    assert commit(engine) == 2
    assert read_toc(tmp_path).segments == segments
    assert engine.reader().search(EngineRequest(Everything())).total == 1


def test_a_segment_without_live_documents_goes(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path, create=True)
    commit(engine, [body("a", "đình lập")])
    commit(engine, deleted=["a"])
    assert read_toc(tmp_path).segments == ()
    assert not list(tmp_path.glob("*.seg"))
    assert engine.reader().search(EngineRequest(Everything())).total == 0
