"""Several articles → documents, where an article that trips the rules costs itself alone.

What it is: ``document.analyze_articles`` for loads, which must go on whatever an article holds.
Workers and their owner call the same function, so who analysed an article cannot be seen.

What it is not: a report. What became of an article is said by ``loading``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from traceback import format_exc

from vnnews_search.analyzed import AnalyzedDocument
from vnnews_search.document import analyze_article, analyze_articles
from vnnews_search.models import Article

__all__ = ["TOGETHER", "Answer", "NotAnalyzed", "answers_to"]

TOGETHER = 25
"""Articles that are analysed at once, which is quicker than one by one."""


@dataclass(frozen=True, slots=True)
class NotAnalyzed:
    """What stands in place of a document.

    Args:
        reason: the error in one line.
        trace: where it came from, for the log.
    """

    reason: str
    trace: str


Answer = AnalyzedDocument | NotAnalyzed


def answers_to(articles: Sequence[Article]) -> list[Answer]:
    """The document of each article, or why there is none.

    >>> [answer.id for answer in answers_to([Article("a", title="Tin")])]
    ['a']
    """
    try:
        return list(analyze_articles(articles))
    except Exception:  # which of them it was shows one by one
        return [_answer(article) for article in articles]


def _answer(article: Article) -> Answer:
    try:
        return analyze_article(article)
    except Exception as error:  # one article that trips the rules must not stop a million others
        return NotAnalyzed(f"{type(error).__name__}: {error}", format_exc())
