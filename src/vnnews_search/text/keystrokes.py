"""Vietnamese typed while the input method was off: ``ddinhf laapj``, ``D9inh2 Lap65``.

What it is: Telex and VNI keystrokes read as the syllables they were meant to be, each only if the
result is a syllable that Vietnamese has, and with its place in the text.

What it is not: a guess at marks that were never typed, or an input method: what a keyboard would
do with half a word does not matter. News is full of words and codes that look like keystrokes
(hair, Moon, best, CO2), so a token that might be one of them needs a clear one beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from vnnews_search.data import table_lines
from vnnews_search.text.keys import Keyboard, keyboard_of, syllable_of_keys

__all__ = ["Decoded", "decode_keystrokes", "decode_syllable"]

NEAR = 3
"""How many tokens away a clear token may stand to speak for a doubtful one: a name's length."""

# What English words and foreign names look like after their first consonants, as a whole …
_ENGLISH = re.compile(
    r"[aeiouy]{1,2}(?:ch|ng|[cmnpt])?s"  # plurals and verb forms: cans, boots, days
    r"|[aeiouy]{1,2}s(?:ch|[cptmn])"  # best, Hasm, Risch
    r"|[aeiouy]{1,2}r[mn]?"  # car, hair, born
    r"|[aeiouy]x|[ao]ix|[aeo]ux"  # max, Paix
    r"|(?:ee|oo)[mn]?"  # Lee, Moon, room
    r"|[ao]wn?s?"  # show, town, dawns
    r"|ws?"  # TW, MW
)
# … and in a part: taxi, Hama, Maya, did, Hwa, Suwon, Merz.
_ENGLISH_PART = re.compile(
    r"[aeiouy][^aeiouyw]+[aeiouy]|([aeo])[iuy]\1|[aeiouyw].*d|(?<!u)w(?!ow)[aeiouy]|uwo(?!w)|z"
)
_UNENGLISH = re.compile(
    "^(?:dd|ng|nh|uy|gi[aou]{1,2}[^aeiou]*$)|uw?ow|iee|uoo|yee|[cghmnpt][fxj]|j$"
)  # in neither

_AFTER_ONSET = re.compile("^(?:qu|[bcdghklmnpqrstvx]*)")
_SHORT_CAPITALS = 3
_LONG_CAPITALS = 4

_TOKEN = re.compile("[\\w\u0300-\u036f'’]+")
_ADDRESS = re.compile(r"://|@|www\.|[^\W_]\.[^\W\d_]{2}")

_Kind = Literal["word", "either"]


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text with its keystrokes decoded.

    Attributes:
        text: the text; what is no keystroke is as it was.
        spans: for each decoded token its (start, end) in the original, then in ``text``.
    """

    text: str
    spans: tuple[tuple[int, int, int, int], ...]


def decode_keystrokes(text: str) -> Decoded:
    """The text with its Telex and VNI keystrokes decoded.

    A token is clear if no English word, foreign name or code looks like it: a doubled first d, a
    diphthong with its mark (``ieen``, ``uow``), a tone that no English word could end in
    (``laapj``, ``toanf``), a VNI digit inside the word. A doubtful one (``cans``, ``Vawn``,
    ``lop1``) is decoded only within ``NEAR`` tokens of a clear one of the same keyboard, or in VNI
    right beside another (``giao1 duc5``); a word listed as "either" (``hair`` for hải) only right
    beside a clear one, any other listed word never. Addresses are left alone.

    Args:
        text: any string.

    Returns:
        The decoded text and the places of what was decoded; decoding again changes nothing.

    >>> decode_keystrokes("hội nghị ddinhf laapj")
    Decoded(text='hội nghị đình lập', spans=((9, 15, 9, 13), (16, 21, 14, 17)))
    >>> [decode_keystrokes(t).text for t in ("Nguyeenx Vawn A", "Hair Phongf", "cans, hair, CO2")]
    ['Nguyễn Văn A', 'Hải Phòng', 'cans, hair, CO2']
    """
    tokens = list(_tokens(text))
    clear = [_clear_keyboard(token) for _, token in tokens]
    pieces: list[str] = []
    spans: list[tuple[int, int, int, int]] = []
    end = length = 0
    for number, (start, token) in enumerate(tokens):
        decoded = syllable_of_keys(token)
        if decoded is None or not _is_meant(number, tokens, clear):
            continue
        length += start - end
        pieces += text[end:start], decoded
        end = start + len(token)
        spans.append((start, end, length, length + len(decoded)))
        length += len(decoded)
    return Decoded("".join([*pieces, text[end:]]), tuple(spans))


def decode_syllable(token: str) -> str | None:
    """The syllable that a token is the Telex or VNI keystrokes of, with its capitals.

    Marks may be typed where they fall or later; ``z`` and ``0`` take a tone away (``0`` only where
    another mark shows that it is no number); of two tones none is guessed. The result has a rhyme
    that Vietnamese has, after an onset that it follows, and after c, ch, k, p, t its tone.

    Args:
        token: one word.

    Returns:
        The syllable, composed, its tone placed as ``place_tone`` does; None if the token is no
        keystrokes, is a Vietnamese syllable as it stands, or is listed in ``data/keystrokes.txt``.

    >>> [decode_syllable(t) for t in ("DDinhf", "LAAPJ", "dduwowngf", "nuowcs", "Tie61ng")]
    ['Đình', 'LẬP', 'đường', 'nước', 'Tiếng']
    >>> [decode_syllable(t) for t in ("news", "hair", "hoa", "B52", "km2")]
    [None, None, None, None, None]
    """
    return None if token.lower() in _listed() else syllable_of_keys(token)


def _tokens(text: str) -> Iterator[tuple[int, str]]:
    """The words of a text, each with its start; none out of an address."""
    for chunk in re.finditer(r"\S+", text):
        if not _ADDRESS.search(chunk[0]):
            yield from (
                (chunk.start() + word.start(), word[0]) for word in _TOKEN.finditer(chunk[0])
            )


def _is_meant(
    number: int, tokens: Sequence[tuple[int, str]], clear: Sequence[Keyboard | None]
) -> bool:
    """Whether a token that can be decoded is keystrokes rather than a word or a code."""
    token = tokens[number][1]
    kind = _listed().get(token.lower())
    if clear[number] or kind == "word":
        return kind is None
    beside = [word for _, word in tokens[max(0, number - 1) : number + 2]]
    if sum(map(_is_plain_vni, beside)) > 1 and _is_plain_vni(token):
        return True
    reach = 1 if kind == "either" else NEAR
    keyboard = keyboard_of(token)
    return any(one is keyboard for one in clear[max(0, number - reach) : number + reach + 1])


def _is_plain_vni(token: str) -> bool:
    """Whether a token is VNI and no code in capitals; two in a row are no numbered things."""
    return not (token.isalpha() or token[1:].isupper()) and decode_syllable(token) is not None


def _clear_keyboard(token: str) -> Keyboard | None:
    """The keyboard of a token that must be keystrokes; None for any other."""
    return keyboard_of(token) if decode_syllable(token) and _is_clear(token) else None


def _is_clear(token: str) -> bool:
    """Whether no English word, foreign name or code looks like a token that can be decoded."""
    if not token.isalpha():
        return _is_clear_vni(token)
    if token.isupper() and len(token) <= _SHORT_CAPITALS:
        return False
    lowered = token.lower()
    return bool(_UNENGLISH.search(lowered)) or not (
        lowered.startswith("w")
        or _ENGLISH_PART.search(lowered)
        or _ENGLISH.fullmatch(_AFTER_ONSET.sub("", lowered))
    )


def _is_clear_vni(token: str) -> bool:
    """Whether a digit stands inside, or a quality and a tone end a closed syllable."""
    letters = sum(map(str.isalpha, token))
    if token.isupper() and letters < _LONG_CAPITALS:
        return False
    if re.search(r"\d[A-Za-z]", token):
        return True
    return not token.isupper() and re.search(r"[cghmnpt][678][1-5]$", token.lower()) is not None


@lru_cache(maxsize=1)
def _listed() -> dict[str, _Kind]:
    """The words and codes that look like keystrokes, in lower case, each with its kind."""
    listed: dict[str, _Kind] = {}
    for line in table_lines("keystrokes.txt"):
        kind, _, words = line.partition(":")
        listed |= dict.fromkeys(words.split(), "either" if kind == "either" else "word")
    return listed
