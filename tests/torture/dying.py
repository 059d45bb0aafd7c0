"""A process whose children write to an index and die on the way; ``test_safety`` runs it.

Each line of its input is JSON: ``folder``, ``add``, ``replace`` and ``delete`` say what to commit,
and one of these how to die: ``step`` (before the step of that number), ``seconds``, or not at all.
It answers with how the child ended.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.engines.texts import body
from vnnews_search.engines.whoosh import index, writer
from vnnews_search.engines.whoosh.engine import WhooshEngine

DONE, DEAD_BEFORE, DEAD_AFTER = 0, 9, 10
"""How a child ended: not at all, before its commit counts, after that."""

_STEPS = ("open", "os.", "mmap.", "fcntl.", "step.")


def main() -> None:
    """Answer one line with another."""
    assert index, writer  # imported before the children need them
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _commit_and_die(json.loads(line))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _commit_and_die(order: dict[str, Any]) -> None:
    engine = WhooshEngine(Path(order["folder"]))
    if "step" in order:
        _die_at(order["step"])
    elif "seconds" in order:
        signal.setitimer(signal.ITIMER_REAL, order["seconds"])  # whose signal kills
    with closing(engine.writer()) as opened:
        opened.add(body(order["add"], "đình lập"))
        opened.add(body(order["replace"], "chủ tịch"))
        opened.delete([order["delete"]])
        opened.commit()
    os._exit(DONE)


def _die_at(step: int) -> None:
    """Die before the step of that number that touches files."""
    taken = 0
    end = DEAD_BEFORE

    def count(name: str, arguments: tuple[Any, ...]) -> None:
        nonlocal taken, end
        if name.startswith(_STEPS):
            taken += 1
            if taken == step:
                os._exit(end)
            if name == "os.rename" and str(arguments[1]).endswith(".toc"):
                end = DEAD_AFTER

    setattr(os, "fsync", lambda _: sys.audit("step.fsync"))  # noqa: B010
    sys.addaudithook(count)


if __name__ == "__main__":
    main()
