"""The text of an HTML tree as blocks: what a browser would begin on a new line.

What it is: a pure walk that gives each block with its element and the share of it that is links.

What it is not: a choice. Which blocks are the article is decided in ``intake.html``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from vnnews_search.intake.cleaning import clean_line
from vnnews_search.intake.html_tree import Element, parse_html

__all__ = ["Block", "blocks_of", "text_of_html"]

_INLINE = frozenset(
    (
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "o:p",
        "st1:place",
    )
)
_NO_TEXT = frozenset({"head", "title", "script", "style", "meta", "link"})


@dataclass(frozen=True, slots=True)
class Block:
    """One line of a page, or a picture in its place.

    Args:
        text: its text, cleaned; empty for a picture.
        element: the block element that holds it.
        inner: the only element around all of its text, if it is an inline one: a byline's span.
        links: share of its letters inside links, 0 to 1.
    """

    text: str
    element: Element
    inner: Element | None = None
    links: float = 0.0


def text_of_html(text: str) -> str:
    """The text of a part of a page, a block a line.

    >>> text_of_html("<p>Lễ h&#7897;i<br/>Nà Sẳm</p><script>x()</script><p>khai mạc</p>")
    'Lễ hội\\nNà Sẳm\\nkhai mạc'
    """
    return "\n".join(block.text for block in blocks_of(parse_html(text)) if block.text)


def blocks_of(
    element: Element, skip: Callable[[Element], bool] = lambda _: False
) -> Iterator[Block]:
    """The blocks inside an element, in order, without those elements that ``skip`` says."""
    collector = _Collector(skip)
    collector.visit(element, element, in_link=False)
    collector.flush(element)
    return iter(collector.blocks)


class _Collector:
    def __init__(self, skip: Callable[[Element], bool]) -> None:
        self.blocks: list[Block] = []
        self._skip = skip
        self._parts: list[str] = []
        self._sources: set[int] = set()
        self._last: Element | None = None
        self._linked = 0

    def visit(self, element: Element, block: Element, *, in_link: bool) -> None:
        for child in element.children:
            if isinstance(child, str):
                self._add(child, element, in_link=in_link)
            elif child.tag == "br":
                self.flush(block)
            elif child.tag == "img":
                self.flush(block)
                self.blocks.append(Block("", child))
            elif child.tag in _NO_TEXT or self._skip(child):
                continue
            elif child.tag in _INLINE:
                self.visit(child, block, in_link=in_link or child.tag == "a")
            else:
                self.flush(block)
                self.visit(child, child, in_link=in_link)
                self.flush(child)

    def _add(self, text: str, element: Element, *, in_link: bool) -> None:
        self._parts.append(text)
        if text.strip():
            self._sources.add(id(element))
            self._last = element
            self._linked += len(text.strip()) if in_link else 0

    def flush(self, block: Element) -> None:
        text = clean_line("".join(self._parts).replace("\n", " "))
        if text:
            alone = self._last if len(self._sources) == 1 else None
            inner = alone if alone is not block else None
            self.blocks.append(Block(text, block, inner, min(1.0, self._linked / len(text))))
        self._parts, self._linked = [], 0
        self._sources.clear()
