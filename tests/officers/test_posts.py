"""How posts are read, and the lists they are read with. Places are invented."""

from __future__ import annotations

import unicodedata

import pytest

from vnnews_search.officers import lexicon
from vnnews_search.officers.names import name_key
from vnnews_search.officers.phrases import Entry
from vnnews_search.officers.posts import read_post

# text | office | organisation | level | place
POSTS = """
phó Chủ tịch UB MTTQ VN tỉnh Lạng Sơn | Phó Chủ tịch | Ủy ban MTTQ Việt Nam tỉnh Lạng Sơn | tỉnh | Lạng Sơn
Bí thư huyện ủy Đình Lập | Bí thư | Huyện ủy Đình Lập | huyện | Đình Lập
Chủ tịch UBND xã Khe Lim | Chủ tịch | UBND xã Khe Lim | xã | Khe Lim
Chủ tịch Ủy ban nhân dân tỉnh | Chủ tịch | UBND tỉnh | tỉnh |
Phó Chủ tịch Thường trực HĐND TP. Lạng Sơn | Phó Chủ tịch Thường trực | HĐND thành phố Lạng Sơn | thành phố | Lạng Sơn
Phó Bí thư Thường trực Tỉnh ủy Lạng Sơn | Phó Bí thư Thường trực | Tỉnh ủy Lạng Sơn | tỉnh | Lạng Sơn
nguyên Phó Bí thư Tỉnh uỷ | Phó Bí thư | Tỉnh ủy | tỉnh |
Bí thư Đảng ủy phường Khe Lim | Bí thư | Đảng ủy phường Khe Lim | phường | Khe Lim
Trưởng phòng Tài nguyên và Môi trường huyện Đình Lập | Trưởng phòng | Phòng Tài nguyên và Môi trường huyện Đình Lập | huyện | Đình Lập
Trưởng Ban Tuyên giáo Tỉnh ủy | Trưởng ban | Ban Tuyên giáo Tỉnh ủy | tỉnh |
Vụ phó Vụ Pháp chế | Phó Vụ trưởng | Vụ Pháp chế | |
Cục trưởng Hải quan Lạng Sơn | Cục trưởng | Cục Hải quan Lạng Sơn | | Lạng Sơn
Phó Công an xã Khe Lim | Phó Trưởng Công an | Công an xã Khe Lim | xã | Khe Lim
Thứ trưởng Bộ Y tế | Thứ trưởng | Bộ Y tế | |
Bộ trưởng Y tế | Bộ trưởng | Bộ Y tế | |
Bộ trưởng | Bộ trưởng | | |
Chánh án TAND tỉnh Lạng Sơn | Chánh án | TAND tỉnh Lạng Sơn | tỉnh | Lạng Sơn
Viện trưởng Viện Kiểm sát nhân dân huyện Đình Lập | Viện trưởng | VKSND huyện Đình Lập | huyện | Đình Lập
Viện trưởng VKSND tỉnh Lạng Sơn | Viện trưởng | VKSND tỉnh Lạng Sơn | tỉnh | Lạng Sơn
Viện trưởng Khoa học xã hội | Viện trưởng | Viện Khoa học xã hội | |
Trưởng thôn Khe Lim | Trưởng thôn | Thôn Khe Lim | thôn | Khe Lim
Hiệu phó Trường THPT Khe Lim | Phó Hiệu trưởng | Trường THPT Khe Lim | |
Chủ tịch UBND quận 3 | Chủ tịch | UBND quận 3 | quận | 3
Phó thủ tướng | Phó Thủ tướng | | |
Giám đốc Sở Văn hóa, Thể thao và Du lịch | Giám đốc | Sở Văn hóa, Thể thao và Du lịch | |
bi thu huyen uy Dinh Lap | Bí thư | Huyện ủy Dinh Lap | huyện | Dinh Lap
"""  # noqa: E501

NO_POST = """
bị thu giữ
chuyên viên Sở Y tế
đại biểu dự họp
Thượng tá Lý Văn Sa
chủ tiệm vàng
Phó mặc cho trời
giám sát viên
Trưởng thành từ phong trào
người đội trưởng
đại sứ du lịch
ứng viên Tổng thống
trợ lý Bộ trưởng
"""


def _rows(table: str) -> list[object]:
    rows = ([cell.strip() for cell in line.split("|")] for line in table.splitlines() if line)
    return [pytest.param(*cells, id=cells[0][:60]) for cells in rows]


@pytest.mark.parametrize(("text", "office", "organisation", "level", "place"), _rows(POSTS))
def test_post(text: str, office: str, organisation: str, level: str, place: str) -> None:
    for written in (text, unicodedata.normalize("NFD", text)):
        post = read_post(written)
        assert post is not None
        assert (post.office, post.organisation) == (office, organisation)
        assert (post.level, post.place) == (level, place)


@pytest.mark.parametrize("text", _rows(NO_POST))
def test_no_post(text: str) -> None:
    assert read_post(text) is None


@pytest.mark.parametrize(
    "entry", [e for e in lexicon.offices().entries() if e.label.startswith("Phó ")], ids=str
)
def test_no_deputy_of_the_list_reads_as_a_head(entry: Entry) -> None:
    words = " ".join(entry.terms)
    post = read_post(f"{words.upper() if entry.short else words} Sở Y tế")
    assert post is None or post.office.startswith("Phó ")


@pytest.mark.parametrize("head", sorted({e.label for e in lexicon.offices().entries()}))
def test_phó_before_any_head_makes_a_deputy(head: str) -> None:
    post = read_post(f"Phó {head} Sở Y tế")
    assert post is None or post.office.startswith("Phó ")


def test_lists_are_large_enough_and_normalised() -> None:
    forms = list(lexicon.offices().entries())
    assert len(forms) >= 150
    assert {"nguyễn", "nông", "vàng", "niê"} <= lexicon.surnames().all
    for table in (lexicon.offices(), lexicon.organisations(), lexicon.honorifics()):
        for entry in table.entries():
            assert entry.terms == tuple(t.lower() for t in entry.terms)


KEYS = """
Hoàng Xuân Thuận | thuan hoang xuan
Đ/c Hoàng Xuân Thuận | thuan hoang xuan
HOÀNG XUÂN THUẬN | thuan hoang xuan
PGS.TS Hoàng Xuân Thuận | thuan hoang xuan
Chủ tịch Hoàng Xuân Thuận | thuan hoang xuan
Hoàng Xuân Thuận | thuan hoang xuan
H'Lim Niê | nie h lim
Thuận | thuan
ông Thuận | thuan
"""


@pytest.mark.parametrize(("name", "key"), _rows(KEYS))
def test_name_key(name: str, key: str) -> None:
    assert name_key(name) == key
    assert name_key(unicodedata.normalize("NFD", name)) == key


def test_an_empty_name_has_an_empty_key() -> None:
    assert name_key("") == ""
