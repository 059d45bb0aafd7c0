"""Merges: which segments become one, and their documents as a source for it.

What it is: a policy that keeps few segments while each document is rewritten rarely, and the way
back from a segment's sections to what ``build`` takes; deleted documents stay behind.

What it is not: the commit itself (``writer``).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vnnews_search.analyzed import DAY_COLUMNS, Integers, Row, Stream
from vnnews_search.engines.whoosh.contents import Contents
from vnnews_search.engines.whoosh.source import Fact, Occurrences, Pairs, Source
from vnnews_search.engines.whoosh.texts import Texts
from vnnews_search.engines.whoosh.toc import MOST_DOCUMENTS

__all__ = ["source_from", "to_merge"]

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


def _level(size: int) -> int:
    level = 0
    while size >= SMALL:
        size //= FANOUT
        level += 1
    return level


def _fitting(numbers: Sequence[int], sizes: Sequence[int]) -> list[int]:
    """As many as fit into one segment, the smallest first; one alone is none."""
    chosen: list[int] = []
    total = 0
    for number in sorted(numbers, key=lambda number: sizes[number]):
        total += sizes[number]
        if total > MOST_DOCUMENTS:
            break
        chosen.append(number)
    return sorted(chosen) if len(chosen) > 1 else []


def source_from(contents: Contents) -> Source:
    """The live documents of a segment."""
    file = contents.file
    kept = np.flatnonzero(contents.live)
    new_numbers = np.full(contents.size, -1, dtype=np.int64)
    new_numbers[kept] = np.arange(len(kept))
    tokens, counts = contents.all_tokens()
    return Source(
        _facts(contents, kept),
        _occurrences(contents, Stream.EXACT, new_numbers),
        _occurrences(contents, Stream.FOLDED, new_numbers),
        _occurrences(contents, Stream.WORDS, new_numbers),
        _pairs(contents, new_numbers),
        _owners(file["exact.of"].whole()),
        tokens[np.repeat(contents.live, counts)],
        counts[kept],
        _parts(contents, new_numbers),
    )


def _owners(ends: Integers) -> Integers:
    """Which of the runs each entry belongs to, given where each begins and the last ends."""
    bounds = ends.astype(np.int64)
    counts: Integers = bounds[1:] - bounds[:-1]
    return np.repeat(np.arange(len(ends) - 1), counts)


def _occurrences(contents: Contents, stream: Stream, new_numbers: Integers) -> Occurrences:
    file = contents.file
    documents = new_numbers[file[f"{stream}.docs"].whole()]
    kept = documents >= 0
    return Occurrences(
        Texts(file, stream).all(),
        _owners(file[f"{stream}.ptr"].whole())[kept],
        documents[kept],
        file[f"{stream}.impacts"].whole()[kept].astype(np.int64),
    )


def _pairs(contents: Contents, new_numbers: Integers) -> Pairs:
    file = contents.file
    pairs = _owners(file["pairs.at"].whole())
    documents = new_numbers[file["pairs.docs"].whole()]
    kept = documents >= 0
    pairs = pairs[kept]
    return Pairs(
        _owners(file["pairs.ptr"].whole())[pairs],
        file["pairs.seconds"].whole().astype(np.int64)[pairs],
        documents[kept],
        file["pairs.impacts"].whole()[kept].astype(np.int64),
    )


def _parts(contents: Contents, new_numbers: Integers) -> Integers:
    file = contents.file
    documents = new_numbers[_owners(file["parts.ptr"].whole())]
    columns = [file[f"parts.{name}"].whole() for name in ("kinds", "starts", "ends")]
    parts: Integers = np.stack([documents, *columns], axis=1).astype(np.int64)
    return parts[documents >= 0]


def _facts(contents: Contents, kept: Integers) -> list[Fact]:
    ids, hashes = contents.ids.all(), contents.hashes.all()
    days = [(column, contents.days(column)) for column in DAY_COLUMNS]
    spans, keywords, rows = _all_spans(contents), _all_keywords(contents), _all_rows(contents)
    return [
        Fact(
            ids[number],
            hashes[number],
            int(contents.generations[number]),
            int(contents.lengths[number]),
            contents.compressed(number),
            tuple((column, int(values[number])) for column, values in days if values[number]),
            tuple(spans.get(number, ())),
            tuple(keywords.get(number, ())),
            tuple(rows.get(number, ())),
        )
        for number in kept.tolist()
    ]


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
        for number, document in enumerate(() if rows is None else rows.documents.tolist()):
            if rows is not None and contents.live[document]:
                found.setdefault(document, []).append((name, rows.row(number)))
    return found
