"""Words as ranges of tokens: pyvi's model, whatever the text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from vnnews_search.analysis.segmenter import segment, word_ranges
from vnnews_search.analysis.tokenizer import tokenize
from vnnews_search.text.normalize import normalize

WORDS = [
    ("Ủy ban nhân dân huyện tổ chức hội nghị", "Ủy ban|nhân dân|huyện|tổ chức|hội nghị"),
    ("hội nghị TP.HCM", "hội nghị|TP|HCM"),
    ("Ngày 15/7/2020", "Ngày|15|7|2020"),
    ("đại đoàn kết dân tộc", "đại đoàn kết|dân tộc"),
    ("hòa bình", "hòa bình"),
    ("hội", "hội"),
    ("hội nghị\nhội nghị", "hội nghị|hội nghị"),
    ("", ""),
    ("... –", ""),
]


@pytest.mark.parametrize(("text", "words"), WORDS, ids=[text[:30] for text, _ in WORDS])
def test_segment(text: str, words: str) -> None:
    assert segment(text) == [word for word in words.split("|") if word]


def test_words_do_not_cross_lines_and_sentences() -> None:
    assert segment("hội\nnghị") == ["hội", "nghị"]
    assert segment("Xã đại hội. Nghị quyết mới.") == ["Xã", "đại hội", "Nghị quyết", "mới"]


OTHER_PLACEMENTS = [
    ("Ủy ban hòa giải", "Uỷ ban hoà giải"),
    ("thủy lợi, sức khỏe", "thuỷ lợi, sức khoẻ"),
    ("huyện Đình Lập thanh lịch", "huyện Ðình Lập thanh lịch"),
    ("văn hóa xã hội", "văn hoá xã hội"),
]


@pytest.mark.parametrize(
    ("text", "other"), OTHER_PLACEMENTS, ids=[text for text, _ in OTHER_PLACEMENTS]
)
def test_another_tone_placement_gives_the_same_words(text: str, other: str) -> None:
    expected = segment(text)
    for spelled in (other, unicodedata.normalize("NFD", other)):
        assert [normalize(word) for word in segment(spelled)] == expected


_PIECES = st.sampled_from(
    [
        "hội nghị", "Uỷ ban", "nhân dân", "hoà", "bình", "15/7", "TP.HCM", "1.700", "a@b.vn",
        "Nghị", " ", " ", ". ", ", ", "-", "_", '"', "...", "http://a.vn", "\u200b", "\u0301",
        "²", "x2",
    ]
)  # fmt: skip
_PLAIN = st.sampled_from(
    [
        "hội", "nghị", "Uỷ", "ban", "nhân", "dân", "hoà", "bình", "15/7/2020", "1.700", "7,5",
        "TP.HCM", ".", ",", ";", "(", ")", "–", '"', "Lũng", "Mây",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=40), st.lists(_PIECES, max_size=15).map("".join))


@settings(deadline=None)
@given(TEXTS)
@example("a\u0301\u0301 b")
@example("hội_nghị hội nghị")
@example("İ ß ²")
def test_ranges_cover_every_token_once_in_order(text: str) -> None:
    for spelled in (text, unicodedata.normalize("NFD", text)):
        tokens = tokenize(spelled)
        ranges = word_ranges(spelled, tokens)
        assert [n for first, last in ranges for n in range(first, last)] == list(range(len(tokens)))
        assert all(first < last for first, last in ranges)


@settings(deadline=None)
@given(st.lists(_PLAIN, max_size=15).map(" ".join))
def test_no_word_crosses_a_sign_or_joins_a_number(text: str) -> None:
    tokens = tokenize(text)
    for first, last in word_ranges(text, tokens):
        for before, token in zip(tokens[first:last], tokens[first + 1 : last], strict=False):
            between = text[before.end : token.start]
            assert not set(between) & set('.,;()–"/'), (before, token)
            assert not token.text[0].isdigit()


@settings(deadline=None)
@given(st.lists(_PIECES, max_size=15).map(" ".join))
def test_composed_and_decomposed_give_the_same_words(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert word_ranges(decomposed, tokenize(decomposed)) == word_ranges(text, tokenize(text))
