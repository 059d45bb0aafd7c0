"""Which names are one, may be one, are not. All people are invented."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnnews_search.officers.matching import Verdict, match_names, near_names
from vnnews_search.text.normalize import fold

# one | other | form
SAME = """
Lý Văn Sa | Lý Văn Sa | exact
Lý Văn Sa | LÝ VĂN SA | exact
Lý Văn Sa | Đ/c Lý Văn Sa | exact
Lý Văn Sa | đồng chí Lý Văn Sa | exact
Lý Văn Sa | PGS.TS Lý Văn Sa | exact
Lý Văn Sa | Thượng tá Lý Văn Sa | exact
Lý Văn Sa | Chủ tịch Lý Văn Sa | exact
Bà Vi Thị Thuỷ | Vi Thị Thủy | exact
Vi Thị Hoà | Vi Thị Hòa | exact
Đỗ Văn Sim | Ðỗ Văn Sim | exact
Lý  Văn-Sa | Lý Văn Sa | exact
H'Lim Niê | H’Lim Niê | exact
Vàng A Tửu | VÀNG A TỬU | exact
Thuận Lý Xuân | Lý Xuân Thuận | western
Xuân Thuận Lý | Lý Xuân Thuận | western
Bá Văn Sa | Bá Văn Sa | exact
"""
POSSIBLE = """
Ly Van Sa | Lý Văn Sa | unaccented
LY VAN SA | Lý Văn Sa | unaccented
Do Van Sim | Đỗ Văn Sim | unaccented
Nguyen Van Dung | Nguyễn Văn Dũng | unaccented
Nguyễn Văn Phuc | Nguyễn Văn Phúc | unaccented
Nguyen Văn Sa | Nguyễn Văn Sa | unaccented
Thuan Ly Xuan | Lý Xuân Thuận | unaccented
L.V. Sa | Lý Văn Sa | initials
L. V. Sa | Lý Văn Sa | initials
Ng. Văn Sa | Nguyễn Văn Sa | initials
Lý V. Sa | Lý Văn Sa | initials
Đ.V. Sim | Đỗ Văn Sim | initials
D.V. Sim | Đỗ Văn Sim | initials
L.V. Thuan | Lý Văn Thuận | initials
Lý Sa | Lý Văn Sa | no_middle
Vi Kim Khe | Vi Thị Kim Khe | no_middle
Ly Sa | Lý Văn Sa | no_middle
đồng chí Sa | Lý Văn Sa | given
ông Sa | Lý Văn Sa | given
Bà Kim Khe | Vi Thị Kim Khe | given
Chủ tịch Sa | Lý Văn Sa | given
ong Thuan | Lý Xuân Thuận | given
Ba Van Sa | Bá Văn Sa | unaccented
Lý Văn Sỹ | Lý Văn Sĩ | spelling
Lí Văn Sa | Lý Văn Sa | spelling
Lý Quí Sa | Lý Quý Sa | spelling
Ông Trần Mĩ Kì | TRẦN MỸ KỲ | spelling
Sỹ Lý Văn | Lý Văn Sĩ | spelling
Ly Van Sy | Lý Văn Sĩ | unaccented
Ly Van Si | Lý Văn Sỹ | unaccented
Ly Van Sy | Ly Van Si | unaccented
L.V. Sỹ | Lý Văn Sĩ | initials
Lý Sỹ | Lý Văn Sĩ | no_middle
ông Sỹ | Lý Văn Sĩ | given
"""
DIFFERENT = """
Nguyễn Văn Phúc | Nguyễn Văn Phục
Nguyễn Vân Sa | Nguyễn Văn Sa
Nguyễn Văn Dung | Nguyễn Văn Dũng
Nguyễn Van Sa | Nguyễn Văn Sa
Lý Văn Mai | Lý Văn Mãi
Lý Thanh Sa | Lý Thành Sa
Phạm Hùng | Phạm Hưng
Đỗ Văn Sim | Dỗ Văn Sim
Lý Văn Sa | Lý Văn Lim
Lý Văn Sa | Lê Văn Sa
Lý Văn Sa | Lý Hữu Sa
Lý Văn Sa | Văn Sa Lê
Mai Lan Hương | Lan Hương Đỗ
Hoàng Văn Dương | Dương Hoàng Văn
Ly Van Sa | Lê Văn Sa
L.V. Sa | Lê Văn Lim
L.H. Sa | Lý Văn Sa
D.V. Thuận | Đỗ Văn Thuận
Lý Văn S. | Lý Văn Sa
ông Khe | Vi Thị Khe
ông Sả | Lý Văn Sa
Sa | Lý Văn Sa
Lý | Lý Văn Sa
ông Lý | Lý Văn Sa
Bà Văn Lim | Vi Thị Kim Lim
Lý Sả | Lý Văn Sa
Vàng A Tửu | Vàng Anh Tửu
Lý Hà Vy | Lý Hà Vi
Lý Khánh Ly | Lý Khánh Li
Lý Thảo My | Lý Thảo Mi
Lý Văn Ty | Lý Văn Ti
Lý Văn Tý | Lý Văn Tí
Lý Minh Thy | Lý Minh Thi
Lý Văn Sỹ | Lý Văn Si
Lý Văn Sỹ | Lý Văn Sỉ
Lý Văn Kỳ | Lý Văn Kỉ
Lý Văn Thúy | Lý Văn Thúi
Ly Van Sy | Lý Văn Si
Y Blơm Niê | I Blơm Niê
ông Vy | Lý Hà Vi
"""
NEAR = """
Hoàng Xuân Thuận | Hoàng Xuân Thuấn
Nguyễn Văn Dung | Nguyễn Văn Dũng
Lý Văn Sim | Lý Văn Sin
Nguyễn Văn Phúc | Nguyễn Văn Phục
Ly Van Sam | Lý Văn Sa
"""
NOT_NEAR = """
Hoàng Xuân Thuận | Hoàng Xuân Thuận
Hoàng Xuân Thuận | Hoang Xuan Thuan
Hoàng Xuân Thuận | Hoàng Văn Thuận
ông Thuận | Hoàng Xuân Thuận
Hoàng Xuân Thuận | Lý Văn Sa
"""


def _rows(table: str) -> list[object]:
    rows = ([cell.strip() for cell in line.split("|")] for line in table.splitlines() if line)
    return [pytest.param(*cells, id=" = ".join(cells[:2])) for cells in rows]


@pytest.mark.parametrize(("one", "other", "form"), _rows(SAME))
def test_same(one: str, other: str, form: str) -> None:
    match = match_names(one, other)
    assert (match.verdict, match.form) == (Verdict.SAME, form)


@pytest.mark.parametrize(("one", "other", "form"), _rows(POSSIBLE))
def test_possible(one: str, other: str, form: str) -> None:
    match = match_names(one, other)
    assert (match.verdict, match.form) == (Verdict.POSSIBLE, form)
    assert 0 < match.score < 0.95


@pytest.mark.parametrize(("one", "other"), _rows(DIFFERENT))
def test_different(one: str, other: str) -> None:
    match = match_names(one, other)
    assert (match.verdict, match.form, match.score) == (Verdict.DIFFERENT, "", 0.0)


@pytest.mark.parametrize(("one", "other"), _rows(NEAR))
def test_near(one: str, other: str) -> None:
    assert near_names(one, other)
    assert near_names(other, one)


@pytest.mark.parametrize(("one", "other"), _rows(NOT_NEAR))
def test_not_near(one: str, other: str) -> None:
    assert not near_names(one, other)


_SYLLABLES = [
    "Lý",
    "Nguyễn",
    "Văn",
    "Vân",
    "Thị",
    "Dũng",
    "Dung",
    "Phúc",
    "Phuc",
    "Bá",
    "N.",
    "Đ.",
    "Sỹ",
    "Sĩ",
    "Si",
]
_TITLES = ["", "ông ", "bà ", "Đ/c ", "TS ", "Chủ tịch "]
_NAMES = st.builds(
    lambda title, syllables: title + " ".join(syllables),
    st.sampled_from(_TITLES),
    st.lists(st.sampled_from(_SYLLABLES), min_size=1, max_size=4),
)
_STRINGS = st.one_of(_NAMES, st.text(max_size=20))


@given(_STRINGS)
def test_reflexive(name: str) -> None:
    match = match_names(name, name)
    assert (match.verdict, match.score) == (Verdict.SAME, 1.0)
    assert match_names(name, unicodedata.normalize("NFD", name)).verdict is Verdict.SAME


@given(_STRINGS, _STRINGS)
def test_symmetric(one: str, other: str) -> None:
    forward, back = match_names(one, other), match_names(other, one)
    assert (forward.verdict, forward.form, forward.score) == (back.verdict, back.form, back.score)
    assert near_names(one, other) == near_names(other, one)


@given(_NAMES, _NAMES)
def test_folding_one_side_never_makes_a_match_different(one: str, other: str) -> None:
    if match_names(one, other).verdict is not Verdict.DIFFERENT:
        assert match_names(fold(one), other).verdict is not Verdict.DIFFERENT
