"""The data that evals read, each file pinned by its digest.

What it is: a folder outside the project (``VNNEWS_DATA``) and a checked-in list of what its files
were when the floors were measured. A figure says nothing if the data changed under it, so a file
that differs is an error, until ``--pin`` records it anew.
"""

from __future__ import annotations

import gzip
import json
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

__all__ = ["Corpora", "CorpusError", "Pin", "pin_of", "read_pins", "read_records", "write_pins"]

_HEADING = """\
# The files that evals read, below VNNEWS_DATA, as they were when the floors were measured.
# Written by: python -m evals --pin [NAME…]
"""


class CorpusError(Exception):
    """A file is not what the floors were measured on."""


@dataclass(frozen=True, slots=True)
class Pin:
    """What a file was: blake2b of its bytes, and how many records it holds."""

    digest: str
    records: int


@dataclass(frozen=True, slots=True)
class Corpora:
    """The data folder as an eval sees it.

    Args:
        folder: where the files are.
        pins: what they were, by path below the folder.
        cache: where indexes and other things made of them may be kept.
    """

    folder: Path
    pins: Mapping[str, Pin]
    cache: Path

    def missing(self, names: Iterable[str]) -> list[str]:
        """Those of the files that are not there."""
        return [name for name in names if not (self.folder / name).is_file()]

    def check(self, names: Iterable[str]) -> None:
        """Raise unless every file is the one that was pinned.

        Raises:
            CorpusError: it was never pinned, or it differs.
        """
        for name in names:
            digest = _digest(self.folder / name)
            pinned = self.pins.get(name)
            if pinned is None:
                raise CorpusError(f"{name} is not pinned; to record it: python -m evals --pin")
            if pinned.digest != digest:
                raise CorpusError(
                    f"{name} is not the file that was pinned ({digest[:12]} instead of "
                    f"{pinned.digest[:12]}): its figures cannot be compared with the floors. "
                    "Restore it, or record it anew: python -m evals --pin"
                )

    def key(self, names: Sequence[str]) -> str:
        """A short name for the contents of some files, for the cache."""
        digests = "".join(self.pins[name].digest for name in names)
        return blake2b(digests.encode(), digest_size=6).hexdigest()

    def cached(self, name: str, make: Callable[[Path], None]) -> Path:
        """A file or folder of the cache; if it is not there, ``make`` puts it where it is told.

        Evals that run at once may want the same: one makes it, the others wait.
        """
        self.cache.mkdir(parents=True, exist_ok=True)
        kept = self.cache / name
        with Path(self.cache, f"{name}.lock").open("w") as lock:
            flock(lock, LOCK_EX)
            if not kept.exists():
                with TemporaryDirectory(dir=self.cache) as unfinished:
                    made = Path(unfinished, name)
                    make(made)
                    made.rename(kept)
        return kept


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        digest = blake2b(digest_size=16)
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def pin_of(path: Path) -> Pin:
    """What a file is now; sentences are the records of ``.conllu``, lines those of all else."""
    begins = "# text =" if path.name.endswith(".conllu") else ""
    with _text(path) as file:
        records = sum(1 for line in file if line.strip() and line.startswith(begins))
    return Pin(_digest(path), records)


def _text(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")


def read_records(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a ``.jsonl`` or ``.jsonl.gz`` file."""
    with _text(path) as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def read_pins(path: Path) -> dict[str, Pin]:
    """The pins of a checked-in file; none if there is no file."""
    if not path.exists():
        return {}
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: Pin(str(t["digest"]), int(t["records"])) for name, t in tables.items()}


def write_pins(path: Path, pins: Mapping[str, Pin]) -> None:
    """Write the pins, sorted by name."""
    tables = [
        f'["{name}"]\ndigest = "{pin.digest}"\nrecords = {pin.records}\n'
        for name, pin in sorted(pins.items())
    ]
    path.write_text("\n".join([_HEADING, *tables]), encoding="utf-8")
