"""Characters that look alike or are put together otherwise, as the ones that were meant.

What it is: the repair of single letters: composition (NFC), Ð and ð for Đ and đ, wide and bold
letters, ligatures, letters of other scripts, marks in the wrong order, invisible characters.

What it is not: a repair of words; where the tone mark belongs is ``normalize``'s matter. Nothing
here knows case, and plain Vietnamese passes through untouched.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from vnnews_search.data import table_lines

__all__ = ["INVISIBLE", "QUALITIES", "TONES", "compose", "unify"]

INVISIBLE = (
    "\u00ad\u034f\u200b\u200c\u200d\u200e\u200f\u2060\ufe0e\ufe0f\ufeff"
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""Soft hyphen, joiners and zero-width spaces, byte order mark, marks of direction, emoji styles."""

TONES = "\u0300\u0301\u0303\u0309\u0323"
"""Grave, acute, tilde, hook above, dot below."""

QUALITIES = "\u0302\u0306\u031b"
"""Circumflex, breve, horn."""

_PLAIN = re.compile("[\x00-\x7fÀ-ÏÑ-ïñ-ÿĂăĐđĨĩŨũƠơƯưẠ-ỹ]*")  # without Ð and ð
_DROP_INVISIBLE = dict.fromkeys(map(ord, INVISIBLE))

# Eth and African D look like Đ, and old converters of Vietnamese legacy charsets produced them.
# Capital I with a dot would leave a mark behind in lower case.
_MEANT = {"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ", "İ": "I"}

_STYLES = ("<wide>", "<narrow>", "<font>", "<compat>", "<super>", "<sub>")
"""Kinds of compatibility characters (Unicode, UnicodeData.txt) that are other letters in disguise:
full width, bold and italic of mathematics, ligatures, raised and lowered."""

# Composing takes quadratic time where marks crowd on one letter; thirty are more than any script
# puts there (UAX #15, Stream-Safe Text).
_CROWD = re.compile("([\u0300-\u036f]{30})[\u0300-\u036f]+")

_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_FOREIGN = re.compile("[\u0251\u0261\u0370-\u03ff\u0400-\u052f]")
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
_MARKS = re.compile(f"[{TONES}{QUALITIES}]{{2,}}")


def compose(text: str) -> str:
    """The text in NFC, the form in which articles are stored.

    >>> compose("Thuỷ") == "Thuỷ"
    True
    """
    return unicodedata.normalize("NFC", _CROWD.sub(r"\1", text))


def unify(text: str) -> str:
    """The text in the letters that were meant; case, spaces and signs are kept.

    Args:
        text: any string, composed or not.

    >>> unify("Ðình Lập"), unify("𝐓𝐡𝐨̂𝐧𝐠 𝐛𝐚́𝐨"), unify("ﬁ １５ m²")
    ('Đình Lập', 'Thông báo', 'fi 15 m2')
    >>> unify("\u041dà Nội"), unify("\u0421\u0421\u0421\u0420")  # Cyrillic en beside Latin; USSR
    ('Hà Nội', 'СССР')
    """
    if _PLAIN.fullmatch(text):
        return text
    letters = compose(text.translate(_DROP_INVISIBLE)).translate(_LETTERS)
    bare = unicodedata.normalize("NFD", letters)
    if _FOREIGN.search(bare):
        bare = _WORD.sub(lambda match: _latin(match[0]), bare)
    return compose(_MARKS.sub(lambda match: _ordered(match[0]), bare))


def _latin(word: str) -> str:
    """A word of mixed scripts in Latin letters, if all its foreign letters look like one."""
    foreign = _FOREIGN.findall(word)
    if not _LATIN.search(word) or not all(letter in _lookalikes() for letter in foreign):
        return word
    return "".join(_lookalikes().get(letter, letter) for letter in word)


def _ordered(marks: str) -> str:
    """The marks of a letter, the quality before the tone, each once: NFC composes no others."""
    return "".join(sorted(dict.fromkeys(marks), key=lambda mark: mark in TONES))


@lru_cache(maxsize=1)
def _lookalikes() -> dict[str, str]:
    return dict(map(_pair, table_lines("lookalikes.txt")))


def _pair(line: str) -> tuple[str, str]:
    letter, _, latin = line.partition(" = ")
    return letter, latin


class _Meant(dict[int, str | int]):
    """Letter → the letter that was meant, or of which it is a style; filled as letters are met."""

    def __missing__(self, code: int) -> str | int:
        letter = chr(code)
        if letter in _MEANT:
            return self.setdefault(code, _MEANT[letter])
        plain = unicodedata.normalize("NFKC", letter)
        letters = letter.isalnum() and plain.isalnum()
        styled = letters and unicodedata.decomposition(letter).startswith(_STYLES)
        self[code] = plain if styled else code
        return self[code]


_LETTERS = _Meant()
