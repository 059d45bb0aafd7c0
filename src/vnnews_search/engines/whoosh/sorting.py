"""Sorting of large arrays: keys with something small that belongs to each.

What it is: the one way in which this package sorts postings. A key and its value become one number,
because numbers are sorted several times as fast as the order of numbers is found.

What it is not: aware of what is sorted.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from vnnews_search.engines.whoosh.arrays import Integers, Narrow

__all__ = ["in_runs", "run_starts", "sorted_with"]

WIDEST = 63
"""Bits of a number that are not its sign."""

HALF = 32
"""Bits of numbers that are sorted in half the time."""


def sorted_with(
    pieces: Iterable[tuple[Integers, Narrow]], key_bits: int, value_bits: int
) -> tuple[Integers, Narrow]:
    """Keys in order, and the value of each; those of equal keys are in order too.

    Args:
        pieces: (keys, values), none negative; at least one pair of arrays.
        key_bits, value_bits: what the largest fit into; quicker where 63 are enough for both.

    >>> pieces = [(np.array([3, 1]), np.array([7, 8])), (np.array([3]), np.array([6]))]
    >>> keys, values = sorted_with(pieces, 2, 4)
    >>> keys.tolist(), values.tolist()
    ([1, 3, 3], [8, 6, 7])
    """
    if key_bits + value_bits > WIDEST:
        keys, values = map(np.concatenate, zip(*pieces, strict=True))
        order = np.lexsort((values, keys))
        return keys[order], values[order]
    found = [(keys << value_bits | values, values.dtype) for keys, values in pieces]
    packed = np.concatenate([one for one, _ in found])
    if key_bits + value_bits <= HALF:
        packed = np.sort(packed.astype(np.uint32)).astype(np.int64)
    else:
        packed.sort()
    values = np.empty(len(packed), dtype=found[0][1])
    np.bitwise_and(packed, (1 << value_bits) - 1, out=values, casting="unsafe")
    packed >>= value_bits
    return packed, values


def run_starts(*columns: Integers) -> Integers:
    """Where runs of equal rows begin.

    Args:
        columns: of one length.

    >>> run_starts(np.array([5, 5, 2, 5]), np.array([1, 1, 1, 1])).tolist()
    [0, 2, 3]
    """
    new = np.zeros(len(columns[0]), dtype=np.bool_)
    new[:1] = True
    for column in columns:
        new[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(new)


def in_runs(begins: Integers, counts: Integers) -> Integers:
    """The numbers of some runs, one run after the other.

    >>> in_runs(np.array([5, 2]), np.array([2, 3])).tolist()
    [5, 6, 2, 3, 4]
    """
    offsets = begins - (np.cumsum(counts) - counts)
    return np.repeat(offsets, counts) + np.arange(int(counts.sum()))
