"""How quick loads are, from JSONL to a committed index, with one process and with more.

Each row is a process of its own, with workers of its own where it has some. Rates are in articles a
second: of wall time, which is what more processes are for; and of the processor time of all
processes together and of the busiest, which is what wall time comes to where nothing else runs.
Memory is the most that the loading process held, and the most of any worker. Without facts, the
finders of officers and days are left out: terms only, as other engines index. Below, the share of
each stage in the processor time of one process.

Nothing is asserted, as machines differ and others may be at work on them.

Usage: python benchmarks/loading.py [ARTICLES] [--processes 1 2] [--commit-every 500 1000 ...];
articles come from the data sets in VNNEWS_DATA.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("VNNEWS_DATA", ROOT.parent / "shared" / "data"))
ARTICLES = DATA / "news" / "vietnews_40k.jsonl.gz"

Figures = dict[str, Any]

STAGES = {
    "reading of JSONL": ("vnnews_search.intake.json_records", "_decoded"),
    "its fields": ("vnnews_search.intake.reading", "article_of_record"),
    "known? (hash)": ("vnnews_search.loading", "article_hash"),
    "terms": ("vnnews_search.document", "analyze_all"),
    "… as streams": ("vnnews_search.analysis.analyzer", "AnalyzedText.streams"),
    "days": ("vnnews_search.document", "date_article"),
    "officers": ("vnnews_search.document", "find_in_article"),
    "stored form": ("vnnews_search.document", "encode_stored"),
    "commits": ("vnnews_search.engines.whoosh.writer", "WhooshWriter._write"),
    "merges": ("vnnews_search.engines.whoosh.writer", "WhooshWriter._merge_some"),
}
"""Stage → module and name of the function whose time it is."""


def leave_out_facts() -> None:
    """Find no officers and no days, in this process."""
    from vnnews_search import document
    from vnnews_search.models import DatedOrigin

    setattr(document, "find_in_article", lambda _: ())  # noqa: B010 - no attribute to assign to
    setattr(document, "date_article", lambda _: (None, DatedOrigin.NONE))  # noqa: B010


# A worker imports this file as its main module, with the arguments of its owner.
if "--without-facts" in sys.argv:
    leave_out_facts()


def measure(arguments: argparse.Namespace, file: Path) -> Figures:
    """One load, in this process."""
    from vnnews_search.engines.whoosh.engine import WhooshEngine
    from vnnews_search.intake.reading import read_articles
    from vnnews_search.loading import COMMIT_EVERY, load

    stages: dict[str, float] = {}
    if arguments.stages:
        for stage, (module, name) in STAGES.items():
            _watch(stages, stage, module, name)
    with tempfile.TemporaryDirectory() as folder:
        engine = WhooshEngine(Path(folder), create=True)
        wall, own = time.perf_counter(), time.process_time()
        load(
            engine,
            read_articles(file),
            commit_every=arguments.commit_every[0] or COMMIT_EVERY,
            processes=arguments.processes[0],
        )
        wall, own = time.perf_counter() - wall, time.process_time() - own
    mine, workers = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "wall": wall,
        "own": own,
        "workers": workers.ru_utime + workers.ru_stime,
        "memory": [mine.ru_maxrss / 1024, workers.ru_maxrss / 1024],
        "stages": stages,
    }


def _watch(stages: dict[str, float], stage: str, module: str, name: str) -> None:
    """Add up the processor time of a function under the name of a stage."""
    *owners, attribute = name.split(".")
    owner: Any = importlib.import_module(module)
    for inner in owners:
        owner = getattr(owner, inner)
    found = getattr(owner, attribute)
    if isinstance(found, property):
        setattr(owner, attribute, property(_timed(found.fget, stages, stage)))
    else:
        setattr(owner, attribute, _timed(found, stages, stage))


def _timed(function: Any, stages: dict[str, float], stage: str) -> Any:
    def timed(*arguments: Any, **named: Any) -> Any:
        began = time.process_time()
        try:
            return function(*arguments, **named)
        finally:
            stages[stage] = stages.get(stage, 0.0) + time.process_time() - began

    return timed


def run(file: Path, *options: object) -> Figures:
    """``measure`` in a process of its own."""
    command = [sys.executable, __file__, "--file", str(file), *map(str, options)]
    found: Figures = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return found


def main(arguments: argparse.Namespace) -> None:
    if not ARTICLES.exists():
        print(f"left out: no {ARTICLES.name} in {DATA / 'news'}; set VNNEWS_DATA to measure")
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "news.jsonl")
        with gzip.open(ARTICLES, "rb") as lines, file.open("wb") as target:
            target.writelines(islice(lines, arguments.articles))
        print(
            f"Python {platform.python_version()}, {arguments.articles} news articles "
            f"({file.stat().st_size / 1e6:.0f} MB of JSONL), {os.cpu_count()} cores"
        )
        print("  processes  facts    commit every  articles/s: wall  processor  busiest  memory")
        for every in arguments.commit_every:
            for processes in arguments.processes:
                for facts in ("with", "without"):
                    _print_row(file, arguments.articles, processes, every, facts)
        _print_stages(run(file, "--stages"), arguments.articles)


def _print_row(file: Path, articles: int, processes: int, every: int, facts: str) -> None:
    left_out = [] if facts == "with" else ["--without-facts"]
    found = run(file, "--processes", processes, "--commit-every", every, *left_out)
    own, worker = found["memory"]
    busiest = max(found["own"], found["workers"] / max(processes - 1, 1))
    print(
        f"  {processes:>9}  {facts:<7}  {every or 'usual':>12}"
        f"  {articles / found['wall']:16,.0f}"
        f"  {articles / (found['own'] + found['workers']):9,.0f}  {articles / busiest:7,.0f}"
        f"  {own:.0f} MB{f' + {worker:.0f} MB' if processes > 1 else ''}",
        flush=True,
    )


def _print_stages(found: Figures, articles: int) -> None:
    rest = found["own"] - sum(found["stages"].values())
    print("\n  stage of one process       ms/article   share")
    for stage, taken in {**found["stages"], "all else": rest}.items():
        print(f"  {stage:<25}{taken / articles * 1000:12.2f}{taken / found['own']:8.0%}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("articles", nargs="?", type=int, default=4000)
    parser.add_argument("--processes", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--commit-every", nargs="+", type=int, default=[0], help="0: as usual")
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--stages", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--without-facts", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    given = _arguments()
    if given.file is None:
        main(given)
    else:
        if given.stages:
            given.processes = [1]
        print(json.dumps(measure(given, given.file)))
