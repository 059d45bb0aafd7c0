"""How quick the analyzer is, beside pyvi and underthesea, on the same articles in one run.

Each row is a process of its own: its rate on a first pass over the articles, when every piece of
text is new to it, and on a second; the time of its first call beyond ``import numpy``; and its
memory, numpy and Python included. Rates are in syllables (pieces between spaces) a second of
processor time. Nothing is asserted, as machines differ; ratios are what to read.

Usage: python benchmarks/analysis.py [ARTICLES]; articles come from the data sets in VNNEWS_DATA.
"""

from __future__ import annotations

import gzip
import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("VNNEWS_DATA", ROOT.parent / "shared" / "data"))
ARTICLES = DATA / "news" / "vietnews_40k.jsonl.gz"
TOGETHER = 25

Fields = tuple[tuple[str, str], ...]
Run = Callable[[Sequence[Fields]], object]


def read_batches(count: int) -> Iterator[tuple[Fields, ...]]:
    """The first articles of the data set, so many together."""
    with gzip.open(ARTICLES, "rt", encoding="utf-8") as lines:
        records = map(json.loads, islice(lines, count))
        while batch := tuple(islice(records, TOGETHER)):
            yield tuple(
                (("title", r["title"]), ("lead", r["abstract"]), ("body", r["body"])) for r in batch
            )


def lines_of(articles: Sequence[Fields]) -> list[str]:
    return [line for fields in articles for _, text in fields for line in text.split("\n") if line]


def pyvi() -> Run:
    import warnings

    warnings.simplefilter("ignore")
    from pyvi import ViTokenizer

    return lambda articles: [ViTokenizer.tokenize(line) for line in lines_of(articles)]


def underthesea() -> Run:
    word_tokenize = import_module("underthesea").word_tokenize
    return lambda articles: [word_tokenize(line) for line in lines_of(articles)]


def words() -> Run:
    from vnnews_search.analysis.reading import read_lines
    from vnnews_search.analysis.tables import shared_tables

    return lambda articles: read_lines(shared_tables(), lines_of(articles))


def words_as_texts() -> Run:
    from vnnews_search.analysis.segmenter import segment

    return lambda articles: segment("\n".join(lines_of(articles)))


def whole_analyzer() -> Run:
    from vnnews_search.analysis.analyzer import analyze_all

    def run(articles: Sequence[Fields]) -> None:
        for text in analyze_all(articles):
            parts = text.parts
            for stream in text.streams:
                stream.counted(parts)

    return run


ROWS: dict[str, tuple[str, Callable[[], Run]]] = {
    "pyvi": ("pyvi", pyvi),
    "underthesea": ("underthesea", underthesea),
    "words": ("our words, as arrays", words),
    "texts": ("our words, as texts", words_as_texts),
    "whole": ("our whole analyzer", whole_analyzer),
}
PEERS = ("pyvi", "underthesea")


def measure(row: str, count: int) -> dict[str, float]:
    """The figures of one row, in this process."""
    import numpy  # noqa: F401 - the first call is measured beyond it

    started = time.perf_counter()
    run = ROWS[row][1]()
    run([(("title", "Hội nghị tổng kết công tác mặt trận"),)])
    first_call = time.perf_counter() - started
    rates: list[float] = []
    for _ in range(2):
        taken, syllables = 0.0, 0
        for batch in read_batches(count):
            syllables += sum(len(text.split()) for fields in batch for _, text in fields)
            began = time.process_time()
            run(batch)
            taken += time.process_time() - began
        rates.append(syllables / taken)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"first": rates[0], "second": rates[1], "call": first_call * 1000, "memory": memory}


def main(count: int) -> None:
    if not ARTICLES.exists():
        print(f"left out: no {ARTICLES.name} in {DATA / 'news'}; set VNNEWS_DATA to measure")
        return
    print(
        f"Python {platform.python_version()}, {count} news articles, syllables a second, one core"
    )
    print(f"  {'':<22}  first pass  × pyvi  second pass  × pyvi  first call  memory")
    base: dict[str, float] = {}
    for row, (label, _) in ROWS.items():
        if row in PEERS and not _is_installed(row):
            print(f"  {label:<22}  left out: pip install {row}")
            continue
        command = [sys.executable, __file__, str(count), row]
        found = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
        base = base or found
        first, second = found["first"], found["second"]
        print(
            f"  {label:<22}  {first:10,.0f}  {first / base['first']:6.1f}  {second:11,.0f}"
            f"  {second / base['second']:6.1f}  {found['call']:7.0f} ms  {found['memory']:3.0f} MB"
        )


def _is_installed(library: str) -> bool:
    try:
        version(library)
    except PackageNotFoundError:
        return False
    return True


if __name__ == "__main__":
    match sys.argv[1:]:
        case [count, row]:
            print(json.dumps(measure(row, int(count))))
        case [count]:
            main(int(count))
        case _:
            main(5000)
