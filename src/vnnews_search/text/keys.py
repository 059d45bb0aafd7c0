"""Telex and VNI: which Vietnamese syllable a run of keys makes.

What it is: the rhymes of Vietnamese, the onsets they follow, and every way to type each.

What it is not: a judgement on whether a word of a text is keys at all (``keystrokes``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from vnnews_search.text.normalize import compose, fold, place_tone

__all__ = ["TELEX", "VNI", "Keyboard", "keyboard_of", "syllable_of_keys"]

_WORD = re.compile(r"\w+")
_ONSETS = (
    *_WORD.findall("ngh ng nh ch gh kh ph th tr qu gi b c d g h k l m n p r s t v x"),
    "",
)
_RHYMES = _WORD.findall("""
a ac ach ai am an ang anh ao ap at au ay ăc ăk ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
o oc oi om on ong op ot oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt
oe oen oeo oet ooc oong ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uc ui um un ung up ut uân uâng uât uây uê uêch uên uênh uêt uêu uơ uôc uôi uôm uôn uông uôt
uy uya uych uyn uynh uyp uyt uyu uyên uyêt
ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
y ych ynh yp yt yu yêm yên yêng yêt yêu
""")
_AFTER_QU = frozenset(
    _WORD.findall("""a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc ân âng ât âu ây
    e ec em en eng eo et ê êch ên ênh êt êu i ich in inh it iu ôc ơ ơi ơn ơt
    y ych ynh yp yt yu yên yêt""")
)
_AFTER_G = frozenset(_WORD.findall("i in ip iêc iêm iên iêng iêt iêu"))  # gì, giếng: with one i
_TYPED_OO = ("boong", "xoong")  # a deck and a pan; every other oong is Telex for ông
_STOP = re.compile(r"(?:ch|[ckpt])$")
_TONES = dict(zip("12345", "\u0301\u0300\u0309\u0303\u0323", strict=True))
_TELEX_TONES = dict(zip("sfrxjz", "123450", strict=True))


@dataclass(frozen=True, slots=True)
class Keyboard:
    """Which keys make a mark."""

    tones: dict[str, str]
    circumflex: str  # empty: the letter again
    horn: str
    breve: str
    stroke: str


TELEX = Keyboard(_TELEX_TONES, "", "w", "w", "d")
VNI = Keyboard({digit: digit for digit in "123450"}, "6", "7", "8", "9")


def keyboard_of(token: str) -> Keyboard:
    """The keyboard of a token of letters and digits: VNI has digits, Telex none.

    >>> keyboard_of("laapj") is TELEX, keyboard_of("lap65") is VNI
    (True, True)
    """
    return TELEX if token.isalpha() else VNI


@lru_cache(maxsize=1 << 16)
def syllable_of_keys(token: str) -> str | None:
    """The valid syllable that a token is the keys of, whatever else the token may be.

    Args:
        token: one word.

    Returns:
        The syllable with the capitals of its keys; None if there is none.

    >>> [syllable_of_keys(t) for t in ("DDinhf", "D9inh2", "hair", "hoa")]
    ['Đình', 'Đình', 'hải', None]
    """
    if not (token.isascii() and token.isalnum() and token[0].isalpha()):
        return None
    keyboard, lowered = keyboard_of(token), token.lower()
    if keyboard is VNI and sum(map(str.isalpha, token)) == 1 and token.isupper():
        return None
    if lowered in _TYPED_OO:
        return None
    for onset in _ONSETS:
        if lowered.startswith(onset):
            syllable = _syllable(onset, lowered[len(onset) :], keyboard)
            if syllable and syllable != lowered:
                return _with_capitals(syllable, token)
    return None


def _syllable(onset: str, rest: str, keyboard: Keyboard) -> str | None:
    if onset == "d" and rest.count(keyboard.stroke) == 1:
        onset, rest = "đ", rest.replace(keyboard.stroke, "")
    tones = "".join(keyboard.tones[key] for key in rest if key in keyboard.tones)
    keys = "".join(key for key in rest if key not in keyboard.tones)
    if rest[:1] in keyboard.tones or not re.fullmatch("[1-5]?|[1-5]0", tones):
        return None
    if keyboard is VNI and tones.endswith("0") and keys.isalpha() and onset != "đ":
        return None
    tone = "" if tones.endswith("0") else tones
    for rhyme in _rhymes(keyboard).get(keys, ()):
        if _follows(rhyme, onset) and _bears(rhyme, tone):
            return place_tone(compose(onset + rhyme[0] + _TONES.get(tone, "") + rhyme[1:]))
    return None


def _follows(rhyme: str, onset: str) -> bool:
    """Whether Vietnamese writes a rhyme after an onset."""
    if onset == "qu":
        return rhyme in _AFTER_QU
    front = rhyme[0] in "ieêy"
    if onset == "g" and front:
        return rhyme in _AFTER_G
    if rhyme == "ăk":
        return onset in ("đ", "l", "p")  # Đắk Lắk, as the province writes itself
    if onset in ("k", "gh", "ngh"):
        return front
    if onset in ("c", "g", "ng"):
        return not front and not (
            onset == "c" and rhyme[:2] in ("oa", "oă", "oe", "uâ", "uy", "uê")
        )
    if onset == "gi":
        return rhyme[0] not in "iêy"
    if not onset:
        return rhyme[:2] not in ("iê", "yc", "yn", "yp", "yt", "yu")
    return not rhyme.startswith("yê") and (
        rhyme != "y" or onset not in ("ph", "ch", "nh", "r", "x")
    )


def _bears(rhyme: str, tone: str) -> bool:
    """Whether a rhyme can have a tone: before c, ch, k, p, t only sắc and nặng (and Đăk)."""
    return tone in ("1", "5") or not _STOP.search(rhyme) or (rhyme == "ăk" and not tone)


def _with_capitals(syllable: str, token: str) -> str:
    """A syllable, each letter in the case of the key that typed it."""
    letters: list[str] = []
    keys = iter(token)
    for letter in syllable:
        bases = fold(letter) + ("w" if fold(letter) == "u" and letter != "u" else "")
        key = next(key for key in keys if key.lower() in bases)
        letters.append(letter.upper() if key.isupper() else letter)
    return "".join(letters)


@lru_cache(maxsize=2)
def _rhymes_of(vni: bool) -> dict[str, tuple[str, ...]]:
    """For keys without a tone the rhymes that they make, those with marks first."""
    keyboard = VNI if vni else TELEX
    found: dict[str, tuple[str, ...]] = {}
    for rhyme in sorted(_RHYMES, key=str.isascii):
        for keys in _ways(rhyme, keyboard):
            found[keys] = (*found.get(keys, ()), rhyme)
    return found


def _rhymes(keyboard: Keyboard) -> dict[str, tuple[str, ...]]:
    return _rhymes_of(keyboard is VNI)


def _ways(rhyme: str, keyboard: Keyboard) -> set[str]:
    """Every way to type a rhyme: each mark anywhere after its letter."""
    base = fold(rhyme)
    marks = [(at, _mark(letter, keyboard)) for at, letter in enumerate(rhyme) if letter != base[at]]
    ways = {base} if keyboard is VNI or "oo" not in base else {base.replace("oo", "ooo")}
    for chosen in _choices(rhyme, marks):
        places = [range(at + 1, len(base) + 1) for at, _ in chosen]
        for spots in product(*places):
            ways.add(_inserted(base, spots, [key for _, key in chosen]))
    if marks:
        ways.discard(base)
    if rhyme[0] == "ư" and keyboard is TELEX:
        ways |= {"w" + way[2:] for way in ways if way.startswith("uw")}
    return ways


def _mark(letter: str, keyboard: Keyboard) -> str:
    if letter in "âêô":
        return keyboard.circumflex or fold(letter)
    return keyboard.breve if letter == "ă" else keyboard.horn


def _choices(rhyme: str, marks: list[tuple[int, str]]) -> list[list[tuple[int, str]]]:
    """The marks to type; one key makes both letters of ươ."""
    return [marks, marks[:1], marks[1:]] if rhyme.startswith("ươ") else [marks]


def _inserted(base: str, spots: Sequence[int], keys: Sequence[str]) -> str:
    for spot, key in sorted(zip(spots, keys, strict=True), reverse=True):
        base = base[:spot] + key + base[spot:]
    return base
