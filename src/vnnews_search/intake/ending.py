"""The end of an article: who wrote it, who published it, and what the site hangs below.

What it is: one pure function over the lines of an article, shared by plain pages and web pages. It
reads upwards from the last line and stops at the first that is text.

What it is not: a search through the text. A name or an office inside a paragraph is never touched.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from vnnews_search.intake.credits import byline_of, is_publisher
from vnnews_search.intake.lines import divides_related, is_furniture, is_text, stamp_day

__all__ = ["Ending", "split_ending"]

_LONGEST = 6  # lines of credits that an article ends in; a list of delegates is longer


@dataclass(frozen=True, slots=True)
class Ending:
    """An article's lines without its ending, and what the ending said."""

    lines: list[str]
    authors: tuple[str, ...] = ()
    source: str = ""
    published: date | None = None


def split_ending(lines: list[str]) -> Ending:
    """The lines without their ending.

    >>> lines = ["Hội khép lại lúc 22 giờ.", "T/h: Lục Thảo", "Trung tâm VH,TT&TT huyện Lam Khê"]
    >>> ending = split_ending(lines)
    >>> ending.lines, ending.authors, ending.source
    (['Hội khép lại lúc 22 giờ.'], ('Lục Thảo',), 'Trung tâm VH,TT&TT huyện Lam Khê')
    """
    lines = list(_without_related(lines))
    authors: tuple[str, ...] = ()
    source, cited = "", ""
    published: date | None = None
    while lines and not is_text(lines[-1]):
        line = lines[-1]
        if is_furniture(line):
            pass
        elif day := stamp_day(line):
            published = published or day
        elif not (source or authors) and is_publisher(line):
            source = line.rstrip(" ./")
        elif (byline := byline_of(line)) and len(authors) < _LONGEST:
            authors = (*byline.authors, *authors)
            cited = byline.source or cited
        else:
            break
        lines.pop()
    return Ending(lines, tuple(dict.fromkeys(authors)), source or cited, published)


def _without_related(lines: list[str]) -> list[str]:
    """The lines above a heading of related articles, unless text goes on below it."""
    for number, line in enumerate(lines):
        if divides_related(line) and not any(map(is_text, lines[number + 1 :])):
            return lines[:number]
    return lines
