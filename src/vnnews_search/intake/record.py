"""One JSON record → Article: which of its fields is which, and nothing lost.

What it is: a pure function from a decoded record to an article. Field names are guessed from
``data/field_names.txt``; what has no place in an article goes to ``extra``.

What it is not: reading of files (``intake.reading``), nor any guess from a field's content: a
record says what it means by its names, and a wrong guess would be invisible.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from vnnews_search.dates.numeric import read_published
from vnnews_search.intake.cleaning import clean_line, clean_lines, clean_text, without_markup
from vnnews_search.intake.credits import byline_of, people_of
from vnnews_search.intake.identity import record_id
from vnnews_search.intake.tables import entries
from vnnews_search.models import Article, Origin
from vnnews_search.text.normalize import fold

__all__ = ["article_of_record"]

_NOT_LETTERS = re.compile(r"[\W_]+")
_BETWEEN_TAGS = re.compile(r"\s*[,;|]\s*")
_VIETNAM = timedelta(hours=7)
_TEXT_FIELDS = frozenset({"title", "lead", "body"})


def article_of_record(
    record: Mapping[str, object], *, origin: Origin, raw: bytes
) -> Article | None:
    """The article that a record describes; None if it holds no text.

    Args:
        record: a decoded JSON object.
        origin: where it was read; the file's name prefixes a bare number.
        raw: the record as it stood in the file, for its id if nothing else names it.

    >>> record = {"id": 7, "tieu_de": "Hội xuân Nà Sẳm", "Ngày đăng": "12/02/2021", "hop": "12"}
    >>> article = article_of_record(record, origin=Origin("tin.jsonl", "1"), raw=b"")
    >>> article.id, article.title, article.published_origin, article.extra
    ('tin:7', 'Hội xuân Nà Sẳm', 'Ngày đăng', (('hop', '12'),))
    """
    fields = _Fields(record)
    title, lead, body = fields.take_line("title"), fields.take_line("lead"), fields.take_body()
    if not (title or lead or body):
        return None
    lead, body = without_repeats(title, lead, body)
    source, url = fields.take_line("source"), fields.take_line("url")
    own = fields.take_line("id")
    published, published_origin = fields.take_day()
    return Article(
        id=record_id(own, url=url, source=source, file=origin.file, raw=raw),
        title=title,
        lead=lead,
        body=body,
        captions=fields.take_list("captions", None),
        url=url,
        published=published,
        published_origin=published_origin,
        source=source,
        authors=tuple(dict.fromkeys(_people(fields.take_list("authors", None)))),
        category=fields.take_line("category"),
        tags=fields.take_list("tags", _BETWEEN_TAGS),
        extra=fields.rest(),
        origin=origin,
    )


def without_repeats(title: str, lead: str, body: str) -> tuple[str, str]:
    r"""Lead and body without what stands above them already.

    >>> without_repeats("Hội xuân", "Sáng nay khai hội.", "Hội xuân\nSáng nay khai hội.\nĐông vui.")
    ('Sáng nay khai hội.', 'Đông vui.')
    """
    if lead == title:
        lead = ""
    paragraphs = body.split("\n")
    while len(paragraphs) > 1 and paragraphs[0] in (title, lead):
        del paragraphs[0]
    if paragraphs[0] in (title, lead):
        return lead, ""
    return lead, "\n".join(paragraphs)


def _people(bylines: Iterable[str]) -> Iterator[str]:
    """The people of bylines as records give them, with or without a label before."""
    for line in bylines:
        labelled = byline_of(line, bare=False) if ":" in line else None
        yield from labelled.authors if labelled else people_of(line)


# --- names of fields ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a field's name means: our field, and the rank of that name among its names."""

    field: str
    rank: int


@lru_cache(maxsize=1)
def _names() -> dict[str, _Meaning]:
    listed = enumerate(entries("field_names"))
    return {_key(name): _Meaning(field, rank) for rank, (field, name) in reversed(list(listed))}


@lru_cache(maxsize=4096)
def _meaning(name: str) -> _Meaning | None:
    return _names().get(_key(name))


def _key(name: str) -> str:
    return _NOT_LETTERS.sub("", fold(name))


@lru_cache(maxsize=4096)
def _uncut(name: str) -> str | None:
    """The name without its ending if that says "cut into words": ``body`` of ``body_seg``."""
    for field, ending in entries("field_names"):
        if field == "cut" and name.lower().endswith(f"_{ending}"):
            return name[: -len(ending) - 1]
    return None


class _Fields:
    """A record whose fields are taken one after the other; the rest becomes ``extra``."""

    def __init__(self, record: Mapping[str, object]) -> None:
        self._record = record
        self._taken: set[str] = set()
        ranked = [
            (meaning.rank, meaning.field, name)
            for name, value in record.items()
            if value is not None and (meaning := _meaning(name)) is not None
        ]
        self._by_field: dict[str, list[str]] = {}
        for _, field, name in sorted(ranked):
            self._by_field.setdefault(field, []).append(name)

    def _named(self, field: str) -> Sequence[str]:
        return self._by_field.get(field, ())

    def take_line(self, field: str) -> str:
        """The first text of that field, on one line."""
        for name in self._named(field):
            if text := clean_line(without_markup(_text(self._record[name], " "))):
                self._taken.add(name)
                return text
        return ""

    def take_body(self) -> str:
        """The body; plain text rather than HTML, which then is the same again."""
        for name in (*self._named("body"), *self._named("body_html")):
            if text := clean_text(without_markup(_text(self._record[name], "\n"))):
                self._taken.update((name, *self._named("body_html")))
                return text
        return ""

    def take_list(self, field: str, between: re.Pattern[str] | None) -> tuple[str, ...]:
        """All values of that field; a string is divided at the signs between them."""
        found: list[str] = []
        for name in self._named(field):
            self._taken.add(name)
            value = self._record[name]
            for item in value if isinstance(value, list) else [value]:
                text = without_markup(_text(item, "\n"))
                parts = between.split(clean_line(text)) if between else clean_lines(text)
                found += [part for part in parts if part and part not in found]
        return tuple(found)

    def take_day(self) -> tuple[date | None, str]:
        """The first day that can be read, and the name of its field."""
        for name in self._named("published"):
            if day := _day(self._record[name]):
                self._taken.add(name)
                return day, clean_line(name)
        return None, ""

    def rest(self) -> tuple[tuple[str, str], ...]:
        """Every field that was not taken, as text."""
        kept = (name for name in self._record if name not in self._taken and not self._is_cut(name))
        pairs = ((clean_line(name), clean_text(_plain(self._record[name]))) for name in kept)
        return tuple((name, value) for name, value in pairs if value)

    def _is_cut(self, name: str) -> bool:
        uncut = _uncut(name)
        meaning = _meaning(uncut) if uncut else None
        return meaning is not None and meaning.field in _TEXT_FIELDS and uncut in self._record


# --- values -------------------------------------------------------------------------------------


def _text(value: object, between: str) -> str:
    """The text of a value: lists joined, objects asked for the name they carry."""
    match value:
        case str():
            return value
        case bool() | None:
            return ""
        case int() | float():
            return _plain(value)
        case list():
            return between.join(filter(None, (_text(item, between) for item in value)))
        case dict():
            named = (value.get(key) for key in ("name", "text", "caption", "title", "value"))
            return next((text for text in named if isinstance(text, str)), "")
    return ""


def _plain(value: object) -> str:
    """A value as ``extra`` keeps it: a scalar as it reads, anything else as compact JSON."""
    if value is None:
        return ""
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else ""
    try:
        return str(value)
    except ValueError:  # an integer of thousands of digits, which Python refuses to print
        return hex(value) if isinstance(value, int) else ""


def _day(value: object) -> date | None:
    if isinstance(value, str):
        return read_published(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _day_of_seconds(value)
    return None


def _day_of_seconds(seconds: float) -> date | None:
    """The Vietnamese day of a Unix time in seconds or milliseconds; other numbers are no times."""
    if not 10**8 <= seconds < 10**13:
        return None
    if seconds >= 10**11:
        seconds /= 1000
    return (datetime.fromtimestamp(seconds, UTC) + _VIETNAM).date()
