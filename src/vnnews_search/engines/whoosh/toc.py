"""The table of contents: which segments an index has, and which of their documents are deleted.

What it is: one small JSON file a commit, ``_MAIN_<number>.toc``, written whole or not at all. What
is not in the newest one does not exist: that is the whole of a commit.

What it is not: Whoosh's own table, which is a pickle and would run what someone else put into it.
"""

from __future__ import annotations

import json
import os
import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from vnnews_search.engines.whoosh.arrays import Booleans
from vnnews_search.engines.whoosh.segment import MALFORMED, DamageError, plain

__all__ = [
    "INDEX",
    "MOST_DOCUMENTS",
    "Listed",
    "Toc",
    "latest_number",
    "lock_path",
    "read_table",
    "read_toc",
    "remove_others",
    "segment_ids",
    "segment_path",
    "sync_folder",
    "table_numbers",
    "table_path",
    "temporary_path",
    "write_toc",
]

INDEX = "MAIN"
"""The name of an index in its folder, as Whoosh calls it."""

MOST_DOCUMENTS = 1 << 16
"""A segment's documents are numbers of 16 bits."""

VERSION = 1
_TOC = re.compile(rf"_{INDEX}_(0|[1-9][0-9]*)\.toc")
_SEGMENT = re.compile(rf"{INDEX}_([0-9a-z]+)\.seg")


@dataclass(frozen=True, slots=True)
class Listed:
    """A segment as the table lists it.

    Args:
        id: in the name of its file.
        documents: how many it holds, deleted ones too.
        deleted: numbers of the deleted ones, ascending.
    """

    id: str
    documents: int
    deleted: tuple[int, ...] = ()

    @property
    def live(self) -> Booleans:
        """Of each document, whether it is not deleted."""
        live = np.ones(self.documents, dtype=np.bool_)
        live[np.array(self.deleted, dtype=np.int64)] = False
        return live


@dataclass(frozen=True, slots=True)
class Toc:
    """What one commit made of the index.

    Args:
        number: in the name of the file; grows with merges too.
        generation: of the latest commit that changed documents.
        fingerprint: how the documents were made, as those who made them call it. It stands here
            because one file must say both which segments there are and what is in them.
    """

    number: int
    generation: int
    segments: tuple[Listed, ...]
    fingerprint: str = ""


def segment_path(folder: Path, id: str) -> Path:
    """The file of a segment."""
    return folder / f"{INDEX}_{id}.seg"


def temporary_path(folder: Path, id: str) -> Path:
    """The file of a segment that no table may list yet; a later commit removes it."""
    return folder / f"_{INDEX}_{id}.tmp"


def lock_path(folder: Path) -> Path:
    """The file that Whoosh locks while a writer is open."""
    return folder / f"{INDEX}_WRITELOCK"


def table_path(folder: Path, number: int) -> Path:
    """The file of a table."""
    return folder / f"_{INDEX}_{number}.toc"


def table_numbers(folder: Path) -> list[int]:
    """The numbers of all tables that there are, ascending."""
    return sorted(int(found[1]) for name in os.listdir(folder) if (found := _TOC.fullmatch(name)))


def segment_ids(folder: Path) -> list[str]:
    """The ids of all segments that there are, listed or not, in order."""
    return sorted(found[1] for name in os.listdir(folder) if (found := _SEGMENT.fullmatch(name)))


def latest_number(folder: Path) -> int | None:
    """The number of the newest table, None if there is none."""
    # Listing a folder is no snapshot: one table may come too late for it, and the other go too
    # early.
    return max(table_numbers(folder) or table_numbers(folder), default=None)


def read_toc(folder: Path) -> Toc:
    """The newest table.

    Raises:
        DamageError: it is not what was written.
        FileNotFoundError: there is none.
    """
    number = latest_number(folder)
    if number is None:
        raise FileNotFoundError(f"no table of contents in {folder}")
    try:
        return read_table(folder, number)
    except FileNotFoundError:
        if latest_number(folder) == number:
            raise
        return read_toc(folder)  # a commit came between; its table is there


def read_table(folder: Path, number: int) -> Toc:
    """The table of a number.

    Raises:
        DamageError: it is not what was written.
        FileNotFoundError: there is none.
    """
    path = table_path(folder, number)
    data = plain(path).read_bytes()
    try:
        return _read(number, data)
    except (*MALFORMED, zlib.error) as error:
        raise DamageError(f"{path.name}: {error}") from error


def _read(number: int, data: bytes) -> Toc:
    checksum, _, text = data.partition(b"\n")
    if int(checksum) != crc32(text):
        raise ValueError("checksum")
    fields = json.loads(text)
    if fields["version"] != VERSION:
        raise ValueError(f"version {fields['version']}")
    segments = tuple(map(_listed, fields["segments"]))
    toc = Toc(number, int(fields["generation"]), segments, str(fields.get("fingerprint", "")))
    if toc.generation < 0 or len({one.id for one in toc.segments}) < len(toc.segments):
        raise ValueError("generation, or a segment twice")
    return toc


def _listed(fields: dict[str, Any]) -> Listed:
    deleted = np.frombuffer(zlib.decompress(b64decode(fields["deleted"])), dtype="<u2")
    if not re.fullmatch("[0-9a-z]+", fields["id"]):
        raise ValueError("id of a segment")
    listed = Listed(fields["id"], int(fields["documents"]), tuple(deleted.tolist()))
    if not 1 <= listed.documents <= MOST_DOCUMENTS:
        raise ValueError("number of documents")
    if not all(a < b for a, b in pairwise((-1, *listed.deleted, listed.documents))):
        raise ValueError("deleted documents")
    return listed


def write_toc(folder: Path, toc: Toc) -> None:
    """Make a table the newest one: from here on the commit is done, and survives a crash."""
    fields = {
        "version": VERSION,
        "generation": toc.generation,
        "fingerprint": toc.fingerprint,
        "segments": [
            {"id": one.id, "documents": one.documents, "deleted": _packed(one.deleted)}
            for one in toc.segments
        ],
    }
    text = json.dumps(fields).encode()
    path = table_path(folder, toc.number)
    # A name of its own, for two processes may make one index at once.
    temporary = path.with_suffix(f".{os.urandom(8).hex()}.tmp")
    with temporary.open("xb") as file:
        file.write(b"%d\n" % crc32(text) + text)
        file.flush()
        os.fsync(file.fileno())
    # The new segments' names must be on disk before a table that speaks of them.
    sync_folder(folder)
    temporary.replace(path)
    sync_folder(folder)


def _packed(deleted: Iterable[int]) -> str:
    numbers: NDArray[np.uint16] = np.array([*deleted], dtype="<u2")
    return b64encode(zlib.compress(numbers.tobytes())).decode()


def sync_folder(folder: Path) -> None:
    """Make the names of new files durable, where the system can."""
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def remove_others(folder: Path, toc: Toc) -> None:
    """Remove the files that a table does not need; one that is in use waits for the next time."""
    kept = {f"_{INDEX}_{toc.number}.toc", *(f"{INDEX}_{one.id}.seg" for one in toc.segments)}
    for path in folder.iterdir():
        ours = _TOC.fullmatch(path.name) or _SEGMENT.fullmatch(path.name)
        temporary = path.name.startswith(f"_{INDEX}_") and path.suffix == ".tmp"
        if (ours or temporary) and path.name not in kept:
            try:
                path.unlink()
            except OSError:  # on Windows, while a reader has it mapped
                continue
