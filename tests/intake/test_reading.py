"""Files and folders: what is read, what is passed over, what is reported."""

from __future__ import annotations

import gzip
import json
import os
import random
import unicodedata
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vnnews_search.errors import IntakeError
from vnnews_search.intake.files import size_of, sources_in
from vnnews_search.intake.html import article_of_html
from vnnews_search.intake.page import article_of_page
from vnnews_search.intake.reading import measure, read_articles
from vnnews_search.intake.record import article_of_record
from vnnews_search.models import Article, BadRecord, Origin

PAGE = "Nà Sẳm mở hội xuân\n\nSáng 11/2, thôn Nà Sẳm mở hội xuân với nhiều trò chơi vui khỏe.\n"
HTML = "<h1>Nà Sẳm mở hội</h1><p>Hội có tung còn, kéo co, thi gói bánh và hát then thâu đêm.</p>"
LINES = '{"id": 1, "title": "Một"}\n\n{"id": 2, "title": "Hai"}\n'
SAMPLES = Path(__file__).parents[2] / "samples"


def titles(*paths: Path) -> list[str]:
    return [
        found.title if isinstance(found, Article) else found.message
        for found in read_articles(*paths)
    ]


FORMATS = {
    "page": ("a.txt", PAGE.encode(), ["Nà Sẳm mở hội xuân"]),
    "html": ("a.html", HTML.encode(), ["Nà Sẳm mở hội"]),
    "htm": ("A.HTM", HTML.encode(), ["Nà Sẳm mở hội"]),
    "jsonl": ("a.jsonl", LINES.encode(), ["Một", "Hai"]),
    "ndjson": ("a.ndjson", LINES.encode(), ["Một", "Hai"]),
    "jsonl with a mark": ("a.jsonl", LINES.encode("utf-8-sig"), ["Một", "Hai"]),
    "json array": ("a.json", b'[{"title": "A"},\n {"title": "B]\\"{"}]', ["A", 'B]"{']),
    "json object": ("a.json", b'{\n "title": "A"\n}\n', ["A"]),
    "lines in .json": ("a.json", LINES.encode(), ["Một", "Hai"]),
}


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gz"])
@pytest.mark.parametrize(("name", "data", "expected"), FORMATS.values(), ids=FORMATS.keys())
def test_formats(
    tmp_path: Path, name: str, data: bytes, expected: list[str], *, packed: bool
) -> None:
    path = tmp_path / (f"{name}.gz" if packed else name)
    path.write_bytes(gzip.compress(data) if packed else data)
    assert titles(path) == expected


def test_origin_points_to_the_record(tmp_path: Path) -> None:
    path = tmp_path / "tin.jsonl"
    path.write_text('{"title": "Lễ hội"}\n\n  {"title": "Hai"}\n', encoding="utf-8")
    first, second = (found for found in read_articles(path) if isinstance(found, Article))
    assert first.origin == Origin(str(path), "1", 0)
    assert (second.origin.member, second.origin.offset) == (
        "3",
        len('{"title": "Lễ hội"}\n\n'.encode()),
    )


def test_folder_is_walked_in_order(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.txt", "a.txt", ".an.txt", ".git/x.txt", "README.txt", "anh.jpg"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name, encoding="utf-8")
    assert titles(tmp_path) == ["a.txt", "b/1.txt", "b/2.txt"]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(PAGE, encoding="utf-8")
    assert len(titles(tmp_path, path)) == 1


BROKEN = {
    "broken line": ("a.jsonl", b'{"title": "A"}\n{"title"\n{"title": "B"}', "2", ["A", "B"]),
    "no object": ("a.jsonl", b'[1]\n{"title": "B"}', "1", ["B"]),
    "no text": ("a.jsonl", b'{"hop": 1}\n{"title": "B"}', "1", ["B"]),
    "no UTF-8": ("a.jsonl", b'{"title": "\xff"}\n{"title": "B"}', "1", ["B"]),
    "number too long": ("a.jsonl", b'{"n": ' + b"9" * 5000 + b'}\n{"title": "B"}', "1", ["B"]),
    "nested too deep": ("a.jsonl", b"[" * 200_000 + b'\n{"title": "B"}', "1", ["B"]),
    "broken in an array": ("a.json", b'[{"title": "A"}, {"x": }, {"title": "B"}]', "2", ["A", "B"]),
    "array cut off": ("a.json", b'[{"title": "A"}, {"title": "B', "2", ["A"]),
    "binary": ("a.jsonl", b"\x89PNG\x00\x00\n\x00\n", "", []),
    "UTF-16": ("a.jsonl", '{"title": "A"}\n'.encode("utf-16"), "", []),
    "empty": ("a.jsonl", b"", "", []),
    "empty page": ("a.txt", b" \n", "", []),
    "binary page": ("a.txt", b"MZ\x00\x00", "", []),
    "page in another charset": ("a.txt", b"Kh\xea", "", []),
    "web page of links": ("a.html", b"<a href=/>Trang</a>", "", []),
    "unknown kind": ("a.jpg", b"\xff\xd8", "", []),
    "damaged archive": ("a.jsonl.gz", b"\x1f\x8b\x08\x00nothing", "", []),
    "no archive": ("a.txt.gz", b"plain", "", []),
    "archive cut off": ("a.txt.gz", gzip.compress(PAGE.encode() * 50)[:-20], "", []),
}


@pytest.mark.parametrize(("name", "data", "member", "rest"), BROKEN.values(), ids=BROKEN.keys())
def test_what_is_broken_is_reported_and_passed_over(
    tmp_path: Path, name: str, data: bytes, member: str, rest: list[str]
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    found = list(read_articles(path))
    bad = [record for record in found if isinstance(record, BadRecord)]
    assert [(record.file, record.member) for record in bad] == [(str(path), member)]
    assert bad[0].message
    assert [article.title for article in found if isinstance(article, Article)] == rest


def test_a_missing_path_is_an_error_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PAGE, encoding="utf-8")
    with pytest.raises(IntakeError, match="không tìm thấy") as caught:
        read_articles(tmp_path / "a.txt", tmp_path / "khong-co.txt")
    assert caught.value.hint


def test_a_folder_without_anything_to_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "anh.jpg").write_bytes(b"")
    with pytest.raises(IntakeError, match="không có tệp nào") as caught:
        read_articles(tmp_path)
    assert ".jsonl" in caught.value.hint


def bad_files(*paths: Path) -> list[str]:
    return [found.file for found in read_articles(*paths) if isinstance(found, BadRecord)]


def test_a_link_that_leads_nowhere_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PAGE, encoding="utf-8")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    (tmp_path / "c.txt").symlink_to(tmp_path / "khong-co.txt")
    assert measure(tmp_path) == 2 * len(PAGE.encode())
    assert len(titles(tmp_path)) == 3
    assert bad_files(tmp_path) == [str(tmp_path / "c.txt")]


def test_a_file_removed_after_it_was_listed_has_no_size(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(PAGE, encoding="utf-8")
    records = read_articles(path)
    sources = sources_in((path,))
    path.unlink()
    assert [size_of(source) for source in sources] == [0]
    assert [isinstance(found, BadRecord) for found in records] == [True]


def test_a_folder_that_cannot_be_listed_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.txt", "cam/b.txt", "mo/c.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(PAGE, encoding="utf-8")
    closed = str(tmp_path / "cam")
    scandir = os.scandir

    # Permissions would not do: they do not bind root.
    def refuse(path: str) -> object:
        if path == closed:
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert bad_files(tmp_path) == [closed]
    assert titles(tmp_path)[-1] == "không mở được thư mục: không có quyền đọc"
    assert len(titles(tmp_path)) == 3
    assert measure(tmp_path) == 2 * len(PAGE.encode())
    assert bad_files(tmp_path / "cam") == [closed]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_passed_over_in_a_walk_and_reported_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PAGE, encoding="utf-8")
    os.mkfifo(tmp_path / "b.txt")
    assert titles(tmp_path) == ["Nà Sẳm mở hội xuân"]
    assert bad_files(tmp_path / "b.txt") == [str(tmp_path / "b.txt")]
    assert measure(tmp_path / "b.txt") == 0


@pytest.mark.parametrize("mark", ["_MAIN_12.toc", "MAIN_WRITELOCK"])
def test_an_index_is_passed_over_in_a_walk(tmp_path: Path, mark: str) -> None:
    for name in ("a.txt", "index/manifest.json", f"index/{mark}", "index/them/b.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(PAGE, encoding="utf-8")
    assert titles(tmp_path) == ["Nà Sẳm mở hội xuân"]
    with pytest.raises(IntakeError):
        read_articles(tmp_path / "index")


def test_a_manifest_alone_is_no_index(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"title": "A"}', encoding="utf-8")
    assert titles(tmp_path) == ["A"]


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.json.gz"])
@pytest.mark.parametrize("count", [200, 20_000])
def test_what_comes_before_the_cut_of_an_archive_is_read(
    tmp_path: Path, name: str, count: int
) -> None:
    chance = random.Random(1)
    records = [{"id": at, "title": f"{chance.getrandbits(256):x}"} for at in range(count)]
    packed = gzip.compress("\n".join(map(json.dumps, records)).encode())
    path = tmp_path / name
    path.write_bytes(packed[: len(packed) // 2])
    *read, last = read_articles(path)
    assert isinstance(last, BadRecord)
    assert last.member == ""
    got = [found.title for found in read if isinstance(found, Article)]
    assert len(got) == len(read) > count * 0.4
    assert got == [record["title"] for record in records[: len(got)]]


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.json"])
def test_progress_adds_up_to_the_size(tmp_path: Path, name: str) -> None:
    data = b'{"title": "A"}\n' * 20_000
    path = tmp_path / name
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    told: list[int] = []
    assert sum(1 for _ in read_articles(path, progress=told.append)) == 20_000
    assert sum(told) == measure(path) == path.stat().st_size
    assert all(step > 0 for step in told)


def test_reading_goes_on_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"title": "A"}\n' * 20_000)
    told: list[int] = []
    list(islice(read_articles(path, progress=told.append), 3))
    assert 0 < sum(told) < path.stat().st_size


def test_the_samples_are_read_without_loss() -> None:
    if not SAMPLES.is_dir():
        pytest.skip("the invented articles in samples/ are not here")
    found = list(read_articles(SAMPLES))
    assert [record for record in found if isinstance(record, BadRecord)] == []
    articles = [article for article in found if isinstance(article, Article)]
    assert len({article.id for article in articles}) == len(articles)
    assert all(article.title and (article.lead or article.body) for article in articles)


# --- anything at all ----------------------------------------------------------------------------

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
_NAMES = st.sampled_from(
    [
        "id",
        "title",
        "lead",
        "body",
        "body_html",
        "url",
        "source",
        "authors",
        "tags",
        "date",
        "title_seg",
    ]
)
_HTML = st.lists(
    st.sampled_from(
        [
            "<p>",
            "</p>",
            "<div class='x'>",
            "</div>",
            "<td>",
            "<br>",
            "<img>",
            "<!--",
            "<![x",
            "<script>",
            "&nbsp;",
            "&#xd800;",
            "<h1>",
            "Hội xuân Nà Sẳm. " * 6,
            "<a href=x>",
            "<",
        ]
    )
    | st.text(),
    max_size=30,
).map("".join)


def check(article: Article | None) -> None:
    if article is None:
        return
    assert article.id
    texts = [article.id, article.url, article.source, article.category]
    texts += [text for _, text in article.text_fields()]
    texts += [*article.authors, *article.tags, *(part for pair in article.extra for part in pair)]
    for text in texts:
        assert unicodedata.is_normalized("NFC", text)
        text.encode("utf-8")
    assert "\n" not in article.title + article.lead
    assert "\n\n" not in article.body
    assert "\r" not in article.body


@given(st.text())
def test_any_text_is_a_page(text: str) -> None:
    article = article_of_page(text, origin=Origin("a.txt"), raw=b"")
    assert article == article_of_page(text, origin=Origin("a.txt"), raw=b"")
    check(article)


@given(_HTML)
def test_any_text_is_a_web_page(text: str) -> None:
    check(article_of_html(text, origin=Origin("a.html"), raw=b""))


@given(st.dictionaries(_NAMES | st.text(), _JSON | _HTML, max_size=6))
def test_any_object_is_a_record(record: dict[str, object]) -> None:
    article = article_of_record(record, origin=Origin("a.jsonl", "1"), raw=b"x")
    assert article == article_of_record(record, origin=Origin("a.jsonl", "1"), raw=b"x")
    check(article)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["a.txt", "a.html", "a.jsonl", "a.json", "a.txt.gz"]),
    data=st.binary()
    | st.text().map(str.encode)
    | _JSON.map(lambda value: json.dumps(value).encode()),
)
def test_any_bytes_are_read_or_reported(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    for found in read_articles(path):
        if isinstance(found, Article):
            check(found)
        else:
            assert found.message
