"""Terms of several tables as the terms of one segment: in order, and numbered anew.

What it is: the one place where terms are looked at as texts on their way into a segment.

What it is not: postings, which ``build`` makes of numbers alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from vnnews_search.engines.whoosh.arrays import Integers
from vnnews_search.engines.whoosh.source import Occurrences, Source

__all__ = ["joined", "joined_exact"]

UNUSED = -1
"""The new number of a term that no document holds any more."""


@dataclass(frozen=True, slots=True)
class _Used:
    """The terms of a table that documents hold, by number."""

    texts: Sequence[str]
    numbers: list[int]

    def map(self, new: Mapping[str, int]) -> Integers:
        """The new numbers by the old ones."""
        found = np.full(len(self.texts), UNUSED, dtype=np.int64)
        found[self.numbers] = [new[self.texts[number]] for number in self.numbers]
        return found


def _used(found: Sequence[Occurrences]) -> dict[int, _Used]:
    """The tables by the identity of their texts, as sources may share one."""
    marked = {id(one.texts): (one.texts, np.zeros(len(one.texts), np.bool_)) for one in found}
    for one in found:
        marked[id(one.texts)][1][one.terms] = True
    return {key: _Used(texts, np.flatnonzero(m).tolist()) for key, (texts, m) in marked.items()}


def joined(found: Sequence[Occurrences]) -> tuple[list[str], list[Integers]]:
    """The distinct terms in use, in order, and for each table the new numbers of its terms."""
    used = _used(found)
    texts = sorted({one.texts[number] for one in used.values() for number in one.numbers})
    new = {text: number for number, text in enumerate(texts)}
    maps = {key: one.map(new) for key, one in used.items()}
    return texts, [maps[id(one.texts)] for one in found]


def joined_exact(
    sources: Sequence[Source], folded_maps: Sequence[Integers]
) -> tuple[list[str], list[Integers], Integers, Integers]:
    """The same for exact terms, which stand by their folded one, then by text.

    Also the folded term of each, ascending, and their numbers in the order of their texts.
    """
    used = _used([source.exact for source in sources])
    folds = {id(s.exact.texts): f[s.folded_of] for s, f in zip(sources, folded_maps, strict=True)}
    folded_of = {
        one.texts[number]: folded
        for key, one in used.items()
        for number, folded in zip(one.numbers, folds[key][one.numbers].tolist(), strict=True)
    }
    texts = sorted(folded_of, key=lambda text: (folded_of[text], text))
    new = {text: number for number, text in enumerate(texts)}
    alphabetic = np.array([new[text] for text in sorted(texts)], dtype=np.int64)
    maps = {key: one.map(new) for key, one in used.items()}
    ascending = np.array([folded_of[text] for text in texts], dtype=np.int64)
    return texts, [maps[id(s.exact.texts)] for s in sources], ascending, alphabetic
