"""Plain pages: title, lead, body, captions, byline and source, in every usual arrangement."""

from __future__ import annotations

import os
import unicodedata
from datetime import date
from pathlib import Path

import pytest

from vnnews_search.intake.page import article_of_page
from vnnews_search.intake.reading import read_articles
from vnnews_search.models import Article, Origin

BANNER = "Toàn dân huyện Lam Khê ra sức thi đua chào mừng đại hội"
TITLE = "Nà Sẳm mở hội xuân"
LEAD = "Sáng 11/2, thôn Nà Sẳm, xã Sơn Vân, huyện Lam Khê mở hội xuân với nhiều trò chơi."
BODY = "Hội có tung còn, kéo co, thi gói bánh và hát then kéo dài đến tận khuya."
LAST = "Kết thúc ngày hội, ban tổ chức trao mười hai giải cho các đội dự thi."


def read(*lines: str) -> Article:
    text = "\n".join(lines)
    article = article_of_page(text, origin=Origin("trang.txt"), raw=text.encode())
    assert article is not None
    return article


TITLES = {
    "bare": [TITLE, LEAD, BODY],
    "skip link and menu": ["Skip to main content", "Trang chủ » Văn hóa", TITLE, LEAD, BODY],
    "site's name": ["Cổng thông tin điện tử huyện Lam Khê", TITLE, LEAD, BODY],
    "slogan above, title repeated": [BANNER, TITLE, LEAD, TITLE, BODY],
    "slogan above": [BANNER, "", TITLE, "", LEAD, BODY],
    "title repeated at once": [TITLE, TITLE, LEAD, BODY],
    "title repeated in capitals": [BANNER, TITLE, LEAD, TITLE.upper(), BODY],
    "owner above": ["UBND HUYỆN LAM KHÊ - TỈNH VĨNH SA", TITLE, LEAD, BODY],
    "stamp below": [TITLE, "Ngày đăng: 12/02/2021", LEAD, BODY],
    "byline below": [TITLE, "T/h: Lục Thảo", LEAD, BODY],
    "picture below": [TITLE, "Đội then Nà Sẳm. Ảnh: Đức Thái", LEAD, BODY],
}


@pytest.mark.parametrize("lines", TITLES.values(), ids=TITLES.keys())
def test_title_lead_and_body(lines: list[str]) -> None:
    article = read(*lines)
    assert (article.title, article.lead, article.body) == (TITLE, LEAD, BODY)


def test_a_banner_alone_is_no_title() -> None:
    article = read("Cổng thông tin điện tử huyện Lam Khê", LEAD, BODY)
    assert article.title == ""
    assert article.source == "Cổng thông tin điện tử huyện Lam Khê"


def test_an_owner_alone_may_be_the_title() -> None:
    assert (
        read("UBND huyện họp phiên tháng Hai", LEAD, BODY).title == "UBND huyện họp phiên tháng Hai"
    )


def test_two_capital_words_are_a_title() -> None:
    assert read("TIN BUỒN", LEAD, BODY).title == "TIN BUỒN"


def test_title_alone() -> None:
    article = read(TITLE)
    assert (article.title, article.lead, article.body) == (TITLE, "", "")


def test_one_paragraph_is_body_not_lead() -> None:
    article = read(TITLE, LEAD)
    assert (article.lead, article.body) == ("", LEAD)


ENDINGS = {
    "label": (["T/h: Lục Thảo"], ("Lục Thảo",), ""),
    "label and source": (
        ["T/h: Lục Thảo", "Trung tâm VH,TT&TT huyện Lam Khê"],
        ("Lục Thảo",),
        "Trung tâm VH,TT&TT huyện Lam Khê",
    ),
    "source with a full stop": (
        ["Lục Thảo", "Trung tâm VH,TT&TT huyện Lam Khê."],
        ("Lục Thảo",),
        "Trung tâm VH,TT&TT huyện Lam Khê",
    ),
    "name alone": (["Lục Thảo"], ("Lục Thảo",), ""),
    "two lines of names": (["Lục Thảo", "Đức Thái"], ("Lục Thảo", "Đức Thái"), ""),
    "reporter": (["PV"], ("PV",), ""),
    "taken from a paper": (["Theo Báo Vĩnh Sa"], ("Báo Vĩnh Sa",), "Báo Vĩnh Sa"),
    "source label": (["Nguồn: Báo Vĩnh Sa"], (), "Báo Vĩnh Sa"),
    "related links below": (
        ["Lục Thảo", "Các tin khác", "Chợ phiên đổi ngày", "Mở lớp dạy bơi"],
        ("Lục Thảo",),
        "",
    ),
    "furniture below": (["Lục Thảo", "In bài viết", "Lượt xem: 12"], ("Lục Thảo",), ""),
    "nothing": ([], (), ""),
}


@pytest.mark.parametrize(("ending", "authors", "source"), ENDINGS.values(), ids=ENDINGS.keys())
def test_ending(ending: list[str], authors: tuple[str, ...], source: str) -> None:
    article = read(TITLE, LEAD, BODY, LAST, *ending)
    assert (article.authors, article.source) == (authors, source)
    assert article.body == f"{BODY}\n{LAST}"


STAYS_IN_BODY = {
    "name inside a paragraph": "Người kể chuyện hay nhất hội là nghệ nhân Lục Thảo ở xã Sơn Vân.",
    "office that acts": "Trung tâm Y tế huyện nhắc người dân đi tiêm vắc xin cho đúng hẹn.",
    "who is cited": "Theo Báo Vĩnh Sa, giá hồi năm nay tăng gấp đôi so với năm ngoái.",
    "influence, not picture": "Ảnh hưởng của bão số 9 khiến hội phải lùi lại một ngày.",
    "short sentence": "Hội tan.",
    "official ending": "Huyện giao các xã thực hiện nghiêm túc nội dung nói trên./.",
}


@pytest.mark.parametrize("line", STAYS_IN_BODY.values(), ids=STAYS_IN_BODY.keys())
@pytest.mark.parametrize("last", [True, False], ids=["at the end", "in the middle"])
def test_text_stays_in_the_body(line: str, *, last: bool) -> None:
    lines = [BODY, line] if last else [BODY, line, LAST]
    article = read(TITLE, LEAD, *lines)
    assert article.body == "\n".join(lines)
    assert article.authors == article.captions == ()


def test_captions_leave_the_body() -> None:
    caption = "Đ/c Phan Quốc Chung, Bí thư Huyện ủy phát biểu tại ngày hội"
    article = read(TITLE, LEAD, BODY, caption, LAST, "Ảnh: Đức Thái")
    assert article.captions == (caption, "Ảnh: Đức Thái")
    assert article.body == f"{BODY}\n{LAST}"


def test_a_list_is_no_row_of_captions() -> None:
    items = ["Đội then thôn Nà Sẳm xã Sơn Vân", "Đội khèn thôn Pá Hu xã Khe Mít"]
    items.append("Đội sli thôn Khe Dâu xã Khe Dâu")
    assert read(TITLE, LEAD, BODY, *items, LAST).captions == ()


def test_published_is_the_stamp_not_the_day_in_the_text() -> None:
    stamped = read(TITLE, "Cập nhật lúc 09:15 ngày 12/02/2021", LEAD, BODY)
    assert (stamped.published, stamped.published_origin) == (date(2021, 2, 12), "page")
    unstamped = read(TITLE, LEAD, "Ngày 13/2/2021, hội khép lại sau ba ngày đông vui.", LAST)
    assert (unstamped.published, unstamped.published_origin) == (None, "")


def test_a_page_of_furniture_alone_is_nothing() -> None:
    text = "Skip to main content\nTrang chủ\n\n"
    assert article_of_page(text, origin=Origin("trang.txt"), raw=text.encode()) is None


def test_a_page_without_accents() -> None:
    article = read(
        "Na Sam mo hoi xuan",
        "Sang 11/2, thon Na Sam, xa Son Van, huyen Lam Khe mo hoi xuan dau nam.",
        "Hoi co tung con, keo co, thi goi banh va hat then keo dai den tan khuya.",
        "Thuc hien: Luc Thao",
    )
    assert (article.title, article.authors) == ("Na Sam mo hoi xuan", ("Luc Thao",))


def test_decomposed_text_is_stored_composed() -> None:
    composed = read(TITLE, LEAD, BODY)
    lines = (unicodedata.normalize("NFD", line) for line in (TITLE, LEAD, BODY))
    decomposed = read(*lines)
    assert (decomposed.title, decomposed.body) == (composed.title, composed.body)


def test_the_real_seed_page() -> None:
    default = Path(__file__).parents[3] / "shared" / "data"
    path = Path(os.environ.get("VNNEWS_DATA", default)) / "seed" / "dinh_lap_page.txt"
    if not path.exists():
        pytest.skip("the seed page is not here; VNNEWS_DATA names the folder that holds seed/")
    (article,) = read_articles(path)
    assert isinstance(article, Article)
    assert article.title == "Hội nghị sơ kết 6 tháng đầu năm Ủy ban MTTQ Việt Nam huyện"
    assert article.lead.startswith("Ngày 15/7, Ủy ban MTTQ")
    assert article.body.count("\n") == 1
    assert article.captions == (
        "Đ/c Hoàng Xuân Thuận, Bí thư huyện ủy Đình Lập phát biểu tại hội nghị",
    )
    assert article.authors == ("Nông Tùng",)
    assert article.source == "Trung tâm VH,TT&TT huyện Đình Lập"
    assert article.published is None
