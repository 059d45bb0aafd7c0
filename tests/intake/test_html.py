"""Web pages: the article and nothing of the site around it."""

from __future__ import annotations

from datetime import date

import pytest

from vnnews_search.intake.decoding import decode_html, decode_text
from vnnews_search.intake.html import article_of_html
from vnnews_search.models import Article, Origin

TITLE = "Nà Sẳm mở hội xuân"
LEAD = "Sáng 11/2, thôn Nà Sẳm, xã Sơn Vân mở hội xuân với nhiều trò chơi."
ONE = "Hội có tung còn, kéo co, thi gói bánh và hát then kéo dài đến tận khuya."
TWO = "Kết thúc ngày hội, ban tổ chức trao mười hai giải cho các đội dự thi."
TEXT = f"<p>{ONE}</p><p>{TWO}</p>"


def read(body: str, head: str = "") -> Article:
    html = f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"
    article = article_of_html(html, origin=Origin("trang.html"), raw=html.encode())
    assert article is not None
    return article


AROUND = {
    "nothing": f"<h1>{TITLE}</h1><div>{TEXT}</div>",
    "nav": f"<nav><a href='/'>Trang chủ</a></nav><h1>{TITLE}</h1><div>{TEXT}</div>",
    "menu by class": f"<div class='main-menu'>Giới thiệu</div><h1>{TITLE}</h1><div>{TEXT}</div>",
    "footer": f"<h1>{TITLE}</h1><div>{TEXT}</div><footer><p>{LEAD} {LEAD} {LEAD}</p></footer>",
    "aside": f"<h1>{TITLE}</h1><div>{TEXT}</div><aside><p>{LEAD} {LEAD} {LEAD}</p></aside>",
    "related inside": f"<h1>{TITLE}</h1><div>{TEXT}<div class='tin-lien-quan'>Bài cũ</div></div>",
    "links inside": f"<h1>{TITLE}</h1><div>{TEXT}<p><a href='/2'>Chợ phiên đổi ngày</a></p></div>",
    "script": f"<h1>{TITLE}</h1><div><script>var a = '<p>x</p>';</script>{TEXT}</div>",
    "comments": f"<h1>{TITLE}</h1><div>{TEXT}</div><div id='comments'><p>{LEAD * 3}</p></div>",
    "sidebar that holds all": f"<div class='sidebar-1'><h1>{TITLE}</h1><div>{TEXT}</div></div>",
    "title repeated": f"<h1>{TITLE}</h1><div><h2>{TITLE}</h2>{TEXT}</div>",
    "unclosed": f"<h1>{TITLE}</h1><div><p>{ONE}<p>{TWO}</div>",
    "line breaks": f"<h1>{TITLE}</h1><div>{ONE}<br><br>{TWO}</div>",
    "table": f"<table><tr><td>Danh mục<td><h1>{TITLE}</h1>{ONE}<br>{TWO}<td>Liên hệ</table>",
    "Word": f"<h1>{TITLE}</h1><div><![if !supportLists]>{TEXT}<![endif]><o:p></o:p></div>",
}


@pytest.mark.parametrize("body", AROUND.values(), ids=AROUND.keys())
def test_body(body: str) -> None:
    article = read(body)
    assert (article.title, article.body) == (TITLE, f"{ONE}\n{TWO}")


TITLES = {
    "og": (f'<title>khác</title><meta property="og:title" content="{TITLE}">', ""),
    "window": (f"<title>{TITLE} - Báo Vĩnh Sa điện tử</title>", ""),
    "window and h1": (f"<title>{TITLE} | Chuyên trang của tỉnh</title>", f"<h1>{TITLE}</h1>"),
    "h1 under a site's title": (
        "<title>Cổng thông tin điện tử huyện Lam Khê</title>",
        f"<h1>{TITLE}</h1>",
    ),
    "class under a site's title": (
        "<title>Cổng thông tin điện tử huyện Lam Khê</title>",
        f'<div class="tieude">{TITLE}</div>',
    ),
    "h1 of the site": (
        f"<title>{TITLE} - Báo Vĩnh Sa</title>",
        "<h1>Cổng thông tin điện tử huyện Lam Khê</h1>",
    ),
}


@pytest.mark.parametrize(("head", "above"), TITLES.values(), ids=TITLES.keys())
def test_title(head: str, above: str) -> None:
    assert read(f"{above}<div>{TEXT}</div>", head).title == TITLE


LEADS = {
    "sapo": ("", f"<h1>{TITLE}</h1><h2 class='sapo'>{LEAD}</h2><div>{TEXT}</div>"),
    "inside": ("", f"<h1>{TITLE}</h1><div><p class='lead'>{LEAD}</p>{TEXT}</div>"),
    "bold": ("", f"<h1>{TITLE}</h1><div><p><b>{LEAD}</b></p>{TEXT}</div>"),
    "meta": (f'<meta name="description" content="{LEAD}">', f"<h1>{TITLE}</h1><div>{TEXT}</div>"),
    "meta and first paragraph": (
        f'<meta name="description" content="{LEAD[:40]}...">',
        f"<h1>{TITLE}</h1><div><p>{LEAD}</p>{TEXT}</div>",
    ),
}


@pytest.mark.parametrize(("head", "body"), LEADS.values(), ids=LEADS.keys())
def test_lead_is_not_repeated_in_the_body(head: str, body: str) -> None:
    article = read(body, head)
    assert (article.lead, article.body) == (LEAD, f"{ONE}\n{TWO}")


NO_LEADS = {
    "title again": TITLE,
    "site": "Cổng thông tin điện tử huyện Lam Khê, tỉnh Vĩnh Sa",
    "short": "Tin tức",
    "within the body": TWO,
}


@pytest.mark.parametrize("description", NO_LEADS.values(), ids=NO_LEADS.keys())
def test_a_description_that_says_nothing_is_no_lead(description: str) -> None:
    head = f'<meta name="description" content="{description}">'
    assert read(f"<h1>{TITLE}</h1><div>{TEXT}</div>", head).lead == ""


CAPTION = "Đội then Nà Sẳm trong đêm khai hội"
CAPTIONS = {
    "figcaption": f"<figure><img src='a.jpg'><figcaption>{CAPTION}</figcaption></figure>",
    "class": f"<div class='caption'>{CAPTION}</div>",
    "below a picture": f"<p align='center'><img src='a.jpg'></p><p align='center'>{CAPTION}</p>",
    "in italics below a picture": f"<img src='a.jpg'><br><i>{CAPTION}</i>",
}


@pytest.mark.parametrize("picture", CAPTIONS.values(), ids=CAPTIONS.keys())
def test_caption(picture: str) -> None:
    article = read(f"<h1>{TITLE}</h1><div><p>{ONE}</p>{picture}<p>{TWO}</p></div>")
    assert (article.captions, article.body) == ((CAPTION,), f"{ONE}\n{TWO}")


def test_a_paragraph_below_a_picture_is_no_caption() -> None:
    article = read(f"<h1>{TITLE}</h1><div><p>{ONE}</p><img src='a.jpg'><p>{TWO}</p></div>")
    assert (article.captions, article.body) == ((), f"{ONE}\n{TWO}")


AUTHORS = {
    "last line": ("", "<p style='text-align:right'><strong>Lục Thảo</strong></p>"),
    "class": ("", "<p class='author'>Lục Thảo</p>"),
    "label": ("", "<p>T/h: Lục Thảo</p>"),
    "meta": ('<meta name="author" content="Lục Thảo">', ""),
    "JSON-LD": (
        '<script type="application/ld+json">{"@type":"NewsArticle",'
        '"author":{"@type":"Person","name":"Lục Thảo"}}</script>',
        "",
    ),
}


@pytest.mark.parametrize(("head", "ending"), AUTHORS.values(), ids=AUTHORS.keys())
def test_author(head: str, ending: str) -> None:
    article = read(f"<h1>{TITLE}</h1><div>{TEXT}{ending}</div>", head)
    assert (article.authors, article.body) == (("Lục Thảo",), f"{ONE}\n{TWO}")


def test_a_paper_that_names_itself_is_no_author() -> None:
    head = (
        '<meta property="og:site_name" content="Báo Vĩnh Sa">'
        '<meta name="author" content="Báo Vĩnh Sa">'
    )
    article = read(f"<h1>{TITLE}</h1><div>{TEXT}</div>", head)
    assert (article.authors, article.source) == ((), "Báo Vĩnh Sa")


DAYS = {
    "meta": (
        '<meta property="article:published_time" content="2021-02-12T07:00:00+07:00">',
        "",
        "article:published_time",
    ),
    "itemprop": ('<meta itemprop="datePublished" content="2021-02-12">', "", "datePublished"),
    "JSON-LD": (
        '<script type="application/ld+json">[{"@type":["NewsArticle"],'
        '"datePublished":"2021-02-12T07:00"}]</script>',
        "",
        "datePublished",
    ),
    "time": ("", '<time datetime="2021-02-12">hôm qua</time>', "page"),
    "printed": ("", "<span>Thứ Sáu, 12/02/2021 | 07:00 GMT+7</span>", "page"),
    "class": ("", '<span class="date">Lục Thảo đăng lúc 12/02/2021</span>', "page"),
}


@pytest.mark.parametrize(("head", "stamp", "origin"), DAYS.values(), ids=DAYS.keys())
def test_published(head: str, stamp: str, origin: str) -> None:
    article = read(f"<h1>{TITLE}</h1><div>{stamp}</div><div>{TEXT}</div>", head)
    assert (article.published, article.published_origin) == (date(2021, 2, 12), origin)


def test_a_day_in_the_text_is_not_the_day_of_publication() -> None:
    article = read(f"<h1>{TITLE}</h1><div>{TEXT}<p>Ngày 13/2/2021, hội tan.</p></div>")
    assert article.published is None


def test_address_is_the_id() -> None:
    head = '<link rel="canonical" href="https://lamkhe.example/tin/7.html">'
    article = read(f"<h1>{TITLE}</h1><div>{TEXT}</div>", head)
    assert article.id == article.url == "https://lamkhe.example/tin/7.html"


@pytest.mark.parametrize("address", ["https://lamkhe.example/", "/tin/7.html", "", "http://["])
def test_the_front_page_is_no_address_of_an_article(address: str) -> None:
    article = read(f"<h1>{TITLE}</h1><div>{TEXT}</div>", f'<link rel=canonical href="{address}">')
    assert (article.url, article.id[:4]) == ("", "sha:")


def test_section_and_tags() -> None:
    head = (
        '<meta property="article:section" content="Văn hóa">'
        '<meta property="article:tag" content="hội xuân, Nà Sẳm"><meta name="news_keywords" '
        'content="Hội xuân">'
    )
    article = read(f"<h1>{TITLE}</h1><div>{TEXT}</div>", head)
    assert (article.category, article.tags) == ("Văn hóa", ("hội xuân", "Nà Sẳm"))


@pytest.mark.parametrize(
    "html", ["", "<p>Ngắn.</p>", "<ul><li><a href='/1'>Chỉ có liên kết</a></ul>", "không thẻ nào"]
)
def test_a_page_without_paragraphs_is_nothing(html: str) -> None:
    assert article_of_html(html, origin=Origin("trang.html"), raw=html.encode()) is None


CHARSETS = {
    "UTF-8": ("<p>Đông Khê</p>".encode(), "<p>Đông Khê</p>"),
    "UTF-8 with its mark": ("<p>Đông Khê</p>".encode("utf-8-sig"), "<p>Đông Khê</p>"),
    "UTF-16": ("<p>Đông Khê</p>".encode("utf-16"), "<p>Đông Khê</p>"),
    "declared": (b"<meta charset='windows-1258'>\xd0\xf4ng", "<meta charset='windows-1258'>Đông"),
    "undeclared": (b"<p>\xd0\xf4ng Kh\xea</p>", "<p>Đông Khê</p>"),
    "declared wrongly": (
        "<meta charset='iso-8859-1'>Đông".encode(),
        "<meta charset='iso-8859-1'>Đông",
    ),
}


@pytest.mark.parametrize(("raw", "text"), CHARSETS.values(), ids=CHARSETS.keys())
def test_charset(raw: bytes, text: str) -> None:
    assert decode_html(raw) == text


@pytest.mark.parametrize(
    "raw", [b"\x89PNG\r\n\x00\x00", b"<p>\x00</p>", b"<p>tr\xb8ch nhi\xd6m</p>"], ids=repr
)
def test_no_text(raw: bytes) -> None:
    assert decode_html(raw) is None


def test_a_plain_page_in_another_charset_is_refused() -> None:
    assert decode_text(b"\xd0\xf4ng Kh\xea") is None


@pytest.mark.parametrize("unended", ["<a ", "<!--", "</p ", "<p title='"], ids=repr)
def test_a_page_cut_off_inside_a_tag_is_read_in_time(unended: str) -> None:
    article = read(f"<h1>{TITLE}</h1><div>{TEXT}</div>" + unended * 20_000)
    assert article.title == TITLE
