"""Systems that say no: a full disk, a missing right, too many open files, a bad disk.

Each is told as one of our errors and never as damage; what was committed stays, and once the system
says yes again the same writer goes on.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from tests.engines.texts import commit
from tests.torture.model import Change, State, assert_tidy, document, make, state
from tests.torture.writers import Reply, Writers
from vnnews_search.engines.whoosh.engine import WhooshEngine
from vnnews_search.errors import IndexUnusableError

__all__ = ["full_disk", "may_mount", "no_rights", "refused_steps", "small_files"]

NUMBERS = (errno.ENOSPC, errno.EACCES, errno.EMFILE, errno.ENOMEM, errno.EIO)


def _begun(folder: Path) -> State:
    ids = [f"cũ {number}" for number in range(30)]
    commit(WhooshEngine(folder, create=True), [document(id, 1) for id in ids])
    return dict.fromkeys(ids, 1)


def _assert_told(reply: Reply) -> None:
    for kind, message in reply.errors:
        assert kind == "IndexUnusableError", reply
        assert message, reply


def _retried(folder: Path, before: State, change: Change, reply: Reply) -> State:
    """What is there after a change was refused or not, and made again."""
    assert reply.end == 0, reply
    _assert_told(reply)
    after = change.applied(before)
    (between,) = reply.states
    refused = len(reply.generations) == 1 and len(reply.errors) == 1
    assert between in ((before, after) if refused else (after,)), reply
    assert reply.generations, reply
    assert state(folder) == after
    assert list(WhooshEngine(folder).check()) == []
    assert_tidy(folder)
    return after


def refused_steps(
    folder: Path, writers: Writers, numbers: Sequence[int] = NUMBERS, every: int = 1
) -> str:
    """Refuse each step of a commit, a merge and of reading in turn, once or from there on.

    Args:
        numbers: the errors that the system gives.
        every: 1 for each step, 2 for every second one, and so on.
    """
    before = _begun(folder)
    version = 2
    told: Counter[str] = Counter()
    for number in numbers:
        for once in (True, False):
            for step in count(1 + version % every, every):
                change = Change(version, (f"mới {version}", "cũ 0"), (f"mới {version - 1}",))
                how: dict[str, Any] = {"step": step, "number": number, "once": once}
                reply = writers("retry", folder, [change], **how)
                before = _retried(folder, before, change, reply)
                version += 1
                told["writers told"] += bool(reply.errors)
                reading = writers("read", folder, **how)
                _assert_read(reading, before)
                told["readers told"] += bool(reading.errors)
                told["steps"] += 1
                if not reply.errors and step > 90:
                    break
    assert min(told["writers told"], told["readers told"]) > 0, told
    return (
        f"{told['steps']} steps refused with {len(numbers)} errors: {told['writers told']} writers "
        f"and {told['readers told']} readers told so, the others were served; nothing was lost"
    )


def _assert_read(reply: Reply, expected: State) -> None:
    assert reply.end == 0, reply
    _assert_told(reply)
    assert reply.states == [] if reply.errors else reply.states == [expected], reply


def small_files(folder: Path, writers: Writers, chance: Random, times: int) -> str:
    """Let no file grow beyond so many sizes, from nothing to that of a merged segment."""
    before = _begun(folder)
    told = 0
    for number in range(times):
        change = Change(number + 2, (f"mới {number}", "cũ 0"), (f"mới {number - 1}",))
        largest = max(path.stat().st_size for path in folder.glob("*.seg"))
        size = min(number, 40) if number < times // 4 else chance.randrange(largest + 100)
        reply = writers("retry", folder, [change], size=size)
        before = _retried(folder, before, change, reply)
        told += bool(reply.errors)
    assert 0 < told < times, told
    return f"{times} sizes that no file could grow beyond: {told} writers told so, nothing was lost"


def may_mount() -> bool:
    """Whether a small disk can be had."""
    return os.name == "posix" and os.geteuid() == 0 and shutil.which("mount") is not None


@contextmanager
def _disk(folder: Path, kib: int) -> Iterator[None]:
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kib}k", "none", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def full_disk(folder: Path, chance: Random) -> str:
    """Fill a small disk up, look, make room, and go on, with one and the same writer."""
    told = 0
    with _disk(folder, 400):
        engine = WhooshEngine(folder / "index", create=True)
        before: State = {}
        with closing(engine.writer()) as writer:
            for version in count(1):
                new = tuple(f"mới {version} {n}" for n in range(chance.randint(40, 400)))
                change = Change(version, new)
                try:
                    make(writer, change)
                except IndexUnusableError:
                    told += 1
                    writer.rollback()
                    assert state(folder / "index") == before
                    assert_tidy(folder / "index")
                    gone = tuple(sorted(before)[: len(before) // 2])
                    change = Change(version, (), gone)
                    _grow(folder, 400 * (told + 1))
                    make(writer, change)
                before = change.applied(before)
                if told == 3:
                    break
        assert state(folder / "index") == before
        assert list(engine.check()) == []
        assert_tidy(folder / "index")
    return f"a disk filled up {told} times after {version} commits: nothing was lost or left over"


def _grow(folder: Path, kib: int) -> None:
    subprocess.run(["mount", "-o", f"remount,size={kib}k", folder], check=True)


def no_rights(folder: Path, writers: Writers) -> str:
    """Read as a user who may not write; then as one who may not read either.

    Args:
        folder: in a folder of its own, which is opened to others.
    """
    before = _begun(folder)
    nobody: dict[str, Any] = {"nobody": True} if os.geteuid() == 0 else {}
    folder.parent.chmod(folder.parent.stat().st_mode | 0o011)
    folder.chmod(0o555)
    _assert_read(writers("read", folder, **nobody), before)
    reply = writers("write", folder, [Change(2, ("mới",))], **nobody)
    assert [kind for kind, _ in reply.errors] == ["IndexUnusableError"], reply
    for path in (next(folder.glob("*.seg")), next(folder.glob("*.toc")), folder):
        mode = path.stat().st_mode
        path.chmod(0)
        reply = writers("read", folder, **nobody)
        assert [kind for kind, _ in reply.errors] == ["IndexUnusableError"], (path, reply)
        path.chmod(mode)
    folder.chmod(0o755)
    assert state(folder) == before
    assert_tidy(folder)
    return "a folder that may not be written to is read; what may not be read is told as that"
