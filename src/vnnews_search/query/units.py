"""Query units: words typed together, as phrases of terms and as parts of the score.

What it is: docs/matching.md in code. A unit is judged as a whole – written with accents or not –
and each of its syllables becomes the terms that it accepts, with their tiers.

What it is not: the tree of the query (``query.lower`` walks that), nor anything about an index.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, product

from vnnews_search.analysis.lexicon import LONGEST, is_listed, longest_matches, places
from vnnews_search.analysis.placed import exact_term
from vnnews_search.analysis.segmenter import word_ranges
from vnnews_search.analysis.tables import states_its_marks
from vnnews_search.analysis.tokenizer import Token, tokenize
from vnnews_search.analyzed import Part, Stream, Term, pair, word
from vnnews_search.models import Tier
from vnnews_search.plan import Alternative, BestScore, Phrase, TermScore
from vnnews_search.query.weights import DEFAULT_WEIGHTS, VARIANT_SHARE, Weights
from vnnews_search.text.normalize import fold
from vnnews_search.text.spellings import spelling_variants, unmarked_variants
from vnnews_search.text.writing import can_be_typed, is_accented

__all__ = [
    "Unit",
    "accepted",
    "exactly",
    "read_unit",
    "words_of",
]


MOST_SPELLINGS = 8
"""Spellings of one word that are looked up: three syllables with two each."""


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
        """Whether a token states its marks: nothing does that was typed without any (Muller)."""
        return self.accented and states_its_marks(token.text, accented=True)

    def phrase(self, first: int, last: int, *, slop: int = 0, part: Part = Part.ANY) -> Phrase:
        """The syllables from ``first`` up to ``last`` next to each other."""
        alone = last - first == 1
        places = tuple(self._accepted(number, alone=alone) for number in range(first, last))
        return Phrase(places, slop, part)

    def scores(self, weights: Weights = DEFAULT_WEIGHTS) -> Iterator[TermScore | BestScore]:
        """What the unit scores: syllables and pairs, in the best of their spellings, and words."""
        ranges = words_of(self)
        as_written = self.accented or _is_listed_throughout(self, ranges)
        for number, token in enumerate(self.tokens):
            exact = weights.exact if as_written and can_be_typed(token.text) else 0.0
            terms = (token.term, *self._spellings(number))
            yield from _best([list(_syllable(term, exact)) for term in terms])
        if weights.pairs:
            spelled = [self._folded_spellings(number) for number in range(len(self.tokens))]
            for firsts, seconds in pairwise(spelled):
                pairs = (Term(Stream.PAIRS, pair(*both)) for both in product(firsts, seconds))
                yield from _best([[(term, weights.pairs)] for term in pairs])
        if weights.words and as_written:
            for first, last in ranges:
                words = self._spelled_words(first, last)
                yield from _best([[(term, weights.words)] for term in words])

    def _spellings(self, number: int) -> tuple[str, ...]:
        """The other spellings of a syllable, folded if it is not stated."""
        token, name = self.tokens[number], self._in_name(number)
        if self.stated(token):
            return spelling_variants(token.term, name=name)
        others = unmarked_variants(fold(token.term), name=name) if len(self.tokens) > 1 else ()
        return tuple(dict.fromkeys(map(fold, others)))

    def _spelled_words(self, first: int, last: int) -> Iterator[Term]:
        """A word in every spelling of its syllables, as typed first."""
        syllables = [(self.tokens[n].term, *self._spellings(n)) for n in range(first, last)]
        for spelled in islice(product(*syllables), MOST_SPELLINGS):
            text = " ".join(spelled)
            yield Term(Stream.WORDS, word(fold(text), text))

    def _folded_spellings(self, number: int) -> tuple[str, ...]:
        return tuple(map(fold, (self.tokens[number].term, *self._spellings(number))))

    def _accepted(self, number: int, *, alone: bool) -> tuple[Alternative, ...]:
        token = self.tokens[number]
        stated = self.stated(token)
        return accepted(token.term, stated=stated, name=self._in_name(number), alone=alone)

    def _in_name(self, number: int) -> bool:
        """Whether a syllable is written as part of a name: with a capital that begins no text."""
        capitals = [_is_capitalised(token.text) for token in self.tokens[number : number + 2]]
        return capitals[0] and (number > 0 or capitals == [True, True])


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


def accepted(
    term: str, *, stated: bool, name: bool = False, alone: bool = False
) -> tuple[Alternative, ...]:
    """The terms that a query syllable accepts, each with its tier, best first.

    A stated syllable accepts itself, its other spelling and unmarked writing that may be either;
    one that may be any accenting accepts every accenting, and the other spellings of those.

    Args:
        term: normalised.
        stated: whether it states its marks.
        name: whether it is written as part of a name, where fewer spellings are one.
        alone: whether it is a word by itself; unmarked it then says too little to be respelled.

    >>> [(a.term.text, a.tier.label) for a in accepted("phúc", stated=True)]
    [('phúc', 'exact'), ('~phuc', 'unaccented')]
    >>> [(a.term.text, a.tier.label) for a in accepted("phuc", stated=False)]
    [('phuc', 'exact'), ('~phuc', 'exact'), ('phuc', 'unaccented')]
    >>> [(a.term.text, a.tier.label) for a in accepted("kỹ", stated=True)]
    [('kỹ', 'exact'), ('kĩ', 'variant'), ('~ky', 'unaccented'), ('~ki', 'unaccented')]
    """
    folded = fold(term)
    as_typed = Alternative(exact_term(term, stated=True))
    untyped_tier = Tier.EXACT if term == folded else Tier.UNACCENTED
    found = [as_typed, Alternative(exact_term(term, stated=False), untyped_tier)]
    if stated:
        others = spelling_variants(term, name=name)
        unmarked = Tier.VARIANT if term == folded else Tier.UNACCENTED
        found += _respelled(others, marked=Tier.VARIANT, unmarked=unmarked)
    else:
        found.append(Alternative(Term(Stream.FOLDED, folded), Tier.UNACCENTED))
        if not alone:
            others = unmarked_variants(folded, name=name)
            found += _respelled(others, marked=Tier.UNACCENTED, unmarked=Tier.VARIANT)
    return tuple(sorted(found, key=lambda alternative: alternative.tier))


def _respelled(spellings: Sequence[str], *, marked: Tier, unmarked: Tier) -> Iterator[Alternative]:
    """Other spellings as alternatives.

    Args:
        marked: the tier of those that carry marks, in writing that states them.
        unmarked: the tier where marks were left out.
    """
    for spelling in spellings:
        tier = Tier.VARIANT if spelling == fold(spelling) else marked
        yield Alternative(exact_term(spelling, stated=True), tier)
    for folded in dict.fromkeys(map(fold, spellings)):
        yield Alternative(exact_term(folded, stated=False), unmarked)


def _syllable(term: str, exact: float) -> Iterator[tuple[Term, float]]:
    """A syllable folded, and exact if that has a weight."""
    yield Term(Stream.FOLDED, fold(term)), 1.0
    if exact:
        yield exact_term(term, stated=True), exact


def _is_capitalised(text: str) -> bool:
    """Kỳ, but not KỲ, which a headline in capitals holds too."""
    return text[0].isupper() and (len(text) == 1 or not text.isupper())


def _best(spellings: Sequence[Sequence[tuple[Term, float]]]) -> Iterator[TermScore | BestScore]:
    """What was typed, or the best of its spellings.

    Another spelling is as rare as both together, so that a rare one gains nothing by its rarity,
    and counts a little less, so that of two articles that differ in nothing else, the one with the
    spelling typed comes first.
    """
    typed, *others = spellings
    as_typed = tuple(TermScore(term, weight) for term, weight in typed)
    if not others:
        yield from as_typed
        return
    respelled = (
        tuple(
            TermScore(term, VARIANT_SHARE * weight, alike=(like,))
            for (term, weight), (like, _) in zip(other, typed, strict=True)
        )
        for other in others
    )
    yield BestScore((as_typed, *respelled))


def exactly(term: str) -> tuple[Alternative, ...]:
    """Only the syllable as typed, in writing with accents or without: for ``exact:``.

    >>> [a.term.text for a in exactly("chung")], [a.term.text for a in exactly("chứng")]
    (['chung', '~chung'], ['chứng'])
    """
    return tuple(a for a in accepted(term, stated=True) if a.tier is Tier.EXACT)


def _listed_ranges(unit: Unit) -> Iterator[tuple[int, int]]:
    """The longest listed words of an unaccented unit; signs end a word."""
    starts = [0, *(i for i in range(1, len(unit.tokens)) if _sign_before(unit, i))]
    for start, end in zip(starts, [*starts[1:], len(unit.tokens)], strict=True):
        for first, last in longest_matches([fold(t.term) for t in unit.tokens[start:end]]):
            yield start + first, start + last


def _sign_before(unit: Unit, number: int) -> bool:
    previous, token = unit.tokens[number - 1 : number + 1]
    return not unit.text[previous.end : token.start].isspace()


def _segmented(unit: Unit) -> list[tuple[int, int]]:
    """The words of an accented unit: pyvi's, and names of places, which it knows by their capitals.

    A unit all in capitals is read in small letters, as pyvi reads capitals as names.
    """
    text = unit.text.lower() if unit.text.isupper() else unit.text
    end = len(unit.tokens)
    begins = {first for first, _ in word_ranges(text, unit.tokens)}
    for first in sorted(begins):
        for last in range(first + 2, min(first + LONGEST, end) + 1):
            terms = " ".join(token.term for token in unit.tokens[first:last])
            if terms in places() and (last in begins or last == end):
                begins -= set(range(first + 1, last))
    return list(pairwise([*sorted(begins), end]))


def words_of(unit: Unit) -> list[tuple[int, int]]:
    """The words of a unit as token ranges: what must stand next to each other.

    An accented unit is cut by the segmenter, an unaccented one into the longest words listed; a
    composite (*15/7/2020*, *TP.HCM*) is one word in both.

    >>> words_of(read_unit("hội nghị TP.HCM")), words_of(read_unit("hoi nghi xa 15/7"))
    ([(0, 2), (2, 4)], [(0, 2), (2, 3), (3, 5)])
    """
    ranges = _segmented(unit) if unit.accented else list(_listed_ranges(unit))
    joined: list[tuple[int, int]] = []
    for first, last in ranges:
        if joined and unit.tokens[first].glued:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined


def _is_listed_throughout(unit: Unit, words: Sequence[tuple[int, int]]) -> bool:
    """Whether the words of a unit without marks are all listed without any: kinh doanh.

    One of them must have several syllables; a single one, as *dung*, is listed too easily.
    """
    texts = (" ".join(token.term for token in unit.tokens[a:b]) for a, b in words)
    return any(b - a > 1 for a, b in words) and all(map(is_listed, texts))
