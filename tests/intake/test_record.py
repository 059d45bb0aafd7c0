"""JSON records: which field is which, what is kept, what it is called."""

from __future__ import annotations

import json
from datetime import date

import pytest

from vnnews_search.intake.record import article_of_record
from vnnews_search.models import Article, Origin

TITLE = "Nà Sẳm mở hội xuân"
LEAD = "Sáng 11/2, thôn Nà Sẳm mở hội."
BODY = "Hội có tung còn, kéo co.\nĐêm có hát then."


def read(record: dict[str, object], file: str = "kho/tin.jsonl") -> Article:
    raw = json.dumps(record).encode()
    article = article_of_record(record, origin=Origin(file, "1"), raw=raw)
    assert article is not None
    return article


NAMES = {
    "English": ("title", "abstract", "body"),
    "crawler": ("headline", "description", "content"),
    "snake case": ("tieu_de", "tom_tat", "noi_dung"),
    "with accents": ("Tiêu đề", "Tóm tắt", "Nội dung"),
    "press words": ("tít", "sapo", "toàn văn"),
    "hyphens": ("tieu-de", "mo-ta", "noi-dung"),
    "camel case": ("tieuDe", "moTa", "noiDung"),
    "capitals": ("TITLE", "SUMMARY", "TEXT"),
    "schema.org": ("headline", "description", "articleBody"),
}


@pytest.mark.parametrize("names", NAMES.values(), ids=NAMES.keys())
def test_names_of_text_fields(names: tuple[str, str, str]) -> None:
    article = read(dict(zip(names, (TITLE, LEAD, BODY), strict=True)))
    assert (article.title, article.lead, article.body) == (TITLE, LEAD, BODY)
    assert article.extra == ()


OTHERS = {
    "url": ("link", "https://vinhsa.example/7", "url", "https://vinhsa.example/7"),
    "source": ("nguồn", "Báo Vĩnh Sa", "source", "Báo Vĩnh Sa"),
    "site": ("site", "lamkhe.example", "source", "lamkhe.example"),
    "publisher object": ("publisher", {"name": "Báo Vĩnh Sa"}, "source", "Báo Vĩnh Sa"),
    "section": ("chuyen_muc", "Kinh tế", "category", "Kinh tế"),
    "author": ("tác_giả", "Lục Thảo, Đức Thái", "authors", ("Lục Thảo", "Đức Thái")),
    "authors": ("authors", ["Lục Thảo", "Đức Thái"], "authors", ("Lục Thảo", "Đức Thái")),
    "office as author": ("author", "Phòng VH&TT huyện", "authors", ("Phòng VH&TT huyện",)),
    "byline": ("byline", "Tin, ảnh: Đức Thái", "authors", ("Đức Thái",)),
    "compiled": ("author", "Lục Thảo (t/h)", "authors", ("Lục Thảo",)),
    "reporter": ("author", "PV", "authors", ("PV",)),
    "tags": ("từ khóa", "hồi; quế", "tags", ("hồi", "quế")),
    "captions": ("captions", ["Đội then, đội khèn"], "captions", ("Đội then, đội khèn",)),
}


@pytest.mark.parametrize(("name", "value", "field", "expected"), OTHERS.values(), ids=OTHERS.keys())
def test_names_of_other_fields(name: str, value: object, field: str, expected: object) -> None:
    assert getattr(read({"title": TITLE, name: value}), field) == expected


DAYS = {
    "printed": ("ngay_dang", "12/02/2021", date(2021, 2, 12)),
    "ISO": ("publish_date", "2017-02-27 23:16:13", date(2017, 2, 27)),
    "ISO with zone": ("published", "2025-08-18T00:33:00+07:00", date(2025, 8, 18)),
    "with the hour": ("Ngày đăng", "Thứ Hai, 20/07/2020 | 08:00 GMT+7", date(2020, 7, 20)),
    "seconds": ("timestamp", 1594771200, date(2020, 7, 15)),
    "milliseconds": ("time", 1594771200000, date(2020, 7, 15)),
    "seconds after midnight here": ("time", 1594746000, date(2020, 7, 15)),
}


@pytest.mark.parametrize(("name", "value", "day"), DAYS.values(), ids=DAYS.keys())
def test_published(name: str, value: object, day: date) -> None:
    article = read({"title": TITLE, name: value})
    assert (article.published, article.published_origin) == (day, name)
    assert article.extra == ()


NO_DAYS: dict[str, object] = {
    "words": "vừa xong",
    "small number": 12,
    "impossible": "31/02/2020",
    "list": ["2020"],
}


@pytest.mark.parametrize("value", NO_DAYS.values(), ids=NO_DAYS.keys())
def test_a_day_that_cannot_be_read_is_kept_as_extra(value: object) -> None:
    article = read({"title": TITLE, "publish_date": value})
    assert (article.published, article.published_origin) == (None, "")
    assert [name for name, _ in article.extra] == ["publish_date"]


def test_the_second_day_is_used_if_the_first_cannot_be_read() -> None:
    article = read({"title": TITLE, "time": "23/10/2013 11:39", "published": "hôm qua"})
    assert (article.published, article.published_origin) == (date(2013, 10, 23), "time")
    assert article.extra == (("published", "hôm qua"),)


def test_unknown_fields_are_kept_in_order() -> None:
    record = {
        "hop": 12,
        "title": TITLE,
        "Giá sách": "B",
        "số hoá": True,
        "nhan": {"màu": ["đỏ"]},
        "trong": None,
        "rong": "",
    }
    record["nhan_khac"] = record.pop("nhan")
    assert read(record).extra == (
        ("hop", "12"),
        ("Giá sách", "B"),
        ("số hoá", "True"),
        ("nhan_khac", '{"màu":["đỏ"]}'),
    )


def test_fields_cut_into_words_are_left_out_beside_the_text_only() -> None:
    beside = read({"title": TITLE, "title_seg": "mở_hội", "body_tok": "hát_then", "body": BODY})
    assert beside.extra == ()
    alone = read({"title": TITLE, "body_tok": "hát_then", "hop_seg": "12"})
    assert alone.extra == (("body_tok", "hát_then"), ("hop_seg", "12"))


def test_plain_body_wins_over_html() -> None:
    article = read({"title": TITLE, "body_html": "<p>thừa</p>", "body": BODY})
    assert (article.body, article.extra) == (BODY, ())


def test_html_is_read_where_there_is_no_plain_body() -> None:
    html = (
        "<p>Hội c&oacute; tung c&ograve;n,\n k&eacute;o co.</p><p>&nbsp;</p><p>Đêm có hát then.</p>"
    )
    for name in ("body_html", "content"):
        assert read({"title": TITLE, name: html}).body == BODY


def test_signs_that_are_no_html_stay() -> None:
    text = "Nhiệt độ dưới 5 < 6, VH,TT&TT & <gia đình>"
    assert read({"title": TITLE, "body": text}).body == text


def test_what_stands_above_is_not_repeated() -> None:
    article = read({"title": TITLE, "summary": LEAD, "body": f"{TITLE}\n{LEAD}\n{BODY}"})
    assert (article.lead, article.body) == (LEAD, BODY)
    assert read({"title": TITLE, "description": TITLE}).lead == ""
    assert read({"title": TITLE, "lead": LEAD, "body": LEAD}).body == ""


def test_a_lead_that_only_begins_alike_is_no_repeat() -> None:
    article = read({"title": TITLE, "summary": LEAD, "body": f"{LEAD} Trời nắng đẹp.\n{BODY}"})
    assert article.body == f"{LEAD} Trời nắng đẹp.\n{BODY}"


@pytest.mark.parametrize(
    "record", [{}, {"id": 7, "hop": "12"}, {"title": " "}, {"body": None}, {"name": "Lục Thảo"}]
)
def test_a_record_without_text_is_nothing(record: dict[str, object]) -> None:
    assert article_of_record(record, origin=Origin("tin.jsonl", "1"), raw=b"{}") is None


IDS = {
    "number and source": ({"id": 1, "site": "lamkhe.example"}, "lamkhe.example:1"),
    "number as text": ({"id": "1", "nguồn": "Báo Vĩnh Sa"}, "Báo Vĩnh Sa:1"),
    "number and file": ({"id": "1"}, "tin:1"),
    "own name": ({"id": "bai-7", "site": "lamkhe.example"}, "bai-7"),
    "own before address": ({"id": "bai-7", "url": "https://a.example/7"}, "bai-7"),
    "address": ({"url": "https://a.example/7"}, "https://a.example/7"),
    "empty id": ({"id": "", "url": "https://a.example/7"}, "https://a.example/7"),
    "null id": ({"id": None, "url": "https://a.example/7"}, "https://a.example/7"),
    "zero": ({"id": 0}, "tin:0"),
}


@pytest.mark.parametrize(("fields", "expected"), IDS.values(), ids=IDS.keys())
def test_ids(fields: dict[str, object], expected: str) -> None:
    assert read({"title": TITLE, **fields}).id == expected


def test_without_a_name_the_id_is_a_hash_of_the_record() -> None:
    first, second = read({"title": TITLE}), read({"title": TITLE, "hop": 1})
    assert first.id.startswith("sha:")
    assert first.id == read({"title": TITLE}, file="khac.jsonl").id
    assert first.id != second.id


def test_numbers_of_two_files_do_not_collide() -> None:
    assert (
        read({"id": 1, "title": TITLE}, "a.jsonl").id
        != read({"id": 1, "title": TITLE}, "b.jsonl").id
    )
