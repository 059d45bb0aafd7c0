"""The writer: changes gathered in memory, written by one Whoosh commit, then synced to disk."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from whoosh import index as whoosh_index
from whoosh.writing import SegmentWriter

from vnnews_search.engines.whoosh.damage import reading
from vnnews_search.engines.whoosh.schema import fields_of
from vnnews_search.engines.whoosh.snapshot import Snapshot
from vnnews_search.errors import IndexLockedError
from vnnews_search.plan import AnalyzedDocument

__all__ = ["WhooshWriter"]


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
        self._wait_seconds = wait_seconds
        self._added: dict[str, AnalyzedDocument] = {}
        self._deleted: set[str] = set()
        self._writer: SegmentWriter | None = None
        self._snapshot: Snapshot | None = None
        self._begin()

    def _begin(self) -> None:
        """Take the lock, and look at what is committed."""
        try:
            self._writer = self._index.writer(timeout=self._wait_seconds, limitmb=POOL_MB)
        except whoosh_index.LockError:
            raise IndexLockedError(
                f"một tiến trình khác đang ghi vào chỉ mục {self._folder}",
                hint="Đợi nó xong rồi chạy lại.",
            ) from None
        with reading(self._folder):
            self._snapshot = Snapshot(self._index.reader(), 0)

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
        return id in self._added or (id not in self._deleted and self._committed(id) is not None)

    def _committed(self, id: str) -> int | None:
        assert self._snapshot is not None, "the writer is closed"
        return self._snapshot.number(id)

    def commit(self) -> int:
        """Write, sync and show all changes."""
        writer = self._writer
        assert writer is not None, "the writer is closed"
        generation: int = writer.generation
        for id in (*self._deleted, *self._added):
            number = self._committed(id)
            if number is not None:
                writer.delete_document(number)
        for document in self._added.values():
            writer.add_document(**fields_of(document, generation))
        writer.commit()
        _sync(self._folder)
        self._forget()
        self._begin()
        return generation

    def rollback(self) -> None:
        """Forget the changes since the last commit."""
        self._added.clear()
        self._deleted.clear()

    def close(self) -> None:
        """Let the next writer in."""
        if self._writer is not None:
            self._writer.cancel()
            self._forget()

    def _forget(self) -> None:
        self.rollback()
        if self._snapshot is not None:
            self._snapshot.close()
        self._writer = self._snapshot = None


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
