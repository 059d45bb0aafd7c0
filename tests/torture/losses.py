"""Power that fails: after every step of commits and merges, all that a disk may hold then.

What it is: a layer that records what was synced when, and makes of it the folders that may be found
after a crash: without anything that was not synced, with all names but empty files, and with some
of both. What commits had returned must be in each of them.

What it is not: a disk that lies, and says synced what is not.
"""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from shutil import rmtree
from typing import Any

import pytest

from tests.torture.model import Change, State, assert_tidy, make, scripts, state, states
from vnnews_search.engines.whoosh import merge
from vnnews_search.engines.whoosh.engine import WhooshEngine
from vnnews_search.errors import IndexNotFoundError

__all__ = ["power_losses", "recorded"]

SMALL = 8
"""Segments of so many documents take part in merges of levels."""

Names = dict[str, int]
"""The number of the inode of each name."""


def recorded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is synced, renamed and removed in a folder from now on, in order: a list that grows."""
    done: list[str] = []
    fsync, replace, unlink = os.fsync, os.replace, os.unlink

    def synced(opened: int) -> None:
        fsync(opened)
        done.append(f"sync {_name_of(folder, opened)}")

    def replaced(source: Path, target: Path) -> None:
        replace(source, target)
        done.append(f"replace {Path(source).suffix} {Path(target).suffix}")

    def removed(path: Path) -> None:
        unlink(path)
        if Path(path).parent == folder:
            done.append(f"remove {Path(path).suffix}")

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", replaced)
    monkeypatch.setattr(os, "unlink", removed)
    return done


def _name_of(folder: Path, opened: int) -> str:
    of_file = os.fstat(opened)
    paths = (folder.parent, folder, *folder.iterdir())
    found = [path for path in paths if os.path.samestat(path.stat(), of_file)]
    names = {folder.parent: "parent", folder: "folder"}
    return names.get(found[0], found[0].suffix) if found else "elsewhere"


@dataclass(frozen=True, slots=True)
class _Moment:
    """What there is just before a step, and what of it is on disk.

    Args:
        names, synced_names: those that programs see, those that are on disk.
        data, synced: the bytes of each inode; those that are on disk.
        returned: how many commits have returned; -1 while the index is being made.
    """

    names: Names
    synced_names: Names
    data: dict[int, bytes]
    synced: dict[int, bytes]
    returned: int


class _Disk:
    """Records the steps that touch a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[int, int] = {}  # an open file keeps its inode from being used again
        self._synced_names: Names = {}
        self._synced: dict[int, bytes] = {}
        self.returned = -1  # not even the index is made
        self.moments: list[_Moment] = []

    def note(self) -> None:
        """Keep what there is now."""
        names = self._names()
        data = {inode: _bytes(opened) for inode, opened in self._held.items()}
        changed = [inode for inode, synced in self._synced.items() if data[inode] != synced]
        assert not changed, "a file was written to after it was synced"
        self.moments.append(
            _Moment(names, dict(self._synced_names), data, dict(self._synced), self.returned)
        )

    def _names(self) -> Names:
        names: Names = {}
        for path in self._folder.iterdir():
            if path.name != "MAIN_WRITELOCK":
                names[path.name] = inode = path.stat().st_ino
                if inode not in self._held:
                    self._held[inode] = os.open(path, os.O_RDONLY)
        return names

    def synced(self, opened: int) -> None:
        """A file, or the names of a folder, are on disk from now on."""
        of_file = os.fstat(opened)
        if not stat.S_ISDIR(of_file.st_mode):
            self._synced[of_file.st_ino] = _bytes(opened, self._held.get(of_file.st_ino))
        elif os.path.samestat(of_file, self._folder.stat()):
            self._synced_names = self._names()

    def close(self) -> None:
        """Let the files go."""
        for opened in self._held.values():
            os.close(opened)


def _bytes(opened: int, readable: int | None = None) -> bytes:
    source = opened if readable is None else readable
    return os.pread(source, os.fstat(source).st_size, 0)


@contextmanager
def _recording(disk: _Disk) -> Iterator[None]:
    """While this is open, each step that counts for a crash is noted before and after."""

    def noted(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            disk.note()
            result = function(*arguments, **options)
            if function is fsync:
                disk.synced(arguments[0])
            disk.note()
            return result

        return call

    fsync = os.fsync
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name in ("fsync", "replace", "unlink"):
            monkeypatch.setattr(os, name, noted(getattr(os, name)))
        yield


def power_losses(folder: Path, chance: Random, commits: int, mixtures: int) -> str:
    """Cut the power at each step of so many commits, and see what may be left.

    Args:
        mixtures: how many folders in which some of what was not synced is there.
    """
    folder.mkdir()
    disk = _Disk(folder)
    changes = scripts(chance, {}, 1, commits)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(merge, "SMALL", SMALL)
        with _recording(disk):
            _commit_all(disk, folder, changes)
    disk.close()
    expected = states({}, changes)
    crashed = folder.with_name("crashed")
    seen: set[object] = set()
    outcomes: Counter[str] = Counter()
    for moment in disk.moments:
        for left in _left(moment, chance, mixtures):
            key = (moment.returned, frozenset(left.items()))
            if key not in seen:
                seen.add(key)
                outcomes[_found(crashed, left, expected, moment.returned)] += 1
    assert outcomes["next"] > 3, outcomes
    return (
        f"{len(disk.moments)} moments of {commits} commits, {len(seen)} folders that a power loss "
        f"may leave: {outcomes['returned']} with all commits that returned, {outcomes['next']} "
        "with the next one too, none with less or in part"
    )


def _commit_all(disk: _Disk, folder: Path, changes: list[Change]) -> None:
    engine = WhooshEngine(folder, create=True)
    disk.returned = 0
    with closing(engine.writer()) as writer:
        for change in changes:
            make(writer, change)
            disk.returned += 1


def _left(moment: _Moment, chance: Random, mixtures: int) -> Iterator[dict[str, bytes]]:
    """The folders that may be found after a crash at a moment, as the bytes of each name."""
    synced = moment.synced
    yield {name: synced.get(inode, b"") for name, inode in moment.synced_names.items()}
    yield {name: synced.get(inode, b"") for name, inode in moment.names.items()}
    for _ in range(mixtures):
        names: Names = {}
        for name in sorted({*moment.names, *moment.synced_names}):
            inode = chance.choice([moment.names.get(name), moment.synced_names.get(name)])
            if inode is not None:
                names[name] = inode
        yield {name: _some(moment, inode, chance) for name, inode in names.items()}


def _some(moment: _Moment, inode: int, chance: Random) -> bytes:
    """What may be on disk of a file: if it was not synced, its beginning, then zeros."""
    if inode in moment.synced:
        return moment.synced[inode]
    data = moment.data[inode]
    cut = chance.randint(0, len(data))
    return data[:cut] + bytes(chance.choice([0, len(data) - cut]))


def _found(folder: Path, left: dict[str, bytes], expected: list[State], returned: int) -> str:
    """How many commits a folder holds, after those that had returned; and the next one works."""
    if folder.exists():
        rmtree(folder)
    folder.mkdir()
    for name, data in left.items():
        (folder / name).write_bytes(data)
    try:
        engine = WhooshEngine(folder)
    except IndexNotFoundError:
        assert returned < 0, "an index is lost"
        engine = WhooshEngine(folder, create=True)
    found = state(folder)
    made = engine.generation()
    assert made in (returned, returned + 1), (made, returned)
    assert found == expected[made], f"not the state after {made} commits"
    assert list(engine.check()) == []
    change = Change(10**6, ("mới nữa",))
    with closing(engine.writer()) as writer:
        make(writer, change)
    assert state(folder) == change.applied(found)
    assert_tidy(folder)
    return "next" if made > returned else "returned"
