"""The writer: changes gathered in memory, written by one Whoosh commit, then synced to disk."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index
from whoosh.writing import SegmentWriter

from vnnews_search.analyzed import AnalyzedDocument
from vnnews_search.engines.whoosh.damage import reading, writing
from vnnews_search.engines.whoosh.schema import fields_of
from vnnews_search.engines.whoosh.snapshot import Snapshot
from vnnews_search.errors import IndexLockedError

__all__ = ["WhooshWriter"]


RETRY_SECONDS = 0.1

POOL_MB = 24
"""Postings that Whoosh gathers before it sorts them to disk; Python takes about six times that."""


class WhooshWriter:
    """Changes kept in memory until commit, then written at once.

    Documents wait here, because Whoosh cannot replace one within a batch; so commit every few
    thousand articles.
    """

    def __init__(self, index: whoosh_index.FileIndex, folder: Path, wait_seconds: float) -> None:
        self._index = index
        self._folder = folder
        self._added: dict[str, AnalyzedDocument] = {}
        self._deleted: set[str] = set()
        self._lock = index.lock("WRITELOCK")
        with writing(folder):
            taken = _acquired(self._lock, wait_seconds)
        if not taken:
            raise IndexLockedError(
                f"một tiến trình khác đang ghi vào chỉ mục {folder}",
                hint="Đợi nó xong rồi chạy lại.",
            )
        self._open = True
        self._snapshot = self._committed()

    def _committed(self) -> Snapshot:
        with reading(self._folder):
            return Snapshot(self._index.reader(), 0)

    def add(self, document: AnalyzedDocument) -> None:
        """Add or replace a document."""
        self._deleted.discard(document.id)
        self._added[document.id] = document

    def delete(self, ids: Iterable[str]) -> int:
        """Delete documents."""
        there = [id for id in dict.fromkeys(ids) if self._holds(id)]
        self._deleted.update(there)
        for id in there:
            self._added.pop(id, None)
        return len(there)

    def _holds(self, id: str) -> bool:
        if id in self._added:
            return True
        return id not in self._deleted and self._snapshot.number(id) is not None

    def commit(self) -> int:
        """Write, sync and show all changes."""
        # A Whoosh writer makes files at once, so there is one only while there is something to
        # write; the lock that it would take is ours already.
        with writing(self._folder):
            writer = SegmentWriter(self._index, _lk=False, limitmb=POOL_MB)
            generation: int = writer.generation
            try:
                self._write(writer, generation)
            except BaseException:
                if not writer.is_closed:
                    writer.cancel()
                raise
            _sync(self._folder)
        self.rollback()
        self._snapshot.close()
        self._snapshot = self._committed()
        return generation

    def _write(self, writer: SegmentWriter, generation: int) -> None:
        for id in (*self._deleted, *self._added):
            number = self._snapshot.number(id)
            if number is not None:
                writer.delete_document(number)
        for document in self._added.values():
            writer.add_document(**fields_of(document, generation))
        writer.commit()

    def rollback(self) -> None:
        """Forget the changes since the last commit."""
        self._added.clear()
        self._deleted.clear()

    def close(self) -> None:
        """Let the next writer in."""
        if self._open:
            self._open = False
            self.rollback()
            self._snapshot.close()
            self._lock.release()


def _acquired(lock: Any, wait_seconds: float) -> bool:
    """Whether a Whoosh lock could be taken within some seconds."""
    deadline = time.monotonic() + wait_seconds
    while not lock.acquire():
        if time.monotonic() >= deadline:
            return False
        time.sleep(RETRY_SECONDS)
    return True


def _sync(folder: Path) -> None:
    """Make a commit durable: Whoosh itself never calls fsync."""
    for file in folder.iterdir():
        if file.suffix in (".seg", ".toc"):
            _fsync(file)
    if os.name == "posix":
        _fsync(folder)


def _fsync(path: Path) -> None:
    try:
        opened = os.open(path, os.O_RDONLY)
    except FileNotFoundError:  # removed by a merge meanwhile
        return
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
