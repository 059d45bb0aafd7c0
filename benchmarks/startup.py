"""How long it takes to begin: imports, --help and searches, beside ``import numpy``.

Prints the best of several processes for each, in wall time and in processor time, and what a search
takes beyond ``import numpy``; then where that goes: the modules that one search imports, and its
phases. Nothing is asserted, as machines differ and others may be at work on them.

Usage: python benchmarks/startup.py [ARTICLES] [--index FOLDER]; the index is one that there is, or
is built of so many articles of the data sets in VNNEWS_DATA (40,000 take minutes).
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import json
import os
import platform
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("VNNEWS_DATA", ROOT.parent / "shared" / "data"))
ARTICLES = DATA / "news" / "vietnews_40k.jsonl.gz"

RUNS = 15
SHOWN_MODULES = 12

PROCESSES = {
    "python -c pass": ["-c", "pass"],
    "import click": ["-c", "import click"],
    "import numpy": ["-c", "import numpy"],
    "import vnnews_search": ["-c", "import vnnews_search"],
    "vnnews --help": ["-m", "vnnews_search", "--help"],
    "from vnnews_search import NewsIndex": ["-c", "from vnnews_search import NewsIndex"],
}
QUERIES = {
    "unaccented words": "bong da viet nam",
    "accented words": "bóng đá việt nam",
    "a phrase and a day": '"đội tuyển" date:2018',
    "an officer": 'officer:"Nguyễn Văn Dũng"',
}

PHASES = {
    "open": ("vnnews_search.index", "NewsIndex.open"),
    "parse": ("vnnews_search.index", "parse"),
    "lower": ("vnnews_search.index", "lower"),
    "search": ("vnnews_search.engines.whoosh.reader", "WhooshReader.search"),
    "read stored": ("vnnews_search.index", "NewsIndex._stored"),
    "snippets": ("vnnews_search.index", "snippets_of"),
    "render": ("vnnews_search.cli.search", "render_page"),
}
"""Phase of a search → module and name of the function whose time it is, with what it imports."""

_IMPORT_TIME = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s*(\S+)")


def best_times(arguments: Sequence[str], runs: int = RUNS) -> tuple[float, float]:
    """Wall time and processor time of a Python process, each the least of several runs."""
    walls: list[float] = []
    processor: list[float] = []
    for _ in range(runs):
        before, started = _children_time(), time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=False, stdout=subprocess.DEVNULL)
        walls.append(time.perf_counter() - started)
        processor.append(_children_time() - before)
    return min(walls), min(processor)


def _children_time() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def search(query: str, index: Path) -> list[str]:
    return ["-m", "vnnews_search", "search", query, "--index", str(index)]


def print_processes(index: Path | None) -> None:
    print(f"  {'':<38}   wall  processor   beyond import numpy: wall, processor")
    times = {name: best_times(arguments) for name, arguments in PROCESSES.items()}
    if index is not None:
        for name, query in QUERIES.items():
            times[f"vnnews search: {name}"] = best_times(search(query, index))
    numpy = times["import numpy"]
    for name, (wall, processor) in times.items():
        print(
            f"  {name:<38}{wall * 1000:5.0f} ms{processor * 1000:8.0f} ms"
            f"{(wall - numpy[0]) * 1000:+13.0f} ms{(processor - numpy[1]) * 1000:+8.0f} ms"
        )


def print_modules(query: str, index: Path) -> None:
    """The libraries and packages that a search imports, by their own time, the least of 5 runs."""
    least: dict[str, int] = {}
    for _ in range(5):
        told = subprocess.run(
            [sys.executable, "-X", "importtime", *search(query, index)],
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        ).stderr
        for found in _IMPORT_TIME.finditer(told):
            taken, module = int(found[1]), found[2]
            least[module] = min(taken, least.get(module, taken))
    groups: Counter[str] = Counter()
    for module, taken in least.items():
        groups[_group(module)] += taken
    print(f"\n  imports of “{query}”: {sum(groups.values()) / 1000:.0f} ms in all")
    for group, taken in groups.most_common(SHOWN_MODULES):
        print(f"  {group:<38}{taken / 1000:6.1f} ms")


def _group(module: str) -> str:
    first, _, rest = module.partition(".")
    return f"{first}.{rest.partition('.')[0]}" if first == "vnnews_search" and rest else first


def print_phases(query: str, index: Path) -> None:
    """The phases of a search in a new process, in processor time, the least of 5 runs."""
    least: dict[str, float] = {}
    for _ in range(5):
        command = [sys.executable, __file__, "--phases", query, "--index", str(index)]
        out = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
        for phase, taken in json.loads(out).items():
            least[phase] = min(taken, least.get(phase, taken))
    told = ", ".join(f"{phase} {taken * 1000:.0f}" for phase, taken in least.items())
    print(f"\n  phases of “{query}”, ms of processor time: {told}")


def measure_phases(query: str, index: Path) -> dict[str, float]:
    """The phases of one search, in this process."""
    from vnnews_search.cli.main import main

    modules = {module: importlib.import_module(module) for module, _ in PHASES.values()}
    taken = {"python and imports": time.process_time()}
    for phase, (module, name) in PHASES.items():
        *owners, attribute = name.split(".")
        owner: Any = modules[module]
        for inner in owners:
            owner = getattr(owner, inner)
        setattr(owner, attribute, _timed(getattr(owner, attribute), taken, phase))
    began = time.process_time()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
        main(["search", query, "--index", str(index)])
    whole = time.process_time() - began
    return {**taken, "all else": whole - sum(taken[phase] for phase in PHASES if phase in taken)}


def _timed(function: Callable[..., Any], taken: dict[str, float], phase: str) -> Any:
    def timed(*arguments: Any, **named: Any) -> Any:
        began = time.process_time()
        try:
            return function(*arguments, **named)
        finally:
            taken[phase] = taken.get(phase, 0.0) + time.process_time() - began

    return timed


def build(folder: Path, count: int) -> None:
    from vnnews_search import NewsIndex, read_articles

    with NewsIndex.open(folder, create=True) as index:
        index.add(islice(read_articles(ARTICLES), count))


def main(arguments: argparse.Namespace) -> None:
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numpy", "click", "whoosh3"))
    print(f"Python {platform.python_version()}, {libraries}; best of {RUNS} processes")
    with tempfile.TemporaryDirectory() as folder:
        index: Path | None = arguments.index
        if index is None and ARTICLES.exists():
            index = Path(folder)
            build(index, arguments.articles)
        print_processes(index)
        if index is None:
            print(f"  searches left out: no {ARTICLES.name} in {DATA / 'news'}; set VNNEWS_DATA")
            return
        for query in list(QUERIES.values())[:2]:
            print_modules(query, index)
            print_phases(query, index)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("articles", nargs="?", type=int, default=2000)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--phases", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    # An installed package has its bytecode; compiling would double what is measured.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    given = _arguments()
    if given.phases:
        print(json.dumps(measure_phases(given.phases, given.index)))
    else:
        main(given)
