"""Which neighbouring tokens make one Vietnamese word: pyvi's segmentation of our normalised text.

What it is: words as texts and as ranges of tokens. pyvi's model, word list and rules decide (and a
test holds us to them); it reads our normalised text, as its answers change with the place of a tone
mark.

What it is not: the decoding (``crf``), or the splitting into pyvi's syllables (``tables``).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from vnnews_search.analysis.reading import read_lines
from vnnews_search.analysis.tables import shared_tables
from vnnews_search.analysis.tokenizer import Token, paragraphs

__all__ = ["segment", "word_ranges"]


def segment(text: str) -> list[str]:
    """The words of a text, as written, with single spaces between syllables.

    >>> segment("Ủy ban nhân dân huyện tổ chức hội nghị")
    ['Ủy ban', 'nhân dân', 'huyện', 'tổ chức', 'hội nghị']
    """
    lines = [text[start:end] for start, end in paragraphs(text)]
    read = read_lines(shared_tables(), lines)
    places = zip(read.lines.tolist(), read.starts.tolist(), read.ends.tolist(), strict=True)
    tokens = [lines[line][start:end] for line, start, end in places]
    (begins,) = np.nonzero(read.begins_word)
    bounds = pairwise([*begins.tolist(), len(tokens)])
    return [" ".join(tokens[first:last]) for first, last in bounds]


def word_ranges(line: str, tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """The words of one line as (first token, token after the last), covering every token.

    Args:
        line: the text.
        tokens: its tokens, as ``tokenize`` gives them.
    """
    if len(tokens) < 2:
        return [(0, 1)] * len(tokens)
    (begins,) = np.nonzero(read_lines(shared_tables(), [line]).begins_word)
    return list(pairwise([*begins.tolist(), len(tokens)]))
