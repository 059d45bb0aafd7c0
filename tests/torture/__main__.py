"""``make torture``: every part in full, one line each; exit code 1 if one failed.

Usage: ``python -m tests.torture [--times N] [--seed N] [PART…]``, N = 500 for the full programme.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from random import Random

from tests.torture import births, damage, kills, losses, planted, readers, refusals
from tests.torture.questions import make_samples
from tests.torture.writers import POSIX, Writers, writers

Part = Callable[[Path, Random], str]
"""What a part does in a folder of its own."""

FORKS = {"births", "kills", "steps", "levels", "refusals", "sizes", "rights"}
"""Parts that need children that are forked."""

DISKS = {"full-disk"}
"""Parts that need a disk of their own."""


def parts(times: int, writers: Writers) -> dict[str, Part]:
    """Every part by its name.

    Args:
        times: how often a writer is killed; other counts go with it.
    """
    return {
        "kills": lambda folder, chance: kills.kills(folder, writers, chance, times),
        "steps": lambda folder, chance: kills.last_steps(folder, writers, chance),
        "levels": partial(_levels, writers),
        "births": lambda folder, _: births.births(folder, writers, times // 5),
        "readers": lambda folder, _: readers.readers(folder, 8, 2 * times),
        "refusals": lambda folder, _: refusals.refused_steps(folder, writers),
        "sizes": lambda folder, chance: refusals.small_files(folder, writers, chance, times),
        "full-disk": refusals.full_disk,
        "rights": lambda folder, _: refusals.no_rights(folder, writers),
        "deleted": lambda folder, _: damage.deleted_folder(_samples(folder)),
        "bits": lambda f, chance: damage.flipped_bytes(_samples(f), chance, times // 50, times),
        "tables": lambda folder, _: damage.broken_tables(_index(folder), 8),
        "lengths": lambda folder, chance: damage.other_lengths(_samples(folder), chance, times),
        "planted": lambda folder, _: planted.planted(folder),
        "power": lambda folder, chance: losses.power_losses(folder, chance, times // 10, 3),
    }


def _levels(writers: Writers, folder: Path, chance: Random) -> str:
    return kills.last_steps(folder, writers, chance, small=kills.LEVELS)


def _samples(folder: Path) -> Path:
    make_samples(folder)
    return folder


def _index(folder: Path) -> Path:
    damage.make_index(folder)
    return folder


def main() -> int:
    """Run what the command line asks for; the exit code."""
    arguments = _arguments()
    # Merges that wait for room say so on every commit, and are wanted here.
    logging.getLogger("vnnews_search").addHandler(logging.NullHandler())
    print(f"seed {arguments.seed}, times {arguments.times}", flush=True)
    failed = 0
    with _writers() as started:
        every = parts(arguments.times, started)
        for name in arguments.parts or every:
            failed += not _run(name, every[name], arguments.seed)
    return 1 if failed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.torture")
    parser.add_argument("--times", type=int, default=500, help="how often a writer is killed")
    parser.add_argument("--seed", type=int, default=1)
    names = [*parts(500, Writers(sys.stdout, sys.stdin, sync=True))]
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(names), default=[])
    arguments = parser.parse_args()
    if unknown := set(arguments.parts) - set(names):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    return arguments


@contextmanager
def _writers() -> Iterator[Writers]:
    if not POSIX:
        yield Writers(sys.stdout, sys.stdin, sync=True)  # which nobody will ask
        return
    with writers(sync=True) as started:
        yield started


def _run(name: str, part: Part, seed: int) -> bool:
    """Run a part and print its line; whether all was well."""
    missing = _missing(name)
    if missing:
        print(f"{name:10} NOT TRIED HERE: {missing}", flush=True)
        return True
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        try:
            told = part(Path(folder) / "index", Random(seed))
        except Exception:
            traceback.print_exc()
            print(f"{name:10} FAILED", flush=True)
            return False
    print(f"{name:10} {told} ({time.perf_counter() - started:.0f} s)", flush=True)
    return True


def _missing(name: str) -> str:
    """What a part needs that this system has not; nothing if all is there."""
    if name in FORKS and not POSIX:
        return "needs fork"
    if name in DISKS and not refusals.may_mount():
        return "needs the right to mount a small disk"
    if name == "power" and os.name != "posix":
        return "folders cannot be synced here"
    return ""


if __name__ == "__main__":
    sys.exit(main())
