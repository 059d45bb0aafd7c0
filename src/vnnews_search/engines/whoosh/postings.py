"""Postings as arrays, and those of pairs derived from the places of their syllables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vnnews_search.analyzed import pair
from vnnews_search.engines.whoosh.arrays import Integers
from vnnews_search.engines.whoosh.schema import PARTS
from vnnews_search.scoring import FIELD_WEIGHTS, impact

__all__ = ["Postings", "adjacent", "pair_postings"]


@dataclass(frozen=True, slots=True)
class Postings:
    """Where a term occurs.

    Args:
        articles: article numbers, ascending.
        impacts: the impact in each.
        places: all occurrences, ascending: article << 32 | position.
        parts: number of the part of the text of each place.
    """

    articles: Integers
    impacts: Integers
    places: Integers
    parts: Integers


def pair_postings(first: Postings, second: Postings, lengths: Integers) -> Postings:
    """Where the second term stands right after the first, counted as a term of its own.

    Args:
        lengths: weighted length of every article.
    """
    together = np.isin(first.places + 1, second.places, assume_unique=True)
    places, parts = first.places[together], first.parts[together]
    weights = np.array([FIELD_WEIGHTS[part] for part in PARTS])[parts]
    articles, owners = np.unique(places >> 32, return_inverse=True)
    counts = np.bincount(owners, weights=weights, minlength=len(articles))
    held = [impact(int(n), int(lengths[a])) for n, a in zip(counts, articles, strict=True)]
    return Postings(articles, np.array(held, dtype=np.int64), places, parts)


def adjacent(texts: Sequence[str], places: Sequence[Integers]) -> list[str]:
    """The distinct pairs of terms that stand next to each other anywhere, in order.

    Args:
        texts: the terms.
        places: where each stands.
    """
    if not texts:
        return []
    everywhere = np.concatenate(list(places))
    owners = np.repeat(np.arange(len(texts)), [len(p) for p in places])
    order = np.argsort(everywhere, kind="stable")
    everywhere, owners = everywhere[order], owners[order]
    neighbours = np.flatnonzero(np.diff(everywhere) == 1)
    numbered = np.unique(np.stack([owners[neighbours], owners[neighbours + 1]]), axis=1)
    return sorted(pair(texts[a], texts[b]) for a, b in numbered.T)
