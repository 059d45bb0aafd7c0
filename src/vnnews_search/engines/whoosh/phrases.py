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
from vnnews_search.engines.whoosh.arrays import Integers, Tiers
from vnnews_search.engines.whoosh.lookup import Lookup
from vnnews_search.engines.whoosh.matches import NO_MATCH, NOTHING, Matches, of_documents
from vnnews_search.engines.whoosh.postings import Documents, Postings
from vnnews_search.engines.whoosh.standing import Place, standing
from vnnews_search.plan import Alternative, Phrase

__all__ = ["is_single", "phrase", "single", "single_at", "single_count"]


def is_single(node: Phrase) -> bool:
    """Whether a phrase is one syllable anywhere, which postings alone decide."""
    return len(node.places) == 1 and node.part is Part.ANY


def single(lookup: Lookup, node: Phrase) -> Matches:
    """The documents that hold one of the terms of a phrase of one place."""
    return _holding(lookup, node.places[0])


def single_at(lookup: Lookup, node: Phrase, documents: Integers) -> Tiers:
    """The same of some documents alone."""
    tiers = np.full(len(documents), NO_MATCH, np.uint8)
    for alternative in _worst_first(node.places[0]):
        found = lookup.find(alternative.term)
        if found.held:
            tiers[found.at(documents, lookup.size) != 0] = alternative.tier
    return tiers


def single_count(lookup: Lookup, node: Phrase) -> int:
    """At most so many documents hold one of its terms."""
    return sum(lookup.find(alternative.term).held for alternative in node.places[0])


def phrase(lookup: Lookup, node: Phrase) -> Matches:
    """The documents in which a phrase stands."""
    postings = lookup.contents.postings
    places = [_place(postings, alternatives) for alternatives in node.places]
    if not all(places):
        return NOTHING
    in_a_row = node.slop == 0 and len(places) > 1
    if in_a_row and len(places) == 2 and node.part is Part.ANY:
        return _pair(lookup, *places)
    if in_a_row:
        nearby = [_pair(lookup, *both) for both in pairwise(places)]
    else:
        nearby = [_holding(lookup, alternatives) for alternatives in node.places]
    return standing(lookup.contents, node, places, _in_all(nearby, lookup.size))


def _worst_first(alternatives: Sequence[Alternative]) -> list[Alternative]:
    """Best last: what is written later overrules."""
    return sorted(alternatives, key=lambda alternative: -alternative.tier)


def _holding(lookup: Lookup, alternatives: Sequence[Alternative]) -> Matches:
    found = [(lookup.find(a.term), int(a.tier)) for a in alternatives]
    lists = [(one.in_order(), tier) for one, tier in found if one.row is None and one.held]
    tiers: Tiers | None = None
    for one, tier in found:
        if one.row is not None:
            # 255, NO_MATCH, where the row has 0
            lacking = np.negative((one.row == 0).view(np.uint8))
            if tier:
                lacking |= np.uint8(tier)
            tiers = lacking if tiers is None else np.minimum(tiers, lacking)
    if tiers is None:
        return _of_lists(lists, lookup.size)
    for listed, tier in lists:
        documents = listed.astype(np.int64)
        tiers[documents] = np.minimum(tiers.take(documents), tier)
    return Matches(tiers)


def _of_lists(lists: Sequence[tuple[Documents, int]], size: int) -> Matches:
    """Documents in one of some lists, each with the best tier of its lists."""
    if len(lists) < 2:
        return of_documents(*lists[0]) if lists else NOTHING
    tiers = np.full(size, NO_MATCH, np.uint8)
    for documents, tier in sorted(lists, key=lambda item: -item[1]):
        tiers[documents.astype(np.int64)] = tier
    return Matches(tiers).settled()


def _place(postings: Postings, alternatives: Sequence[Alternative]) -> Place:
    tiers: dict[int, int] = {}
    for alternative in alternatives:
        for term in _exact_terms(postings, alternative):
            tiers[term] = min(int(alternative.tier), tiers.get(term, NO_MATCH))
    return tiers


def _exact_terms(postings: Postings, alternative: Alternative) -> Sequence[int]:
    match alternative.term.stream:
        case Stream.EXACT:
            number = postings.number(Stream.EXACT, alternative.term.text)
            return () if number is None else (number,)
        case Stream.FOLDED:
            folded = postings.number(Stream.FOLDED, alternative.term.text)
            return () if folded is None else postings.exact_of(folded)
        case _:
            raise ValueError(f"a phrase of several places, or of one part, has no {alternative}")


def _in_all(sets: Sequence[Matches], size: int) -> Integers:
    """The documents in every one of some sets."""
    first, *others = sorted(sets, key=Matches.count)
    documents = first.numbers()
    for one in others:
        documents = documents[one.at(documents, size) != NO_MATCH]
    return documents


# --- pairs ----------------------------------------------------------------------------------------


def _pair(lookup: Lookup, first: Place, second: Place) -> Matches:
    """Where a term of one place stands right before a term of another."""
    postings = lookup.contents.postings
    found: list[tuple[Documents, int]] = []
    for one in _folded(postings, first):
        for other in _folded(postings, second):
            for number, before, behind in postings.terms_of(postings.pairs(one, other), one):
                if before in first and behind in second:
                    tier = max(first[before], second[behind])
                    found.append((postings.pair(number), tier))
    return _of_lists(found, lookup.size)


def _folded(postings: Postings, place: Place) -> list[int]:
    """The folded terms of those that a place accepts."""
    return list(dict.fromkeys(map(postings.folded_of, place)))
