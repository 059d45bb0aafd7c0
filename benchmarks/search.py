"""How quick searches are, ours beside tantivy and SQLite's FTS5 on the same terms in one run.

The terms are those that our analyzer makes of news articles (``streams``), written by commits of
5,000 articles; days, keyword fields and officer rows are synthetic. Questions are drawn from the
articles (``questions``), none asked twice; every engine gives the ten best and counts all that
match. Plain Whoosh, far slower, is measured on 1,000 articles, beside ours on the same.

Each engine builds and answers in processes of its own. A time is processor time, of a question
the least of three passes, each over a newly opened index; an engine that is slow at a kind is asked
fewer. Nothing is asserted, as machines differ; ratios are what to read.

Usage: python benchmarks/search.py [ARTICLES] [--queries N] [--cache FOLDER]; articles come from the
data sets in VNNEWS_DATA.
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
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
from measuring import Figures, run_part
from questions import drawn
from streams import Articles, analysed

from analysis import ARTICLES, DATA

LIBRARIES = {"tantivy": "tantivy", "plain Whoosh": "whoosh3"}

SMALL, FEW = 1000, 50
"""Articles and questions of each kind that plain Whoosh is measured with."""


def measured(
    names: Sequence[str], streams: Path, count: int, queries: int
) -> tuple[dict[str, Figures], Figures]:
    """The figures of each engine, and the sections of our index, all in a folder that goes."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        questions = drawn(Articles(streams, count), queries)
        (folder / "questions").write_bytes(pickle.dumps(questions))
        found: dict[str, Figures] = {}
        for name in names:
            found[name] = {}
            for part in ("build", "answer"):
                command = [sys.executable, __file__, "--part", part, name, temporary, str(streams)]
                run = subprocess.run([*command, str(count)], check=True, stdout=subprocess.PIPE)
                found[name] |= json.loads(run.stdout)
                if name == "ours" and part == "build":
                    sections = section_bytes(folder / name)
        return found, sections


GROUPS = {"exact": "streams", "folded": "streams", "words": "streams", "pairs": "pairs"}
GROUPS |= {"tokens": "tokens", "parts": "tokens", "stored": "stored"}


def section_bytes(folder: Path) -> dict[str, int]:
    """The bytes of our index by group of sections."""
    from vnnews_search.engines.whoosh.segment import SegmentFile

    found = dict.fromkeys([*GROUPS.values(), "rest"], 0)
    files = list(folder.glob("*.seg"))
    for opened in map(SegmentFile, files):
        for name in opened.names():
            group = GROUPS.get(name.partition(".")[0], "rest")
            found[group] += len(opened[name]) * opened[name].whole().itemsize
    every = sum(file.stat().st_size for file in folder.iterdir())
    found["rest"] += every - sum(found.values())
    return found


def show_kinds(found: dict[str, Figures]) -> None:
    """A line a kind: µs of each engine, and how much slower ours is than the first peer."""
    ours, *peers = found
    heads = "".join(f"  {name:>15}" for name in found)
    print(f"  {'µs, p50 and p95':<26}{'asked':>6}{heads}  ours ÷ {peers[0] if peers else '-'}")
    for kind, mine in found[ours]["kinds"].items():
        cells, ratio, differing = "", "", 0
        for name in found:
            got = found[name]["kinds"].get(kind)
            cell = f"{got['p50'] * 1e6:,.0f} {got['p95'] * 1e6:8,.0f}" if got else "-"
            cells += f"  {cell:>15}"
        peer = found[peers[0]]["kinds"].get(kind) if peers else None
        if peer:
            ratio = f"{mine['p50'] / peer['p50']:7.2f}"
            pairs = zip(mine["totals"], peer["totals"], strict=False)  # some are asked fewer
            differing = sum(a != b for a, b in pairs)
        note = f"  ({differing} totals differ)" if differing else ""
        print(f"  {kind:<26}{len(mine['totals']):>6}{cells}  {ratio}{note}")


def show_indexes(found: dict[str, Figures], articles: Articles, sections: dict[str, int]) -> None:
    """A line a figure of the index."""
    rows: dict[str, Callable[[Figures], str]] = {
        "articles a second": lambda f: f"{articles.count / f['seconds']:,.0f}",
        "bytes ÷ bytes of text": lambda f: f"{f['bytes'] / articles.text_bytes:.2f}",
        "segments": lambda f: f"{f['segments']}",
        "open, ms": lambda f: f"{f['open'] * 1000:.1f}",
        "memory of answers, MB": lambda f: f"{f['memory']:.1f}",
        "one more article, ms": lambda f: f"{f['single'] * 1000:.1f}",
    }
    for label, show in rows.items():
        print(f"  {label:<32}" + "".join(f"  {show(f):>15}" for f in found.values()))
    shares = ", ".join(f"{g} {n / articles.text_bytes:.2f}" for g, n in sections.items())
    print(f"  bytes ÷ bytes of text, ours: {shares}")


def main(count: int, queries: int, cache: Path) -> None:
    if not ARTICLES.exists():
        print(f"left out: no {ARTICLES.name} in {DATA / 'news'}; set VNNEWS_DATA to measure")
        return
    articles = analysed(count, cache)
    streams = cache / f"streams-{count}"
    print(
        f"Python {platform.python_version()}, numpy {np.__version__}, {_versions()},"
        f" {platform.machine()}, {os.cpu_count()} cores; {articles.count} news articles,"
        f" {articles.text_bytes / 1e6:.0f} MB of text; synthetic days, keywords and officers"
    )
    names = [name for name in ("ours", "tantivy", "FTS5") if _is_there(name)]
    found, sections = measured(names, streams, articles.count, queries)
    show_kinds(found)
    show_indexes(found, articles, sections)
    small = min(SMALL, articles.count)
    print(f"  plain Whoosh, {small} articles")
    found, sections = measured(["ours", "plain Whoosh"], streams, small, min(queries, FEW))
    show_kinds(found)
    show_indexes(found, Articles(streams, small), sections)


def _is_there(name: str) -> bool:
    library = LIBRARIES.get(name)
    try:
        if library:
            version(library)
        elif name == "FTS5":
            sqlite3.connect(":memory:").execute("CREATE VIRTUAL TABLE t USING fts5 (text)")
    except PackageNotFoundError:
        print(f"  {name} left out: pip install {library}")
        return False
    except sqlite3.OperationalError:
        print(f"  {name} left out: this Python's SQLite {sqlite3.sqlite_version} has none")
        return False
    return True


def _versions() -> str:
    found = [f"SQLite {sqlite3.sqlite_version}"]
    for library in LIBRARIES.values():
        try:
            found.append(f"{library} {version(library)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("articles", nargs="?", type=int, default=40_000)
    parser.add_argument("--queries", type=int, default=1000, help="of each kind")
    parser.add_argument("--cache", type=Path, help="keeps the analysed terms for further runs")
    return parser.parse_args()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--part"]:
        part, name, folder, streams, articles = sys.argv[2:]
        print(json.dumps(run_part(part, name, Path(folder), Path(streams), int(articles))))
    else:
        arguments = _arguments()
        if arguments.cache:
            main(arguments.articles, arguments.queries, arguments.cache)
        else:
            with tempfile.TemporaryDirectory() as temporary:
                main(arguments.articles, arguments.queries, Path(temporary))
