"""Facets over the matches of a query: how often each value occurs among them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

import numpy as np

from vnnews_search.engines.whoosh.arrays import Booleans, Integers
from vnnews_search.engines.whoosh.contents import Contents
from vnnews_search.engines.whoosh.matches import Matches
from vnnews_search.models import Facet
from vnnews_search.plan import DayFacet, FacetRequest, KeywordFacet, RowFacet

__all__ = ["facet_of"]


def facet_of(
    segments: Sequence[Contents], matching: Sequence[Matches], facet: FacetRequest
) -> tuple[Facet, ...]:
    """The most frequent values among the documents that match, equal ones by value.

    Args:
        matching: what matches in each segment.
    """
    counts: Counter[str] = Counter()
    for contents, found in zip(segments, matching, strict=True):
        for value, count in _counts(contents, found, facet):
            counts[value] += count
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Facet(value, count) for value, count in ordered[: facet.limit])


def _counts(contents: Contents, found: Matches, facet: FacetRequest) -> Iterator[tuple[str, int]]:
    match facet:
        case KeywordFacet(field, _):
            return _keyword_counts(contents, found.mask(contents.size), field)
        case DayFacet(column, length, _):
            return _day_counts(contents.days(column).take(found.numbers()), length)
        case RowFacet(row_set, column, _):
            return _cell_counts(contents, found.mask(contents.size), row_set, column)
        case _:
            assert_never(facet)


def _keyword_counts(contents: Contents, mask: Booleans, field: str) -> Iterator[tuple[str, int]]:
    texts = contents.keywords(field)
    if texts is None:
        return
    ends, documents = contents.all_keywords(field)
    # Every value has documents, so no run is empty.
    counts = np.add.reduceat(mask.take(documents).view(np.uint8), ends[:-1], dtype=np.int64)
    for number in np.flatnonzero(counts).tolist():
        yield texts[number], int(counts[number])


EPOCH = date(1970, 1, 1).toordinal()


def _day_counts(days: Integers, length: int) -> Iterator[tuple[str, int]]:
    unit = {4: "Y", 7: "M", 10: "D"}[length]
    latest = int(np.max(days, initial=0))
    if not latest:
        return
    # Days are counted before they are spelt: there are few, and many articles. 0 is no day.
    first = int(np.min(days, where=days > 0, initial=latest))
    counts = np.bincount(np.maximum(days - (first - 1), 0))
    held = np.flatnonzero(counts[1:])
    coded = (held + (first - EPOCH)).astype("datetime64[D]").astype(f"datetime64[{unit}]")
    new = np.flatnonzero(np.append(True, coded[1:] != coded[:-1]))
    sums = np.add.reduceat(counts[1:][held], new)
    yield from zip(np.datetime_as_string(coded[new]).tolist(), sums.tolist(), strict=True)


def _cell_counts(
    contents: Contents, mask: Booleans, row_set: str, column: str
) -> Iterator[tuple[str, int]]:
    rows = contents.row_set(row_set)
    if rows is None or column not in rows.columns:
        return
    inside = mask[rows.documents]
    # A document counts once for a value, however many of its rows have it.
    cells = rows.cells[column][inside].astype(np.int64)
    distinct = np.unique(cells << 16 | rows.documents[inside])
    numbers, counts = np.unique(distinct >> 16, return_counts=True)
    for number, count in zip(numbers.tolist(), counts.tolist(), strict=True):
        if number and (value := rows.columns[column][number - 1]):
            yield value, count
