"""Who is an officer in a text, and who is not. All people and most places are invented."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vnnews_search.models import Article, Status
from vnnews_search.officers.mentions import find_in_article, find_officers
from vnnews_search.text.normalize import fold

# text | name | office | organisation, of the one officer in it
MUST = """
Đ/c Lý Văn Sa, Bí thư huyện ủy Lũng Mây phát biểu | Lý Văn Sa | Bí thư | Huyện ủy Lũng Mây
Đ/c Lý Văn Sa, phó Chủ tịch UB MTTQ VN tỉnh Lũng Sơn | Lý Văn Sa | Phó Chủ tịch | Ủy ban MTTQ Việt Nam tỉnh Lũng Sơn
Đồng chí Nông Thị Mây - Chủ tịch UBND xã Khe Lim - dự | Nông Thị Mây | Chủ tịch | UBND xã Khe Lim
Ông Trần Quốc Bạch (Giám đốc Sở Y tế tỉnh Lũng Sơn) nói | Trần Quốc Bạch | Giám đốc | Sở Y tế tỉnh Lũng Sơn
Ông Trần Quốc Bạch (52 tuổi), Giám đốc Sở Y tế, nói | Trần Quốc Bạch | Giám đốc | Sở Y tế
Bà Vi Thị Khe là Hiệu trưởng Trường THCS Lũng Mây | Vi Thị Khe | Hiệu trưởng | Trường THCS Lũng Mây
Bà Vi Thị Khe được bổ nhiệm giữ chức Vụ trưởng Vụ Pháp chế | Vi Thị Khe | Vụ trưởng | Vụ Pháp chế
Hội nghị bầu ông Lê Phong Lĩnh giữ chức Chủ tịch HĐND huyện | Lê Phong Lĩnh | Chủ tịch | HĐND huyện
Chủ tịch UBND tỉnh Lý Văn Sa thăm bản | Lý Văn Sa | Chủ tịch | UBND tỉnh
Chủ tịch UBND huyện Lũng Mây Lý Văn Sa thăm bản | Lý Văn Sa | Chủ tịch | UBND huyện Lũng Mây
Chủ tịch UBND tỉnh Bà Rịa - Vũng Tàu Lý Văn Sa thăm | Lý Văn Sa | Chủ tịch | UBND tỉnh Bà Rịa - Vũng Tàu
Bí thư Thành ủy TP.HCM Đỗ Quang Lam dự | Đỗ Quang Lam | Bí thư | Thành ủy thành phố Hồ Chí Minh
Phó Chủ tịch UBND xã Hoàng Văn Thụ vắng; ông Lò Văn Ét, Trưởng thôn | Lò Văn Ét | Trưởng thôn |
Giám đốc Sở Giáo dục và Đào tạo Lê Thị Sim cho biết | Lê Thị Sim | Giám đốc | Sở Giáo dục và Đào tạo
Bộ trưởng Bộ Lao động, Thương binh và Xã hội Đào Văn Lim | Đào Văn Lim | Bộ trưởng | Bộ Lao động, Thương binh và Xã hội
Bộ trưởng Đào Văn Lim trả lời | Đào Văn Lim | Bộ trưởng |
Thứ trưởng Bộ VH,TT&DL Đào Văn Lim | Đào Văn Lim | Thứ trưởng | Bộ VH,TT&DL
Hiệu trưởng Trường THPT Chu Văn An, Lê B dự; bà Tạ Thị Na, Trưởng phòng Nội vụ | Tạ Thị Na | Trưởng phòng | Phòng Nội vụ
Thượng tá Lê Văn Bế, Trưởng Công an huyện Lũng Mây | Lê Văn Bế | Trưởng Công an | Công an huyện Lũng Mây
PGS.TS Đỗ Văn Sim, Viện trưởng Viện Dân tộc học, nói | Đỗ Văn Sim | Viện trưởng | Viện Dân tộc học
Ông Vàng A Tửu, Trưởng bản Sín Khao, nói | Vàng A Tửu | Trưởng bản | Bản Sín Khao
Bà H'Lim Niê, Phó Chủ tịch UBND xã Ea Khe, nói | H'Lim Niê | Phó Chủ tịch | UBND xã Ea Khe
Y Blút Niê, Bí thư Đảng ủy xã Ea Khe, nói | Y Blút Niê | Bí thư | Đảng ủy xã Ea Khe
Ông K'Brơm, Chủ tịch Hội Nông dân xã | K'Brơm | Chủ tịch | Hội Nông dân xã
ĐỒNG CHÍ LÝ VĂN SA, BÍ THƯ TỈNH ỦY, DỰ HỘI NGHỊ | LÝ VĂN SA | Bí thư | Tỉnh ủy
CHỦ TỊCH UBND TỈNH LÝ VĂN SA THĂM TRƯỜNG | LÝ VĂN SA | Chủ tịch | UBND tỉnh
ong Ly Van Sa, pho Chu tich UBND huyen Lung May noi | Ly Van Sa | Phó Chủ tịch | UBND huyện Lung May
Uỷ viên Ban Thường vụ Tỉnh uỷ Lý Văn Sa dự | Lý Văn Sa | Ủy viên | Ban Thường vụ Tỉnh ủy
Ông  Lý   Văn Sa ,  Bí thư Chi bộ thôn Khe Lim | Lý Văn Sa | Bí thư | Chi bộ thôn Khe Lim
Ông Lý Văn Sa, Phó phòng Tài chính - Kế hoạch huyện | Lý Văn Sa | Phó Trưởng phòng | Phòng Tài chính - Kế hoạch huyện
Ông Lý Văn Sa, PGĐ Sở Tư pháp, dự | Lý Văn Sa | Phó Giám đốc | Sở Tư pháp
Ông Lý Văn Sa giữ chức vụ phó giám đốc Sở Tư pháp | Lý Văn Sa | Phó Giám đốc | Sở Tư pháp
Ông Lý Văn Sa giữ chức vụ trưởng phòng Nội vụ | Lý Văn Sa | Trưởng phòng | Phòng Nội vụ
Con trai ông Lý Văn Sa (nguyên Bí thư Huyện ủy) dự | Lý Văn Sa | Bí thư | Huyện ủy
Kỷ luật cảnh cáo đối với ông Lý Văn Sa, Bí thư Huyện ủy. | Lý Văn Sa | Bí thư | Huyện ủy
Chủ tịch VinChè Lý Văn Sa nói | Lý Văn Sa | Chủ tịch | VinChè
Cục trưởng C50 Lý Thanh Hoá nói | Lý Thanh Hoá | Cục trưởng | Cục C50
Ông Lý Văn Sa (Sa Chè) làm Phó Giám đốc | Lý Văn Sa | Phó Giám đốc |
Tổng biên tập: Lý Văn Sa | Lý Văn Sa | Tổng Biên tập |
Tổng Thư ký Hội Nhà báo Việt Nam Lý Văn Sa | Lý Văn Sa | Tổng Thư ký | Hội Nhà báo Việt Nam
"""  # noqa: E501

# No officer in any of these.
MUST_NOT = """
T/h: Nông Tùng
Tin, ảnh: Lý Văn Sa
PV Lý Văn Sa - Trần Mây
Ông Lý Văn Sa trồng chè ở xã Khe Lim.
Đồng chí Lý Văn Sa phát biểu tại hội nghị.
Thượng tá Lê Văn Bế bắt giữ hai nghi phạm.
Bác sĩ Lê Văn Bế khám bệnh, giáo viên Vi Thị Khe dạy học.
Cán bộ xã Lý Văn Sa đến từng nhà.
Xe chạy trên đường Nguyễn Văn Cừ, Chủ tịch UBND quận nói.
Trường THPT Chu Văn An, Hiệu trưởng nhà trường cho biết.
Hiệu trưởng Trường THPT Chu Văn An phát biểu.
Hiệu trưởng Trường Tiểu học Nguyễn Bá Lim phát biểu.
Giám đốc Bệnh viện Nguyễn Tri Phương cho biết.
Chủ tịch UBND xã Hoàng Văn Thụ cho biết.
Chủ tịch UBND phường Nguyễn Thái Bình cho biết.
Chủ tịch UBND xã Trần Phú cho biết.
Bí thư Huyện ủy Hà Quảng phát biểu.
Giám đốc Công an Hà Nội cho biết.
Thủ tướng Hàn Quốc thăm Thái Lan.
Thủ tướng Thái Lan và Tổng thống Hàn Quốc hội đàm.
Tại Hà Giang, Chủ tịch UBND tỉnh kiểm tra.
Ở Kim Sơn, Bí thư Đảng ủy xã kiểm tra.
Trợ lý Tổng thống Lý Văn Sa nói.
Trợ lý Phó Tổng Giám đốc Lý Văn Sa nói.
Văn phòng Chủ tịch nước Lý Văn Sa.
Vợ Chủ tịch Lý Văn Sa buôn bán.
Con trai ông Lý Văn Sa là Giám đốc Sở Y tế.
Vợ ông Lý Văn Sa, Giám đốc một cửa hàng, bị bắt.
Ông Thào thay ông Lý Văn Sa làm Giám đốc.
Giám đốc Hoàng Anh Gia Lai nói.
Theo kết luận của Giám đốc Sở: Nguyễn Trãi là danh nhân.
Đội trưởng Lý Văn Sa ghi bàn.
Đối tượng giả danh Chủ tịch Lý Văn Sa để lừa đảo.
Giáo viên chủ nhiệm Vi Thị Khe dẫn học sinh.
Hoa hậu Vi Thị Khe làm đại sứ du lịch tỉnh.
Quỹ học bổng Chủ tịch Hội Khuyến học.
Phó Chủ tịch UBND huyện phát biểu.
Chính quyền Tổng thống Mỹ tuyên bố.
Công ty Trần Anh, Giám đốc vắng mặt.
Ban Chấp hành Đoàn TNCS Hồ Chí Minh họp.
Bí thư Đoàn TNCS Hồ Chí Minh tỉnh phát biểu.
bị thu của ông Lý Văn Sa, bị thư rơi.
"""


def _rows(table: str, columns: int) -> list[object]:
    rows: list[object] = []
    for line in filter(None, table.splitlines()):
        cells = [cell.strip() for cell in line.split("|")]
        assert len(cells) == columns, line
        rows.append(pytest.param(*cells, id=cells[0][:60]))
    return rows


@pytest.mark.parametrize(("text", "name", "office", "organisation"), _rows(MUST, 4))
def test_finds_the_officer(text: str, name: str, office: str, organisation: str) -> None:
    found = find_officers(text)
    assert [(m.name, m.office, m.organisation) for m in found] == [(name, office, organisation)]
    mention = found[0]
    assert " ".join(text[mention.start : mention.end].split()) == name


@pytest.mark.parametrize("text", _rows(MUST_NOT, 1))
def test_finds_nobody(text: str) -> None:
    assert find_officers(text) == []


@pytest.mark.parametrize(("text", "name", "office", "organisation"), _rows(MUST, 4))
def test_other_spellings_give_the_same(
    text: str, name: str, office: str, organisation: str
) -> None:
    decomposed = unicodedata.normalize("NFD", text.replace("Đ", "Ð"))
    found = find_officers(decomposed)
    assert [(m.office, m.start) for m in found if m.office] != []
    assert [m.office for m in found] == [office]
    written = decomposed[found[0].start : found[0].end]
    assert fold(" ".join(written.split())) == fold(name)


STATUSES = """
Ông Lý Văn Sa, Giám đốc Sở Y tế, nói | current
Ông Lý Văn Sa, nguyên Giám đốc Sở Y tế, nói | former
Cựu Chủ tịch UBND tỉnh Lý Văn Sa ra tòa | former
Ông Lý Văn Sa từng là Giám đốc Sở Y tế | former
Cố Chủ tịch nước Lý Văn Sa | former
Ông Lý Văn Sa, quyền Giám đốc Sở Y tế, nói | acting
Ông Lý Văn Sa, Q. Giám đốc Sở Y tế, nói | acting
Ông Lý Văn Sa được bầu làm Chủ tịch HĐND huyện | appointed
Ông Lý Văn Sa được bổ nhiệm giữ chức vụ Giám đốc Sở Y tế | appointed
Tân Bộ trưởng Y tế Lý Văn Sa nhận nhiệm vụ | appointed
Ông Lý Văn Sa là Giám đốc Sở Y tế | current
Chính quyền. Bí thư Tỉnh ủy Lý Văn Sa nói | current
"""


@pytest.mark.parametrize(("text", "status"), _rows(STATUSES, 2))
def test_status(text: str, status: str) -> None:
    assert [m.status for m in find_officers(text)] == [Status(status)]


DEPUTIES = """
Phó Chủ tịch UBND tỉnh Lý Văn Sa
phó chủ tịch UBND tỉnh Lý Văn Sa
PHÓ CHỦ TỊCH UBND TỈNH LÝ VĂN SA
P. Chủ tịch UBND tỉnh Lý Văn Sa
PCT UBND tỉnh Lý Văn Sa
Phó Chủ tịch Thường trực UBND tỉnh Lý Văn Sa
nguyên Phó Chủ tịch UBND tỉnh Lý Văn Sa
quyền Phó Chủ tịch UBND tỉnh Lý Văn Sa
Ông Lý Văn Sa, Phó Chủ tịch UBND tỉnh
Ông Lý Văn Sa – phó chủ tịch thứ nhất UBND tỉnh
Ông Lý Văn Sa được bầu làm Phó Chủ tịch UBND tỉnh
ong Ly Van Sa, pho chu tich UBND tinh
ong Ly Van Sa, Pho Chu tich UBND tinh
"""


@pytest.mark.parametrize("text", _rows(DEPUTIES, 1))
def test_a_deputy_is_never_the_head(text: str) -> None:
    offices = [m.office for m in find_officers(text)]
    assert len(offices) == 1
    assert offices[0].startswith("Phó Chủ tịch")


def _found(text: str) -> list[tuple[str, str]]:
    return [(m.name, m.office) for m in find_officers(text)]


def test_enumeration() -> None:
    text = (
        "Dự có các đồng chí: Lý Văn Sa, Bí thư Tỉnh ủy; Nông Thị Mây, Phó Bí thư Tỉnh ủy, Chủ tịch "
        "UBND tỉnh; Đỗ Quang Lam - Chủ tịch HĐND tỉnh và Vi Thị Khe, Giám đốc Sở Y tế."
    )
    assert _found(text) == [
        ("Lý Văn Sa", "Bí thư"),
        ("Nông Thị Mây", "Phó Bí thư"),
        ("Đỗ Quang Lam", "Chủ tịch"),
        ("Vi Thị Khe", "Giám đốc"),
    ]


def test_offices_before_names_in_a_row() -> None:
    text = "Chủ tịch UBND huyện Lý Văn Sa, Bí thư Huyện ủy Nông Thị Mây cùng dự."
    assert _found(text) == [("Lý Văn Sa", "Chủ tịch"), ("Nông Thị Mây", "Bí thư")]


def test_several_posts_give_the_first() -> None:
    text = "Ủy viên Bộ Chính trị, Bí thư Thành ủy Lý Văn Sa dự."
    assert _found(text) == [("Lý Văn Sa", "Ủy viên Bộ Chính trị")]
    text = "Ông Lý Văn Sa, Bí thư Tỉnh ủy, Chủ tịch HĐND tỉnh, dự."
    assert _found(text) == [("Lý Văn Sa", "Bí thư")]


@pytest.mark.parametrize(
    "text",
    [
        "Thay mặt Thủ tướng Chính phủ, Phó Thủ tướng Lý Văn Sa ký.",
        "Báo cáo gửi Thủ tướng, Phó Thủ tướng Lý Văn Sa.",
        "Thừa ủy quyền Thủ tướng, Phó Thủ tướng Lý Văn Sa ký.",
    ],
)
def test_an_office_before_a_comma_may_be_another_persons(text: str) -> None:
    assert _found(text) == [("Lý Văn Sa", "Phó Thủ tướng")]


LATER = """
Ông Lý Văn Sa, Giám đốc Sở Y tế, dự. Ông Sa nói. | Lý Văn Sa, Lý Văn Sa
Đ/c Lý Văn Sa, Bí thư Tỉnh ủy, dự. Lý Văn Sa nói. | Lý Văn Sa, Lý Văn Sa
Bà Vi Thị Kim Khe, Chủ tịch HĐND huyện, dự. Bà Kim Khe nói. | Vi Thị Kim Khe, Vi Thị Kim Khe
Chủ tịch UBND xã Lý Văn Sa dự. Chủ tịch Sa nói. | Lý Văn Sa, Lý Văn Sa
Ông Lý Văn Hoà, Giám đốc Sở Y tế, dự. Ông Hòa nói. | Lý Văn Hoà, Lý Văn Hoà
"""
NOT_LATER = """
Ông Sa nói. Ông Lý Văn Sa, Giám đốc Sở Y tế, dự. | before the post is stated
Ông Lý Văn Sa, Giám đốc Sở Y tế, dự. Ông Trần Văn Sa vắng. Ông Sa nói. | two of one given name
Ông Lý Văn Sa, Giám đốc Sở Y tế, dự. Bà Sa nói. | a woman
Bà Vi Thị Khe, Giám đốc Sở Y tế, dự. Ông Khe nói. | a man
Ông Lý Văn Sa, Giám đốc Sở Y tế, dự. Ông Sả nói. | another accent
Ông Lý Văn Sa, Giám đốc Sở Y tế, dự. Sa nói. | no honorific
Ông Lý Văn Sa, Giám đốc Sở Y tế, dự. Lễ ở đường Lý Văn Sa. | a street
Ông Lý Văn Sa, Giám đốc Sở Y tế, dự. Trường THCS Lý Văn Sa. | a school
Ông Lý Văn Sa, Giám đốc Sở Y tế, dự. Ông Sa Pả nói. | another name
Ông Lý Văn Sa, Phó Chủ tịch huyện, dự. Chủ tịch Sa nói. | the head is another
"""


@pytest.mark.parametrize(("text", "names"), _rows(LATER, 2))
def test_later_mentions(text: str, names: str) -> None:
    found = find_officers(text)
    assert ", ".join(m.name for m in found) == names
    assert len({m.post for m in found}) == 1
    assert [m.start for m in found] == sorted(m.start for m in found)


@pytest.mark.parametrize(("text", "why"), _rows(NOT_LATER, 2))
def test_no_later_mention(text: str, why: str) -> None:
    assert len(find_officers(text)) == 1, why


def test_a_post_in_the_lead_serves_body_and_captions() -> None:
    article = Article(
        "a",
        title="Ông Sa thăm bản",
        lead="Ông Lý Văn Sa, Bí thư Tỉnh ủy, thăm bản Khe Lim.",
        body="Đồng chí Sa tặng quà.",
        captions=("Đồng chí Lý Văn Sa tặng quà.",),
    )
    found = [(m.field, m.honorific, m.start) for m in find_in_article(article)]
    assert found == [("lead", "Ông", 4), ("body", "Đồng chí", 9), ("captions[0]", "Đồng chí", 9)]


_WORDS = st.sampled_from(
    [
        "ông", "Đ/c", "Lý", "Văn", "Sa", "Chủ tịch", "phó", "Bí thư", "UBND", "tỉnh", "xã",
        "Hà Nội", "Trường", ",", ";", "-", "(", ")", ".", "\n", "là", "giữ chức", "H'Hen", "Q.",
    ]
)  # fmt: skip
_TEXTS = st.one_of(st.text(max_size=200), st.lists(_WORDS, max_size=30).map(" ".join))


@given(_TEXTS)
@example("Chủ tịch UBND tỉnh Lý Văn Sa. Ông Sa")
@example("PHÓ")
def test_any_text_gives_names_at_their_offsets(text: str) -> None:
    found = find_officers(text)
    position = 0
    for mention in found:
        assert position <= mention.start < mention.end <= len(text)
        assert mention.office
        position = mention.end


@given(st.lists(_WORDS, max_size=30).map(" ".join))
def test_composed_and_decomposed_give_the_same(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert [(m.name, m.post, m.status) for m in find_officers(text)] == [
        (m.name, m.post, m.status) for m in find_officers(decomposed)
    ]
