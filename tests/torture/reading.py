"""A process that reads an index while another writes to it; ``readers`` starts several.

Usage: ``python -m tests.torture.reading FOLDER LAST``: says that it is ready, reads until it has
seen the commit LAST, and prints how many snapshots it saw.
"""

from __future__ import annotations

import sys
import time
from contextlib import closing
from pathlib import Path

from tests.torture.model import holding, state_of
from vnnews_search.engines.base import Reader
from vnnews_search.engines.whoosh.engine import WhooshEngine
from vnnews_search.plan import EngineRequest, Everything

FIXED = [f"cũ {number}" for number in range(10)]
"""Replaced by every commit."""

KEPT = 3
"""A new document is deleted so many commits after its own."""

FILL_EVERY, FILLING = 100, 300
"""Some commits bring many documents that stay, so that merges grow."""

PAUSE_SECONDS = 0.002


def filled(generation: int) -> int:
    """How many documents a commit brings that stay."""
    return FILLING if generation % FILL_EVERY == 0 else 0


def main(folder: Path, last: int) -> int:
    """Read until the last commit is seen; how many snapshots there were."""
    engine = WhooshEngine(folder)
    old: Reader | None = None
    generation = snapshots = 0
    while generation < last:
        if engine.generation() == generation:
            time.sleep(PAUSE_SECONDS)
            continue
        with closing(engine.reader()) as reader:
            assert reader.generation > generation, "went back"
            generation = reader.generation
            _assert_is(reader, generation)
            if snapshots % 50 == 0 or generation == last:
                state_of(reader)
        if old is not None and snapshots % 7 == 0:
            _assert_is(old, old.generation)  # whose files are gone since
            old.close()
            old = None
        if old is None:
            old = engine.reader()
        if snapshots % 20 == 0:
            engine = WhooshEngine(folder)
        snapshots += 1
    return snapshots


def _assert_is(reader: Reader, generation: int) -> None:
    """A snapshot is what the commits up to one have made, and nothing of the next."""
    fixed = dict.fromkeys(FIXED, str(generation))
    assert reader.hashes(FIXED) == fixed, generation
    new = [f"mới {number}" for number in range(max(1, generation - KEPT + 1), generation + 1)]
    found = [None if one is None else one.id for one in reader.get([*new, f"mới {generation + 1}"])]
    assert found == [*new, None], generation
    many = sum(filled(number) for number in range(1, generation + 1))
    total = reader.search(EngineRequest(Everything(), limit=1)).total
    assert total == len(FIXED) + len(new) + many, (generation, total)
    assert holding(reader, f"v{generation}") == len(FIXED) + 1 + filled(generation), generation
    if generation > 1:
        assert holding(reader, f"v{generation - 1}") == 1 + filled(generation - 1), generation
    since = [one.id for one in reader.scan(since_generation=generation - 1)]
    assert len(since) == len(FIXED) + 1 + filled(generation), generation


if __name__ == "__main__":
    print("ready", flush=True)
    print(main(Path(sys.argv[1]), int(sys.argv[2])))
