"""How quick searches are, ours beside tantivy, SQLite's FTS5 and bm25s on the same terms.

The terms are those that our analyzer makes of news articles (``streams``), written by commits of
1,000 articles, as loads do; days, keyword fields and officer rows are synthetic. Questions are
drawn from the articles (``questions``), none asked twice; every engine gives the ten best, with
their stored texts where the kind says so, and counts all that match, which bm25s does not. Plain
Whoosh, far slower, is measured on 1,000 articles, beside ours on the same.

Each engine builds and answers in processes of its own. A time is processor time, of a question
the least of three passes, each over a newly opened index; an engine that is slow at a kind is asked
fewer. Nothing is asserted, as machines differ; ratios are what to read.

Usage: python benchmarks/search.py [ARTICLES ...] [--queries N] [--cache FOLDER] [--indexes FOLDER]
[--plot FILE.svg]; articles come from the data sets in VNNEWS_DATA. Several numbers of articles are
measured one after another, each with questions drawn from its own.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import platform
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
from indexes import LIBRARIES, built, versions
from measuring import Figures, run_part
from plotting import KINDS_OF_FILES, draw
from questions import drawn
from showing import Found, show_growth, show_indexes, show_kinds, show_our_index
from streams import Articles, analysed

from analysis import ARTICLES, DATA

PEERS = ("tantivy", "FTS5", "bm25s")

MOST = {"bm25s": 40_000}
"""Articles above which an engine is left out: it holds all terms of all of them in memory."""

SMALL, FEW = 1000, 50
"""Articles and questions of each kind that plain Whoosh is measured with."""


def measure(
    names: Sequence[str], streams: Path, count: int, queries: int, indexes: Path | None
) -> Found:
    """Measure each engine, and print it.

    Args:
        names: the engines, ours first.
        streams: the folder of the analysed articles.
        indexes: where indexes are kept; without it they go.
    """
    articles = Articles(streams, count)
    with tempfile.TemporaryDirectory() as temporary:
        asked = Path(temporary) / "questions"
        asked.write_bytes(pickle.dumps(drawn(articles, queries)))
        found: dict[str, Figures] = {}
        places: dict[str, Path] = {}
        for name in names:
            run = partial(_run, name, streams, count, asked)
            places[name], figures = built(name, count, indexes or Path(temporary), run)
            found[name] = figures | run("answer", places[name])
        show_kinds(found)
        show_indexes(found, articles)
        show_our_index(places[names[0]], articles)
    return found


def _run(name: str, streams: Path, count: int, asked: Path, part: str, place: Path) -> Figures:
    """A part of an engine, in a process of its own."""
    words = ("--part", part, name, place, streams, count, asked)
    command = [sys.executable, __file__, *map(str, words)]
    run = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    figures: Figures = json.loads(run.stdout)
    return figures


def main(
    counts: Sequence[int], queries: int, cache: Path, indexes: Path | None, plot: Path | None
) -> None:
    if not ARTICLES.exists():
        print(f"left out: no {ARTICLES.name} in {DATA / 'news'}; set VNNEWS_DATA to measure")
        return
    print(
        f"Python {platform.python_version()}, numpy {np.__version__}, {versions(['numba'])},"
        f" {platform.machine()}, {os.cpu_count()} cores; synthetic days, keywords and officers"
    )
    names = ["ours", *filter(_is_there, PEERS)]
    most = analysed(max(counts), cache).count
    streams = cache / f"streams-{max(counts)}"
    grown: dict[int, Found] = {}
    for count in counts:
        size = Articles(streams, count).text_bytes / 1e6
        print(f"{count:,} news articles, {size:,.0f} MB of text")
        there = [name for name in names if _is_measured(name, count)]
        grown[count] = measure(there, streams, count, queries, indexes)
    small = min(SMALL, most)
    print(f"plain Whoosh, {small:,} articles")
    measure(["ours", "plain Whoosh"], streams, small, min(queries, FEW), indexes)
    if len(counts) > 1:
        show_growth(grown)
    if plot:
        draw(grown, plot)


def _is_measured(name: str, count: int) -> bool:
    if count <= MOST.get(name, count):
        return True
    print(f"  {name} left out above {MOST[name]:,} articles, as it takes too much memory")
    return False


def _is_there(name: str) -> bool:
    library = LIBRARIES.get(name)
    try:
        if library:
            version(library)
        else:
            sqlite3.connect(":memory:").execute("CREATE VIRTUAL TABLE t USING fts5 (text)")
    except PackageNotFoundError:
        print(f"  {name} left out: pip install {library}")
        return False
    except sqlite3.OperationalError:
        print(f"  {name} left out: this Python's SQLite {sqlite3.sqlite_version} has none")
        return False
    return True


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("articles", nargs="*", type=int, default=[40_000])
    parser.add_argument("--queries", type=int, default=1000, help="of each kind")
    parser.add_argument("--cache", type=Path, help="keeps the analysed terms for further runs")
    parser.add_argument("--indexes", type=Path, help="keeps the indexes for further runs")
    parser.add_argument("--plot", type=Path, help="draws p50 by articles; needs matplotlib")
    arguments = parser.parse_args()
    if fault := _fault_of_plot(arguments.plot):
        parser.error(fault)
    return arguments


def _fault_of_plot(plot: Path | None) -> str:
    """Why there would be no drawing, before hours of measuring; "" if nothing is wrong."""
    if plot is None:
        return ""
    try:
        version("matplotlib")
    except PackageNotFoundError:
        return "--plot needs matplotlib: pip install matplotlib"
    if plot.suffix not in KINDS_OF_FILES:
        return f"--plot: {plot.name} ends with none of {', '.join(KINDS_OF_FILES)}"
    return "" if plot.parent.is_dir() else f"--plot: there is no folder {plot.parent}"


if __name__ == "__main__":
    if sys.argv[1:2] == ["--part"]:
        part, name, place, streams, count, asked = sys.argv[2:]
        figures = run_part(part, name, Path(place), Path(streams), int(count), Path(asked))
        print(json.dumps(figures))
    else:
        arguments = _arguments()
        counts = sorted(set(arguments.articles))
        with tempfile.TemporaryDirectory() as temporary:
            cache = arguments.cache or Path(temporary)
            main(counts, arguments.queries, cache, arguments.indexes, arguments.plot)
