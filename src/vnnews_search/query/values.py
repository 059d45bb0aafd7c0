"""Values that an index holds and a query asks for: keywords, wildcards, near spellings.

What it is: the part of lowering that looks into the vocabulary, so that engines need only compare
for equality; officers have theirs in ``query.names``. What it is not: matching of its own – text
follows ``query.units``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, combinations, islice

from vnnews_search.analysis.placed import PlacedToken, analyze_fields
from vnnews_search.analyzed import Stream, Term, word
from vnnews_search.models import Tier
from vnnews_search.plan import Alternative, BestScore, TermScore, Vocabulary
from vnnews_search.query.units import Unit
from vnnews_search.text.normalize import compose, fold, has_marks, normalize_syllable

__all__ = [
    "MAX_EXPANSIONS",
    "TooManyExpansionsError",
    "fuzzy_terms",
    "known_words",
    "matching_keywords",
    "wildcard_terms",
]

MAX_EXPANSIONS = 256
"""Terms that one wildcard or fuzzy word may stand for."""

LONGEST_WORD = 4
"""Syllables of the longest words looked up."""

MAX_SPELLINGS = 16
"""Accentings of one unaccented word that are looked at."""

FUZZY_LETTERS = 4
"""Letters that a syllable needs before one of them may be wrong."""


class TooManyExpansionsError(Exception):
    """A pattern stands for more terms than ``MAX_EXPANSIONS``."""


# --- keywords -------------------------------------------------------------------------------------


def matching_keywords(vocabulary: Vocabulary, field: str, unit: Unit) -> tuple[str, ...]:
    """The values of a keyword field that hold the syllables of a unit next to each other."""
    places = unit.phrase(0, len(unit.tokens)).places
    return tuple(value for value in vocabulary.keywords(field) if _holds(value, places))


def _holds(value: str, places: Sequence[Sequence[Alternative]]) -> bool:
    fields = analyze_fields([("body", value)])
    tokens = [token for field in fields for token in field.tokens]
    starts = range(len(tokens) - len(places) + 1)
    return any(_holds_at(tokens[start:], places) for start in starts)


def _holds_at(tokens: Sequence[PlacedToken], places: Sequence[Sequence[Alternative]]) -> bool:
    return all(
        any(alternative.term in (token.exact, token.folded) for alternative in place)
        for token, place in zip(tokens, places, strict=False)
    )


# --- words --------------------------------------------------------------------------------------


def known_words(vocabulary: Vocabulary, unit: Unit, weight: float) -> Iterator[BestScore]:
    """The words of the index that an unaccented unit may spell, as parts of its score.

    Where *dinh lap* stands as one word, as *Đình Lập* does and *định lập* does not, it is more
    likely what was meant. Never a condition of being found.
    """
    folded = [fold(token.term) for token in unit.tokens]
    for first, last in combinations(range(len(folded) + 1), 2):
        if 2 <= last - first <= LONGEST_WORD:
            prefix = word(" ".join(folded[first:last]), "")
            spellings = list(islice(vocabulary.terms(Stream.WORDS, prefix), MAX_SPELLINGS))
            if spellings:
                terms = [Term(Stream.WORDS, text) for text in spellings]
                yield BestScore(tuple((TermScore(term, weight),) for term in terms))


# --- patterns -------------------------------------------------------------------------------------


def wildcard_terms(vocabulary: Vocabulary, pattern: str) -> tuple[Alternative, ...]:
    """The terms that a pattern with ``*`` stands for: exact ones if it has marks, else folded.

    Raises:
        TooManyExpansionsError: there are more than ``MAX_EXPANSIONS``.
    """
    accented = has_marks(pattern)
    stream = Stream.EXACT if accented else Stream.FOLDED
    spelled = compose(pattern).lower() if accented else fold(pattern)
    pieces = spelled.split("*")
    # A tone may stand elsewhere in the whole syllable than in its beginning: hoà* is hòa and hoàn.
    begins = dict.fromkeys([pieces[0], normalize_syllable(pieces[0])])
    terms: dict[str, None] = {}
    for first in begins:
        wanted = [first, *pieces[1:]]
        terms.update(dict.fromkeys(t for t in vocabulary.terms(stream, first) if _fits(t, wanted)))
    return tuple(chain.from_iterable(_expansions(stream, term) for term in _limited(terms)))


def fuzzy_terms(vocabulary: Vocabulary, syllable: str) -> tuple[Alternative, ...]:
    """The folded terms at most one edit away, with the same first letter.

    Raises:
        TooManyExpansionsError: there are more than ``MAX_EXPANSIONS``.
    """
    folded = fold(syllable)
    itself = (
        Alternative(Term(Stream.EXACT, normalize_syllable(syllable))),
        Alternative(Term(Stream.FOLDED, folded), Tier.UNACCENTED),
    )
    if len(folded) < FUZZY_LETTERS:
        return itself
    from rapidfuzz.distance import OSA  # which few queries need, and which takes a while to begin

    candidates = vocabulary.terms(Stream.FOLDED, folded[0])
    terms = (t for t in candidates if OSA.distance(folded, t, score_cutoff=1) == 1)
    others = [Alternative(Term(Stream.FOLDED, term), Tier.VARIANT) for term in _limited(terms)]
    return (*itself, *others)


def _fits(term: str, pieces: Sequence[str]) -> bool:
    """Whether a term is made of the pieces with anything between them; linear in its length."""
    first, *middle, last = pieces
    end = len(term) - len(last)
    if not (term.startswith(first) and term.endswith(last) and len(first) <= end):
        return False
    at = len(first)
    for piece in middle:
        at = term.find(piece, at, end)
        if at < 0:
            return False
        at += len(piece)
    return True


def _expansions(stream: Stream, term: str) -> Iterator[Alternative]:
    yield Alternative(Term(Stream.EXACT, term))
    if stream is Stream.FOLDED:
        yield Alternative(Term(Stream.FOLDED, term), Tier.UNACCENTED)


def _limited(terms: Iterable[str]) -> Iterator[str]:
    for number, term in enumerate(terms):
        if number == MAX_EXPANSIONS:
            raise TooManyExpansionsError
        yield term
