"""Files and folders → articles, one after the other; the front door of intake.

What it is: ``read_articles`` and ``measure``, and the handing of each file to the reader of its
format. A record that cannot be read becomes a ``BadRecord`` in its place: a load of a million
articles does not stop at one, and its end tells of every one.

What it is not: a loader. It keeps nothing, knows no index, and reads on only when asked for more.
"""

from __future__ import annotations

import logging
import os
import zlib
from collections.abc import Iterator

from vnnews_search.intake.files import Progress, Source, Stream, open_stream, size_of, sources_in
from vnnews_search.intake.json_records import RawRecord, read_json_lines, read_json_values
from vnnews_search.intake.record import article_of_record
from vnnews_search.models import Article, BadRecord, Origin

__all__ = ["measure", "read_articles"]

_LOG = logging.getLogger(__name__)

# A page is read whole; what is larger is no page, or a small archive that swells without end.
_LARGEST_PAGE = 1 << 26

_Found = Iterator[Article | BadRecord]


def read_articles(
    *paths: str | os.PathLike[str], progress: Progress | None = None
) -> Iterator[Article | BadRecord]:
    r"""The articles of files and folders, in the order of the paths given.

    Args:
        paths: plain pages (.txt), web pages (.html, .htm), records (.jsonl, .ndjson, .json), each
            also .gz; folders are walked in sorted order, without hidden files, README and folders
            that hold an index of ours.
        progress: called with the bytes on disk read since its last call; they add up to
            ``measure(*paths)``.

    Returns:
        An iterator that reads as it goes. What cannot be read is a ``BadRecord``.

    Raises:
        IntakeError: at once, before anything is read: a path does not exist, or a folder holds no
            file that can be read.

    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "tin.jsonl")
    ...     lines = '{"id": 1, "tiêu đề": "Lễ hội Nà Sẳm", "nguồn": "Báo Vĩnh Sa"}\nhỏng\n'
    ...     _ = path.write_text(lines, encoding="utf-8")
    ...     article, bad = read_articles(path)
    >>> article.id, article.title, article.origin.member
    ('Báo Vĩnh Sa:1', 'Lễ hội Nà Sẳm', '1')
    >>> bad.member, bad.message
    ('2', 'bản ghi không phải JSON hợp lệ (sai ở ký tự thứ 1)')
    """
    sources = sources_in(paths)
    return (found for source in sources for found in _read_source(source, progress))


def measure(*paths: str | os.PathLike[str]) -> int:
    """The bytes on disk that ``read_articles`` would read.

    Raises:
        IntakeError: as ``read_articles``.

    >>> measure()
    0
    """
    return sum(map(size_of, sources_in(paths)))


def _read_source(source: Source, progress: Progress | None) -> _Found:
    if source.unlisted:
        _LOG.info("cannot list %s: %s", source.shown, source.unlisted)
        yield BadRecord(source.shown, "", f"không mở được thư mục: {_reason(source.unlisted)}")
        return
    try:
        with open_stream(source, progress) as stream:
            yield from _read_stream(source, stream)
            stream.tell_progress()
    except (OSError, EOFError, zlib.error) as error:
        _LOG.info("cannot read %s: %s", source.shown, error)
        yield BadRecord(source.shown, "", f"không mở được tệp: {_reason(error)}")


def _reason(error: Exception) -> str:
    match error:
        case PermissionError():
            return "không có quyền đọc"
        case FileNotFoundError():
            return "tệp không còn ở đó"
        case EOFError() | zlib.error():
            return "tệp nén .gz bị hỏng hoặc thiếu phần cuối"
    return str(error)


def _read_stream(source: Source, stream: Stream) -> _Found:
    if not source.format:
        message = "đuôi tệp không thuộc loại đọc được (.txt .html .htm .jsonl .ndjson .json, .gz)"
        yield BadRecord(source.shown, "", message)
    elif source.format == "json" and not stream.looks_binary():
        yield from _read_records(source, stream)
    elif source.format == "json":
        yield BadRecord(source.shown, "", "tệp nhị phân hoặc không phải UTF-8")
    elif len(raw := stream.content.read(_LARGEST_PAGE + 1)) > _LARGEST_PAGE:
        yield BadRecord(source.shown, "", "tệp quá lớn so với một trang (trên 64 MB)")
    else:
        yield _read_page(source, raw)


def _read_records(source: Source, stream: Stream) -> _Found:
    array = source.path.lower().removesuffix(".gz").endswith(".json")
    records = read_json_values if array else read_json_lines
    member = ""
    for raw in records(stream.content):
        member = raw.member
        yield _article(source, raw)
        stream.tell_progress()
    if not member:
        yield BadRecord(source.shown, "", "tệp trống")


def _article(source: Source, raw: RawRecord) -> Article | BadRecord:
    if raw.problem:
        return BadRecord(source.shown, raw.member, raw.problem)
    if not isinstance(raw.value, dict):
        return BadRecord(source.shown, raw.member, "bản ghi không phải đối tượng JSON {…}")
    origin = Origin(source.shown, raw.member, raw.offset)
    try:
        article = article_of_record(raw.value, origin=origin, raw=raw.data)
    except RecursionError:
        return BadRecord(source.shown, raw.member, "bản ghi lồng nhau quá sâu")
    if article is None:
        message = "bản ghi không có tiêu đề, tóm tắt hay nội dung"
        return BadRecord(source.shown, raw.member, message)
    return article


def _read_page(source: Source, raw: bytes) -> Article | BadRecord:
    # Web pages need html.parser, which costs more to import than all of this module.
    from vnnews_search.intake.decoding import decode_html, decode_text

    text = decode_html(raw) if source.format == "html" else decode_text(raw)
    if text is None:
        message = "tệp nhị phân hoặc bảng mã không nhận ra; hãy chuyển sang UTF-8"
        return BadRecord(source.shown, "", message)
    article = _page_article(source, text, raw)
    return article or BadRecord(source.shown, "", "trang không có nội dung bài viết")


def _page_article(source: Source, text: str, raw: bytes) -> Article | None:
    origin = Origin(source.shown)
    if source.format == "html":
        from vnnews_search.intake.html import article_of_html

        return article_of_html(text, origin=origin, raw=raw)
    from vnnews_search.intake.page import article_of_page

    return article_of_page(text, origin=origin, raw=raw)
