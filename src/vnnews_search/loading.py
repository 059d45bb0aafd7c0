"""Long loads: articles into an engine, batch by batch, with nothing lost and nothing done twice.

What it is: the loop of ``NewsIndex.add``. Unchanged articles are skipped by their hash, hidden ones
stay out, a record that cannot be read or analysed is counted and listed, and each batch is a
commit, so that an interrupted load keeps what it had and the next one goes on from there.

What it is not: reading of files (``intake``) or showing of progress (``cli``).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from vnnews_search.document import analyze_article, article_hash
from vnnews_search.engines.base import Engine, Writer
from vnnews_search.models import Article, BadRecord
from vnnews_search.plan import AnalyzedDocument

__all__ = ["COMMIT_EVERY", "ERRORS_FILE", "LoadReport", "load"]

_LOG = logging.getLogger(__name__)

COMMIT_EVERY = 500
"""Articles a commit: a killed load loses fewer than these, and they fit in some 50 MB."""

ERRORS_FILE = "load-errors.jsonl"


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did.

    Args:
        added: articles that were new.
        replaced: articles that took the place of an older version.
        unchanged: articles that were in the index as they are.
        hidden: articles that a person deleted and that stay out.
        failed: records that could not be read or analysed.
        errors_file: where the failed ones are listed; None if there are none.
    """

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    hidden: int = 0
    failed: int = 0
    errors_file: Path | None = None

    @property
    def read(self) -> int:
        """All records that the load came across."""
        return self.added + self.replaced + self.unchanged + self.hidden + self.failed


@dataclass
class _Counts:
    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    hidden: int = 0
    bad: list[BadRecord] = field(default_factory=list)
    failed: int = 0


def load(
    engine: Engine,
    articles: Iterable[Article | BadRecord],
    *,
    hidden: frozenset[str] = frozenset(),
    errors: Path | None = None,
    wait_seconds: float = 0.0,
    commit_every: int = COMMIT_EVERY,
) -> LoadReport:
    """Put articles into an engine.

    Args:
        articles: as ``intake`` gives them; read one batch at a time.
        hidden: ids that stay out.
        errors: file for the bad records, begun anew; without one they are only counted.
        wait_seconds: how long to wait for another writer.
        commit_every: articles a commit.

    Raises:
        IndexLockedError: another writer is at work.
    """
    # The first record is asked for before the lock: a source that cannot be read at all says so
    # without keeping others from writing.
    stream = iter(articles)
    first = next(stream, None)
    counts = _Counts()
    if errors is not None:
        errors.unlink(missing_ok=True)
    if first is not None:
        writer = engine.writer(wait_seconds)
        try:
            for batch in _batches(chain([first], stream), commit_every):
                _load_batch(engine, writer, batch, hidden, counts)
                _list_bad(counts, errors)
        finally:
            writer.close()
    return LoadReport(
        counts.added,
        counts.replaced,
        counts.unchanged,
        counts.hidden,
        counts.failed,
        errors if counts.failed else None,
    )


def _batches(
    articles: Iterable[Article | BadRecord], size: int
) -> Iterator[list[Article | BadRecord]]:
    batch: list[Article | BadRecord] = []
    for article in articles:
        batch.append(article)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _load_batch(
    engine: Engine,
    writer: Writer,
    batch: Iterable[Article | BadRecord],
    hidden: frozenset[str],
    counts: _Counts,
) -> None:
    hashed: dict[str, tuple[Article, str]] = {}
    for item in batch:
        if isinstance(item, BadRecord):
            counts.bad.append(item)
        elif item.id in hidden:
            counts.hidden += 1
        elif (digest := _hashed(item, counts)) is not None:
            # The last of one id wins; an earlier one in the batch was replaced before it was seen.
            counts.replaced += item.id in hashed
            hashed[item.id] = (item, digest)
    known = _known_hashes(engine, hashed)
    changed = False
    for article, digest in hashed.values():
        if known.get(article.id) == digest:
            counts.unchanged += 1
        elif (document := _analyzed(article, counts)) is not None:
            writer.add(document)
            changed = True
            counts.replaced += article.id in known
            counts.added += article.id not in known
    if changed:
        writer.commit()


def _hashed(article: Article, counts: _Counts) -> str | None:
    """The hash of an article; None, and a bad record, if its text is none that can be stored."""
    try:
        return article_hash(article)
    except UnicodeEncodeError as error:  # half a character (a lone surrogate), as in "\\ud800"
        counts.bad.append(_bad(article, error))
        return None


def _known_hashes(engine: Engine, ids: Iterable[str]) -> dict[str, str]:
    reader = engine.reader()
    try:
        return reader.hashes(ids)
    finally:
        reader.close()


def _analyzed(article: Article, counts: _Counts) -> AnalyzedDocument | None:
    try:
        return analyze_article(article)
    except Exception as error:  # one article that trips the rules must not stop a million others
        _LOG.warning("article %r could not be analysed", article.id, exc_info=True)
        counts.bad.append(_bad(article, error))
        return None


def _bad(article: Article, error: Exception) -> BadRecord:
    message = f"không phân tích được: {type(error).__name__}: {error}"
    return BadRecord(article.origin.file, article.origin.member, message)


def _list_bad(counts: _Counts, errors: Path | None) -> None:
    """Append the bad records of a batch to the errors file, and forget them."""
    counts.failed += len(counts.bad)
    if counts.bad and errors is not None:
        with errors.open("a", encoding="utf-8") as file:
            for bad in counts.bad:
                fields = {"file": bad.file, "member": bad.member, "message": bad.message}
                line = json.dumps(fields, ensure_ascii=False)
                file.write(line + "\n")
    counts.bad.clear()
