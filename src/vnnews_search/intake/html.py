"""A saved web page → Article, with the standard library alone.

What it is: the joining of what a page states in its head (``html_facts``) with what it prints: the
headline, the summary, the blocks of the article (``html_main``) and their ending.

What it is not: a renderer. Text that a script would fetch is not there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from vnnews_search.dates.numeric import read_published
from vnnews_search.intake.credits import byline_of, has_credit, is_publisher, people_of
from vnnews_search.intake.ending import split_ending
from vnnews_search.intake.html_blocks import Block, blocks_of
from vnnews_search.intake.html_facts import Facts, facts_of
from vnnews_search.intake.html_main import is_apart, is_inside, main_element, named
from vnnews_search.intake.html_tree import Element, parse_html
from vnnews_search.intake.identity import content_id
from vnnews_search.intake.lines import ends_sentence, is_banner, is_furniture, stamp_day
from vnnews_search.models import Article, Origin
from vnnews_search.text.normalize import fold

__all__ = ["article_of_html"]

_BEFORE_SITE = re.compile(r"\s+(?:[-–—|»]|::)\s+")
_LONGEST_CAPTION = 60  # words


def article_of_html(text: str, *, origin: Origin, raw: bytes) -> Article | None:
    """The article of a web page; None if the page holds no paragraph.

    >>> html = '''<title>Hội xuân Nà Sẳm | Báo Vĩnh Sa</title>
    ... <div class="menu"><a href="/">Trang chủ</a></div><h1>Hội xuân Nà Sẳm</h1>
    ... <p class="sapo">Sáng 12/2, thôn Nà Sẳm mở hội.</p>
    ... <div class="content"><p>Hội có tung còn, kéo co, thi gói bánh và hát then suốt ba ngày.</p>
    ... <p><b>Lục Thảo</b></p></div>'''
    >>> article = article_of_html(html, origin=Origin("hoi.html"), raw=html.encode())
    >>> article.title, article.lead, article.authors
    ('Hội xuân Nà Sẳm', 'Sáng 12/2, thôn Nà Sẳm mở hội.', ('Lục Thảo',))
    >>> article.body
    'Hội có tung còn, kéo co, thi gói bánh và hát then suốt ba ngày.'
    """
    page = parse_html(text)
    facts = facts_of(page)
    blocks = list(blocks_of(page, skip=is_apart))
    main = main_element(blocks)
    if main is None:
        return None
    title, site = _title(facts, blocks, main)
    parts = _read_blocks(_around_article(blocks, title, main), title, main)
    ending = split_ending(parts.body)
    lead, body = _with_description(parts.lead, ending.lines, title, facts.description)
    published, published_origin = facts.published, facts.published_origin
    if published is None and (printed := parts.published or ending.published):
        published, published_origin = printed, "page"
    return Article(
        id=facts.url or content_id(raw),
        title=title,
        lead=lead,
        body="\n".join(body),
        captions=tuple(dict.fromkeys(parts.captions)),
        url=facts.url,
        published=published,
        published_origin=published_origin,
        source=facts.source or ending.source or site or urlsplit(facts.url).netloc,
        authors=tuple(parts.authors) or ending.authors or facts.authors,
        category=facts.category,
        tags=facts.tags,
        origin=origin,
    )


# --- title --------------------------------------------------------------------------------------


def _title(facts: Facts, blocks: list[Block], main: Element) -> tuple[str, str]:
    """The headline, and the site's name if the page's title ends in it."""
    headings = [b.text for b in blocks if b.element.tag == "h1" and not is_banner(b.text)]
    stated, site = _without_site(facts.title or facts.window, headings, facts.source)
    # The window's title is often the site's alone; a heading of several words is about the page.
    heading = next((text for text in headings if len(text.split()) > 2), "")
    if facts.title or (not heading and not is_banner(stated)):
        return stated, site
    site = site or (stated if is_banner(stated) or is_publisher(stated) else "")
    return heading or _named_title(blocks, main) or stated, site


def _without_site(title: str, headings: list[str], source: str) -> tuple[str, str]:
    """A page's title cut where its headline ends, and what was cut off."""
    cuts = [(title[: cut.start()], title[cut.end() :]) for cut in _BEFORE_SITE.finditer(title)]
    known = {fold(heading) for heading in headings}
    for headline, site in cuts:
        if fold(headline) in known:
            return headline, site
    for headline, site in cuts:
        if is_banner(site) or is_publisher(site) or fold(site) == fold(source):
            return headline, site
    return title, ""


def _named_title(blocks: list[Block], main: Element) -> str:
    """The last block called a title above or at the start of the article."""
    found = ""
    for block in blocks:
        if is_inside(block.element, main) and ends_sentence(block.text):
            break
        around = (block.element, block.inner, block.element.parent)
        if len(block.text.split()) > 3 and any(e and named(e, "title") for e in around):
            found = block.text
    return found


# --- blocks -------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Parts:
    """What the blocks of an article were sorted into."""

    lead: str = ""
    body: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    published: date | None = None


def _around_article(blocks: list[Block], title: str, main: Element) -> list[Block]:
    """The blocks from a little above the headline, where many papers print the day, to the end."""
    inside = [n for n, block in enumerate(blocks) if is_inside(block.element, main)]
    headline = [n for n, b in enumerate(blocks[: inside[-1]]) if fold(b.text) == fold(title)]
    printed = [n for n in headline if blocks[n].element.tag == "h1"] or headline
    first = max(0, printed[0] - 4) if printed else inside[0]
    return blocks[first : inside[-1] + 1]


def _read_blocks(blocks: list[Block], title: str, main: Element) -> _Parts:
    parts = _Parts()
    after_picture = False
    below_title = not any(fold(block.text) == fold(title) for block in blocks)
    for block in blocks:
        if not block.text:
            after_picture = True
            continue
        if fold(block.text) == fold(title):
            below_title = True
        elif _take_fact(parts, block, below_title=below_title):
            pass
        elif below_title and is_inside(block.element, main):
            _take_text(parts, block, main, after_picture=after_picture)
        after_picture = False
    return parts


def _take_fact(parts: _Parts, block: Block, *, below_title: bool) -> bool:
    """Take a block that says when, who, or what in short; whether it was one."""
    if day := stamp_day(block.text) or _dated_by_name(block):
        parts.published = parts.published or day
        return True
    if not below_title:
        return False
    if _is_named(block, "author") and (authors := _authors(block.text)):
        parts.authors += [name for name in authors if name not in parts.authors]
        return True
    if _is_named(block, "lead") and not parts.lead and not parts.body:
        parts.lead = block.text
        return True
    return False


def _is_named(block: Block, kind: str) -> bool:
    return any(element and named(element, kind) for element in (block.element, block.inner))


def _dated_by_name(block: Block) -> date | None:
    """The day of a short block named as a date, whatever else it says (who, how often read)."""
    elements = [element for element in (block.element, block.inner) if element is not None]
    for element in elements:
        if element.tag == "time" and (day := read_published(element.get("datetime"))):
            return day
    short = len(block.text) <= 80 and _is_named(block, "date")
    return read_published(block.text) if short else None


def _authors(text: str) -> tuple[str, ...]:
    if byline := byline_of(text):
        return byline.authors
    return people_of(text) if len(text.split()) <= 8 and not ends_sentence(text) else ()


def _take_text(parts: _Parts, block: Block, main: Element, *, after_picture: bool) -> None:
    if is_furniture(block.text) or (block.links > 0.6 and len(block.text) < 200):
        return
    if _is_caption(block, main, after_picture=after_picture):
        parts.captions.append(block.text)
    elif _is_summary(block) and not parts.body and not parts.lead:
        parts.lead = block.text
    else:
        parts.body.append(block.text)


def _is_summary(block: Block) -> bool:
    """Whether a first paragraph is printed in bold from end to end, as summaries are."""
    bold = block.inner is not None and block.inner.tag in ("b", "strong")
    return bold and len(block.text.split()) > 12


def _is_caption(block: Block, main: Element, *, after_picture: bool) -> bool:
    if len(block.text.split()) > _LONGEST_CAPTION:
        return False
    for element in (block.inner, block.element, *block.element.ancestors()):
        if element is main:
            break
        if element and (element.tag in ("figure", "figcaption") or named(element, "caption")):
            return True
    if has_credit(block.text):
        return True
    slanted = block.inner is not None and block.inner.tag in ("i", "em")
    return after_picture and (slanted or not ends_sentence(block.text))


def _with_description(
    lead: str, body: list[str], title: str, description: str
) -> tuple[str, list[str]]:
    """Lead and body; where the page prints no summary, the one that its head states.

    A description that only begins the first paragraph is that paragraph, cut by a program.
    """
    if not lead and _says_something(description, title):
        start = fold(description.rstrip(" .…"))
        if body and fold(body[0]).startswith(start):
            lead = body[0]
        elif not any(start in fold(paragraph) for paragraph in body):
            lead = description
    kept = [line for number, line in enumerate(body) if number or fold(line) != fold(lead)]
    return lead, kept


def _says_something(description: str, title: str) -> bool:
    long_enough = len(description.split()) > 6
    return long_enough and fold(description) != fold(title) and not is_banner(description)
