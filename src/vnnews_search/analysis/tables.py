"""What is known of each distinct piece of text, worked out once and kept as rows of numbers.

What it is: the memory of the analyzer. A *chunk* is what stands between two spaces of a line
(*"Lập,"*, *(15/7/2020)*). No token crosses a space, and none of pyvi's syllables does, so all that
regular expressions and dictionaries can say of a text is said of its chunks, once each. A text then
is an array of chunk numbers, and the rest of its analysis is looking up rows.

What it is not: the analysis of a text (``reading``), or anything that depends on neighbours.
"""

from __future__ import annotations

import re
import string
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from functools import lru_cache
from threading import RLock
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from vnnews_search.analysis.crf import load_decoder
from vnnews_search.analysis.tokenizer import Token, is_one_token, term_of, tokenize
from vnnews_search.analyzed import Integers, TermTable, untyped, word
from vnnews_search.text.normalize import fold, has_marks, normalize
from vnnews_search.text.writing import can_be_typed, is_syllable

__all__ = ["Tables", "shared_tables", "states_its_marks"]

_Piece = TypeVar("_Piece")

MOST_TOKENS = 1 << 18
"""Rows after which to begin anew: some 100 MB, the words of about 50,000 news articles."""

# What pyvi takes for one syllable, tried in its order.
_SYLLABLE = re.compile(
    r"""
      [A-ZĐ]+\. | Tp\. | Mrs?\. | Ms\. | Dr\. | ThS\.                # TP. HCM, ThS. Nguyễn
    | ==> | -> | \.\.\. | >> | \n
    | \w+://\S+
    | [a-zA-Z0-9_.+-]{1,64}@(?:[a-zA-Z0-9-]{1,63}\.){1,9}[a-zA-Z0-9-]+  # bounded: not quadratic
    | \d+(?:[.,_]\d+)+                                             # 1.700
    | [^\w\s]
    | \w+
    """,
    re.VERBOSE,
)

_CHUNK = np.dtype(
    [
        ("length", np.int64),  # characters
        ("first_token", np.int64),  # number of its first row among tokens
        ("tokens", np.int64),  # how many rows follow from there
        ("first_syllable", np.int64),
        ("syllables", np.int64),
    ]
)
_TOKEN = np.dtype(
    [
        ("kind", np.int64),  # number among kinds: what the token is, wherever it stands
        ("start", np.int64),  # offset in the chunk
        ("end", np.int64),
        ("syllables_before", np.int64),  # syllables of the chunk that end by its start
        ("syllables_within", np.int64),  # … and before its end
        ("glued", np.bool_),
    ]
)
_KIND = np.dtype(
    [
        ("exact", np.int64),  # number of its term in the exact stream where it states its marks
        ("untyped", np.int64),  # … and where it does not
        ("folded", np.int64),
        ("word", np.int64),  # number as a word of its own
        ("marked", np.bool_),
        ("digits", np.bool_),
        ("states_beside", np.bool_),  # whether it states its marks beside accented writing
        ("states_without", np.bool_),  # … and in unaccented writing
    ]
)
_PYVI = np.dtype(
    [
        ("here", np.float64),
        ("for_next", np.float64),
        ("for_previous", np.float64),
        ("number", np.int64),
        ("sign", np.bool_),
        ("digit", np.bool_),
        ("title", np.bool_),
    ]
)


def states_its_marks(token: str, *, accented: bool) -> bool:
    """Whether a token means just what it says.

    Beside accented writing it does unless its marks must have been left out; in unaccented writing
    only if it carries marks or is no Vietnamese syllable at all (*internet*, *15*).

    >>> [states_its_marks("chung", accented=a) for a in (True, False)]
    [True, False]
    """
    if accented:
        return can_be_typed(token)
    return has_marks(token) or not is_syllable(token)


def shared_tables(*, words: bool = True) -> Tables:
    """The tables that all analyses of this process share, begun anew once they are full.

    Args:
        words: whether words are wanted; without them pyvi's model need not be loaded.
    """
    holder = _holder(words)
    if holder[0].is_full:
        holder[0] = Tables(words=words)
    return holder[0]


@lru_cache(maxsize=2)
def _holder(words: bool) -> list[Tables]:
    return [Tables(words=words)]


class Rows:
    """A growing array of records: rows are added, never changed."""

    def __init__(self, dtype: np.dtype[np.void]) -> None:
        self._records: NDArray[np.void] = np.zeros(1024, dtype=dtype)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def append(self, *values: float) -> int:
        """Add a row; its number."""
        if self._length == len(self._records):
            self._records = np.concatenate([self._records, np.zeros_like(self._records)])
        self._records[self._length] = values
        self._length += 1
        return self._length - 1

    def at(self, numbers: Integers) -> Any:
        """The rows of these numbers, as an array of records."""
        return self._records.take(numbers)


class _Numbers(dict[_Piece, int]):
    """piece → number, where a new piece is looked into once, by one thread."""

    def __init__(self, look_into: Callable[[_Piece], int], lock: Any) -> None:
        super().__init__()
        self._look_into = look_into
        self._lock = lock

    def __missing__(self, piece: _Piece) -> int:
        with self._lock:
            if piece not in self:
                self[piece] = self._look_into(piece)
            return self[piece]


class Tables:
    """All that was met so far: chunks, their tokens and syllables, and the terms of these.

    Args:
        chunks, tokens, kinds, syllables: rows as above; ``pyvi`` those of distinct syllables.
        exact, folded, words: the terms of the streams.
        terms: the term of each kind of token, as a text.
        word_numbers: the number of a word of several kinds of tokens.
        decoder: pyvi's model, which numbers the syllables; None where no words are wanted, and then
            no chunk has syllables.
    """

    def __init__(self, *, words: bool = True) -> None:
        lock = RLock()
        self.chunks, self.tokens, self.kinds = Rows(_CHUNK), Rows(_TOKEN), Rows(_KIND)
        self.syllables, self.pyvi = Rows(np.dtype([("kind", np.int64)])), Rows(_PYVI)
        self.exact, self.folded, self.words = TermTable(), TermTable(), TermTable()
        self.terms: list[str] = []
        self._normals: list[str] = []
        self._chunk_numbers = _Numbers(self._chunk, lock)
        self._kind_numbers = _Numbers(self._kind, lock)
        self._syllable_numbers = _Numbers(self._syllable, lock)
        self.word_numbers = _Numbers(self._word, lock)
        self.decoder = load_decoder() if words else None

    @property
    def is_full(self) -> bool:
        """Whether to begin anew with the next text."""
        return len(self.tokens) + len(self.words) > MOST_TOKENS

    def chunk_numbers(self, chunks: Sequence[str]) -> Integers:
        """The numbers of some chunks."""
        numbers = map(self._chunk_numbers.__getitem__, chunks)
        return np.fromiter(numbers, dtype=np.int64, count=len(chunks))

    def _word(self, kinds: tuple[int, ...]) -> int:
        text = " ".join(self.terms[kind] for kind in kinds)
        return self.words.number(word(fold(text), text))

    def _chunk(self, text: str) -> int:
        tokens = [Token(text, "", 0, len(text))] if is_one_token(text) else tokenize(text)
        kinds = [self._kind_numbers[token.text] for token in tokens]
        normal, spans = _normalized(text, tokens, [self._normals[kind] for kind in kinds])
        found = () if self.decoder is None else _SYLLABLE.finditer(normal)
        syllables = [(match[0], match.end()) for match in found]
        ends = [end for _, end in syllables]
        numbers = [self._syllable_numbers[syllable] for syllable, _ in syllables]
        first_token, first_syllable = len(self.tokens), len(self.syllables)
        for token, kind, (start, end) in zip(tokens, kinds, spans, strict=True):
            before, within = bisect_right(ends, start), bisect_left(ends, end)
            self.tokens.append(kind, token.start, token.end, before, within, token.glued)
        for number in numbers:
            self.syllables.append(number)
        return self.chunks.append(len(text), first_token, len(tokens), first_syllable, len(numbers))

    def _kind(self, text: str) -> int:
        term = term_of(text)
        folded = fold(term)
        beside = states_its_marks(text, accented=True)
        without = states_its_marks(text, accented=False)
        exact = self.exact.number(term)
        self.terms.append(term)
        self._normals.append(text if text.lower() == term else normalize(text))
        return self.kinds.append(
            exact,
            exact if beside and without else self.exact.number(untyped(folded)),
            self.folded.number(folded),
            self.words.number(word(folded, term)),
            has_marks(text),
            text[0].isdigit(),
            beside,
            without,
        )

    def _syllable(self, text: str) -> int:
        assert self.decoder is not None, "without it nothing is cut into syllables"
        known = self.decoder.syllable(text)
        return self.pyvi.append(
            known.here,
            known.for_next,
            known.for_previous,
            known.number,
            text in string.punctuation,
            text[0].isdigit(),
            text[0].istitle(),
        )


def _normalized(
    text: str, tokens: Sequence[Token], normals: Sequence[str]
) -> tuple[str, list[tuple[int, int]]]:
    """The text with every token in its normal form, and where each token now stands."""
    pieces: list[str] = []
    spans: list[tuple[int, int]] = []
    position = length = 0
    for token, normal in zip(tokens, normals, strict=True):
        pieces += (text[position : token.start], normal)
        start = length + token.start - position
        length = start + len(normal)
        spans.append((start, length))
        position = token.end
    pieces.append(text[position:])
    return "".join(pieces), spans
