"""Folders that somebody else made: nothing in them is run, waited for or read without end."""

from __future__ import annotations

import marshal
import os
import pickle
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import copytree, rmtree
from typing import Any

import pytest

from tests.torture.damage import make_index
from vnnews_search.errors import VnNewsSearchError
from vnnews_search.index import NewsIndex
from vnnews_search.models import Article

__all__ = ["Payload", "planted", "watched"]

EVENTS = (
    "pickle.find_class",
    "marshal.load",
    "marshal.loads",
    "import",
    "exec",
    "compile",
    "code.__new__",
    "ctypes.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.startfile",
    "os.system",
    "subprocess.Popen",
    "socket.",
)
"""How code is run, or brought in, as Python tells those who ask."""

OTHERS = (
    "_MAIN_99.toc",
    "_MAIN_99.tmp",
    "MAIN_0000000000000000.seg",
    "MAIN_0000000000000000.trm",
    "MAIN_0000000000000000.pst",
    "MAIN.tmp",
    "load-errors.jsonl",
    "manifest.json.tmp",
    "__init__.py",
    "sitecustomize.py",
    "json.py",
    "whoosh.py",
    "settings.pickle",
)
"""Names that Whoosh, Python or we could look for, beside those of the files that are there."""

_seen: list[str] = []
_watching = False
_hooked = False


def _watch(event: str, _: tuple[Any, ...]) -> None:
    if _watching and event.startswith(EVENTS):
        _seen.append(event)


@contextmanager
def watched() -> Iterator[list[str]]:
    """While this is open, what runs or brings in code is listed; reading a pickle fails as well."""
    global _watching, _hooked
    if not _hooked:
        sys.addaudithook(_watch)  # for good
        _hooked = True

    def refused(*_: Any, **__: Any) -> None:
        _seen.append("pickle or marshal")
        raise AssertionError("a pickle is read")

    with pytest.MonkeyPatch.context() as monkeypatch:
        for module in (pickle, marshal):
            monkeypatch.setattr(module, "load", refused)
            monkeypatch.setattr(module, "loads", refused)
        monkeypatch.setattr(pickle, "Unpickler", refused)
        _seen.clear()
        _watching = True
        try:
            yield _seen
        finally:
            _watching = False


class Payload:
    """Makes a folder when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (str(self.path),)


def _payloads(ran: Path) -> dict[str, bytes]:
    source = f"import os; os.mkdir({str(ran)!r})\n"
    pickles = {f"pickle {n}": pickle.dumps(Payload(ran), n) for n in (0, 2, 5)}
    code = marshal.dumps(compile(source, "planted", "exec"))
    return {**pickles, "code": code, "source": source.encode()}


def _use(folder: Path) -> str:
    """Everything that anybody does with an index; how it ended."""
    try:
        with NewsIndex.open(folder, create=True) as index:
            index.search("họp", facets=("source", "officer"))
            index.get("bài:0")
            index.check()
            index.stats()
            index.add([Article("bài:9", title="Xã Nà Pặc họp")])
            index.delete(["bài:9"])
            index.restore(["bài:9"])
            index.refresh()
    except VnNewsSearchError:
        return "refused"
    return "served"


def planted(folder: Path, *, few: bool = False) -> str:
    """Put what would run, and what never ends, in the place of each file of an index.

    Args:
        few: only one kind of code.
    """
    whole, ran = folder.with_name("whole"), folder.with_name("ran")
    make_index(whole)
    payloads = _payloads(ran)
    if few:
        payloads = {"pickle 2": payloads["pickle 2"]}
    names = [*sorted(path.name for path in whole.iterdir()), *OTHERS]
    outcomes: Counter[str] = Counter()
    for name in names:
        for data in payloads.values():
            outcomes[_planted(whole, folder, name, data)] += 1
            assert not ran.exists(), f"{name} was run"
        outcomes["strange"] += _strange(whole, folder, name)
    told = f"{outcomes['refused']} folders refused, {outcomes['served']} served"
    return (
        f"{len(names)} files with {len(payloads)} kinds of code in their place: {told}, nothing "
        f"run; {outcomes['strange']} with pipes, devices, folders and links: none waited for"
    )


def _planted(whole: Path, folder: Path, name: str, data: bytes) -> str:
    _fresh(whole, folder)
    (folder / name).write_bytes(data)
    outcome = _use(folder)  # which also brings in all that such an index needs
    _fresh(whole, folder)
    (folder / name).write_bytes(data)
    with watched() as seen:
        _use(folder)
    assert seen == [], (name, seen)
    return outcome


def _strange(whole: Path, folder: Path, name: str) -> int:
    """Put what is no file in the place of one."""
    kinds = 0
    for make in (_pipe, _device, _folder, _loop):
        _fresh(whole, folder)
        with suppress(FileNotFoundError):
            (folder / name).unlink()
        if make(folder / name):
            _use(folder)
            kinds += 1
    return kinds


def _fresh(whole: Path, folder: Path) -> None:
    if folder.exists():
        rmtree(folder)
    copytree(whole, folder)


def _pipe(path: Path) -> bool:
    if hasattr(os, "mkfifo"):
        os.mkfifo(path)
    return path.exists()


def _device(path: Path) -> bool:
    if Path("/dev/zero").exists():
        path.symlink_to("/dev/zero")
    return path.exists()


def _folder(path: Path) -> bool:
    path.mkdir()
    (path / "inside").write_bytes(b"1")
    return True


def _loop(path: Path) -> bool:
    if os.name == "posix":
        path.symlink_to(path.name)
    return path.is_symlink()
