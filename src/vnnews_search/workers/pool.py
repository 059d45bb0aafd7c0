"""Analysts: this process and its workers, who analyse batches of articles in their order.

What it is: the owner's side. It hands batches to workers while these have room, and analyses one
itself when they have none; so two processes means two at work. Documents come back in the order of
their articles, whoever made them, which is why nothing of a load depends on the number of
processes. What a worker held that died is analysed here.

What it is not: ``concurrent.futures``, whose workers outlive an owner that was killed, and whose
pool is of no use once one of them was.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from types import TracebackType
from typing import Generic, Self, TypeVar

from vnnews_search.models import Article
from vnnews_search.workers.batch import Answer, answers_to
from vnnews_search.workers.parcels import Unpacker
from vnnews_search.workers.worker import GREETING, serve

__all__ = ["Analysts", "usual_processes"]

_LOG = logging.getLogger(__name__)

WORTH_WORKERS = 200
"""Articles analysed here before workers are begun: fewer take less time than they need to begin."""

ROOM = 12
"""Batches that a worker may hold: what it does in the time of a commit, some 10 MB of documents."""

MOST_USEFUL = 4
"""Processes beyond which the one that reads and writes is what all the others wait for."""

PATIENCE = 5.0
"""Seconds that a worker has for ending by itself."""

_Key = TypeVar("_Key")


def usual_processes() -> int:
    """How many processes suit this machine: one for each of the cores that this one may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # not everywhere
    cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    return min(cores, MOST_USEFUL)


class Analysts:
    """Some processes at work, this one included.

    Args:
        processes: how many; the others begin when there is enough to do.

    Raises:
        ValueError: less than one.

    >>> with Analysts(1) as analysts:
    ...     found = list(analysts.analyzed([("first", [Article("a", title="Tin")])]))
    >>> [(key, answers[0].id) for key, answers in found]
    [('first', 'a')]
    """

    def __init__(self, processes: int = 1) -> None:
        if processes < 1:
            raise ValueError("processes phải từ 1 trở lên")
        self._wanted = processes - 1
        self._workers: list[_Worker] = []
        self._analyzed = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the workers, whatever they are at."""
        for worker in self._workers:
            worker.close()
        for worker in self._workers:
            worker.join()
        self._workers.clear()

    def analyzed(
        self, batches: Iterable[tuple[_Key, Sequence[Article]]]
    ) -> Iterator[tuple[_Key, list[Answer]]]:
        """The answers to each batch, in order; read ahead of by as much as the workers have room.

        Args:
            batches: (anything to know a batch by, its articles).
        """
        waiting: deque[_Ticket[_Key]] = deque()
        for key, articles in batches:
            waiting.append(self._begun(key, articles))
            # What was analysed here may wait for a worker's batch before it, but not without end.
            most = 2 * ROOM * len(self._workers)
            while waiting and (len(waiting) > most or waiting[0].is_ready):
                ticket = waiting.popleft()
                yield ticket.key, _answers(ticket)
        for ticket in waiting:
            yield ticket.key, _answers(ticket)

    def _begun(self, key: _Key, articles: Sequence[Article]) -> _Ticket[_Key]:
        if self._wanted and self._analyzed >= WORTH_WORKERS:
            self._begin_workers()
        if articles and (worker := self._free_worker()) and worker.give(articles):
            return _Ticket(key, articles, worker=worker)
        self._analyzed += len(articles)
        return _Ticket(key, articles, answers=answers_to(articles))

    def _begin_workers(self) -> None:
        while self._wanted:
            self._wanted -= 1
            try:
                self._workers.append(_Worker())
            except OSError as error:  # no process to be had: fewer will do
                _LOG.warning("no further worker can be begun: %s", error)

    def _free_worker(self) -> _Worker | None:
        free = (worker for worker in self._workers if worker.has_room)
        return min(free, key=lambda worker: worker.holds, default=None)


class _Worker:
    """One worker, as its owner sees it."""

    def __init__(self) -> None:
        context = get_context("spawn")  # a fork would keep the lock of the index after our end
        inbox, self._inbox = context.Pipe(duplex=False)
        self._outbox, outbox = context.Pipe(duplex=False)
        self._process = context.Process(target=serve, args=(inbox, outbox), daemon=True)
        try:
            with _deaf_to_interrupts():
                self._process.start()
        finally:
            inbox.close()  # or neither side would see that the other has ended
            outbox.close()
        self._unpacker = Unpacker()
        self._can_work = False
        self.holds = 0
        self.is_dead = False

    @property
    def has_room(self) -> bool:
        """Whether it can work and has not enough to do."""
        if not (self._can_work or self.is_dead) and self._outbox.poll():
            self._can_work = self._received() == GREETING
        return self._can_work and not self.is_dead and self.holds < ROOM

    @property
    def has_answers(self) -> bool:
        """Whether the next answers can be had without waiting, as none can if it died."""
        return self.is_dead or self._outbox.poll()

    def give(self, articles: Sequence[Article]) -> bool:
        """Hand it a batch; whether it lives to take it."""
        try:
            self._inbox.send(articles)
        except OSError:
            self._found_dead()
            return False
        self.holds += 1
        return True

    def answers(self) -> list[Answer] | None:
        """The answers to the batch that it has held longest; None if it died over it."""
        self.holds -= 1
        parcel = self._received()
        return None if parcel is None else self._unpacker.unpack(parcel)

    def _received(self) -> bytes | None:
        try:
            return None if self.is_dead else self._outbox.recv_bytes()
        except (EOFError, OSError):
            self._found_dead()
            return None

    def _found_dead(self) -> None:
        self.is_dead = True
        self._process.join(PATIENCE)
        code = self._process.exitcode
        _LOG.warning("a worker ended (exit code %s); this process analyses what it held", code)

    def close(self) -> None:
        """Close its pipes, upon which it ends."""
        self._inbox.close()
        self._outbox.close()

    def join(self) -> None:
        """Wait for its end, and see to it."""
        self._process.join(PATIENCE)
        self._process.kill()
        self._process.join()
        self._process.close()


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """A process that begins meanwhile has Ctrl-C ignored from its first instruction on."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may say what signals do
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL if before is None else before)


@dataclass(slots=True)
class _Ticket(Generic[_Key]):
    """A batch under way: with a worker, or done."""

    key: _Key
    articles: Sequence[Article]
    worker: _Worker | None = None
    answers: list[Answer] | None = None

    @property
    def is_ready(self) -> bool:
        return self.worker is None or self.worker.has_answers


def _answers(ticket: _Ticket[_Key]) -> list[Answer]:
    if ticket.answers is not None:
        return ticket.answers
    answers = None if ticket.worker is None else ticket.worker.answers()
    return answers_to(ticket.articles) if answers is None else answers
