"""What every test may ask for: indexes of a few articles on each engine, the samples, real data."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from vnnews_search.engines.base import Engine
from vnnews_search.engines.memory import MemoryEngine
from vnnews_search.engines.whoosh.engine import WhooshEngine

# The same examples in every run: a failure is found again by running again.
settings.register_profile("suite", derandomize=True, deadline=None)
settings.load_profile("suite")

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples"

ENGINES: dict[str, Callable[[Path], Engine]] = {
    "memory": lambda _: MemoryEngine(),
    "whoosh": lambda folder: WhooshEngine(folder, create=True),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite golden files")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be rewritten."""
    return bool(request.config.getoption("--update"))


@pytest.fixture
def no_waiting_for_disks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is synced: a test loses nothing with the power."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture(scope="session")
def news_data() -> Path:
    """The folder of real data sets, which are not part of this project."""
    folder = Path(os.environ.get("VNNEWS_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real data in {folder}; set VNNEWS_DATA to try it")
    return folder
