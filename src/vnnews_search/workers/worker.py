"""The worker: a process that turns articles into documents until its owner is done with it.

What it is: the far end of two pipes. It reads ahead and writes behind, so that neither side waits
while the other is at work; how far ahead is the owner's matter.

What it is not: fit to outlive its owner. It writes nothing, so it may end at any moment, and it
does as soon as nobody holds the other end of its pipe: nothing is left running after a load that
was killed.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread

from vnnews_search.analysis.tables import shared_tables
from vnnews_search.models import Article
from vnnews_search.workers.batch import answers_to
from vnnews_search.workers.parcels import Packer

__all__ = ["GREETING", "serve"]

GREETING = b""
"""What a worker sends first, once it can work: given work before, it would only keep it waiting."""


def serve(inbox: Connection, outbox: Connection) -> None:
    """Answer batches of articles in their order, until the other end is closed.

    Args:
        inbox: brings lists of articles.
        outbox: takes the greeting and then a parcel for each list.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the owner, who ends its workers
    batches: SimpleQueue[Sequence[Article]] = SimpleQueue()
    parcels: SimpleQueue[bytes] = SimpleQueue()
    _begin(lambda: batches.put(inbox.recv()))
    _begin(lambda: outbox.send_bytes(parcels.get()))
    shared_tables()
    parcels.put(GREETING)
    packer = Packer()
    while True:
        parcels.put(packer.pack(answers_to(batches.get())))


def _begin(step: Callable[[], None]) -> None:
    """Do a step again and again beside the rest; if it fails, the whole worker ends."""

    def repeat() -> None:
        try:
            while True:
                step()
        except (EOFError, OSError):  # nobody is there any more
            os._exit(0)
        finally:
            os._exit(1)

    Thread(target=repeat, daemon=True).start()
