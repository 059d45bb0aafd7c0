"""How long it takes to begin: imports and --help, beside ``import numpy``, in one run.

Prints the best of several processes for each, and ratios; nothing is asserted, as machines differ.
"""

from __future__ import annotations

import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.metadata import version

RUNS = 15

PROCESSES = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "import click": [sys.executable, "-c", "import click"],
    "import numpy": [sys.executable, "-c", "import numpy"],
    "import vnnews_search": [sys.executable, "-c", "import vnnews_search"],
    "vnnews --help": [sys.executable, "-m", "vnnews_search", "--help"],
    "from vnnews_search import NewsIndex": [
        sys.executable,
        "-c",
        "from vnnews_search import NewsIndex",
    ],
}


def best_seconds(command: Sequence[str]) -> float:
    """Wall time of the quickest of several runs."""
    times: list[float] = []
    for _ in range(RUNS):
        started = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - started)
    return min(times)


def main() -> None:
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numpy", "click", "whoosh3"))
    print(f"Python {platform.python_version()}, {libraries}; best of {RUNS} processes")
    seconds = {name: best_seconds(command) for name, command in PROCESSES.items()}
    for name, taken in seconds.items():
        ratio = taken / seconds["import numpy"]
        print(f"  {name:<38}{taken * 1000:7.0f} ms  {ratio:5.2f} × import numpy")


if __name__ == "__main__":
    main()
