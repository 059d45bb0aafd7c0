"""What the head of a web page states: title, address, day, source, tags.

What it is: a reading of meta elements, links and JSON-LD into one value; the page's own statements,
before anybody looks at its text.

What it is not: a judgement. Which statement wins over what the page prints is said in
``intake.html``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from vnnews_search.dates.numeric import read_published
from vnnews_search.intake.cleaning import clean_line
from vnnews_search.intake.html_tree import Element

__all__ = ["Facts", "facts_of"]

_DAYS = (
    "article:published_time",
    "datePublished",
    "pubdate",
    "publish_date",
    "publishdate",
    "publication_date",
    "og:published_time",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "dc.created",
)
_BETWEEN_TAGS = re.compile(r"\s*[,;|]\s*")


@dataclass(frozen=True, slots=True)
class Facts:
    """A page's statements about itself; empty where it makes none.

    Args:
        title: the headline, stated for other programs.
        window: the title of the window, which often ends in the site's name.
        description: the summary stated for other programs, often the whole site's.
    """

    title: str = ""
    window: str = ""
    description: str = ""
    url: str = ""
    source: str = ""
    authors: tuple[str, ...] = ()
    published: date | None = None
    published_origin: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()


def facts_of(page: Element) -> Facts:
    """The statements of a page.

    >>> from vnnews_search.intake.html_tree import parse_html
    >>> html = '''<title>Chợ phiên</title><meta property="og:site_name" content="Báo Vĩnh Sa">
    ... <script type="application/ld+json">
    ... {"@type": "NewsArticle", "datePublished": "2020-07-15T08:00"}</script>'''
    >>> facts = facts_of(parse_html(html))
    >>> facts.window, facts.source, str(facts.published)
    ('Chợ phiên', 'Báo Vĩnh Sa', '2020-07-15')
    """
    elements = list(page.walk())
    metas = _metas(elements)
    linked = next(_linked_articles(elements), {})
    published, origin = _published(metas, linked)
    publisher = _named(linked.get("publisher"))
    return Facts(
        title=_first(metas, "og:title", "headline", "twitter:title"),
        window=_title_element(elements),
        description=_first(metas, "og:description", "description", "twitter:description"),
        url=_url(elements, metas),
        source=publisher or _first(metas, "og:site_name", "application-name", "source"),
        authors=_authors(metas, linked, publisher),
        published=published,
        published_origin=origin,
        category=_first(metas, "article:section", "articlesection")
        or _named(linked.get("articleSection")),
        tags=_tags(elements, metas),
    )


# --- meta elements ------------------------------------------------------------------------------

_Metas = dict[str, list[str]]


def _metas(elements: list[Element]) -> _Metas:
    found: _Metas = {}
    for element in elements:
        names = [element.get(key) for key in ("property", "name", "itemprop")]
        content = clean_line(element.get("content") or element.get("datetime"))
        for name in dict.fromkeys(filter(None, names)):
            if content:
                found.setdefault(name.lower(), []).append(content)
    return found


def _first(metas: _Metas, *names: str) -> str:
    return next((metas[name][0] for name in names if name in metas), "")


def _title_element(elements: list[Element]) -> str:
    # Drawings have titles too; theirs never reach the tree, a second one of the page may.
    return next((clean_line(e.text()) for e in elements if e.tag == "title" and e.text()), "")


def _url(elements: list[Element], metas: _Metas) -> str:
    canonical = (
        e.get("href") for e in elements if e.tag == "link" and e.get("rel").lower() == "canonical"
    )
    for url in (*canonical, _first(metas, "og:url", "twitter:url")):
        if names_an_article(url := clean_line(url)):
            return url
    return ""


def names_an_article(url: str) -> bool:
    """Whether an address is whole and more than a site's front page.

    Templates that give every page the address of the front page would make them one article.

    >>> names_an_article("https://vinhsa.example/tin/7.html"), names_an_article("https://a.example/")
    (True, False)
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    whole = parts.scheme in ("http", "https") and bool(parts.netloc)
    return whole and bool(parts.path.strip("/") or parts.query)


def _published(metas: _Metas, linked: dict[str, object]) -> tuple[date | None, str]:
    for name in _DAYS:
        for content in metas.get(name.lower(), []):
            if day := read_published(content):
                return day, name
    stated = linked.get("datePublished")
    day = read_published(stated) if isinstance(stated, str) else None
    return day, "datePublished" if day else ""


def _authors(metas: _Metas, linked: dict[str, object], publisher: str) -> tuple[str, ...]:
    """People only: a newspaper that names itself as the author of everything names nobody."""
    sites = {publisher, *metas.get("og:site_name", []), *metas.get("copyright", [])}
    people = linked.get("author")
    named = people if isinstance(people, list) else [people]
    stated = [_named(person) for person in named]
    found = [*metas.get("article:author", []), *metas.get("author", []), *stated]
    kept = (name for name in found if name and name not in sites and "://" not in name)
    return tuple(dict.fromkeys(kept))


def _tags(elements: list[Element], metas: _Metas) -> tuple[str, ...]:
    linked = [e.text() for e in elements if e.tag == "a" and "tag" in e.get("rel").split()]
    stated = [*metas.get("article:tag", []), *metas.get("news_keywords", []), *linked]
    tags: dict[str, str] = {}
    for text in stated or metas.get("keywords", []):
        for tag in _BETWEEN_TAGS.split(clean_line(text)):
            tags.setdefault(tag.lower(), tag)
    return tuple(tag for tag in tags.values() if tag)


# --- JSON-LD ------------------------------------------------------------------------------------


def _linked_articles(elements: list[Element]) -> Iterator[dict[str, object]]:
    for element in elements:
        if element.tag == "script" and "ld+json" in element.get("type").lower():
            try:
                found = json.loads(element.text(), strict=False)
            except (ValueError, RecursionError):  # hand-made by templates, and often broken
                continue
            yield from _articles_in(found)


def _articles_in(value: object) -> Iterator[dict[str, object]]:
    members = value if isinstance(value, list) else [value]
    for member in members:
        if not isinstance(member, dict):
            continue
        kind = member.get("@type")
        if "Article" in (kind if isinstance(kind, str) else json.dumps(kind)):
            yield member
        graph = member.get("@graph")
        if isinstance(graph, list):
            yield from _articles_in([part for part in graph if isinstance(part, dict)])


def _named(value: object) -> str:
    if isinstance(value, list):
        return _named(value[0]) if value else ""
    if isinstance(value, dict):
        value = value.get("name")
    return clean_line(value) if isinstance(value, str) else ""
