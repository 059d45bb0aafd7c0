"""One spelling for every way of typing the same Vietnamese, letter by letter.

What it is: the functions that decide which two strings are *the same word*: composed letters (NFC),
case, Ð and ð for Đ and đ, invisible characters, the place of the tone mark (hoà, hòa); and
``fold``, which forgets marks altogether.

What it is not: a tokenizer, and no repair of an article. An article is stored as it came (NFC);
these functions run on its tokens, so that every offset leads back to what the reader sees.

The order of steps: the letters that were meant (``characters``), lower case, the place of the tone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from vnnews_search.text.characters import INVISIBLE, QUALITIES, TONES, compose, unify

__all__ = [
    "INVISIBLE",
    "compose",
    "compose_with_offsets",
    "fold",
    "fold_letters",
    "has_marks",
    "is_whole",
    "normalize",
    "normalize_syllable",
    "place_tone",
]

_TONE = re.compile(f"[{TONES}]")
_MARKED = re.compile(rf"đ|[aeiouy][{TONES}{QUALITIES}]")

# Letters that no mark was put on, but that are typed as plain ones where there is no key for them.
_PLAIN_LETTERS = str.maketrans(
    {"đ": "d", "ł": "l", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss", "þ": "th"}
)

_LETTERS_AND_MARKS = re.compile(r"[^\W\d_][\u0300-\u036f]*(?:['’]?[^\W\d_][\u0300-\u036f]*)*")

_SYLLABLE = re.compile(
    r"(?P<onset>ngh|ng|nh|ch|gh|kh|ph|th|tr|qu|gi(?=[aeiouy])|[bcdđghklmnpqrstvx]?)"
    rf"(?P<nucleus>(?:[aeiouy][{QUALITIES}]?){{1,3}})"
    r"(?P<coda>ch|ng|nh|[cmnpt])?"
)


def is_whole(text: str) -> bool:
    """Whether a text is whole characters; half of one (a lone surrogate) has no UTF-8.

    >>> is_whole("Lập"), is_whole("\\ud800")
    (True, False)
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def compose_with_offsets(text: str) -> tuple[str, Sequence[int]]:
    """The text in NFC, and for each of its offsets (the last one too) the offset in ``text``.

    >>> composed, offsets = compose_with_offsets("Lâ\u0323p")
    >>> composed, offsets
    ('Lập', [0, 1, 3, 4])
    """
    if unicodedata.is_normalized("NFC", text):
        return text, range(len(text) + 1)
    composed: list[str] = []
    offsets: list[int] = []
    for start, end in _clusters(text):
        cluster = compose(text[start:end])
        composed.append(cluster)
        # A cluster that grew shorter ends where its marks end; its letters point at its start.
        offsets += (min(start + number, end - 1) for number in range(len(cluster)))
    return "".join(composed), [*offsets, len(text)]


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """The (start, end) of each letter with its marks: what composes by itself."""
    start = 0
    for end in range(1, len(text)):
        cluster, following = text[start:end], text[end]
        if not unicodedata.combining(following) and compose(cluster + following) == (
            compose(cluster) + compose(following)
        ):
            yield start, end
            start = end
    if text:
        yield start, len(text)


def normalize(text: str) -> str:
    """The text with one spelling for each Vietnamese syllable; case, spaces and signs are kept.

    Args:
        text: any string, composed or not.

    Returns:
        A string that is equal for two inputs if they differ only in the way of typing.

    >>> normalize("Uỷ ban huyện Ðình Lập, hoà bình")
    'Ủy ban huyện Đình Lập, hòa bình'
    """
    return _LETTERS_AND_MARKS.sub(lambda match: _with_case(match[0]), unify(text))


def normalize_syllable(token: str) -> str:
    """The term of one token: ``normalize`` and lower case.

    >>> normalize_syllable("THUỶ"), normalize_syllable("Ðình")
    ('thủy', 'đình')
    """
    return _normalize_syllable(token)


@lru_cache(maxsize=1 << 16)
def _normalize_syllable(token: str) -> str:
    return place_tone(compose(unify(token).lower()))


def _with_case(word: str) -> str:
    lowered = word.lower()
    placed = place_tone(lowered)
    if placed == lowered or len(placed) != len(word):
        return word
    # Placing a tone moves a mark between neighbours, so letter i keeps the case of letter i.
    pairs = zip(placed, word, strict=True)
    return "".join(new.upper() if old.isupper() else new for new, old in pairs)


@lru_cache(maxsize=1 << 16)
def place_tone(syllable: str) -> str:
    """A lower-case NFC syllable with its tone on the letter that the old rule gives.

    The rule, as taught for the old style (Quy tắc đặt dấu thanh, kiểu cũ): on the letter with a
    quality mark (ơ of ươ); else, before a final consonant, on the last vowel (toán, thuỳnh); else
    on the first of two vowels (hòa, thủy, mía) and the middle of three (ngoài, khuỷu). ``qu`` and
    ``gi`` are onsets: quý, già. It applies to Vietnamese syllables with just one tone; all else
    comes back unchanged, so *José* stays itself. Misplaced tones are mended on the way (hòan).

    >>> [place_tone(s) for s in ("hoà", "thuỷ", "quý", "qúy", "gìa", "hòan", "khuỷu", "gì", "josé")]
    ['hòa', 'thủy', 'quý', 'quý', 'già', 'hoàn', 'khuỷu', 'gì', 'josé']
    """
    if syllable.isascii():
        return syllable
    decomposed = unicodedata.normalize("NFD", syllable)
    tones = _TONE.findall(decomposed)
    if len(tones) != 1:
        return syllable
    bare = _TONE.sub("", decomposed)
    parsed = _SYLLABLE.fullmatch(bare)
    if parsed is None:
        return syllable
    at = parsed.start("nucleus") + _tone_offset(parsed["nucleus"], bool(parsed["coda"]))
    return compose(bare[:at] + tones[0] + bare[at:])


def _tone_offset(nucleus: str, closed: bool) -> int:
    """Where in a decomposed nucleus the tone goes: the offset after the letter that carries it."""
    ends = [match.end() for match in re.finditer(rf"[aeiouy][{QUALITIES}]?", nucleus)]
    qualified = [end for end in ends if nucleus[end - 1] in QUALITIES]
    if qualified:
        return qualified[-1]
    if closed:
        return ends[-1]
    return ends[len(ends) // 2] if len(ends) == 3 else ends[0]


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """The text in lower case without any marks, đ as d; idempotent.

    >>> fold("Đại Đoàn Kết"), fold("Ðình Lập")
    ('dai doan ket', 'dinh lap')
    """
    text = unify(text).lower()
    if text.isascii():
        return text
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")
    return compose(bare).translate(_PLAIN_LETTERS)


class _FoldTable(dict[int, int]):
    """Letter → folded letter where that is one letter, filled as letters are met."""

    def __missing__(self, code: int) -> int:
        folded = fold(chr(code))
        self[code] = ord(folded) if len(folded) == 1 else code
        return self[code]


_FOLD_TABLE = _FoldTable()


def fold_letters(text: str) -> str:
    """``fold`` letter for letter: as long as the text, so offsets in one are offsets in the other.

    Meant for NFC text; combining marks that are letters of their own stay.

    >>> fold_letters("Bí thư Huyện ủy")
    'bi thu huyen uy'
    """
    return text.translate(_FOLD_TABLE)


@lru_cache(maxsize=1 << 16)
def has_marks(text: str) -> bool:
    """Whether a vowel carries a Vietnamese mark, or a letter is đ.

    >>> [has_marks(t) for t in ("Lập", "đi", "Dinh", "naïve", "Núñez", "ñandú", "señor", "Йошкар")]
    [True, True, False, False, True, True, False, False]
    """
    if text.isascii():
        return False
    return _MARKED.search(unicodedata.normalize("NFD", unify(text).lower())) is not None
