"""What holds for every test of engines."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="package", autouse=True)
def _no_waiting_for_disks() -> Iterator[None]:
    """Nothing is synced: a test loses nothing with the power, and most of its time would go there.

    ``test_toc`` holds in which order what is synced.
    """
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(os, "fsync", lambda _: None)
        yield
