"""What an index must hold, as a dictionary: beside each index that is tortured stands one of these.

A document's id and version are in its stored bytes, its hash and its terms, so that an index whose
parts are of different commits contradicts itself.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from tests.engines.texts import body
from vnnews_search.analyzed import AnalyzedDocument, Stream, Term
from vnnews_search.engines.base import Reader, Writer
from vnnews_search.engines.whoosh.engine import WhooshEngine
from vnnews_search.engines.whoosh.toc import read_toc
from vnnews_search.models import Tier
from vnnews_search.plan import Alternative, EngineRequest, Phrase

__all__ = [
    "Change",
    "State",
    "assert_tidy",
    "document",
    "holding",
    "make",
    "scripts",
    "state",
    "state_of",
    "states",
]

State = Mapping[str, int]
"""The version of each document."""


@dataclass(frozen=True, slots=True)
class Change:
    """One commit.

    Args:
        version: of the documents that it adds or replaces.
    """

    version: int
    added: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()

    def applied(self, before: State) -> State:
        """What there is afterwards."""
        kept = {id: version for id, version in before.items() if id not in self.deleted}
        return kept | dict.fromkeys(self.added, self.version)


def make(writer: Writer, change: Change) -> int:
    """Commit a change; its generation."""
    writer.delete(change.deleted)
    for id in change.added:
        writer.add(document(id, change.version))
    return writer.commit()


def document(id: str, version: int) -> AnalyzedDocument:
    """A document that says everywhere which one it is."""
    made = body(id, f"đình v{version}")
    return replace(made, hash=str(version), stored=f"{id} v{version}".encode())


def holding(reader: Reader, text: str) -> int:
    """How many documents hold a folded syllable."""
    words = ((Alternative(Term(Stream.FOLDED, text), Tier.EXACT),),)
    return reader.search(EngineRequest(Phrase(words), limit=1)).total


def state(folder: Path) -> State:
    """What an index holds, opened anew."""
    with closing(WhooshEngine(folder).reader()) as reader:
        return state_of(reader)


def state_of(reader: Reader) -> State:
    """What a snapshot holds; its parts must agree."""
    found: dict[str, int] = {}
    for stored in reader.scan():
        assert stored.stored.decode() == f"{stored.id} v{stored.hash}", stored
        assert stored.id not in found, f"{stored.id} twice"
        found[stored.id] = int(stored.hash)
    assert holding(reader, "dinh") == len(found), "searches and documents differ"
    for version, count in Counter(found.values()).items():
        assert holding(reader, f"v{version}") == count, f"searches and documents of v{version}"
    return found


def states(before: State, changes: Iterable[Change]) -> list[State]:
    """What there is before, and after each change."""
    found = [before]
    for change in changes:
        found.append(change.applied(found[-1]))
    return found


def scripts(chance: Random, before: State, first: int, count: int) -> list[Change]:
    """Some commits of every kind: new documents, others replaced, others deleted.

    Args:
        first: the version of the first of them.
    """
    changes: list[Change] = []
    for version in range(first, first + count):
        new = [f"mới {version} {number}" for number in range(chance.randint(0, 6))]
        there = sorted(before)
        replaced = chance.sample(there, min(len(there), chance.randint(0, 4)))
        too_many = max(0, len(there) - 150)
        deleted = chance.sample(there, min(len(there), chance.randint(0, 3) + too_many))
        change = Change(version, (*new, *replaced), tuple(set(deleted) - set(replaced)))
        changes.append(change)
        before = change.applied(before)
    return changes


def assert_tidy(folder: Path) -> None:
    """No file is there but those that the table lists, and the lock."""
    toc = read_toc(folder)
    ours = [f"_MAIN_{toc.number}.toc", *(f"MAIN_{one.id}.seg" for one in toc.segments)]
    found = set(os.listdir(folder)) - {"MAIN_WRITELOCK"}
    assert found == set(ours), f"left over: {found ^ set(ours)}"
