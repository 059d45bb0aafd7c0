"""One engine of ``search.py`` at work in a process of its own: it builds its index, or answers.

What it is: the clock. What it is not: the engines (``contenders``), or what is printed of them.
"""

from __future__ import annotations

import gc
import pickle
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from contenders import ENGINES
from contending import Ask, Contender, Question
from questions import WARM_UPS, Questions
from streams import Articles

from vnnews_search.loading import COMMIT_EVERY

__all__ = ["Figures", "run_part"]

TOGETHER = COMMIT_EVERY
"""Articles a commit, as loads write them."""

PASSES = 3
SINGLES = 5
PATIENCE = 2.0
"""Seconds: an engine that would take longer over a kind is asked the first of its questions."""

Figures = dict[str, Any]


def build(engine: Contender, folder: Path, articles: Articles) -> Figures:
    """Write all articles; the terms are made ready beside the clock."""
    taken = 0.0
    for first in range(0, articles.count, TOGETHER):
        last = min(first + TOGETHER, articles.count)
        batch = [engine.ready(articles, number) for number in range(first, last)]
        began = time.process_time()
        engine.write(batch)
        taken += time.process_time() - began
    began = time.process_time()
    engine.finish()
    taken += time.process_time() - began
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return {"seconds": taken, "bytes": size}


def answer(engine: Contender, questions: Questions) -> Figures:
    """Ask everything; the index stays as it is."""
    engine.open()
    segments = engine.segments()
    before = private_dirty()
    opened = min(_seconds(engine.open) for _ in range(SINGLES))
    kinds = {kind: _asked(engine, asked) for kind, asked in questions.items()}
    gc.collect()
    memory = private_dirty()
    return {
        "kinds": {kind: found for kind, found in kinds.items() if found},
        "segments": segments,
        "open": opened,
        "memory": memory - before,
        "process": memory,
    }


def add(engine: Contender, articles: Articles) -> Figures:
    """Write a few single articles, if the engine takes them."""
    if not engine.grows:
        return {"single": None}
    singles: list[float] = []
    for number in range(SINGLES):
        _, article = engine.ready(articles, number)
        again = [(articles.count + number, _renamed(article, number))]
        singles.append(_seconds(partial(engine.write, again)))
    engine.finish()
    return {"single": sorted(singles)[SINGLES // 2]}


def _renamed(article: Any, number: int) -> Any:
    """Ours has its id inside."""
    return replace(article, id=f"them-{number}") if hasattr(article, "id") else article


def _seconds(run: Callable[[], object]) -> float:
    began = time.process_time()
    run()
    return time.process_time() - began


def _asked(engine: Contender, questions: Sequence[Question]) -> Figures | None:
    """Of each question the least time, and how many articles match; None without such questions."""
    times: list[list[float]] = []
    totals: list[int | None] = []
    count = len(questions)
    if not any(map(engine.ask, questions[:1])):
        return None
    for _ in range(PASSES):
        engine.open()
        asks = [ask for ask in map(engine.ask, questions[:count]) if ask is not None]
        for ask in asks[:WARM_UPS]:
            ask()
        taken: list[float] = []
        deadline = time.process_time() + PATIENCE
        totals = [_timed(ask, taken) for ask in asks[WARM_UPS:] if time.process_time() < deadline]
        times.append(taken)
        count = min(count, WARM_UPS + len(taken))
    least = np.min([taken[: count - WARM_UPS] for taken in times], axis=0)
    p50, p95 = np.percentile(least, [50, 95]).tolist()
    return {"p50": p50, "p95": p95, "totals": totals[: len(least)]}


def _timed(ask: Ask, times: list[float]) -> int | None:
    began = time.process_time()
    total = ask()
    times.append(time.process_time() - began)
    return total


def private_dirty() -> float:
    """Megabytes of this process that are its own and written; 0 where the system does not say."""
    rollup = Path("/proc/self/smaps_rollup")
    if not rollup.exists():
        return 0.0
    lines = (line.split() for line in rollup.read_text().splitlines())
    return next(int(line[1]) / 1024 for line in lines if line[0] == "Private_Dirty:")


def run_part(part: str, name: str, place: Path, streams: Path, count: int, asked: Path) -> Figures:
    """One part of one engine, in this process.

    Args:
        part: "build", "add" or "answer".
        place: the folder of the index.
        asked: a file of pickled questions.
    """
    articles = Articles(streams, count)
    engine = ENGINES[name](place)
    if part == "build":
        return build(engine, place, articles)
    if part == "add":
        return add(engine, articles)
    return answer(engine, pickle.loads(asked.read_bytes()))
