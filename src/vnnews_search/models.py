"""The values that the package speaks in: articles, posts, mentions, days, hits.

Not here: how they are found, stored or shown. These are plain frozen values, so that every layer
can share them and none can change them under another's feet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum, StrEnum

__all__ = [
    "Article",
    "BadRecord",
    "DateMention",
    "DateSpan",
    "DatedOrigin",
    "Facet",
    "Hit",
    "IndexStats",
    "Notice",
    "OfficerMention",
    "Origin",
    "Post",
    "Precision",
    "ResultPage",
    "Snippet",
    "Status",
    "Tier",
]


# --- articles -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an article came from, so that the original can be shown again.

    Args:
        file: path as the person gave it.
        member: record inside the file: a line number in JSONL; empty for a whole file.
        offset: bytes from the start of the (unpacked) file.
    """

    file: str = ""
    member: str = ""
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Article:
    """One news article as stored; all text is NFC and never changes, so offsets hold for ever.

    Args:
        id: stable key; a later article of the same id replaces this one.
        title: headline; may be empty.
        lead: the opening summary (sapo); may be empty.
        body: paragraphs, one a line.
        captions: captions of pictures, in order.
        published: the day that the page, feed or file states; None if it states none.
        published_origin: what stated it (a field name, ``page``); empty if nothing did.
        source: newspaper, portal or office that published it.
        authors: bylines, in order.
        extra: fields that are not ours, as (name, value), in order.
    """

    id: str
    title: str = ""
    lead: str = ""
    body: str = ""
    captions: tuple[str, ...] = ()
    url: str = ""
    published: date | None = None
    published_origin: str = ""
    source: str = ""
    authors: tuple[str, ...] = ()
    category: str = ""
    tags: tuple[str, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()
    origin: Origin = Origin()

    def text_fields(self) -> Iterator[tuple[str, str]]:
        """The searchable text as (field name, text): title, lead, body, then ``captions[0]`` …

        >>> list(Article("a", title="Họp", captions=("Ảnh",)).text_fields())
        [('title', 'Họp'), ('captions[0]', 'Ảnh')]
        """
        for name, text in (("title", self.title), ("lead", self.lead), ("body", self.body)):
            if text:
                yield name, text
        for number, caption in enumerate(self.captions):
            yield f"captions[{number}]", caption


@dataclass(frozen=True, slots=True)
class BadRecord:
    """A file or record that could not be read: a load counts it, lists it and goes on.

    Args:
        file: path as the person gave it.
        member: record inside the file, as in ``Origin``.
        message: what is wrong with it.
    """

    file: str
    member: str
    message: str


# --- days ---------------------------------------------------------------------------------------


class Precision(StrEnum):
    """The unit in which a date was said."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    SPAN = "span"


@dataclass(frozen=True, slots=True)
class DateSpan:
    """Days from ``start`` up to, not including, ``end``; None is open.

    >>> DateSpan.month(2020, 7).last_day
    datetime.date(2020, 7, 31)
    >>> date(2020, 7, 15) in DateSpan.month(2020, 7)
    True
    """

    start: date | None
    end: date | None
    precision: Precision = Precision.SPAN

    @classmethod
    def day(cls, day: date) -> DateSpan:
        """The span of one day."""
        return cls(day, day + timedelta(days=1), Precision.DAY)

    @classmethod
    def month(cls, year: int, month: int) -> DateSpan:
        """The span of one month."""
        following = date(year + month // 12, month % 12 + 1, 1)
        return cls(date(year, month, 1), following, Precision.MONTH)

    @classmethod
    def year(cls, year: int) -> DateSpan:
        """The span of one year."""
        return cls(date(year, 1, 1), date(year + 1, 1, 1), Precision.YEAR)

    @property
    def first_day(self) -> date | None:
        """The first day, or None if open."""
        return self.start

    @property
    def last_day(self) -> date | None:
        """The last day, or None if open."""
        return None if self.end is None else self.end - timedelta(days=1)

    def __contains__(self, day: date) -> bool:
        """Whether the day lies in the span."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date found in a text.

    Args:
        text: the expression as written.
        start: offset of its first character.
        end: offset after its last character.
        span: the days meant.
        rule: which rule read it; ends in ``+year`` if the year was taken from elsewhere.
    """

    text: str
    start: int
    end: int
    span: DateSpan
    rule: str


class DatedOrigin(StrEnum):
    """How the day of an article is known."""

    PUBLISHED = "published"
    DATELINE = "dateline"
    LEAD = "lead"
    NONE = "none"

    @property
    def inferred(self) -> bool:
        """Whether the day is a guess, to be shown with ``~``."""
        return self in (DatedOrigin.DATELINE, DatedOrigin.LEAD)


# --- officers -----------------------------------------------------------------------------------


class Status(StrEnum):
    """How a person stands to a post at the time of writing."""

    CURRENT = "current"
    FORMER = "former"
    ACTING = "acting"
    APPOINTED = "appointed"


@dataclass(frozen=True, slots=True)
class Post:
    """An office in an organisation.

    Args:
        office: the office with its rank, as normalised (*Phó Chủ tịch*).
        organisation: where (*Ủy ban MTTQ Việt Nam tỉnh Lạng Sơn*); may be empty.
        place: name of the place alone (*Lạng Sơn*); may be empty.
        level: kind of the place (*tỉnh*, *huyện*, *xã*); may be empty.
    """

    office: str
    organisation: str = ""
    place: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class OfficerMention:
    """A named person whom the text itself ties to a post.

    Args:
        name: the name as written, white space made single.
        post: the post, normalised.
        honorific: what stands before the name (*Đ/c*, *ông*); may be empty.
        start: offset of the name in its field.
        end: offset after the name.
        field: ``title``, ``lead``, ``body`` or ``captions[n]``; empty for a bare text.
    """

    name: str
    post: Post
    honorific: str = ""
    status: Status = Status.CURRENT
    start: int = 0
    end: int = 0
    field: str = ""

    @property
    def office(self) -> str:
        """The office of the post."""
        return self.post.office

    @property
    def organisation(self) -> str:
        """The organisation of the post."""
        return self.post.organisation

    @property
    def place(self) -> str:
        """The place of the post."""
        return self.post.place


# --- results ------------------------------------------------------------------------------------


class Tier(IntEnum):
    """How closely a hit matches the query, best first (docs/matching.md)."""

    EXACT = 0
    VARIANT = 1
    UNACCENTED = 2
    LOOSENED = 3

    @property
    def label(self) -> str:
        """The lower-case name, as in JSON."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the person should know about how the query was read.

    Args:
        kind: a stable key (``near_name``, ``loosened`` …).
        message: one sentence, in Vietnamese.
        suggestion: a query to try instead; may be empty.
    """

    kind: str
    message: str
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage of an article with the matched places.

    Args:
        field: the field it comes from.
        text: the passage, a substring of the field.
        start: offset of the passage in the field.
        marks: (start, end) of each match, relative to ``text``, in order, not overlapping.
    """

    field: str
    text: str
    start: int = 0
    marks: tuple[tuple[int, int], ...] = ()

    def marked(self, before: str, after: str = "") -> str:
        """The text with a string before and after each match (the same one by default).

        >>> Snippet("body", "khối đại đoàn kết", marks=((5, 17),)).marked("**")
        'khối **đại đoàn kết**'
        """
        parts: list[str] = []
        position = 0
        for start, end in self.marks:
            parts += [self.text[position:start], before, self.text[start:end], after or before]
            position = end
        return "".join([*parts, self.text[position:]])


@dataclass(frozen=True, slots=True)
class Facet:
    """How many articles of the strict set have a value."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Hit:
    """One article found.

    Args:
        dated: the day of the article, stated or inferred; None if unknown.
        dated_origin: how that day is known.
        score: comparable within one result page only.
        officers: mentions in the article, those that the query asked for first.
        duplicates: ids of near-duplicates folded into this hit.
        explanation: why it matched, one line a part; empty unless asked for.
    """

    article: Article
    dated: date | None
    dated_origin: DatedOrigin
    score: float
    tier: Tier
    snippets: tuple[Snippet, ...] = ()
    officers: tuple[OfficerMention, ...] = ()
    duplicates: tuple[str, ...] = ()
    explanation: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ResultPage:
    """Hits in order, with what is known of the whole result.

    Args:
        total: articles in the strict set.
        loosened_total: articles that only a loosened reading of the query matches.
        facets: (name, values) as asked for.
        next: cursor of the following result page; None on the last.
        took: seconds.
    """

    query: str
    hits: tuple[Hit, ...]
    total: int
    loosened_total: int = 0
    facets: tuple[tuple[str, tuple[Facet, ...]], ...] = ()
    notices: tuple[Notice, ...] = ()
    next: str | None = None
    took: float = field(default=0.0, compare=False)

    def __iter__(self) -> Iterator[Hit]:
        """The hits, best first."""
        return iter(self.hits)

    def __len__(self) -> int:
        """The number of hits on this result page."""
        return len(self.hits)


@dataclass(frozen=True, slots=True)
class IndexStats:
    """Sizes of an index.

    Args:
        dated: articles whose day is known or inferred.
        years: articles a year.
        officers: distinct names of officers.
        terms: distinct terms of each stream.
    """

    articles: int
    dated: int
    officers: int
    years: tuple[Facet, ...]
    sources: tuple[Facet, ...]
    terms: tuple[tuple[str, int], ...]
    generation: int
    segments: int
    bytes_on_disk: int
    facts_current: bool
