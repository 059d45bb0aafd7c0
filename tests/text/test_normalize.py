"""Which strings are one word, and which are not."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vnnews_search.text.normalize import (
    INVISIBLE,
    compose,
    compose_with_offsets,
    fold,
    fold_letters,
    has_marks,
    normalize,
    normalize_syllable,
    place_tone,
)

# as typed | normal form
MUST = """
hoà | hòa
hoá | hóa
hoả | hỏa
loã | lõa
hoạ | họa
xoè | xòe
khoé | khóe
khoẻ | khỏe
toẽ | tõe
loẹ | lọe
thuỳ | thùy
tuý | túy
thuỷ | thủy
luỹ | lũy
luỵ | lụy
uỷ | ủy
Uỷ | Ủy
UỶ | ỦY
HOÀ | HÒA
HOà | HÒa
Hoà | Hòa
THUỶ | THỦY
hòan | hoàn
tòan | toàn
thúân | thuấn
qúy | quý
qùa | quà
qủa | quả
qụy | quỵ
qúôc | quốc
gìa | già
gỉa | giả
gíêng | giếng
gĩư | giữ
cuả | của
cưả | cửa
nghiã | nghĩa
miá | mía
khủyu | khuỷu
ngòai | ngoài
tuýêt | tuyết
rươụ | rượu
điù | đìu
yêú | yếu
Ðình | Đình
ðình | đình
Ɖình | Đình
ɖình | đình
"""

# These are well typed, no Vietnamese, or another word: they stay as they are.
MUST_NOT = """
hòa
thủy
khỏe
quý
quỷ
quà
quả
quỳ
quạ
quở
quế
quốc
quyển
già
giá
giả
giữ
giếng
gì
gỉ
gìn
của
cửa
mía
nghĩa
nguyễn
hoàn
toán
thuận
khuỷu
ngoài
ngoáy
tuyết
rượu
xoong
xoòng
boòng
thuở
yếu
ý
ào
José
JOSÉ
naïve
Müller
Zoë
señor
caffè
cliché
café
São Paulo
Ljubljana – Đà Nẵng
Hà Nội, TP.HCM 15/7/2020
"""

# Two words that no spelling makes one.
DIFFERENT = """
hoa | hòa
thúy | thủy
quý | quỷ
mía | mìa
nghĩa | nghìa
Phúc | Phục
dung | dũng
cua | của
cửa | của
lập | lạp
đình | dình
đa | da
hòa | hoàn
quí | quý
José | Jose
Müller | Muller
"""


def _rows(table: str, columns: int) -> list[object]:
    rows: list[object] = []
    for line in filter(None, table.splitlines()):
        cells = [cell.strip() for cell in line.split("|")]
        assert len(cells) == columns, line
        rows.append(pytest.param(*cells, id=line))
    return rows


@pytest.mark.parametrize(("typed", "normal"), _rows(MUST, 2))
def test_has_one_spelling(typed: str, normal: str) -> None:
    assert normalize(typed) == normal
    assert normalize(unicodedata.normalize("NFD", typed)) == normal
    assert normalize_syllable(typed) == normal.lower()


@pytest.mark.parametrize("typed", _rows(MUST_NOT, 1))
def test_stays_as_it_is(typed: str) -> None:
    assert normalize(typed) == typed
    assert normalize(unicodedata.normalize("NFD", typed)) == typed


@pytest.mark.parametrize(("one", "other"), _rows(DIFFERENT, 2))
def test_stays_another_word(one: str, other: str) -> None:
    assert normalize_syllable(one) != normalize_syllable(other)


def test_a_text_has_one_spelling() -> None:
    typed = "Uỷ ban huyện Ðình Lập, HOÀ bình; José"
    assert normalize(typed) == "Ủy ban huyện Đình Lập, HÒA bình; José"


def test_tables_are_balanced() -> None:
    assert len(_rows(MUST_NOT, 1)) >= len(_rows(MUST, 2))


@pytest.mark.parametrize("sign", INVISIBLE, ids=lambda sign: f"U+{ord(sign):04X}")
def test_invisible_characters_do_not_count(sign: str) -> None:
    assert normalize(sign.join("thuỷ lợi")) == "thủy lợi"
    assert normalize_syllable(sign.join("THUỶ")) == "thủy"
    assert fold(sign.join("Đình")) == "dinh"


@pytest.mark.parametrize("space", ["\u00a0", "\u2009", "\u3000", "\t", "\n"], ids=ascii)
def test_spaces_are_kept(space: str) -> None:
    assert normalize(f"thuỷ{space}lợi") == f"thủy{space}lợi"


def test_marks_in_any_order_are_one_letter() -> None:
    assert normalize("La\u0323\u0302p") == normalize("La\u0302\u0323p") == "Lập"
    assert normalize("Lâ\u0323p") == normalize("Lạ\u0302p") == "Lập"


FOLDED = """
Đại Đoàn Kết | dai doan ket
Ðình Lập | dinh lap
ƯƠNG Ngạn | uong ngan
thuỷ = thủy | thuy = thuy
Müller, José | muller, jose
15/7/2020 | 15/7/2020
İstanbul | istanbul
"""
LETTERS = """
straße | strasse
ﬁlm | film
m² | m2
Ⅳ | iv
Øresund | oresund
Łukasz | lukasz
Işık | isik
"""

UNFOLDED = """
한 | 하
α | a
Б | b
й | j
ŋ | n
"""


@pytest.mark.parametrize(("text", "folded"), _rows(LETTERS, 2))
def test_fold_gives_the_letters_that_one_types(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(("text", "folded"), _rows(FOLDED, 2))
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded
    assert fold_letters(compose(text)) == folded


@pytest.mark.parametrize(("text", "other"), _rows(UNFOLDED, 2))
def test_fold_forgets_marks_alone(text: str, other: str) -> None:
    assert fold(text) != other


MARKED = "Lập đi Đi ðI ơ ư ă â ê ô á à ả ã ạ ỹ José La\u0323p"
UNMARKED = "Dinh di naïve Müller Zoë façade Škoda 15 ... ø ß Å señor Kraśko й ё ά"


@pytest.mark.parametrize("text", MARKED.split())
def test_has_marks(text: str) -> None:
    assert has_marks(text)
    assert has_marks(text.upper())


@pytest.mark.parametrize("text", UNMARKED.split())
def test_has_no_marks(text: str) -> None:
    assert not has_marks(text)


# --- any text -------------------------------------------------------------------------------------

_MARKS = "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323"
LETTERS = "aeiouyăâêôơưđðÐƉgqhnctmpAUYĐ"
VIETNAMESE = st.text(f"{LETTERS}{_MARKS}{INVISIBLE} .'’15İßΣς", max_size=30)
TEXTS = st.one_of(st.text(max_size=60), VIETNAMESE)


@given(TEXTS)
@example("İ")
@example("ΑΣ")
@example("\u0344a")
@example("H\u0301\u0323oa")
@example("a\u200b\u0301")
@example("D\u200bÐ\u0301")
def test_normalize_is_idempotent_and_blind_to_composition(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert normalize(unicodedata.normalize("NFC", text)) == once
    assert normalize(unicodedata.normalize("NFD", text)) == once


@given(TEXTS)
@example("İ")
@example("a\u200b\u0301")
def test_terms_are_idempotent_and_blind_to_composition(text: str) -> None:
    once = normalize_syllable(text)
    assert normalize_syllable(once) == once
    assert normalize_syllable(unicodedata.normalize("NFD", text)) == once
    if compose(text).isalpha():
        assert normalize_syllable(normalize(text)) == once


@given(TEXTS)
@example("İ")
@example("\u0345")
@example("Ά\u0345")
def test_fold_is_idempotent_and_blind_to_composition(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert fold(unicodedata.normalize("NFC", text)) == once
    assert fold(unicodedata.normalize("NFD", text)) == once
    assert fold(normalize(text)) == once
    assert fold(normalize_syllable(text)) == once


@given(TEXTS)
def test_fold_letters_keeps_the_length(text: str) -> None:
    composed = compose(text)
    folded = fold_letters(composed)
    assert len(folded) == len(composed)
    assert fold_letters(folded) == folded


@given(st.text("aáàạăắâấbcdđĐeêếghioôơớuưứyý 15/.", max_size=30))
def test_fold_letters_is_fold_for_vietnamese(text: str) -> None:
    assert fold_letters(text) == fold(text)


@given(TEXTS)
@example("\u0301a")
@example("a\u0323\u0302")
@example("\u1100\u1161\u11a8")
@example("\u0958x")
@example("\u0344")
@example("\U0001d160x")
@example("x\u0301\U0001d160")
def test_offsets_of_composed_text(text: str) -> None:
    composed, offsets = compose_with_offsets(text)
    assert composed == compose(text)
    assert len(offsets) == len(composed) + 1
    assert list(offsets) == sorted(offsets)
    assert offsets[-1] == len(text)
    assert all(0 <= offset <= len(text) for offset in offsets)


@given(st.text(f"{LETTERS}ắếộữỹ 15/.", max_size=30))
def test_offsets_lead_back_to_the_same_letters(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    composed, offsets = compose_with_offsets(decomposed)
    for start in range(len(composed)):
        for end in range(start + 1, len(composed) + 1):
            assert compose(decomposed[offsets[start] : offsets[end]]) == composed[start:end]


@given(st.text(f"{LETTERS}{_MARKS}", max_size=8))
def test_placing_a_tone_moves_it_and_nothing_else(text: str) -> None:
    syllable = compose(text).lower()
    placed = place_tone(syllable)
    assert place_tone(placed) == placed
    assert fold(placed) == fold(syllable)
    assert sorted(unicodedata.normalize("NFD", placed)) == sorted(
        unicodedata.normalize("NFD", syllable)
    )


@given(st.text(max_size=20))
def test_has_marks_is_blind_to_composition(text: str) -> None:
    assert has_marks(text) == has_marks(unicodedata.normalize("NFD", text))
