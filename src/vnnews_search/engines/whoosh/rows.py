"""Conditions that one row of a row set must meet together.

What it is: the rows that remain are looked at condition by condition, the narrowest first.

What it is not: how rows are stored (``contents.RowSet``).
"""

from __future__ import annotations

import numpy as np

from vnnews_search.engines.whoosh.arrays import Integers, Tiers
from vnnews_search.engines.whoosh.contents import Contents, RowSet
from vnnews_search.engines.whoosh.matches import NO_MATCH, NOTHING, Matches, of_documents
from vnnews_search.engines.whoosh.postings import Documents
from vnnews_search.models import Tier
from vnnews_search.plan import RowCondition, Rows

__all__ = ["rows_matching"]


def rows_matching(contents: Contents, node: Rows) -> Matches:
    """The documents with a row that meets all conditions, each with the tier of its best row."""
    rows = contents.row_set(node.row_set)
    if rows is None:
        return NOTHING
    accepted = [(c.column, _cell_tiers(rows, c)) for c in node.conditions]
    meeting: Integers | None = None
    worst: Tiers = np.full(len(rows.documents), Tier.EXACT, np.uint8)
    for column, tiers in sorted(accepted, key=lambda item: len(item[1])):
        cells = rows.cells.get(column)
        if cells is None:  # no row has a value there
            cells = np.zeros(len(rows.documents), np.uint32)
        if meeting is None:
            meeting = _holding(cells, tiers)
            worst = _tiers_of(cells[meeting], tiers)
        else:
            of_condition = _tiers_of(cells[meeting], tiers)
            kept = of_condition != NO_MATCH
            meeting = meeting[kept]
            worst = np.maximum(worst, of_condition)[kept]
    documents = rows.documents if meeting is None else rows.documents[meeting]
    return _best(documents, worst)


def _cell_tiers(rows: RowSet, condition: RowCondition) -> dict[int, int]:
    """The best tier of each number of a cell that is accepted; a missing one counts as empty."""
    found: dict[int, int] = {}
    texts = rows.columns.get(condition.column)
    for value, tier in condition.values:
        numbers = [] if value else [0]
        if texts is not None and (place := texts.number(value)) is not None:
            numbers.append(place + 1)
        for number in numbers:
            found[number] = min(tier, found.get(number, NO_MATCH))
    return found


def _holding(cells: Integers, tiers: dict[int, int]) -> Integers:
    """The rows with one of some cells."""
    if len(tiers) == 1:
        return np.flatnonzero(cells == next(iter(tiers)))
    return np.flatnonzero(np.isin(cells, list(tiers)))


def _tiers_of(cells: Integers, tiers: dict[int, int]) -> Tiers:
    found = np.full(len(cells), NO_MATCH, np.uint8)
    if not tiers:
        return found
    numbers = np.array(sorted(tiers), dtype=cells.dtype)
    values = np.array([tiers[n] for n in numbers.tolist()], dtype=np.uint8)
    places = numbers.searchsorted(cells)
    there = numbers.take(places, mode="clip") == cells
    found[there] = values[places[there]]
    return found


def _best(documents: Documents, tiers: Tiers) -> Matches:
    """Each document once, with its best tier."""
    if not len(documents):
        return NOTHING
    if (tiers == tiers[0]).all():
        return of_documents(np.unique(documents), int(tiers[0]))
    order = np.lexsort((tiers, documents))
    ordered = documents[order].astype(np.int64)
    first = np.ones(len(ordered), np.bool_)
    first[1:] = ordered[1:] != ordered[:-1]
    return Matches(tiers[order][first], ordered[first])
