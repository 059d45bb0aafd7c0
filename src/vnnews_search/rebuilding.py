"""Rebuilding: every stored article analysed anew, by the rules of this release, without its source.

What it is: the loop of ``NewsIndex.rebuild``. One writer's lock is held from the first article to
the last, so nothing that others write is missed; readers go on with what they have; and all new
documents show at once, by the engine's commit. Each keeps its generation.

What it is not: a load. Nothing is skipped as unchanged, and nothing new comes in.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path
from traceback import format_exc
from typing import Any

from vnnews_search.corrections import FILE as CORRECTIONS
from vnnews_search.corrections import Corrections
from vnnews_search.engines.base import Engine, Reader, Replacement, StoredDocument
from vnnews_search.engines.whoosh.broken import LOST, lost_line, record_lost
from vnnews_search.engines.whoosh.damage import writing
from vnnews_search.engines.whoosh.engine import WhooshEngine
from vnnews_search.errors import IndexUnusableError
from vnnews_search.manifest import (
    CURRENT,
    check_format,
    made_as,
    read_manifest,
    write_manifest,
)
from vnnews_search.plan import EngineRequest, Everything
from vnnews_search.stored import decode_stored
from vnnews_search.workers.batch import TOGETHER, Answer, NotAnalyzed, answers_to

__all__ = ["RebuildReport", "rebuild", "rebuild_index"]

_LOG = logging.getLogger(__name__)

LIST_EVERY = 100
"""Articles that could not be analysed and wait in memory at most until they are listed."""


@dataclass(frozen=True, slots=True)
class RebuildReport:
    """What a rebuild did.

    Args:
        rebuilt: articles that were analysed anew.
        hidden: articles that a person deleted and that were there all the same.
        failed: articles that could not be analysed and are in the index no more.
        lost_file: where the failed ones are kept with what was stored; None if there are none.
        current: whether there was nothing to do.
    """

    rebuilt: int = 0
    hidden: int = 0
    failed: int = 0
    lost_file: Path | None = None
    current: bool = False


@dataclass
class _Counts:
    rebuilt: int = 0
    hidden: int = 0
    failed: int = 0
    lost: list[dict[str, Any]] = field(default_factory=list)


def rebuild_index(
    folder: Path,
    *,
    if_outdated: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    wait_seconds: float = 0.0,
) -> RebuildReport:
    """Rebuild the index of a folder, as ``NewsIndex.rebuild`` says."""
    manifest = read_manifest(folder)
    check_format(folder, manifest)
    engine = WhooshEngine(folder)
    with closing(engine.reader()) as reader:
        manifest = made_as(manifest, reader.fingerprint)
    if if_outdated and manifest == CURRENT:
        return RebuildReport(current=True)
    report = rebuild(
        engine,
        CURRENT.fingerprint,
        folder=folder,
        hidden=lambda: Corrections(folder / CORRECTIONS).hidden,
        progress=progress,
        wait_seconds=wait_seconds,
    )
    try:
        write_manifest(folder)
    except OSError:  # the engine's table of contents says the same, and counts
        _LOG.warning("%s: the manifest could not be written", folder, exc_info=True)
    return report


def rebuild(
    engine: Engine,
    fingerprint: str,
    *,
    folder: Path | None = None,
    hidden: Callable[[], frozenset[str]] = frozenset,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    wait_seconds: float = 0.0,
) -> RebuildReport:
    """Analyse all stored articles of an engine anew.

    Args:
        fingerprint: how this release makes documents.
        folder: where articles that cannot be analysed are kept; without one they are only counted.
        hidden: gives the ids that stay out; asked once no other writer can add to them.
        progress: told of each article how many are done, and how many there are.
        wait_seconds: how long to wait for another writer.

    Raises:
        IndexLockedError: another writer is at work.
        IndexCorruptError: a stored article cannot be read; the index is as it was.
        IndexUnusableError: the disk is full, or most articles cannot be analysed; likewise.
    """
    counts = _Counts()
    replacement = engine.replacement(wait_seconds)
    try:
        with closing(engine.reader()) as reader:
            _add_all(reader, replacement, hidden(), counts, progress, folder)
        if counts.failed > counts.rebuilt:
            raise IndexUnusableError(
                f"{counts.failed} bài không phân tích được, hơn cả số bài phân tích được; "
                "chỉ mục vẫn như cũ",
                hint="Báo lỗi này cho người làm vnnews_search.",
            )
        replacement.commit(fingerprint)
    finally:
        replacement.close()
    lost_file = folder / LOST if folder is not None and counts.failed else None
    return RebuildReport(counts.rebuilt, counts.hidden, counts.failed, lost_file)


def _add_all(
    reader: Reader,
    replacement: Replacement,
    hidden: frozenset[str],
    counts: _Counts,
    progress: Callable[[int, int], None],
    folder: Path | None,
) -> None:
    total = reader.search(EngineRequest(Everything(), limit=1)).total
    numbers, documents = count(1), iter(reader.scan())
    while batch := list(islice(documents, TOGETHER)):
        shown = [stored for stored in batch if stored.id not in hidden]
        counts.hidden += len(batch) - len(shown)
        for stored, answer in zip(shown, _answers(shown), strict=True):
            _add(stored, answer, replacement, counts)
        if len(counts.lost) >= LIST_EVERY:
            _list_lost(counts, folder)
        for done in islice(numbers, len(batch)):
            progress(done, total)
    _list_lost(counts, folder)


def _answers(documents: Sequence[StoredDocument]) -> list[Answer]:
    try:
        return answers_to([decode_stored(one.stored).article for one in documents])
    except Exception as error:  # of stored bytes that are no article; the others must not suffer
        if len(documents) == 1:
            return [NotAnalyzed(f"{type(error).__name__}: {error}", format_exc())]
        return [answer for one in documents for answer in _answers([one])]


def _add(stored: StoredDocument, answer: Answer, replacement: Replacement, counts: _Counts) -> None:
    if isinstance(answer, NotAnalyzed):
        _LOG.warning("article %r could not be analysed\n%s", stored.id, answer.trace)
        counts.failed += 1
        what = f"không phân tích được: {answer.reason}"
        counts.lost.append(lost_line("", stored.id, what, stored.stored))
        return
    replacement.add(answer, stored.generation)
    counts.rebuilt += 1


def _list_lost(counts: _Counts, folder: Path | None) -> None:
    if folder is not None:
        with writing(folder):
            record_lost(folder, counts.lost)
    counts.lost.clear()
