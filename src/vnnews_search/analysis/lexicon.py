"""The words that pyvi lists, and the longest of them in writing without accents.

What it is: pyvi's word list, found among its files without importing it; and the cut of an
unaccented query into words, where the segmenter has no accents to go by: *hoc sinh gioi* is
*hoc sinh* and *gioi*. The list of places is read here too, for words and for ``officers``.

What it is not: a choice between accents. *hoc sinh* stays every accenting of itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from vnnews_search.data import table_lines
from vnnews_search.errors import EngineUnavailableError
from vnnews_search.text.normalize import compose, fold_letters, normalize
from vnnews_search.text.spellings import respelled_syllables, spelling_variants

__all__ = [
    "PlaceLine",
    "is_listed",
    "listed_words",
    "longest_matches",
    "place_lines",
    "places",
    "pyvi_file",
    "pyvi_unavailable",
]

_PROVINCE = re.compile("(thành phố|tỉnh) +(.+)")
_SEVERAL = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)+")

LONGEST = 4
"""Syllables of the longest words looked for."""


def longest_matches(folded: Sequence[str]) -> list[tuple[int, int]]:
    """Syllables without accents as words: from the left, each time the longest one listed.

    Args:
        folded: folded syllables.

    Returns:
        Ranges that cover every syllable; what is in no list is a word of its own.

    >>> longest_matches(["hoc", "sinh", "tinh", "lao", "cai"])
    [(0, 2), (2, 3), (3, 5)]
    """
    ranges: list[tuple[int, int]] = []
    start = 0
    while start < len(folded):
        ends = range(min(start + LONGEST, len(folded)), start + 1, -1)
        listed = (end for end in ends if " ".join(folded[start:end]) in _folded_words())
        end = next(listed, start + 1)
        ranges.append((start, end))
        start = end
    return ranges


def is_listed(word: str) -> bool:
    """Whether a word is listed as it is typed.

    >>> is_listed("kinh doanh"), is_listed("dai doan ket")
    (True, False)
    """
    return word in _listed()


@lru_cache(maxsize=1)
def _listed() -> frozenset[str]:
    return frozenset(listed_words())


@lru_cache(maxsize=1)
def _folded_words() -> frozenset[str]:
    several = [word for word in (*listed_words(), *places()) if " " in word]
    spelled_twice = respelled_syllables()
    respelled = [
        other
        for word in several
        if not spelled_twice.isdisjoint(word.split(" "))
        for other in _respelled(word)
    ]
    return frozenset(fold_letters("\n".join([*several, *respelled])).split("\n"))


def _respelled(word: str) -> Iterator[str]:
    """A word with one of its syllables in the other spelling: bác sĩ as bác sỹ."""
    syllables = word.split(" ")
    for number, syllable in enumerate(syllables):
        for other in spelling_variants(syllable):
            yield " ".join([*syllables[:number], other, *syllables[number + 1 :]])


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A line of ``data/places.txt``.

    Args:
        level, name: of the whole, where it is a province; else the level is empty.
        names: the places in it.
    """

    level: str
    name: str
    names: tuple[str, ...]


@lru_cache(maxsize=1)
def place_lines() -> tuple[PlaceLine, ...]:
    """The places, a province or a group of others each, as they are spelled in the list.

    >>> first = place_lines()[0]
    >>> first.level, first.name, first.names[:2]
    ('thành phố', 'Hà Nội', ('Ba Vì', 'Ba Đình'))
    """
    found: list[PlaceLine] = []
    for line in table_lines("places.txt"):
        whole, inside = (part.strip() for part in line.split("|"))
        province = _PROVINCE.fullmatch(whole)
        level, name = province.groups() if province else ("", whole)
        names = (name.strip() for name in inside.split(","))
        found.append(PlaceLine(level, name, tuple(filter(None, names))))
    return tuple(found)


@lru_cache(maxsize=1)
def places() -> frozenset[str]:
    """Names of provinces, regions and countries of several syllables, in small letters.

    Districts are left out: too many are words as well (Cầu Kè, Chợ Mới).

    >>> "hà nội" in places(), "huế" in places()
    (True, False)
    """
    names: list[str] = []
    for line in place_lines():
        if line.level:
            names.append(line.name)
        elif not line.name.startswith("xã"):
            names += line.names
    normal = (normalize(name).lower() for name in names)
    return frozenset(name for name in normal if _SEVERAL.fullmatch(name))


@lru_cache(maxsize=1)
def listed_words() -> tuple[str, ...]:
    """The words of pyvi's list, in its order.

    Raises:
        EngineUnavailableError: pyvi is not installed.
    """
    return tuple(compose(pyvi_file("words.txt").decode("utf-8")).split("\n"))


def pyvi_file(name: str) -> bytes:
    """A file of pyvi's models; pyvi is found, not imported, as importing it loads scikit-learn.

    Raises:
        EngineUnavailableError: pyvi is not installed.
    """
    spec = find_spec("pyvi")
    for place in (spec.submodule_search_locations or []) if spec else []:
        path = Path(place) / "models" / name
        if path.exists():
            return path.read_bytes()
    raise pyvi_unavailable()


def pyvi_unavailable() -> EngineUnavailableError:
    """The error of a missing pyvi, or of another release of it."""
    return EngineUnavailableError(
        "không đọc được mô hình tách từ của pyvi 0.1.1", hint="Chạy: pip install pyvi==0.1.1"
    )
