"""Plans over a snapshot: the tier of every article, and its score, as arrays.

What it is: one function a node. Matching is an array of tiers with ``NO_MATCH`` for articles that
do not match, so that AND is a maximum and a hit's tier comes with the match. What it is not: a
second definition: ``engines.memory`` is the one this is tested against.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import assert_never

import numpy as np

from vnnews_search.analyzed import Part
from vnnews_search.engines.whoosh.arrays import Booleans, Floats, Integers, Tiers
from vnnews_search.engines.whoosh.schema import NO_DAY, PARTS, fact
from vnnews_search.engines.whoosh.snapshot import Snapshot
from vnnews_search.models import Tier
from vnnews_search.plan import (
    All,
    Alternative,
    AnyOf,
    AtLeast,
    BestScore,
    Everything,
    Ids,
    Keywords,
    Node,
    Not,
    Phrase,
    Rows,
    Score,
    SetScore,
    SpanMatch,
    Spans,
    TermScore,
    Within,
)
from vnnews_search.scoring import idf, impact

__all__ = ["NO_MATCH", "scores", "tiers"]

NO_MATCH = 255


def tiers(snapshot: Snapshot, node: Node) -> Tiers:
    """The tier of each article, ``NO_MATCH`` where it does not match or is deleted."""
    found = _tiers(snapshot, node)
    return np.where(snapshot.live, found, NO_MATCH).astype(np.uint8)


def _tiers(snapshot: Snapshot, node: Node) -> Tiers:
    match node:
        case Phrase():
            return _phrase(snapshot, node)
        case AtLeast(count, nodes):
            return _held(snapshot, nodes, count)
        case All(nodes):
            return _held(snapshot, nodes, len(nodes))
        case AnyOf(nodes):
            return _held(snapshot, nodes, 1)
        case Not(inner):
            matching = tiers(snapshot, inner) != NO_MATCH
            return np.where(matching, NO_MATCH, Tier.EXACT).astype(np.uint8)
        case Everything():
            return np.full(snapshot.size, Tier.EXACT, dtype=np.uint8)
        case Ids(ids):
            return _of_facts(snapshot, [fact("id", id) for id in ids])
        case Keywords(field, values):
            return _of_facts(snapshot, [fact("keyword", field, value) for value in values])
        case Within(column, start, end):
            return _of_mask(_within(snapshot.days(column), start, end))
        case Spans():
            return _spans(snapshot, node)
        case Rows():
            return _rows(snapshot, node)
        case _:
            assert_never(node)


def _nothing(snapshot: Snapshot) -> Tiers:
    return np.full(snapshot.size, NO_MATCH, dtype=np.uint8)


def _of_mask(mask: Booleans) -> Tiers:
    return np.where(mask, Tier.EXACT, NO_MATCH).astype(np.uint8)


def _of_facts(snapshot: Snapshot, facts: Sequence[str]) -> Tiers:
    found = _nothing(snapshot)
    for text in facts:
        found[snapshot.fact(text)] = Tier.EXACT
    return found


def _held(snapshot: Snapshot, nodes: Sequence[Node], count: int) -> Tiers:
    """The worst tier among the nodes that an article holds, if it holds enough of them."""
    held = np.zeros(snapshot.size, dtype=np.int64)
    worst = np.zeros(snapshot.size, dtype=np.uint8)
    for node in nodes:
        found = tiers(snapshot, node)
        matching = found != NO_MATCH
        held += matching
        worst = np.where(matching, np.maximum(worst, found), worst)
    return np.where(held >= count, worst, NO_MATCH).astype(np.uint8)


# --- phrases ------------------------------------------------------------------------------------


def _phrase(snapshot: Snapshot, phrase: Phrase) -> Tiers:
    """The best tier such that terms of that tier or better make the phrase."""
    found = _nothing(snapshot)
    used = sorted({a.tier for place in phrase.places for a in place}, reverse=True)
    for tier in used:  # the best tier writes last
        places = [_places(snapshot, place, tier, phrase.part) for place in phrase.places]
        found[_standing(places, phrase.slop)] = tier
    return found


def _places(
    snapshot: Snapshot, alternatives: Sequence[Alternative], tier: Tier, part: Part
) -> Integers:
    """Where a term of the tier or better stands in the part, ascending, without repeats."""
    found = [np.zeros(0, dtype=np.int64)]
    for alternative in alternatives:
        if alternative.tier <= tier:
            postings = snapshot.postings(alternative.term)
            inside = slice(None) if part is Part.ANY else postings.parts == PARTS.index(part)
            found.append(postings.places[inside])
    return np.unique(np.concatenate(found))


def _standing(places: Sequence[Integers], slop: int) -> Integers:
    """The articles in which the places follow each other; the nearest next place is the best."""
    first = current = places[0]
    for following in places[1:]:
        if not len(following):
            return following
        at = np.searchsorted(following, current, side="right")
        inside = at < len(following)
        first, current, at = first[inside], current[inside], at[inside]
        reached = following[at]
        same_article = reached >> 32 == current >> 32
        first, current = first[same_article], reached[same_article]
    near = current - first - (len(places) - 1) <= slop
    return np.unique(current[near] >> 32)


# --- days, spans, rows --------------------------------------------------------------------------


def _within(days: Integers, start: date | None, end: date | None) -> Booleans:
    mask: Booleans = days != NO_DAY
    if start is not None:
        mask &= days >= start.toordinal()
    if end is not None:
        mask &= days < end.toordinal()
    return mask


def _spans(snapshot: Snapshot, node: Spans) -> Tiers:
    fitting = [
        fact("span", node.column, first, after)
        for first, after in snapshot.facts("span", node.column, "")
        if _span_fits(_day(first), _day(after), node)
    ]
    return _of_facts(snapshot, fitting)


def _day(bound: str) -> date | None:
    return None if bound == "*" else date.fromisoformat(bound)


def _span_fits(first: date | None, after: date | None, node: Spans) -> bool:
    start, end = node.start, node.end
    if node.match is SpanMatch.WITHIN:
        starts = start is None or (first is not None and first >= start)
        return starts and (end is None or (after is not None and after <= end))
    begins_before = end is None or first is None or first < end
    return begins_before and (start is None or after is None or after > start)


def _rows(snapshot: Snapshot, node: Rows) -> Tiers:
    """Articles that have the cells one by one are looked at row by row."""
    likely = np.ones(snapshot.size, dtype=bool)
    for condition in node.conditions:
        cells = [fact("cell", node.row_set, condition.column, v) for v, _ in condition.values]
        likely &= _of_facts(snapshot, cells) != NO_MATCH
    found = _nothing(snapshot)
    for number in np.flatnonzero(likely & snapshot.live):
        fitting = [
            tier
            for row in snapshot.rows(int(number), node.row_set)
            if (tier := _row_tier(row, node)) is not None
        ]
        found[number] = min(fitting, default=NO_MATCH)
    return found


def _row_tier(row: dict[str, str], node: Rows) -> int | None:
    worst: int = Tier.EXACT
    for condition in node.conditions:
        cell = row.get(condition.column, "")
        best = min((tier for value, tier in condition.values if value == cell), default=None)
        if best is None:
            return None
        worst = max(worst, best)
    return worst


# --- scores -------------------------------------------------------------------------------------


def scores(snapshot: Snapshot, parts: Sequence[Score]) -> Floats:
    """The score of each article, to four decimals."""
    total = np.zeros(snapshot.size)
    for part in parts:
        _add(snapshot, part, total)
    return np.round(total, 4)


def _add(snapshot: Snapshot, part: Score, total: Floats) -> None:
    match part:
        case TermScore():
            _add_term(snapshot, part, total)
        case SetScore(node, weight):
            members = np.flatnonzero(tiers(snapshot, node) != NO_MATCH)
            rarity = weight * idf(snapshot.count, len(members))
            once = {int(n): impact(1, int(n)) for n in np.unique(snapshot.lengths[members])}
            held = [once[int(length)] for length in snapshot.lengths[members]]
            total[members] += rarity * np.array(held, dtype=np.float64) / 255
        case BestScore(sums):
            best = np.zeros(snapshot.size)
            for parts in sums:
                one = np.zeros(snapshot.size)
                for inner in parts:
                    _add(snapshot, inner, one)
                best = np.maximum(best, one)
            total += best
        case _:
            assert_never(part)


def _add_term(snapshot: Snapshot, part: TermScore, total: Floats) -> None:
    postings = snapshot.postings(part.term)
    holding = postings.articles
    if part.alike:
        alike = [snapshot.postings(term).articles for term in part.alike]
        holding = np.unique(np.concatenate([holding, *alike]))
    rarity = part.weight * idf(snapshot.count, len(holding))
    total[postings.articles] += rarity * postings.impacts / 255
