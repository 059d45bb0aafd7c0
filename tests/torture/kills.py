"""Writers that die: every commit that returned is there, the one in flight wholly or not at all."""

from __future__ import annotations

import signal
from collections import Counter
from itertools import count
from pathlib import Path
from random import Random

from tests.engines.texts import commit
from tests.torture.model import (
    Change,
    State,
    assert_tidy,
    document,
    make,
    scripts,
    state,
    states,
)
from tests.torture.writers import DEAD_AFTER, DEAD_BEFORE, DONE, Reply, Writers
from vnnews_search.engines.whoosh.engine import WhooshEngine
from vnnews_search.engines.whoosh.toc import read_toc

__all__ = ["kills", "last_steps"]

FIRST = 60
"""Documents to begin with, so that merges take their time."""

LEVELS = 4
"""With so few documents to a small segment, merges are of every level."""


def _begun(folder: Path) -> State:
    engine = WhooshEngine(folder, create=True)
    ids = [f"cũ {number}" for number in range(FIRST)]
    commit(engine, [document(id, 1) for id in ids])
    return dict.fromkeys(ids, 1)


def kills(folder: Path, writers: Writers, chance: Random, times: int) -> str:
    """Kill so many writers, each at a moment of chance among three commits and their merges."""
    before = _begun(folder)
    version, killed, longest = 2, 0, 0.0
    outcomes: Counter[str] = Counter()
    while killed < times:
        small = {"small": LEVELS} if chance.random() < 0.5 else {}
        changes = scripts(chance, before, version, 3)
        moment = {"seconds": chance.random() * longest} if longest else {}
        generation = WhooshEngine(folder).generation()
        reply = writers("write", folder, changes, **small, **moment)
        longest = longest or reply.seconds
        assert reply.end in (DONE, -signal.SIGKILL), reply
        before, outcome = _survived(folder, before, changes, reply, generation)
        if reply.end:
            killed += 1
            outcomes[outcome] += 1
            outcomes["before a merge was done"] += not small and len(read_toc(folder).segments) > 1
        version += 3
        before = _next(folder, before, version)
        version += 1
    told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
    return f"{killed} writers killed: {told}; none lost a commit or left half of one"


def _survived(
    folder: Path, before: State, changes: list[Change], reply: Reply, generation: int
) -> tuple[State, str]:
    """What is there after a death: what the last commit that returned left, or the next one."""
    expected = states(before, changes)
    done = len(reply.generations)
    found = state(folder)
    made = WhooshEngine(folder).generation() - generation
    assert made in (done, done + 1), f"{done} commits returned, {made} are there"
    assert found == expected[made], f"not the state after {made} commits"
    assert list(WhooshEngine(folder).check()) == []
    if done == len(changes):
        return found, "after the last commit"
    return found, "with the commit in flight made" if made > done else "with it not there"


def _next(folder: Path, before: State, version: int) -> State:
    """The next writer gets the lock at once, works, and leaves nothing behind."""
    change = Change(version, (f"mới {version}",))
    writer = WhooshEngine(folder).writer()
    try:
        make(writer, change)
    finally:
        writer.close()
    after = change.applied(before)
    assert state(folder) == after
    assert_tidy(folder)
    return after


def last_steps(
    folder: Path, writers: Writers, chance: Random, every: int = 1, **how: object
) -> str:
    """Have writers die before each step of a commit and its merge in turn, until one lives.

    Args:
        every: 1 for each step, 2 for every second one, and so on.
    """
    before = _begun(folder)
    version = 2
    ends: Counter[int] = Counter()
    for step in count(1, every):
        generation = WhooshEngine(folder).generation()
        changes = scripts(chance, before, version, 1)
        reply = writers("write", folder, changes, step=step, **how)
        assert not reply.errors, reply
        ends[reply.end] += 1
        before, _ = _survived(folder, before, changes, reply, generation)
        made = WhooshEngine(folder).generation() > generation
        assert made == (reply.end != DEAD_BEFORE), reply
        before = _next(folder, before, version + 1)
        version += 2
        if reply.end == DONE:
            break
    assert set(ends) == {DONE, DEAD_BEFORE, DEAD_AFTER}, ends
    assert min(ends[DEAD_BEFORE], ends[DEAD_AFTER]) > 8 // every, ends
    told = f"{ends[DEAD_BEFORE]} before their commit counted, {ends[DEAD_AFTER]} after"
    return f"{ends.total() - 1} writers died, one before each step: {told}"
