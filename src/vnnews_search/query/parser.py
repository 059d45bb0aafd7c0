"""A query string → its tree, or an error that shows the place.

What it is: the way in. A query of plain words, as most are, is read here; one that uses the
language is read by ``query.syntax``, with the same result for both.

What it is not: a judge of meaning: unknown fields and impossible dates are found in lowering, which
knows what they should have been. Length and depth are limited, so that no query exhausts anything.
"""

from __future__ import annotations

import re

from vnnews_search.errors import QuerySyntaxError
from vnnews_search.query.ast import Query, Run, Span, Word
from vnnews_search.query.grammar import OPERATORS, VIETNAMESE_OPERATORS
from vnnews_search.text.normalize import compose

__all__ = ["MAX_LENGTH", "parse"]

MAX_LENGTH = 2000
"""Characters of a query."""

_WORD = re.compile(r"\S+")
_SIGNS = re.compile(r"""[:()"“”„]|(?:^|\s)[+-]""")
_OPERATORS = frozenset("|".join((*OPERATORS.values(), *VIETNAMESE_OPERATORS.values())).split("|"))


def parse(query: str) -> Query:
    """The tree of a query.

    Args:
        query: as typed; offsets of the tree are those of its NFC form.

    Raises:
        QuerySyntaxError: it cannot be read; says where and what to type.

    >>> from vnnews_search.query.ast import Or, Phrase
    >>> both = parse('"đại đoàn kết" OR mặt trận')
    >>> both == Or((Run((Phrase("đại đoàn kết"),)), Run((Word("mặt"), Word("trận")))))
    True
    """
    query = compose(query.encode("utf-8", "replace").decode())  # half characters become ?
    _check_length(query)
    words = _plain_words(query)
    if words is not None:
        return words
    from vnnews_search.query.syntax import read_tree

    return read_tree(query)


def _check_length(query: str) -> None:
    if not query.strip():
        raise QuerySyntaxError(
            "câu tìm trống", query=query, start=0, end=0, hint="Gõ một vài từ cần tìm."
        )
    if len(query) > MAX_LENGTH:
        raise QuerySyntaxError(
            f"câu tìm dài quá {MAX_LENGTH} ký tự",
            query=query[:60] + "…",
            start=0,
            end=60,
            hint="Rút ngắn câu tìm.",
        )


def _plain_words(query: str) -> Run | None:
    """The words of a query that has nothing else in it; None if it may have.

    >>> _plain_words("mặt trận") == Run((Word("mặt"), Word("trận"))), _plain_words("lũ -bão")
    (True, None)
    """
    words = list(_WORD.finditer(query))
    if _SIGNS.search(query) or not _OPERATORS.isdisjoint(word[0] for word in words):
        return None
    return Run(tuple(Word(word[0], Span(*word.span())) for word in words))
