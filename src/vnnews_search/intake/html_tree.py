"""HTML as a tree of elements, as forgiving as a browser where news pages need it.

What it is: the standard library's tokenizer with the few rules that make a tree: which elements are
empty, which end when the next begins, which hold no text.

What it is not: HTML5's tree construction. A page nested wrongly gives a tree that is a little
wrong; the choice of the article's block counts text and is not misled by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

__all__ = ["Element", "parse_html"]

# fmt: off
_EMPTY = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
))
_SKIPPED = frozenset((
    "style", "noscript", "template", "svg", "iframe", "select", "textarea", "button", "object",
))
_CLOSED_BY_BLOCK = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6"))
_ENDS_PARAGRAPH = _CLOSED_BY_BLOCK | frozenset((
    "address", "article", "aside", "blockquote", "div", "dl", "figure", "footer", "form", "header",
    "hr", "main", "nav", "ol", "section", "table", "ul",
))
# fmt: on
_ENDS_SAME = frozenset({"li", "td", "th", "tr", "dt", "dd", "option"})
_DEEPEST = 200  # elements inside each other; what lies deeper joins its ancestor


@dataclass(slots=True, eq=False)
class Element:
    """One element: its tag, attributes and what it holds, in order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)

    def get(self, name: str) -> str:
        """An attribute; empty if there is none."""
        return self.attributes.get(name, "")

    def walk(self) -> Iterator[Element]:
        """This element and all inside it, in the order of the page."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def ancestors(self) -> Iterator[Element]:
        """The elements around, from the nearest."""
        element = self.parent
        while element is not None:
            yield element
            element = element.parent

    def text(self) -> str:
        """All text inside, as it stands."""
        return "".join(c if isinstance(c, str) else c.text() for c in self.children)


def parse_html(text: str) -> Element:
    """The tree of a page or of a part of one.

    >>> page = parse_html("<ul><li>Một<li>Hai</ul><p>Ba")
    >>> [(element.tag, element.text()) for element in page.walk()][1:]
    [('ul', 'MộtHai'), ('li', 'Một'), ('li', 'Hai'), ('p', 'Ba')]
    """
    builder = _Builder()
    builder.feed(_closed(text))
    builder.close()
    return builder.root


def _closed(text: str) -> str:
    """The text without a tag or a comment that never ends.

    The standard library reads on to the end of the page for each of them, so that a page of a few
    hundred kilobytes, cut off or made to do so, would take minutes.
    """
    ended = text.rfind("-->") + 1
    text = text[:ended] + text[ended:].replace("<!--", "&lt;!--")
    ended = text.rfind(">") + 1
    return text[:ended] + text[ended:].replace("<", "&lt;")


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self._open = [self.root]

    def parse_marked_section(self, i: int, report: int = 1) -> int:  # noqa: ARG002
        # Word writes <![if …]>, for which the standard library raises an AssertionError.
        end = self.rawdata.find(">", i)
        return end + 1 if end >= 0 else -1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._close_before(tag)
        element = Element(tag, {name: value or "" for name, value in attrs}, self._open[-1])
        self._open[-1].children.append(element)
        if tag not in _EMPTY and len(self._open) < _DEEPEST:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in _SKIPPED:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        for at in range(len(self._open) - 1, 0, -1):
            if self._open[at].tag == tag:
                del self._open[at:]
                return

    def handle_data(self, data: str) -> None:
        if self._open[-1].tag not in _SKIPPED:
            self._open[-1].children.append(data)

    def _close_before(self, tag: str) -> None:
        innermost = self._open[-1].tag
        ended = innermost in _CLOSED_BY_BLOCK and tag in _ENDS_PARAGRAPH
        if ended or (tag in _ENDS_SAME and innermost == tag):
            self._open.pop()
