"""What must never happen: code run from a folder, a wrong answer, a commit lost or in part."""

from __future__ import annotations

import errno
import json
import marshal
import os
import pickle
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import IO, Any

import pytest
from whoosh import fields
from whoosh.filedb.filestore import FileStorage

from tests.conftest import ROOT
from tests.engines import dying
from tests.engines.texts import body, commit, sample_documents
from vnnews_search.analyzed import OFFICERS, Part, Stream, Term
from vnnews_search.engines.base import Reader
from vnnews_search.engines.whoosh import codec, segment, writer
from vnnews_search.engines.whoosh.engine import WhooshEngine
from vnnews_search.engines.whoosh.segment import BLOCK, SegmentFile
from vnnews_search.engines.whoosh.toc import read_toc
from vnnews_search.errors import IndexCorruptError, IndexNotFoundError, IndexUnusableError
from vnnews_search.models import Tier
from vnnews_search.plan import (
    Alternative,
    AnyOf,
    DayFacet,
    EngineRequest,
    Everything,
    Ids,
    KeywordFacet,
    Keywords,
    Not,
    Phrase,
    RowCondition,
    RowFacet,
    Rows,
    SetScore,
    Sort,
    Spans,
    TermScore,
    Within,
)

Question = Callable[[Reader], object]

JUNE = date(2020, 6, 1)
EVERYTHING = EngineRequest(Everything(), limit=99)


def _place(text: str, stream: Stream = Stream.FOLDED) -> tuple[Alternative, ...]:
    return (Alternative(Term(stream, text), Tier.EXACT),)


def _words(*texts: str) -> tuple[tuple[Alternative, ...], ...]:
    return tuple(map(_place, texts))


_SCORES = (
    TermScore(Term(Stream.FOLDED, "dinh"), 1.0, (Term(Stream.EXACT, "lập"),)),
    TermScore(Term(Stream.EXACT, "huyện")),
    TermScore(Term(Stream.PAIRS, "dinh lap")),
    TermScore(Term(Stream.WORDS, "hop|họp")),
    SetScore(Keywords("source", ("Báo Vĩnh Sa",))),
)
_FACETS = (
    KeywordFacet("source"),
    DayFacet("dated", 7),
    RowFacet(OFFICERS, "name"),
    RowFacet(OFFICERS, "office"),
)
REQUESTS = {
    "everything": EngineRequest(Everything(), _SCORES, 99, facets=_FACETS),
    "newest": EngineRequest(Everything(), limit=5, sort=Sort.NEWEST),
    "published": EngineRequest(Everything(), limit=5, sort=Sort.OLDEST, day_column="published"),
    "term": EngineRequest(Phrase(_words("huyen")), _SCORES),
    "term-or-term": EngineRequest(AnyOf((Phrase(_words("xa")), Phrase(_words("tinh"))))),
    "word": EngineRequest(Phrase((_place("huyen|huyện", Stream.WORDS),))),
    "pair": EngineRequest(Phrase(_words("chu", "tich"))),
    "phrase": EngineRequest(Phrase(_words("chu", "tich", "ubnd", "huyen"))),
    "slop": EngineRequest(Phrase(_words("chu", "huyen"), slop=8)),
    "title": EngineRequest(Phrase(_words("sa"), part=Part.TITLE)),
    "title-phrase": EngineRequest(Phrase(_words("vinh", "sa"), part=Part.TITLE)),
    "not": EngineRequest(Not(Phrase(_words("xa")))),
    "keyword": EngineRequest(Keywords("source", ("Báo Vĩnh Sa",)), limit=99),
    "dated": EngineRequest(Within("dated", date(2018, 1, 1), date(2019, 12, 1)), limit=99),
    "mentions": EngineRequest(Spans("mentioned", date(2019, 1, 1), date(2021, 1, 1)), limit=99),
    "rows": EngineRequest(Rows(OFFICERS, (RowCondition("status", (("current", Tier.EXACT),)),))),
}


def _searching(request: EngineRequest) -> Question:
    return lambda reader: reader.search(request)


def _questions(ids: list[str]) -> dict[str, Question]:
    return {
        **{name: _searching(request) for name, request in REQUESTS.items()},
        "ids": lambda reader: reader.search(EngineRequest(Ids(tuple(ids[:2])))),
        "get": lambda reader: reader.get(ids),
        "get-one": lambda reader: reader.get(ids[1:2]),
        "hashes": lambda reader: reader.hashes(ids),
        "scan": lambda reader: list(reader.scan()),
        "scan-on": lambda reader: list(reader.scan(after=ids[1])),
        "officers": lambda reader: list(reader.rows(OFFICERS)),
        "sources": lambda reader: list(reader.keywords("source")),
        "offices": lambda reader: list(reader.row_values(OFFICERS, "office")),
        "stats": lambda reader: reader.stats().terms,
        **{stream.value: _terms(stream) for stream in Stream},
    }


def _terms(stream: Stream) -> Question:
    return lambda reader: list(reader.terms(stream, ""))


@pytest.fixture(scope="module")
def _samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples") / "index"
    span = ("mentioned", (date(2020, 1, 1), None)), ("mentioned", (date(2020, 5, 1), JUNE))
    documents = [replace(document, spans=span[:n]) for n, document in enumerate(sample_documents())]
    engine = WhooshEngine(folder, create=True)
    commit(engine, documents[:4])
    commit(engine, deleted=[documents[1].id])
    return folder


@pytest.fixture
def samples(_samples: Path, tmp_path: Path) -> Path:
    """An index of bundled articles, which a test may damage."""
    return Path(shutil.copytree(_samples, tmp_path / "samples"))


def _segment(folder: Path) -> Path:
    (path,) = folder.glob("*.seg")
    return path


def _ids(folder: Path) -> list[str]:
    return [stored.id for stored in WhooshEngine(folder).reader().scan()]


# --- no code comes from a folder ----------------------------------------------------------------


def _life(folder: Path) -> None:
    """An index is made, written to, merged, opened, searched and checked."""
    engine = WhooshEngine(folder, create=True)
    commit(engine, [body("a", "đình lập"), body("b", "chủ tịch")])
    commit(engine, [body("c", "đình lập")], deleted=["b"])
    engine = WhooshEngine(folder)
    assert [stored.id for stored in engine.reader().scan()] == ["a", "c"]
    assert engine.reader().search(EngineRequest(Phrase(_words("dinh", "lap")))).total == 2
    assert engine.generation() == 2
    assert list(engine.check()) == []


_watched: list[str] = []
_watching = False


def _watch(event: str, _: tuple[Any, ...]) -> None:
    if _watching and event in ("pickle.find_class", "marshal.load", "marshal.loads"):
        _watched.append(event)


@pytest.fixture
def nothing_unpickles(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What is read from pickles and from marshalled bytes while a test runs; reading them fails."""
    global _watching
    if not _watched:
        sys.addaudithook(_watch)

    def refused(*_: Any, **__: Any) -> None:
        raise AssertionError("a pickle is read")

    for module in (pickle, marshal):
        monkeypatch.setattr(module, "load", refused)
        monkeypatch.setattr(module, "loads", refused)
    monkeypatch.setattr(pickle, "Unpickler", refused)
    _watched.clear()
    _watching = True
    yield _watched
    _watching = False


def test_the_watch_sees_pickles_and_marshalled_bytes(nothing_unpickles: list[str]) -> None:
    import _pickle

    _pickle.loads(pickle.dumps(Part.BODY))
    assert set(nothing_unpickles) == {"pickle.find_class"}
    with pytest.raises(AssertionError):
        marshal.loads(marshal.dumps(1))
    with pytest.raises(AssertionError):
        pickle.Unpickler(None)  # type: ignore[arg-type]


def test_an_index_lives_without_pickles(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    _life(tmp_path / "before")  # imports what it needs; Python itself reads marshalled code
    watched = request.getfixturevalue("nothing_unpickles")
    _life(tmp_path / "index")
    assert watched == []


class _Payload:
    """Makes a folder when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (str(self.path),)


def test_the_payload_would_run(tmp_path: Path) -> None:
    pickle.loads(pickle.dumps(_Payload(tmp_path / "ran")))
    assert (tmp_path / "ran").exists()


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
    path.write_bytes(pickle.dumps(_Payload(ran)))
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
    payload = pickle.dumps(_Payload(ran), 2)
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


def _answers(engine: WhooshEngine, questions: dict[str, Question]) -> dict[str, object]:
    """The answer to each question, or that the index is damaged."""
    try:
        reader = engine.reader()
    except IndexCorruptError:
        return dict.fromkeys(questions, IndexCorruptError)
    with closing(reader):
        return {name: _answer(reader, question) for name, question in questions.items()}


def _answer(reader: Reader, question: Question) -> object:
    try:
        return question(reader)
    except IndexCorruptError:
        return IndexCorruptError


def test_the_questions_find_something(samples: Path) -> None:
    answers = _answers(WhooshEngine(samples), _questions(_ids(samples)))
    for name in REQUESTS:
        assert answers[name].total, name  # type: ignore[attr-defined]
    assert all(answers.values())
    assert IndexCorruptError not in answers.values()


def test_no_flipped_byte_of_a_segment_gives_a_wrong_answer(samples: Path) -> None:
    engine, questions = WhooshEngine(samples), _questions(_ids(samples))
    expected = _answers(engine, questions)
    told: set[str] = set()
    path = _segment(samples)
    data = path.read_bytes()
    sections = json.loads(data[data.rindex(b'{"version"') : -24])["sections"]
    assert set(sections) == {*SegmentFile(path).names(), "crc"}
    for name, (kind, offset, length) in sections.items():
        size = int(kind[1]) * length
        for place in (
            {offset + size // 2, offset + size - 1} if size > BLOCK else {offset + size // 2}
        ):
            with path.open("r+b") as file:
                file.seek(place)
                file.write(bytes([data[place] ^ 0x10]))
            found = _answers(engine, questions)
            wrong = [q for q in found if found[q] not in (expected[q], IndexCorruptError)]
            assert not wrong, (name, place)
            told |= {q for q in found if found[q] is IndexCorruptError}
            assert list(engine.check()), name
            with path.open("r+b") as file:
                file.seek(place)
                file.write(data[place : place + 1])
    assert told == set(questions)
    assert _answers(engine, questions) == expected


@pytest.mark.parametrize("name", ["ids", "ids.at", "exact", "pairs.docs", "stored", "tokens"])
def test_a_writer_tells_of_damage_and_lets_the_next_one_in(samples: Path, name: str) -> None:
    path, engine = _segment(samples), WhooshEngine(samples)
    ids, whole = _ids(samples), path.read_bytes()
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


@pytest.mark.parametrize("length", [0, 7, 24, 32, 100, 5000, -25, -24, -1])
def test_a_truncated_segment_is_damage(samples: Path, length: int) -> None:
    path = _segment(samples)
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(IndexCorruptError):
        WhooshEngine(samples).reader()
    with pytest.raises(IndexCorruptError):
        WhooshEngine(samples).writer()
    assert [problem.file for problem in WhooshEngine(samples).check()] == [path.name]


@pytest.mark.skipif(os.name != "posix", reason="open files cannot be removed there")
def test_a_reader_outlives_its_folder(samples: Path) -> None:
    engine, questions = WhooshEngine(samples), _questions(_ids(samples))
    expected = _answers(engine, questions)
    with closing(engine.reader()) as reader:
        shutil.rmtree(samples)
        for name, question in questions.items():
            if name != "stats":  # which measures the folder
                assert question(reader) == expected[name], name
        with pytest.raises(IndexNotFoundError):
            reader.stats()
    for call in (engine.reader, engine.generation):
        with pytest.raises(IndexNotFoundError):
            call()
    with pytest.raises(IndexUnusableError):
        engine.writer()
    assert len(list(engine.check())) == 1


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_to(samples: Path) -> None:
    engine = WhooshEngine(samples)
    samples.chmod(0o500)
    try:
        assert engine.reader().search(EVERYTHING).total
        with pytest.raises(IndexUnusableError):
            commit(engine, [body("new", "đình lập")])
    finally:
        samples.chmod(0o700)


# --- writers that die ---------------------------------------------------------------------------


class _Dying:
    """The process of ``dying``, which one asks for commits."""

    def __init__(self, input: IO[str], output: IO[str]) -> None:
        self._input, self._output = input, output

    def __call__(self, folder: Path, number: int, **how: object) -> int:
        """How the child ended that was to add, replace and delete a document, or to die."""
        order = {"folder": str(folder), "add": f"new {number}", "replace": "same", "delete": "old"}
        self._input.write(json.dumps(order | how) + "\n")
        self._input.flush()
        return int(self._output.readline())


@pytest.fixture(scope="module")
def dying_writer() -> Iterator[_Dying]:
    """One that can be asked again and again."""
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    with subprocess.Popen(
        [sys.executable, "-m", dying.__name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": path},
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield _Dying(process.stdin, process.stdout)
        process.stdin.close()


def _state(engine: WhooshEngine) -> tuple[set[str], int]:
    """The ids that are there, and how many documents hold what the dying writers wrote."""
    with closing(engine.reader()) as reader:
        total = reader.search(EngineRequest(Phrase(_words("chu", "tich")))).total
        return {stored.id for stored in reader.scan()}, total


def _assert_tidy(folder: Path) -> None:
    toc = read_toc(folder)
    ours = [f"_MAIN_{toc.number}.toc", *(f"MAIN_{one.id}.seg" for one in toc.segments)]
    assert sorted(os.listdir(folder)) == sorted([*ours, "MAIN_WRITELOCK"])


def _assert_whole(engine: WhooshEngine, folder: Path, number: int, end: int) -> None:
    """After a writer has ended somehow: its commit is there or not; the next one works."""
    ids, total = _state(engine)
    committed = f"new {number}" in ids
    assert ids == ({"same", f"new {number}"} if committed else {"old"})
    assert total == committed
    if end in (dying.DONE, dying.DEAD_AFTER, dying.DEAD_BEFORE):
        assert committed == (end != dying.DEAD_BEFORE)
    assert list(engine.check()) == []
    commit(engine, [body("old", "lập")], deleted=[f"new {number}", "same"])
    assert _state(engine) == ({"old"}, 0)
    _assert_tidy(folder)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_writer_may_die_at_any_step(tmp_path: Path, dying_writer: _Dying) -> None:
    engine = WhooshEngine(tmp_path, create=True)
    commit(engine, [body("old", "lập")])
    ends: list[int] = []
    for step in count(1):
        ends.append(dying_writer(tmp_path, step, step=step))
        _assert_whole(engine, tmp_path, step, ends[-1])
        if ends[-1] == dying.DONE:
            break
    assert ends.count(dying.DEAD_BEFORE) > 10
    assert ends.count(dying.DEAD_AFTER) > 10
    assert set(ends) == {dying.DONE, dying.DEAD_BEFORE, dying.DEAD_AFTER}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_writer_may_be_killed_at_any_moment(tmp_path: Path, dying_writer: _Dying) -> None:
    engine = WhooshEngine(tmp_path, create=True)
    commit(engine, [body("old", "lập")])
    chance = random.Random(20)
    for number in range(20):
        end = dying_writer(tmp_path, number, seconds=chance.uniform(0.0005, 0.03))
        _assert_whole(engine, tmp_path, number, end)


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
        _assert_tidy(tmp_path)
        expected = {"kept", "new" if committed else "old", "same"}
        assert _state(WhooshEngine(tmp_path)) == (expected, 1)
        # With space again the same writer goes on, and nothing is there twice.
        opened.commit()
        assert _state(WhooshEngine(tmp_path)) == ({"kept", "new", "same"}, 1)
    commit(engine, [body("next", "lập")])
    assert _state(engine) == ({"kept", "new", "next", "same"}, 1)
    assert list(engine.check()) == []
    _assert_tidy(tmp_path)


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
        _assert_tidy(tmp_path)
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
        for function in ("source_of", "build"):
            opened.add(body("bad", "chủ tịch"))
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(codec, function, refused)
                with pytest.raises(error):
                    opened.commit()
            _assert_tidy(tmp_path)
            opened.rollback()
        opened.add(body("new", "đình lập"))
        opened.commit()
    assert _state(engine) == ({"new", "old"}, 0)
    _assert_tidy(tmp_path)


def test_after_a_full_disk_the_next_writer_gets_the_lock(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path, create=True)
    with pytest.MonkeyPatch.context() as monkeypatch:
        _fail_in_segment(monkeypatch)
        with pytest.raises(IndexUnusableError):
            commit(engine, [body("lost", "lập")])
    commit(engine, [body("next", "lập")])
    assert _state(engine) == ({"next"}, 0)
    _assert_tidy(tmp_path)


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
    _assert_tidy(tmp_path)


def test_a_place_where_no_index_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(IndexUnusableError, match="không ghi được") as caught:
        WhooshEngine(tmp_path / "file" / "index", create=True)
    assert not isinstance(caught.value, IndexCorruptError)
