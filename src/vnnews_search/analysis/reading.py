"""Lines of text → arrays of their tokens and words, many lines at once.

What it is: chunks looked up in ``tables``, laid out one token a row, and pyvi's words over them.

What it is not: a judgement on accents, or streams; ``analyzer`` adds those.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vnnews_search.analysis.crf import Booleans, Decoder
from vnnews_search.analysis.tables import Tables
from vnnews_search.analyzed import Integers

__all__ = ["LineTokens", "read_lines"]


@dataclass(frozen=True, slots=True)
class LineTokens:
    """The tokens of some lines, a row each.

    Args:
        kinds: what each is: its number in ``Tables.kinds``.
        lines: the line that each stands in, ascending.
        starts, ends: its offsets in that line.
        glued: whether only signs, no space, stand between it and the token before.
        begins_word: whether a word begins with it; the first of a line always does.
    """

    kinds: Integers
    lines: Integers
    starts: Integers
    ends: Integers
    glued: Booleans
    begins_word: Booleans

    def cut(self, first: int, last: int, first_line: int) -> LineTokens:
        """The tokens from ``first`` up to ``last``, their lines counted from ``first_line``."""
        return LineTokens(
            self.kinds[first:last],
            self.lines[first:last] - first_line,
            self.starts[first:last],
            self.ends[first:last],
            self.glued[first:last],
            self.begins_word[first:last],
        )


def read_lines(tables: Tables, lines: Sequence[str]) -> LineTokens:
    """The tokens of some lines; no word crosses from one to the next.

    Args:
        tables: if they are without words, every token is one.
    """
    split = [line.split(" ") for line in lines]
    numbers = tables.chunk_numbers([chunk for chunks in split for chunk in chunks])
    chunks = tables.chunks.at(numbers)
    counts = np.array([len(chunks) for chunks in split], dtype=np.int64)
    line_of_chunk = np.repeat(np.arange(len(lines)), counts)
    chunk_of_token, rows = _laid_out(chunks["first_token"], chunks["tokens"])
    tokens = tables.tokens.at(rows)
    offsets = _chunk_offsets(chunks["length"], counts)[chunk_of_token]
    line_of_token = line_of_chunk[chunk_of_token]
    begins_word = np.ones(len(rows), dtype=np.bool_)
    if tables.decoder is not None:
        syllables = (np.cumsum(chunks["syllables"]) - chunks["syllables"])[chunk_of_token]
        begins_word = _begins_word(
            _word_ends(tables, tables.decoder, chunks, line_of_chunk),
            syllables + tokens["syllables_within"],
            syllables + tokens["syllables_before"],
            line_of_token,
        )
    return LineTokens(
        tokens["kind"],
        line_of_token,
        offsets + tokens["start"],
        offsets + tokens["end"],
        tokens["glued"],
        begins_word,
    )


def _laid_out(first: Integers, counts: Integers) -> tuple[Integers, Integers]:
    """For runs of rows: to which run each row belongs, and its number.

    >>> [found.tolist() for found in _laid_out(np.array([7, 0, 3]), np.array([2, 0, 1]))]
    [[0, 0, 2], [7, 8, 3]]
    """
    owner = np.repeat(np.arange(len(counts)), counts)
    before = np.cumsum(counts) - counts
    return owner, (first - before)[owner] + np.arange(len(owner))


def _chunk_offsets(lengths: Integers, counts: Integers) -> Integers:
    """Where each chunk begins in its line; a space follows each."""
    begins = np.cumsum(lengths + 1) - lengths - 1
    first = np.cumsum(counts) - counts
    offsets: Integers = begins - np.repeat(begins[first], counts)
    return offsets


def _word_ends(
    tables: Tables, decoder: Decoder, chunks: NDArray[np.void], line_of_chunk: Integers
) -> Integers:
    """How many words ended before each of pyvi's syllables, and at the end how many there are."""
    chunk_of_syllable, rows = _laid_out(chunks["first_syllable"], chunks["syllables"])
    syllables = tables.pyvi.at(tables.syllables.at(rows)["kind"])
    lines = line_of_chunk[chunk_of_syllable]
    begins_line = np.diff(lines, prepend=-1) != 0
    goes_on = decoder.goes_on(
        syllables["here"],
        syllables["for_next"],
        syllables["for_previous"],
        syllables["number"],
        begins_line,
    )
    ends = np.ones(len(goes_on) + 1, dtype=np.int64)
    ends[:-2] = ~(goes_on[1:] & ~begins_line[1:] & _may_join(syllables))
    ends[1:] = np.cumsum(ends[:-1])
    ends[0] = 0
    return ends


def _may_join(syllables: NDArray[np.void]) -> Booleans:
    """pyvi's own rules after its labels: no signs, no numbers, no capital after a small letter."""
    apart = syllables["sign"] | syllables["digit"]
    title = syllables["title"]
    joined: Booleans = ~(apart[1:] | apart[:-1] | (title[1:] & ~title[:-1]))
    return joined


def _begins_word(ended: Integers, within: Integers, before: Integers, lines: Integers) -> Booleans:
    """Whether a word ends between each token and the one before, or a line does."""
    begins = np.ones(len(lines), dtype=np.bool_)
    begins[1:] = (ended[before[1:]] > ended[within[:-1]]) | (lines[1:] != lines[:-1])
    return begins
