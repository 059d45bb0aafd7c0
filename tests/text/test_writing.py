"""Whether something was written with accents, and which syllables state theirs."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnnews_search.text import writing
from vnnews_search.text.normalize import fold
from vnnews_search.text.writing import can_be_typed, is_accented, is_syllable, judge_paragraphs

SYLLABLES = """
a y ong anh nghieng Nghiêng phuc Phúc PHÚC truong trường quynh giang gi gie quoc khuyu ngoeo
thuo uyên yeu ia oai hot top Đắk dak lak book
"""
NO_SYLLABLES = """
internet TP web HCM facebook 15 7,5 h30 B52 cl str bla kz w zalo blog club wifi UBND
NĐ covid stress jazz
"""


@pytest.mark.parametrize("token", SYLLABLES.split())
def test_is_a_syllable(token: str) -> None:
    assert is_syllable(token)
    assert is_syllable(fold(token))


@pytest.mark.parametrize("token", NO_SYLLABLES.split())
def test_is_no_syllable(token: str) -> None:
    assert not is_syllable(token)


TYPED = """
Phúc Phục Nguyễn Quốc Dung chung anh tinh lan hoa an ngo ninh giang gieo gien khuya mua
hot top clip web internet BOT PT UBND 15 m2 Müller bye yen die pie Xie qua quy quang gi ghi gie
khoa hoe huy khuyu loay ngoeo boong xoong tuya chia cua rua lau rui sao GIAO TP Mai em
"""
NOT_TYPED = """
Phuc phuc PhuC Nguyen nguyen Quoc quoc bat cap hoc sach tich Tap het viet Viet tien Tien khuyen
Truong truong thuong duoc luong huong bien Dien muon Yeu giac thich lop thuoc quyet thuyen nghieng
chuyen Uyen tuoi buou kieu yeu giet quoc nuoc bach hap ngat xuc guong
"""


@pytest.mark.parametrize("token", TYPED.split())
def test_can_be_typed(token: str) -> None:
    assert can_be_typed(token)


@pytest.mark.parametrize("token", NOT_TYPED.split())
def test_cannot_be_typed(token: str) -> None:
    assert not can_be_typed(token)


@given(st.text(max_size=12))
def test_questions_about_any_token_have_answers(token: str) -> None:
    assert can_be_typed(token) or is_syllable(token)
    assert is_syllable(token) == is_syllable(fold(token))


@pytest.mark.parametrize("text", ["đại đoàn kết", "dai doan kết", "Đinh Lap", "di đi", "ƯƠM"])
def test_is_accented(text: str) -> None:
    assert is_accented(text.split())


@pytest.mark.parametrize("text", ["dai doan ket", "", "Dinh Lap 15", "Muller", "Müller naïve"])
def test_is_not_accented(text: str) -> None:
    assert not is_accented(text.split())


# paragraphs of one article, / between them | judgements
JUDGED = """
Đại hội Đảng bộ huyện | y
Hoi nghi so ket nam | n
Đại hội Đảng bộ huyện / Hoi nghi so ket nam | y n
Hoi nghi so ket / Tin | n n
Đại hội Đảng bộ / Tin | y y
Tin / Đại hội Đảng bộ | y y
Tin | n
Tín | y
Tin Tín | y
Hoi nghi so ket tại | y
Hoi nghi so ket nam nay tại | n
Anh Lan mua hoa tại Ba La | n
 / Đại hội Đảng bộ | y y
15 7 2020 / Đại hội Đảng bộ | y y
15 7 2020 / Hoi nghi so ket | n n
"""


@pytest.mark.parametrize("line", [line for line in JUDGED.splitlines() if line])
def test_judge_paragraphs(line: str) -> None:
    text, _, expected = line.rpartition("|")
    paragraphs = [paragraph.split() for paragraph in text.split("/")]
    assert ["y" if judged else "n" for judged in judge_paragraphs(paragraphs)] == expected.split()


@given(st.lists(st.lists(st.sampled_from(["Đại", "hội", "Hoi", "nghi", "15"]))))
def test_there_is_one_judgement_a_paragraph(paragraphs: list[list[str]]) -> None:
    judged = judge_paragraphs(paragraphs)
    assert len(judged) == len(paragraphs)
    without_numbers = [[t for t in line if t != "15"] for line in paragraphs]
    assert judge_paragraphs(without_numbers) == judged


# --- data/foreign.txt -----------------------------------------------------------------------------


def _entries() -> list[tuple[str, str]]:
    table = files("vnnews_search.data").joinpath("foreign.txt").read_text(encoding="utf-8")
    lines = [line for line in table.splitlines() if line and not line.startswith("#")]
    return [(word.strip(), gloss.strip()) for word, _, gloss in (s.partition("#") for s in lines)]


def test_foreign_words_are_one_word_with_a_gloss_each_once() -> None:
    words = [word for word, _ in _entries()]
    assert len(words) == len(set(words))
    for word, gloss in _entries():
        assert re.fullmatch(r"[a-z]+", word), word
        assert gloss, f"{word}: no gloss"
    assert frozenset(words) == writing._foreign()


def test_foreign_words_need_to_be_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "_foreign", frozenset)
    for word, _ in _entries():
        assert not can_be_typed.__wrapped__(word), f"{word}: could be typed anyway"


def test_foreign_words_are_not_those_refused() -> None:
    table = files("vnnews_search.data").joinpath("foreign.txt").read_text(encoding="utf-8")
    refused = set(re.findall(r"[a-z]+", table.partition("as likely:")[2].partition("\n\n")[0]))
    assert len(refused) > 10
    assert not refused & {word for word, _ in _entries()}
