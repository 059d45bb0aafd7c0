"""The file of a segment: named arrays, checked block by block as they are read.

What it is: the byte layout of an index on disk. A segment holds the documents of one commit or
merge; its file is written once, never changed, and mapped into memory to be read.

What it is not: the meaning of the arrays (``build``), or the list of segments (``toc``).

All numbers are little-endian. A file is

    magic      8 bytes: 89 56 4E 4E 0D 0A 1A 0A, which a transfer as text would break
    sections   each at a multiple of 64 bytes, zeros between
    directory  UTF-8 JSON
    footer     24 bytes: offset (u64) and length (u32) of the directory, its CRC-32 (u32), magic

The directory is ``{"version": 1, "documents": n, "sections": {name: [dtype, offset, count]}}``; a
dtype is one of ``u1 u2 u4 u8 i4 i8``. The last section, ``crc``, holds a CRC-32 (u4) for each
16 KiB block of every other section, section after section in the order of the directory; its own
CRC-32 is ``"crc"`` of the directory. So every byte that a query reads has been checked, at the
price of the blocks that it touches.

An example, a section ``a`` with the bytes 7, 8: magic at 0; 07 08 at 64; at 128 the CRC of those
two bytes, ``0A 0C 43 00``; at 192 the directory, and the footer after it.
"""

from __future__ import annotations

import json
import mmap
import os
import stat
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

__all__ = ["MALFORMED", "DamageError", "Section", "SegmentFile", "plain", "write_segment"]

MAGIC = b"\x89VNN\r\n\x1a\n"
VERSION = 1
ALIGNMENT = 64
BLOCK = 1 << 14
CHECKSUMS = "crc"

_FOOTER = struct.Struct("<QII8s")
_TYPES = frozenset(["u1", "u2", "u4", "u8", "i4", "i8"])

Array = NDArray[Any]

MALFORMED = (ValueError, LookupError, TypeError, OverflowError, RecursionError, struct.error)
"""What reading raises where the JSON is none, or not that of this package."""


class DamageError(Exception):
    """A file is not what was written: cut off, changed, or no segment at all."""


def plain(path: Path) -> Path:
    """A path, if it leads to a plain file: a pipe would be waited for, a device read, without end.

    Raises:
        DamageError: it leads to something else.
        OSError: it leads nowhere.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise DamageError(f"{path.name}: no plain file")
    return path


def write_segment(path: Path, documents: int, sections: Mapping[str, Array]) -> None:
    """Write the file of a segment and sync it to disk.

    Args:
        path: a new file.
        documents: how many the segment holds.
        sections: one-dimensional arrays of the types above.
    """
    with path.open("xb") as file:
        _write(file, documents, sections)
        file.flush()
        os.fsync(file.fileno())


def _write(file: BinaryIO, documents: int, sections: Mapping[str, Array]) -> None:
    file.write(MAGIC)
    places: dict[str, list[Any]] = {}
    checksums: list[int] = []
    for name, values in sections.items():
        data = _bytes(values)
        places[name] = [values.dtype.str[1:], _aligned(file), len(values)]
        file.write(data)
        checksums += (crc32(data[at : at + BLOCK]) for at in range(0, len(data), BLOCK))
    data = _bytes(np.array(checksums, dtype="<u4"))
    places[CHECKSUMS] = ["u4", _aligned(file), len(checksums)]
    file.write(data)
    directory = {
        "version": VERSION,
        "documents": documents,
        "sections": places,
        CHECKSUMS: crc32(data),
    }
    text = json.dumps(directory, ensure_ascii=False).encode()
    offset = _aligned(file)
    file.write(text)
    file.write(_FOOTER.pack(offset, len(text), crc32(text), MAGIC))


def _bytes(values: Array) -> memoryview:
    little = np.ascontiguousarray(values, dtype=values.dtype.newbyteorder("<"))
    return little.view(np.uint8).data


def _aligned(file: BinaryIO) -> int:
    """Fill up with zeros to the next place where a section may begin."""
    file.write(bytes(-file.tell() % ALIGNMENT))
    return file.tell()


class Section:
    """An array of a segment's file, whose blocks are checked when they are first read."""

    def __init__(self, name: str, values: Array, checksums: Array) -> None:
        self.name = name
        self._values = values
        self._bytes = values.view(np.uint8)
        self._checksums = checksums
        self._checked = bytearray(len(checksums))
        self._all_checked = False
        self._width = values.itemsize

    def __len__(self) -> int:
        return len(self._values)

    def cut(self, first: int, last: int) -> Array:
        """The values from ``first`` up to ``last``.

        Raises:
            DamageError: they are not those that were written.
        """
        if not self._all_checked:
            begin, end = first * self._width // BLOCK, -(-last * self._width // BLOCK)
            if end - begin != 1 or not self._checked[begin]:
                self._check(begin, end)
        return self._values[first:last]

    def whole(self) -> Array:
        """All values.

        Raises:
            DamageError: they are not those that were written.
        """
        if not self._all_checked:
            self._check(0, len(self._checked))
            self._all_checked = True
        return self._values

    def _check(self, first: int, last: int) -> None:
        for block in range(first, last):
            if not self._checked[block]:
                data = self._bytes[block * BLOCK : (block + 1) * BLOCK]
                if crc32(data.data) != self._checksums[block]:
                    raise DamageError(f"section {self.name}, block {block}")
                self._checked[block] = 1


class SegmentFile:
    """An opened file of a segment.

    Raises:
        DamageError: it is none, or cut off, or of another version.
        OSError: it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        with plain(path).open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < len(MAGIC) + _FOOTER.size:
                raise DamageError("too short")
            self._mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        try:
            self._sections, self.documents = _read_directory(memoryview(self._mapped))
        except MALFORMED as error:
            raise DamageError(f"directory: {error}") from error

    def __contains__(self, name: str) -> bool:
        return name in self._sections

    def __getitem__(self, name: str) -> Section:
        try:
            return self._sections[name]
        except KeyError:
            raise DamageError(f"no section {name}") from None

    def names(self, prefix: str = "") -> list[str]:
        """The names of the sections that begin with a prefix."""
        return [name for name in self._sections if name.startswith(prefix)]


def _read_directory(data: memoryview) -> tuple[dict[str, Section], int]:
    offset, length, checksum, magic = _FOOTER.unpack(data[-_FOOTER.size :])
    text = data[offset : offset + length]
    if data[: len(MAGIC)] != MAGIC or magic != MAGIC or offset + length + _FOOTER.size != len(data):
        raise ValueError("not the file of a segment, or cut off")
    if crc32(text) != checksum:
        raise ValueError("checksum")
    directory = json.loads(bytes(text))
    if directory["version"] != VERSION:
        raise ValueError(f"version {directory['version']}")
    places = dict(directory["sections"])
    checksums = _array(data, *places.pop(CHECKSUMS))
    if crc32(checksums.data) != directory[CHECKSUMS]:
        raise ValueError("checksum of the checksums")
    sections: dict[str, Section] = {}
    first = 0
    for name, (kind, at, count) in places.items():
        values = _array(data, kind, at, count)
        blocks = -(-values.nbytes // BLOCK)
        sections[name] = Section(name, values, checksums[first : first + blocks])
        first += blocks
    return sections, int(directory["documents"])


def _array(data: memoryview, kind: str, offset: int, count: int) -> Array:
    if kind not in _TYPES:
        raise ValueError(f"type {kind}")
    return np.frombuffer(data, dtype=f"<{kind}", count=count, offset=offset)
