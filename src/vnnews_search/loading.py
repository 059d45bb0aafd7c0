"""Long loads: articles into an engine, batch by batch, with nothing lost and nothing done twice.

What it is: the loop of ``NewsIndex.add``. Unchanged articles are skipped by their hash, hidden ones
stay out, a record that cannot be read or analysed is counted and listed, and a commit comes every
so many articles, so that an interrupted load keeps what it had and the next one goes on there.

What it is not: reading of files (``intake``), analysis (``workers``) or showing of progress
(``cli``). Records are read some batches before those that are written, so what is written of one
that was read already is only known when its turn comes; all counting is done then, in order.
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import chain, islice
from pathlib import Path

from vnnews_search.document import article_hash
from vnnews_search.engines.base import Engine, Writer
from vnnews_search.errors import IndexUnusableError
from vnnews_search.models import Article, BadRecord
from vnnews_search.text.normalize import is_whole
from vnnews_search.workers.batch import TOGETHER, Answer, NotAnalyzed
from vnnews_search.workers.pool import Analysts

__all__ = ["COMMIT_EVERY", "ERRORS_FILE", "LoadReport", "load"]

_LOG = logging.getLogger(__name__)

COMMIT_EVERY = 1000
"""Articles a commit: a killed load loses fewer than these, and they fit in some 100 MB.

The engine merges smaller commits with the next one at once, so half as many cost half as much again
in writing; twice as many gain nothing that could be told from noise, and hold 150 MB more.
"""

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


class _Left(Enum):
    """Why an article is left as it is."""

    HIDDEN = auto()
    UNCHANGED = auto()


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An article to be analysed.

    Args:
        article: as it was read.
        hash: its own.
        known: the hash of the article of that id in the index; None if there is none.
        is_sure: whether ``known`` will still hold when its turn comes: no other version is under
            way.
    """

    article: Article
    hash: str
    known: str | None
    is_sure: bool


_Entry = BadRecord | _Left | _Wanted


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
    processes: int = 1,
) -> LoadReport:
    """Put articles into an engine.

    Args:
        articles: as ``intake`` gives them; read as they are needed.
        hidden: gives the ids that stay out; asked once no other writer can add to them.
        errors: file for the bad records, begun anew; without one they are only counted.
        wait_seconds: how long to wait for another writer.
        commit_every: articles a commit.
        processes: how many analyse articles, this one included.

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
        with Analysts(processes) as analysts:
            writer = engine.writer(wait_seconds)
            try:
                if errors is not None:
                    with _writing(errors):
                        errors.unlink(missing_ok=True)
                under_way = _Load(engine, writer, hidden(), commit_every, errors, counts)
                under_way.run(chain([first], stream), analysts)
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


class _Load:
    """A load under way.

    Args:
        added: id → hash of the articles added since the last commit.
        under_way: how many versions of an id were read whose turn is still to come.
    """

    def __init__(
        self,
        engine: Engine,
        writer: Writer,
        hidden: frozenset[str],
        commit_every: int,
        errors: Path | None,
        counts: _Counts,
    ) -> None:
        self._engine, self._writer = engine, writer
        self._hidden, self._commit_every, self._errors = hidden, commit_every, errors
        self._counts = counts
        self._added: dict[str, str] = {}
        self._under_way: Counter[str] = Counter()
        self._reader = engine.reader()

    def run(self, articles: Iterator[Article | BadRecord], analysts: Analysts) -> None:
        """Load it all."""
        try:
            for entries, answers in analysts.analyzed(self._read(articles)):
                self._settle(entries, answers)
                _list_bad(self._counts, self._errors)
                if len(self._added) >= self._commit_every:
                    self._commit()
            if self._added:
                self._writer.commit()
            self._writer.compact()
        finally:
            self._reader.close()

    def _commit(self) -> None:
        self._writer.commit()
        self._added.clear()
        self._reader.close()
        self._reader = self._engine.reader()

    def _read(
        self, articles: Iterator[Article | BadRecord]
    ) -> Iterator[tuple[list[_Entry], list[Article]]]:
        """Batches of records, each with those of its articles that are to be analysed."""
        while chunk := list(islice(articles, min(TOGETHER, self._commit_every))):
            known = self._known(_ids(chunk))
            entries = [self._entry(item, known) for item in chunk]
            yield entries, [entry.article for entry in entries if isinstance(entry, _Wanted)]

    def _known(self, ids: Sequence[str]) -> dict[str, str]:
        """The hashes of those of these ids that are in the index or on their way there."""
        return self._reader.hashes(ids) | {id: self._added[id] for id in ids if id in self._added}

    def _entry(self, item: Article | BadRecord, known: dict[str, str]) -> _Entry:
        if isinstance(item, BadRecord):
            return item
        if item.id in self._hidden:
            return _Left.HIDDEN
        try:
            digest = article_hash(item)
        except UnicodeEncodeError as error:  # half a character (a lone surrogate), as in "\ud800"
            return _bad(item, f"{type(error).__name__}: {error}")
        is_sure = item.id not in self._under_way
        if is_sure and known.get(item.id) == digest:
            return _Left.UNCHANGED
        self._under_way[item.id] += 1
        return _Wanted(item, digest, known.get(item.id), is_sure)

    def _settle(self, entries: Sequence[_Entry], answers: Sequence[Answer]) -> None:
        """Count and write a batch, in the order of its records."""
        coming = iter(answers)
        for entry in entries:
            match entry:
                case BadRecord():
                    self._counts.bad.append(entry)
                case _Left.HIDDEN:
                    self._counts.hidden += 1
                case _Left.UNCHANGED:
                    self._counts.unchanged += 1
                case _Wanted():
                    self._settle_one(entry, next(coming))

    def _settle_one(self, wanted: _Wanted, answer: Answer) -> None:
        id = wanted.article.id
        known = wanted.known if wanted.is_sure else self._known([id]).get(id)
        self._under_way[id] -= 1
        if not self._under_way[id]:
            del self._under_way[id]
        if known == wanted.hash:
            self._counts.unchanged += 1
        elif isinstance(answer, NotAnalyzed):
            _LOG.warning("article %r could not be analysed\n%s", id, answer.trace)
            self._counts.bad.append(_bad(wanted.article, answer.reason))
        else:
            self._writer.add(answer)
            self._counts.replaced += known is not None
            self._counts.added += known is None
            self._added[id] = wanted.hash


def _ids(chunk: Iterable[Article | BadRecord]) -> list[str]:
    return [item.id for item in chunk if isinstance(item, Article) and is_whole(item.id)]


def _bad(article: Article, reason: str) -> BadRecord:
    return BadRecord(article.origin.file, article.origin.member, f"không phân tích được: {reason}")


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
