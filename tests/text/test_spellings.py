"""Which syllables have a second spelling, in prose and in names."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnnews_search.text.normalize import fold, normalize_syllable
from vnnews_search.text.spellings import spelling_variants, unmarked_variants

_ONSETS = (
    "",
    *"bcdđghklmnprstvx",
    "ch",
    "gh",
    "gi",
    "kh",
    "ng",
    "ngh",
    "nh",
    "ph",
    "qu",
    "th",
    "tr",
)
_VOWELS = ("iíìỉĩị", "yýỳỷỹỵ")
_SYLLABLES = [onset + vowel for onset in _ONSETS for vowels in _VOWELS for vowel in vowels]
_SYLLABLES += [
    "quýt",
    "quít",
    "quỵt",
    "quịt",
    "quýnh",
    "quính",
    "típ",
    "týp",
    "tay",
    "tai",
    "thúy",
    "thúi",
    "hòa",
]

# one = other; the first half holds in names too
BOTH = """
mỳ = mì
tỵ = tị
kỹ = kĩ
lý = lí
mỹ = mĩ
sỹ = sĩ
tỷ = tỉ
kỳ = kì
ký = kí
kỷ = kỉ
hy = hi
hỷ = hỉ
vỹ = vĩ
quy = qui
quý = quí
quỹ = quĩ
quỳ = quì
quỵ = quị
"""
PROSE = """
ly = li
ty = ti
lỵ = lị
tý = tí
tỳ = tì
týp = típ
ỷ = ỉ
ỳ = ì
xy = xi
ny = ni
"""
TWO = """
vy ≠ vi
my ≠ mi
thy ≠ thi
ky ≠ ki
sy ≠ si
vị ≠ vỵ
vì ≠ vỳ
y ≠ i
ý ≠ í
thúy ≠ thúi
túy ≠ túi
lũy ≠ lũi
huy ≠ hui
tuy ≠ tui
tay ≠ tai
hay ≠ hai
mấy ≠ mấi
chi ≠ chy
đi ≠ đy
phi ≠ phy
trí ≠ trý
quỳnh ≠ quình
kỹ ≠ kì
mỹ ≠ mì
quý ≠ quỉ
lý ≠ lỉ
sỹ ≠ sỉ
tỷ ≠ tí
"""


def _rows(table: str) -> Iterator[tuple[str, str]]:
    for line in table.splitlines():
        if line:
            one, _, other = line.split()
            yield one, other


@pytest.mark.parametrize(("one", "other"), list(_rows(BOTH + PROSE)))
def test_one_syllable(one: str, other: str) -> None:
    assert spelling_variants(one) == (other,)
    assert spelling_variants(other) == (one,)


@pytest.mark.parametrize(("one", "other"), list(_rows(BOTH)))
def test_one_name(one: str, other: str) -> None:
    assert spelling_variants(one, name=True) == (other,)
    assert spelling_variants(other, name=True) == (one,)


@pytest.mark.parametrize(("one", "other"), list(_rows(PROSE)))
def test_two_names(one: str, other: str) -> None:
    assert spelling_variants(one, name=True) == ()
    assert spelling_variants(other, name=True) == ()


@pytest.mark.parametrize(("one", "other"), list(_rows(TWO)))
def test_two_syllables(one: str, other: str) -> None:
    assert other not in spelling_variants(one)
    assert one not in spelling_variants(other)


@pytest.mark.parametrize("name", [False, True])
@pytest.mark.parametrize("syllable", _SYLLABLES)
def test_spellings_are_symmetric_closed_and_never_the_syllable(syllable: str, name: bool) -> None:
    others = spelling_variants(syllable, name=name)
    assert syllable not in others
    assert len(set(others)) == len(others)
    reached = {syllable, *others}
    for other in others:
        assert {other, *spelling_variants(other, name=name)} == reached
        assert normalize_syllable(other) == other
        assert fold(other) != fold(syllable)


@given(st.sampled_from(_SYLLABLES) | st.text(max_size=6))
def test_another_spelling_has_the_same_tone_and_the_letters_but_one(syllable: str) -> None:
    for other in spelling_variants(syllable):
        letters = [unicodedata.normalize("NFD", s).replace("y", "i") for s in (syllable, other)]
        assert letters[0] == letters[1]
    assert set(spelling_variants(syllable, name=True)) <= set(spelling_variants(syllable))


@pytest.mark.parametrize("name", [False, True])
@pytest.mark.parametrize("syllable", _SYLLABLES)
def test_unmarked_syllables_have_the_spellings_of_all_their_accentings(
    syllable: str, name: bool
) -> None:
    accentings = [s for s in _SYLLABLES if fold(s) == fold(syllable)]
    expected = {other for s in accentings for other in spelling_variants(s, name=name)}
    assert set(unmarked_variants(fold(syllable), name=name)) == expected


def test_every_line_says_why() -> None:
    text = files("vnnews_search.data").joinpath("spellings.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert len(lines) > 30
    for line in lines:
        pair, _, reason = line.partition("#")
        one, equals, other, *names = pair.split()
        assert (equals, names) in (("=", []), ("=", ["names"])), line
        assert ("y" in fold(one), "y" in fold(other)) == (True, False), line
        assert len(reason.split()) > 2, line
