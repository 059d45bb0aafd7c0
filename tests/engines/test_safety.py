"""What must never happen: code run from a folder, a wrong answer, a commit lost or in part.

The short form of ``tests/torture``, and what needs a look at one case at a time.
"""

from __future__ import annotations

import errno
import json
import marshal
import os
import pickle
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest
from whoosh import fields
from whoosh.filedb.filestore import FileStorage

from tests.engines.texts import body, commit
from tests.torture import __main__ as programme
from tests.torture import births, damage, kills, losses, planted, readers, refusals
from tests.torture.model import assert_tidy
from tests.torture.planted import Payload
from tests.torture.questions import REQUESTS, answers, ids_of, make_samples, questions, words
from tests.torture.writers import POSIX, Writers, writers
from vnnews_search.analyzed import Part
from vnnews_search.engines.whoosh import codec, merge, segment, toc, writer
from vnnews_search.engines.whoosh.engine import WhooshEngine
from vnnews_search.engines.whoosh.toc import read_toc
from vnnews_search.errors import IndexCorruptError, IndexUnusableError
from vnnews_search.plan import EngineRequest, Phrase


@pytest.fixture(scope="module")
def _samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples") / "index"
    make_samples(folder)
    return folder


@pytest.fixture
def samples(_samples: Path, tmp_path: Path) -> Path:
    """An index of bundled articles, which a test may damage."""
    return Path(shutil.copytree(_samples, tmp_path / "samples"))


def _segment(folder: Path) -> Path:
    (path,) = folder.glob("*.seg")
    return path


# --- no code comes from a folder ----------------------------------------------------------------


def _life(folder: Path) -> None:
    """An index is made, written to, merged, opened, searched and checked."""
    engine = WhooshEngine(folder, create=True)
    commit(engine, [body("a", "đình lập"), body("b", "chủ tịch")])
    commit(engine, [body("c", "đình lập")], deleted=["b"])
    engine = WhooshEngine(folder)
    assert [stored.id for stored in engine.reader().scan()] == ["a", "c"]
    assert engine.reader().search(EngineRequest(Phrase(words("dinh", "lap")))).total == 2
    assert engine.generation() == 2
    assert list(engine.check()) == []


def test_the_watch_sees_what_runs_code() -> None:
    import _pickle

    with planted.watched() as seen:
        _pickle.loads(pickle.dumps(Part.BODY))
        compile("1", "", "eval")
        exec("1")
        with pytest.raises(AssertionError):
            marshal.loads(marshal.dumps(1))
        with pytest.raises(AssertionError):
            pickle.Unpickler(None)  # type: ignore[arg-type]
    assert {"pickle.find_class", "compile", "exec", "pickle or marshal"} <= set(seen)
    unwatched = len(seen)
    compile("1", "", "eval")
    assert len(seen) == unwatched


def test_an_index_lives_without_pickles(tmp_path: Path) -> None:
    _life(tmp_path / "before")  # imports what it needs
    with planted.watched() as seen:
        _life(tmp_path / "index")
    assert seen == []


def test_the_payload_would_run(tmp_path: Path) -> None:
    pickle.loads(pickle.dumps(Payload(tmp_path / "ran")))
    assert (tmp_path / "ran").exists()


def test_nothing_that_is_planted_runs_or_is_waited_for(tmp_path: Path) -> None:
    planted.planted(tmp_path / "index", few=True)


def _used(folder: Path) -> None:
    """Everything that anybody does with a folder."""
    engine = WhooshEngine(folder, create=True)
    with closing(engine.reader()) as reader:
        reader.search(REQUESTS["everything"])
        list(reader.scan())
    commit(engine, [body("new", "đình lập")])


@pytest.mark.parametrize(
    ("name", "corrupt"),
    [
        ("_MAIN_2.toc", True),
        ("_MAIN_9.toc", True),
        ("segment", True),
        ("MAIN_WRITELOCK", False),
        ("_MAIN_9.tmp", False),
        ("MAIN_0000000000000000.seg", False),
        ("MAIN_0000000000000000.trm", False),
        ("MAIN.tmp", False),
    ],
)
def test_planted_pickles_do_not_run(samples: Path, name: str, corrupt: bool) -> None:
    ran = samples.parent / "ran"
    engine = WhooshEngine(samples)
    path = _segment(samples) if name == "segment" else samples / name
    path.write_bytes(pickle.dumps(Payload(ran)))
    if corrupt:
        with pytest.raises(IndexCorruptError):
            _used(samples)
    else:
        _used(samples)
    assert bool(list(engine.check())) == corrupt
    assert not ran.exists()


@pytest.mark.filterwarnings("ignore")
def test_an_index_of_whoosh_itself_is_refused(tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    folder = tmp_path / "index"
    folder.mkdir()
    storage = FileStorage(str(folder))
    storage.create_index(fields.Schema(text=fields.TEXT), "MAIN")
    (path,) = folder.glob("_MAIN_*.toc")
    with pytest.raises(IndexCorruptError):
        _used(folder)
    # The same with its pickled schema replaced; Whoosh runs what is in it.
    data = path.read_bytes()
    payload = pickle.dumps(Payload(ran), 2)
    start = data.index(b"\x80\x02")
    path.write_bytes(
        data[: start - 2] + bytes([0x80 | len(payload) & 0x7F, len(payload) >> 7]) + payload
    )
    with pytest.raises(IndexCorruptError):
        _used(folder)
    assert not ran.exists()
    with pytest.raises(Exception):  # noqa: B017, PT011
        storage.open_index("MAIN")
    assert ran.exists()


def test_a_planted_link_is_not_followed(samples: Path) -> None:
    elsewhere = samples.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious").write_bytes(b"1")
    (samples / "MAIN.tmp").symlink_to(elsewhere, target_is_directory=True)
    commit(WhooshEngine(samples), [body("new", "đình lập")])
    assert (elsewhere / "precious").read_bytes() == b"1"


# --- damaged files ------------------------------------------------------------------------------


def test_the_questions_find_something(samples: Path) -> None:
    found = answers(WhooshEngine(samples), questions(ids_of(samples)))
    for name in REQUESTS:
        assert found[name].total, name  # type: ignore[attr-defined]
    assert all(found.values())
    assert IndexCorruptError not in found.values()


def test_no_flipped_byte_of_a_segment_gives_a_wrong_answer(samples: Path) -> None:
    damage.flipped_bytes(samples, Random(1), 0, 5)


@pytest.mark.parametrize("name", ["ids", "ids.at", "exact", "pairs.docs", "stored", "tokens"])
def test_a_writer_tells_of_damage_and_lets_the_next_one_in(samples: Path, name: str) -> None:
    path, engine = _segment(samples), WhooshEngine(samples)
    ids, whole = ids_of(samples), path.read_bytes()
    data = bytearray(whole)
    data[json.loads(data[data.rindex(b'{"version"') : -24])["sections"][name][1]] ^= 1
    path.write_bytes(data[:-1])
    with pytest.raises(IndexCorruptError):
        engine.writer()
    path.write_bytes(data)
    with pytest.raises(IndexCorruptError):  # at the latest when both segments become one
        commit(engine, [body(ids[0], "đình lập")], deleted=ids[1:2])
    path.write_bytes(whole)
    commit(engine, [body("new", "đình lập")])
    assert list(engine.check()) == []


def test_files_of_another_length_are_damage(samples: Path) -> None:
    damage.other_lengths(samples, Random(1), 30)


@pytest.mark.skipif(os.name != "posix", reason="open files cannot be removed there")
def test_a_reader_outlives_its_folder(samples: Path) -> None:
    damage.deleted_folder(samples)


def test_broken_tables_give_no_wrong_answer(tmp_path: Path) -> None:
    damage.make_index(tmp_path)
    damage.broken_tables(tmp_path, 1)


# --- writers that die ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def dying_writers() -> Iterator[Writers]:
    with writers(sync=False) as started:
        yield started


def _state(engine: WhooshEngine) -> tuple[set[str], int]:
    """The ids that are there, and how many documents hold what the dying writers wrote."""
    with closing(engine.reader()) as reader:
        total = reader.search(EngineRequest(Phrase(words("chu", "tich")))).total
        return {stored.id for stored in reader.scan()}, total


needs_fork = pytest.mark.skipif(not POSIX, reason="needs fork")


@needs_fork
@pytest.mark.parametrize("small", [merge.SMALL, kills.LEVELS])
def test_a_writer_may_die_at_any_step(tmp_path: Path, dying_writers: Writers, small: int) -> None:
    every = 2 if small == merge.SMALL else 5
    kills.last_steps(tmp_path, dying_writers, Random(1), every, small=small)


@needs_fork
def test_a_writer_may_be_killed_at_any_moment(tmp_path: Path, dying_writers: Writers) -> None:
    kills.kills(tmp_path, dying_writers, Random(20), 20)


@pytest.mark.skipif(os.name != "posix", reason="folders cannot be synced there")
def test_the_power_may_fail_at_any_step(tmp_path: Path) -> None:
    losses.power_losses(tmp_path / "index", Random(1), 4, 1)


@pytest.mark.skipif(os.name != "posix", reason="folders cannot be synced there")
def test_the_power_failing_loses_what_is_not_synced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toc, "sync_folder", lambda _: None)
    with pytest.raises(AssertionError, match=r"lost|not the state|are there"):
        losses.power_losses(tmp_path / "index", Random(1), 2, 1)


@needs_fork
def test_several_may_make_one_index_at_once(tmp_path: Path, dying_writers: Writers) -> None:
    births.births(tmp_path / "indexes", dying_writers, 2)


def test_readers_see_each_commit_as_a_whole_and_the_last_one(tmp_path: Path) -> None:
    readers.readers(tmp_path / "index", 2, 20)


# --- a full disk --------------------------------------------------------------------------------


def _full() -> OSError:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _fail_in_segment(monkeypatch: pytest.MonkeyPatch) -> None:
    written = segment._write

    def half(file: Any, documents: int, sections: Any) -> None:
        written(file, documents, dict([*sections.items()][:5]))
        raise _full()

    monkeypatch.setattr(segment, "_write", half)


def _fail_at_sync(number: int) -> Callable[[pytest.MonkeyPatch], None]:
    def fail(monkeypatch: pytest.MonkeyPatch) -> None:
        left = [None] * (number - 1)

        def sync(_: int) -> None:
            if not left:
                raise _full()
            left.pop()

        monkeypatch.setattr(os, "fsync", sync)

    return fail


def _fail_at(name: str) -> Callable[[pytest.MonkeyPatch], None]:
    def fail(monkeypatch: pytest.MonkeyPatch) -> None:
        def refused(*_: Any, **__: Any) -> None:
            raise _full()

        monkeypatch.setattr(os, name, refused)

    return fail


@pytest.mark.parametrize(
    ("fail", "committed"),
    [
        pytest.param(_fail_in_segment, False, id="segment"),
        pytest.param(_fail_at_sync(1), False, id="sync-of-the-segment"),
        pytest.param(_fail_at_sync(2), False, id="sync-of-the-table"),
        pytest.param(_fail_at_sync(3), False, id="first-sync-of-the-folder"),
        pytest.param(_fail_at("replace"), False, id="replace"),
        pytest.param(_fail_at_sync(4), True, id="second-sync-of-the-folder"),
    ],
)
def test_a_full_disk_leaves_what_was_there(
    tmp_path: Path,
    fail: Callable[[pytest.MonkeyPatch], None],
    committed: bool,
) -> None:
    engine = WhooshEngine(tmp_path, create=True)
    commit(engine, [body("kept", "lập"), body("old", "lập"), body("same", "chủ tịch")])
    with closing(engine.writer()) as opened:
        opened.add(body("new", "đình lập"))
        opened.add(body("same", "chủ tịch"))
        opened.delete(["old"])
        with pytest.MonkeyPatch.context() as monkeypatch:
            fail(monkeypatch)
            with pytest.raises(IndexUnusableError, match="không ghi được"):
                opened.commit()
        assert_tidy(tmp_path)
        expected = {"kept", "new" if committed else "old", "same"}
        assert _state(WhooshEngine(tmp_path)) == (expected, 1)
        # With space again the same writer goes on, and nothing is there twice.
        opened.commit()
        assert _state(WhooshEngine(tmp_path)) == ({"kept", "new", "same"}, 1)
    commit(engine, [body("next", "lập")])
    assert _state(engine) == ({"kept", "new", "next", "same"}, 1)
    assert list(engine.check()) == []
    assert_tidy(tmp_path)


@pytest.mark.parametrize("sync", [5, 6, 7, 8])
def test_a_merge_without_room_waits_for_the_next_commit(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, sync: int
) -> None:
    engine = WhooshEngine(tmp_path, create=True)
    commit(engine, [body("old", "lập")])
    with closing(engine.writer()) as opened:
        opened.add(body("new", "đình lập"))
        with pytest.MonkeyPatch.context() as monkeypatch:
            _fail_at_sync(sync)(monkeypatch)
            assert opened.commit() == 2
        assert "not merged yet" in caplog.text
        assert (engine.generation(), _state(engine)) == (2, ({"new", "old"}, 0))
        assert len(read_toc(tmp_path).segments) == (1 if sync == 8 else 2)
        assert_tidy(tmp_path)
        caplog.clear()
        opened.add(body("new", "lập"))
        assert opened.commit() == 3
    assert not caplog.records
    assert _state(engine) == ({"new", "old"}, 0)
    assert len(read_toc(tmp_path).segments) == 1


def test_a_merge_without_memory_waits_for_the_next_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refused(_: Any) -> Any:
        raise MemoryError

    engine = WhooshEngine(tmp_path, create=True)
    commit(engine, [body("old", "lập")])
    monkeypatch.setattr(writer, "source_from", refused)
    assert commit(engine, [body("new", "lập")]) == 2
    assert "not merged yet" in caplog.text
    monkeypatch.undo()
    assert _state(engine) == ({"new", "old"}, 0)


@pytest.mark.parametrize("error", [ValueError, ZeroDivisionError, RecursionError])
def test_a_document_that_cannot_be_written_leaves_the_writer_usable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    engine = WhooshEngine(tmp_path, create=True)
    commit(engine, [body("old", "lập")])

    def refused(*_: Any) -> Any:
        raise error

    with closing(engine.writer()) as opened:
        for function in ("sources_of", "build"):
            opened.add(body("bad", "chủ tịch"))
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(codec, function, refused)
                with pytest.raises(error):
                    opened.commit()
            assert_tidy(tmp_path)
            opened.rollback()
        opened.add(body("new", "đình lập"))
        opened.commit()
    assert _state(engine) == ({"new", "old"}, 0)
    assert_tidy(tmp_path)


def test_after_a_full_disk_the_next_writer_gets_the_lock(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path, create=True)
    with pytest.MonkeyPatch.context() as monkeypatch:
        _fail_in_segment(monkeypatch)
        with pytest.raises(IndexUnusableError):
            commit(engine, [body("lost", "lập")])
    commit(engine, [body("next", "lập")])
    assert _state(engine) == ({"next"}, 0)
    assert_tidy(tmp_path)


def test_an_interrupted_commit_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = WhooshEngine(tmp_path, create=True)
    commit(engine, [body("old", "lập")])
    with closing(engine.writer()) as opened:
        opened.add(body("new", "đình lập"))
        with pytest.MonkeyPatch.context() as patch:

            def interrupted(*_: Any) -> None:
                raise KeyboardInterrupt

            patch.setattr(segment, "_write", interrupted)
            with pytest.raises(KeyboardInterrupt):
                opened.commit()
        assert _state(engine) == ({"old"}, 0)
        opened.commit()
    assert _state(engine) == ({"new", "old"}, 0)
    assert_tidy(tmp_path)


@needs_fork
def test_a_writer_may_be_refused_at_any_step(tmp_path: Path, dying_writers: Writers) -> None:
    refusals.refused_steps(tmp_path, dying_writers, [errno.EMFILE], every=13)


@needs_fork
def test_no_file_may_grow_beyond_a_size(tmp_path: Path, dying_writers: Writers) -> None:
    refusals.small_files(tmp_path, dying_writers, Random(1), 8)


@needs_fork
def test_a_folder_that_may_not_be_written_to(tmp_path: Path, dying_writers: Writers) -> None:
    refusals.no_rights(tmp_path / "index", dying_writers)


def test_a_place_where_no_index_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(IndexUnusableError, match="không lập được") as caught:
        WhooshEngine(tmp_path / "file" / "index", create=True)
    assert not isinstance(caught.value, IndexCorruptError)
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(IndexUnusableError, match="không lập được"):
        WhooshEngine(tmp_path / "link" / "index", create=True)


# --- the programme ------------------------------------------------------------------------------


def test_the_programme_tells_of_failures_and_of_what_it_cannot_try(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: Any) -> str:
        raise AssertionError("a commit is lost")

    assert programme._run("deleted", lambda *_: "all is well", 1)
    assert not programme._run("deleted", fails, 1)
    monkeypatch.setattr(refusals, "may_mount", lambda: False)
    assert programme._run("full-disk", fails, 1)
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert [line.split(maxsplit=1)[0] for line in lines] == ["deleted", "deleted", "full-disk"]
    assert "all is well" in lines[0]
    assert "FAILED" in lines[1]
    assert "NOT TRIED HERE" in lines[2]
    assert "a commit is lost" in said.err
