"""Sentences as the rules see them: parallel lists of syllables, signs and capitals.

What it is: the cutting of a text into sentences, and of one sentence into what rules ask about.
Only sentences that hold an office are ever cut, so the cost lies where the officers are.

What it is not: the tokenizer (``analysis.tokenizer``): nothing here is ever indexed, and dates and
sums need no care.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from vnnews_search.officers.phrases import Entry, PhraseTable
from vnnews_search.text.normalize import INVISIBLE, fold, has_marks, normalize_syllable
from vnnews_search.text.writing import ACCENTED_SHARE

__all__ = ["DASHES", "Sentence", "read_sentence", "sentence_span", "sentence_starts"]

# A stop ends a sentence before a capital, a digit or a quote, but not after TP. ThS. or an initial.
_BOUNDARY = re.compile(
    r"[\n\r\u2028\u2029]+"
    r"|(?<!\b[A-ZĐ])(?<!\b[Tt][Pp])(?<!\b[Tt][xXSs])(?<!\b[Tt][hH][sS])(?<!GS)(?<!BS)(?<!KTS)"
    r"[.!?…][\"”’)\]]*\s+(?=[\"“'(\[–-]*\s*[^\W_a-z])"
)
_SPACES = re.compile(r"\s+")
_MARKS = rf"\u0300-\u036f{INVISIBLE}"
_WORD = re.compile(rf"[^\W_][^\W_{_MARKS}]*(?:[{_MARKS}]+[^\W_{_MARKS}]*)*")
DASHES = frozenset("-–—")
_JOINING = frozenset(("-", "–", "&", "/", ".", ",", "'", "’"))


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, syllable by syllable.

    Args:
        text: the whole text, composed.
        start: offset of the sentence's first character.
        starts: offset of each syllable.
        ends: offset after each syllable.
        terms: syllables, normalised.
        folded: syllables without marks.
        capital: whether the syllable begins with a capital.
        upper: whether it is capitals only, two or more.
        signs: what stands before the syllable, white space left out.
        accented: whether the sentence was written with accents.
        shouted: whether it is in capitals throughout.
    """

    text: str
    start: int
    starts: Sequence[int]
    ends: Sequence[int]
    terms: list[str]
    folded: list[str]
    capital: Sequence[bool]
    upper: Sequence[bool]
    signs: Sequence[str]
    accented: bool
    shouted: bool

    def __len__(self) -> int:
        """How many syllables."""
        return len(self.terms)

    def find(self, table: PhraseTable, place: int, length: int = 0) -> Entry | None:
        """The longest phrase of a table (or that of a length) at a place, if no sign cuts it."""
        entry = table.at(self.folded, self.terms, place, accented=self.accented, length=length)
        if entry is None:
            return None
        end = place + len(entry.terms)
        if entry.short and not all(t.isupper() for t in self.written(place, end).split()):
            return None
        return entry if all(map(self._joins, range(place + 1, end))) else None

    def find_before(self, table: PhraseTable, end: int) -> tuple[int, Entry] | None:
        """The longest phrase of a table that ends at a place, with where it begins."""
        for length in table.lengths(self.folded[end - 1]) if end else ():
            entry = self.find(table, end - length, length) if length <= end else None
            if entry is not None:
                return end - length, entry
        return None

    def written(self, start: int, end: int) -> str:
        """The text of some syllables, white space made single."""
        return _SPACES.sub(" ", self.text[self.starts[start] : self.ends[end - 1]])

    def _joins(self, place: int) -> bool:
        """Whether the sign before a syllable may stand inside a phrase (VH,TT&DL; Rịa - Vũng)."""
        signs = self.signs[place]
        return not signs or signs in _JOINING


def sentence_starts(text: str, start: int, end: int) -> list[int]:
    """The offsets where the sentences of a paragraph begin, and where the last one ends.

    >>> sentence_starts("Ông A ở TP. Lạng Mây. Bà B về.", 0, 30)
    [0, 22, 30]
    """
    return [start, *(match.end() for match in _BOUNDARY.finditer(text, start, end)), end]


def sentence_span(starts: Sequence[int], offset: int) -> tuple[int, int]:
    """The span of the sentence that holds an offset.

    >>> sentence_span([0, 22, 30], 23)
    (22, 30)
    """
    number = min(bisect_right(starts, offset), len(starts) - 1)
    return starts[number - 1], starts[number]


def read_sentence(text: str, start: int, end: int) -> Sentence:
    """One sentence of a composed text.

    >>> sentence = read_sentence("Đ/c Lý Văn Sa, Bí thư", 0, 21)
    >>> sentence.terms, sentence.signs[1], sentence.signs[5]
    (['đ', 'c', 'lý', 'văn', 'sa', 'bí', 'thư'], '/', ',')
    """
    words = list(_WORD.finditer(text, start, end))
    known = [_read_word(match[0]) for match in words]
    starts = [match.start() for match in words]
    ends = [match.end() for match in words]
    upper = [word.upper for word in known]
    letters = sum([word.letters for word in known])
    marked = sum([word.marked for word in known])
    gaps = zip([start, *ends], starts, strict=False)
    return Sentence(
        text=text,
        start=start,
        starts=starts,
        ends=ends,
        terms=[word.term for word in known],
        folded=[word.folded for word in known],
        capital=[word.capital for word in known],
        upper=upper,
        signs=["".join(text[before:after].split()) for before, after in gaps],
        accented=marked >= max(1, ACCENTED_SHARE * letters),
        shouted=letters > 3 and sum(upper) >= 0.8 * letters,
    )


class _Word(NamedTuple):
    """What rules ask about a syllable, wherever it stands."""

    term: str
    folded: str
    capital: bool
    upper: bool
    letters: bool
    marked: bool


@lru_cache(maxsize=1 << 16)
def _read_word(word: str) -> _Word:
    letters = word[0].isalpha()
    return _Word(
        term=normalize_syllable(word),
        folded=fold(word),
        capital=word[0].isupper(),
        upper=word.isupper() and len(word) > 1,
        letters=letters,
        marked=letters and has_marks(word),
    )
