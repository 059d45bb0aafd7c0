"""The numbers of the score, the same for every engine (docs/matching.md, "The score").

What it is: BM25 with the lengths and term counts of one virtual field, its saturated count stored
as one byte, its idf taken over the live articles at query time. So scores depend neither on how an
index is cut into segments nor on merges.

What it is not: the choice of what is scored; lowering builds that from the query.
"""

from __future__ import annotations

from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["FIELD_WEIGHTS", "idf", "impact", "impacts", "round_score"]

FIELD_WEIGHTS = {"title": 3, "lead": 2, "body": 1, "captions": 1}
"""How often an occurrence counts: tf′ = 3·title + 2·lead + body + captions."""

SATURATION = 1.2
LENGTH_SHARE = 0.75
PIVOT = 500
"""Length of an ordinary article in weighted syllables; fixed, so that impacts never change."""


def impact(weighted_count: int, length: int) -> int:
    """How much of a term an article holds, from 1 to 255.

    Args:
        weighted_count: tf′ of the term, at least 1.
        length: weighted syllables of the article.

    Returns:
        255 · tf′ / (tf′ + 1.2 · (0.25 + 0.75 · length / 500)), rounded, at least 1.

    >>> impact(1, 500), impact(5, 500), impact(1, 2000)
    (116, 206, 52)
    """
    norm = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length / PIVOT)
    return max(1, round(255 * weighted_count / (weighted_count + norm)))


def impacts(weighted_counts: NDArray[Any], lengths: NDArray[Any]) -> NDArray[np.int64]:
    """``impact`` of many at once.

    >>> impacts(np.array([1, 5]), np.array([500, 500])).tolist()
    [116, 206]
    """
    norms = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * lengths / PIVOT)
    # rint rounds halves to even, as round does.
    rounded = np.rint(255 * weighted_counts / (weighted_counts + norms)).astype(np.int64)
    return np.maximum(1, rounded)


def idf(articles: int, frequency: int) -> float:
    """How rare a term is: ln(1 + (N − df + ½) / (df + ½)).

    Args:
        articles: live articles of the index.
        frequency: live articles that hold the term.

    >>> round(idf(1000, 1), 3), round(idf(1000, 1000), 4)
    (6.503, 0.0005)
    """
    return log(1 + (articles - frequency + 0.5) / (frequency + 0.5))


def round_score(score: float) -> float:
    """A score to four decimals: equal articles tie, in whatever order their parts were added.

    >>> round_score(0.1 + 0.2) == round_score(0.3)
    True
    """
    return round(score, 4)
