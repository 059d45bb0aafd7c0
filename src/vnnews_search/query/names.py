"""Officers that an index holds and a query asks for by name.

What it is: the part of lowering that looks into the names of the vocabulary. It is a module of its
own so that queries without officers need not load what is known of names.

What it is not: matching of its own, which is ``officers.matching``.
"""

from __future__ import annotations

from itertools import chain

from rapidfuzz.distance import OSA

from vnnews_search.analyzed import OFFICERS
from vnnews_search.models import Tier
from vnnews_search.officers.matching import Verdict, match_names, near_names
from vnnews_search.officers.names import name_key
from vnnews_search.officers.posts import without_post
from vnnews_search.plan import Vocabulary
from vnnews_search.text.normalize import fold
from vnnews_search.text.spellings import unmarked_variants

__all__ = ["MAX_NEAR_NAMES", "find_names", "find_near_names", "without_post"]

MAX_NEAR_NAMES = 5


def find_names(vocabulary: Vocabulary, name: str) -> tuple[tuple[str, Tier], ...]:
    """The names of the index that a queried name matches, with their tiers.

    Keys begin with the given name, and whichever way round a name was typed, that is one of its
    syllables, in either spelling; so only those names are read.
    """
    syllables = name_key(name).split()
    respelled = (fold(s) for key in syllables for s in unmarked_variants(key, name=True))
    keys = dict.fromkeys((*syllables, *respelled))
    names = chain.from_iterable(vocabulary.row_values(OFFICERS, "name", key) for key in keys)
    found: list[tuple[str, Tier]] = []
    for candidate in dict.fromkeys(names):
        match = match_names(name, candidate)
        if match.verdict is not Verdict.DIFFERENT:
            found.append((candidate, _tier(match.verdict, match.form)))
    return tuple(found)


def _tier(verdict: Verdict, form: str) -> Tier:
    if verdict is Verdict.SAME:
        return Tier.EXACT
    return Tier.UNACCENTED if "unaccented" in form else Tier.VARIANT


def find_near_names(vocabulary: Vocabulary, name: str) -> tuple[str, ...]:
    """Names of the index that look like a queried name and are not it, to be offered."""
    names = vocabulary.row_values(OFFICERS, "name")
    near = [candidate for candidate in names if near_names(name, candidate)]
    folded = fold(name)
    near.sort(key=lambda candidate: (OSA.distance(folded, fold(candidate)), candidate))
    return tuple(near[:MAX_NEAR_NAMES])
