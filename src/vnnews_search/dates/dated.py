"""The day of an article: stated by its page or file, else inferred from its text.

What it is: the second of the three clocks. A day is inferred only from a dateline or from the first
day that the lead names, and only if a year is stated for it nearby; never from a year alone.

What it is not: sure. ``DatedOrigin.inferred`` says so, and every output shows such a day with
``~``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from vnnews_search.dates.numeric import find_numeric_dates
from vnnews_search.models import Article, DatedOrigin, DateMention, Precision
from vnnews_search.text.normalize import compose, fold_letters

__all__ = ["date_article"]

_ANY_YEAR = 2000  # a leap year: lets days without a year be found before their year is known
_SENTENCE_END = re.compile(r"[.!?…]\s+|\n")
# "mục tiêu đến năm 2025" speaks of the future, and a term of office or a jubilee of other years.
_LENDS_NO_YEAR = re.compile(
    r"(?:\b(?:den|toi|truoc|het|tu|sau|ke tu|nhiem ky|giai doan|ky niem(?:\s+\d+\s+nam)?"
    r"|thang loi|giai phong)"
    r"(?:\s+(?:het|cuoi|dau|giua))?)\s*$"
)
# A day right after these words names an event or a life, not the day of the news.
_NAMES_EVENT = re.compile(
    r"\b(?:vu|su kien|tham hoa|ky niem|giai phong|chien thang|khoi nghia|sinh|mat|thanh lap)"
    r"(?:\s+\w+){0,2}\s+$"
)
# (27/7/1947 - 27/7/2022): either end of a span is far from the day of the news, or may be.
_BEGINS_SPAN = re.compile(r"\s?[-–]\s?\d")
_ENDS_SPAN = re.compile(r"\d\s?[-–]\s?$")
_DATELINE = re.compile(r"\(?\s*(?P<place>(?:\w[\w.]*[\s,]+){1,5})")


def date_article(article: Article) -> tuple[date | None, DatedOrigin]:
    """The day of an article and how it is known.

    >>> lead = "Ngày 15/7, huyện Lũng Mây họp bàn nhiệm vụ 6 tháng cuối năm 2020."
    >>> day, origin = date_article(Article("a", lead=lead))
    >>> str(day), origin.value, origin.inferred
    ('2020-07-15', 'lead', True)
    >>> date_article(Article("b", lead="Ngày 15/7, huyện họp bàn mục tiêu đến năm 2025."))[0]
    """
    if article.published is not None:
        return article.published, DatedOrigin.PUBLISHED
    lead = compose(article.lead or article.body.partition("\n")[0])
    days = [mention for mention in _mentions(lead) if _may_be_its_day(mention, lead)]
    if not days:
        return None, DatedOrigin.NONE
    first = days[0]
    if not first.rule.endswith("+year") and _is_dateline(lead[: first.start]):
        return first.span.first_day, DatedOrigin.DATELINE
    year = _year_of(first, lead, compose(article.title))
    day = _with_year(first, year) if year is not None else None
    return day, DatedOrigin.NONE if day is None else DatedOrigin.LEAD


def _is_dateline(before: str) -> bool:
    """Whether a place and nothing else stands before the day: a few words with capitals."""
    found = _DATELINE.fullmatch(before)
    return found is not None and all(
        word[0].isupper() for word in re.findall(r"[\w.]+", found["place"])
    )


def _may_be_its_day(mention: DateMention, lead: str) -> bool:
    """Whether a mention is a day, and not the name of an event (*vụ khủng bố 11/9/2001*)."""
    before = fold_letters(lead[max(0, mention.start - 30) : mention.start])
    return mention.span.precision is Precision.DAY and not _NAMES_EVENT.search(before)


def _mentions(text: str) -> list[DateMention]:
    return find_numeric_dates(text, year=_ANY_YEAR)


def _year_of(mention: DateMention, lead: str, title: str) -> int | None:
    """The year said with the day, else the nearest in its sentence, in the lead, in the title."""
    if not mention.rule.endswith("+year"):
        return _start_year(mention)
    start, end = _sentence_around(lead, mention.start)
    lenders = list(_lenders(lead))
    for candidates in ([m for m in lenders if start <= m.start < end], lenders):
        if candidates:
            return _start_year(min(candidates, key=lambda m: abs(m.start - mention.start)))
    return next(map(_start_year, _lenders(title)), None)


def _lenders(text: str) -> Iterator[DateMention]:
    """Mentions that state a year which a day without one may take."""
    folded = fold_letters(text)
    for mention in _mentions(text):
        before = folded[max(0, mention.start - 30) : mention.start]
        bound = _BEGINS_SPAN.match(folded, mention.end) or _ENDS_SPAN.search(before)
        if not (mention.rule.endswith("+year") or bound or _LENDS_NO_YEAR.search(before)):
            yield mention


def _sentence_around(text: str, offset: int) -> tuple[int, int]:
    breaks = (match.end() for match in _SENTENCE_END.finditer(text))
    # A point before a small letter ends an abbreviation.
    ends = [0, *(end for end in breaks if not text[end : end + 1].islower()), len(text)]
    start = max(end for end in ends if end <= offset)
    return start, min((end for end in ends if end > offset), default=len(text))


def _start_year(mention: DateMention) -> int:
    assert mention.span.start is not None, "numeric dates are closed"
    return mention.span.start.year


def _with_year(mention: DateMention, year: int) -> date | None:
    """The day in that year; None where 29 February does not exist in it."""
    assert mention.span.start is not None, "numeric dates are closed"
    try:
        return mention.span.start.replace(year=year)
    except ValueError:
        return None
