"""Which neighbouring tokens make one Vietnamese word: pyvi's model, behind one function.

What it is: the only module that knows pyvi, its labels and its rules after them. pyvi reads our
normalised text (its answers change with the place of a tone mark), and its words come back as
ranges of our tokens.

What it is not: fast. pyvi takes two seconds to load and reads some 70,000 syllables a second; both
belong to its library, not to its model, and everything else here is ignorant of it.
"""

from __future__ import annotations

import string
import warnings
from collections.abc import Sequence
from functools import lru_cache
from threading import Lock
from typing import Protocol

from vnnews_search.analysis.tokenizer import Token, paragraphs, tokenize
from vnnews_search.text.normalize import normalize

__all__ = ["segment", "word_ranges"]

_PYVI = Lock()  # its tagger keeps the text it is reading in itself


def segment(text: str) -> list[str]:
    """The words of a text, as written, with single spaces between syllables.

    >>> segment("Ủy ban nhân dân huyện tổ chức hội nghị")
    ['Ủy ban', 'nhân dân', 'huyện', 'tổ chức', 'hội nghị']
    """
    words: list[str] = []
    for start, end in paragraphs(text):
        paragraph = text[start:end]
        tokens = tokenize(paragraph)
        for first, last in word_ranges(paragraph, tokens):
            words.append(" ".join(token.text for token in tokens[first:last]))
    return words


def word_ranges(text: str, tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """The words of one paragraph as (first token, token after the last), covering every token.

    Args:
        text: the paragraph.
        tokens: its tokens, as ``tokenize`` gives them.
    """
    if len(tokens) < 2:
        return [(0, 1)] * len(tokens)
    normal, spans = _normalized(text, tokens)
    ends = _word_ends(normal)
    ranges: list[tuple[int, int]] = []
    first = 0
    for number in range(1, len(tokens) + 1):
        if number == len(tokens) or _apart(spans[number - 1][1], spans[number][0], ends):
            ranges.append((first, number))
            first = number
    return ranges


def _normalized(text: str, tokens: Sequence[Token]) -> tuple[str, list[tuple[int, int]]]:
    """The text with every token in its normal form, and where each token now stands."""
    pieces: list[str] = []
    spans: list[tuple[int, int]] = []
    position = length = 0
    for token in tokens:
        for piece in (text[position : token.start], normalize(token.text)):
            pieces.append(piece)
            length += len(piece)
        spans.append((length - len(pieces[-1]), length))
        position = token.end
    return "".join([*pieces, text[position:]]), spans


def _apart(end: int, start: int, word_ends: frozenset[int]) -> bool:
    """Whether a word ends between the end of one token and the start of the next."""
    return any(place in word_ends for place in range(end, start + 1))


def _word_ends(text: str) -> frozenset[int]:
    """Offsets at which pyvi ends a word."""
    tokenizer = _pyvi()
    with _PYVI:
        _, syllables = tokenizer.sylabelize(text)
        if not syllables:
            return frozenset()
        labels = tokenizer.model.predict([tokenizer.sent2features(syllables, False)])[0]
    ends: list[int] = []
    position = 0
    for number, syllable in enumerate(syllables):
        found = text.find(syllable, position)
        if number and not _continues(syllables[number - 1], syllable, labels[number]):
            ends.append(position)
        # pyvi composes what it reads; a syllable that cannot be found again ends its word.
        position = position if found < 0 else found + len(syllable)
        if found < 0:
            ends.append(position)
    return frozenset([*ends, position])


def _continues(previous: str, syllable: str, label: str) -> bool:
    """pyvi's own rules after its labels: no signs, no numbers, no capital after a small letter."""
    return (
        label == "I_W"
        and syllable not in string.punctuation
        and previous not in string.punctuation
        and not syllable[0].isdigit()
        and not previous[0].isdigit()
        and not (syllable[0].istitle() and not previous[0].istitle())
    )


class _Model(Protocol):
    def predict(self, sentences: list[list[dict[str, object]]]) -> list[list[str]]: ...


class _Pyvi(Protocol):
    model: _Model

    def sylabelize(self, text: str) -> tuple[str, list[str]]: ...
    def sent2features(self, syllables: list[str], is_training: bool) -> list[dict[str, object]]: ...


@lru_cache(maxsize=1)
def _pyvi() -> _Pyvi:
    with warnings.catch_warnings():
        # pyvi's plain-string regular expressions and the age of its pickled model are not news.
        warnings.simplefilter("ignore")
        from pyvi.ViTokenizer import ViTokenizer
    tokenizer: _Pyvi = ViTokenizer
    return tokenizer
