"""Which neighbouring tokens make one Vietnamese word: pyvi's segmentation of our normalised text.

What it is: pyvi's own way of cutting a text into syllables and its rules after the labels of its
model (``crf``). pyvi reads our normalised text, as its answers change with the place of a tone
mark, and its words come back as ranges of our tokens.

What it is not: pyvi's code. Its model, word list and rules decide, and a test holds us to them.
"""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from functools import lru_cache

from vnnews_search.analysis.crf import load_model
from vnnews_search.analysis.tokenizer import Token, paragraphs, tokenize
from vnnews_search.text.normalize import normalize

__all__ = ["segment", "word_ranges"]

# What pyvi takes for one syllable, tried in its order.
_SYLLABLE = re.compile(
    r"""
      [A-ZĐ]+\. | Tp\. | Mrs?\. | Ms\. | Dr\. | ThS\.                # TP. HCM, ThS. Nguyễn
    | ==> | -> | \.\.\. | >> | \n
    | \w+://\S+
    | [a-zA-Z0-9_.+-]+@(?:[a-zA-Z0-9-]+\.)+[a-zA-Z0-9-]+
    | \d+(?:[.,_]\d+)+                                             # 1.700
    | [^\w\s]
    | \w+
    """,
    re.VERBOSE,
)


def segment(text: str) -> list[str]:
    """The words of a text, as written, with single spaces between syllables.

    >>> segment("Ủy ban nhân dân huyện tổ chức hội nghị")
    ['Ủy ban', 'nhân dân', 'huyện', 'tổ chức', 'hội nghị']
    """
    words: list[str] = []
    for start, end in paragraphs(text):
        paragraph = text[start:end]
        tokens = tokenize(paragraph)
        for first, last in word_ranges(paragraph, tokens):
            words.append(" ".join(token.text for token in tokens[first:last]))
    return words


def word_ranges(text: str, tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """The words of one paragraph as (first token, token after the last), covering every token.

    Args:
        text: the paragraph.
        tokens: its tokens, as ``tokenize`` gives them.
    """
    if len(tokens) < 2:
        return [(0, 1)] * len(tokens)
    normal, spans = _normalized(text, tokens)
    ends = _word_ends(normal)
    ranges: list[tuple[int, int]] = []
    first = 0
    for number in range(1, len(tokens) + 1):
        if number == len(tokens) or _apart(spans[number - 1][1], spans[number][0], ends):
            ranges.append((first, number))
            first = number
    return ranges


def _normalized(text: str, tokens: Sequence[Token]) -> tuple[str, list[tuple[int, int]]]:
    """The text with every token in its normal form, and where each token now stands."""
    pieces: list[str] = []
    spans: list[tuple[int, int]] = []
    position = length = 0
    for token in tokens:
        for piece in (text[position : token.start], _normal(token.text)):
            pieces.append(piece)
            length += len(piece)
        spans.append((length - len(pieces[-1]), length))
        position = token.end
    return "".join([*pieces, text[position:]]), spans


@lru_cache(maxsize=1 << 16)
def _normal(token: str) -> str:
    return normalize(token)


def _apart(end: int, start: int, word_ends: frozenset[int]) -> bool:
    """Whether a word ends between the end of one token and the start of the next."""
    return any(place in word_ends for place in range(end, start + 1))


def _word_ends(text: str) -> frozenset[int]:
    """Offsets at which a word ends."""
    spans = [(match[0], match.end()) for match in _SYLLABLE.finditer(text)]
    going_on = load_model().goes_on([syllable for syllable, _ in spans])
    ends = {
        end
        for (previous, end), (syllable, _), labelled in zip(
            spans, spans[1:], going_on[1:], strict=False
        )
        if not (labelled and _may_join(previous, syllable))
    }
    return frozenset(ends | {end for _, end in spans[-1:]})


def _may_join(previous: str, syllable: str) -> bool:
    """pyvi's own rules after its labels: no signs, no numbers, no capital after a small letter."""
    return (
        syllable not in string.punctuation
        and previous not in string.punctuation
        and not syllable[0].isdigit()
        and not previous[0].isdigit()
        and not (syllable[0].istitle() and not previous[0].istitle())
    )
