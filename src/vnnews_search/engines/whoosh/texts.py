"""Tables of texts in a segment: sorted, found by halving, enumerated by prefix.

What it is: a blob of UTF-8 and where each text begins in it. Texts ascend by their bytes, which is
the order of their characters.

What it is not: the terms of an index as a whole; every segment has tables of its own.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vnnews_search.engines.whoosh.segment import SegmentFile

__all__ = ["Texts", "text_sections"]


HEAD = 8
"""Bytes of a text that are compared as one number before the whole text is."""


def text_sections(
    name: str, texts: Sequence[str], order: Sequence[int] | None = None
) -> dict[str, NDArray[Any]]:
    """The sections of a table.

    ``name`` holds the bytes, ``name.at`` where each text begins and ends, ``name.heads`` the first
    eight bytes of each text as a number, ascending.

    Args:
        order: the numbers of the texts in the order of the texts, where these are not in order.
    """
    encoded = [text.encode() for text in texts]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
    kind = np.uint32 if ends[-1] < 1 << 32 else np.uint64
    ascending = encoded if order is None else [encoded[number] for number in order]
    return {
        name: np.frombuffer(b"".join(encoded), np.uint8),
        f"{name}.at": ends.astype(kind),
        f"{name}.heads": _heads(ascending),
    }


def _heads(encoded: Sequence[bytes]) -> NDArray[np.uint64]:
    cut = np.array(encoded, dtype=f"S{HEAD}")  # which cuts the longer, and fills up with zeros
    return cut.view(">u8").astype(np.uint64)


def _head(encoded: bytes) -> int:
    return int.from_bytes(encoded[:HEAD].ljust(HEAD, b"\0"), "big")


class Texts:
    """A table of texts in a segment's file.

    Args:
        order: the section that leads from places in the order of the texts to their numbers, where
            the two differ.
    """

    def __init__(self, file: SegmentFile, name: str, order: str | None = None) -> None:
        self._bytes = file[name]
        self._at = file[f"{name}.at"]
        self._heads = file[f"{name}.heads"]
        self._order = None if order is None else file[order]

    def __len__(self) -> int:
        return len(self._at) - 1

    def __getitem__(self, number: int) -> str:
        return self._encoded(number).decode()

    def _encoded(self, number: int) -> bytes:
        at = self._at.scalars()
        return self._bytes.cut(at[number], at[number + 1]).tobytes()

    def all(self) -> list[str]:
        """All texts in the order of their numbers."""
        data, at = self._bytes.whole().tobytes(), self._at.whole().tolist()
        return [data[a:b].decode() for a, b in pairwise(at)]

    def number(self, text: str) -> int | None:
        """The number of a text, None if it is not there."""
        place, there = self._place(text.encode())
        return self._at_place(place) if there else None

    def first_after(self, text: str) -> int:
        """The place of the first text beyond another."""
        place, there = self._place(text.encode())
        return place + there

    def since(self, text: str) -> Iterator[tuple[int, str]]:
        """The (number, text) of each text from another on, in order."""
        first, _ = self._place(text.encode())
        for place in range(first, len(self)):
            number = self._at_place(place)
            yield number, self[number]

    def beginning(self, prefix: str) -> Iterator[tuple[int, str]]:
        """The (number, text) of each text that begins with a prefix, in order."""
        return takewhile(lambda item: item[1].startswith(prefix), self.since(prefix))

    def _at_place(self, place: int) -> int:
        """The number of the text at a place in their order."""
        return place if self._order is None else self._order.scalars()[place]

    def _place(self, encoded: bytes) -> tuple[int, bool]:
        """The place of the first text that is not before another, and whether it is that one."""
        heads, head = self._heads.scalars(), _head(encoded)
        low = bisect_left(heads, head)
        if low == len(heads) or heads[low] != head:
            return low, False
        if len(encoded) < HEAD and 0 not in encoded:  # others of this head go on with zeros
            return low, self._length(low) == len(encoded)
        high = bisect_right(heads, head, low)
        while low < high:
            middle = (low + high) // 2
            if self._encoded(self._at_place(middle)) < encoded:
                low = middle + 1
            else:
                high = middle
        return low, low < len(heads) and self._encoded(self._at_place(low)) == encoded

    def _length(self, place: int) -> int:
        at, number = self._at.scalars(), self._at_place(place)
        return at[number + 1] - at[number]
