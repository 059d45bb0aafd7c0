"""The indexes of ``search.py`` on disk: built, or kept from an earlier run.

What it is: which folder belongs to which engine and number of articles, and a file of figures
beside it, written last, that says the index is finished.

What it is not: a judge of whether the articles or the way they are indexed have changed since;
whoever changes either removes the folder. Other versions of libraries or files it does see.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from measuring import Figures

from vnnews_search.engines.whoosh import segment, toc

__all__ = ["LIBRARIES", "built", "section_bytes", "segment_documents", "versions"]

LIBRARIES = {"tantivy": "tantivy", "bm25s": "bm25s", "plain Whoosh": "whoosh3"}

GROUPS = {"exact": "streams", "folded": "streams", "words": "streams", "pairs": "pairs"}
GROUPS |= {"tokens": "tokens", "parts": "tokens", "stored": "stored"}


def built(
    name: str, count: int, folder: Path, run: Callable[[str, Path], Figures]
) -> tuple[Path, Figures]:
    """The index of an engine, and the figures of its building.

    Args:
        folder: where indexes are kept.
        run: does "build" or "add" in a folder.
    """
    place = folder / f"{name.replace(' ', '-')}-{count}"
    figures = folder / f"{place.name}.json"
    if not figures.exists() or json.loads(figures.read_text("utf-8"))["made"] != _made(name):
        figures.unlink(missing_ok=True)
        found = run("build", _emptied(place))
        more = _emptied(folder / "one-more")  # questions are asked of the index without it
        shutil.copytree(place, more, dirs_exist_ok=True)
        found |= run("add", more)
        shutil.rmtree(more)
        figures.write_text(json.dumps({"made": _made(name), "figures": found}), "utf-8")
    else:
        print(f"  {name} with {count:,} articles was built before; so were the figures of that")
    kept: Figures = json.loads(figures.read_text("utf-8"))["figures"]
    return place, kept


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _made(name: str) -> str:
    """What an index is of: the version of the library, or of our files."""
    if name == "ours":
        return f"segments {segment.VERSION}, tables {toc.VERSION}"
    return _version(LIBRARIES.get(name, ""))


def _version(library: str) -> str:
    return f"{library} {version(library)}" if library else f"SQLite {sqlite3.sqlite_version}"


def versions(more: Sequence[str] = ()) -> str:
    """The versions of the peers that are installed, and of further libraries."""
    found = [_version("")]
    for library in (*LIBRARIES.values(), *more):
        try:
            found.append(_version(library))
        except PackageNotFoundError:
            continue
    return ", ".join(found)


def segment_documents(folder: Path) -> list[int]:
    """How many documents each segment of our index has, most first."""
    files = map(segment.SegmentFile, folder.glob("*.seg"))
    return sorted((file.documents for file in files), reverse=True)


def section_bytes(folder: Path) -> dict[str, int]:
    """The bytes of our index by group of sections."""
    found = dict.fromkeys([*GROUPS.values(), "rest"], 0)
    for opened in map(segment.SegmentFile, folder.glob("*.seg")):
        for name in opened.names():
            group = GROUPS.get(name.partition(".")[0], "rest")
            found[group] += len(opened[name]) * opened[name].whole().itemsize
    every = sum(file.stat().st_size for file in folder.iterdir())
    found["rest"] += every - sum(found.values())
    return found
