"""The lock of an index folder: one writer at a time, in all processes.

What it is: Whoosh's lock on a file, freed by the system when its process dies.

What it is not: anything that readers wait for.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, Protocol

from vnnews_search.engines.whoosh.damage import writing
from vnnews_search.engines.whoosh.index import ArrayIndex
from vnnews_search.errors import IndexLockedError

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
        IndexUnusableError: the folder cannot be written to.
    """
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
