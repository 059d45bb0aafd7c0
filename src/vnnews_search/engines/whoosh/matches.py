"""The documents of a segment that match a plan, and the tier of each.

What it is: a set in one of two forms: a tier for every document of the segment, or for few matches
their documents and tiers. Each operation takes whichever form is quick.

What it is not: how a plan is matched (``evaluate``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vnnews_search.engines.whoosh.arrays import Booleans, Integers, Tiers
from vnnews_search.engines.whoosh.postings import Documents
from vnnews_search.models import Tier

__all__ = ["NOTHING", "NO_MATCH", "Matches", "held_by", "of_documents", "of_mask"]

NO_MATCH = 255
"""The tier of a document that does not match: worse than all."""

SPARSE_FROM = 8
"""Matches fewer than an eighth of the documents are kept as a list."""


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """A set of documents with their tiers; its arrays are not changed.

    Args:
        tiers: of each of ``documents``; or of all of the segment, ``NO_MATCH`` for others.
        documents: those that match, ascending; None where all have a tier.
    """

    tiers: Tiers
    documents: Integers | None = None

    def dense(self, size: int) -> Tiers:
        """The tier of every document."""
        if self.documents is None:
            return self.tiers
        tiers = np.full(size, NO_MATCH, np.uint8)
        tiers[self.documents] = self.tiers
        return tiers

    def numbers(self) -> Integers:
        """The documents that match, ascending."""
        if self.documents is not None:
            return self.documents
        return np.flatnonzero(self.tiers != NO_MATCH)

    def sparse(self) -> tuple[Integers, Tiers]:
        """The documents that match, and their tiers."""
        if self.documents is not None:
            return self.documents, self.tiers
        documents = self.numbers()
        return documents, self.tiers.take(documents)

    def mask(self, size: int) -> Booleans:
        """Of every document, whether it matches."""
        if self.documents is None:
            matching: Booleans = self.tiers != NO_MATCH
            return matching
        mask = np.zeros(size, np.bool_)
        mask[self.documents] = True
        return mask

    def count(self) -> int:
        """How many match."""
        if self.documents is None:
            return int(np.count_nonzero(self.tiers != NO_MATCH))
        return len(self.documents)

    def at(self, documents: Integers, size: int) -> Tiers:
        """The tiers of some documents."""
        return self.dense(size).take(documents)

    def settled(self) -> Matches:
        """The same in the form that suits how many they are."""
        if self.documents is None and self.count() * SPARSE_FROM < len(self.tiers):
            documents, tiers = self.sparse()
            return Matches(tiers, documents)
        return self

    def without(self, dead: Integers, live: Booleans) -> Matches:
        """Those that are not deleted.

        Args:
            dead: the deleted documents.
            live: of every document, whether it is not one.
        """
        if not len(dead):
            return self
        if self.documents is None:
            tiers = self.tiers.copy()
            tiers[dead] = NO_MATCH
            return Matches(tiers)
        kept = live.take(self.documents)
        return Matches(self.tiers[kept], self.documents[kept])


NOTHING = Matches(np.zeros(0, np.uint8), np.zeros(0, np.int64))


def of_documents(documents: Integers | Documents, tier: int = Tier.EXACT) -> Matches:
    """Ascending documents, all of one tier."""
    return Matches(np.full(len(documents), tier, np.uint8), documents.astype(np.int64, copy=False))


def of_mask(mask: Booleans) -> Matches:
    """The documents that a mask tells, as exact matches."""
    return Matches(~mask * np.uint8(NO_MATCH))


def held_by(sets: Sequence[Matches], least: int, size: int) -> Matches:
    """Documents in so many of some sets, with the worst tier among those.

    All are in none or more; there is nothing bad about those that are in none.
    """
    held = np.zeros(size, np.uint16)
    worst = np.zeros(size, np.uint8)
    for one in sets:
        # NO_MATCH becomes 0, which spoils nothing.
        spoilt = one.tiers + np.uint8(1)
        if one.documents is None:
            np.maximum(worst, spoilt, out=worst)
            if least > 1:
                held += spoilt != 0
        else:
            worst[one.documents] = np.maximum(worst.take(one.documents), spoilt)
            held[one.documents] += 1
    tiers = worst - np.uint8(1)
    if least > 1:
        tiers[held < least] = NO_MATCH
    elif least < 1:
        tiers[worst == 0] = Tier.EXACT
    return Matches(tiers).settled()
