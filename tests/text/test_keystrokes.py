"""Keystrokes of Telex and VNI become syllables; words and codes that look like them stay."""

from __future__ import annotations

import gzip
import json
import unicodedata
from collections import Counter
from itertools import islice
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnnews_search.analysis.lexicon import listed_words
from vnnews_search.text import keys, keystrokes
from vnnews_search.text.keystrokes import Decoded, decode_keystrokes, decode_syllable
from vnnews_search.text.normalize import has_marks, normalize, place_tone
from vnnews_search.text.writing import is_syllable

# keystrokes = what was meant
MUST = """
ddinhf laapj = đình lập
ddinhf = đình
laapj = lập
DDinhf Laapj = Đình Lập
DDINHF LAAPJ = ĐÌNH LẬP
Ddinhf = Đình
dDinhf = đình
dinhfd = đình
lapaj = lập
ddaji ddoafn keest = đại đoàn kết
ddaij ddoanf keets = đại đoàn kết
Nguyeenx Vawn A = Nguyễn Văn A
Nguyeexn Vawn Toans = Nguyễn Văn Toán
NGUYEENX VAWN HOAF = NGUYỄN VĂN HÒA
tieengs = tiếng
tieesng = tiếng
Tieesng Vieejt = Tiếng Việt
dduwowngf = đường
dduowngf = đường
DDUWOWNGF = ĐƯỜNG
truowngf hocj = trường học
truwowngf = trường
nuowcs = nước
nuwowcs = nước
nguoiwf = người
nguwowfi = người
twf nhwngx = từ những
nhw = như
thuowr = thuở
quoocs gia = quốc gia
quyeets ddinhj = quyết định
giuwx = giữ
gieengs nuowcs = giếng nước
khuyur = khuỷu
thuyr sanr = thủy sản
uyr ban = ủy ban
hoawcj = hoặc
ngoeoj = ngoẹo
xooong = xoong
toanf quoocs = toàn quốc
toanfz = toan
toanf toansz = toàn toan
DDawks Lawks = Đắk Lắk
hội nghị ddinhf laapj = hội nghị đình lập
(ddinhf), "laapj"! = (đình), "lập"!
title:ddinhf = title:đình
ddinhf-laapj = đình-lập
Hair Phongf = Hải Phòng
car nuowcs = cả nước
Hoof Chis Minh = Hồ Chí Minh
coong tacs = công tác
khoong tins nhieemj = không tín nhiệm
toans hocj = toán học
hoas hocj = hóa học
cans booj = cán bộ
moon hocj = môn học
ddieemr ban hanhf = điểm ban hành
yeeu caauf = yêu cầu
D9inh2 Lap65 = Đình Lập
D9INH2 LAP65 = ĐÌNH LẬP
d9i2nh la65p = đình lập
Dinh92 Lap65 = Đình Lập
Lap65 = Lập
Nguye6n4 = Nguyễn
Nguye64n Va8n A = Nguyễn Văn A
Tie6ng1 Tie61ng = Tiếng Tiếng
d9u7o7ng2 = đường
d9uo7ng2 = đường
nuoc71 = nước
nuo7c1 = nước
u3y ban nha6n da6n huye65n = ủy ban nhân dân huyện
d9a5i d9oa2n ke61t = đại đoàn kết
y1 kie61n = ý kiến
giao1 duc5 = giáo dục
Toan1 hoc5 = Toán học
hoi65 nghi5 d9a3ng = hội nghị đảng
d9inh10 = đinh
D9a81k La81k = Đắk Lắk
Tra62n Quo61c Toan3 = Trần Quốc Toản
"""

# text = why nothing of it is keystrokes
MUST_NOT = """
was = an English word
news = no Vietnamese rhyme
boss = a tone typed twice
class = the same
two = a bare ươ
win = no Vietnamese rhyme
show = a doubtful w alone
law = a bare ă
how = listed
town = listed
max = listed
fix = no Vietnamese onset
mix = listed
tax = listed
his = listed
has been = listed, both
see = listed
food = no Vietnamese onset
book = no Vietnamese coda
free = no Vietnamese onset
moon = listed as either
Moon Jae In = the same, a name
Soo Hoon Lee = Korean names
room = listed
boots = listed
queen = listed as either
car = listed as either
hair = listed as either
sex = listed as either
taxi visa = two runs of vowels
sofa = listed
hero = listed
did = a d at the end
cans = a plural without a neighbour
bans hats toms = plurals are no neighbours of one another
hoas = a plural in shape
toans = a plural in shape
best test host = English st
toast = listed
born = listed
Masan Hamas = listed
Mary Laura Lisa = listed
Congo = listed
Wong Won Wu = w in front
Perez Merz = z
gif = listed as either
of = listed
chef = listed as either
DDoS = listed
DDOS = listed
TW = trung ương, three capitals
VAR = listed
IMF = listed
USA = listed
OJ = two capitals
B52 = no vowel
A1 = one capital letter
F1 = no vowel
m2 = no vowel
km2 = no vowel
T1 = no vowel
Q1 = no vowel
U23 = two tones
U19 = a 9 without a d
H5N1 = no vowel
5G = begins with a digit
QL1A = no Vietnamese onset
Covid19 = no syllable
CO2 = listed
SE4 = listed
lop1 = a number glued to a word
so1 va ban2 = the same, twice
SO1 BAN2 = codes in capitals
tap10 = no number takes a tone away
top10 = the same
vong16 = a number glued to a word
2024 = digits
hoa = a syllable as it stands
oan = a syllable as it stands
boong = a deck
hòa bình = typed with marks
Đình Lập = typed with marks
https://ddinhf.vn/laapj = an address
toanf@laapj.vn = an address
www.ddinhf = an address
ddinhf_laapj = an identifier
ddinhf's = with an apostrophe
ngf = no vowel
partf = no Vietnamese coda
laapf = a stop ending with huyền
sachr = a stop ending with hỏi
nuowc = a stop ending without a tone
kas = k before a
ghaf = gh before a
cees = c before ê
ngheengj'x = with an apostrophe
toansf = two tones
z = no vowel
Dd = no vowel
Noong = a place
Loong = a name
Pharma = listed
MoMo = listed
won = listed
"""


def _rows(table: str) -> list[list[str]]:
    return [line.split(" = ") for line in table.strip().splitlines()]


@pytest.mark.parametrize(("typed", "meant"), _rows(MUST))
def test_keystrokes_become_what_was_meant(typed: str, meant: str) -> None:
    assert decode_keystrokes(typed).text == meant


@pytest.mark.parametrize(("text", "why"), _rows(MUST_NOT))
def test_words_and_codes_stay(text: str, why: str) -> None:
    assert decode_keystrokes(text) == Decoded(text, ()), why


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("news ddinhf laapj boss", "news đình lập boss"),
        ("how ddinhf how", "how đình how"),
        ("car xe ddinhf", "car xe đình"),
        ("cans mot hai ba bon ddinhf", "cans mot hai ba bon đình"),
        ("lop1 ddinhf", "lop1 đình"),
        ("toans d9inh2", "toans đình"),
    ],
    ids=["no rhyme", "listed word", "either, not beside", "far", "Telex for VNI", "VNI for Telex"],
)
def test_a_neighbour_does_not_vouch_for_everything(text: str, meant: str) -> None:
    assert decode_keystrokes(text).text == meant


def test_no_line_of_the_table_is_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = keystrokes._listed()
    monkeypatch.setattr(keystrokes, "_listed", dict)
    assert len(listed) > 300
    assert [word for word in listed if decode_syllable(word) is None] == []


TONES = {"\u0301": "s1", "\u0300": "f2", "\u0309": "r3", "\u0303": "x4", "\u0323": "j5"}
QUALITIES = {"\u0302": " 6", "\u031b": "w7", "\u0306": "w8"}


def _typed(syllable: str, *, vni: bool, at_end: bool) -> str:
    """The keystrokes of a syllable; with ``at_end`` its marks stand last, the tone after all."""
    keys = tone = late = base = ""
    bare = "".join(c for c in unicodedata.normalize("NFD", syllable) if c not in TONES)
    for char in unicodedata.normalize("NFD", syllable.replace("đ", "d\u0335")):
        if char in TONES:
            key = TONES[char][vni]
            tone, keys = (key, keys) if at_end else (tone, keys + key)
            continue
        mark = {"\u0335": "d9", **QUALITIES}.get(char, "")
        key = (mark[vni] if mark.strip() and mark[vni] != " " else base) if mark else char
        base = char if not mark else base
        late, keys = (late + key, keys) if mark and at_end else (late, keys + key)
    keys = keys + late + tone
    return keys.replace("oo", "ooo", 1) if not vni and "oo" in bare else keys


# Syllables that do not come back, with the reason.
LOST = {
    "giê": "half of Giê-su: no rhyme of Vietnamese",
    "giề": "the same",
    "quọ": "no rhyme of Vietnamese after qu",
    "â": "a letter, no syllable",
    "ă": "a letter, no syllable",
    "bông": "boong in Telex, which is a deck",
    "xông": "xoong in Telex, which is a pan",
}


@pytest.mark.parametrize("at_end", [False, True], ids=["in place", "at the end"])
@pytest.mark.parametrize("vni", [False, True], ids=["telex", "vni"])
def test_every_listed_syllable_comes_back(vni: bool, at_end: bool) -> None:
    words = {part for word in listed_words() for part in word.lower().split()}
    syllables = {place_tone(w) for w in words if is_syllable(w) and has_marks(w) and w.isalpha()}
    typed = {s: _typed(s, vni=vni, at_end=at_end) for s in syllables - LOST.keys()}
    lost = {s: k for s, k in typed.items() if decode_syllable(k) != s}
    # A listed word means itself.
    unexplained = {s: k for s, k in lost.items() if k not in keystrokes._listed()}
    assert unexplained == {}
    assert len(syllables) > 5000
    assert len(lost) < 0.04 * len(syllables)


PIECES = st.sampled_from(
    [
        *"aăâeêioôơuưyđbcdghklmnpqrstvxzwfj0123456789 .,-_'@\u0301\u0323\u200bẤ",
        "dd",
        "uow",
        "ngh",
        " ",
    ]
)
TYPED = st.lists(st.sampled_from([*MUST.split(), *MUST_NOT.split()])).map(" ".join)
TEXTS = st.text() | st.lists(PIECES, max_size=60).map("".join) | TYPED


@given(TEXTS)
def test_spans_lead_from_the_original_to_the_decoding(text: str) -> None:
    decoded = decode_keystrokes(text)
    end = length = 0
    for start, stop, new_start, new_stop in decoded.spans:
        assert decoded.text[length:new_start] == text[end:start]
        assert decoded.text[new_start:new_stop] == keys.syllable_of_keys(text[start:stop])
        end, length = stop, new_stop
    assert decoded.text[length:] == text[end:]


@given(TEXTS)
def test_decoding_again_changes_nothing(text: str) -> None:
    once = decode_keystrokes(text).text
    assert decode_keystrokes(once) == Decoded(once, ())


@given(st.text())
def test_a_decoded_syllable_is_normal_and_vietnamese(token: str) -> None:
    decoded = decode_syllable(token)
    assert decoded is None or (is_syllable(decoded) and normalize(decoded) == decoded)


def test_a_token_takes_microseconds() -> None:
    tokens = [
        f"{onset}{rhyme}{tone}"
        for onset in "bcdhlmnt"
        for rhyme in ("aam", "oan", "ieen", "uowng", "awn", "est", "oom", "ung")
        for tone in "sfrxj"
    ]
    text = " ".join(tokens * 10)
    decode_keystrokes("ddinhf d9inh2")  # reads the table and builds the rhymes
    began = perf_counter()
    decode_keystrokes(text)
    assert (perf_counter() - began) / (len(tokens) * 10) < 100e-6  # 20 µs on an idle machine


# What is decoded in real news, with the reason.
EXPLAINED = {"Suwar": "a place in Syria; sửa is too common a syllable to be refused"}


def test_real_news_holds_no_keystrokes(news_data: Path) -> None:
    found: Counter[str] = Counter()
    with gzip.open(news_data / "news" / "vietnews_40k.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in islice(lines, 500):
            article = json.loads(line)
            for text in (article["title"], article["abstract"], *article["body"].split("\n")):
                found.update(text[start:end] for start, end, *_ in decode_keystrokes(text).spans)
    assert found.keys() - EXPLAINED.keys() == set()
