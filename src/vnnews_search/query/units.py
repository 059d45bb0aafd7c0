"""Query units: words typed together, as phrases of terms and as parts of the score.

What it is: docs/matching.md in code. A unit is judged as a whole – written with accents or not –
and each of its syllables becomes the terms that it accepts, with their tiers.

What it is not: the tree of the query (``query.lower`` walks that), nor anything about an index.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from vnnews_search.analysis.analyzer import exact_term, states_its_marks
from vnnews_search.analysis.lexicon import longest_matches
from vnnews_search.analysis.segmenter import word_ranges
from vnnews_search.analysis.tokenizer import Token, tokenize
from vnnews_search.analyzed import Part, Stream, pair, word
from vnnews_search.models import Tier
from vnnews_search.plan import Alternative, Phrase, Term
from vnnews_search.text.normalize import fold
from vnnews_search.text.writing import is_accented

__all__ = [
    "DEFAULT_WEIGHTS",
    "Unit",
    "Weights",
    "accepted",
    "exactly",
    "pair_terms",
    "read_unit",
    "word_terms",
    "words_of",
]

EXACT_WEIGHT = 1.0
"""a of docs/matching.md: how much an equal accent counts beside an equal letter."""

PAIR_WEIGHT = 1.0
"""c of docs/matching.md: how much two syllables next to each other count."""

WORD_WEIGHT = 0.0
"""d of docs/matching.md for accented units: how much a word counts that stands there as a word."""

KNOWN_WORD_WEIGHT = 0.25
"""d for unaccented units; 0.25 lost nothing on known items, 0.5 some."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each kind of term counts beside a folded syllable; a part of weight 0 is left out.

    Args:
        exact: a syllable as written (a of docs/matching.md).
        pairs: two adjacent folded syllables (c).
        words: a segmented word of an accented unit (d).
        known_words: a word of the index that an unaccented unit may spell (d there).
    """

    exact: float = EXACT_WEIGHT
    pairs: float = PAIR_WEIGHT
    words: float = WORD_WEIGHT
    known_words: float = KNOWN_WORD_WEIGHT


DEFAULT_WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Unit:
    """A text of the query with its judgement.

    Args:
        text: as typed.
        tokens: its syllables.
        accented: whether the unit it belongs to was written with accents.
    """

    text: str
    tokens: tuple[Token, ...]
    accented: bool

    def stated(self, token: Token) -> bool:
        """Whether a syllable states its marks."""
        return states_its_marks(token.text, accented=self.accented)

    def phrase(self, first: int, last: int, *, slop: int = 0, part: Part = Part.ANY) -> Phrase:
        """The syllables from ``first`` up to ``last`` next to each other."""
        places = tuple(accepted(t.term, stated=self.stated(t)) for t in self.tokens[first:last])
        return Phrase(places, slop, part)

    def weights(self, weights: Weights = DEFAULT_WEIGHTS) -> Iterator[tuple[Term, float]]:
        """What the unit scores: syllables folded, exact if stated; pairs; words if accented."""
        for token in self.tokens:
            yield Term(Stream.FOLDED, fold(token.term)), 1.0
            if weights.exact and self.accented and self.stated(token):
                yield exact_term(token.term, stated=True), weights.exact
        if weights.pairs:
            for term in pair_terms(self.tokens):
                yield term, weights.pairs
        if weights.words and self.accented:
            for term in word_terms(self):
                yield term, weights.words


def read_unit(text: str, *, accented: bool | None = None) -> Unit:
    """A text of the query as a unit.

    Args:
        accented: the judgement of the whole that the text belongs to; its own if None.

    >>> [t.term for t in read_unit("Đình Lập").tokens], read_unit("dinh lap").accented
    (['đình', 'lập'], False)
    """
    tokens = tuple(tokenize(text))
    if accented is None:
        accented = is_accented(token.text for token in tokens)
    return Unit(text, tokens, accented)


def accepted(term: str, *, stated: bool) -> tuple[Alternative, ...]:
    """The terms that a query syllable accepts, each with its tier.

    A stated syllable accepts itself and unmarked writing that may be it; one that may be any
    accenting accepts every accenting.

    >>> [(a.term.text, a.tier.label) for a in accepted("phúc", stated=True)]
    [('phúc', 'exact'), ('~phuc', 'unaccented')]
    >>> [(a.term.text, a.tier.label) for a in accepted("phuc", stated=False)]
    [('phuc', 'exact'), ('~phuc', 'exact'), ('phuc', 'unaccented')]
    """
    folded = fold(term)
    as_typed = Alternative(exact_term(term, stated=True))
    untyped_tier = Tier.EXACT if term == folded else Tier.UNACCENTED
    unmarked = Alternative(exact_term(term, stated=False), untyped_tier)
    if stated:
        return as_typed, unmarked
    return as_typed, unmarked, Alternative(Term(Stream.FOLDED, folded), Tier.UNACCENTED)


def exactly(term: str) -> tuple[Alternative, ...]:
    """Only the syllable as typed, in writing with accents or without: for ``exact:``.

    >>> [a.term.text for a in exactly("chung")], [a.term.text for a in exactly("chứng")]
    (['chung', '~chung'], ['chứng'])
    """
    return tuple(a for a in accepted(term, stated=True) if a.tier is Tier.EXACT)


def pair_terms(tokens: Sequence[Token]) -> Iterator[Term]:
    """The pairs of neighbouring syllables, folded."""
    for first, second in pairwise(tokens):
        yield Term(Stream.PAIRS, pair(fold(first.term), fold(second.term)))


def _listed_ranges(unit: Unit) -> Iterator[tuple[int, int]]:
    """The longest listed words of an unaccented unit; signs end a word."""
    starts = [0, *(i for i in range(1, len(unit.tokens)) if _sign_before(unit, i))]
    for start, end in zip(starts, [*starts[1:], len(unit.tokens)], strict=True):
        for first, last in longest_matches([fold(t.term) for t in unit.tokens[start:end]]):
            yield start + first, start + last


def _sign_before(unit: Unit, number: int) -> bool:
    previous, token = unit.tokens[number - 1 : number + 1]
    return not unit.text[previous.end : token.start].isspace()


def words_of(unit: Unit) -> list[tuple[int, int]]:
    """The words of a unit as token ranges: what must stand next to each other.

    An accented unit is cut by the segmenter, an unaccented one into the longest words listed; a
    composite (*15/7/2020*, *TP.HCM*) is one word in both.

    >>> words_of(read_unit("hội nghị TP.HCM")), words_of(read_unit("hoi nghi xa 15/7"))
    ([(0, 2), (2, 4)], [(0, 2), (2, 3), (3, 5)])
    """
    ranges = word_ranges(unit.text, unit.tokens) if unit.accented else list(_listed_ranges(unit))
    joined: list[tuple[int, int]] = []
    for first, last in ranges:
        if joined and unit.tokens[first].glued:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined


def word_terms(unit: Unit) -> Iterator[Term]:
    """The words of a unit in the words stream, accents as typed.

    >>> [term.text for term in word_terms(read_unit("hội nghị ở xã"))]
    ['hoi nghi|hội nghị', 'o|ở', 'xa|xã']
    """
    for first, last in words_of(unit):
        text = " ".join(token.term for token in unit.tokens[first:last])
        yield Term(Stream.WORDS, word(fold(text), text))
