"""``NewsIndex``: the front door of the library.

The life of one, in order: ``open`` a folder (or make it), ``add`` articles, ``search``, ``get`` and
``delete``; ``refresh`` when another process may have written; ``close``. Searches see one snapshot
until the next ``refresh``; adding and deleting refresh by themselves.

What it is not: any of the work. It joins query, engine, snippets and corrections.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from math import isfinite
from os import PathLike
from pathlib import Path
from threading import RLock
from time import perf_counter
from types import TracebackType
from typing import TYPE_CHECKING, Self

from vnnews_search import corrections as corrected
from vnnews_search.analyzed import DATED, OFFICERS
from vnnews_search.engines.base import Engine, Problem, Reader
from vnnews_search.errors import QuerySyntaxError
from vnnews_search.manifest import (
    CURRENT,
    Manifest,
    check_format,
    check_manifest,
    made_as,
    read_manifest,
    write_manifest,
)
from vnnews_search.manifest import FILE as MANIFEST
from vnnews_search.models import (
    Article,
    BadRecord,
    Hit,
    IndexStats,
    Notice,
    OfficerMention,
    ResultPage,
)
from vnnews_search.plan import (
    Cursor,
    DayFacet,
    EngineHit,
    EngineRequest,
    Everything,
    FacetRequest,
    KeywordFacet,
    RowFacet,
    Sort,
    Within,
)
from vnnews_search.query.lower import Lowered, lower
from vnnews_search.query.parser import parse
from vnnews_search.snippets import snippets_of
from vnnews_search.stored import StoredArticle, decode_stored
from vnnews_search.text.normalize import is_whole, normalize

if TYPE_CHECKING:
    from vnnews_search.loading import LoadReport
    from vnnews_search.rebuilding import RebuildReport
    from vnnews_search.repairing import RepairReport

__all__ = ["FACETS", "NewsIndex"]

FACETS: dict[str, FacetRequest] = {
    "source": KeywordFacet("source"),
    "category": KeywordFacet("category"),
    "author": KeywordFacet("author"),
    "tag": KeywordFacet("tag"),
    "year": DayFacet(DATED, 4),
    "month": DayFacet(DATED, 7),
    "day": DayFacet(DATED, 10),
    "officer": RowFacet(OFFICERS, "name"),
    "office": RowFacet(OFFICERS, "office"),
}
"""The facets that a search can ask for, by name."""

MOST_HITS = 1000
"""Hits on one result page; further ones come with its cursor."""


class NewsIndex:
    """An index of Vietnamese news.

    Args:
        engine: where documents are stored.
        folder: where errors of loads are listed and corrections kept; None for a memory engine.
        manifest: what the folder says of itself.

    Raises:
        IndexMismatchError: another release made the terms.

    >>> from vnnews_search.engines.memory import MemoryEngine
    >>> with NewsIndex(MemoryEngine()) as index:
    ...     report = index.add([Article("a", title="Ngày hội đại đoàn kết ở Nà Sẳm")])
    ...     page = index.search("dai doan ket")
    >>> report.added, [(hit.article.id, hit.tier.label) for hit in page]
    (1, [('a', 'unaccented')])
    """

    def __init__(
        self, engine: Engine, folder: Path | None = None, *, manifest: Manifest = CURRENT
    ) -> None:
        self._engine = engine
        self._folder = folder
        self._manifest = manifest
        self._corrections = corrected.Corrections(folder and folder / corrected.FILE)
        self._reader: Reader = engine.reader()
        self._facts_current = self._has_current_facts(self._reader)
        self._reading = RLock()  # engines' readers keep places in files: threads take turns

    @classmethod
    def open(cls, folder: str | PathLike[str] = "index", *, create: bool = False) -> NewsIndex:
        """The index of a folder.

        Args:
            create: whether to make one if there is none.

        Raises:
            IndexNotFoundError: there is none.
            IndexMismatchError: another release made it.
            IndexCorruptError: its files are damaged.
        """
        from vnnews_search.engines.whoosh.engine import WhooshEngine, not_made

        path = Path(folder)
        fresh = create and not (path / MANIFEST).exists()
        if fresh:
            try:
                WhooshEngine(path, create=True, fingerprint=CURRENT.fingerprint)
                write_manifest(path)
            except OSError as error:
                raise not_made(path, error) from error
        manifest = read_manifest(path)
        check_format(path, manifest)
        return cls(WhooshEngine(path), path, manifest=manifest)

    def _has_current_facts(self, reader: Reader) -> bool:
        """Whether the facts of a snapshot were found by today's rules.

        Raises:
            IndexMismatchError: its terms are not those of this release.
        """
        manifest = made_as(self._manifest, reader.fingerprint)
        check_manifest(self._folder or Path(), manifest)
        return manifest.facts_fingerprint == CURRENT.facts_fingerprint

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # --- writing ----------------------------------------------------------------------------------

    def add(
        self,
        articles: Iterable[Article | BadRecord],
        *,
        wait_seconds: float = 0.0,
        processes: int = 1,
    ) -> LoadReport:
        """Add articles; one replaces an older version of its id, an unchanged one is skipped.

        Args:
            articles: any iterable, such as ``read_articles`` gives; bad records are counted and
                listed in a file beside the index.
            wait_seconds: how long to wait for another writer.
            processes: how many analyse long loads, this one included. The result is the same. The
                others import the main module of the program, as ``multiprocessing`` does, so more
                than one wants a program that does its work under ``if __name__ == "__main__":``.

        Raises:
            IndexLockedError: another writer is at work.
            ValueError: less than one process.
        """
        # Searches begin sooner without all that only loads need.
        from vnnews_search.loading import ERRORS_FILE, load

        errors = None if self._folder is None else self._folder / ERRORS_FILE
        try:
            return load(
                self._engine,
                articles,
                hidden=self._hidden,
                errors=errors,
                wait_seconds=wait_seconds,
                processes=processes,
            )
        finally:
            self.refresh()

    def _hidden(self) -> frozenset[str]:
        self.refresh()  # raises if another release has rebuilt the index meanwhile
        self._corrections.reload()
        return self._corrections.hidden

    def delete(self, ids: Iterable[str], *, wait_seconds: float = 0.0) -> int:
        """Delete articles for good: later loads leave them out, until ``restore``.

        Returns:
            How many of them were in the index.

        Raises:
            IndexLockedError: another writer is at work.
        """
        wanted = [id for id in ids if is_whole(id)]
        writer = self._engine.writer(wait_seconds)
        try:
            deleted = writer.delete(wanted)
            self._corrections.hide(wanted)
            writer.commit()
        finally:
            writer.close()
        self.refresh()
        return deleted

    def restore(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Let deleted articles in again, with the next load that brings them; those that were."""
        self._corrections.reload()
        return self._corrections.show(ids)

    # --- reading ----------------------------------------------------------------------------------

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        after: str | None = None,
        sort: str = "relevance",
        facets: Sequence[str] = (),
        snippets: bool = True,
        today: date | None = None,
    ) -> ResultPage:
        """The articles that match a query.

        Args:
            query: in the query language (docs/query.md).
            limit: most hits, 1 to 1,000.
            after: ``next`` of the result page before.
            sort: ``relevance``, ``newest`` or ``oldest``.
            facets: names of ``FACETS``, counted over all articles that match.
            snippets: whether to cut out passages.
            today: what days without a year refer to; the computer's day by default.

        Raises:
            QuerySyntaxError: the query cannot be read; says where.
            ValueError: limit, sort or a facet is none that there is.
        """
        started = perf_counter()
        if not 1 <= limit <= MOST_HITS:
            raise ValueError(f"limit phải từ 1 đến {MOST_HITS}")
        place = None if after is None else _read_cursor(after)
        tree = parse(query)
        with self._reading:
            lowered = lower(query, tree, self._reader, today=today or date.today())
            request = EngineRequest(
                lowered.match,
                lowered.scores,
                limit + 1,  # one more tells whether there is a next page
                Sort(sort),
                after=place,
                facets=tuple(map(_facet_of, facets)),
            )
            found = self._reader.search(request)
            shown = found.hits[:limit]
            stored = self._stored([hit.id for hit in shown])
        return ResultPage(
            query=query,
            hits=tuple(_hits(shown, stored, lowered, snippets=snippets)),
            total=found.total,
            facets=tuple(zip(facets, found.facets, strict=True)),
            notices=(*self._notices(), *lowered.notices),
            next=_cursor(shown[-1].cursor) if len(found.hits) > limit else None,
            took=perf_counter() - started,
        )

    def _notices(self) -> list[Notice]:
        if self._facts_current:
            return []
        message = (
            "Quy tắc nhận ngày và cán bộ đã đổi từ khi lập chỉ mục này; chạy: "
            "vnnews rebuild --facts"
        )
        return [Notice("facts_outdated", message)]

    def get(self, id: str) -> StoredArticle | None:
        """The article of an id with the facts found in it; None if there is none."""
        if not is_whole(id):
            return None
        with self._reading:
            (stored,) = self._stored([id])
        return stored

    def _stored(self, ids: Sequence[str]) -> list[StoredArticle | None]:
        documents = self._reader.get(ids)
        return [None if found is None else decode_stored(found.stored) for found in documents]

    def stats(self) -> IndexStats:
        """Sizes of the index."""
        with self._reading:
            return self._stats()

    def _stats(self) -> IndexStats:
        sizes = self._reader.stats()
        facets = (DayFacet(DATED, 4, limit=1000), KeywordFacet("source", limit=1000))
        everything = self._reader.search(EngineRequest(Everything(), limit=1, facets=facets))
        dated = self._reader.search(EngineRequest(Within(DATED, None, None), limit=1))
        years, sources = everything.facets
        return IndexStats(
            articles=sizes.articles,
            dated=dated.total,
            officers=sum(1 for _ in self._reader.row_values(OFFICERS, "name")),
            years=tuple(sorted(years, key=lambda facet: facet.value)),
            sources=sources,
            terms=sizes.terms,
            generation=self._reader.generation,
            segments=sizes.segments,
            bytes_on_disk=sizes.bytes_on_disk,
            facts_current=self._facts_current,
        )

    def check(self) -> tuple[Problem, ...]:
        """What is wrong with the index and its files; nothing if all is well."""
        from vnnews_search.checking import check_index, stored_fault

        if self._folder is not None and (self._folder / MANIFEST).exists():
            return check_index(self._folder)
        return tuple(self._engine.check(stored_fault))

    @classmethod
    def repair(cls, folder: str | PathLike[str], *, wait_seconds: float = 0.0) -> RepairReport:
        """Make the index of a folder usable again; one that is damaged cannot be opened before.

        What is whole stays; of a broken file every article that still reads back is kept, the ids
        of the others are listed in ``lost-ids.jsonl``, and the file itself goes to ``broken``.

        Args:
            wait_seconds: how long to wait for another writer.

        Raises:
            IndexNotFoundError: there is none.
            IndexMismatchError: it has another format.
            IndexLockedError: another writer is at work.
        """
        from vnnews_search.repairing import repair_index

        return repair_index(Path(folder), wait_seconds)

    @classmethod
    def rebuild(
        cls,
        folder: str | PathLike[str],
        *,
        if_outdated: bool = False,
        progress: Callable[[int, int], None] = lambda _done, _total: None,
        wait_seconds: float = 0.0,
    ) -> RebuildReport:
        """Analyse the stored articles of a folder anew; one of other terms cannot be opened before.

        Searches go on meanwhile and see the new index, whole, at the next ``refresh``. If it is
        interrupted, or the disk is full, the index is as it was.

        Args:
            if_outdated: do nothing if terms and facts are of this release already.
            progress: told after each article how many are done, and how many there are.
            wait_seconds: how long to wait for another writer.

        Raises:
            IndexNotFoundError: there is none.
            IndexMismatchError: it has another format.
            IndexLockedError: another writer is at work.
            IndexCorruptError: a stored article cannot be read; ``repair`` comes first.
            IndexUnusableError: the disk is full.
        """
        from vnnews_search.rebuilding import rebuild_index

        return rebuild_index(
            Path(folder), if_outdated=if_outdated, progress=progress, wait_seconds=wait_seconds
        )

    def refresh(self) -> bool:
        """Show what was committed meanwhile; whether there was anything new.

        Raises:
            IndexMismatchError: another release has rebuilt the index; the old snapshot stays.
        """
        if self._engine.generation() == self._reader.generation:
            return False
        fresh = self._engine.reader()
        facts_current = self._has_current_facts(fresh)
        with self._reading:
            stale, self._reader = self._reader, fresh
            self._facts_current = facts_current
            stale.close()
        return True

    def close(self) -> None:
        """Give back files."""
        self._reader.close()


def _hits(
    found: Sequence[EngineHit],
    stored: Sequence[StoredArticle | None],
    lowered: Lowered,
    *,
    snippets: bool,
) -> Iterator[Hit]:
    for hit, kept in zip(found, stored, strict=True):
        assert kept is not None, "a snapshot holds the documents of its hits"
        asked = [m for m in kept.mentions if m.name in lowered.names]
        others = [m for m in kept.mentions if m.name not in lowered.names]
        yield Hit(
            article=kept.article,
            dated=kept.dated,
            dated_origin=kept.dated_origin,
            score=hit.score,
            tier=hit.tier,
            snippets=snippets_of(kept.article, lowered.match, asked) if snippets else (),
            officers=_first_of_each(asked + others),
        )


def _first_of_each(mentions: Iterable[OfficerMention]) -> tuple[OfficerMention, ...]:
    """The first mention of each name and post, in order."""
    found: dict[tuple[str, ...], OfficerMention] = {}
    for mention in mentions:
        key = (mention.name, mention.office, mention.organisation)
        found.setdefault(tuple(normalize(text).lower() for text in key), mention)
    return tuple(found.values())


def _facet_of(name: str) -> FacetRequest:
    if name not in FACETS:
        raise ValueError(f"không có phép đếm “{name}”; có: {', '.join(FACETS)}")
    return FACETS[name]


def _cursor(place: Cursor) -> str:
    day = None if place.day is None else place.day.isoformat()
    return base64.urlsafe_b64encode(json.dumps([place.score, day, place.id]).encode()).decode()


def _read_cursor(text: str) -> Cursor:
    try:
        score, day, id = json.loads(base64.urlsafe_b64decode(text.encode()))
        if not isfinite(score):
            raise ValueError("no place in an order")
        return Cursor(float(score), None if day is None else date.fromisoformat(day), str(id))
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise QuerySyntaxError(
            "con trỏ trang không hợp lệ",
            query=text,
            start=0,
            end=len(text),
            hint="Dùng đúng giá trị next của trang kết quả trước.",
        ) from None
