"""Repair of an index folder: what is whole stays, what can be read back is written anew.

What it is: a new table of contents over the segments that are sound and a new segment of what was
salvaged from the others. Before it counts, the ids of what is lost are on disk in a file, and every
broken file stands in a folder of its own, where nothing removes it.

What it is not: a guess. Where the newest table cannot be read, every segment in the folder is taken
for a part of the index: so nothing committed is missed, at the price that what was deleted since
the last readable table may be there again, which is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from heapq import merge
from itertools import groupby
from pathlib import Path
from typing import Any

from vnnews_search.engines.base import Meaning, Repaired
from vnnews_search.engines.whoosh.broken import LOST, lost_line, record_lost, set_aside
from vnnews_search.engines.whoosh.check import (
    live_ids,
    segment_faults,
    stored_faults,
)
from vnnews_search.engines.whoosh.contents import Contents, opened
from vnnews_search.engines.whoosh.damage import writing
from vnnews_search.engines.whoosh.lock import locked
from vnnews_search.engines.whoosh.salvage import Found, has_numbers, salvaged
from vnnews_search.engines.whoosh.segment import SegmentFile
from vnnews_search.engines.whoosh.structure import UNREADABLE
from vnnews_search.engines.whoosh.toc import (
    Listed,
    Toc,
    read_table,
    remove_others,
    segment_ids,
    segment_path,
    table_numbers,
    table_path,
    write_toc,
)
from vnnews_search.engines.whoosh.unlisted import UnlistedSegments

__all__ = ["repair_folder"]

UNKNOWN_AGE = 1
"""The generation of a salvaged document whose own is lost: any other version of it is newer."""


@dataclass
class _Work:
    """What a repair has found so far.

    Args:
        kept: segments that stay, and which of their documents.
        salvaged: segments of documents that were made anew.
        broken: files that are kept aside, as nothing of them may go.
        lost: lines of ``LOST``.
        done: what will be said.
    """

    kept: list[Listed] = field(default_factory=list)
    salvaged: list[Listed] = field(default_factory=list)
    broken: list[Path] = field(default_factory=list)
    lost: list[dict[str, Any]] = field(default_factory=list)
    done: list[Repaired] = field(default_factory=list)


def repair_folder(folder: Path, meaning: Meaning, wait_seconds: float = 0.0) -> list[Repaired]:
    """Make an index usable again, losing no more than cannot be read; what was done to it.

    Raises:
        IndexLockedError: another writer is still open after ``wait_seconds``.
        IndexUnusableError: the folder cannot be written to, or the system refuses to read it: then
            nothing is taken for damaged, and nothing changed.
    """
    lock = locked(folder, wait_seconds)
    try:
        with writing(folder):
            return _repaired(folder, meaning)
    finally:
        lock.release()


def _repaired(folder: Path, meaning: Meaning) -> list[Repaired]:
    work = _Work()
    table = _readable_table(folder, work)
    listed, newest = list(table.segments), table.generation
    relisted = bool(work.broken) or table.number < 0
    if relisted:
        listed = _on_disk(folder, table, work)
        # The newest generation is lost with its table, whose number is never smaller.
        newest = max([newest, *table_numbers(folder), *_generations(folder, listed)])
    for one in listed:
        _sort_out(folder, one, newest, meaning, work)
    segments = _each_id_once(folder, [*work.kept, *work.salvaged], meaning.hidden(), work)
    if not relisted and not work.broken and segments == list(table.segments):
        remove_others(folder, table)
        return work.done
    record_lost(folder, work.lost)
    for path in work.broken:
        set_aside(folder, path)
    mixed = relisted or work.salvaged  # a repair that was killed may have left what it salvaged
    made = meaning.mixed(table.fingerprint) if mixed else table.fingerprint
    number = max([table.number, *table_numbers(folder)]) + 1
    fresh = Toc(number, newest + 1, tuple(segments), made)
    write_toc(folder, fresh)
    remove_others(folder, fresh)
    return work.done


# --- which segments there are ---------------------------------------------------------------------


def _readable_table(folder: Path, work: _Work) -> Toc:
    """The newest table that can be read, an empty one if none can; the broken ones are noted."""
    for number in reversed(table_numbers(folder)):
        try:
            return read_table(folder, number)
        except UNREADABLE:
            work.broken.append(table_path(folder, number))
    return Toc(-1, 0, ())


def _on_disk(folder: Path, table: Toc, work: _Work) -> list[Listed]:
    """All segments in the folder; deletions are those of an older table."""
    known, ids = {one.id: one for one in table.segments}, segment_ids(folder)
    name = work.broken[0].name if work.broken else table_path(folder, 0).name
    what = (
        f"mục lục hỏng: ghi lại {len(ids)} phân đoạn có trong thư mục; bài đã xóa bằng "
        "vnnews delete vẫn xóa, bản cũ đã được thay có thể trở lại nếu bản mới bị mất"
    )
    work.done.append(Repaired(name, what))
    for one in table.segments:
        if one.id not in ids:
            gone = segment_path(folder, one.id).name
            work.lost.append({"file": gone, "id": None, "documents": one.documents})
            work.done.append(Repaired(gone, "không có tệp này; có thể đã gộp vào tệp khác"))
    return [known.get(id) or Listed(id, _size(segment_path(folder, id))) for id in ids]


def _size(path: Path) -> int:
    """How many documents the file of a segment says that it holds, 0 if it cannot be read."""
    try:
        return SegmentFile(path).documents
    except UNREADABLE:
        return 0


def _generations(folder: Path, listed: Sequence[Listed]) -> Iterator[int]:
    """The newest generation of each segment in which it can be read."""
    for one in listed:
        try:
            newest = SegmentFile(segment_path(folder, one.id))["generations"].whole().max()
        except UNREADABLE:
            continue
        yield int(newest)


# --- what becomes of each -------------------------------------------------------------------------


def _sort_out(folder: Path, listed: Listed, newest: int, meaning: Meaning, work: _Work) -> None:
    """Keep a sound segment without its unreadable documents, or salvage from a broken one."""
    if segment_faults(folder, listed, newest):
        work.broken.append(segment_path(folder, listed.id))
        _salvage(folder, listed, newest, meaning, work)
        return
    contents = opened(segment_path(folder, listed.id), listed)
    faults = stored_faults(contents, meaning.fault)
    name = segment_path(folder, listed.id).name
    for number, id, what in faults:
        work.lost.append(lost_line(name, id, what, _bytes(contents, number)))
    if faults:
        work.broken.append(segment_path(folder, listed.id))
        what = f"bỏ {len(faults)} bài không đọc lại được, mã ghi trong {LOST}"
        work.done.append(Repaired(name, what, len(faults)))
        listed = replace(listed, deleted=_with(listed.deleted, [n for n, _, _ in faults]))
    if len(listed.deleted) < listed.documents:
        work.kept.append(listed)


def _salvage(folder: Path, listed: Listed, newest: int, meaning: Meaning, work: _Work) -> None:
    """Write what can be read of a broken segment to new ones, and note what cannot."""
    path = segment_path(folder, listed.id)
    new, read, named = UnlistedSegments(folder), set[str](), 0
    for found in salvaged(path, frozenset(listed.deleted)):
        document = None if found.stored is None else meaning.analyze(found.stored)
        if document is not None and document.id not in read:
            new.add(document, _generation(found, newest))
            read.add(document.id)
        elif document is None and (found.id is not None or found.stored is not None):
            work.lost.append(lost_line(path.name, found.id, "không đọc lại được", found.stored))
            named += 1
    work.salvaged += new.shown()
    lost = max(_missing(listed, len(read), has_numbers(path)), named)
    if lost > named:
        work.lost.append({"file": path.name, "id": None, "documents": lost - named})
    work.done.append(Repaired(path.name, _told(listed, len(read), lost, named), lost))


def _missing(listed: Listed, read: int, has_numbers: bool) -> int:
    """How many documents are lost, at most: without numbers, deleted ones were read as well."""
    live = listed.documents - len(listed.deleted)
    return live - read if has_numbers else min(listed.documents - read, live)


def _generation(found: Found, newest: int) -> int:
    known = UNKNOWN_AGE if found.generation is None else found.generation
    return min(max(known, UNKNOWN_AGE), newest + 1)


def _told(listed: Listed, read: int, lost: int, named: int) -> str:
    if not lost and not listed.documents:
        return f"phân đoạn hỏng: cứu được {read} bài; không biết nó có bao nhiêu bài"
    if not lost:
        return f"phân đoạn hỏng: cứu được cả {read} bài"
    return (
        f"phân đoạn hỏng: cứu được {read} trong {read + lost} bài; mất {lost} bài, "
        f"biết mã của {named} bài, ghi trong {LOST}"
    )


def _bytes(contents: Contents, number: int) -> bytes | None:
    try:
        return contents.stored(number).stored
    except UNREADABLE:
        return None


def _with(deleted: Sequence[int], more: Sequence[int]) -> tuple[int, ...]:
    return tuple(sorted({*deleted, *more}))


def _each_id_once(
    folder: Path, segments: Sequence[Listed], hidden: frozenset[str], work: _Work
) -> list[Listed]:
    """Segments in which no id is live twice, the newest of each staying, and no hidden one is."""
    every = (opened(segment_path(folder, one.id), one) for one in segments)
    walks = [_ids(number, contents) for number, contents in enumerate(every)]
    extra: dict[int, list[int]] = {}
    for id, found in groupby(merge(*walks), key=lambda item: item[0]):
        versions = [*found]
        for _, _, segment, number in versions if id in hidden else versions[1:]:
            extra.setdefault(segment, []).append(number)
    left_out = sum(map(len, extra.values()))
    if left_out:
        work.done.append(Repaired("", f"bỏ {left_out} bản thừa: bài có hai lần, hoặc đã xóa"))
    kept = [
        replace(one, deleted=_with(one.deleted, extra.get(number, ())))
        for number, one in enumerate(segments)
    ]
    return [one for one in kept if len(one.deleted) < one.documents]


def _ids(segment: int, contents: Contents) -> Iterator[tuple[str, int, int, int]]:
    """(id, generation, newest first, then number of the segment and of the document)."""
    generations = contents.generations
    return ((id, -int(generations[n]), segment, n) for id, n in live_ids(contents))
