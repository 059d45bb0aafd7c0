"""A segment as readers see it: tokens and facts of its documents, and their postings.

What it is: one method a question, over the sections that ``build`` wrote. Deleted documents are
still in every answer; ``live`` tells them.

What it is not: queries (``evaluate``) or several segments (``reader``).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from vnnews_search.analyzed import Row
from vnnews_search.engines.base import StoredDocument
from vnnews_search.engines.whoosh.arrays import Booleans, Integers
from vnnews_search.engines.whoosh.build import MISSING, keyword_field, keyword_section
from vnnews_search.engines.whoosh.postings import Documents, Postings
from vnnews_search.engines.whoosh.segment import DamageError, SegmentFile
from vnnews_search.engines.whoosh.texts import Texts
from vnnews_search.engines.whoosh.toc import Listed
from vnnews_search.engines.whoosh.tokens import Tokens

__all__ = ["Contents", "RowSet", "compressed", "opened"]


class RowSet:
    """The rows of a row set in a segment, by key, then document."""

    def __init__(self, file: SegmentFile, name: str) -> None:
        self.documents: Documents = file[f"{name}.docs"].whole()
        self.keys = Texts(file, f"{name}.keys")
        self.key_of: Integers = file[f"{name}.key"].whole()
        start = f"{name}.column."
        names = [n.removesuffix(".cells") for n in file.names(start) if n.endswith(".cells")]
        self.columns = {column.removeprefix(start): Texts(file, column) for column in names}
        self.cells: dict[str, Integers] = {
            column.removeprefix(start): file[f"{column}.cells"].whole() for column in names
        }

    def row(self, number: int) -> Row:
        """A row with its values."""
        values = tuple(
            (column, texts[int(cell) - 1])
            for column, texts in self.columns.items()
            if (cell := self.cells[column][number]) != MISSING
        )
        return Row(self.keys[int(self.key_of[number])], values)

    def with_key(self, prefix: str) -> Iterator[int]:
        """The rows whose key begins with a prefix, in order."""
        keys = [number for number, _ in self.keys.beginning(prefix)]
        if keys:
            first = np.searchsorted(self.key_of, keys[0])
            yield from range(int(first), int(np.searchsorted(self.key_of, keys[-1], "right")))


def opened(path: Path, listed: Listed) -> Contents:
    """The segment of a file, without the documents that the table lists as deleted.

    Raises:
        DamageError: it is not the file of that segment, or damaged.
        OSError: it cannot be read.
    """
    return Contents(SegmentFile(path), listed.live)


def compressed(file: SegmentFile, number: int) -> bytes:
    """The stored bytes of a document as they are in a file."""
    first, last = file["stored.at"].cut(number, number + 2).tolist()
    return file["stored"].cut(first, last).tobytes()


class Contents:
    """An opened segment.

    Args:
        file: its file.
        live: of each document, whether it is not deleted.

    Raises:
        DamageError: the file holds another number of documents.
    """

    def __init__(self, file: SegmentFile, live: Booleans) -> None:
        if file.documents != len(live):
            raise DamageError(f"{file.documents} documents instead of {len(live)}")
        self.file = file
        self.size = file.documents
        self.live = live
        self.count = int(live.sum())
        self.dead: Integers = np.flatnonzero(~live)
        self.ids = Texts(file, "ids")
        self.hashes = Texts(file, "hashes")
        self.postings = Postings(file)
        self.tokens = Tokens(file)
        self._row_sets: dict[str, RowSet | None] = {}

    # --- facts ------------------------------------------------------------------------------------

    @property
    def lengths(self) -> Integers:
        """The weighted length of each document."""
        return self.file["lengths"].whole()

    @property
    def generations(self) -> Integers:
        """The commit that wrote each document."""
        return self.file["generations"].whole()

    def days(self, column: str) -> Integers:
        """The ordinal of each document's day, 0 if it has none."""
        return self.file[f"days.{column}"].whole()

    def spans(self, column: str) -> tuple[Documents, Integers, Integers]:
        """(documents, starts, ends) of all spans of a column."""
        name = f"spans.{column}"
        if f"{name}.docs" not in self.file:
            return np.zeros(0, np.uint16), np.zeros(0, np.int32), np.zeros(0, np.int32)
        documents, starts, ends = (
            self.file[f"{name}.{which}"].whole() for which in ("docs", "starts", "ends")
        )
        return documents, starts, ends

    def span_columns(self) -> list[str]:
        """The columns of spans that there are."""
        names = self.file.names("spans.")
        return [n[len("spans.") : -len(".docs")] for n in names if n.endswith(".docs")]

    def keyword_fields(self) -> list[str]:
        """The keyword fields that there are."""
        names = self.file.names("keywords.")
        return [keyword_field(n.removesuffix(".docs")) for n in names if n.endswith(".docs")]

    def keywords(self, field: str) -> Texts | None:
        """The values of a keyword field."""
        name = keyword_section(field)
        return Texts(self.file, name) if f"{name}.docs" in self.file else None

    def with_keyword(self, field: str, number: int) -> Documents:
        """The documents of the value of a number."""
        name = keyword_section(field)
        first, last = self.file[f"{name}.ptr"].cut(number, number + 2).tolist()
        documents: Documents = self.file[f"{name}.docs"].cut(first, last)
        return documents

    def all_keywords(self, field: str) -> tuple[Integers, Integers]:
        """Where the documents of each value end among those of all, and those of all."""
        name = keyword_section(field)
        return self.file[f"{name}.ptr"].whole(), self.file[f"{name}.docs"].whole()

    def row_set_names(self) -> list[str]:
        """The row sets that there are."""
        names = self.file.names("rows.")
        return [n[len("rows.") : -len(".docs")] for n in names if n.endswith(".docs")]

    def row_set(self, name: str) -> RowSet | None:
        """The rows of a row set, None if there are none."""
        if name not in self._row_sets:
            there = f"rows.{name}.docs" in self.file
            self._row_sets[name] = RowSet(self.file, f"rows.{name}") if there else None
        return self._row_sets[name]

    # --- stored documents -------------------------------------------------------------------------

    def number(self, id: str) -> int | None:
        """The number of the live document of an id."""
        number = self.ids.number(id)
        return number if number is not None and self.live[number] else None

    def stored(self, number: int) -> StoredDocument:
        """A document as it was given."""
        generation = int(self.file["generations"].cut(number, number + 1)[0])
        data = zlib.decompress(compressed(self.file, number))
        return StoredDocument(self.ids[number], self.hashes[number], generation, data)
