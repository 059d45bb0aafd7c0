"""The fields of the query language: one table of names, Vietnamese aliases and what they ask.

What it is: data that parser, lowering, error messages and docs share. Names are compared folded, so
``tiêu_đề:``, ``tieu_de:`` and ``TIÊU_ĐỀ:`` are one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from vnnews_search.analyzed import DATED, PUBLISHED, Part
from vnnews_search.text.normalize import fold

__all__ = ["FIELDS", "FieldKind", "FieldSpec", "field_names", "find_field"]


class FieldKind(StrEnum):
    """What a field's value is compared with."""

    TEXT = "text"
    KEYWORD = "keyword"
    DATE = "date"
    FROM = "from"
    TO = "to"
    OFFICER = "officer"
    EXACT = "exact"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field: its name, its aliases, what it asks and of what.

    Args:
        target: the part of the text, the keyword field or the day column.
    """

    name: str
    aliases: tuple[str, ...]
    kind: FieldKind
    target: str = ""


FIELDS = (
    FieldSpec("title", ("tiêu_đề",), FieldKind.TEXT, Part.TITLE),
    FieldSpec("lead", ("sapo",), FieldKind.TEXT, Part.LEAD),
    FieldSpec("body", ("nội_dung",), FieldKind.TEXT, Part.BODY),
    FieldSpec("caption", ("chú_thích",), FieldKind.TEXT, Part.CAPTIONS),
    FieldSpec("author", ("tác_giả",), FieldKind.KEYWORD, "author"),
    FieldSpec("source", ("nguồn",), FieldKind.KEYWORD, "source"),
    FieldSpec("category", ("chuyên_mục",), FieldKind.KEYWORD, "category"),
    FieldSpec("tag", ("thẻ",), FieldKind.KEYWORD, "tag"),
    FieldSpec("date", ("ngày",), FieldKind.DATE, DATED),
    FieldSpec("from", ("từ",), FieldKind.FROM, DATED),
    FieldSpec("to", ("đến",), FieldKind.TO, DATED),
    FieldSpec("published", ("đăng",), FieldKind.DATE, PUBLISHED),
    FieldSpec("officer", ("cán_bộ",), FieldKind.OFFICER),
    FieldSpec("exact", ("đúng",), FieldKind.EXACT),
)

EXTRA = "extra."
"""``extra.box:12`` asks for a field of the archive's own."""


def find_field(name: str) -> FieldSpec | None:
    """The field of a name or alias, None if there is none.

    >>> find_field("tieu_de").name, find_field("extra.box").target
    ('title', 'extra.box')
    """
    if fold(name).startswith(EXTRA) and len(name) > len(EXTRA):
        return FieldSpec(name, (), FieldKind.KEYWORD, EXTRA + name[len(EXTRA) :])
    return _by_name().get(fold(name))


@lru_cache(maxsize=1)
def _by_name() -> dict[str, FieldSpec]:
    return {fold(name): spec for spec in FIELDS for name in (spec.name, *spec.aliases)}


def field_names() -> str:
    """The names of all fields, for messages."""
    return ", ".join(f"{spec.name}:" for spec in FIELDS)
