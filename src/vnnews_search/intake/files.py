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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from vnnews_search.errors import IntakeError

__all__ = ["FORMATS", "Progress", "Source", "Stream", "open_stream", "sources_in"]

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


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read.

    Args:
        path: what is opened.
        shown: the same as text that can be stored.
        format: reader of ``FORMATS``; empty if its suffix says none.
    """

    path: str
    shown: str
    format: str


def sources_in(paths: tuple[str | os.PathLike[str], ...]) -> list[Source]:
    """The files to read, in order, each once; folders are walked in sorted order.

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
    return [_source(path) for path in dict.fromkeys(listed)]


def _files_of(path: str) -> list[str]:
    if not os.path.isdir(path):
        return [path]
    found = list(_walk(path))
    if not found:
        raise IntakeError(
            f"thư mục “{_shown(path)}” không có tệp nào đọc được",
            hint=f"Các đuôi tệp đọc được: {' '.join(FORMATS)} (có thể nén thêm .gz).",
        )
    return found


def _walk(folder: str) -> Iterator[str]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            hidden = name.startswith(".") or name.lower().startswith("readme")
            if not hidden and _format(name):
                yield os.path.join(parent, name)


def _source(path: str) -> Source:
    return Source(path, _shown(path), _format(path))


def _format(name: str) -> str:
    stem, suffix = os.path.splitext(name.lower())
    if suffix == ".gz":
        suffix = os.path.splitext(stem)[1]
    return FORMATS.get(suffix, "")


def _shown(path: str | os.PathLike[str]) -> str:
    """The path as text: a name whose bytes are no text would break every later writer."""
    return os.fsencode(path).decode("utf-8", "replace")


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
        content: io.RawIOBase | gzip.GzipFile,
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
    """A file opened for reading, unpacked if its name ends in .gz."""
    # Unbuffered below, so that the position is what was really fetched from the disk.
    with open(source.path, "rb", buffering=0) as on_disk:
        if source.path.lower().endswith(".gz"):
            with gzip.open(on_disk) as unpacked:
                yield Stream(on_disk, unpacked, progress)
        else:
            yield Stream(on_disk, on_disk, progress)
