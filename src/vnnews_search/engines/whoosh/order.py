"""Which matches are on a result page: an order over arrays that reads no id it does not need."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vnnews_search.engines.whoosh.arrays import Floats, Integers
from vnnews_search.engines.whoosh.schema import NO_DAY
from vnnews_search.plan import Cursor, EngineRequest, Sort

__all__ = ["candidates"]


def candidates(request: EngineRequest, scores: Floats, days: Integers) -> Sequence[int]:
    """Which matches may be on the result page, in order but for ties; only these need their ids."""
    undated = (days == NO_DAY).astype(np.float64)
    first = -scores if request.sort is Sort.RELEVANCE else np.zeros(len(scores))
    later = (days if request.sort is Sort.OLDEST else -days).astype(np.float64)
    keys = np.stack([first, undated, later], axis=1)
    order = np.lexsort((later, undated, first))
    wanted = request.limit
    if request.after is not None:
        place = _place(request.sort, request.after)
        comparison = _compare(keys, place)
        order = order[comparison[order] >= 0]
        wanted += int((comparison == 0).sum())
    if len(order) > wanted > 0:
        order = order[_compare(keys[order], keys[order[wanted - 1]]) <= 0]
    return [int(number) for number in order]


def _place(sort: Sort, after: Cursor) -> Floats:
    """The key of a cursor, as ``candidates`` orders by it."""
    day = NO_DAY if after.day is None else after.day.toordinal()
    first = -after.score if sort is Sort.RELEVANCE else 0.0
    return np.array([first, float(after.day is None), day if sort is Sort.OLDEST else -day])


def _compare(keys: Floats, to: Floats) -> Integers:
    """-1, 0 or 1 for each row of keys that is before, at or after another, column by column."""
    signs = np.sign(keys - to).astype(np.int64)
    compared: Integers = np.sign(signs @ np.array([9, 3, 1]))
    return compared
