"""Plans over a segment: the tier of every document, and its score, as arrays.

What it is: one function a node. Matching is an array of tiers with ``NO_MATCH`` for documents that
do not match, so that AND is a maximum and a hit's tier comes with the match. What it is not: a
second definition: ``engines.memory`` is the one this is tested against.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import assert_never

import numpy as np

from vnnews_search.analyzed import Term
from vnnews_search.engines.whoosh.arrays import Booleans, Floats, Integers, Tiers
from vnnews_search.engines.whoosh.contents import Contents
from vnnews_search.engines.whoosh.phrases import NO_MATCH, one_term, phrase_tiers
from vnnews_search.engines.whoosh.source import OPEN_END, OPEN_START
from vnnews_search.models import Tier
from vnnews_search.plan import (
    All,
    AnyOf,
    AtLeast,
    BestScore,
    Everything,
    Ids,
    Keywords,
    Node,
    Not,
    Phrase,
    RowCondition,
    Rows,
    Score,
    SetScore,
    SpanMatch,
    Spans,
    TermScore,
    Within,
)
from vnnews_search.scoring import idf, impacts

__all__ = ["NO_MATCH", "scores", "tiers"]


def tiers(contents: Contents, node: Node) -> Tiers:
    """The tier of each document, ``NO_MATCH`` where it does not match or is deleted."""
    found = _tiers(contents, node)
    if contents.count < contents.size:
        found[~contents.live] = NO_MATCH
    return found


def _tiers(contents: Contents, node: Node) -> Tiers:
    """The same without regard to deleted documents; the array is the caller's own."""
    match node:
        case Phrase():
            return phrase_tiers(contents, node)
        case AtLeast(count, nodes):
            return _held(contents, nodes, count)
        case All(nodes):
            return _all(contents, nodes)
        case AnyOf(nodes):
            return _held(contents, nodes, 1)
        case Not(inner):
            return _of_mask(_tiers(contents, inner) == NO_MATCH)
        case Everything():
            return np.full(contents.size, Tier.EXACT, dtype=np.uint8)
        case Ids(ids):
            numbers = [contents.number(id) for id in ids]
            return _of_documents(contents, np.array([n for n in numbers if n is not None], int))
        case Keywords(field, values):
            return _keywords(contents, field, values)
        case Within(column, start, end):
            return _of_mask(_within(contents.days(column), start, end))
        case Spans():
            return _spans(contents, node)
        case Rows():
            return _rows(contents, node)
        case _:
            assert_never(node)


def _of_mask(mask: Booleans) -> Tiers:
    return np.where(mask, np.uint8(Tier.EXACT), np.uint8(NO_MATCH))


def _of_documents(contents: Contents, documents: Integers) -> Tiers:
    found = np.full(contents.size, NO_MATCH, dtype=np.uint8)
    found[documents] = Tier.EXACT
    return found


def _all(contents: Contents, nodes: Sequence[Node]) -> Tiers:
    if not nodes:
        return np.full(contents.size, Tier.EXACT, dtype=np.uint8)
    worst = _tiers(contents, nodes[0])
    for node in nodes[1:]:
        np.maximum(worst, _tiers(contents, node), out=worst)  # NO_MATCH is the greatest
    return worst


def _held(contents: Contents, nodes: Sequence[Node], count: int) -> Tiers:
    """The worst tier among the nodes that a document holds, if it holds enough of them."""
    held = np.zeros(contents.size, dtype=np.uint16)
    worst = np.zeros(contents.size, dtype=np.uint8)
    for node in nodes:
        few = one_term(contents, node)
        if few is not None:
            documents, tier = few
            held[documents] += 1
            worst[documents] = np.maximum(worst[documents], tier + 1)
        else:
            found = _tiers(contents, node)
            held += found != NO_MATCH
            found += np.uint8(1)  # NO_MATCH becomes 0, the best
            np.maximum(worst, found, out=worst)
    worst -= np.uint8(1)
    if count > 1:
        worst[held < count] = NO_MATCH
    return worst


# --- keywords, days, spans, rows ------------------------------------------------------------------


def _keywords(contents: Contents, field: str, values: Sequence[str]) -> Tiers:
    found = np.full(contents.size, NO_MATCH, dtype=np.uint8)
    texts = contents.keywords(field)
    if texts is None:
        return found
    for value in values:
        number = texts.number(value)
        if number is not None:
            found[contents.with_keyword(field, number)] = Tier.EXACT
    return found


def _within(days: Integers, start: date | None, end: date | None) -> Booleans:
    mask: Booleans = days >= (1 if start is None else start.toordinal())
    if end is not None:
        mask &= days < end.toordinal()
    return mask


def _spans(contents: Contents, node: Spans) -> Tiers:
    documents, starts, ends = contents.spans(node.column)
    start = OPEN_START if node.start is None else node.start.toordinal()
    end = OPEN_END if node.end is None else node.end.toordinal()
    if node.match is SpanMatch.WITHIN:
        fitting = (starts >= start) & (ends <= end)
    else:
        fitting = (starts < end) & (ends > start)
    return _of_documents(contents, documents[fitting].astype(np.int64))


def _rows(contents: Contents, node: Rows) -> Tiers:
    found = np.full(contents.size, NO_MATCH, dtype=np.uint8)
    rows = contents.row_set(node.row_set)
    if rows is None:
        return found
    worst = np.full(len(rows.documents), Tier.EXACT, dtype=np.uint8)
    for condition in node.conditions:
        if condition.column in rows.columns:
            values = _cell_tiers(rows.columns[condition.column].number, condition)
            of_cell = np.full(len(rows.columns[condition.column]) + 1, NO_MATCH, dtype=np.uint8)
            for number, tier in values:
                of_cell[number] = min(tier, of_cell[number])
            np.maximum(worst, of_cell[rows.cells[condition.column]], out=worst)
        else:  # a row without the column has an empty value there
            empty = [tier for value, tier in condition.values if not value]
            np.maximum(worst, min(empty, default=NO_MATCH), out=worst)
    (meeting,) = np.nonzero(worst != NO_MATCH)
    np.minimum.at(found, rows.documents[meeting], worst[meeting])
    return found


def _cell_tiers(
    number: Callable[[str], int | None], condition: RowCondition
) -> list[tuple[int, int]]:
    """(number of a cell, tier) of each value of a condition; a missing one counts as empty."""
    found: list[tuple[int, int]] = []
    for value, tier in condition.values:
        if not value:
            found.append((0, int(tier)))
        place = number(value)
        if place is not None:
            found.append((place + 1, int(tier)))
    return found


# --- scores -------------------------------------------------------------------------------------


def scores(segments: Sequence[Contents], parts: Sequence[Score]) -> list[Floats]:
    """For each segment the score of each document; idf counts the live ones of all segments."""
    totals = [np.zeros(contents.size) for contents in segments]
    for part in parts:
        _add(segments, part, totals)
    return totals


def _add(segments: Sequence[Contents], part: Score, totals: Sequence[Floats]) -> None:
    match part:
        case TermScore():
            _add_term(segments, part, totals)
        case SetScore(node, weight):
            members = [np.flatnonzero(tiers(contents, node) != NO_MATCH) for contents in segments]
            rarity = weight * idf(_count(segments), sum(map(len, members)))
            for contents, documents, total in zip(segments, members, totals, strict=True):
                once = np.ones(len(documents), dtype=np.int64)
                held = impacts(once, contents.lengths[documents])
                total[documents] += rarity * held / 255
        case BestScore(sums):
            best = [np.zeros(contents.size) for contents in segments]
            for inner in sums:
                for most, one in zip(best, scores(segments, inner), strict=True):
                    np.maximum(most, one, out=most)
            for total, most in zip(totals, best, strict=True):
                total += most
        case _:
            assert_never(part)


def _add_term(segments: Sequence[Contents], part: TermScore, totals: Sequence[Floats]) -> None:
    frequency = sum(_frequency(contents, (part.term, *part.alike)) for contents in segments)
    rarity = part.weight * idf(_count(segments), frequency) / 255
    for contents, total in zip(segments, totals, strict=True):
        found = contents.postings(part.term.stream, part.term.text)
        if found.row is not None:
            total += rarity * found.row
        else:
            np.add.at(total, found.documents, rarity * found.impacts)


def _frequency(contents: Contents, terms: Sequence[Term]) -> int:
    """Live documents that hold one of some terms."""
    found = [contents.postings(term.stream, term.text).documents for term in terms]
    documents = found[0] if len(found) == 1 else np.unique(np.concatenate(found))
    if contents.count == contents.size:
        return len(documents)
    return int(contents.live[documents].sum())


def _count(segments: Sequence[Contents]) -> int:
    return sum(contents.count for contents in segments)
