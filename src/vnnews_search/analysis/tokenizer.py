"""Text → tokens: syllables, numbers and the parts of composites, with offsets.

What it is: one regular expression and the rules around it. A token is one position. A composite
(*15/7/2020*, *VH,TT&TT*, *TP.HCM*, *15/2020/NĐ-CP*) is several tokens, each *glued* to the one
before, so that a query for it becomes a phrase of its parts. Nothing is dropped: no stop words, no
one-letter syllables (*Y tế*, *A Tủa*).

What it is not: word segmentation (``segmenter``). Offsets are those of the text as given, composed
or not; terms are normalised.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vnnews_search.text.normalize import INVISIBLE, normalize_syllable

__all__ = ["Token", "check_tokens", "is_one_token", "paragraphs", "term_of", "tokenize"]

_MARKS = rf"\u0300-\u036f{INVISIBLE}"
_APOSTROPHES = "\u02b9-\u02bf\u02c8\u02ca\u02cb"
"""Letters to Unicode, but they stand where an apostrophe is meant: *HʼLinh* is *H'Linh*."""

_APOSTROPHE = re.compile(f"[{_APOSTROPHES}]")

_LETTER = rf"[^\W_{_APOSTROPHES}]"
_LETTERS = rf"[^\W_{_APOSTROPHES}{_MARKS}]*"
_TOKEN = re.compile(
    rf"""
      (?<![\d.,]) \d{{1,3}} (?:\.\d{{3}})+ (?![\d]|[.,]\d)        # 1.700 – thousands, and of 1.700đ
    | (?<![\d.,]) \d+ , \d+ (?![\d]|[.,]\d)                       # 7,5 – a decimal, and of 7,5kg
    | {_LETTER} {_LETTERS} (?: [{_MARKS}]+ {_LETTERS} )*                # a syllable, 19h30, B52
    """,
    re.VERBOSE,
)
_GLUE = re.compile(rf"[/.,&'’‘`´\-‐‑–:@_+{_APOSTROPHES}]{{0,2}}|://")


@dataclass(frozen=True, slots=True)
class Token:
    """One position of a text.

    Args:
        text: as written.
        term: normalised, lower case; thousands without their points.
        start: offset of the first character.
        end: offset after the last character.
        glued: whether only signs, no space, stand between it and the token before.
    """

    text: str
    term: str
    start: int
    end: int
    glued: bool = False


def tokenize(text: str) -> list[Token]:
    """The tokens of a text in order.

    >>> [t.term for t in tokenize("Ngày 15/7, TP.HCM tặng 1.700 suất, 7,5 tỷ cho Y Biêr")]
    ['ngày', '15', '7', 'tp', 'hcm', 'tặng', '1700', 'suất', '7,5', 'tỷ', 'cho', 'y', 'biêr']
    >>> [t.text for t in tokenize("15/2020/NĐ-CP") if t.glued]
    ['2020', 'NĐ', 'CP']
    """
    return list(_tokens(text))


def _tokens(text: str) -> Iterator[Token]:
    previous_end = -1
    for match in _TOKEN.finditer(text):
        written, start, end = match[0], match.start(), match.end()
        term = term_of(written)
        if not term:
            continue
        glued = previous_end >= 0 and _GLUE.fullmatch(text, previous_end, start) is not None
        yield Token(written, term, start, end, glued)
        previous_end = end


def term_of(token: str) -> str:
    """The term of a token as written: normalised, in lower case, thousands without their points.

    >>> term_of("Thuỷ"), term_of("1.700")
    ('thủy', '1700')
    """
    term = normalize_syllable(token)
    return term.replace(".", "") if "." in term else term


def is_one_token(text: str) -> bool:
    """Whether a text without spaces and signs is certain to be a single token.

    >>> is_one_token("Lập"), is_one_token("19h30"), is_one_token("1.700")
    (True, True, False)
    """
    return text.isalnum() and _APOSTROPHE.search(text) is None


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """The (start, end) of each line that is not blank; phrases do not cross them.

    >>> text = "Sapo.\\n\\n  Thân bài"
    >>> [text[start:end] for start, end in paragraphs(text)]
    ['Sapo.', '  Thân bài']
    """
    for match in re.finditer(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+", text):
        if not match[0].isspace():
            yield match.span()


def check_tokens(text: str, tokens: list[Token]) -> None:
    """Raise AssertionError, naming the token, unless the invariants of tokens hold.

    Offsets never go backwards, tokens are not empty and lie in the text, ``text[start:end]`` is
    what is written and normalises to the term.

    >>> check_tokens("Đình Lập", tokenize("Đình Lập"))
    """
    position = 0
    for number, token in enumerate(tokens):
        place = f"token {number} {token!r}"
        assert position <= token.start < token.end <= len(text), f"{place}: offsets"
        assert text[token.start : token.end] == token.text, f"{place}: not the text at its offsets"
        assert token.term, f"{place}: empty term"
        assert token.term == term_of(token.text), f"{place}: not its normal form"
        position = token.end
