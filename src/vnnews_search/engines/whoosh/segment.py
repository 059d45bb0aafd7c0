"""The file of a segment: named arrays, checked block by block as they are read.

What it is: the byte layout of an index on disk. A segment holds the documents of one commit or
merge; its file is written once, never changed, and mapped into memory to be read.

What it is not: the meaning of the arrays (``build``), or the list of segments (``toc``).

All numbers are little-endian. A file is

    magic      8 bytes: 89 56 4E 4E 0D 0A 1A 0A, which a transfer as text would break
    sections   each at a multiple of 64 bytes, zeros between
    directory  UTF-8 JSON
    footer     24 bytes: offset (u64) and length (u32) of the directory, its CRC-32 (u32), magic

The directory is ``{"version": 2, "documents": n, "sections": {name: [dtype, offset, count,
CRC-32]}}``; a dtype is one of ``u1 u2 u4 u8 i4 i8``. The last section, ``sums``, holds for each
8 KiB block of every other section the sum of its words of 64 bits modulo 2⁶⁴, the last word filled
up with zeros, section after section in the order of the directory. So every byte that a query
reads has been checked, at the price of the blocks that it touches: no changed byte leaves a sum as
it was, and sums are eight times as quick as CRCs, which ``check`` compares too.

An example, a section ``a`` with the bytes 7, 8: magic at 0; 07 08 at 64; at 128 the sum of its one
word, 0x0807, ``07 08 00 00 00 00 00 00``; at 192 the directory, and the footer after it.
"""

from __future__ import annotations

import json
import mmap
import os
import stat
import struct
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

__all__ = ["MALFORMED", "DamageError", "Section", "SegmentFile", "plain", "write_segment"]

MAGIC = b"\x89VNN\r\n\x1a\n"
VERSION = 2
ALIGNMENT = 64
BLOCK = 1 << 13
WORD = 8
SUMS = "sums"

_NATIVE = sys.byteorder == "little"
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
    sums: list[NDArray[np.uint64]] = [np.zeros(0, np.uint64)]
    for name, values in sections.items():
        sums.append(_write_section(file, places, name, values))
    _write_section(file, places, SUMS, np.concatenate(sums))
    directory = {"version": VERSION, "documents": documents, "sections": places}
    text = json.dumps(directory, ensure_ascii=False).encode()
    offset = _aligned(file)
    file.write(text)
    file.write(_FOOTER.pack(offset, len(text), crc32(text), MAGIC))


def _write_section(
    file: BinaryIO, places: dict[str, list[Any]], name: str, values: Array
) -> NDArray[np.uint64]:
    """Write a section and note its place; the sums of its blocks."""
    data = _bytes(values)
    places[name] = [values.dtype.str[1:], _aligned(file), len(values), crc32(data)]
    file.write(data)
    whole = len(data) // WORD * WORD
    words = np.frombuffer(data[:whole], "<u8")
    if whole < len(data):
        words = np.append(words, np.frombuffer(bytes(data[whole:]).ljust(WORD, b"\0"), "<u8"))
    return _sums(words)


def _sums(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The sum of the words of each block."""
    if not len(words):
        return words
    sums: NDArray[np.uint64] = np.add.reduceat(words, np.arange(0, len(words), BLOCK // WORD))
    return sums


def _bytes(values: Array) -> memoryview:
    little = np.ascontiguousarray(values, dtype=values.dtype.newbyteorder("<"))
    return little.view(np.uint8).data


def _aligned(file: BinaryIO) -> int:
    """Fill up with zeros to the next place where a section may begin."""
    file.write(bytes(-file.tell() % ALIGNMENT))
    return file.tell()


class Section:
    """An array of a segment's file, whose blocks are checked when they are first read."""

    def __init__(
        self, name: str, values: Array, crc: int, words: Array, sums: NDArray[np.uint64]
    ) -> None:
        self.name = name
        self._values = values
        self._crc = crc
        self._words = words
        self._sums = sums
        self._checked = bytearray(len(sums))
        self._all_checked = False
        self._width = values.itemsize
        # Of single numbers a view of memory is quicker to ask than an array.
        self._scalars: Sequence[int] = values.data if _NATIVE else values  # type: ignore[assignment]

    def __len__(self) -> int:
        return len(self._values)

    def cut(self, first: int, last: int) -> Array:
        """The values from ``first`` up to ``last``.

        Raises:
            DamageError: they are not those that were written.
        """
        if not self._all_checked:
            begin, end = first * self._width // BLOCK, (last * self._width + BLOCK - 1) // BLOCK
            if self._checked.find(0, begin, end) >= 0:
                self._check(begin, end)
        return self._values[first:last]

    def part(self, first: int, last: int) -> Sequence[int]:
        """The same, to be asked one by one.

        Raises:
            DamageError: they are not those that were written.
        """
        values = self.cut(first, last)
        return values.data if _NATIVE else values  # type: ignore[return-value]

    def whole(self) -> Array:
        """All values.

        Raises:
            DamageError: they are not those that were written.
        """
        if not self._all_checked:
            self._check(0, len(self._checked))
            self._all_checked = True
        return self._values

    def scalars(self) -> Sequence[int]:
        """All values, to be asked one by one.

        Raises:
            DamageError: they are not those that were written.
        """
        if not self._all_checked:
            self.whole()
        return self._scalars

    def verify(self) -> None:
        """Read every byte.

        Raises:
            DamageError: one is not what was written.
        """
        if crc32(self.whole().view(np.uint8).data) != self._crc:
            raise DamageError(f"section {self.name}")

    def _check(self, first: int, last: int) -> None:
        """Compare the sums of some blocks."""
        words = self._words[first * BLOCK // WORD : last * BLOCK // WORD]
        wrong = np.flatnonzero(_sums(words) != self._sums[first:last])
        if len(wrong):
            raise DamageError(f"section {self.name}, block {first + int(wrong[0])}")
        self._checked[first:last] = b"\1" * (last - first)


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
    kind, at, count, checksum = places.pop(SUMS)
    sums = _array(data, kind, at, count)
    if kind != "u8" or crc32(sums.data) != checksum:
        raise ValueError("checksum of the sums")
    sections: dict[str, Section] = {}
    first = 0
    for name, (kind, at, count, checksum) in places.items():
        values = _array(data, kind, at, count)
        words = _array(data, "u8", at, -(-values.nbytes // WORD))
        blocks = -(-values.nbytes // BLOCK)
        sections[name] = Section(name, values, checksum, words, sums[first : first + blocks])
        first += blocks
    if first != len(sums):
        raise ValueError("number of sums")
    return sections, int(directory["documents"])


def _array(data: memoryview, kind: str, offset: int, count: int) -> Array:
    if kind not in _TYPES:
        raise ValueError(f"type {kind}")
    return np.frombuffer(data, dtype=f"<{kind}", count=count, offset=offset)
