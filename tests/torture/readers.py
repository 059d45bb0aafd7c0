"""Readers beside a writer: each snapshot is of exactly one commit, and none is stale for ever."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.torture.model import Change, assert_tidy, make
from tests.torture.reading import FIXED, KEPT, filled
from vnnews_search.engines.whoosh import merge
from vnnews_search.engines.whoosh.engine import WhooshEngine

__all__ = ["readers"]

PATIENCE_SECONDS = 120
"""A reader that has not seen the last commit by then is stale."""

SMALL = 100
"""Segments of so many documents take part in merges of levels, as a thousand would."""


def readers(folder: Path, processes: int, commits: int) -> str:
    """Commit so many times while so many processes read."""
    engine = WhooshEngine(folder, create=True)
    command = [sys.executable, "-m", "tests.torture.reading", str(folder), str(commits)]
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    with ExitStack() as stack:
        monkeypatch = stack.enter_context(pytest.MonkeyPatch.context())
        monkeypatch.setattr(merge, "SMALL", SMALL)
        started = [
            stack.enter_context(
                subprocess.Popen(
                    command,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                    cwd=ROOT,
                    env=os.environ | {"PYTHONPATH": path},
                )
            )
            for _ in range(processes)
        ]
        for process in started:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        _commit_all(engine, commits)
        snapshots = [_snapshots(process) for process in started]
    assert_tidy(folder)
    assert list(engine.check()) == []
    return (
        f"{processes} processes read {sum(snapshots)} snapshots of {commits} commits, each of "
        "exactly one commit; all saw the last; no file was left over"
    )


def _commit_all(engine: WhooshEngine, commits: int) -> None:
    opened = engine.writer()
    for generation in range(1, commits + 1):
        if generation % 10 == 0:
            opened.close()
            opened = engine.writer()
        many = [f"đầy {generation} {number}" for number in range(filled(generation))]
        new = (*FIXED, f"mới {generation}", *many)
        assert make(opened, Change(generation, new, (f"mới {generation - KEPT}",))) == generation
    opened.close()
    with closing(engine.reader()) as reader:
        assert reader.generation == commits


def _snapshots(process: subprocess.Popen[str]) -> int:
    try:
        output, errors = process.communicate(timeout=PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        raise AssertionError("a reader never saw the last commit") from None
    assert process.returncode == 0, errors
    return int(output)
