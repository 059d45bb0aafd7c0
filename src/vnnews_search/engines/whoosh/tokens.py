"""The documents of a segment as they stand: their exact terms, in order.

What it is: the forward side of the index, for phrases and merges. Tokens are kept as codes, one
number for a frequent term and two for a rare one, and phrases are mostly looked for among these.

What it is not: postings (``postings``).
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from vnnews_search.engines.whoosh.arrays import Integers
from vnnews_search.engines.whoosh.build import BREAK_CODE, FIRST_LONG_CODE
from vnnews_search.engines.whoosh.segment import SegmentFile
from vnnews_search.engines.whoosh.sorting import in_runs
from vnnews_search.engines.whoosh.source import BREAK

__all__ = ["Codes", "Tokens"]

Codes = NDArray[np.uint16]

_BREAK_CODES: Codes = np.array([BREAK_CODE], np.uint16)

_ALL = 1 << 40
"""More tokens than a document has."""


class Tokens:
    """The tokens of a segment's file, and the parts of its documents."""

    def __init__(self, file: SegmentFile) -> None:
        self._codes = file["tokens"]
        self._terms = file["tokens.terms"]
        self._ptr = file["tokens.ptr"]
        self._parts_ptr = file["parts.ptr"]
        self._parts = tuple(file[f"parts.{name}"] for name in ("kinds", "starts", "ends"))

    def codes(self, documents: Integers) -> tuple[Codes, Integers]:
        """The codes of some documents one after the other, and where each begins.

        A break stands after each, one before the first, and one more after the last.
        """
        return self._begun(documents, np.full(len(documents), _ALL))

    def _begun(self, documents: Integers, counts: Integers) -> tuple[Codes, Integers]:
        """The same of no fewer than the first so many tokens of each document."""
        at = self._ptr.scalars()
        found = [_BREAK_CODES]
        for number, count in zip(documents.tolist(), counts.tolist(), strict=True):
            # So many tokens take at most twice as many codes.
            last = min(at[number + 1], at[number] + 2 * count)
            found += (self._codes.cut(at[number], last), _BREAK_CODES)
        begins = np.cumsum([len(codes) for codes in found[:-1]])[::2]
        return np.concatenate([*found, _BREAK_CODES]), begins

    def code_of(self, term: int) -> tuple[int, ...]:
        """The codes of an exact term, one or two."""
        high, low = divmod(int(self._code_of_term[term]), FIRST_LONG_CODE)
        return (FIRST_LONG_CODE + high, low) if high else (low,)

    @cached_property
    def _code_of_term(self) -> NDArray[np.uint32]:
        terms = self._terms.whole()
        codes = np.empty(len(terms), np.uint32)
        codes[terms] = np.arange(len(terms), dtype=np.uint32)
        return codes

    def terms(self, documents: Integers, part: int | None = None) -> tuple[Integers, Integers]:
        """The exact terms of some documents as they stand, and the document of each.

        Args:
            part: its number in ``source.PARTS``, if only those of one part are wanted; other terms
                are told as breaks, or not at all.
        """
        owners, begins, ends = self._ranges(documents, part)
        codes, starts = self._begun(owners, ends)
        terms, at = _decoded(codes[:-1], self._terms.whole())
        places = at.searchsorted(starts)
        counts = np.diff(places, append=len(terms))
        terms = terms[len(terms) - int(counts.sum()) :]  # without the break before the first
        within = np.arange(len(terms)) - np.repeat(np.cumsum(counts) - counts, counts)
        terms[(within < np.repeat(begins, counts)) | (within >= np.repeat(ends, counts))] = BREAK
        return terms, np.repeat(owners, counts)

    def _ranges(self, documents: Integers, part: int | None) -> tuple[Integers, Integers, Integers]:
        """(document, first token, token after the last) of each wanted range."""
        if part is None:
            return documents, np.zeros(len(documents), int), np.full(len(documents), _ALL)
        ptr = self._parts_ptr.whole().astype(np.int64)
        counts = ptr[documents + 1] - ptr[documents]
        places = in_runs(ptr[documents], counts)
        kinds, starts, ends = (section.whole()[places] for section in self._parts)
        wanted = kinds == part
        owners = np.repeat(documents, counts)[wanted]
        return owners, starts[wanted].astype(np.int64), ends[wanted].astype(np.int64)

    def every(self) -> tuple[Integers, Integers]:
        """The exact terms of all documents as they stand, and how many each document has."""
        codes = self._codes.whole()
        ends = self._ptr.whole().astype(np.int64)
        terms, _ = _decoded(codes, self._terms.whole())
        # A rare term takes two codes; what they are fewer as tokens is counted off by document.
        rare = (codes >= FIRST_LONG_CODE) & (codes != BREAK_CODE)
        before = np.append(0, np.cumsum(rare))[ends]
        return terms, np.diff(ends - before)


def _decoded(codes: Codes, terms: Integers) -> tuple[Integers, Integers]:
    """Codes as exact terms, ``BREAK`` between paragraphs, and the place of the code of each.

    Undoes ``build._encoded``.
    """
    long = (codes >= FIRST_LONG_CODE) & (codes != BREAK_CODE)
    begins = np.ones(len(codes), dtype=np.bool_)
    begins[1:] = ~long[:-1]  # what follows a long code is its second number, and below them all
    (first,) = np.nonzero(begins)
    numbers = codes[first].astype(np.int64)
    (rare,) = np.nonzero(long[first])
    numbers[rare] = (numbers[rare] - FIRST_LONG_CODE) * FIRST_LONG_CODE + codes[first[rare] + 1]
    broken = codes[first] == BREAK_CODE
    tokens = terms.take(numbers, mode="clip").astype(np.int64) if len(terms) else numbers
    tokens[broken] = BREAK
    return tokens, first
