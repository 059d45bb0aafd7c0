"""Merges: which segments become one, and their documents as a source for it.

What it is: a policy that keeps few segments while each document is rewritten rarely, and the way
back from a segment's sections to what ``build`` takes; deleted documents stay behind.

What it is not: the commit itself (``writer``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, repeat

import numpy as np

from vnnews_search.analyzed import DAY_COLUMNS, Integers, Row, Stream
from vnnews_search.engines.whoosh.arrays import Booleans, Narrow
from vnnews_search.engines.whoosh.contents import Contents, RowSet
from vnnews_search.engines.whoosh.source import Fact, Occurrences, Pairs, Source
from vnnews_search.engines.whoosh.texts import Texts
from vnnews_search.engines.whoosh.toc import MOST_DOCUMENTS

__all__ = ["source_from", "to_compact", "to_merge"]

SMALL = 1000
"""Segments below are merged at once: a commit of one article costs less than their search would."""

FANOUT = 8
"""So many segments of about one size become one."""


def to_merge(sizes: Sequence[int]) -> list[int]:
    """Which segments should become one now, by their numbers; none if that is not worth it.

    Args:
        sizes: how many live documents each segment has.

    >>> to_merge([40000, 10, 20]), to_merge([2000] * 8), to_merge([40000, 40000])
    ([1, 2], [0, 1, 2, 3, 4, 5, 6, 7], [])
    """
    small = [number for number, size in enumerate(sizes) if size < SMALL]
    if len(small) > 1:
        return _fitting(small, sizes)
    levels: dict[int, list[int]] = {}
    for number, size in enumerate(sizes):
        levels.setdefault(_level(size), []).append(number)
    for _, numbers in sorted(levels.items()):
        if len(numbers) >= FANOUT:
            return _fitting(numbers, sizes)
    return []


def to_compact(sizes: Sequence[int], added: int) -> list[int]:
    """Which segments should become one at the end of a load, by their numbers.

    Args:
        sizes: how many live documents each segment has.
        added: how many documents the load added: no more than twice as many are written anew.

    >>> to_compact([60000, 8000, 8000, 4000], 20000), to_compact([60000, 8000, 1000], 1000)
    ([1, 2, 3], [])
    """
    most = min(MOST_DOCUMENTS, 2 * added)
    return _fitting(range(len(sizes)), sizes, most)


def _level(size: int) -> int:
    level = 0
    while size >= SMALL:
        size //= FANOUT
        level += 1
    return level


def _fitting(numbers: Sequence[int], sizes: Sequence[int], most: int = MOST_DOCUMENTS) -> list[int]:
    """As many as fit into one segment, the smallest first; one alone is none."""
    chosen: list[int] = []
    total = 0
    for number in sorted(numbers, key=lambda number: sizes[number]):
        total += sizes[number]
        if total > most:
            break
        chosen.append(number)
    return sorted(chosen) if len(chosen) > 1 else []


def source_from(contents: Contents) -> Source:
    """The live documents of a segment; where all are, its arrays are taken as they are."""
    new_numbers = (np.cumsum(contents.live) - 1).astype(np.uint16)
    tokens, counts = contents.tokens.every()
    return Source(
        _facts(contents),
        _occurrences(contents, Stream.EXACT, new_numbers),
        _occurrences(contents, Stream.FOLDED, new_numbers),
        _occurrences(contents, Stream.WORDS, new_numbers),
        _pairs(contents, new_numbers),
        _owners(contents.file["exact.of"].whole()),
        tokens.astype(np.int32)[_kept(contents, np.repeat(np.arange(contents.size), counts))],
        counts[contents.live],
        _parts(contents, new_numbers),
    )


def _kept(contents: Contents, documents: Narrow) -> slice | Booleans:
    """Which of some entries are of live documents, given the document of each."""
    if contents.count == contents.size:
        return slice(None)
    kept: Booleans = contents.live[documents]
    return kept


def _owners(ends: Integers) -> Integers:
    """Which of the runs each entry belongs to, given where each begins and the last ends."""
    return np.repeat(np.arange(len(ends) - 1), _counts(ends))


def _counts(ends: Integers) -> Integers:
    bounds = ends.astype(np.int64)
    counts: Integers = bounds[1:] - bounds[:-1]
    return counts


def _occurrences(contents: Contents, stream: Stream, new_numbers: Narrow) -> Occurrences:
    file = contents.file
    frequent = file[f"{stream}.frequent"].whole().astype(np.int32)
    rows = file[f"{stream}.rows"].whole()
    places = np.flatnonzero(rows != 0)
    which, held = np.divmod(places, contents.size)
    documents = np.concatenate([file[f"{stream}.docs"].whole(), held.astype(np.uint16)])
    terms = [_owners(file[f"{stream}.ptr"].whole()).astype(np.int32), frequent[which]]
    kept = _kept(contents, documents)
    return Occurrences(
        Texts(file, stream).all(),
        np.concatenate(terms)[kept],
        new_numbers[documents[kept]],
        np.concatenate([file[f"{stream}.impacts"].whole(), rows[places]])[kept],
    )


def _pairs(contents: Contents, new_numbers: Narrow) -> Pairs:
    file = contents.file
    documents = file["pairs.docs"].whole()
    kept = _kept(contents, documents)
    counts = _counts(file["pairs.at"].whole())
    starts = np.repeat(file["exact.of"].whole()[:-1], _counts(file["pairs.ptr"].whole()))
    firsts = (starts + file["pairs.firsts"].whole()).astype(np.int32)
    return Pairs(
        np.repeat(firsts, counts)[kept],
        np.repeat(file["pairs.seconds"].whole(), counts)[kept],
        new_numbers[documents[kept]],
        file["pairs.impacts"].whole()[kept],
    )


def _parts(contents: Contents, new_numbers: Narrow) -> Integers:
    file = contents.file
    documents = _owners(file["parts.ptr"].whole())
    kept = _kept(contents, documents)
    columns = [file[f"parts.{name}"].whole() for name in ("kinds", "starts", "ends")]
    parts: Integers = np.stack([new_numbers[documents], *columns], axis=1).astype(np.int64)
    return parts[kept]


# --- facts --------------------------------------------------------------------------------------


def _facts(contents: Contents) -> list[Fact]:
    ids, hashes = contents.ids.all(), contents.hashes.all()
    generations, lengths = contents.generations.tolist(), contents.lengths.tolist()
    stored = _all_stored(contents)
    days = [(column, contents.days(column).tolist()) for column in DAY_COLUMNS]
    spans, keywords, rows = _all_spans(contents), _all_keywords(contents), _all_rows(contents)
    return [
        Fact(
            ids[number],
            hashes[number],
            generations[number],
            lengths[number],
            stored[number],
            tuple([(column, values[number]) for column, values in days if values[number]]),
            tuple(spans.get(number, ())),
            tuple(keywords.get(number, ())),
            tuple(rows.get(number, ())),
        )
        for number in np.flatnonzero(contents.live).tolist()
    ]


def _all_stored(contents: Contents) -> list[bytes]:
    data = contents.file["stored"].whole().data
    ends: list[int] = contents.file["stored.at"].whole().tolist()
    return [bytes(data[first:last]) for first, last in pairwise(ends)]


def _all_spans(contents: Contents) -> dict[int, list[tuple[str, int, int]]]:
    found: dict[int, list[tuple[str, int, int]]] = {}
    for column in contents.span_columns():
        rows = zip(*(values.tolist() for values in contents.spans(column)), strict=True)
        for document, start, end in rows:
            found.setdefault(document, []).append((column, start, end))
    return found


def _all_keywords(contents: Contents) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {}
    for field in contents.keyword_fields():
        texts = contents.keywords(field)
        for number, value in enumerate(() if texts is None else texts.all()):
            for document in contents.with_keyword(field, number).tolist():
                found.setdefault(document, []).append((field, value))
    return found


def _all_rows(contents: Contents) -> dict[int, list[tuple[str, Row]]]:
    found: dict[int, list[tuple[str, Row]]] = {}
    for name in contents.row_set_names():
        rows = contents.row_set(name)
        if rows is not None:
            for document, row in zip(rows.documents.tolist(), _rows(rows), strict=True):
                found.setdefault(document, []).append((name, row))
    return found


def _rows(rows: RowSet) -> Iterator[Row]:
    """All rows of a set, in order."""
    keys = rows.keys.all()
    columns = [_filled(name, texts.all(), rows.cells[name]) for name, texts in rows.columns.items()]
    cells = zip(*columns, strict=True) if columns else repeat(())
    for key, row in zip(rows.key_of.tolist(), cells, strict=False):
        yield Row(keys[key], tuple(filter(None, row)))


def _filled(name: str, texts: Sequence[str], cells: Integers) -> list[tuple[str, str] | None]:
    """The value of a column in each row, None where it has none."""
    values = [None, *((name, text) for text in texts)]  # MISSING is 0, the first
    return [values[cell] for cell in cells.tolist()]
