"""A segment as readers see it: postings, pairs, tokens and facts of its documents.

What it is: one method a question, over the sections that ``build`` wrote. Deleted documents are
still in every answer; ``live`` tells them.

What it is not: queries (``evaluate``) or several segments (``reader``).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vnnews_search.analyzed import Row, Stream
from vnnews_search.engines.base import StoredDocument
from vnnews_search.engines.whoosh.arrays import Booleans, Integers
from vnnews_search.engines.whoosh.build import (
    BREAK_CODE,
    DENSE_FROM,
    FIRST_LONG_CODE,
    MISSING,
    keyword_field,
    keyword_section,
)
from vnnews_search.engines.whoosh.segment import DamageError, SegmentFile
from vnnews_search.engines.whoosh.source import BREAK
from vnnews_search.engines.whoosh.texts import Texts

__all__ = ["Contents", "Documents", "Found", "RowSet"]

Documents = NDArray[np.uint16]
Impacts = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The documents that hold a term.

    Args:
        documents: ascending.
        impacts: the impact in each.
        row: of frequent terms the impact in every document of the segment, 0 where it lacks them.
    """

    documents: Documents
    impacts: Impacts
    row: Impacts | None = None


MOST_KEPT = 4096
"""Look-ups of terms that are remembered: a query asks for each of its terms several times."""

_NOTHING = Found(np.zeros(0, np.uint16), np.zeros(0, np.uint8))


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
        self.ids = Texts(file, "ids")
        self.hashes = Texts(file, "hashes")
        self._texts = {
            Stream.EXACT: Texts(file, "exact", "exact.order"),
            Stream.FOLDED: Texts(file, "folded"),
            Stream.WORDS: Texts(file, "words"),
        }
        self._sections = {
            stream: tuple(file[f"{stream}.{which}"] for which in ("ptr", "docs", "impacts"))
            for stream in (Stream.EXACT, Stream.FOLDED, Stream.WORDS)
        }
        self._postings: dict[tuple[Stream, str], Found] = {}
        self._row_sets: dict[str, RowSet | None] = {}

    # --- terms and postings -----------------------------------------------------------------------

    def terms(self, stream: Stream, prefix: str) -> Iterator[tuple[int, str]]:
        """The (number, text) of each term that begins with a prefix, in order."""
        return self._texts[stream].beginning(prefix)

    def terms_since(self, stream: Stream, text: str) -> Iterator[str]:
        """The terms from a text on, in order."""
        return (term for _, term in self._texts[stream].since(text))

    def term(self, stream: Stream, text: str) -> int | None:
        """The number of a term."""
        return self._texts[stream].number(text)

    def term_text(self, stream: Stream, number: int) -> str:
        """The text of a term."""
        return self._texts[stream][number]

    def term_count(self, stream: Stream) -> int:
        """How many terms a stream has."""
        return len(self._texts[stream])

    def postings(self, stream: Stream, text: str) -> Found:
        """The documents that hold a term."""
        key = (stream, text)
        found = self._postings.get(key)
        if found is None:
            if len(self._postings) >= MOST_KEPT:
                self._postings.clear()
            found = self._postings[key] = self._read_postings(stream, text)
        return found

    def _read_postings(self, stream: Stream, text: str) -> Found:
        if stream is Stream.PAIRS:
            return self._folded_pair(text)
        number = self.term(stream, text)
        return _NOTHING if number is None else self.numbered(stream, number)

    def numbered(self, stream: Stream, number: int) -> Found:
        """The documents that hold the term of a number."""
        ptr, docs, held = self._sections[stream]
        first, last = ptr.cut(number, number + 2).tolist()
        documents = docs.cut(first, last)
        impacts = held.cut(first, last)
        row = self._row(stream, number) if (last - first) * DENSE_FROM > self.size else None
        return Found(documents, impacts, row)

    def _row(self, stream: Stream, number: int) -> Impacts:
        place = int(np.searchsorted(self.file[f"{stream}.frequent"].whole(), number))
        begin = place * self.size
        impacts: Impacts = self.file[f"{stream}.rows"].cut(begin, begin + self.size)
        return impacts

    def exact_of(self, folded: str) -> range:
        """The numbers of the exact terms of a folded one."""
        number = self.term(Stream.FOLDED, folded)
        if number is None:
            return range(0)
        return range(*self.file["exact.of"].cut(number, number + 2).tolist())

    def folded_text(self, exact: int) -> str:
        """The folded text of an exact term."""
        folded = np.searchsorted(self.file["exact.of"].whole(), exact, side="right") - 1
        return self._texts[Stream.FOLDED][int(folded)]

    # --- pairs ------------------------------------------------------------------------------------

    def seconds(self, first: int) -> tuple[int, Integers]:
        """The exact terms that stand right after another, and the number of the first such pair."""
        begin, end = self.file["pairs.ptr"].cut(first, first + 2).tolist()
        return begin, self.file["pairs.seconds"].cut(begin, end)

    def pair(self, number: int) -> tuple[Documents, Impacts]:
        """The postings of the pair of a number."""
        begin, end = self.file["pairs.at"].cut(number, number + 2).tolist()
        documents = self.file["pairs.docs"].cut(begin, end)
        return documents, self.file["pairs.impacts"].cut(begin, end)

    def _folded_pair(self, text: str) -> Found:
        """All exact pairs of a folded one: those of one document have the same impact."""
        first, _, second = text.partition(" ")
        firsts = self.exact_of(first)
        following = self.exact_of(second)
        if not firsts or not following:
            return _NOTHING
        ptr = self.file["pairs.ptr"].cut(firsts.start, firsts.stop + 1)
        begin, end = int(ptr[0]), int(ptr[-1])
        seconds = self.file["pairs.seconds"].cut(begin, end)
        # unsigned wrap-around: one comparison for both bounds
        inside = (seconds - np.uint32(following.start)) < np.uint32(len(following))
        found = [self.pair(begin + number) for number in inside.nonzero()[0].tolist()]
        if len(found) < 2:
            return Found(*found[0]) if found else _NOTHING
        documents, which = np.unique(np.concatenate([d for d, _ in found]), return_index=True)
        return Found(documents, np.concatenate([i for _, i in found])[which])

    # --- tokens as they stand ---------------------------------------------------------------------

    def tokens(self, documents: Integers, part: int | None = None) -> tuple[Integers, Integers]:
        """The exact terms of some documents as they stand, and the document of each.

        Args:
            part: its number in ``PARTS``, if only those of one part are wanted.
        """
        found: list[tuple[int, Integers]] = []
        for document in documents.tolist():
            tokens = self._tokens(document)
            for first, last in self._ranges(document, part, len(tokens)):
                found.append((document, np.append(tokens[first:last], BREAK)))
        owners = np.array([document for document, _ in found], dtype=np.int64)
        counts = [len(tokens) for _, tokens in found]
        joined = np.concatenate([np.zeros(0, np.int64), *(tokens for _, tokens in found)])
        return joined, np.repeat(owners, counts)

    def _ranges(self, document: int, part: int | None, count: int) -> list[tuple[int, int]]:
        if part is None:
            return [(0, count)]
        return [(first, last) for kind, first, last in self.parts(document) if kind == part]

    def parts(self, document: int) -> list[tuple[int, int, int]]:
        """The parts of a document: number in ``PARTS``, first token, token after the last."""
        first, last = self.file["parts.ptr"].cut(document, document + 2).tolist()
        kinds, starts, ends = (
            self.file[f"parts.{name}"].cut(first, last).tolist()
            for name in ("kinds", "starts", "ends")
        )
        return list(zip(kinds, starts, ends, strict=True))

    def _tokens(self, document: int) -> Integers:
        first, last = self.file["tokens.ptr"].cut(document, document + 2).tolist()
        codes = self.file["tokens"].cut(first, last)
        return _decoded(codes, self._terms_of_codes())

    def all_tokens(self) -> tuple[Integers, Integers]:
        """The exact terms of all documents as they stand, and how many each document has."""
        codes = self.file["tokens"].whole()
        ends = self.file["tokens.ptr"].whole().astype(np.int64)
        tokens = _decoded(codes, self._terms_of_codes())
        # A rare term takes two codes; what they are fewer as tokens is counted off by document.
        rare = (codes >= FIRST_LONG_CODE) & (codes != BREAK_CODE)
        before = np.append(0, np.cumsum(rare))[ends]
        return tokens, np.diff(ends - before)

    def _terms_of_codes(self) -> Integers:
        return self.file["tokens.terms"].whole()

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
        data = zlib.decompress(self.compressed(number))
        return StoredDocument(self.ids[number], self.hashes[number], generation, data)

    def compressed(self, number: int) -> bytes:
        """The stored bytes of a document as they are in the file."""
        first, last = self.file["stored.at"].cut(number, number + 2).tolist()
        return self.file["stored"].cut(first, last).tobytes()


def _decoded(codes: NDArray[np.uint16], terms: Integers) -> Integers:
    """Codes as exact terms, ``BREAK`` between paragraphs; undoes ``build._encoded``."""
    long = (codes >= FIRST_LONG_CODE) & (codes != BREAK_CODE)
    begins = np.ones(len(codes), dtype=np.bool_)
    begins[1:] = ~long[:-1]  # what follows a long code is its second number, and below them all
    (first,) = np.nonzero(begins)
    numbers = codes[first].astype(np.int64)
    (rare,) = np.nonzero(long[first])
    numbers[rare] = (numbers[rare] - FIRST_LONG_CODE) * FIRST_LONG_CODE + codes[first[rare] + 1]
    broken = codes[first] == BREAK_CODE
    tokens = terms.take(numbers, mode="clip").astype(np.int64) if len(terms) else numbers
    tokens[broken] = BREAK
    return tokens
