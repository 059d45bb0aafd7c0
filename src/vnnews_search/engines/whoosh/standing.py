"""Phrases looked for in the documents as they stand.

What it is: the last step of a phrase that postings and pairs do not decide. Places next to each
other are compared as the codes of tokens, without decoding; with free positions between them, or in
one part of the text, tokens are decoded.

What it is not: the choice of documents that are worth reading (``phrases``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from vnnews_search.analyzed import Part
from vnnews_search.engines.whoosh.arrays import Integers
from vnnews_search.engines.whoosh.build import BREAK_CODE, FIRST_LONG_CODE
from vnnews_search.engines.whoosh.contents import Contents
from vnnews_search.engines.whoosh.matches import NOTHING, Matches
from vnnews_search.engines.whoosh.source import BREAK, PARTS
from vnnews_search.engines.whoosh.tokens import Codes
from vnnews_search.plan import MAX_SLOP, Phrase

__all__ = ["Place", "standing"]

Place = dict[int, int]
"""The exact terms that a place accepts, and the tier of each."""

TOGETHER = 1000
"""Documents read at once: a few megabytes of tokens."""


def standing(
    contents: Contents, phrase: Phrase, places: Sequence[Place], documents: Integers
) -> Matches:
    """Those of some documents in which the phrase stands.

    Args:
        places: what each place of the phrase accepts.
        documents: ascending.
    """
    plain = phrase.slop == 0 and phrase.part is Part.ANY
    tiers: dict[int, int] = {}
    for first in range(0, len(documents), TOGETHER):
        some = documents[first : first + TOGETHER]
        found = (
            _by_codes(contents, places, some)
            if plain
            else _by_tokens(contents, phrase, places, some)
        )
        for tier, owners in found:
            tiers.update(dict.fromkeys(owners.tolist(), tier))
    if not tiers:
        return NOTHING
    held = np.array(sorted(tiers), np.int64)
    return Matches(np.array([tiers[n] for n in held.tolist()], np.uint8), held).settled()


def _tiers_of(places: Sequence[Place]) -> list[int]:
    """The tiers that occur, worst first, so that the best is told last."""
    return sorted({tier for place in places for tier in place.values()}, reverse=True)


# --- places next to each other --------------------------------------------------------------------


def _by_codes(
    contents: Contents, places: Sequence[Place], documents: Integers
) -> Iterator[tuple[int, Integers]]:
    """The (tier, documents) in which the places stand next to each other."""
    codes, begins = contents.tokens.codes(documents)
    for tier in _tiers_of(places):
        accepted = [
            [contents.tokens.code_of(term) for term, its in place.items() if its <= tier]
            for place in places
        ]
        ends = _walked(codes, accepted)
        yield tier, documents[begins.searchsorted(ends, "right") - 1]


def _walked(codes: Codes, accepted: Sequence[Sequence[tuple[int, ...]]]) -> Integers:
    """The codes after which a phrase has ended.

    Args:
        codes: with breaks at the end.
        accepted: for each place the tokens that it accepts, in one code or two.
    """
    first, *others = accepted
    at = np.concatenate([np.zeros(0, np.int64), *(_places_of(codes, token) for token in first)])
    for tokens in others:
        if not len(at):
            break
        steps = [at[_stands(codes, at, token)] + len(token) for token in tokens]
        at = np.concatenate([np.zeros(0, np.int64), *steps])
    return at - 1


def _places_of(codes: Codes, token: tuple[int, ...]) -> Integers:
    """Behind each place where a token stands."""
    at = np.flatnonzero(codes == token[0])
    if len(token) > 1:
        at = at[codes[at + 1] == token[1]]
    else:
        # The second code of a rare token looks like that of a frequent one.
        before = codes[at - 1]
        at = at[(before < FIRST_LONG_CODE) | (before == BREAK_CODE)]
    behind: Integers = at + len(token)
    return behind


def _stands(codes: Codes, at: Integers, token: tuple[int, ...]) -> NDArray[np.bool_]:
    there: NDArray[np.bool_] = codes[at] == token[0]
    if len(token) > 1:
        there &= codes[at + 1] == token[1]
    return there


# --- free positions between them, or one part of the text -----------------------------------------


def _by_tokens(
    contents: Contents, phrase: Phrase, places: Sequence[Place], documents: Integers
) -> Iterator[tuple[int, Integers]]:
    """The (tier, documents) in which the places stand in order and near enough."""
    part = None if phrase.part is Part.ANY else PARTS.index(phrase.part)
    tokens, owners = contents.tokens.terms(documents, part)
    # A paragraph ends so far from the next one that no slop reaches over.
    positions = np.arange(len(tokens)) + (MAX_SLOP + 1) * np.cumsum(tokens == BREAK)
    for tier in _tiers_of(places):
        accepted = [[term for term, its in place.items() if its <= tier] for place in places]
        found = [np.flatnonzero(np.isin(tokens, terms)) for terms in accepted]
        yield tier, owners[_ends(found, positions, phrase.slop)]


def _ends(found: Sequence[Integers], positions: Integers, slop: int) -> Integers:
    """The tokens with which the phrase ends; the nearest next place is always the best."""
    first = current = found[0]
    for following in found[1:]:
        at = np.searchsorted(following, current, side="right")
        inside = at < len(following)
        first, current = first[inside], following[at[inside]]
    near = positions[current] - positions[first] - (len(found) - 1) <= slop
    ends: Integers = current[near]
    return ends
