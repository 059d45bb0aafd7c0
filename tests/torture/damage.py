"""Damaged files: the right answer, or an error of ours; never a wrong one, a hang or a crash.

Not here: a file that is cut off while a reader has it mapped. The system ends the reader then
(SIGBUS), whatever it does; so nothing of ours ever shortens or overwrites a file of an index
(``losses`` holds that), and nobody else should.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from pathlib import Path
from random import Random

from tests.torture.questions import answers, ids_of, questions
from vnnews_search.engines.whoosh.engine import WhooshEngine
from vnnews_search.engines.whoosh.segment import BLOCK
from vnnews_search.errors import IndexCorruptError, IndexNotFoundError, IndexUnusableError
from vnnews_search.index import NewsIndex
from vnnews_search.models import Article
from vnnews_search.wire import result_page_json

__all__ = ["broken_tables", "deleted_folder", "flipped_bytes", "make_index", "other_lengths"]


class _Damaged:
    """A file that is damaged for a moment at a time."""

    def __init__(self, folder: Path, path: Path) -> None:
        self.path = path
        self.data = path.read_bytes()
        self._engine = WhooshEngine(folder)
        self._questions = questions(ids_of(folder))
        self._expected = answers(self._engine, self._questions)
        assert IndexCorruptError not in self._expected.values()
        self.told: set[str] = set()

    def ask(self, data: bytes) -> bool:
        """Ask everything of other bytes; whether ``check`` tells of damage."""
        self._put(data)
        try:
            found = answers(self._engine, self._questions)
            wrong = [q for q in found if found[q] not in (self._expected[q], IndexCorruptError)]
            assert not wrong, f"{self.path.name}: wrong answers to {wrong}"
            self.told |= {q for q in found if found[q] is IndexCorruptError}
            return bool(list(self._engine.check()))
        finally:
            self._put(self.data)

    def _put(self, data: bytes) -> None:
        self.path.unlink()  # a mapped file is never written over
        self.path.write_bytes(data)

    def assert_all_told(self) -> None:
        """Each question was told of damage at least once, and none is now."""
        assert self.told == set(self._questions)
        assert answers(self._engine, self._questions) == self._expected


def _flipped(data: bytes, place: int, bit: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :]


def flipped_bytes(folder: Path, chance: Random, more: int, anywhere: int) -> str:
    """Flip a bit in the middle of each section of a segment, and in more places.

    Args:
        folder: an index of ``make_samples``.
        more: further places of each section.
        anywhere: places in all of the file, gaps between sections and its directory too.
    """
    (path,) = folder.glob("*.seg")
    damaged = _Damaged(folder, path)
    data = damaged.data
    begin = data.rindex(b'{"version"')
    sections = json.loads(data[begin:-24])["sections"]
    places: list[int] = []
    for kind, offset, length, _ in sections.values():
        size = int(kind[1]) * length
        places += [offset + size // 2, *(offset + size - 1 for _ in range(size > BLOCK))]
        places += [offset + chance.randrange(size) for _ in range(more if size else 0)]
    places += [chance.randrange(begin, len(data)) for _ in range(anywhere)]
    for place in places:
        seen = damaged.ask(_flipped(data, place, chance.randrange(8)))
        told = place >= begin or _belongs(sections.values(), place)
        assert seen or not told, f"check overlooks {place}"
    damaged.assert_all_told()
    for _ in range(anywhere):
        damaged.ask(_flipped(data, chance.randrange(len(data)), chance.randrange(8)))
    return (
        f"{len(places) + anywhere} flipped bits in {len(sections)} sections and between them: "
        + ("every answer right, or told as damage")
    )


def _belongs(sections: Iterable[tuple[str, int, int, int]], place: int) -> bool:
    """Whether a byte says anything: those between sections do not."""
    return any(begin <= place < begin + int(kind[1]) * size for kind, begin, size, _ in sections)


def other_lengths(folder: Path, chance: Random, times: int) -> str:
    """Cut the segment and the table off at so many lengths, and let them grow a little."""
    lengths = 0
    for path in (next(folder.glob("*.seg")), next(folder.glob("*.toc"))):
        damaged = _Damaged(folder, path)
        size = len(damaged.data)
        some = [0, 1, 7, 8, 24, 31, 32, size - 25, size - 24, size - 1]
        for length in [*some, *(chance.randrange(size) for _ in range(times))]:
            assert damaged.ask(damaged.data[:length]), (path.name, length)
            lengths += 1
        for more in (b"\0", b"\n", damaged.data, bytes(4096)):
            assert damaged.ask(damaged.data + more), (path.name, len(more))
            lengths += 1
        damaged.assert_all_told()
    return f"{lengths} lengths of a segment and a table: all told as damage"


def make_index(folder: Path) -> None:
    """An index as people have it: articles, a correction, a manifest."""
    with NewsIndex.open(folder, create=True) as index:
        index.add([Article(f"bài:{n}", title=f"Xã Nà Pặc họp lần {n}") for n in range(3)])
        index.delete(["bài:2"])


def broken_tables(folder: Path, bits: int) -> str:
    """Flip bits of each byte of the table of contents and the manifest, and cut both off anywhere.

    Args:
        folder: an index of ``make_index``.
        bits: how many of the eight.
    """
    outcomes: Counter[str] = Counter()
    expected = _page(folder)
    for path in (next(folder.glob("*.toc")), folder / "manifest.json"):
        data = path.read_bytes()
        for place in range(len(data)):
            flipped = [_flipped(data, place, (place + bit) % 8) for bit in range(bits)]
            for broken in (*flipped, data[:place]):
                path.write_bytes(broken)
                outcomes[_outcome(lambda: _page(folder), expected)] += 1
        path.write_bytes(data)
    assert outcomes["refused"] > outcomes["right"], outcomes
    told = ", ".join(f"{count} {name}" for name, count in sorted(outcomes.items()))
    return f"{outcomes.total()} flipped bits and lengths of table and manifest: {told}"


def _page(folder: Path) -> Mapping[str, object]:
    with NewsIndex.open(folder) as index:
        page = dict(result_page_json(index.search("họp")))
    del page["took_ms"], page["notices"]
    return page


def _outcome(call: Callable[[], object], expected: object) -> str:
    try:
        found = call()
    except IndexUnusableError:
        return "refused"
    assert found == expected, "a wrong answer"
    return "right"


def deleted_folder(folder: Path) -> str:
    """Delete an index under a reader, which still answers all it did.

    Args:
        folder: an index of ``make_samples``.
    """
    engine, asked = WhooshEngine(folder), questions(ids_of(folder))
    expected = answers(engine, asked)
    with closing(engine.reader()) as reader:
        shutil.rmtree(folder)
        for name, question in asked.items():
            if name != "stats":  # which measures the folder
                assert question(reader) == expected[name], name
        assert _raises(IndexNotFoundError, reader.stats)
    assert _raises(IndexNotFoundError, engine.reader)
    assert _raises(IndexNotFoundError, engine.generation)
    assert _raises(IndexUnusableError, engine.writer)
    assert len(list(engine.check())) == 1
    return f"an index deleted under a reader: {len(asked)} questions answered as before"


def _raises(kind: type[Exception], call: Callable[[], object]) -> bool:
    try:
        call()
    except kind:
        return True
    return False
