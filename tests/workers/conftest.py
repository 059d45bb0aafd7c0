"""Workers that are there from the first batch on."""

from __future__ import annotations

import pytest

from vnnews_search.workers import pool


@pytest.fixture
def eager_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers begin with the first batch, and their owner waits until they can work."""
    begin = pool._Worker.__init__

    def begin_and_wait(worker: pool._Worker) -> None:
        begin(worker)
        assert worker._outbox.poll(60), "the worker did not begin"

    monkeypatch.setattr(pool, "WORTH_WORKERS", 0)
    monkeypatch.setattr(pool._Worker, "__init__", begin_and_wait)
