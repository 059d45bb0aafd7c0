"""Sorting: the same order whichever way it is found."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnnews_search.engines.whoosh.sorting import run_starts, sorted_with

pairs = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 255)), max_size=12)


@pytest.mark.parametrize(
    "key_bits",
    [
        pytest.param(24, id="both-fit-32-bits"),
        pytest.param(25, id="one-bit-more"),
        pytest.param(55, id="both-fit-63-bits"),
        pytest.param(56, id="too-wide-for-one-number"),
    ],
)
@given(pieces=st.lists(pairs, min_size=1, max_size=3))
def test_keys_and_values_are_sorted_together(
    key_bits: int, pieces: list[list[tuple[int, int]]]
) -> None:
    # the largest keys that fit: a bit lost on the way would show
    high = (1 << key_bits) - 8
    arrays = [
        (np.array([high + key for key, _ in piece], dtype=np.int64), _bytes(piece))
        for piece in pieces
    ]
    keys, values = sorted_with(arrays, key_bits, 8)
    expected = sorted((high + key, value) for piece in pieces for key, value in piece)
    assert list(zip(keys.tolist(), values.tolist(), strict=True)) == expected
    assert values.dtype == np.uint8


def _bytes(piece: list[tuple[int, int]]) -> np.ndarray:
    return np.array([value for _, value in piece], dtype=np.uint8)


@given(rows=pairs)
def test_runs_begin_where_a_row_differs_from_the_one_before(rows: list[tuple[int, int]]) -> None:
    columns = np.array(rows, dtype=np.int64).reshape(-1, 2).T
    expected = [n for n, row in enumerate(rows) if n == 0 or row != rows[n - 1]]
    assert run_starts(*columns).tolist() == expected
