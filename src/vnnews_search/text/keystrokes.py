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
from importlib.resources import files
from itertools import product
from typing import Literal

from vnnews_search.text.normalize import compose, fold, place_tone

__all__ = ["Decoded", "decode_keystrokes", "decode_syllable"]

NEAR = 3
"""How many tokens away a clear token may stand to speak for a doubtful one: a name's length."""

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
class _Keyboard:
    """Which keys make a mark."""

    tones: dict[str, str]
    circumflex: str  # empty: the letter again
    horn: str
    breve: str
    stroke: str


_TELEX = _Keyboard(_TELEX_TONES, "", "w", "w", "d")
_VNI = _Keyboard({digit: digit for digit in "123450"}, "6", "7", "8", "9")

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
        decoded = _decoded(token)
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
    return None if token.lower() in _listed() else _decoded(token)


def _tokens(text: str) -> Iterator[tuple[int, str]]:
    """The words of a text, each with its start; none out of an address."""
    for chunk in re.finditer(r"\S+", text):
        if not _ADDRESS.search(chunk[0]):
            yield from (
                (chunk.start() + word.start(), word[0]) for word in _TOKEN.finditer(chunk[0])
            )


def _is_meant(
    number: int, tokens: Sequence[tuple[int, str]], clear: Sequence[_Keyboard | None]
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
    keyboard = _keyboard(token)
    return any(one is keyboard for one in clear[max(0, number - reach) : number + reach + 1])


def _is_plain_vni(token: str) -> bool:
    """Whether a token is VNI and no code in capitals; two in a row are no numbered things."""
    return not (token.isalpha() or token[1:].isupper()) and decode_syllable(token) is not None


def _clear_keyboard(token: str) -> _Keyboard | None:
    """The keyboard of a token that must be keystrokes; None for any other."""
    return _keyboard(token) if decode_syllable(token) and _is_clear(token) else None


def _keyboard(token: str) -> _Keyboard:
    return _TELEX if token.isalpha() else _VNI


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


@lru_cache(maxsize=1 << 16)
def _decoded(token: str) -> str | None:
    """The valid syllable that a token is keystrokes of, whatever else the token may be."""
    if not (token.isascii() and token.isalnum() and token[0].isalpha()):
        return None
    keyboard, lowered = _keyboard(token), token.lower()
    if keyboard is _VNI and sum(map(str.isalpha, token)) == 1 and token.isupper():
        return None
    if lowered in _TYPED_OO:
        return None
    for onset in _ONSETS:
        if lowered.startswith(onset):
            syllable = _syllable(onset, lowered[len(onset) :], keyboard)
            if syllable and syllable != lowered:
                return _with_capitals(syllable, token)
    return None


def _syllable(onset: str, rest: str, keyboard: _Keyboard) -> str | None:
    if onset == "d" and rest.count(keyboard.stroke) == 1:
        onset, rest = "đ", rest.replace(keyboard.stroke, "")
    tones = "".join(keyboard.tones[key] for key in rest if key in keyboard.tones)
    keys = "".join(key for key in rest if key not in keyboard.tones)
    if rest[:1] in keyboard.tones or not re.fullmatch("[1-5]?|[1-5]0", tones):
        return None
    if keyboard is _VNI and tones.endswith("0") and keys.isalpha() and onset != "đ":
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
    keyboard = _VNI if vni else _TELEX
    found: dict[str, tuple[str, ...]] = {}
    for rhyme in sorted(_RHYMES, key=str.isascii):
        for keys in _ways(rhyme, keyboard):
            found[keys] = (*found.get(keys, ()), rhyme)
    return found


def _rhymes(keyboard: _Keyboard) -> dict[str, tuple[str, ...]]:
    return _rhymes_of(keyboard is _VNI)


def _ways(rhyme: str, keyboard: _Keyboard) -> set[str]:
    """Every way to type a rhyme: each mark anywhere after its letter."""
    base = fold(rhyme)
    marks = [(at, _mark(letter, keyboard)) for at, letter in enumerate(rhyme) if letter != base[at]]
    ways = {base} if keyboard is _VNI or "oo" not in base else {base.replace("oo", "ooo")}
    for chosen in _choices(rhyme, marks):
        places = [range(at + 1, len(base) + 1) for at, _ in chosen]
        for spots in product(*places):
            ways.add(_inserted(base, spots, [key for _, key in chosen]))
    if marks:
        ways.discard(base)
    if rhyme[0] == "ư" and keyboard is _TELEX:
        ways |= {"w" + way[2:] for way in ways if way.startswith("uw")}
    return ways


def _mark(letter: str, keyboard: _Keyboard) -> str:
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


@lru_cache(maxsize=1)
def _listed() -> dict[str, _Kind]:
    """The words and codes that look like keystrokes, in lower case, each with its kind."""
    table = files("vnnews_search.data").joinpath("keystrokes.txt").read_text(encoding="utf-8")
    listed: dict[str, _Kind] = {}
    for line in table.splitlines():
        kind, _, words = line.split("#", 1)[0].partition(":")
        if words:
            listed |= dict.fromkeys(words.split(), "either" if kind == "either" else "word")
    return listed
