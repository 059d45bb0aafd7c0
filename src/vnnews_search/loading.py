"""Long loads: articles into an engine, batch by batch, with nothing lost and nothing done twice.

What it is: the loop of ``NewsIndex.add``. Unchanged articles are skipped by their hash, hidden ones
stay out, a record that cannot be read or analysed is counted and listed, and a commit comes every
few hundred articles, so that an interrupted load keeps what it had and the next one goes on there.

What it is not: reading of files (``intake``) or showing of progress (``cli``).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from vnnews_search.analyzed import AnalyzedDocument
from vnnews_search.document import analyze_article, article_hash
from vnnews_search.engines.base import Engine, Writer
from vnnews_search.errors import IndexUnusableError
from vnnews_search.models import Article, BadRecord
from vnnews_search.text.normalize import is_whole

__all__ = ["COMMIT_EVERY", "ERRORS_FILE", "LoadReport", "load"]

_LOG = logging.getLogger(__name__)

COMMIT_EVERY = 500
"""Articles a commit: a killed load loses fewer than these, and they fit in some 50 MB."""

TOGETHER = 25
"""Articles whose hashes are looked up at once; progress moves by as many."""

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
    hidden: Callable[[], frozenset[str]] = frozenset,
    errors: Path | None = None,
    wait_seconds: float = 0.0,
    commit_every: int = COMMIT_EVERY,
) -> LoadReport:
    """Put articles into an engine.

    Args:
        articles: as ``intake`` gives them; read as they are needed.
        hidden: gives the ids that stay out; asked once no other writer can add to them.
        errors: file for the bad records, begun anew; without one they are only counted.
        wait_seconds: how long to wait for another writer.
        commit_every: articles a commit.

    Raises:
        IndexLockedError: another writer is at work.
        IndexUnusableError: the index, or the file for bad records, cannot be written to.
    """
    # The first record is asked for before the lock: a source that cannot be read at all says so
    # without keeping others from writing.
    stream = iter(articles)
    first = next(stream, None)
    counts = _Counts()
    if first is not None:
        writer = engine.writer(wait_seconds)
        try:
            if errors is not None:
                with _writing(errors):
                    errors.unlink(missing_ok=True)
            every = chain([first], stream)
            _load_all(engine, writer, every, hidden(), commit_every, counts, errors)
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


def _load_all(
    engine: Engine,
    writer: Writer,
    articles: Iterator[Article | BadRecord],
    hidden: frozenset[str],
    commit_every: int,
    counts: _Counts,
    errors: Path | None,
) -> None:
    added: dict[str, str] = {}  # id → hash since the last commit
    reader = engine.reader()
    try:
        while chunk := list(islice(articles, min(TOGETHER, commit_every))):
            known = reader.hashes(_ids(chunk)) | added
            for item in chunk:
                if isinstance(item, BadRecord):
                    counts.bad.append(item)
                elif item.id in hidden:
                    counts.hidden += 1
                else:
                    added |= _load_one(writer, item, known, counts)
            _list_bad(counts, errors)
            if len(added) >= commit_every:
                writer.commit()
                added = {}
                reader.close()
                reader = engine.reader()
        if added:
            writer.commit()
    finally:
        reader.close()


def _load_one(
    writer: Writer, article: Article, known: dict[str, str], counts: _Counts
) -> dict[str, str]:
    """Add an article unless it is known as it is; its id and hash if it was added."""
    digest = _hashed(article, counts)
    if digest is None:
        return {}
    if known.get(article.id) == digest:
        counts.unchanged += 1
        return {}
    document = _analyzed(article, counts)
    if document is None:
        return {}
    writer.add(document)
    counts.replaced += article.id in known
    counts.added += article.id not in known
    known[article.id] = digest
    return {article.id: digest}


def _ids(chunk: Iterable[Article | BadRecord]) -> list[str]:
    return [item.id for item in chunk if isinstance(item, Article) and is_whole(item.id)]


def _hashed(article: Article, counts: _Counts) -> str | None:
    """The hash of an article; None, and a bad record, if its text is none that can be stored."""
    try:
        return article_hash(article)
    except UnicodeEncodeError as error:  # half a character (a lone surrogate), as in "\\ud800"
        counts.bad.append(_bad(article, error))
        return None


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
        with _writing(errors), errors.open("a", encoding="utf-8") as file:
            for bad in counts.bad:
                fields = {"file": bad.file, "member": bad.member, "message": bad.message}
                line = json.dumps(fields, ensure_ascii=False)
                file.write(line + "\n")
    counts.bad.clear()


@contextmanager
def _writing(errors: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise IndexUnusableError(
            f"không ghi được {errors}: {error.strerror or error}",
            hint="Xem còn chỗ trên đĩa và quyền ghi tệp ấy không; những gì đã ghi vẫn còn.",
        ) from error
