"""Two spellings of one syllable, with y and with i: kỹ and kĩ, quý and quí.

What it is: the table ``data/spellings.txt`` as look-ups, for a syllable that was typed and for one
whose marks were left out.

What it is not: normalisation. Two schools of spelling stand side by side in print, and in some
names the letter is the whole difference (Vy, Vi), so the other spelling is a tier of its own.
"""

from __future__ import annotations

from collections.abc import Set
from functools import lru_cache

from vnnews_search.data import table_lines
from vnnews_search.text.normalize import fold

__all__ = ["respelled_syllables", "spelling_variants", "unmarked_variants"]

NAMES = "names"
"""The word of the table for pairs that hold in names of people and places too."""


def spelling_variants(syllable: str, *, name: bool = False) -> tuple[str, ...]:
    """The other spellings of a syllable; none of them is the syllable itself.

    Args:
        syllable: normalised, in lower case.
        name: whether it is part of a name, where fewer pairs are one.

    The rule: i and y of open syllables as both are printed (Quyết định 240/QĐ of 1984 and
    1989/QĐ-BGDĐT of 2018 prescribe i, names excepted; most newspapers keep y).

    >>> spelling_variants("kỹ"), spelling_variants("kĩ"), spelling_variants("vy")
    (('kĩ',), ('kỹ',), ())
    >>> spelling_variants("ly"), spelling_variants("ly", name=True)
    (('li',), ())
    """
    return _variants(name).get(syllable, ())


def respelled_syllables() -> Set[str]:
    """The syllables that have another spelling, for those who have many to ask about.

    >>> "kỹ" in respelled_syllables(), "vy" in respelled_syllables()
    (True, False)
    """
    return _variants(False).keys()


def unmarked_variants(folded: str, *, name: bool = False) -> tuple[str, ...]:
    """The other spellings of all syllables that an unmarked one may stand for.

    Args:
        folded: a syllable whose marks were left out, as ``fold`` gives it.
        name: as for ``spelling_variants``.

    >>> unmarked_variants("my"), unmarked_variants("vy"), unmarked_variants("vi")
    (('mì', 'mĩ', 'mỉ', 'mị'), ('vĩ',), ('vỹ',))
    """
    return _unmarked(name).get(folded, ())


@lru_cache(maxsize=2)
def _variants(name: bool) -> dict[str, tuple[str, ...]]:
    pairs = [(one, other) for one, other, in_names in _table() if in_names or not name]
    return {a: (b,) for one, other in pairs for a, b in ((one, other), (other, one))}


@lru_cache(maxsize=2)
def _unmarked(name: bool) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for syllable, others in _variants(name).items():
        found[fold(syllable)] = (*found.get(fold(syllable), ()), *others)
    return found


@lru_cache(maxsize=1)
def _table() -> tuple[tuple[str, str, bool], ...]:
    """The pairs, each with whether it holds in names."""
    lines = (line.split() for line in table_lines("spellings.txt"))
    return tuple((line[0], line[2], NAMES in line[3:]) for line in lines)
