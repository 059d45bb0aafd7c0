"""Dates said in numbers: 15/7/2020, ngày 15 tháng 7 năm 2020, tháng 7/2020, năm 2020, ISO.

What it is: one table of forms, each a regular expression over folded text with its reading. Day
comes before month. An impossible date (31/2) is no date in a text and an error in a query.

What it is not: the date language of words (quý I, hôm qua, rằm tháng Bảy). Why tables: a form is
added by one line, and read aloud they list what this version understands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from vnnews_search.errors import QuerySyntaxError
from vnnews_search.models import DateMention, DateSpan, Precision
from vnnews_search.text.normalize import (
    compose,
    compose_with_offsets,
    fold_letters,
    has_marks,
    normalize_syllable,
)
from vnnews_search.text.writing import judge_paragraphs

__all__ = ["find_numeric_dates", "read_date", "read_published"]

_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?P<month>0?[1-9]|1[0-2])"
_YEAR = r"(?P<year>(?:1[89]|20)\d\d)"
_SEP = r"(?P<sep>\s?[/\-.]\s?)"
_BEFORE = r"(?<![\w/.,\-–])"
_AFTER = r"(?![\w/]|[\-–]\w|[.,:]\d)"
_NO_RANGE = r"(?!\s?[\-–]\s?\d)"
_SAYS_DAY = r"(?:ngay|sang|trua|chieu|toi|dem|hom)\s+"
_MAY_SAY_DAY = rf"(?:(?<!\w)(?:{_SAYS_DAY}){{1,2}})?"

_WORDS = frozenset(("ngày", "sáng", "trưa", "chiều", "tối", "đêm", "hôm", "tháng", "năm"))
_LOOKS_SO = re.compile(r"\b(?:ngay|sang|trua|chieu|toi|dem|hom|thang|nam)\b")

# (rule, form over folded text), tried in order at each place; beside it, one text that it reads.
_FORMS = tuple(
    (rule, re.compile(form))
    for rule, form in (
        # 2020-07-15, 2020-07-15T08:00:00+07:00, 2020-07-15 08:00
        ("iso", rf"{_BEFORE}{_YEAR}-(?P<month>0[1-9]|1[0-2])-(?P<day>[0-3]\d)(?=t\d|{_AFTER})"),
        # ngày 15 tháng 7 năm 2020; sáng 15 tháng 7, 2020; 15 tháng 7
        (
            "words",
            rf"{_MAY_SAY_DAY}{_BEFORE}{_DAY}\s+thang\s+{_MONTH}"
            rf"(?:(?:\s*[/,]\s*|,?\s+nam\s+){_YEAR})?{_AFTER}",
        ),
        # ngày 15/7/2020; 15-7-2020; 15.7.2020; 15/7/20 only in queries (see _QUERY_FORMS)
        ("day", rf"{_MAY_SAY_DAY}{_BEFORE}{_DAY}{_SEP}{_MONTH}(?P=sep){_YEAR}{_AFTER}"),
        # tháng 7/2020; tháng 7 năm 2020; tháng 7-2020
        ("month", rf"{_BEFORE}thang\s+{_MONTH}(?:\s?[/\-.]\s?|,?\s+nam\s+){_YEAR}{_AFTER}"),
        # ngày 15/7, sáng ngày 15-7: without its year only after a word that says it is a day
        ("day_month", rf"{_BEFORE}(?:{_SAYS_DAY}){{1,2}}{_DAY}\s?[/\-]\s?{_MONTH}{_AFTER}"),
        # năm 2020; not năm 2016-2020, which is a period
        ("year", rf"{_BEFORE}nam\s+{_YEAR}{_AFTER}{_NO_RANGE}"),
    )
)

# What a query may say besides: it has no neighbours that could give another meaning.
_QUERY_FORMS = tuple(
    (rule, re.compile(form))
    for rule, form in (
        ("day", rf"{_DAY}{_SEP}{_MONTH}(?P=sep)(?P<year>\d\d)"),  # 15/7/20
        ("day_month", rf"{_DAY}{_SEP}{_MONTH}"),  # 15/7
        ("month", rf"{_MONTH}\s?[/\-.]\s?{_YEAR}"),  # 7/2020
        ("month", rf"{_YEAR}-(?P<month>0[1-9]|1[0-2])"),  # 2020-07
        ("year", _YEAR),  # 2020
    )
)


def find_numeric_dates(text: str, *, year: int | None = None) -> list[DateMention]:
    """The dates in a text, in order, not overlapping.

    Args:
        text: any text.
        year: the year of a day said without one; if None, such days are left out.

    Returns:
        Mentions whose ``rule`` ends in ``+year`` where the year was taken from the argument.

    >>> for d in find_numeric_dates("Ngày 15/7, họp; tháng 8/2020 tổng kết năm 2020.", year=2020):
    ...     print(d.text, d.span.first_day, d.span.last_day, d.rule)
    Ngày 15/7 2020-07-15 2020-07-15 day_month+year
    tháng 8/2020 2020-08-01 2020-08-31 month
    năm 2020 2020-01-01 2020-12-31 year
    >>> find_numeric_dates("nhà số 15/7 đường Hoa Ban, đạt 2/3 số phiếu, Nghị định 15/2020/NĐ-CP")
    []
    """
    composed, offsets = compose_with_offsets(text)
    mentions: list[DateMention] = []
    for rule, match in _matches(_fold_words(composed)):
        span = _span(match, year)
        if span is None:
            continue
        start, end = offsets[match.start()], offsets[match.end()]
        taken = "" if _year(match) else "+year"
        mentions.append(DateMention(text[start:end], start, end, span, rule + taken))
    return mentions


def _fold_words(text: str) -> str:
    """The text folded; words that only look like those of dates then (*tới 2/3*) are x-ed out."""
    (accented,) = judge_paragraphs([text.split()])

    def word(match: re.Match[str]) -> str:
        written = text[match.start() : match.end()]
        untyped = not accented and not has_marks(written)
        return match[0] if untyped or normalize_syllable(written) in _WORDS else "x" * len(match[0])

    return _LOOKS_SO.sub(word, fold_letters(text))


def _matches(folded: str) -> Iterator[tuple[str, re.Match[str]]]:
    """The first form that fits at each place, left to right."""
    found = sorted(
        (
            (match.start(), order, rule, match)
            for order, (rule, form) in enumerate(_FORMS)
            for match in form.finditer(folded)
        ),
        key=lambda item: item[:2],
    )
    end = 0
    for start, _, rule, match in found:
        if start >= end:
            yield rule, match
            end = match.end()


def _year(match: re.Match[str]) -> int | None:
    said = match.groupdict().get("year")
    if said is None:
        return None
    number = int(said)
    if len(said) == 2:
        return 2000 + number if number < 50 else 1900 + number
    return number


def _span(match: re.Match[str], year: int | None) -> DateSpan | None:
    """The days of a match; None if there is no such day or its year is unknown."""
    groups = match.groupdict()
    year = _year(match) or year
    if year is None:
        return None
    day, month = groups.get("day"), groups.get("month")
    try:
        if day and month:
            return DateSpan.day(date(year, int(month), int(day)))
        return DateSpan.month(year, int(month)) if month else DateSpan.year(year)
    except ValueError:
        return None


def read_published(text: str) -> date | None:
    """The day of a printed or ISO publication stamp; None if the text holds none.

    >>> read_published("Thứ Hai, 20/07/2020 | 08:00 GMT+7")
    datetime.date(2020, 7, 20)
    >>> read_published("2025-08-18T00:33:00+07:00")
    datetime.date(2025, 8, 18)
    >>> read_published("vừa xong") is None
    True
    """
    for mention in find_numeric_dates(text):
        if mention.span.precision is Precision.DAY:
            return mention.span.first_day
    return None


def read_date(text: str, *, today: date) -> DateSpan:
    """The days that one date expression means in a query.

    Args:
        text: one expression and nothing else.
        today: a day without its year means the nearest such day that is not after ``today``.

    Raises:
        QuerySyntaxError: it is no date that we read, or there is no such day.

    >>> read_date("15/7/2020", today=date(2026, 1, 1)).first_day
    datetime.date(2020, 7, 15)
    >>> read_date("thang 7/2020", today=date(2026, 1, 1)) == DateSpan.month(2020, 7)
    True
    >>> read_date("15/7", today=date(2026, 1, 1)).first_day
    datetime.date(2025, 7, 15)
    >>> read_date("31/2/2020", today=date(2026, 1, 1))
    Traceback (most recent call last):
    ...
    vnnews_search.errors.QuerySyntaxError: không có ngày 31/2/2020
    """
    said = compose(text).strip()
    folded = " ".join(fold_letters(said).split())
    for _, form in (*_FORMS, *_QUERY_FORMS):
        if match := form.fullmatch(folded):
            span = _span(match, None) or _nearest_past(match, today)
            if span is None:
                raise _no_date(text, f"không có ngày {said}", "Ngày đứng trước tháng: 15/7/2020.")
            return span
    raise _no_date(
        text,
        f"không hiểu ngày “{said}”",
        "Viết như 15/7/2020, 7/2020, 2020 hoặc 2020-07-15.",
    )


def _nearest_past(match: re.Match[str], today: date) -> DateSpan | None:
    """The latest such day up to ``today``; eight years hold every 29 February."""
    if _year(match) is not None:
        return None
    spans = (_span(match, today.year - back) for back in range(9))
    return next((span for span in spans if span and span.start and span.start <= today), None)


def _no_date(text: str, message: str, hint: str) -> QuerySyntaxError:
    return QuerySyntaxError(message, query=text, start=0, end=len(text), hint=hint)
