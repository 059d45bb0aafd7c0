"""What is one position of a text, and what is several glued together."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vnnews_search.analysis.tokenizer import check_tokens, is_one_token, paragraphs, tokenize
from vnnews_search.text.normalize import compose

# text → terms; + before a term that is glued to the one before
TOKENS = """
Đại hội Đảng bộ → đại hội đảng bộ
HOÀ THUẬN → hòa thuận
15/7/2020 → 15 +7 +2020
15-7-2020 → 15 +7 +2020
15/2020/NĐ-CP → 15 +2020 +nđ +cp
VH,TT&TT → vh +tt +tt
TP.HCM → tp +hcm
Tp. HCM → tp hcm
Đ/c Sa → đ +c sa
U.S. Army → u +s army
covid-19 → covid +19
3-1 → 3 +1
Lũng Mây–Khe Lim → lũng mây +khe lim
Lũng Mây - Khe Lim → lũng mây khe lim
K'Brơm → k +brơm
H’Lim Niê → h +lim niê
Y A Tủa → y a tủa
y tế → y tế
1.700 hộ → 1700 hộ
1.700.000 → 1700000
9.000. → 9000
(1.700) → 1700
7,5 tỷ → 7,5 tỷ
10,25% → 10,25
1.7 → 1 +7
20.10 → 20 +10
1.7000 → 1 +7000
1.700,5 → 1 +700 +5
1.700.50 → 1 +700 +50
1,2,3 → 1 +2 +3
0912.345.678 → 0912 +345 +678
3.500m2 → 3500 +m2
7,5kg → 7,5 +kg
5.000đ/kg → 5000 +đ +kg
1.700a5 → 1700 +a5
19h30 → 19h30
B52 → b52
08:00 → 08 +00
mai.lo@lungmay.vn → mai +lo +lungmay +vn
nang_mai@lungmay.vn → nang +mai +lungmay +vn
https://lungmay.vn/a-b → https +lungmay +vn +a +b
José Müller → josé müller
Rock'n'roll → rock +n +roll
C++ → c
a...b → a b
a--b → a +b
“đoàn kết” → đoàn kết
a_b → a +b
a__b → a +b
a___b → a b
H‘Lim → h +lim
HʼLim → h +lim
H`Lim → h +lim
Sa‑mi‐a → sa +mi +a
№5, 5% → 5 5
th\u200buỷ\u200b lợi → thủy lợi
lũng\u00admây → lũngmây
hoà\u00a0bình → hòa bình
"""
NOTHING = ["", " ", "\n\t", "... - –", "“”!?", "+-/", "\u200b", "\u0301", "___", "%$€"]


@pytest.mark.parametrize("line", [line for line in TOKENS.splitlines() if line])
def test_tokens(line: str) -> None:
    text, _, expected = line.partition(" → ")
    for spelled in (text, unicodedata.normalize("NFD", text)):
        found = tokenize(spelled)
        check_tokens(spelled, found)
        assert [f"+{t.term}" if t.glued else t.term for t in found] == expected.split(" ")


@pytest.mark.parametrize("text", NOTHING, ids=ascii)
def test_no_tokens(text: str) -> None:
    assert tokenize(text) == []


PARAGRAPHS = [
    ("một", ["một"]),
    ("một\nhai", ["một", "hai"]),
    ("một\r\nhai\rba", ["một", "hai", "ba"]),
    ("\n\n một \n  \nhai\n", [" một ", "hai"]),
    ("một\u2028hai\u2029ba", ["một", "hai", "ba"]),
    ("", []),
    (" \n\t", []),
]


@pytest.mark.parametrize(("text", "expected"), PARAGRAPHS, ids=[ascii(t) for t, _ in PARAGRAPHS])
def test_paragraphs(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in paragraphs(text)] == expected


_PIECES = st.sampled_from(
    [
        "hoà", "Thuỷ", "Ðình", "15", "7", "1.700", "7,5", "2020", "NĐ", "A", "y", "'", "’",
        ".", ",", "/", "-", "–", "&", "@", "_", ":", " ", "\n", "\u200b", "\u00ad", "\u0301",
        "İ", "ß", "²",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=20).map("".join))


@given(TEXTS)
@example("1.\u200b700")
@example("²")
@example("a\u0301\u200bb")
@example("\u0345")
@example("İ")
def test_tokens_of_any_text_keep_their_invariants(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    for spelled in (text, compose(text), decomposed):
        found = tokenize(spelled)
        check_tokens(spelled, found)
        assert not any(token.glued for token in found[:1])


@given(TEXTS)
@example("a\u200b\u0301b")
@example("\u0344x")
@example("15\u0301")
def test_composed_and_decomposed_give_equal_terms(text: str) -> None:
    composed = [(t.term, t.glued) for t in tokenize(compose(text))]
    assert [(t.term, t.glued) for t in tokenize(unicodedata.normalize("NFD", text))] == composed


@given(TEXTS)
def test_paragraphs_are_in_order_and_hold_all_tokens(text: str) -> None:
    spans = list(paragraphs(text))
    assert all(start < end for start, end in spans)
    assert spans == sorted(spans)
    count = sum(len(tokenize(text[start:end])) for start, end in spans)
    assert count == len(tokenize(text))


@given(TEXTS)
@example("HʼLim")
@example("²")
def test_one_token_is_one_token(text: str) -> None:
    if is_one_token(text):
        assert [(token.start, token.end) for token in tokenize(text)] == [(0, len(text))]
