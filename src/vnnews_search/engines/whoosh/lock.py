"""The lock of an index folder: one writer at a time, in all processes.

What it is: Whoosh's lock on a file, freed by the system when its process dies.

What it is not: anything that readers wait for.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, Protocol

from vnnews_search.engines.whoosh.damage import reading, writing
from vnnews_search.engines.whoosh.index import ArrayIndex
from vnnews_search.engines.whoosh.toc import lock_path
from vnnews_search.errors import IndexCorruptError, IndexLockedError

__all__ = ["Lock", "locked"]

RETRY_SECONDS = 0.1


class Lock(Protocol):
    """A lock that was taken."""

    def release(self) -> None:
        """Let the next one in."""
        ...


def locked(folder: Path, wait_seconds: float) -> Lock:
    """The lock of a folder, taken.

    Raises:
        IndexLockedError: another one still has it after ``wait_seconds``.
        IndexCorruptError: what stands in its place is no file that could be locked.
        IndexUnusableError: the folder cannot be written to.
    """
    with reading(folder):
        _check_place(lock_path(folder))
    lock: Any = ArrayIndex(folder).lock("WRITELOCK")
    deadline = time.monotonic() + wait_seconds
    with writing(folder):
        while not lock.acquire():
            if time.monotonic() >= deadline:
                raise IndexLockedError(
                    f"một tiến trình khác đang ghi vào chỉ mục {folder}",
                    hint="Đợi nó xong rồi chạy lại.",
                )
            time.sleep(RETRY_SECONDS)
    taken: Lock = lock
    return taken


def _check_place(path: Path) -> None:
    """Raise if the lock is no file of its own, as where somebody else made the folder."""
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise IndexCorruptError(  # a link would be followed, a pipe waited for
            f"{path} không phải một tệp", hint="Xóa nó rồi chạy lại."
        )
