"""The hits of a result page, out of what matches in each segment.

What it is: a narrowing by score or day, segment by segment, to the few documents that may be on the
page; only those are scored exactly and have their ids read.

What it is not: the order itself (``engines.base``), or how ties are narrowed (``order``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vnnews_search.engines.base import order_key
from vnnews_search.engines.whoosh.arrays import Floats, Integers
from vnnews_search.engines.whoosh.lookup import Lookup
from vnnews_search.engines.whoosh.matches import NO_MATCH, Matches
from vnnews_search.engines.whoosh.order import MARGIN, candidates
from vnnews_search.engines.whoosh.weights import Rough, Weight, rough_scores, scores_at
from vnnews_search.models import Tier
from vnnews_search.plan import Cursor, EngineHit, EngineRequest, Sort
from vnnews_search.scoring import round_score

__all__ = ["hits_of"]

FEW = 40
"""Documents that are put in order one by one; more are narrowed as arrays before."""

Keys = Floats | Rough | Integers

CLASSES = 64
"""Documents are put into so many classes, and the best of each place is compared with others."""

LATEST = date.max.toordinal() + 1

SINGLE_PRECISION = 1e-5
"""By how much of it a sum of numbers of single precision may be wrong, and more."""


def hits_of(
    request: EngineRequest,
    lookups: Sequence[Lookup],
    found: Sequence[Matches],
    weights: Sequence[Weight],
) -> tuple[EngineHit, ...]:
    """The hits of the page, in order.

    Args:
        found: what matches in each segment.
        weights: the parts of the score.
    """
    likely = _likely(request, lookups, found, weights)
    scores, days, owners = _columns(request, lookups, likely, weights)
    documents = _joined(likely, np.int64)
    if len(documents) > FEW:
        chosen = candidates(request, scores, days, owners)
        scores, days = scores[chosen], days[chosen]
        owners, documents = owners[chosen], documents[chosen]
    places = zip(scores.tolist(), days.tolist(), owners.tolist(), documents.tolist(), strict=True)
    ordered = _ordered(request, lookups, places)
    return tuple(
        EngineHit(place.id, place.score, Tier(found[owner].of(number)), place.day)
        for place, owner, number in ordered[: request.limit]
    )


def _ordered(
    request: EngineRequest,
    lookups: Sequence[Lookup],
    places: Iterable[tuple[float, int, int, int]],
) -> list[tuple[Cursor, int, int]]:
    """The places of some documents in order, beyond the one asked for, with (segment, number).

    Args:
        places: (score, day, segment, number) of each document.
    """
    found: list[tuple[tuple[float, float, str], tuple[Cursor, int, int]]] = []
    for score, ordinal, owner, number in places:
        day = date.fromordinal(ordinal) if ordinal else None
        place = Cursor(round_score(score), day, lookups[owner].contents.ids[number])
        found.append((order_key(request.sort, place), (place, owner, number)))
    found.sort(key=itemgetter(0))
    if request.after is not None:
        last = order_key(request.sort, request.after)
        found = [item for item in found if item[0] > last]
    return [place for _, place in found]


def _columns(
    request: EngineRequest,
    lookups: Sequence[Lookup],
    documents: Sequence[Integers],
    weights: Sequence[Weight],
) -> tuple[Floats, Integers, Integers]:
    """The score, the day and the segment of each of some documents."""
    scores: list[Floats] = []
    days: list[Integers] = []
    owners: list[Integers] = []
    for segment, (lookup, some) in enumerate(zip(lookups, documents, strict=True)):
        if len(some):
            scores.append(scores_at(lookup, segment, weights, some))
            days.append(lookup.contents.days(request.day_column).take(some))
            owners.append(np.full(len(some), segment))
    return _joined(scores, np.float64), _joined(days, np.int64), _joined(owners, np.int64)


def _joined(arrays: Sequence[NDArray[Any]], dtype: Any) -> NDArray[Any]:
    if len(arrays) == 1:
        return arrays[0].astype(dtype, copy=False)
    return np.concatenate([np.zeros(0, dtype), *arrays])


# --- which documents may be on the page -----------------------------------------------------------


def _likely(
    request: EngineRequest,
    lookups: Sequence[Lookup],
    found: Sequence[Matches],
    weights: Sequence[Weight],
) -> Sequence[Integers]:
    """Of each segment the documents that may be on the page, ascending, and few others."""
    if request.after is not None or sum(map(Matches.count, found)) <= 4 * request.limit:
        return [one.sparse()[0] for one in found]
    by_score = request.sort is Sort.RELEVANCE and len(weights) > 0
    keyed = [
        _scored(lookup, segment, one, weights) if by_score else _dated(request, lookup, one)
        for segment, (lookup, one) in enumerate(zip(lookups, found, strict=True))
    ]
    least = _least([keys for keys, _ in keyed], request.limit)
    likely: list[Integers] = []
    for (keys, documents), one in zip(keyed, found, strict=True):
        reaching = np.flatnonzero(keys >= least)
        if documents is not None:
            reaching = documents[reaching]
        elif least <= 0:  # scores are nowhere below; a match may have none
            reaching = one.sparse()[0]
        likely.append(reaching)
    return likely


def _scored(
    lookup: Lookup, segment: int, found: Matches, weights: Sequence[Weight]
) -> tuple[Keys, Integers | None]:
    """The scores of what matches and its documents; or of all, 0 where they do not match."""
    if found.documents is not None:
        return scores_at(lookup, segment, weights, found.documents), found.documents
    scores = rough_scores(lookup, segment, weights)
    scores *= found.tiers != NO_MATCH
    return scores, None


def _dated(request: EngineRequest, lookup: Lookup, found: Matches) -> tuple[Integers, Integers]:
    """Keys that ascend from the last to the first by day, and the documents that match."""
    documents, _ = found.sparse()
    days = lookup.contents.days(request.day_column).take(documents)
    if request.sort is Sort.OLDEST:
        return (LATEST - days) * (days > 0), documents
    return days, documents  # 0 is no day, and last


def _least(keys: Sequence[Keys], wanted: int) -> float:
    """A key that so many documents reach, and a little less for what numbers lose."""
    if wanted < 1:
        return np.inf
    best = np.concatenate([_best_of_classes(one, wanted) for one in keys])
    if len(best) < wanted:
        return -np.inf
    last = float(np.partition(best, len(best) - wanted)[len(best) - wanted])
    # Scores are rounded before they are compared, so what is a hair below may tie.
    return last - 2 * MARGIN - abs(last) * SINGLE_PRECISION


def _best_of_classes(keys: Keys, wanted: int) -> Keys:
    """Some of the keys, among them so many great ones: the greatest of each class of places."""
    width = len(keys) // CLASSES
    if width < 4 * wanted:
        return keys
    best: Keys = keys[: width * CLASSES].reshape(CLASSES, width).max(axis=0)
    return best
