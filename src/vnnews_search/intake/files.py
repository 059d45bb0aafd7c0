"""Which files are read, and their bytes: folders walked, .gz unpacked, progress counted.

What it is: everything that touches the disk. The readers of formats get decoded text or raw lines
and never open a file.

What it is not: a judge of content. A file is chosen by its suffix; what is wrong inside is said by
the reader of its format.
"""

from __future__ import annotations

import gzip
import io
import os
import re
import stat
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vnnews_search.errors import IntakeError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["FORMATS", "Progress", "Source", "Stream", "open_stream", "size_of", "sources_in"]

FORMATS = {
    ".txt": "page",
    ".html": "html",
    ".htm": "html",
    ".jsonl": "json",
    ".ndjson": "json",
    ".json": "json",
}
"""Suffix → reader; each may be followed by ``.gz``."""

Progress = Callable[[int], None]

_INDEX_FILE = re.compile(r"_MAIN_\d+\.toc|MAIN_WRITELOCK")


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, or a folder that could not be listed.

    Args:
        path: what is opened.
        shown: the same as text that can be stored.
        format: reader of ``FORMATS``; empty if its suffix says none.
        unlisted: why the folder could not be listed; None for a file.
    """

    path: str
    shown: str
    format: str
    unlisted: OSError | None = None


def sources_in(paths: tuple[str | os.PathLike[str], ...]) -> list[Source]:
    """The files to read, in order, each once; folders are walked in sorted order.

    A walk takes regular files and links to them; it passes over pipes, devices and folders that
    hold an index of ours. A folder it cannot list, or a link that leads nowhere, is a source too,
    so that its reader can tell of it.

    Args:
        paths: files and folders. A file given by name is always listed, also if nothing reads it.

    Raises:
        IntakeError: a path does not exist, or a folder holds nothing that is read.
    """
    for path in paths:
        if not os.path.exists(path):
            raise IntakeError(
                f"không tìm thấy tệp hay thư mục “{_shown(path)}”",
                hint="Kiểm tra lại đường dẫn, hoặc dùng đường dẫn tuyệt đối.",
            )
    listed = (found for path in paths for found in _files_of(os.fspath(path)))
    return list({source.path: source for source in listed}.values())


def size_of(source: Source) -> int:
    """The bytes on disk; none for what is no longer there or cannot be listed."""
    if source.unlisted:
        return 0
    try:
        return os.path.getsize(source.path)
    except OSError:
        return 0


def _files_of(path: str) -> list[Source]:
    if not os.path.isdir(path):
        return [_source(path)]
    found = list(_walk(path))
    if not found:
        raise IntakeError(
            f"thư mục “{_shown(path)}” không có tệp nào đọc được",
            hint=f"Các đuôi tệp đọc được: {' '.join(FORMATS)} (có thể nén thêm .gz).",
        )
    return found


def _walk(folder: str) -> Iterator[Source]:
    unlisted: list[OSError] = []
    for parent, folders, names in os.walk(folder, onerror=unlisted.append):
        if _holds_index(names):
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            hidden = name.startswith(".") or name.lower().startswith("readme")
            path = os.path.join(parent, name)
            if not hidden and _format(name) and _may_be_read(path):
                yield _source(path)
    for error in unlisted:
        yield _source(error.filename or folder, error)


def _holds_index(names: list[str]) -> bool:
    return "manifest.json" in names and any(map(_INDEX_FILE.fullmatch, names))


def _may_be_read(path: str) -> bool:
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except OSError:  # opening it will tell why
        return True


def _source(path: str, unlisted: OSError | None = None) -> Source:
    return Source(path, _shown(path), _format(path), unlisted)


def _format(name: str) -> str:
    stem, suffix = os.path.splitext(name.lower())
    if suffix == ".gz":
        suffix = os.path.splitext(stem)[1]
    return FORMATS.get(suffix, "")


def _shown(path: str | os.PathLike[str]) -> str:
    """The path as text: a name whose bytes are no text would break every later writer."""
    return os.fsencode(path).decode("utf-8", "replace")


class _Unpacked(io.RawIOBase):
    """The content of a .gz: all that comes before a damage is read before the damage is raised.

    Args:
        packed: the archive; its own reads lose what they held when they meet the damage.
    """

    def __init__(self, packed: gzip.GzipFile) -> None:
        self._packed = packed
        self._damage: Exception | None = None

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill the buffer, less only at the end or before a damage."""
        if self._damage:
            raise self._damage
        view = memoryview(buffer)
        filled = 0
        try:
            while more := self._packed.readinto1(view[filled:]):
                filled += more
        except (OSError, EOFError, zlib.error) as error:
            if not filled:
                raise
            self._damage = error
        return filled


class Stream:
    """The unpacked bytes of a file; tells how many of its bytes on disk were read.

    Args:
        on_disk: the file itself, whose position is the progress.
        content: the bytes to read, unpacked.
        progress: called with the bytes on disk read since its last call.
    """

    def __init__(
        self,
        on_disk: io.RawIOBase,
        content: io.RawIOBase,
        progress: Progress | None,
    ) -> None:
        self.content = io.BufferedReader(content, 1 << 16)
        self._on_disk = on_disk
        self._progress = progress
        self._told = 0

    def looks_binary(self) -> bool:
        """Whether the first bytes cannot be JSON in UTF-8: a NUL, or a mark of UTF-16."""
        head = self.content.peek(1024)
        return b"\x00" in head or head.startswith((b"\xff\xfe", b"\xfe\xff"))

    def tell_progress(self) -> None:
        """Report what was read since the last report."""
        position = self._on_disk.tell()
        if self._progress is not None and position > self._told:
            self._progress(position - self._told)
            self._told = position


@contextmanager
def open_stream(source: Source, progress: Progress | None) -> Iterator[Stream]:
    """A file opened for reading, unpacked if its name ends in .gz.

    Raises:
        OSError: it cannot be opened, or is a pipe, a socket or a device, which could make wait
            forever.
    """
    if not stat.S_ISREG(os.stat(source.path).st_mode):
        raise OSError("không phải tệp thông thường")
    # Unbuffered below, so that the position is what was really fetched from the disk.
    with open(source.path, "rb", buffering=0) as on_disk:
        if source.path.lower().endswith(".gz"):
            with gzip.open(on_disk) as unpacked:
                yield Stream(on_disk, _Unpacked(unpacked), progress)
        else:
            yield Stream(on_disk, on_disk, progress)
