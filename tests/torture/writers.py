"""Writers in processes of their own, which may die or be refused: ``dying`` from outside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from tests.conftest import ROOT
from tests.torture.dying import DEAD_AFTER, DEAD_BEFORE, DONE
from tests.torture.model import Change, State

__all__ = ["DEAD_AFTER", "DEAD_BEFORE", "DONE", "POSIX", "Reply", "Writers", "writers"]

POSIX = hasattr(os, "fork")


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of a child.

    Args:
        end: its exit code, negative for a signal.
        said: what it said, one value a time.
        seconds: how long it took.
    """

    end: int
    said: tuple[Any, ...]
    seconds: float

    @property
    def generations(self) -> list[int]:
        """Of the commits that returned."""
        return [one for one in self.said if isinstance(one, int)]

    @property
    def errors(self) -> list[tuple[str, str]]:
        """The (class, message) of each error; one that is not ours is a ``bug``."""
        return [(one[0], one[1]) for one in self.said if _is_error(one)]

    @property
    def states(self) -> list[State]:
        """What it found."""
        return [dict(one) for one in self.said if isinstance(one, list) and not _is_error(one)]


def _is_error(one: Any) -> bool:
    return isinstance(one, list) and bool(one) and isinstance(one[0], str)


class Writers:
    """Orders to children that write, or read, and how each ended."""

    def __init__(self, input: IO[str], output: IO[str], *, sync: bool) -> None:
        self._input, self._output, self._sync = input, output, sync

    def __call__(
        self, what: str, folder: Path, changes: Sequence[Change] = (), **how: object
    ) -> Reply:
        """Have something done.

        Args:
            what: ``write``, ``retry``, ``read`` or ``found``, the functions of ``dying``.
            how: what shall happen: ``seconds``, ``step``, ``number`` and ``once``, ``size``;
                ``small`` for many levels of merges; ``nobody`` for a user without rights;
                ``together`` for so many processes at once.
        """
        fields = [[change.version, change.added, change.deleted] for change in changes]
        order = {"what": what, "folder": str(folder), "changes": fields, "sync": self._sync}
        self._input.write(json.dumps(order | how) + "\n")
        self._input.flush()
        reply = json.loads(self._output.readline())
        return Reply(reply["end"], tuple(reply["said"]), reply["seconds"])


@contextmanager
def writers(*, sync: bool) -> Iterator[Writers]:
    """A process that can be asked again and again.

    Args:
        sync: whether its children wait for the disk.
    """
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    with subprocess.Popen(
        [sys.executable, "-m", "tests.torture.dying"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": path},
        cwd=ROOT,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Writers(process.stdin, process.stdout, sync=sync)
        process.stdin.close()
