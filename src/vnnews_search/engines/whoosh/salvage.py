"""Stored documents out of a damaged segment: as many as still read back.

What it is: two ways. Where the directory of the file and the pointers to the stored documents can
be read, each document is tried by its number. Where they cannot, as in a file that was cut off,
the bytes are searched for compressed streams: each ends with a checksum of its content, so what is
found is what was stored.

What it is not: trust in anything else of the segment. Terms are made anew from what is found here.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from vnnews_search.engines.whoosh.contents import compressed
from vnnews_search.engines.whoosh.segment import SegmentFile, plain
from vnnews_search.engines.whoosh.structure import UNREADABLE
from vnnews_search.engines.whoosh.texts import Texts

__all__ = ["Found", "has_numbers", "salvaged"]

_STREAM = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
"""How a zlib stream begins, at any level of compression."""

_PIECE = 1 << 16
"""Bytes that are unpacked at a time: nearly every false beginning shows itself at once."""

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Found:
    """A document of a damaged segment, as far as it can be read.

    Args:
        id: None if it cannot be.
        generation: None if it cannot be.
        stored: the bytes, None if they cannot be read back.
    """

    id: str | None
    generation: int | None
    stored: bytes | None


def has_numbers(path: Path) -> bool:
    """Whether the documents of a segment can be told apart by their numbers."""
    return _or_none(lambda: SegmentFile(path)["stored.at"].whole()) is not None


def salvaged(path: Path, deleted: frozenset[int]) -> Iterator[Found]:
    """The documents of a segment that is damaged somehow.

    Args:
        path: its file, which need not be there.
        deleted: numbers of those that are not wanted; they come too if there are no numbers.
    """
    if not has_numbers(path):
        data = _or_none(lambda: plain(path).read_bytes()) or b""
        yield from (Found(None, None, stored) for stored in _streams(data))
        return
    file = SegmentFile(path)
    for number in range(file.documents):
        if number not in deleted:
            yield _numbered(file, number)


def _numbered(file: SegmentFile, number: int) -> Found:
    return Found(
        _or_none(lambda: Texts(file, "ids")[number]),
        _or_none(lambda: int(file["generations"].cut(number, number + 1)[0])),
        _or_none(lambda: zlib.decompress(compressed(file, number))),
    )


def _or_none(read: Callable[[], _Value]) -> _Value | None:
    try:
        return read()
    except UNREADABLE:
        return None


def _streams(data: bytes) -> Iterator[bytes]:
    """The contents of all whole streams among some bytes."""
    place = 0
    while begin := _STREAM.search(data, place):
        unpacked, end = _unpacked(data, begin.start())
        if unpacked is not None:
            yield unpacked
        place = end


def _unpacked(data: bytes, start: int) -> tuple[bytes | None, int]:
    """The content of the stream that begins at a place, None if none does, and where to go on."""
    unpacking = zlib.decompressobj()
    pieces: list[bytes] = []
    for at in range(start, len(data), _PIECE):
        piece = data[at : at + _PIECE]
        try:
            pieces.append(unpacking.decompress(piece))
        except zlib.error:
            break
        if unpacking.eof:
            return b"".join(pieces), at + len(piece) - len(unpacking.unused_data)
    return None, start + 1
