"""What is wrong with the files of an index: the table of contents, every segment, every document.

What it is: every checksum, then what holds beyond them (``structure``), then every stored document,
which is shown to those who can read it; and whether any id is there twice.

What it is not: repair, which acts on what is found here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import groupby
from pathlib import Path

import numpy as np

from vnnews_search.engines.base import REPAIR, Fault, Problem, no_fault
from vnnews_search.engines.whoosh.contents import Contents, opened
from vnnews_search.engines.whoosh.damage import reading
from vnnews_search.engines.whoosh.segment import DamageError, SegmentFile
from vnnews_search.engines.whoosh.structure import UNREADABLE, structure_faults
from vnnews_search.engines.whoosh.toc import (
    Listed,
    latest_number,
    read_toc,
    segment_ids,
    segment_path,
    table_numbers,
    table_path,
)

__all__ = [
    "check_folder",
    "fingerprint_of",
    "holds_index",
    "live_ids",
    "segment_faults",
    "stored_faults",
]

MOST_NAMED = 3
"""Documents of a segment that a problem names."""


def check_folder(folder: Path, fault: Fault = no_fault) -> Iterator[Problem]:
    """Reads every byte of every file that the table lists, and every stored document.

    Args:
        fault: what is wrong with a stored document, "" if nothing.

    Raises:
        IndexUnusableError: the system refuses to read.
    """
    with reading(folder):
        yield from _problems(folder, fault)


def _problems(folder: Path, fault: Fault) -> Iterator[Problem]:
    try:
        toc = read_toc(folder)
    except UNREADABLE as error:
        yield Problem(_newest_table(folder), f"mục lục không đọc được: {error}", REPAIR)
        return
    sound: list[Contents] = []
    for listed in toc.segments:
        name = segment_path(folder, listed.id).name
        faults = segment_faults(folder, listed, toc.generation)
        if faults and _newest_table(folder) != table_path(folder, toc.number).name:
            yield from _problems(folder, fault)  # a commit came between
            return
        if faults:
            yield Problem(name, "; ".join(faults), REPAIR)
            continue
        contents = opened(segment_path(folder, listed.id), listed)
        sound.append(contents)
        broken = stored_faults(contents, fault)
        if broken:
            yield Problem(name, _of_documents(broken), REPAIR)
    for id, _ in _there_twice(sound):
        yield Problem(table_path(folder, toc.number).name, f"bài {id} có hai lần", REPAIR)


def holds_index(folder: Path) -> bool:
    """Whether a folder has files of an index, whole or not."""
    return folder.is_dir() and bool(table_numbers(folder) or segment_ids(folder))


def fingerprint_of(folder: Path) -> str:
    """How the documents of a folder were made, "" if its table does not say or is damaged.

    Raises:
        IndexUnusableError: the system refuses to read it.
    """
    with reading(folder):
        try:
            return read_toc(folder).fingerprint
        except UNREADABLE:
            return ""


def _newest_table(folder: Path) -> str:
    try:
        number = latest_number(folder)
    except OSError:
        number = None
    return str(folder) if number is None else table_path(folder, number).name


def _of_documents(broken: Sequence[tuple[int, str, str]]) -> str:
    named = ", ".join(f"{id or number} ({what})" for number, id, what in broken[:MOST_NAMED])
    more = ", …" if len(broken) > MOST_NAMED else ""
    return f"{len(broken)} bài không đọc lại được: {named}{more}"


def live_ids(contents: Contents) -> Iterator[tuple[str, int]]:
    """The (id, number) of each live document, by ascending id."""
    return ((id, number) for number, id in enumerate(contents.ids.all()) if contents.live[number])


def _there_twice(segments: Sequence[Contents]) -> Iterator[tuple[str, int]]:
    for id, found in groupby(merge(*map(live_ids, segments)), key=lambda item: item[0]):
        count = sum(1 for _ in found)
        if count > 1:
            yield id, count


# --- stored documents -----------------------------------------------------------------------------


def stored_faults(contents: Contents, fault: Fault) -> list[tuple[int, str, str]]:
    """The (number, id, what is wrong) of each live document that does not read back."""
    found: list[tuple[int, str, str]] = []
    for number in np.flatnonzero(contents.live).tolist():
        try:
            what = fault(contents.stored(number))
        except UNREADABLE as error:
            what = str(error)
        if what:
            found.append((number, contents.ids[number], what))
    return found


# --- segments -------------------------------------------------------------------------------------


def segment_faults(folder: Path, listed: Listed, generation: int) -> list[str]:
    """What is wrong with a segment; nothing if all of it can be relied on.

    Args:
        generation: no document may be of a later one.
    """
    try:
        file = SegmentFile(segment_path(folder, listed.id))
    except FileNotFoundError:
        return ["không có tệp này"]
    except UNREADABLE as error:
        return [f"không đọc được: {error}"]
    if file.documents != listed.documents:
        return [f"có {file.documents} bài, mục lục ghi {listed.documents}"]
    return _damaged_sections(file) or structure_faults(file, generation)


def _damaged_sections(file: SegmentFile) -> list[str]:
    found: list[str] = []
    for name in file.names():
        try:
            file[name].verify()
        except DamageError as error:
            found.append(f"sai tổng kiểm: {error}")
    return found
