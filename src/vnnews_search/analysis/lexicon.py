"""The words that pyvi lists, and the longest of them in writing without accents.

What it is: pyvi's word list, found among its files without importing it; and the cut of an
unaccented query into words, where the segmenter has no accents to go by: *hoc sinh gioi* is
*hoc sinh* and *gioi*.

What it is not: a choice between accents. *hoc sinh* stays every accenting of itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from vnnews_search.errors import EngineUnavailableError
from vnnews_search.text.normalize import compose, fold_letters

__all__ = ["is_listed", "listed_words", "longest_matches", "pyvi_file", "pyvi_unavailable"]

LONGEST = 4
"""Syllables of the longest words looked for."""


def longest_matches(folded: Sequence[str]) -> list[tuple[int, int]]:
    """Syllables without accents as words: from the left, each time the longest one listed.

    Args:
        folded: folded syllables.

    Returns:
        Ranges that cover every syllable; what is in no list is a word of its own.

    >>> longest_matches(["hoc", "sinh", "tinh", "lao", "cai"])
    [(0, 2), (2, 3), (3, 4), (4, 5)]
    """
    ranges: list[tuple[int, int]] = []
    start = 0
    while start < len(folded):
        ends = range(min(start + LONGEST, len(folded)), start + 1, -1)
        listed = (end for end in ends if " ".join(folded[start:end]) in _folded_words())
        end = next(listed, start + 1)
        ranges.append((start, end))
        start = end
    return ranges


def is_listed(word: str) -> bool:
    """Whether a word is listed as it is typed.

    >>> is_listed("kinh doanh"), is_listed("dai doan ket")
    (True, False)
    """
    return word in _listed()


@lru_cache(maxsize=1)
def _listed() -> frozenset[str]:
    return frozenset(listed_words())


@lru_cache(maxsize=1)
def _folded_words() -> frozenset[str]:
    folded = fold_letters("\n".join(listed_words())).split("\n")
    return frozenset(word for word in folded if " " in word)


@lru_cache(maxsize=1)
def listed_words() -> tuple[str, ...]:
    """The words of pyvi's list, in its order.

    Raises:
        EngineUnavailableError: pyvi is not installed.
    """
    return tuple(compose(pyvi_file("words.txt").decode("utf-8")).split("\n"))


def pyvi_file(name: str) -> bytes:
    """A file of pyvi's models; pyvi is found, not imported, as importing it loads scikit-learn.

    Raises:
        EngineUnavailableError: pyvi is not installed.
    """
    spec = find_spec("pyvi")
    for place in (spec.submodule_search_locations or []) if spec else []:
        path = Path(place) / "models" / name
        if path.exists():
            return path.read_bytes()
    raise pyvi_unavailable()


def pyvi_unavailable() -> EngineUnavailableError:
    """The error of a missing pyvi, or of another release of it."""
    return EngineUnavailableError(
        "không đọc được mô hình tách từ của pyvi 0.1.1", hint="Chạy: pip install pyvi==0.1.1"
    )
