"""The language data of intake, read once: tables of ``kind: phrase  # gloss``.

What it is: one loader for the commented tables in ``data`` that intake asks, and the comparison of
a phrase with them.

What it is not: any knowledge about Vietnamese. Words live in data files, where a reader who is no
programmer can check and add to them.
"""

from __future__ import annotations

from functools import cache

from vnnews_search.data import table_lines
from vnnews_search.text.normalize import fold, has_marks, normalize

__all__ = ["entries", "is_listed", "phrases"]


@cache
def entries(table: str) -> tuple[tuple[str, str], ...]:
    """The lines of one table as (kind, phrase), in the order of the file.

    >>> entries("bylines")[0]
    ('author', 'T/h')
    """
    pairs = (line.partition(":") for line in table_lines(f"{table}.txt"))
    return tuple((kind.strip(), phrase.strip()) for kind, _, phrase in pairs if phrase.strip())


@cache
def phrases(table: str, kind: str, *, marks: bool = True) -> frozenset[str]:
    """The phrases of one kind in lower case, with or without their marks.

    >>> "thực hiện" in phrases("bylines", "author")
    True
    >>> "thuc hien" in phrases("bylines", "author", marks=False)
    True
    """
    form = _lowered if marks else fold
    return frozenset(form(phrase) for of, phrase in entries(table) if of == kind)


def is_listed(phrase: str, table: str, kind: str, *, context: str = "") -> bool:
    """Whether a phrase is one of that kind, compared as people type.

    Args:
        phrase: as it stands in a page.
        table: name of the table.
        kind: kind of its lines.
        context: the line around it. Where that holds no accent the phrase may be any accenting;
            elsewhere it means itself, so *anh* is not *ảnh*.

    >>> is_listed("Thực hiện", "bylines", "author"), is_listed("Thuc hien", "bylines", "author")
    (True, True)
    >>> is_listed("Anh", "captions", "credit", context="Anh: hàng nghìn người xuống đường")
    False
    """
    if _lowered(phrase) in phrases(table, kind):
        return True
    return not has_marks(phrase + context) and fold(phrase) in phrases(table, kind, marks=False)


def _lowered(phrase: str) -> str:
    return normalize(phrase).lower()
