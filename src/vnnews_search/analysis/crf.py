"""Which syllables go on with a word: pyvi's model decoded over arrays of many lines at once.

What it is: the scores that the model gives to syllables and their neighbours, and the best path
through two labels (Viterbi), both as a handful of array operations.

What it is not: reading the model (``model``) or pyvi's rules after the labels (``segmenter``).

With two labels only the difference of their scores matters. Let d be the score of the best path to
*goes on* less that to *begins*. It obeys d' = e + max(bo, d + oo) - max(bb, d + ob), where e is how
much the surroundings of the next syllable speak for going on, and bb, bo, ob, oo are the four
steps. With pyvi's weights this depends on d by less than 0.4. So nearly all labels are certain from
e alone, and repeating the equation over whole arrays settles the rest in a few rounds; exactly, as
every round settles at least one more syllable of each line.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from vnnews_search.analysis.lexicon import listed_words
from vnnews_search.analysis.model import WordModel, read_model
from vnnews_search.analyzed import Integers

__all__ = ["Booleans", "Decoder", "Syllable", "load_decoder"]

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]

UNLISTED = -1
"""The number of a syllable that stands in no listed word."""


@dataclass(frozen=True, slots=True)
class Syllable:
    """What a syllable adds to the score of going on: its own, of the next, of the one before.

    Args:
        number: its number in the word list, or ``UNLISTED``.
    """

    here: float
    for_next: float
    for_previous: float
    number: int


class _Place:
    """What a syllable adds at one of the places that the model looks at.

    Args:
        prefix: of the names of that place's attributes.
        always: what every syllable adds.
    """

    def __init__(self, model: WordModel, prefix: str, *, always: float = 0.0) -> None:
        weights = model.weights
        name = f"{prefix}word.lower():"
        self._lower = {key[len(name) :]: w for key, w in weights.items() if key.startswith(name)}
        self._upper = weights.get(f"{prefix}word.isupper()", 0.0)
        self._title = weights.get(f"{prefix}word.istitle()", 0.0)
        self._digit = weights.get(f"{prefix}word.isdigit()", 0.0)
        self._always = always

    def weight(self, text: str, lower: str) -> float:
        """The weight of a syllable, given also in small letters."""
        return (
            self._always
            + self._lower.get(lower, 0.0)
            + self._upper * text.isupper()
            + self._title * text.istitle()
            + self._digit * text.isdigit()
        )


class Decoder:
    """A word model and the listed words of two and three syllables, as numbers."""

    def __init__(self, model: WordModel, listed: tuple[str, ...]) -> None:
        self._steps = model.steps
        # The model asks with small letters, so words listed with capitals are never found.
        words = [word for word in listed if word == word.lower()]
        pairs = " ".join(word for word in words if word.count(" ") == 1).split(" ")
        triples = " ".join(word for word in words if word.count(" ") == 2).split(" ")
        distinct = dict.fromkeys(pairs + triples)
        self._numbers = dict(zip(distinct, range(len(distinct)), strict=True))
        self._pairs = self._keys(pairs, 2)
        self._triples = self._keys(triples, 3)
        self._places = (
            _Place(model, "", always=model.weights.get("bias", 0.0)),
            _Place(model, "-1:"),
            _Place(model, "+1:"),
        )
        self._pair_weights = [
            model.weights.get(f"{place}:word.bi_gram()", 0.0) for place in ("-1", "+1")
        ]
        self._triple_weights = [
            model.weights.get(f"{place}:word.tri_gram()", 0.0) for place in ("-2", "+2")
        ]

    def _keys(self, syllables: list[str], length: int) -> Integers:
        """The keys of words that stand one after the other, ascending."""
        numbers = np.fromiter(map(self._numbers.__getitem__, syllables), dtype=np.int64)
        return np.sort(self._key(*numbers.reshape(-1, length).T))

    def _key(self, *numbers: Integers) -> Integers:
        key = numbers[0]
        for following in numbers[1:]:
            key = key * len(self._numbers) + following
        return key

    def syllable(self, text: str) -> Syllable:
        """What the model knows of one syllable, as pyvi describes it."""
        lower = text.lower()
        here, for_next, for_previous = (place.weight(text, lower) for place in self._places)
        return Syllable(here, for_next, for_previous, self._numbers.get(lower, UNLISTED))

    def goes_on(
        self,
        here: Floats,
        for_next: Floats,
        for_previous: Floats,
        numbers: Integers,
        begins_line: Booleans,
    ) -> Booleans:
        """For each syllable of some lines, whether the model labels it as going on with a word.

        Args:
            here, for_next, for_previous, numbers: of each syllable, see ``Syllable``.
            begins_line: whether it is the first of its line; the first of all is.
        """
        scores = here.copy()
        follows = ~begins_line[1:]
        scores[1:] += for_next[:-1] * follows
        scores[:-1] += for_previous[1:] * follows
        self._add_listed(scores, numbers, follows)
        return _best_path(scores, begins_line, self._steps)

    def _add_listed(self, scores: Floats, numbers: Integers, follows: Booleans) -> None:
        known = numbers >= 0
        (pairs,) = np.nonzero(known[:-1] & known[1:] & follows)
        first = numbers[pairs]
        found = pairs[_among(self._key(first, numbers[pairs + 1]), self._pairs)]
        scores[found + 1] += self._pair_weights[0]
        scores[found] += self._pair_weights[1]
        triples = pairs[:-1][np.diff(pairs) == 1]
        keys = self._key(numbers[triples], numbers[triples + 1], numbers[triples + 2])
        found = triples[_among(keys, self._triples)]
        scores[found + 2] += self._triple_weights[0]
        scores[found] += self._triple_weights[1]


def _among(keys: Integers, listed: Integers) -> Booleans:
    """Whether each key is listed; ``listed`` ascends."""
    at = np.searchsorted(listed, keys)
    among: Booleans = np.take(listed, at, mode="clip") == keys
    return among


def _best_path(
    scores: Floats,
    begins_line: Booleans,
    steps: tuple[tuple[float, float], tuple[float, float]],
) -> Booleans:
    """Whether the best path labels each syllable as going on, where beginning scores 0."""
    (begin_begin, begin_on), (on_begin, on_on) = steps
    ahead = scores.copy()
    (later,) = np.nonzero(~begins_line)
    while len(later):
        before = ahead[later - 1]
        gained = np.maximum(begin_on, before + on_on) - np.maximum(begin_begin, before + on_begin)
        settled = scores[later] + gained
        (moved,) = np.nonzero(settled != ahead[later])
        ahead[later] = settled
        # Only what follows a syllable that moved can move in the next round.
        following = later[moved] + 1
        later = following[following < len(scores)]
        later = later[~begins_line[later]]
    after_on = ahead > begin_on - on_on
    after_begin = ahead > begin_begin - on_begin
    ends_line = np.append(begins_line[1:], True)
    goes_on = np.where(ends_line, ahead > 0, after_on)
    (open_,) = np.nonzero(~ends_line & (after_on != after_begin))
    for place in open_[::-1].tolist():  # few: their label depends on the next one's
        goes_on[place] = after_on[place] if goes_on[place + 1] else after_begin[place]
    return goes_on


@lru_cache(maxsize=1)
def load_decoder() -> Decoder:
    """The decoder of the pyvi that is installed.

    Raises:
        EngineUnavailableError: pyvi is not installed, or not the release whose files we read.
    """
    return Decoder(read_model(), listed_words())
