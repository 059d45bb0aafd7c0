"""Whether an index folder is whole: what it says of itself, its files, and what is in them.

What it is: the checks of an engine, with what an engine cannot know: that stored bytes are an
article of the id under which they are kept; and the files beside the engine's.

What it is not: repair (``repairing``). It changes nothing, and damage is told, never raised.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from vnnews_search.corrections import FILE as CORRECTIONS
from vnnews_search.corrections import unreadable_lines
from vnnews_search.engines.base import REPAIR, Problem, StoredDocument
from vnnews_search.engines.whoosh.check import check_folder, fingerprint_of, holds_index
from vnnews_search.errors import IndexCorruptError, IndexMismatchError, IndexNotFoundError
from vnnews_search.manifest import FILE as MANIFEST
from vnnews_search.manifest import (
    Manifest,
    check_format,
    check_manifest,
    made_as,
    read_manifest,
)
from vnnews_search.stored import StoredArticle, decode_stored

__all__ = ["check_index", "manifest_of", "stored_article", "stored_fault"]

_NOT_OURS = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What decoding raises of bytes that are no stored article."""


def stored_article(stored: bytes) -> StoredArticle | None:
    """The article of stored bytes; None if they are none.

    >>> stored_article(b"{") is None
    True
    """
    try:
        return decode_stored(stored)
    except _NOT_OURS:
        return None


def stored_fault(document: StoredDocument) -> str:
    """What is wrong with a stored document, "" if nothing.

    >>> stored_fault(StoredDocument("a", "", 1, b"[]"))
    'không phải bài báo'
    """
    stored = stored_article(document.stored)
    if stored is None:
        return "không phải bài báo"
    return "" if stored.article.id == document.id else f"là bài {stored.article.id}"


def check_index(folder: Path) -> tuple[Problem, ...]:
    """What is wrong with the index of a folder; nothing if all is well.

    Raises:
        IndexNotFoundError: there is none.
        IndexMismatchError: it has another format.
    """
    problems = [*_manifest_problems(folder), *_corrections_problems(folder)]
    return (*problems, *check_folder(folder, stored_fault))


def manifest_of(folder: Path) -> Manifest | None:
    """The manifest of a folder, with what its engine says of its terms; None if unreadable.

    Raises:
        IndexNotFoundError: there is no index.
        IndexMismatchError: it has another format.
    """
    try:
        manifest = read_manifest(folder)
    except IndexCorruptError:
        return None
    except IndexNotFoundError:
        if holds_index(folder):
            return None
        raise
    check_format(folder, manifest)
    return made_as(manifest, fingerprint_of(folder))


def _manifest_problems(folder: Path) -> Iterator[Problem]:
    manifest = manifest_of(folder)
    if manifest is None:
        yield Problem(MANIFEST, "mất, hoặc không đọc được", REPAIR)
        return
    try:
        check_manifest(folder, manifest)
    except IndexMismatchError as error:
        yield Problem(MANIFEST, error.message, error.hint)


def _corrections_problems(folder: Path) -> Iterator[Problem]:
    lines = unreadable_lines(folder / CORRECTIONS)
    if lines:
        numbers = ", ".join(map(str, lines))
        yield Problem(CORRECTIONS, f"không đọc được dòng {numbers}", REPAIR)
