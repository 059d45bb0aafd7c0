"""What a repair keeps of what it takes out of an index: nothing is removed before it is kept here.

What it is: a folder of broken files as they were, and a list of documents that were lost.

What it is not: read again by anything; both are for people.
"""

from __future__ import annotations

import json
import os
import shutil
from base64 import b64encode
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from vnnews_search.engines.whoosh.toc import sync_folder

__all__ = ["BROKEN", "LOST", "lost_line", "record_lost", "set_aside"]

BROKEN = "broken"
"""The folder, in that of the index, where broken files are kept."""

LOST = "lost-ids.jsonl"
"""A line for each document that could not be kept; only ever appended to."""


def lost_line(file: str, id: str | None, what: str, stored: bytes | None) -> dict[str, Any]:
    """A line about a document, with its stored bytes if there are any.

    >>> lost_line("MAIN_a1.seg", "báo:1", "không phải JSON", b"{")
    {'file': 'MAIN_a1.seg', 'id': 'báo:1', 'what': 'không phải JSON', 'stored': '{'}
    """
    line: dict[str, Any] = {"file": file, "id": id, "what": what}
    if stored is None:
        return line
    try:
        return line | {"stored": stored.decode()}
    except UnicodeDecodeError:
        return line | {"base64": b64encode(stored).decode()}


def record_lost(folder: Path, lost: Sequence[dict[str, Any]]) -> None:
    """Append lines to the file of what is lost; they are on disk when this returns."""
    if lost:
        with (folder / LOST).open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lost)
            file.flush()
            os.fsync(file.fileno())
        sync_folder(folder)


def set_aside(folder: Path, path: Path) -> None:
    """Keep a file, which may be gone, in the folder of broken ones, under a name that is free."""
    if not path.exists():
        return
    kept = folder / BROKEN
    kept.mkdir(exist_ok=True)
    target = next(name for name in _names(kept / path.name) if not name.exists())
    try:
        os.link(path, target)
    except OSError:  # file systems without links
        shutil.copy2(path, target)
    sync_folder(kept)
    sync_folder(folder)


def _names(path: Path) -> Iterator[Path]:
    yield path
    yield from (path.with_name(f"{path.name}.{number}") for number in count(1))
