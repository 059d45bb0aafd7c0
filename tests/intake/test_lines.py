"""What a single line of a page is, and what it is not."""

from __future__ import annotations

from datetime import date

import pytest

from vnnews_search.intake.credits import (
    Byline,
    byline_of,
    has_credit,
    is_caption,
    is_person,
    is_publisher,
)
from vnnews_search.intake.lines import (
    divides_related,
    is_banner,
    is_furniture,
    is_text,
    stamp_day,
)

BYLINES = {
    "T/h: Lục Thảo": Byline(("Lục Thảo",)),
    "T/h:Lục Thảo.": Byline(("Lục Thảo",)),
    "Thực hiện: Lục Thảo - Đức Thái": Byline(("Lục Thảo", "Đức Thái")),
    "Tin, ảnh: Y Thuyên": Byline(("Y Thuyên",)),
    "Bài, ảnh: Minh Hoà": Byline(("Minh Hoà",)),
    "Bài và ảnh: H’Linh Kbuôr": Byline(("H’Linh Kbuôr",)),
    "TIN, ẢNH: ĐỨC THÁI": Byline(("ĐỨC THÁI",)),
    "Tác giả: Phan Hạnh, Minh Khuê": Byline(("Phan Hạnh", "Minh Khuê")),
    "Thuc hien: Luc Thao": Byline(("Luc Thao",)),
    "PV": Byline(("PV",)),
    "Nhóm PV": Byline(("Nhóm PV",)),
    "PV Đức Thái": Byline(("Đức Thái",)),
    "Lục Thảo": Byline(("Lục Thảo",)),
    "Hoàng Nhung (t/h)": Byline(("Hoàng Nhung",)),
    "Hoàng Nhung (tổng hợp)": Byline(("Hoàng Nhung",)),
    "Theo Báo Vĩnh Sa": Byline(("Báo Vĩnh Sa",), "Báo Vĩnh Sa"),
    "(Theo TTXVN)": Byline(("TTXVN",), "TTXVN"),
    "Nguồn: Báo Vĩnh Sa": Byline((), "Báo Vĩnh Sa"),
    "Nguồn: baovinhsa.example": Byline((), "baovinhsa.example"),
    "Lục Thảo - Trung tâm VH,TT&TT huyện Lam Khê": Byline(
        ("Lục Thảo",), "Trung tâm VH,TT&TT huyện Lam Khê"
    ),
}

NO_BYLINES = [
    "Theo ông Y Blơm Niê, huyện còn giữ được 87 bộ chiêng.",
    "Theo kế hoạch, lễ hội kéo dài ba ngày.",
    "Theo Báo Vĩnh Sa, giá hồi tăng gấp đôi.",
    "Tin: bà con đã được về nhà.",
    "Bài học: phải giữ rừng từ gốc.",
    "Nguồn nước sạch: còn thiếu ở bảy thôn.",
    "Nguồn: tổng hợp từ báo cáo của các xã trong ba năm gần đây.",
    "Kết quả bước đầu",
    "Ông Lương Đình Thuận phát biểu.",
    "Chị Giàng Thị Dợ vẫn bám bản",
    "Tình người sau lũ",
    "Trung tâm VH,TT&TT huyện Lam Khê",
]


@pytest.mark.parametrize(("line", "expected"), BYLINES.items(), ids=BYLINES.keys())
def test_byline(line: str, expected: Byline) -> None:
    assert byline_of(line) == expected


@pytest.mark.parametrize("line", NO_BYLINES)
def test_no_byline(line: str) -> None:
    assert byline_of(line) is None


def test_a_name_above_the_text_is_no_byline() -> None:
    assert byline_of("TIN BUỒN", bare=False) is None
    assert byline_of("T/h: Lục Thảo", bare=False) == Byline(("Lục Thảo",))


@pytest.mark.parametrize(
    "line",
    [
        "Trung tâm VH,TT&TT huyện Lam Khê",
        "Trung tâm VH,TT&TT huyện Lam Khê.",
        "Trung tâm Văn hóa, Thông tin và Truyền thông huyện Vạn Trà",
        "Ðài Truyền thanh huyện Vạn Trà",
        "Cổng TTĐT huyện Cư Mlang",
        "Phòng Văn hoá và Thông tin huyện Thuận Sa",
        "Ban Biên tập",
        "TTXVN",
        "Trung tam VH,TT&TT huyen Lam Khe",
    ],
)
def test_publisher(line: str) -> None:
    assert is_publisher(line)


@pytest.mark.parametrize(
    "line",
    [
        "Trung tâm Y tế huyện nhắc người dân đi tiêm đúng hẹn.",
        "Trung tâm Văn hoá, TT&TT huyện cho biết lịch tiếp dân không đổi",
        "Báo động đỏ trên suối Nậm Tóc",
        "Công an huyện bắt nhóm trộm xe",
        "Phòng cháy hơn chữa cháy",
        "Đài cao giữa đồng Gò Mây",
        "Lục Thảo",
        "Ban",
    ],
)
def test_no_publisher(line: str) -> None:
    assert not is_publisher(line)


@pytest.mark.parametrize("name", ["Lục Thảo", "NGUYỆT PHƯƠNG", "Y Thuyên", "K’Brang Ndu", "Đ.Thái"])
def test_person(name: str) -> None:
    assert is_person(name)


@pytest.mark.parametrize(
    "text",
    [
        "Ông Võ Khải",
        "Ảnh Đức Thái",
        "Báo Vĩnh Sa",
        "Năm 2020",
        "lục thảo",
        "Tình người sau lũ",
        "Thảo",
        "",
        "UBND huyện",
    ],
)
def test_no_person(text: str) -> None:
    assert not is_person(text)


@pytest.mark.parametrize(
    "line",
    [
        "Đ/c Phan Quốc Chung, Bí thư Huyện ủy Lam Khê phát biểu tại hội nghị",
        "Các tân binh qua cầu vinh quang",
        "Quang cảnh phiên toà",
        "Ảnh: Trúc Giang",
        "Ảnh minh họa: Trúc Giang",
        "Chợ phiên Khe Mít ngày giáp Tết. Ảnh: Đức Thái",
        "Dân quân dọn bùn ở thôn Pá Hu. (Ảnh: Đức Thái)",
        "Dân quân dọn bùn - Ảnh: ĐỨC THÁI",
    ],
)
def test_caption(line: str) -> None:
    assert is_caption(line)


@pytest.mark.parametrize(
    "line",
    [
        "Lễ hội khép lại trong tiếng khèn.",
        "Ảnh hưởng của bão số 9 khiến 46 hộ phải dời nhà.",
        "Ảnh hưởng: 46 hộ phải dời nhà trong đêm vì nước suối dâng quá nhanh.",
        "Anh: thua trận",
        "Kết quả bước đầu",
        "I. ĐẶC ĐIỂM TÌNH HÌNH",
        "1. Tình hình sản xuất vụ đông xuân năm nay",
        "- Hỗ trợ mỗi hộ mười triệu đồng tiền mặt",
        "Trong đó, các xã cần tập trung vào những việc sau:",
        "“Bà con sợ nhất là mưa tiếp”, ông Xuân nói.",
        "“Chiêng treo trên vách thì im tiếng”",
    ],
)
def test_no_caption(line: str) -> None:
    assert not is_caption(line)


def test_a_byline_with_pictures_is_no_credit() -> None:
    assert not has_credit("Tin, ảnh: Bảo Ngân")
    assert not has_credit("Bài, ảnh: Minh Hoà")


STAMPS = {
    "Cập nhật lúc 09:15 ngày 22/4/2019": date(2019, 4, 22),
    "Ngày đăng: 28/08/2020": date(2020, 8, 28),
    "Thứ Hai, 15/10/2018 | 08:00 GMT+7": date(2018, 10, 15),
    "Đăng ngày 20-07-2018, 08:25": date(2018, 7, 20),
    "12/03/2021 - 08:15": date(2021, 3, 12),
    "2020-07-15 08:00:00": date(2020, 7, 15),
    "Ngày đăng: 26/6/2023 08:15 Lượt xem: 1.204": date(2023, 6, 26),
    "Chu nhat, ngay 12/03/2021": date(2021, 3, 12),
}


@pytest.mark.parametrize(("line", "day"), STAMPS.items(), ids=STAMPS.keys())
def test_stamp(line: str, day: date) -> None:
    assert stamp_day(line) == day


@pytest.mark.parametrize(
    "line",
    [
        "Ngày 15/7/2020, huyện Lam Khê khai hội",
        "Lam Khê, ngày 12/03/2021",
        "Kỷ niệm 19/8/1945 - 19/8/2020",
        "Cập nhật lúc 09:15",
        "Số: 15/2020/NĐ-CP",
        "Năm 2020",
        "31/02/2020",
    ],
)
def test_no_stamp(line: str) -> None:
    assert stamp_day(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "Skip to main content",
        "Trang chủ",
        "TRANG CHỦ",
        "Trang chủ » Văn hóa - Xã hội",
        "Trang chủ | Giới thiệu | Tin tức - Sự kiện | Văn bản | Liên hệ",
        "Lượt xem: 1.204",
        "Trang chu > Y te",
        "Xem thêm: Chợ phiên Khe Mít đổi ngày họp",
        "Xem thêm >>> Chợ phiên Khe Mít đổi ngày họp",
        ">> Chợ phiên Khe Mít đổi ngày họp",
    ],
)
def test_furniture(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "Trang chủ của cổng được trình bày lại từ hôm nay.",
        "Liên hệ với chủ rừng để nhận cây giống",
        "Tìm kiếm 11 ngư dân mất liên lạc",
        "Tin tức về cơn bão đến muộn với bản vùng cao.",
        "Bản quyền thuộc về người dệt thổ cẩm, bà con khẳng định như vậy.",
        "Lễ hội: Nà Sẳm | Khe Mít",
        "Xem xiếc thú: nên hay không nên",
        "Xem thêm lịch: hội khai mạc sáng 11/2, đêm có hát then và sẽ kéo dài ba ngày.",
    ],
)
def test_no_furniture(line: str) -> None:
    assert not is_furniture(line)


def test_banner_and_title() -> None:
    assert is_banner("CỔNG THÔNG TIN ĐIỆN TỬ HUYỆN LAM KHÊ")
    assert is_banner("Trang thông tin điện tử xã Khe Mít")
    assert not is_banner("Huyện Lam Khê khai trương cổng thông tin điện tử")
    assert not is_banner("Cổng thông tin điện tử huyện vừa mở lại sau một tuần nâng cấp.")


def test_related() -> None:
    assert divides_related("Các tin khác:")
    assert divides_related("TIN LIÊN QUAN")
    assert not divides_related("Ý kiến của cử tri được ghi nhận đầy đủ.")


def test_text_and_headlines() -> None:
    assert is_text("Sáng 11/3, Ban An toàn giao thông huyện phát động ra quân tại thị trấn.")
    assert not is_text("Ban An toàn giao thông huyện ra quân năm 2021")
    assert not is_text("Vì sao giá hồi Lam Khê tăng?")
    assert not is_text("Mùa xuân vùng cao: Nà Sẳm ơi, chúng tôi đã đến với hội!")
    assert not is_text("Nghệ nhân Lục Thảo kể về hội xuân năm ấy: chờ mãi rồi...")
    assert not is_text("Họp.")
