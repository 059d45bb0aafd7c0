"""The letters that were meant: by every way in which news text gets others."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vnnews_search.text.characters import unify
from vnnews_search.text.normalize import fold, has_marks, normalize, normalize_syllable

# as it came → as it was meant; \\N{...} names letters that print like others
MEANT = [
    ("Ðình Lập", "Đình Lập", "eth"),
    ("ðường", "đường", "small eth"),
    ("Ɖắk", "Đắk", "African D"),
    ("\N{CYRILLIC CAPITAL LETTER EN}à Nội", "Hà Nội", "Cyrillic En beside Latin"),
    ("Xã Nà S\N{CYRILLIC SMALL LETTER A}n", "Xã Nà San", "Cyrillic a in a word"),
    ("t\N{CYRILLIC SMALL LETTER O}\u0323a", "tọa", "Cyrillic o that carries a Latin mark"),
    ("\N{GREEK CAPITAL LETTER TAU}P.HCM", "TP.HCM", "Greek Tau"),
    ("ph\N{GREEK SMALL LETTER OMICRON}ng", "phong", "Greek omicron"),
    ("n\N{LATIN SMALL LETTER SCRIPT G}ày", "ngày", "script g"),
    ("ＵＢＮＤ", "UBND", "full width"),
    ("１５/７", "15/7", "full-width digits"),
    ("𝐓𝐇𝐎̂𝐍𝐆 𝐁𝐀́𝐎", "THÔNG BÁO", "bold letters with marks"),
    ("𝗯𝗮̂̀𝘂 𝗰𝘂̛̉", "bầu cử", "sans-serif bold"),
    ("𝘵𝘪𝘯", "tin", "italic"),
    ("ﬁlm", "film", "ligature"),
    ("oﬃce", "office", "ligature of three"),
    ("500m²", "500m2", "raised digit"),
    ("Quý Ⅳ", "Quý IV", "Roman numeral sign"),
    ("La\u0323\u0302p", "Lập", "marks in canonical order"),
    ("Lâ\u0323p", "Lập", "marks in another order"),
    ("Ba\u0301\u0302c", "Bấc", "the tone before the quality"),
    ("Ba\u0301\u0301c", "Bác", "a mark twice"),
    ("uo\u031b\u0301c", "uớc", "horn and tone apart"),
    ("u\u0301\u031bng", "ứng", "the tone before the horn"),
    ("a\u0340", "à", "deprecated tone mark"),
    ("đoàn\u200bkết", "đoànkết", "zero-width space"),
    ("hội\u00adnghị", "hộinghị", "soft hyphen"),
    ("\ufeffHội", "Hội", "byte order mark"),
    ("İstanbul", "Istanbul", "a capital that would leave a mark in lower case"),
]

KEPT = [
    ("СССР", "all Cyrillic"),
    ("Афины", "all Cyrillic"),
    ("Росія TV", "another word is Latin"),
    ("Bитта", "small Cyrillic ve, te look like nothing Latin"),
    ("5α", "Greek alpha"),
    ("kΩ", "Omega looks like no Latin letter"),
    ("µm", "micro sign"),
    ("Йошкар", "a letter with a breve of its own"),
    ("½", "a fraction is not digits"),
    ("①", "a circled digit is a sign"),
    ("h’Hen", "curly quote"),
    ("“đoàn kết”", "curly quotes"),
    ("a\u00a0b", "no-break space"),
    ("…", "ellipsis"),
    ("№ 5", "a sign, not letters"),
    ("北京", "Chinese"),
    ("한국", "Korean"),
    ("naïve Škoda Łódź", "Latin with other marks"),
    ("Nguyễn Văn Đức ơ ư ă â ê ô", "Vietnamese"),
    ("hòa hoà thủy thuỷ", "tone placement is another matter"),
]


@pytest.mark.parametrize(
    ("text", "meant"), [row[:2] for row in MEANT], ids=[row[2] for row in MEANT]
)
def test_letters_that_were_meant(text: str, meant: str) -> None:
    for spelled in (text, unicodedata.normalize("NFD", text)):
        assert unify(spelled) == meant
    assert normalize_syllable(text) == normalize_syllable(meant)
    assert fold(text) == fold(meant)


@pytest.mark.parametrize("text", [row[0] for row in KEPT], ids=[row[1] for row in KEPT])
def test_letters_that_are_themselves(text: str) -> None:
    # Omicron and micro sign have canonical or compatible forms that are the same letter.
    assert unify(text) == unicodedata.normalize("NFC", text).replace("µ", "μ")


_ODD = st.sampled_from(
    [
        "Ð", "ð", "Ɖ", "İ", "ﬁ", "²", "Ⅳ", "𝐓", "𝗮", "Ａ", "１", "а", "о", "Н", "й", "Ο", "ɑ",
        "a", "o", "u", "d", "ư", "ớ", "ậ", " ", "\u00ad", "\u200b", "ǆ", "Å", "ſ", "ẞ", "ŉ", "ͅ",
        "\u0300", "\u0301", "\u0302", "\u0303", "\u0306", "\u0307", "\u0309", "\u031b",
        "\u0323", "\u0340", "\u0344",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=30), st.lists(_ODD, max_size=12).map("".join))


@given(TEXTS)
@example("İ\u0300")
@example("\u0430\u0344b")
@example("ŉ\u0301")
def test_unify_is_idempotent_and_blind_to_composition(text: str) -> None:
    once = unify(text)
    assert unify(once) == once
    assert unify(unicodedata.normalize("NFD", text)) == once
    assert unify(unicodedata.normalize("NFC", text)) == once


@given(TEXTS)
@example("\u0130\u0307")
def test_what_is_built_on_it_is_stable(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded == fold(normalize(text))
    assert normalize_syllable(normalize_syllable(text)) == normalize_syllable(text)
    assert has_marks(text) == has_marks(normalize(text))


@given(st.text(alphabet=st.characters(categories=["L", "N", "M"]), min_size=1, max_size=8))
def test_a_word_stays_without_spaces(word: str) -> None:
    assert not any(letter.isspace() for letter in normalize_syllable(word))
