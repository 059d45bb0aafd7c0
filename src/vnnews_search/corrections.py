"""What people corrected: kept beside the index, so that no load brings an error back.

What it is: ``corrections.jsonl``, one line a correction, only ever appended to. The last line about
an article counts. So far a correction hides an article (deleting it) or shows it again.

What it is not: part of the index. It survives re-indexing and rebuilding, which is its purpose.
"""

from __future__ import annotations

import errno
import json
import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from vnnews_search.errors import IndexCorruptError, IndexUnusableError

__all__ = ["FILE", "Corrections", "keep_readable_lines", "unreadable_lines"]

_LOG = logging.getLogger(__name__)

FILE = "corrections.jsonl"


def unreadable_lines(path: Path) -> list[int]:
    """The numbers of the lines of a file of corrections that cannot be read; the first is 1."""
    return [number for number, line in _lines(path) if _read_line(line) is None]


def keep_readable_lines(path: Path) -> None:
    """Write a file of corrections anew without the lines that cannot be read."""
    kept = [line + b"\n" for _, line in _lines(path) if _read_line(line) is not None]
    temporary = path.with_suffix(".tmp")
    with temporary.open("wb") as file:
        file.writelines(kept)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The (number, line) of each line that is not empty."""
    # A line without its end was torn while it was written, so nothing was promised by it.
    *lines, torn = _bytes(path).split(b"\n")
    if torn:
        _LOG.warning("%s: the last line is incomplete and left out", path)
    return ((number, line) for number, line in enumerate(lines, start=1) if line.strip())


def _read_line(line: bytes) -> tuple[str, bool] | None:
    """The id of an article and whether it is hidden; None if a line is not one of ours."""
    try:
        fields = json.loads(line.decode())
        return str(fields["article"]), bool(fields["hidden"])
    except (ValueError, LookupError, TypeError, RecursionError):
        return None


class Corrections:
    """The corrections of one index.

    Args:
        path: their file, made with the first correction; None keeps them in memory.

    Raises:
        IndexCorruptError: a line of the file cannot be read.
        IndexUnusableError: the system refuses to read the file.

    >>> corrections = Corrections(None)
    >>> corrections.hide(["a", "b"])
    >>> corrections.show(["b", "c"])
    ('b',)
    >>> corrections.hidden
    frozenset({'a'})
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._hidden: dict[str, bool] = {}
        self.reload()

    def reload(self) -> None:
        """Read what was corrected meanwhile, by this process or another."""
        if self._path is not None:
            self._read(self._path)

    def _read(self, path: Path) -> None:
        for number, line in _lines(path):
            read = _read_line(line)
            if read is None:
                raise IndexCorruptError(
                    f"{path}: dòng {number} không đọc được",
                    hint="Sửa dòng ấy bằng trình soạn thảo, hoặc chạy: vnnews check --repair",
                )
            id, hidden = read
            self._hidden[id] = hidden

    @property
    def hidden(self) -> frozenset[str]:
        """Ids of the articles that are to stay out of the index."""
        return frozenset(id for id, hidden in self._hidden.items() if hidden)

    def hide(self, ids: Iterable[str]) -> None:
        """Keep articles out of the index from now on."""
        self._append(dict.fromkeys(ids, True))

    def show(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Let hidden articles in again, with the next load that brings them; those that were."""
        shown = tuple(id for id in dict.fromkeys(ids) if self._hidden.get(id))
        self._append(dict.fromkeys(shown, False))
        return shown

    def _append(self, hidden: dict[str, bool]) -> None:
        if self._path is not None and hidden:
            _append(self._path, hidden)
        self._hidden.update(hidden)


def _append(path: Path, hidden: Mapping[str, bool]) -> None:
    lines = [json.dumps({"article": id, "hidden": value}) for id, value in hidden.items()]
    # A torn line ends here, and costs itself alone.
    torn = not (_bytes(path) or b"\n").endswith(b"\n")
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write("\n" * torn + "".join(f"{line}\n" for line in lines))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise IndexUnusableError(
            f"không ghi được {path}: {error.strerror or error}",
            hint="Xem còn chỗ trên đĩa và quyền ghi tệp ấy không, rồi chạy lại.",
        ) from error


def _bytes(path: Path) -> bytes:
    """What a file holds; nothing if there is none."""
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for without end
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise IndexUnusableError(
            f"không đọc được {path}: {error.strerror or error}",
            hint="Xem đĩa và quyền đọc tệp ấy, rồi chạy lại.",
        ) from error
