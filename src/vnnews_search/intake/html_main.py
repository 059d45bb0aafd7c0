"""Which part of a web page is the article, and what each of its blocks is for.

What it is: a choice by where the text is. Each paragraph that is not links counts for the elements
around it, the nearest most; names such as "content" or "related" only tip the balance.

What it is not: a set of rules for single sites.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from vnnews_search.intake.html_blocks import Block
from vnnews_search.intake.html_tree import Element
from vnnews_search.intake.tables import phrases

__all__ = ["is_apart", "is_inside", "main_element", "named"]

_APART = frozenset({"nav", "footer", "aside"})
_OWN_TEXT = frozenset({"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "center"})
_SHARES = (1.0, 0.5, 0.2)
_SHORTEST = 40  # letters of a block that counts as a paragraph
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_WORD = re.compile(r"[^a-z]+")


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, phrases("html_classes", kind)), key=len, reverse=True))
    return re.compile(rf"(?<![a-z])(?:{words})(?![a-z])")


@cache
def _words(name: str) -> str:
    """The words of one class name: ``box tin lien quan`` of ``boxTin-lien_quan``."""
    return _NOT_WORD.sub(" ", _HUMP.sub(" ", name).lower())


def named(element: Element, kind: str) -> bool:
    """Whether a name of the element says that it is of that kind.

    >>> named(Element("div", {"class": "box-tin-lien-quan"}), "drop")
    True
    >>> named(Element("p", {"class": "leadership"}), "lead")
    False
    """
    names = (*element.get("class").split(), element.get("id"), element.get("itemprop"))
    return any(_pattern(kind).search(_words(name)) for name in names if name)


def is_apart(element: Element) -> bool:
    """Whether an element holds something beside the article: menus, links, comments.

    A name alone does not decide: a block called "sidebar" that holds the headline is the page.
    """
    style = element.get("style").replace(" ", "").lower()
    if element.tag in _APART or "hidden" in element.attributes or "display:none" in style:
        return True
    if not named(element, "drop") or element.tag in ("body", "html", "main", "article"):
        return False
    return not any(inner.tag == "h1" or named(inner, "lead") for inner in element.walk())


def main_element(blocks: list[Block]) -> Element | None:
    """The element that holds the article's paragraphs; None if no block is a paragraph."""
    scores: defaultdict[int, float] = defaultdict(float)
    elements: dict[int, Element] = {}
    for block in blocks:
        if len(block.text) < _SHORTEST or block.links > 0.4:
            continue
        around = [block.element, *block.element.ancestors()]
        if block.element.tag in _OWN_TEXT:
            del around[0]
        for element, share in zip(around, _SHARES, strict=False):
            scores[id(element)] += share * len(block.text)
            elements[id(element)] = element
    if not scores:
        return None
    return elements[max(scores, key=lambda key: scores[key] * _likeness(elements[key]))]


def _likeness(element: Element) -> float:
    if element.tag in ("article", "main") or named(element, "main"):
        return 1.3
    return 0.3 if named(element, "drop") else 1.0


def is_inside(element: Element, outer: Element) -> bool:
    """Whether an element is another one or lies in it."""
    return element is outer or any(above is outer for above in element.ancestors())
