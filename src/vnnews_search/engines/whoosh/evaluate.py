"""Plans over a segment: which documents match, and how well.

What it is: one function a node. An AND begins with the node of fewest documents and asks the others
about those alone. What it is not: a second definition: ``engines.memory`` is the one that this is
tested against; nor scores (``weights``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import assert_never

import numpy as np

from vnnews_search.engines.whoosh.arrays import Booleans, Integers, Tiers
from vnnews_search.engines.whoosh.lookup import Lookup
from vnnews_search.engines.whoosh.matches import (
    NO_MATCH,
    NOTHING,
    Matches,
    held_by,
    of_documents,
    of_mask,
)
from vnnews_search.engines.whoosh.phrases import is_single, phrase, single, single_at, single_count
from vnnews_search.engines.whoosh.rows import rows_matching
from vnnews_search.engines.whoosh.source import OPEN_END, OPEN_START
from vnnews_search.models import Tier
from vnnews_search.plan import (
    All,
    AnyOf,
    AtLeast,
    Everything,
    Ids,
    Keywords,
    Node,
    Not,
    Phrase,
    Rows,
    SpanMatch,
    Spans,
    Within,
)

__all__ = ["matches"]


def matches(lookup: Lookup, node: Node) -> Matches:
    """The live documents that match."""
    contents = lookup.contents
    return _matches(lookup, node).settled().without(contents.dead, contents.live)


def _matches(lookup: Lookup, node: Node) -> Matches:
    """The same without regard to deleted documents."""
    match node:
        case Phrase():
            return single(lookup, node) if is_single(node) else phrase(lookup, node)
        case All(nodes):
            return _all(lookup, nodes)
        case AtLeast(count, nodes):
            return _held(lookup, nodes, count)
        case AnyOf(nodes):
            return _held(lookup, nodes, 1)
        case Not(inner):
            return of_mask(~_matches(lookup, inner).mask(lookup.size))
        case Everything():
            return Matches(np.full(lookup.size, Tier.EXACT, np.uint8))
        case Ids(ids):
            numbers = {number for id in ids if (number := lookup.contents.number(id)) is not None}
            return of_documents(np.array(sorted(numbers), np.int64))
        case Keywords(field, values):
            return _keywords(lookup, field, values)
        case Within(column, start, end):
            return of_mask(_within(lookup.contents.days(column), start, end))
        case Spans():
            return _spans(lookup, node)
        case Rows():
            return rows_matching(lookup.contents, node)
        case _:
            assert_never(node)


def _at(lookup: Lookup, node: Node, documents: Integers) -> Tiers:
    """The tiers of some documents alone."""
    match node:
        case Phrase() if is_single(node):
            return single_at(lookup, node, documents)
        case Within(column, start, end):
            inside = _within(lookup.contents.days(column).take(documents), start, end)
            return of_mask(inside).tiers
        case Not(inner):
            return of_mask(_at(lookup, inner, documents) == NO_MATCH).tiers
        case _:
            return _matches(lookup, node).at(documents, lookup.size)


def _all(lookup: Lookup, nodes: Sequence[Node]) -> Matches:
    if not nodes:
        return _matches(lookup, Everything())
    first, *others = sorted(nodes, key=lambda node: _expected(lookup, node))
    found = _matches(lookup, first).settled()
    for node in others:
        if found.documents is None:
            worst = np.maximum(found.tiers, _matches(lookup, node).dense(lookup.size))
            found = Matches(worst).settled()
        else:
            worst = np.maximum(found.tiers, _at(lookup, node, found.documents))
            kept = worst != NO_MATCH
            found = Matches(worst[kept], found.documents[kept])
            if not len(worst):
                break
    return found


def _expected(lookup: Lookup, node: Node) -> int:
    """About how many documents a node matches, without matching it."""
    match node:
        case Phrase():
            return single_count(lookup, node) if is_single(node) else 0
        case Ids() | Rows():
            return 0
        case Keywords() | Spans():
            return lookup.size // 2
        case _:
            return lookup.size


def _held(lookup: Lookup, nodes: Sequence[Node], least: int) -> Matches:
    if len(nodes) == 1 and least == 1:
        return _matches(lookup, nodes[0])
    return held_by([_matches(lookup, node) for node in nodes], least, lookup.size)


# --- keywords, days, spans ------------------------------------------------------------------------


def _keywords(lookup: Lookup, field: str, values: Sequence[str]) -> Matches:
    texts = lookup.contents.keywords(field)
    numbers = [] if texts is None else [texts.number(value) for value in dict.fromkeys(values)]
    found = [lookup.contents.with_keyword(field, n) for n in numbers if n is not None]
    if len(found) > 1:
        return of_documents(np.unique(np.concatenate(found)))
    return of_documents(found[0]) if found else NOTHING


def _within(days: Integers, start: date | None, end: date | None) -> Booleans:
    mask: Booleans = days >= (1 if start is None else start.toordinal())
    if end is not None:
        mask &= days < end.toordinal()
    return mask


def _spans(lookup: Lookup, node: Spans) -> Matches:
    documents, starts, ends = lookup.contents.spans(node.column)
    start = OPEN_START if node.start is None else node.start.toordinal()
    end = OPEN_END if node.end is None else node.end.toordinal()
    if node.match is SpanMatch.WITHIN:
        fitting = (starts >= start) & (ends <= end)
    else:
        fitting = (starts < end) & (ends > start)
    return of_documents(np.unique(documents[fitting])) if len(documents) else NOTHING
