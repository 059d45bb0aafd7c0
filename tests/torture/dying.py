"""A process whose children write to an index, and die or are refused on the way.

What it is: the other side of ``writers``. Each line of its input is an order, each line of its
output what became of the child. Children are forked, so that they begin at once.
"""

from __future__ import annotations

import errno
import json
import logging
import os
import signal
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.torture.model import Change, make, state
from vnnews_search.engines.whoosh import merge
from vnnews_search.engines.whoosh.engine import WhooshEngine
from vnnews_search.errors import VnNewsSearchError
from vnnews_search.manifest import check_manifest, read_manifest, write_manifest

DONE, DEAD_BEFORE, DEAD_AFTER = 0, 9, 10
"""How a child ended: not at all, before the commit in flight counts, after that."""

_STEPS = ("open", "os.", "mmap.", "fcntl.", "step.")


def main() -> None:
    """Answer one line with another."""
    _bring_in_everything()
    logging.getLogger("vnnews_search").addHandler(logging.NullHandler())
    for line in sys.stdin:
        print(json.dumps(_reply(json.loads(line))), flush=True)


def _bring_in_everything() -> None:
    """Live once, for what a child imports would be refused with the rest, or take its time."""
    with tempfile.TemporaryDirectory() as folder:
        engine = WhooshEngine(Path(folder), create=True)
        for version in (1, 2):
            with closing(engine.writer()) as opened:
                make(opened, Change(version, ("a", f"b {version}"), ("b 0",)))
        state(Path(folder))


def _reply(order: dict[str, Any]) -> dict[str, Any]:
    output, input = os.pipe()
    started = time.perf_counter()
    child = os.fork()
    if not child:
        os.close(output)
        _live(order, input)
    os.close(input)
    if "seconds" in order:
        time.sleep(order["seconds"])
        os.kill(child, signal.SIGKILL)
    with os.fdopen(output, "rb") as lines:  # which ends with the child
        said = [json.loads(line) for line in lines]
    _, status = os.waitpid(child, 0)
    end = os.waitstatus_to_exitcode(status)
    return {"end": end, "said": said, "seconds": time.perf_counter() - started}


def _live(order: dict[str, Any], output: int) -> None:
    """Do what is ordered, and never return."""

    def say(what: object) -> None:
        os.write(output, json.dumps(what).encode() + b"\n")

    if order.get("nobody"):
        folder = Path(order["folder"])
        os.chdir(folder.parent)  # the folders above may be closed to others, as is their right
        order["folder"] = folder.name
        os.setuid(65534)
    merge.SMALL = order.get("small", merge.SMALL)
    if not order.get("sync"):
        do_not_sync()
    try:
        {"write": _write, "retry": _retry, "read": _read, "found": _found}[order["what"]](
            order, say
        )
    except VnNewsSearchError as error:
        say([type(error).__name__, error.message])
    except BaseException as error:  # so that it is seen where orders come from
        say(["bug", repr(error)])
    os._exit(DONE)


def _changes(order: dict[str, Any]) -> list[Change]:
    return [Change(version, tuple(new), tuple(old)) for version, new, old in order["changes"]]


def _write(order: dict[str, Any], say: Any) -> None:
    """Make changes, and say of each that it is made."""
    engine = WhooshEngine(Path(order["folder"]))
    if "step" in order:
        die_at(order["step"])
    with closing(engine.writer()) as opened:
        for change in _changes(order):
            say(make(opened, change))


def _retry(order: dict[str, Any], say: Any) -> None:
    """Make a change where the system refuses something, and once more where it no longer does."""
    engine = WhooshEngine(Path(order["folder"]))
    (change,) = _changes(order)
    refusal = _refusal(order)
    try:
        opened = engine.writer()
    except VnNewsSearchError as error:
        say([type(error).__name__, error.message])
        refusal.lift()
        opened = engine.writer()
    with closing(opened):
        try:
            say(make(opened, change))
        except VnNewsSearchError as error:
            say([type(error).__name__, error.message])
        refusal.lift()
        say(sorted(state(Path(order["folder"])).items()))
        say(make(opened, change))


def _read(order: dict[str, Any], say: Any) -> None:
    """Read all there is, where the system refuses something."""
    refusal = _refusal(order)
    found = state(Path(order["folder"]))
    refusal.lift()
    say(sorted(found.items()))


def _found(order: dict[str, Any], say: Any) -> None:
    """Have several processes make one index at once, and each commit a document."""
    children = [child for number in range(order["together"]) if (child := _one(order, number, say))]
    for child in children:
        os.waitpid(child, 0)


def _one(order: dict[str, Any], number: int, say: Any) -> int:
    child = os.fork()
    if child:
        return child
    folder = Path(order["folder"])
    try:
        engine = WhooshEngine(folder, create=True)
        write_manifest(folder)
        check_manifest(folder, read_manifest(folder))
        with closing(engine.writer(wait_seconds=60)) as opened:
            say(make(opened, Change(1, (f"mới {number}",))))
    except BaseException as error:  # so that it is seen where orders come from
        say(["bug", repr(error)])
    os._exit(DONE)


def do_not_sync() -> None:
    """Wait for no disk; to sync is a step all the same."""
    setattr(os, "fsync", lambda _: sys.audit("step.fsync"))  # noqa: B010


def die_at(step: int) -> None:
    """Die before the step of that number that touches files."""
    left = step
    end = DEAD_BEFORE

    def count(name: str, arguments: tuple[Any, ...]) -> None:
        nonlocal left, end
        if name.startswith(_STEPS):
            left -= 1
            if not left:
                os._exit(end)
            if name == "os.rename" and str(arguments[1]).endswith(".toc"):
                end = DEAD_AFTER

    sys.addaudithook(count)


class _RefusedSteps:
    """From a step on, once or for good, the system says no."""

    def __init__(self, step: int, number: int, once: bool) -> None:
        self._left = step
        self._error = OSError(number, os.strerror(number))
        self._once = once
        self._lifted = False
        sys.addaudithook(self._count)

    def _count(self, name: str, arguments: tuple[Any, ...]) -> None:
        if self._lifted or not name.startswith(_STEPS) or self._never(name, arguments):
            return
        self._left -= 1
        if self._left == 0 or (self._left < 0 and not self._once):
            raise OSError(*self._error.args)

    def _never(self, name: str, arguments: tuple[Any, ...]) -> bool:
        """Whether no system says no: when a lock is given back; EACCES of a lock means: wait."""
        import fcntl  # there is none on Windows

        unlocks = name == "fcntl.flock" and bool(arguments[1] & fcntl.LOCK_UN)
        return unlocks or (name == "fcntl.flock" and self._error.errno == errno.EACCES)

    def lift(self) -> None:
        """Let everything pass again."""
        self._lifted = True


class _SmallFiles:
    """No file may grow beyond a size, as on a disk that is full."""

    def __init__(self, size: int) -> None:
        import resource  # there is none on Windows

        self._set = resource.setrlimit
        self._which = resource.RLIMIT_FSIZE
        _, self._most = resource.getrlimit(self._which)
        self._set(self._which, (size, self._most))

    def lift(self) -> None:
        """Let files grow again."""
        self._set(self._which, (self._most, self._most))


class _Nothing:
    def lift(self) -> None:
        """Nothing was refused."""


def _refusal(order: dict[str, Any]) -> _RefusedSteps | _SmallFiles | _Nothing:
    if "size" in order:
        return _SmallFiles(order["size"])
    if "step" in order:
        return _RefusedSteps(order["step"], order["number"], order["once"])
    return _Nothing()


if __name__ == "__main__":
    main()
