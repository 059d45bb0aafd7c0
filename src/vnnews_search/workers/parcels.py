"""Answers on their way through a pipe: arrays as they are, and of each table what is new in it.

What it is: pickles between a worker and its owner in which a table of terms is only named. The
documents of a worker share tables that grow to some hundred thousand terms; sent along with each
batch, they would cost more than the analysis. So the owner keeps a copy of each, and a parcel
brings the terms that were met since the one before.

What it is not: a file format. Nothing of this is ever written to disk, or read from there.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from vnnews_search.analyzed import TermTable
from vnnews_search.workers.batch import Answer

__all__ = ["Packer", "Unpacker"]


@dataclass(slots=True)
class _Told:
    """A table, its number between both sides, and how many of its terms the other side has."""

    table: TermTable
    number: int
    terms: int = 0


class Packer:
    """The worker's end: it remembers what it told.

    >>> from vnnews_search.models import Article
    >>> from vnnews_search.workers.batch import answers_to
    >>> packer, unpacker = Packer(), Unpacker()
    >>> (answer,) = unpacker.unpack(packer.pack(answers_to([Article("a", title="Hội xuân")])))
    >>> answer.streams[0].terms
    ('hội', 'xuân')
    """

    def __init__(self) -> None:
        self._told: dict[int, _Told] = {}  # by the identity of a table, which is kept alive here
        self._numbers = count()

    def pack(self, answers: Sequence[Answer]) -> bytes:
        """Answers as bytes, to be unpacked in the order of packing."""
        used: dict[int, _Told] = {}

        def number_of(table: TermTable) -> int:
            told = used.get(id(table)) or self._told.get(id(table))
            used[id(table)] = told = told or _Told(table, next(self._numbers))
            return told.number

        content = io.BytesIO()
        _Pickler(content, number_of).dump(list(answers))
        news = [(told.number, told.table.texts[told.terms :]) for told in used.values()]
        for told in used.values():
            told.terms = len(told.table)
        if used:  # a table that is not used any more is never used again: the analyzer began anew
            self._told = used
        return pickle.dumps((news, content.getvalue()), pickle.HIGHEST_PROTOCOL)


class Unpacker:
    """The owner's end of one worker: the copies of its tables."""

    def __init__(self) -> None:
        self._tables: dict[int, TermTable] = {}

    def unpack(self, parcel: bytes) -> list[Answer]:
        """The answers that were packed."""
        news, content = pickle.loads(parcel)
        tables = {number: self._tables.get(number, TermTable()) for number, _ in news}
        for number, texts in news:
            tables[number].extend(texts)
        self._tables = tables or self._tables
        answers: list[Answer] = _Unpickler(content, tables).load()
        return answers


class _Pickler(pickle.Pickler):
    """Writes the numbers of tables in place of tables."""

    def __init__(self, file: io.BytesIO, number_of: Callable[[TermTable], int]) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._number_of = number_of

    def persistent_id(self, obj: object) -> int | None:
        return self._number_of(obj) if isinstance(obj, TermTable) else None


class _Unpickler(pickle.Unpickler):
    """Reads numbers as the tables that have them."""

    def __init__(self, content: bytes, tables: Mapping[int, TermTable]) -> None:
        super().__init__(io.BytesIO(content))
        self._tables = tables

    def persistent_load(self, pid: int) -> TermTable:
        return self._tables[pid]
