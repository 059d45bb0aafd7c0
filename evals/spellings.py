"""The ways in which one query may be typed: each is asked of every system."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from itertools import product

__all__ = ["SPELLINGS", "half_unaccented", "other_placement", "unaccented"]


def unaccented(text: str) -> str:
    """The text without marks, with its capitals.

    >>> unaccented("Đại hội Đảng bộ")
    'Dai hoi Dang bo'
    """
    decomposed = unicodedata.normalize("NFD", text)
    bare = "".join(letter for letter in decomposed if unicodedata.category(letter) != "Mn")
    return unicodedata.normalize("NFC", bare).replace("đ", "d").replace("Đ", "D")


def half_unaccented(text: str) -> str:
    """Every second syllable without marks, the first with.

    >>> half_unaccented("Đại hội Đảng bộ")
    'Đại hoi Đảng bo'
    """
    syllables = text.split()
    return " ".join(s if n % 2 == 0 else unaccented(s) for n, s in enumerate(syllables))


def _placements() -> dict[str, str]:
    """Old style → new style and back: hòa, hoà; every tone and case of open oa, oe, uy."""
    other: dict[str, str] = {}
    for vowels, tone in product(("oa", "oe", "uy"), "\u0300\u0301\u0303\u0309\u0323"):
        for first, second in product(*((v, v.upper()) for v in vowels)):
            old = unicodedata.normalize("NFC", first + tone + second)
            new = unicodedata.normalize("NFC", first + second + tone)
            other |= {old: new, new: old}
    return other


_OTHER = _placements()
_OPEN = re.compile(rf"(?<![qQ])(?:{'|'.join(_OTHER)})(?![^\W\d_])")


def other_placement(text: str) -> str:
    """Every tone mark that old and new style place differently where the other style places it.

    >>> other_placement("Hòa bình, thuỷ lợi; ngoài ra quý vị HOÀ giải")
    'Hoà bình, thủy lợi; ngoài ra quý vị HÒA giải'
    """
    return _OPEN.sub(lambda match: _OTHER[match[0]], unicodedata.normalize("NFC", text))


def _as_written(text: str) -> str:
    return text


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


SPELLINGS: dict[str, Callable[[str], str]] = {
    "accented": _as_written,
    "unaccented": unaccented,
    "half": half_unaccented,
    "placement": other_placement,
    "NFD": _decomposed,
}
