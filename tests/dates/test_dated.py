"""The day of an article: stated, inferred or unknown."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnnews_search.dates.dated import date_article
from vnnews_search.models import Article, DatedOrigin

# lead | day | how it is known
INFERRED = """
(Lũng Mây, ngày 15/7/2020) Huyện họp. | 2020-07-15 | dateline
Lũng Mây, ngày 15/7/2020 - Huyện họp. | 2020-07-15 | dateline
Lũng Mây 15/7/2020 - Huyện họp. | 2020-07-15 | dateline
LŨNG MÂY, 15/7/2020 – Huyện họp. | 2020-07-15 | dateline
Khe Lim, 15.7.2020, xã họp. | 2020-07-15 | dateline
Đình Sa, ngày 15 tháng 7 năm 2020 | 2020-07-15 | dateline
Ngày 15/7/2020, huyện họp. | 2020-07-15 | lead
tại Lũng Mây, ngày 15/7/2020, huyện họp. | 2020-07-15 | lead
ấp Lũng Mây, ngày 15/7/2020, huyện họp. | 2020-07-15 | lead
Huyện bàn năm 2019. Ở xã, ngày 15/7, dân bàn việc năm 2020. | 2020-07-15 | lead
Năm 2019. Đ/c Sa ngày 15/7 thăm xã và bàn việc của dân năm 2020. | 2020-07-15 | lead
Sáng 15/7/2020, huyện họp bàn năm 2021. | 2020-07-15 | lead
Ngày 15/7, huyện sơ kết 6 tháng đầu năm 2020. | 2020-07-15 | lead
Ngày 15/7, huyện bàn nhiệm vụ 6 tháng cuối năm 2020. | 2020-07-15 | lead
Ngày 15 tháng 7, huyện bàn nhiệm vụ năm 2020. | 2020-07-15 | lead
Sáng 15-7, xã họp tháng 7/2020. | 2020-07-15 | lead
Ngay 15/7, huyen hop ban nhiem vu nam 2020. | 2020-07-15 | lead
NGÀY 15/7, HUYỆN SƠ KẾT NĂM 2020 | 2020-07-15 | lead
Tháng 7/2020 nhiều mưa. Ngày 15/7, xã họp. | 2020-07-15 | lead
Ngày 15/7, xã tổng kết năm 2019. Năm 2020 sẽ khác. | 2019-07-15 | lead
Ngày 15/7, xã họp. Năm 2019 được mùa. Năm 2021 mất mùa. | 2019-07-15 | lead
Sáng 14/7 và 15/7/2020, xã họp. | 2020-07-14 | lead
Ngày 29/2, xã bàn năm 2020. | 2020-02-29 | lead
Ngày 15/7, xã thăm gia đình thương binh (27/7/1947 - 27/7/2022) năm 2022. | 2022-07-15 | lead
Ngày 15/7, xã bàn mục tiêu đến năm 2025 và việc năm 2020. | 2020-07-15 | lead
Ngày 15/7, xã kỷ niệm ngày 27/7/1947 và sơ kết năm 2020. | 2020-07-15 | lead
"""

UNDATED = """
Huyện họp.
Ngày 15/7, huyện họp.
Năm 2020, huyện họp.
Tháng 7/2020, huyện họp.
Ngày 15/7, huyện bàn mục tiêu đến năm 2025.
Ngày 15/7, huyện bàn mục tiêu tới năm 2025.
Ngày 15/7, huyện bàn việc trước năm 2025.
Ngày 15/7, huyện bàn việc đến hết năm 2025.
Ngày 15/7, huyện bàn việc đến cuối năm 2025.
Ngày 15/7, huyện nhìn lại từ năm 2015.
Ngày 15/7, huyện nhìn lại từ đầu năm 2015.
Ngày 15/7, huyện bàn việc sau năm 2025.
Ngày 15/7, đại hội nhiệm kỳ 2020-2025.
Ngày 15/7, đại hội nhiệm kỳ 2020 - 2025.
Ngày 15/7, đại hội giai đoạn năm 2020.
Ngày 15/7, huyện kỷ niệm ngày 2/9/1945.
Ngày 15/7, huyện kỷ niệm 75 năm ngày 2/9/1945.
Ngày 15/7, xã kỷ niệm 75 năm Ngày Thương binh (27/7/1947 - 27/7/2022).
Ngày 15/7, huyện mừng giải phóng 30/4/1975.
Ngày 15/7, huyện bàn Nghị định 15/2020/NĐ-CP.
Ngày 29/2, xã sơ kết năm 2019.
Có tới 2/3 số hộ thoát nghèo năm 2020.
Nhà số 15/7 đường Hoa Ban sửa năm 2020.
Ngày 31/6/2020, huyện họp.
Ngày 15/7, huyện bàn việc kể từ năm 2021.
Ngày 15/7, huyện bàn giá 2020 đồng.
"""


def _rows(table: str, columns: int) -> list[object]:
    rows: list[object] = []
    for line in filter(None, table.splitlines()):
        cells = [cell.strip() for cell in line.split("|")]
        assert len(cells) == columns, line
        rows.append(pytest.param(*cells, id=cells[0]))
    return rows


@pytest.mark.parametrize(("lead", "day", "origin"), _rows(INFERRED, 3))
def test_infers_the_day(lead: str, day: str, origin: str) -> None:
    for spelled in (lead, unicodedata.normalize("NFD", lead)):
        found = date_article(Article("a", lead=spelled))
        assert (str(found[0]), found[1].value) == (day, origin)
        assert found[1].inferred


@pytest.mark.parametrize("lead", _rows(UNDATED, 1))
def test_infers_no_day(lead: str) -> None:
    assert date_article(Article("a", lead=lead)) == (None, DatedOrigin.NONE)


def test_tables_are_balanced() -> None:
    assert len(_rows(UNDATED, 1)) >= len(_rows(INFERRED, 3))


def test_what_is_published_wins() -> None:
    article = Article("a", lead="Ngày 15/7/2020, huyện họp.", published=date(2021, 2, 3))
    assert date_article(article) == (date(2021, 2, 3), DatedOrigin.PUBLISHED)
    assert not DatedOrigin.PUBLISHED.inferred


def test_the_title_lends_its_year() -> None:
    article = Article("a", title="Sơ kết năm 2020", lead="Ngày 15/7, huyện họp.")
    assert date_article(article) == (date(2020, 7, 15), DatedOrigin.LEAD)


def test_the_lead_lends_its_year_before_the_title() -> None:
    article = Article("a", title="Sơ kết năm 2020", lead="Ngày 15/7, huyện bàn năm 2021.")
    assert date_article(article)[0] == date(2021, 7, 15)


def test_a_title_lends_no_year_to_come() -> None:
    article = Article("a", title="Mục tiêu đến năm 2025", lead="Ngày 15/7, huyện họp.")
    assert date_article(article) == (None, DatedOrigin.NONE)


def test_a_title_alone_gives_no_day() -> None:
    assert date_article(Article("a", title="Họp ngày 15/7/2020", lead="Huyện họp."))[0] is None


def test_the_body_lends_no_year_and_gives_no_day() -> None:
    article = Article("a", lead="Ngày 15/7, huyện họp.", body="Năm 2020\nNgày 16/7/2020")
    assert date_article(article) == (None, DatedOrigin.NONE)


def test_the_first_line_of_the_body_stands_for_a_missing_lead() -> None:
    first, second = "Ngày 15/7/2020, huyện họp.", "Ngày 16/7/2021, xã họp."
    assert date_article(Article("a", body=f"{first}\n{second}"))[0] == date(2020, 7, 15)
    assert date_article(Article("a", body=f"Tin ngắn.\n{second}"))[0] is None


_PIECES = st.sampled_from(
    [
        "Ngày 15/7", "Ngày 29/2", "ngày 15/7/2020", "năm 2019", "đến năm 2025", ", ", ". ",
        "\n", "Lũng Mây, ", "(", ") ", "họp ", "kỷ niệm ", "2/3 ",
    ]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=12).map("".join), st.lists(_PIECES, max_size=4).map("".join))
def test_a_day_and_its_origin_come_together(lead: str, title: str) -> None:
    day, origin = date_article(Article("a", title=title, lead=lead))
    assert (day is None) == (origin is DatedOrigin.NONE)
    title, lead = (unicodedata.normalize("NFD", text) for text in (title, lead))
    assert date_article(Article("a", title=title, lead=lead)) == (day, origin)
