"""The hits of a result page, out of what matches in each segment.

What it is: a narrowing by score or day, segment by segment, to the few documents that may be on the
page; only those are scored exactly and have their ids read.

What it is not: the order itself (``engines.base``), or how many ties are narrowed (``order``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vnnews_search.engines.base import order_key
from vnnews_search.engines.whoosh.arrays import Floats, Integers, Tiers
from vnnews_search.engines.whoosh.lookup import Lookup
from vnnews_search.engines.whoosh.matches import NO_MATCH, Matches
from vnnews_search.engines.whoosh.order import FEW, MARGIN, candidates
from vnnews_search.engines.whoosh.weights import Weight, rough_scores, scale_of, scores_at
from vnnews_search.models import Tier
from vnnews_search.plan import EngineHit, EngineRequest, Sort
from vnnews_search.scoring import round_score

__all__ = ["hits_of"]

CLASSES = 64
"""Documents are put into so many classes, and the best of each place is compared with others."""

LATEST = date.max.toordinal() + 1

TIERS = tuple(Tier)


class Likely(NamedTuple):
    """Documents of a segment that may be on the page.

    Args:
        documents: ascending.
        tiers: of each.
        scores: of each, where they are known already.
    """

    documents: Integers
    tiers: Tiers
    scores: Floats | None = None


def hits_of(
    request: EngineRequest,
    lookups: Sequence[Lookup],
    found: Sequence[Matches],
    total: int,
    weights: Sequence[Weight],
) -> tuple[EngineHit, ...]:
    """The hits of the page, in order.

    Args:
        found: what matches in each segment.
        total: how many that is.
        weights: the parts of the score.
    """
    if request.after is not None or total <= max(FEW, 2 * request.limit) or not request.limit:
        likely = [Likely(*one.sparse()) for one in found]
    elif request.sort is Sort.RELEVANCE and weights:
        likely = _by_score(request.limit, lookups, found, weights)
    else:
        likely = _by_day(request, lookups, found)
    scores = _scores(lookups, likely, weights)
    days, segments = _days(request, lookups, likely)
    documents = _joined([some.documents for some in likely], np.int64)
    tiers = _joined([some.tiers for some in likely], np.uint8)
    chosen = candidates(request, scores, days, segments)
    columns = (column[chosen].tolist() for column in (scores, days, segments, documents, tiers))
    keyed: list[tuple[tuple[float, float, str], EngineHit]] = []
    for score, ordinal, segment, number, tier in zip(*columns, strict=True):
        id = lookups[segment].contents.ids[number]
        day = date.fromordinal(ordinal) if ordinal else None
        hit = EngineHit(id, round_score(score), TIERS[tier], day)
        keyed.append((order_key(request.sort, hit), hit))
    keyed.sort(key=itemgetter(0))
    if request.after is not None:
        last = order_key(request.sort, request.after)
        keyed = [item for item in keyed if item[0] > last]
    return tuple([hit for _, hit in keyed[: request.limit]])


def _scores(
    lookups: Sequence[Lookup], likely: Sequence[Likely], weights: Sequence[Weight]
) -> Floats:
    found: list[Floats] = []
    for segment, (lookup, some) in enumerate(zip(lookups, likely, strict=True)):
        if some.scores is not None:
            found.append(some.scores)
        elif len(some.documents):
            found.append(scores_at(lookup, segment, weights, some.documents))
    return _joined(found, np.float64)


def _days(
    request: EngineRequest, lookups: Sequence[Lookup], likely: Sequence[Likely]
) -> tuple[Integers, Integers]:
    """The day and the segment of each document."""
    days: list[Integers] = []
    owners: list[int] = []
    for segment, (lookup, some) in enumerate(zip(lookups, likely, strict=True)):
        if len(some.documents):
            days.append(lookup.contents.days(request.day_column).take(some.documents))
            owners += [segment] * len(some.documents)
    return _joined(days, np.int64), np.array(owners, np.int64)


def _joined(arrays: Sequence[NDArray[Any]], dtype: Any) -> NDArray[Any]:
    if len(arrays) == 1:
        return arrays[0]
    return np.concatenate([np.zeros(0, dtype), *arrays])


# --- which documents may be on the page -----------------------------------------------------------


def _by_score(
    wanted: int, lookups: Sequence[Lookup], found: Sequence[Matches], weights: Sequence[Weight]
) -> list[Likely]:
    unit, lost = scale_of(weights)
    keyed: list[NDArray[Any]] = []
    best: list[Floats] = []
    keys: NDArray[Any]
    for segment, (lookup, one) in enumerate(zip(lookups, found, strict=True)):
        if one.documents is not None:
            keys = scores_at(lookup, segment, weights, one.documents)
            best.append(_best_of_classes(keys, wanted))
        else:
            keys = rough_scores(lookup, segment, weights, unit)
            np.multiply(keys, one.tiers != NO_MATCH, out=keys)
            best.append(_best_of_classes(keys, wanted) / unit)
        keyed.append(keys)
    # Scores are rounded before they are compared, so what is a hair below may tie.
    least = _least(best, wanted) - 2 * MARGIN
    likely: list[Likely] = []
    for keys, one in zip(keyed, found, strict=True):
        if one.documents is not None:
            reaching = np.flatnonzero(keys >= least)
            tiers = one.tiers.take(reaching)
            likely.append(Likely(one.documents.take(reaching), tiers, keys.take(reaching)))
        elif (bound := least * unit - lost) <= 0:  # where nothing matches is 0
            likely.append(Likely(*one.sparse()))
        else:
            reaching = np.flatnonzero(keys >= np.uint16(bound))
            likely.append(Likely(reaching, one.tiers.take(reaching)))
    return likely


def _by_day(
    request: EngineRequest, lookups: Sequence[Lookup], found: Sequence[Matches]
) -> list[Likely]:
    keyed: list[tuple[Integers, Integers]] = []
    for lookup, one in zip(lookups, found, strict=True):
        documents = one.numbers()
        days = lookup.contents.days(request.day_column).take(documents)
        if request.sort is Sort.OLDEST:
            days = (LATEST - days) * (days > 0)  # no day is 0, and last
        keyed.append((days, documents))
    least = _least([_best_of_classes(days, request.limit) for days, _ in keyed], request.limit)
    likely: list[Likely] = []
    for lookup, one, (days, documents) in zip(lookups, found, keyed, strict=True):
        reaching = documents[days >= least]
        likely.append(Likely(reaching, one.at(reaching, lookup.size)))
    return likely


def _least(keys: Sequence[NDArray[Any]], wanted: int) -> float:
    """A key that so many documents reach."""
    best = _joined(keys, np.float64)
    return float(np.partition(best, len(best) - wanted)[len(best) - wanted])


def _best_of_classes(keys: NDArray[Any], wanted: int) -> NDArray[Any]:
    """Some of the keys, among them so many great ones: the greatest of each class of places."""
    width = len(keys) // CLASSES
    if width < 4 * wanted:
        return keys
    best: NDArray[Any] = keys[: width * CLASSES].reshape(CLASSES, width).max(axis=0)
    return best
