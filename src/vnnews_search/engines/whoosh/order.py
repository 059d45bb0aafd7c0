"""Which matches are on a result page: an order over arrays that reads no id it does not need.

What it is: a narrowing, first by score or day, then by both, then by the number of a document,
which within a segment follows its id. What it is not: the order itself (``engines.base``).
"""

from __future__ import annotations

import numpy as np

from vnnews_search.engines.whoosh.arrays import Floats, Integers
from vnnews_search.plan import Cursor, EngineRequest, Sort

__all__ = ["FEW", "MARGIN", "candidates"]

FEW = 40
"""Matches that are put in order one by one, with their ids; more are narrowed before."""

MARGIN = 1e-4
"""Scores are rounded to four decimals, so what differs by less may yet tie."""


def candidates(
    request: EngineRequest, scores: Floats, days: Integers, segments: Integers
) -> Integers:
    """Numbers of the matches that may be on the page, not in order, and few that are not.

    Args:
        scores, days: of each match; 0 is no day.
        segments: which segment each match is in; within one, matches ascend by id.
    """
    chosen = np.arange(len(scores))
    if len(scores) <= request.limit:
        return chosen
    key = -scores if request.sort is Sort.RELEVANCE else _day_key(request.sort, days)
    wanted = request.limit
    if request.after is not None:
        place = _place(request.sort, request.after)
        chosen = chosen[key >= place[0] - MARGIN]
    if len(chosen) > wanted > 0 and request.after is None:
        last = np.partition(key[chosen], wanted - 1)[wanted - 1]
        chosen = chosen[key[chosen] <= last + MARGIN]
    if len(chosen) <= FEW:
        return chosen
    return _narrowed(request, np.round(scores[chosen], 4), days[chosen], segments[chosen], chosen)


def _narrowed(
    request: EngineRequest, scores: Floats, days: Integers, segments: Integers, chosen: Integers
) -> Integers:
    """The same by rounded score, day and number; ties with the last wanted by segment."""
    first = -scores if request.sort is Sort.RELEVANCE else np.zeros(len(scores))
    later = _day_key(request.sort, days)
    order = np.lexsort((later, first))
    keys = np.stack([first[order], later[order]], axis=1)
    begins = 0
    if request.after is not None:
        first_key, later_key = _place(request.sort, request.after)
        if request.sort is not Sort.RELEVANCE:
            first_key, later_key = 0.0, first_key
        compared = _compare(keys, np.array([first_key, later_key]))
        begins = int((compared < 0).sum())
        # Of those that tie with the place itself, ids decide, and all may come after it.
        wanted = int((compared == 0).sum()) + request.limit
    else:
        wanted = request.limit
    order, keys = order[begins:], keys[begins:]
    if len(order) <= wanted or wanted <= 0:
        return chosen[order]
    compared = _compare(keys, keys[wanted - 1])
    ties = order[compared == 0]
    kept = ties if request.after is not None else _first_of_each(segments, ties, wanted)
    narrowed: Integers = chosen[np.concatenate([order[compared < 0], kept])]
    return narrowed


def _first_of_each(segments: Integers, ties: Integers, count: int) -> Integers:
    """The first ``count`` ties of each segment: no later one comes before them by id."""
    ties = np.sort(ties)
    owners = segments[ties]
    kept = [ties[owners == segment][:count] for segment in np.unique(owners)]
    return np.concatenate(kept)


def _day_key(sort: Sort, days: Integers) -> Floats:
    """Ascending in the order of days, undated last."""
    signed = days if sort is Sort.OLDEST else -days
    return np.where(days == 0, np.inf, signed.astype(np.float64))


def _place(sort: Sort, after: Cursor) -> tuple[float, float]:
    """The keys of a cursor, the one that matters first."""
    day = np.inf if after.day is None else float(after.day.toordinal())
    later = day if sort is Sort.OLDEST or after.day is None else -day
    return (-after.score, later) if sort is Sort.RELEVANCE else (later, later)


def _compare(keys: Floats, to: Floats) -> Integers:
    """-1, 0 or 1 for each row of keys that is before, at or after another, column by column."""
    before = (keys[:, 0] < to[0]) | ((keys[:, 0] == to[0]) & (keys[:, 1] < to[1]))
    same = (keys[:, 0] == to[0]) & (keys[:, 1] == to[1])
    compared: Integers = np.where(same, 0, np.where(before, -1, 1))
    return compared
