"""Which numbers are dates, and which are addresses, scores, decrees and versions."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vnnews_search.dates.numeric import find_numeric_dates, read_date, read_published
from vnnews_search.errors import QuerySyntaxError
from vnnews_search.models import DateMention, DateSpan, Precision
from vnnews_search.text.normalize import compose, fold

TODAY = date(2026, 1, 1)

# text | the date in it as written | first day | last day
MUST = """
Họp ngày 15/7/2020. | ngày 15/7/2020 | 2020-07-15 | 2020-07-15
Họp 15/7/2020, đông đủ | 15/7/2020 | 2020-07-15 | 2020-07-15
Họp 15-7-2020 | 15-7-2020 | 2020-07-15 | 2020-07-15
Họp 15.7.2020 | 15.7.2020 | 2020-07-15 | 2020-07-15
Họp 15 / 7 / 2020 | 15 / 7 / 2020 | 2020-07-15 | 2020-07-15
Họp (15/7/2020) | 15/7/2020 | 2020-07-15 | 2020-07-15
Họp “15/7/2020” | 15/7/2020 | 2020-07-15 | 2020-07-15
Họp 15/7/2020; rồi | 15/7/2020 | 2020-07-15 | 2020-07-15
Ngày 15/7/2020: họp | Ngày 15/7/2020 | 2020-07-15 | 2020-07-15
8h30 15/7/2020 | 15/7/2020 | 2020-07-15 | 2020-07-15
Họp 15/7/2020 8:30 | 15/7/2020 | 2020-07-15 | 2020-07-15
Họp 15/07/2020 | 15/07/2020 | 2020-07-15 | 2020-07-15
Họp 05/7/2020 | 05/7/2020 | 2020-07-05 | 2020-07-05
Ngày 1/1/1930 | Ngày 1/1/1930 | 1930-01-01 | 1930-01-01
Ngày 31/12/1899 | Ngày 31/12/1899 | 1899-12-31 | 1899-12-31
Ngày 29/2/2020 | Ngày 29/2/2020 | 2020-02-29 | 2020-02-29
đêm ngày 30/4/1975 | đêm ngày 30/4/1975 | 1975-04-30 | 1975-04-30
Ngày mùng 2/9/2020 | 2/9/2020 | 2020-09-02 | 2020-09-02
Nhận quà ngay 15/7/2020 đã đủ | 15/7/2020 | 2020-07-15 | 2020-07-15
NGÀY 15/7/2020 | NGÀY 15/7/2020 | 2020-07-15 | 2020-07-15
ngay 15/7/2020 hop | ngay 15/7/2020 | 2020-07-15 | 2020-07-15
ngày\u00a015/7/2020 | ngày\u00a015/7/2020 | 2020-07-15 | 2020-07-15
ngày 15 tháng 7 năm 2020 | ngày 15 tháng 7 năm 2020 | 2020-07-15 | 2020-07-15
Ngày 15 tháng 7, năm 2020 | Ngày 15 tháng 7, năm 2020 | 2020-07-15 | 2020-07-15
Họp 15 tháng 7, 2020 | 15 tháng 7, 2020 | 2020-07-15 | 2020-07-15
Họp 15 tháng 7/2020 | 15 tháng 7/2020 | 2020-07-15 | 2020-07-15
NGÀY 15 THÁNG 7 NĂM 2020 | NGÀY 15 THÁNG 7 NĂM 2020 | 2020-07-15 | 2020-07-15
ngay 15 thang 7 nam 2020 | ngay 15 thang 7 nam 2020 | 2020-07-15 | 2020-07-15
Họp 2020-07-15 | 2020-07-15 | 2020-07-15 | 2020-07-15
2020-07-15T08:00:00+07:00 | 2020-07-15 | 2020-07-15 | 2020-07-15
2020-07-15 08:00 | 2020-07-15 | 2020-07-15 | 2020-07-15
Trong tháng 7/2020 | tháng 7/2020 | 2020-07-01 | 2020-07-31
Trong tháng 07/2020 | tháng 07/2020 | 2020-07-01 | 2020-07-31
Trong tháng 7-2020 | tháng 7-2020 | 2020-07-01 | 2020-07-31
Trong tháng 7.2020 | tháng 7.2020 | 2020-07-01 | 2020-07-31
Trong tháng 2 năm 2020 | tháng 2 năm 2020 | 2020-02-01 | 2020-02-29
Tháng 12, năm 2019 | Tháng 12, năm 2019 | 2019-12-01 | 2019-12-31
THÁNG 12 NĂM 2019 | THÁNG 12 NĂM 2019 | 2019-12-01 | 2019-12-31
trong thang 7 nam 2020 | thang 7 nam 2020 | 2020-07-01 | 2020-07-31
Sơ kết năm 2020. | năm 2020 | 2020-01-01 | 2020-12-31
Năm 2020, huyện | Năm 2020 | 2020-01-01 | 2020-12-31
NĂM 1945 | NĂM 1945 | 1945-01-01 | 1945-12-31
so ket nam 2020 | nam 2020 | 2020-01-01 | 2020-12-31
Ngày 15 và 16/7/2020 | 16/7/2020 | 2020-07-16 | 2020-07-16
Hội nghị 14 đến 15/7/2020 | 15/7/2020 | 2020-07-15 | 2020-07-15
Sáng 14/7, chiều 15/7/2020 | chiều 15/7/2020 | 2020-07-15 | 2020-07-15
"""

# No date in any of these, though a year might be lent to them.
MUST_NOT = """
Nhà số 15/7 đường Hoa Ban
Nhà 15/7/2 đường Hoa Ban
Ngõ 1/15/7/2020
Đạt 2/3 số phiếu
Có tới 2/3 số hộ thoát nghèo
CÓ TỚI 2/3 SỐ HỘ THOÁT NGHÈO
Nhận ngay 2/3 số tiền
Chuyển sang 2/3 số lô
Đếm 2/3 số phiếu
Hòm 2/3 phiếu
Xếp thứ 2/3 đội
Trực 24/7
Điện thoại 0912.345.678
Điện thoại 0205.3.812.2020
Điện thoại 02053-812-2020
Nghị định 15/2020/NĐ-CP
Quyết định số 15/7/2020/QĐ-UBND
Công văn số 15-7-2020-UBND
Luật số 20/2020/QH14
Công văn 12/2020
Giá 1.700.000 đồng
Giá 15.7.2020.000 đồng
Thu 15,7 tỷ đồng
Thắng 3-1
Thắng 7/2020 điểm
Bản v2.7.2020
Bản 1.2.2020.4
Mã A15/7/2020
Mã 15/7/2020A
Mã 115/7/2020
Mã 15/7/20200
Mã 15/7/2020/2
Mã -15/7/2020
Mã 12020-07-15
Mã 15/7.2020
Mã 15/7-2020
Ngày 31/2/2020
Ngày 30 tháng 2 năm 2020
Ngày 31/4
Ngày 29/2/2019
Ngày 0/7/2020
Ngày 32/7/2020
Ngày 15/0/2020
Ngày 15/13/2020
2020-13-01
2020-02-30
Tháng 13/2020
Tháng 0/2020
Giai đoạn 2019-2024
Nhiệm kỳ 2015 - 2020
Năm 2016-2020
Năm 2016 – 2020
Năm học 2019-2020
Năm 3020
Năm 20201
Năm 2.020 hộ
Nắm 2020 hộ
Giới nam 2020 hộ
Việt Nam 2020
Năm nay, tháng trước, ngày rằm
Có 2020 hộ
"""

# text | the date in it | its day where its year is 2020; without a year there is none
WITHOUT_YEAR = """
Ngày 15/7, huyện họp | Ngày 15/7 | 2020-07-15
Ngày 15-7, huyện họp | Ngày 15-7 | 2020-07-15
Sáng 15/7, huyện họp | Sáng 15/7 | 2020-07-15
Sáng ngày 15/7, huyện họp | Sáng ngày 15/7 | 2020-07-15
Trưa 15/7, huyện họp | Trưa 15/7 | 2020-07-15
Chiều 15/7, huyện họp | Chiều 15/7 | 2020-07-15
Tối 15/7, huyện họp | Tối 15/7 | 2020-07-15
Đêm 15/7, huyện họp | Đêm 15/7 | 2020-07-15
Hôm 15/7, huyện họp | Hôm 15/7 | 2020-07-15
SÁNG 15/7, HUYỆN HỌP | SÁNG 15/7 | 2020-07-15
Sang ngay 15/7, huyen hop | Sang ngay 15/7 | 2020-07-15
Toi 15/7, huyen hop | Toi 15/7 | 2020-07-15
Ngày 15 tháng 7, huyện họp | Ngày 15 tháng 7 | 2020-07-15
Ngày 29/2, huyện họp | Ngày 29/2 | 2020-02-29
"""


def _rows(table: str, columns: int) -> list[object]:
    rows: list[object] = []
    for line in filter(None, table.splitlines()):
        cells = [cell.strip(" ") for cell in line.split("|")]
        assert len(cells) == columns, line
        rows.append(pytest.param(*cells, id=line.split("|")[0].strip()))
    return rows


def _days(mention: DateMention) -> tuple[str, str]:
    return str(mention.span.first_day), str(mention.span.last_day)


@pytest.mark.parametrize(("text", "written", "first", "last"), _rows(MUST, 4))
def test_finds_the_date(text: str, written: str, first: str, last: str) -> None:
    (mention,) = find_numeric_dates(text)
    assert (mention.text, *_days(mention)) == (written, first, last)
    assert text[mention.start : mention.end] == written
    assert not mention.rule.endswith("+year")


@pytest.mark.parametrize(("text", "written", "first", "last"), _rows(MUST, 4))
def test_finds_the_date_under_any_spelling(text: str, written: str, first: str, last: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    for spelled in (decomposed, text.upper(), fold(text)):
        (mention,) = find_numeric_dates(spelled)
        assert _days(mention) == (first, last)
        assert mention.text == spelled[mention.start : mention.end]
        assert fold(mention.text) in (fold(written), f"ngay {fold(written)}")
    (mention,) = find_numeric_dates(decomposed)
    assert compose(mention.text) == written


@pytest.mark.parametrize("text", _rows(MUST_NOT, 1))
def test_finds_no_date(text: str) -> None:
    assert find_numeric_dates(text) == []
    assert find_numeric_dates(text, year=2020) == []
    assert find_numeric_dates(unicodedata.normalize("NFD", text), year=2020) == []


@pytest.mark.parametrize(("text", "written", "day"), _rows(WITHOUT_YEAR, 3))
def test_a_day_without_its_year_takes_one(text: str, written: str, day: str) -> None:
    (mention,) = find_numeric_dates(text, year=2020)
    assert (mention.text, *_days(mention)) == (written, day, day)
    assert mention.rule.endswith("+year")
    assert find_numeric_dates(text) == []


def test_tables_are_balanced() -> None:
    assert len(_rows(MUST, 4)) >= 40
    assert len(_rows(MUST_NOT, 1)) >= len(_rows(MUST, 4))


def test_several_dates_in_order() -> None:
    text = "Năm 2019 và 1/2/2020; tháng 8/2020, ngày 15/7."
    found = [(m.text, m.rule) for m in find_numeric_dates(text, year=2021)]
    assert found == [
        ("Năm 2019", "year"),
        ("1/2/2020", "day"),
        ("tháng 8/2020", "month"),
        ("ngày 15/7", "day_month+year"),
    ]


_PIECES = st.sampled_from(
    [
        "ngày ", "tháng ", "năm ", "sáng ", "Tới ", "15", "7", "2020", "31", "0", "/", "-",
        ".", ", ", " ", "(", ")", "2020-07-15", "T08", "\n", "họp", "–", "hôm nay ",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=20).map("".join))


@given(TEXTS, st.none() | st.integers(1, 9998))
@example("ngày 15/7/2020ngày 15/7", 2020)
@example("15²/7/2020", 2020)
@example("١٥/٧/٢٠٢٠", 2020)
@example("İngày 15/7/2020", None)
def test_any_text_gives_dates_at_their_offsets(text: str, year: int | None) -> None:
    position = 0
    for mention in find_numeric_dates(text, year=year):
        assert position <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text
        assert mention.span.start is not None
        assert mention.span.end is not None
        assert mention.span.start < mention.span.end
        position = mention.end


@given(st.lists(_PIECES, max_size=20).map("".join))
def test_composed_and_decomposed_give_the_same(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    composed = find_numeric_dates(text, year=2020)
    found = find_numeric_dates(decomposed, year=2020)
    assert [(m.span, m.rule, compose(m.text)) for m in found] == [
        (m.span, m.rule, m.text) for m in composed
    ]


@given(st.dates(date(1800, 1, 1), date(2099, 12, 31)), st.sampled_from(["/", "-", "."]))
def test_every_day_is_read_in_every_form(day: date, sep: str) -> None:
    numeric = f"{day.day}{sep}{day.month}{sep}{day.year}"
    words = f"ngày {day.day} tháng {day.month} năm {day.year}"
    for written in (numeric, words, day.isoformat()):
        (mention,) = find_numeric_dates(f"Họp {written}, đông đủ.")
        assert mention.span == DateSpan.day(day) == read_date(written, today=TODAY)


# --- publication stamps ---------------------------------------------------------------------------

STAMPS = """
Thứ Hai, 20/07/2020 | 08:00 GMT+7 ; 2020-07-20
2020-07-20T08:00:00+07:00 ; 2020-07-20
20/7/2020 08:00 ; 2020-07-20
Ngày đăng: 20-07-2020 ; 2020-07-20
Tháng 6/2020 – cập nhật 20/07/2020 ; 2020-07-20
vừa xong ;
07/2020 ;
năm 2020 ;
20/07 ;
31/02/2020 ;
Nghị định 20/7/2020/NĐ-CP ;
"""


@pytest.mark.parametrize("line", [line for line in STAMPS.splitlines() if line])
def test_read_published(line: str) -> None:
    text, _, day = line.rpartition(" ;")
    assert str(read_published(text) or "") == day.strip()


# --- queries --------------------------------------------------------------------------------------

# query | first day | last day, on 1 January 2026
QUERIES = """
15/7/2020 | 2020-07-15 | 2020-07-15
 15 / 7 / 2020  | 2020-07-15 | 2020-07-15
15-7-2020 | 2020-07-15 | 2020-07-15
15.7.2020 | 2020-07-15 | 2020-07-15
15/7/20 | 2020-07-15 | 2020-07-15
15/7/49 | 2049-07-15 | 2049-07-15
15/7/50 | 1950-07-15 | 1950-07-15
15/7/99 | 1999-07-15 | 1999-07-15
2020-07-15 | 2020-07-15 | 2020-07-15
ngày 15/7/2020 | 2020-07-15 | 2020-07-15
ngày  15  tháng 7 năm 2020 | 2020-07-15 | 2020-07-15
NGAY 15 THANG 7 NAM 2020 | 2020-07-15 | 2020-07-15
15/7 | 2025-07-15 | 2025-07-15
ngày 15/7 | 2025-07-15 | 2025-07-15
15 tháng 7 | 2025-07-15 | 2025-07-15
1/1 | 2026-01-01 | 2026-01-01
2/1 | 2025-01-02 | 2025-01-02
29/2 | 2024-02-29 | 2024-02-29
7/2020 | 2020-07-01 | 2020-07-31
07-2020 | 2020-07-01 | 2020-07-31
2020-07 | 2020-07-01 | 2020-07-31
tháng 7/2020 | 2020-07-01 | 2020-07-31
thang 7 nam 2020 | 2020-07-01 | 2020-07-31
2020 | 2020-01-01 | 2020-12-31
năm 2020 | 2020-01-01 | 2020-12-31
"""
# query | part of the message
NOT_QUERIES = """
31/2/2020 | không có ngày
31/2 | không có ngày
31/4/2020 | không có ngày
29/2/2019 | không có ngày
2020-02-30 | không có ngày
ngày 30 tháng 2 năm 2020 | không có ngày
15/13/2020 | không hiểu
32/1/2020 | không hiểu
0/1/2020 | không hiểu
13/2020 | không hiểu
2020-13 | không hiểu
2020-7-15 | không hiểu
15/7-2020 | không hiểu
15/7/1500 | không hiểu
15/7/020 | không hiểu
99 | không hiểu
ngày 15 | không hiểu
hôm kia kìa | không hiểu
đoàn kết | không hiểu
15/7/2020 16/7/2020 | không hiểu
họp 15/7/2020 | không hiểu
15/7/2020? | không hiểu
/ | không hiểu
 | không hiểu
"""


@pytest.mark.parametrize(("query", "first", "last"), _rows(QUERIES, 3))
def test_read_date(query: str, first: str, last: str) -> None:
    for typed in (query, unicodedata.normalize("NFD", query)):
        span = read_date(typed, today=TODAY)
        assert (str(span.first_day), str(span.last_day)) == (first, last)


@pytest.mark.parametrize(("query", "message"), _rows(NOT_QUERIES, 2))
def test_read_date_refuses(query: str, message: str) -> None:
    with pytest.raises(QuerySyntaxError, match=message) as caught:
        read_date(query, today=TODAY)
    assert (caught.value.query, caught.value.start, caught.value.end) == (query, 0, len(query))
    assert caught.value.hint


@given(TEXTS, st.dates())
@example("15/7", date(1, 1, 1))
@example("29/2", date(5, 1, 1))
def test_read_date_reads_or_refuses_anything(text: str, today: date) -> None:
    try:
        span = read_date(text, today=today)
    except QuerySyntaxError:
        return
    assert span.start is not None
    assert span.end is not None
    assert span.start < span.end
    assert span.precision is not Precision.SPAN
