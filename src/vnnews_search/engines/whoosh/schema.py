"""What a document becomes in Whoosh: terms, facts, columns and one stored value.

What it is: the layout of the index, in one place. Each stream is a Whoosh field whose terms come
ready-made, with the impact of docs/matching.md as their weight and their positions as their value;
but for pairs, which are half of all postings and can be read off the folded positions.
Everything that is compared for equality – ids, keywords, spans, rows and their cells – is a *fact*:
a term of one more field, spelt ``kind ␟ name ␟ value``. Days and lengths are columns.

What it is not: Whoosh's own analysis or scoring; neither is used.
"""

from __future__ import annotations

import json
import zlib
from array import array
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from whoosh import columns, fields, formats

from vnnews_search.analyzed import (
    DAY_COLUMNS,
    AnalyzedDocument,
    Part,
    PartRange,
    Row,
    Stream,
    StreamTerms,
)
from vnnews_search.engines.base import StoredDocument
from vnnews_search.scoring import impact

__all__ = [
    "FACTS",
    "LENGTH",
    "NO_DAY",
    "PARTS",
    "PART_BITS",
    "POSTED",
    "STORED",
    "column_of",
    "decode_row",
    "fact",
    "fields_of",
    "read_stored",
    "schema",
]

FACTS = "facts"
LENGTH = "length"
STORED = "stored"
NO_DAY = 0
"""Ordinal of no day; 1 January of the year 1 has ordinal 1."""

POSTED = (Stream.EXACT, Stream.FOLDED, Stream.WORDS)
"""The streams that have postings of their own."""

PARTS = (Part.TITLE, Part.LEAD, Part.BODY, Part.CAPTIONS)
PART_BITS = 2
"""A posting holds position << PART_BITS | number of the part in ``PARTS``."""

_SEPARATOR = "\x1f"
_OPEN = "*"
"""An open end of a span."""


class ReadyTerms(fields.FieldType):
    """A field whose values are (term, weight, value bytes), ready to be posted.

    Its class is named in the index's own schema, so it keeps its name and place.
    """

    def __init__(self) -> None:
        super().__init__(format=formats.Positions(), analyzer=None)

    def index(
        self, value: Sequence[tuple[bytes, int, bytes]], **_: Any
    ) -> Iterator[tuple[bytes, int, float, bytes]]:
        """The terms as Whoosh posts them: (term, frequency, weight, value)."""
        for term, weight, posted in value:
            yield term, 1, float(weight), posted


def schema() -> fields.Schema:
    """The Whoosh schema of every index."""
    layout: dict[str, fields.FieldType] = {stream.value: ReadyTerms() for stream in POSTED}
    layout[FACTS] = ReadyTerms()
    layout[STORED] = fields.STORED()
    for name in (LENGTH, *map(column_of, DAY_COLUMNS)):
        layout[name] = fields.COLUMN(columns.NumericColumn("i", default=NO_DAY))
    return fields.Schema(**layout)


def column_of(day_column: str) -> str:
    """The Whoosh field of a day column."""
    return f"day_{day_column}"


def fields_of(document: AnalyzedDocument, generation: int) -> dict[str, Any]:
    """A document as the arguments of Whoosh's ``add_document``."""
    values: dict[str, Any] = {
        stream.stream.value: list(_postings(stream, document))
        for stream in document.streams
        if stream.stream in POSTED
    }
    # Whoosh keeps no empty posting value, and needs as many values as postings.
    values[FACTS] = [(term.encode(), 1, b"1") for term in dict.fromkeys(_facts(document))]
    values[LENGTH] = document.length
    for column, day in document.days:
        values[column_of(column)] = day.toordinal()
    compressed = zlib.compress(document.stored)
    values[STORED] = [document.id, document.hash, generation, compressed, _row_values(document)]
    return values


def read_stored(value: list[Any]) -> StoredDocument:
    """The stored document of a stored value."""
    id, hash, generation, compressed, _ = value
    return StoredDocument(id, hash, generation, zlib.decompress(compressed))


# --- postings -----------------------------------------------------------------------------------


def _postings(
    stream: StreamTerms, document: AnalyzedDocument
) -> Iterator[tuple[bytes, int, bytes]]:
    """(term, impact, places) of each distinct term of a stream."""
    places: dict[str, list[int]] = {}
    for term, position in stream:
        places.setdefault(term, []).append(position)
    for term, positions in places.items():
        found = [(p, part) for p in positions if (part := _part_at(p, document.parts)) is not None]
        coded = [position << PART_BITS | PARTS.index(part.part) for position, part in found]
        count = sum(part.weight for _, part in found)
        yield term.encode(), impact(count, document.length), array("I", coded).tobytes()


def _part_at(position: int, parts: Sequence[PartRange]) -> PartRange | None:
    return next((part for part in parts if part.start <= position < part.end), None)


# --- facts --------------------------------------------------------------------------------------


def fact(kind: str, *names: str) -> str:
    """The term of a fact, or with "" as the last name the prefix of all such facts.

    >>> fact("keyword", "source", "Báo Vĩnh Sa")
    'keyword\\x1fsource\\x1fBáo Vĩnh Sa'
    """
    return _SEPARATOR.join((kind, *(name.replace(_SEPARATOR, " ") for name in names)))


def _facts(document: AnalyzedDocument) -> Iterator[str]:
    yield fact("id", document.id)
    for field, value in document.keywords:
        yield fact("keyword", field, value)
    for column, (start, end) in document.spans:
        yield fact("span", column, _bound(start), _bound(end))
    for row_set, rows in document.rows:
        for row in rows:
            yield fact("row", row_set, row.key, json.dumps(row.values, ensure_ascii=False))
            for column, value in row.values:
                yield fact("cell", row_set, column, value)


def _bound(day: date | None) -> str:
    return _OPEN if day is None else day.isoformat()


def decode_row(key: str, values: str) -> Row:
    """A row from the last two names of its fact."""
    return Row(key, tuple((column, value) for column, value in json.loads(values)))


def _row_values(document: AnalyzedDocument) -> dict[str, list[dict[str, str]]]:
    """Rows beside the document, so that conditions on one row can be checked without decoding."""
    return {row_set: [dict(row.values) for row in rows] for row_set, rows in document.rows}
