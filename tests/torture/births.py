"""Several processes that make one index at once: all succeed, and no commit is lost."""

from __future__ import annotations

from pathlib import Path

from tests.torture.model import assert_tidy, state
from tests.torture.writers import Writers
from vnnews_search.engines.whoosh.engine import WhooshEngine
from vnnews_search.manifest import FILE

__all__ = ["births"]

TOGETHER = 6


def births(folder: Path, writers: Writers, times: int) -> str:
    """Make so many indexes, each by several processes at once that commit one document each."""
    folder.mkdir()
    for number in range(times):
        made = folder / str(number)
        reply = writers("found", made, together=TOGETHER)
        assert sorted(reply.generations) == [*range(1, TOGETHER + 1)], reply
        assert state(made) == {f"mới {n}": 1 for n in range(TOGETHER)}
        assert list(WhooshEngine(made).check()) == []
        (made / FILE).unlink()
        WhooshEngine(made).writer().close()
        assert_tidy(made)
    return f"{times} indexes made by {TOGETHER} processes at once: all succeeded, no commit lost"
