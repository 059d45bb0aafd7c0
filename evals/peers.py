"""What others would answer: plain BM25 over syllables or pyvi's words, and SQLite's full text.

What it is: peers in plain code, given the same texts and queries as we are. What it is not: tuned;
each is what its library, or the textbook, does by default.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from math import log

import numpy as np
from numpy.typing import NDArray

from evals.metrics import DEPTH

__all__ = ["Bm25", "Fts5", "pyvi_words", "syllables"]

K1 = 1.2
B = 0.75


def syllables(text: str) -> list[str]:
    """Composed small letters between anything else.

    >>> syllables("Hội nghị, TP.HCM")
    ['hội', 'nghị', 'tp', 'hcm']
    """
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).lower())


def pyvi_words(text: str) -> list[str]:
    """pyvi's words of the composed text in small letters, without its signs."""
    from pyvi import ViTokenizer

    words: list[str] = ViTokenizer.tokenize(unicodedata.normalize("NFC", text)).lower().split()
    return [word for word in words if any(letter.isalnum() for letter in word)]


class Bm25:
    """Textbook BM25, k1 = 1.2 and b = 0.75; a token asked for twice counts twice.

    >>> ranker = Bm25([("a", ["xã", "họp"]), ("b", ["xã"])], str.split)
    >>> ranker("họp xã"), ranker("huyện")
    (['a', 'b'], [])
    """

    def __init__(
        self,
        documents: Iterable[tuple[str, Sequence[str]]],
        tokens: Callable[[str], Sequence[str]],
    ) -> None:
        self._tokens = tokens
        self._ids: list[str] = []
        lengths: list[int] = []
        counts: dict[str, list[tuple[int, int]]] = {}
        for number, (id, words) in enumerate(documents):
            self._ids.append(id)
            lengths.append(len(words))
            for word, count in Counter(words).items():
                counts.setdefault(word, []).append((number, count))
        norms = K1 * (1 - B + B * np.array(lengths) / max(1.0, float(np.mean(lengths))))
        self._postings = {word: self._weighed(found, norms) for word, found in counts.items()}

    def _weighed(
        self, found: Sequence[tuple[int, int]], norms: NDArray[np.float64]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        numbers, counts = np.array(found, dtype=np.int64).T
        frequency = len(found)
        rarity = log(1 + (len(norms) - frequency + 0.5) / (frequency + 0.5))
        return numbers, rarity * counts * (K1 + 1) / (counts + norms[numbers])

    def __call__(self, query: str) -> list[str]:
        """The ids of the best documents that hold any token, best first, equal ones as given."""
        scores = np.zeros(len(self._ids))
        for token in self._tokens(query):
            if token in self._postings:
                numbers, weights = self._postings[token]
                scores[numbers] += weights
        order = np.argsort(-scores, kind="stable")[:DEPTH]
        return [self._ids[number] for number in order if scores[number] > 0]


class Fts5:
    """SQLite's FTS5 with its own tokenizer and its own bm25(), any of the query's tokens.

    Args:
        remove_diacritics: 0 keeps marks, 2 removes them (but đ stays đ).

    >>> from contextlib import closing
    >>> with closing(Fts5([("a", "Xã họp"), ("b", "Huyện")], remove_diacritics=2)) as peer:
    ...     peer("xa hop, tinh")
    ['a']
    """

    def __init__(self, texts: Iterable[tuple[str, str]], *, remove_diacritics: int) -> None:
        self._database = sqlite3.connect(":memory:")
        self._database.execute(
            "CREATE VIRTUAL TABLE articles USING fts5(id UNINDEXED, text, "
            f"tokenize = 'unicode61 remove_diacritics {remove_diacritics}')"
        )
        self._database.executemany("INSERT INTO articles VALUES (?, ?)", texts)
        self._seen: dict[str, list[str]] = {}

    def __call__(self, query: str) -> list[str]:
        """The ids of the best articles, best first."""
        tokens = re.findall(r"[\w\u0300-\u036f]+", query.replace("_", " ").lower())
        asked = " OR ".join(f'"{token}"' for token in tokens)
        if asked not in self._seen:
            found = self._database.execute(
                "SELECT id FROM articles WHERE articles MATCH ? ORDER BY rank, rowid LIMIT ?",
                (asked, DEPTH),
            )
            self._seen[asked] = [id for (id,) in found]
        return self._seen[asked]

    def close(self) -> None:
        """Give back the database."""
        self._database.close()
