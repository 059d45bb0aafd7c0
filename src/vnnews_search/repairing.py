"""Repair of an index folder: the engine's files, and those beside them.

What it is: the engine's repair, told what its documents mean: what is salvaged is analysed anew,
and what people deleted stays out. What a folder says of itself is written again where the engine
knows it, and otherwise as unknown, so that nobody searches terms that may be of two kinds.

What it is not: a way to get back what cannot be read; its sources bring it back.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from pathlib import Path

from vnnews_search.analyzed import AnalyzedDocument
from vnnews_search.checking import check_index, manifest_of, stored_article, stored_fault
from vnnews_search.corrections import FILE as CORRECTIONS
from vnnews_search.corrections import Corrections, keep_readable_lines, unreadable_lines
from vnnews_search.engines.base import Meaning, Problem, Repaired
from vnnews_search.engines.whoosh.broken import set_aside
from vnnews_search.engines.whoosh.check import fingerprint_of
from vnnews_search.engines.whoosh.damage import writing
from vnnews_search.engines.whoosh.engine import WhooshEngine
from vnnews_search.manifest import (
    CURRENT,
    UNKNOWN,
    Manifest,
    made_as,
    read_manifest,
    remove_temporaries,
    write_manifest,
)
from vnnews_search.manifest import FILE as MANIFEST
from vnnews_search.workers.batch import NotAnalyzed, answers_to

__all__ = ["RepairReport", "repair_index"]

_LOG = logging.getLogger(__name__)

_UNKNOWN = replace(CURRENT, terms_fingerprint=UNKNOWN, facts_fingerprint=UNKNOWN)


@dataclass(frozen=True, slots=True)
class RepairReport:
    """What a repair did, and what it could not."""

    repaired: tuple[Repaired, ...]
    problems: tuple[Problem, ...]

    @property
    def lost(self) -> int:
        """How many articles could not be read back, as far as that is known."""
        return sum(repaired.lost for repaired in self.repaired)


def repair_index(folder: Path, wait_seconds: float = 0.0) -> RepairReport:
    """Make the index of a folder usable again, losing no more than cannot be read.

    Raises:
        IndexNotFoundError: there is none.
        IndexMismatchError: it has another format.
        IndexLockedError: another writer is still at work after ``wait_seconds``.
        IndexUnusableError: the folder cannot be written to.
    """
    manifest = manifest_of(folder)
    done: list[Repaired] = []

    def hidden() -> frozenset[str]:
        done.extend(_repaired_corrections(folder))
        return Corrections(folder / CORRECTIONS).hidden

    def mixed(fingerprint: str) -> str:
        return _mixed(made_as(manifest or _UNKNOWN, fingerprint)).fingerprint

    meaning = Meaning(stored_fault, _analyzed, mixed, hidden)
    done += WhooshEngine.repair(folder, meaning, wait_seconds)
    with writing(folder):
        remove_temporaries(folder)
        done += _repaired_manifest(folder, manifest)
    return RepairReport(tuple(done), check_index(folder))


def _analyzed(stored: bytes) -> AnalyzedDocument | None:
    found = stored_article(stored)
    if found is None:
        return None
    (answer,) = answers_to([found.article])
    if isinstance(answer, NotAnalyzed):
        _LOG.warning("article %r could not be analysed\n%s", found.article.id, answer.trace)
        return None
    return answer


def _mixed(manifest: Manifest) -> Manifest:
    """What an index says of itself once documents of this release came to it."""
    if manifest.terms_fingerprint == CURRENT.terms_fingerprint:
        return manifest
    return replace(manifest, terms_fingerprint=UNKNOWN)


def _repaired_corrections(folder: Path) -> list[Repaired]:
    path = folder / CORRECTIONS
    lines = unreadable_lines(path)
    if not lines:
        return []
    set_aside(folder, path)
    keep_readable_lines(path)
    what = f"bỏ {len(lines)} dòng không đọc được; tệp cũ còn trong thư mục broken"
    return [Repaired(CORRECTIONS, what)]


def _repaired_manifest(folder: Path, manifest: Manifest | None) -> list[Repaired]:
    """Write what the folder says of itself, if it could not be read or its engine knows better."""
    known = made_as(manifest or _UNKNOWN, fingerprint_of(folder))
    if manifest is not None:
        if read_manifest(folder) != known:
            write_manifest(folder, known)
        return []
    set_aside(folder, folder / MANIFEST)
    write_manifest(folder, known)
    return [Repaired(MANIFEST, "ghi lại")]
