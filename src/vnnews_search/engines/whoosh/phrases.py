"""Phrases over a segment: which documents hold the places next to each other, and how well.

What it is: candidates from postings and pairs, then the documents themselves where those do not
decide. A phrase of two syllables is decided by the pairs of its exact terms alone.

What it is not: scores; a phrase is scored by its syllables.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from vnnews_search.analyzed import Part, Stream
from vnnews_search.engines.whoosh.arrays import Booleans, Integers, Tiers
from vnnews_search.engines.whoosh.contents import Contents, Documents
from vnnews_search.engines.whoosh.source import BREAK, PARTS
from vnnews_search.plan import MAX_SLOP, Alternative, Node, Phrase

__all__ = ["NO_MATCH", "one_term", "phrase_tiers"]

NO_MATCH = 255

NO_DOCUMENTS: Documents = np.zeros(0, dtype=np.uint16)

Place = tuple[Integers, Tiers]
"""The exact terms that a place accepts, ascending, and the tier of each."""


def phrase_tiers(contents: Contents, phrase: Phrase) -> Tiers:
    """The tier of each document, ``NO_MATCH`` where the phrase does not stand."""
    found = np.full(contents.size, NO_MATCH, dtype=np.uint8)
    if len(phrase.places) == 1 and phrase.part is Part.ANY:
        _add_single(contents, phrase.places[0], found)
        return found
    places = [_place(contents, alternatives) for alternatives in phrase.places]
    if not all(len(terms) for terms, _ in places):
        return found
    if len(places) == 2 and phrase.part is Part.ANY and phrase.slop == 0:
        _add_pairs(contents, places[0], places[1], found)
        return found
    candidates = _candidates(contents, phrase)
    if len(candidates):
        _add_standing(contents, phrase, places, candidates, found)
    return found


def _add_single(contents: Contents, alternatives: Sequence[Alternative], found: Tiers) -> None:
    for alternative in alternatives:
        postings = contents.postings(alternative.term.stream, alternative.term.text)
        if postings.row is not None:
            lacking = (postings.row == 0).view(np.uint8) * np.uint8(NO_MATCH)
            np.minimum(found, lacking | np.uint8(alternative.tier), out=found)
        else:
            documents = postings.documents
            found[documents] = np.minimum(found[documents], alternative.tier)


def one_term(contents: Contents, node: Node) -> tuple[Documents, int] | None:
    """The documents and the tier of a phrase of one place of which at most one term occurs.

    Such phrases are most of what is typed, and need no array of all documents.
    """
    if not isinstance(node, Phrase) or len(node.places) > 1 or node.part is not Part.ANY:
        return None
    found: tuple[Documents, int] = (NO_DOCUMENTS, 0)
    for alternative in node.places[0]:
        postings = contents.postings(alternative.term.stream, alternative.term.text)
        if len(postings.documents):
            if len(found[0]) or postings.row is not None:
                return None
            found = postings.documents, int(alternative.tier)
    return found


def _place(contents: Contents, alternatives: Sequence[Alternative]) -> Place:
    tiers: dict[int, int] = {}
    for alternative in alternatives:
        for term in _exact_terms(contents, alternative):
            tiers[term] = min(alternative.tier, tiers.get(term, NO_MATCH))
    terms = sorted(tiers)
    return np.array(terms, dtype=np.int64), np.array([tiers[t] for t in terms], dtype=np.uint8)


def _exact_terms(contents: Contents, alternative: Alternative) -> Sequence[int]:
    match alternative.term.stream:
        case Stream.EXACT:
            number = contents.term(Stream.EXACT, alternative.term.text)
            return () if number is None else (number,)
        case Stream.FOLDED:
            return contents.exact_of(alternative.term.text)
        case _:
            raise ValueError(f"a phrase of several places, or of one part, has no {alternative}")


def _add_pairs(contents: Contents, first: Place, second: Place, found: Tiers) -> None:
    for term, tier in zip(*(values.tolist() for values in first), strict=True):
        begin, seconds = contents.seconds(term)
        at, listed = _found(second[0], seconds)
        for place in np.flatnonzero(listed).tolist():
            documents, _ = contents.pair(begin + int(at[place]))
            worst = max(tier, int(second[1][place]))
            found[documents] = np.minimum(found[documents], worst)


# --- where the documents themselves decide --------------------------------------------------------


def _candidates(contents: Contents, phrase: Phrase) -> Integers:
    """Documents that hold every place, and every two neighbours next to each other."""
    possible = contents.live.copy()
    if phrase.slop == 0 and len(phrase.places) > 1:
        pairs = (Phrase(both) for both in pairwise(phrase.places))
    else:
        pairs = (Phrase((place,)) for place in phrase.places)
    for nearby in pairs:
        possible &= phrase_tiers(contents, nearby) != NO_MATCH
    return np.flatnonzero(possible)


def _add_standing(
    contents: Contents,
    phrase: Phrase,
    places: Sequence[Place],
    candidates: Integers,
    found: Tiers,
) -> None:
    part = None if phrase.part is Part.ANY else PARTS.index(phrase.part)
    tokens, documents = contents.tokens(candidates, part)
    # A paragraph ends so far from the next one that no slop reaches over.
    positions = np.arange(len(tokens)) + (MAX_SLOP + 1) * np.cumsum(tokens == BREAK)
    for tier in sorted({int(t) for _, tiers in places for t in tiers}, reverse=True):
        accepted = [terms[tiers <= tier] for terms, tiers in places]
        standing = [np.flatnonzero(_found(tokens, terms)[1]) for terms in accepted]
        found[documents[_ends(standing, positions, phrase.slop)]] = tier  # the best writes last


def _found(numbers: Integers, among: Integers) -> tuple[Integers, Booleans]:
    """Where each number stands among others that ascend, and whether it does."""
    if not len(among):
        return np.zeros(len(numbers), np.int64), np.zeros(len(numbers), np.bool_)
    at = np.searchsorted(among, numbers)
    return at, np.take(among, at, mode="clip") == numbers


def _ends(standing: Sequence[Integers], positions: Integers, slop: int) -> Integers:
    """The tokens with which the phrase ends; the nearest next place is always the best."""
    first = current = standing[0]
    for following in standing[1:]:
        at = np.searchsorted(following, current, side="right")
        inside = at < len(following)
        first, current = first[inside], following[at[inside]]
    near = positions[current] - positions[first] - (len(standing) - 1) <= slop
    ends: Integers = current[near]
    return ends
