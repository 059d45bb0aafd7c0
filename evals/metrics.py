"""How good a ranking is: nDCG@10, MRR@10, recall@100, each over whole ids and binary relevance."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from math import log2

__all__ = ["DEPTH", "mean", "mrr", "ndcg", "ndcg_of_ranks", "recall"]

DEPTH = 100
"""As many ids as a ranking needs for all three."""


def ndcg(ranking: Sequence[str], relevant: Collection[str], at: int = 10) -> float:
    """Gain discounted by rank, as a share of the best that could be.

    >>> ndcg(["a", "b"], {"a"}), round(ndcg(["a", "b"], {"b"}), 3), ndcg([], {"b"})
    (1.0, 0.631, 0.0)
    """
    ranks = (rank for rank, id in enumerate(ranking) if id in relevant)
    return ndcg_of_ranks(ranks, len(relevant), at)


def ndcg_of_ranks(ranks: Iterable[int], relevant: int, at: int = 10) -> float:
    """The same from where the relevant ids stand.

    Args:
        ranks: of those that were found, from 0, in any order.
        relevant: how many there are, found or not; at least 1.

    >>> round(ndcg_of_ranks([1, 12], relevant=2), 3)
    0.387
    """
    gained = sum(1 / log2(rank + 2) for rank in ranks if rank < at)
    best = sum(1 / log2(rank + 2) for rank in range(min(at, relevant)))
    return gained / best


def mrr(ranking: Sequence[str], relevant: Collection[str], at: int = 10) -> float:
    """One divided by the rank of the first relevant id.

    >>> mrr(["a", "b"], {"b"}), mrr(["a"], {"b"})
    (0.5, 0.0)
    """
    return next((1 / n for n, id in enumerate(ranking[:at], 1) if id in relevant), 0.0)


def recall(ranking: Sequence[str], relevant: Collection[str], at: int = DEPTH) -> float:
    """The share of the relevant ids that is ranked at all.

    >>> recall(["a", "b"], {"b", "c"})
    0.5
    """
    return len(set(ranking[:at]) & set(relevant)) / len(relevant)


def mean(values: Iterable[float]) -> float:
    """The arithmetic mean.

    >>> mean([1, 2])
    1.5
    """
    found = list(values)
    return sum(found) / len(found)
