"""The text of one web page, as copied from a browser → Article.

What it is: a pure function. The parts of a page are found by how its lines look and where they
stand: furniture and banner, title, stamp, lead, paragraphs with captions between, byline, source.

What it is not: tuned to one site. The strongest sign is used first: a line that the page repeats
before and inside the text is its title, whatever stands above it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from vnnews_search.intake.cleaning import clean_lines
from vnnews_search.intake.credits import Byline, byline_of, has_credit, is_caption
from vnnews_search.intake.ending import split_ending
from vnnews_search.intake.identity import content_id
from vnnews_search.intake.lines import begins_with, is_banner, is_furniture, is_text, stamp_day
from vnnews_search.models import Article, Origin
from vnnews_search.text.normalize import fold

__all__ = ["article_of_page", "split_captions"]

_LONGEST_LEAD = 150  # words; a longer first paragraph is body
_LONGEST_TITLE = 40


def article_of_page(text: str, *, origin: Origin, raw: bytes) -> Article | None:
    r"""The article of a plain page; None if the page holds no text.

    >>> page = '''Skip to main content
    ... Cổng thông tin điện tử huyện Lam Khê
    ... Hội xuân Nà Sẳm
    ... Ngày đăng: 12/02/2021
    ... Sáng 11/2, thôn Nà Sẳm, xã Sơn Vân mở hội xuân với tung còn, kéo co.
    ... Hội kéo dài đến hết ngày 13/2 mới khép lại.
    ... Lục Thảo'''
    >>> article = article_of_page(page, origin=Origin("trang.txt"), raw=page.encode())
    >>> article.title, article.authors, str(article.published)
    ('Hội xuân Nà Sẳm', ('Lục Thảo',), '2021-02-12')
    >>> article.body
    'Hội kéo dài đến hết ngày 13/2 mới khép lại.'
    """
    lines = [line for line in clean_lines(text) if not is_furniture(line)]
    ending = split_ending(lines)
    head = _read_head(ending.lines)
    paragraphs, captions = split_captions(head.rest)
    lead, body = _split_lead(paragraphs)
    if not (head.title or lead or body):
        return None
    published = head.published or ending.published
    byline = head.byline or Byline()
    return Article(
        id=content_id(raw),
        title=head.title,
        lead=lead,
        body="\n".join(body),
        captions=tuple(captions),
        published=published,
        published_origin="page" if published else "",
        source=ending.source or byline.source or head.banner,
        authors=ending.authors or byline.authors,
        origin=origin,
    )


# --- head ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands above the text, and the lines that follow the title."""

    title: str
    rest: list[str]
    published: date | None = None
    byline: Byline | None = None
    banner: str = ""


def _read_head(lines: list[str]) -> _Head:
    first_text = next((n for n, line in enumerate(lines) if is_text(line)), len(lines))
    at = _title_at(lines, first_text)
    title = lines[at] if at is not None else ""
    head = _Head(title, [])
    for line in lines[:first_text]:
        head = _with_credits(head, line)
    after = lines if at is None else lines[at + 1 :]
    above_text = 0 if at is None else first_text - at - 1
    kept = [
        line
        for number, line in enumerate(after)
        if fold(line) != fold(title) and (number >= above_text or _is_content(line))
    ]
    return replace(head, rest=kept)


def _is_content(line: str) -> bool:
    """Whether a line between title and text belongs to the article."""
    return not (is_banner(line) or stamp_day(line) or byline_of(line, bare=False))


def _with_credits(head: _Head, line: str) -> _Head:
    if day := stamp_day(line):
        return replace(head, published=head.published or day)
    if byline := byline_of(line, bare=False):
        return replace(head, byline=byline)
    if is_banner(line):
        return replace(head, banner=line)
    return head


def _title_at(lines: list[str], first_text: int) -> int | None:
    """Where the title stands: the line that is repeated, else the last one above the text."""
    repeated = _first_repeated(lines, first_text)
    if repeated is not None:
        return repeated
    head = [n for n, line in enumerate(lines[:first_text]) if _could_be_title(line)]
    named = [n for n in head if not begins_with(lines[n], "furniture", "owner")] or head
    if not named:
        return None
    # Without any text below, what follows the first line is a list or a poem, not more furniture.
    return named[-1] if first_text < len(lines) else named[0]


def _first_repeated(lines: list[str], first_text: int) -> int | None:
    times = Counter(fold(line) for line in lines)
    for number, line in enumerate(lines[:first_text]):
        if times[fold(line)] > 1 and len(line.split()) > 2 and _could_be_title(line):
            return number
    return None


def _could_be_title(line: str) -> bool:
    if len(line.split()) > _LONGEST_TITLE or not _is_content(line):
        return False
    return not (is_caption(line) and has_credit(line))


# --- text ---------------------------------------------------------------------------------------


def split_captions(lines: list[str]) -> tuple[list[str], list[str]]:
    """Paragraphs and captions.

    Three short lines in a row are a list, not three pictures, unless they name photographers.

    >>> split_captions(["Hội đã mở.", "Các đại biểu múa sạp cùng nhân dân", "Hội đã tan."])
    (['Hội đã mở.', 'Hội đã tan.'], ['Các đại biểu múa sạp cùng nhân dân'])
    """
    paragraphs: list[str] = []
    captions: list[str] = []
    for alike, group in groupby(lines, key=is_caption):
        run = list(group)
        for line in run:
            found = alike and (len(run) < 3 or has_credit(line))
            (captions if found else paragraphs).append(line)
    return paragraphs, captions


def _split_lead(paragraphs: list[str]) -> tuple[str, list[str]]:
    several = len(paragraphs) > 1 and is_text(paragraphs[0])
    if several and len(paragraphs[0].split()) <= _LONGEST_LEAD:
        return paragraphs[0], paragraphs[1:]
    return "", paragraphs
