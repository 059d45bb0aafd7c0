"""The engine seam: an engine gives immutable readers and one writer at a time.

What it is: the three protocols that ``NewsIndex`` drives, and the definitions that every engine
must share to the letter: the order of hits and of facet values.

What it is not: a library to build engines from. Why plain values cross the seam (``plan``): an
engine can then be a file format, a brute-force loop or a cluster, and one contract suite
(``tests/engines``) holds for all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from vnnews_search.analyzed import AnalyzedDocument, Row
from vnnews_search.models import Facet
from vnnews_search.plan import Cursor, EngineHit, EngineHits, EngineRequest, Sort, Vocabulary

__all__ = [
    "REPAIR",
    "Engine",
    "EngineStats",
    "Fault",
    "Meaning",
    "Problem",
    "Reader",
    "Repaired",
    "Replacement",
    "StoredDocument",
    "Writer",
    "count_facets",
    "no_fault",
    "order_key",
]


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document as an engine gives it back.

    Args:
        generation: the commit that wrote it, kept through merges.
        stored: the bytes of ``AnalyzedDocument.stored``.
    """

    id: str
    hash: str
    generation: int
    stored: bytes


@dataclass(frozen=True, slots=True)
class EngineStats:
    """Sizes of a snapshot: live articles, distinct terms of each stream, segments, bytes."""

    articles: int
    terms: tuple[tuple[str, int], ...]
    segments: int
    bytes_on_disk: int


REPAIR = "Chạy: vnnews check --repair"
"""What to do about damage that repair can mend."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that ``check`` found: where, what, and what to do about it."""

    file: str
    what: str
    hint: str


@dataclass(frozen=True, slots=True)
class Repaired:
    """Something that a repair did: to which file, what it did, and how many documents it cost."""

    file: str
    what: str
    lost: int = 0


Fault = Callable[[StoredDocument], str]
"""What is wrong with a stored document, "" if nothing: engines do not look inside."""


def no_fault(_: StoredDocument) -> str:
    """Any bytes are good."""
    return ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an engine does not know of its documents, and a repair of their files needs.

    Args:
        fault: what is wrong with a stored document.
        analyze: makes a document anew from its stored bytes; None if they are none.
        mixed: given the fingerprint of an index, its fingerprint once such documents came to it.
        hidden: gives ids of documents that are to stay out; asked once nobody else can write.
    """

    fault: Fault
    analyze: Callable[[bytes], AnalyzedDocument | None]
    mixed: Callable[[str], str]
    hidden: Callable[[], frozenset[str]]


class Reader(Vocabulary, Protocol):
    """An immutable snapshot: what is committed later does not show in it."""

    @property
    def generation(self) -> int:
        """The number of the commit that this snapshot shows; 0 for an empty index."""
        ...

    @property
    def fingerprint(self) -> str:
        """How the documents were made: what the last replacement said, "" if there was none."""
        ...

    def search(self, request: EngineRequest) -> EngineHits:
        """The articles that match, scored, ordered and counted."""
        ...

    def get(self, ids: Sequence[str]) -> list[StoredDocument | None]:
        """The documents of these ids, None where there is none."""
        ...

    def hashes(self, ids: Iterable[str]) -> dict[str, str]:
        """The hashes of those of these ids that there are."""
        ...

    def scan(self, after: str = "", since_generation: int = 0) -> Iterator[StoredDocument]:
        """All documents by ascending id, beyond ``after``, of later generations only."""
        ...

    def rows(self, row_set: str, key_prefix: str = "") -> Iterator[tuple[str, Row]]:
        """(id of the article, row) of a row set by ascending key, then id."""
        ...

    def stats(self) -> EngineStats:
        """Sizes of this snapshot."""
        ...

    def close(self) -> None:
        """Give back files; the snapshot cannot be used afterwards."""
        ...


class Writer(Protocol):
    """Changes that become visible together, at ``commit``.

    A writer that is closed without a commit leaves nothing behind.
    """

    def add(self, document: AnalyzedDocument) -> None:
        """Add a document; it replaces one of the same id, also one of the same commit."""
        ...

    def delete(self, ids: Iterable[str]) -> int:
        """Delete documents; the number of those that there were."""
        ...

    def commit(self) -> int:
        """Make all changes durable and visible; the generation that shows them."""
        ...

    def rollback(self) -> None:
        """Forget the changes since the last commit."""
        ...

    def compact(self) -> None:
        """After the last commit of a load: what makes searches quick; nothing of it shows."""
        ...

    def close(self) -> None:
        """Let the next writer in; what is not committed is forgotten."""
        ...


class Replacement(Protocol):
    """Documents that together take the place of all others, at ``commit``.

    Until then nothing of them shows, no other writer is let in, and readers go on. One that is
    closed without a commit, or whose process dies, leaves the index as it was.
    """

    def add(self, document: AnalyzedDocument, generation: int) -> None:
        """Add a document of an id that was not added yet; an engine may write it out at once.

        Args:
            generation: what the document carries from now on.
        """
        ...

    def commit(self, fingerprint: str) -> int:
        """Make the added documents all that there is; the generation that shows them.

        Args:
            fingerprint: how they were made; readers give it back.
        """
        ...

    def close(self) -> None:
        """Let the next writer in; without a commit all is as it was."""
        ...


class Engine(Protocol):
    """Where documents are stored."""

    def reader(self) -> Reader:
        """A snapshot of what is committed now."""
        ...

    def generation(self) -> int:
        """The number of the latest commit, cheaply."""
        ...

    def writer(self, wait_seconds: float = 0.0) -> Writer:
        """The writer; there is one at a time.

        Raises:
            IndexLockedError: another one is still open after ``wait_seconds``.
        """
        ...

    def replacement(self, wait_seconds: float = 0.0) -> Replacement:
        """A writer of documents that take the place of all that there are.

        Raises:
            IndexLockedError: another writer is still open after ``wait_seconds``.
        """
        ...

    def check(self, fault: Fault = no_fault) -> Iterator[Problem]:
        """What is wrong with the stored data; nothing if all is well.

        Args:
            fault: asked of every stored document.
        """
        ...


def order_key(sort: Sort, place: Cursor | EngineHit) -> tuple[float, float, str]:
    """The sort key of a place, ascending: best first, then newest, undated last, then by id.

    >>> from datetime import date
    >>> newer, older = Cursor(1.0, date(2021, 1, 1), "b"), Cursor(1.0, date(2020, 1, 1), "a")
    >>> order_key(Sort.RELEVANCE, newer) < order_key(Sort.RELEVANCE, older)
    True
    >>> order_key(Sort.OLDEST, older) < order_key(Sort.OLDEST, Cursor(9.0, None, "c"))
    True
    """
    undated = float("inf")
    newest_first = undated if place.day is None else float(-place.day.toordinal())
    if sort is Sort.RELEVANCE:
        return (-place.score, newest_first, place.id)
    if sort is Sort.NEWEST:
        return (0.0, newest_first, place.id)
    return (0.0, newest_first if place.day is None else -newest_first, place.id)


def count_facets(values: Iterable[str], limit: int) -> tuple[Facet, ...]:
    """The most frequent values with their counts, equal ones by value.

    >>> count_facets(["xã", "huyện", "xã", "tỉnh"], 2)
    (Facet(value='xã', count=2), Facet(value='huyện', count=1))
    """
    counts = Counter(values)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Facet(value, count) for value, count in ordered[:limit])
