"""The reading of an article token by token, for those who look at single ones: snippets, `analyze`.

What it is: the arrays of ``analyzer`` as objects, so that what is marked is what matched.

What it is not: quick; an index is built from the arrays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from vnnews_search.analysis.analyzer import AnalyzedText, analyze_all, part_of
from vnnews_search.analysis.tokenizer import Token
from vnnews_search.analyzed import Part, Stream, Term, untyped
from vnnews_search.text.normalize import fold

__all__ = ["AnalyzedField", "Paragraph", "PlacedToken", "analyze_fields", "exact_term", "fields_of"]


@dataclass(frozen=True, slots=True)
class PlacedToken:
    """A token with its place among all tokens of an article.

    Args:
        position: grows by one inside a paragraph and leaps by ``PARAGRAPH_GAP`` between two.
        stated: whether it states its marks; if not, it may stand for any accenting.
        begins_word: whether it is the first token of a word.
    """

    token: Token
    position: int
    stated: bool
    begins_word: bool

    @property
    def exact(self) -> Term:
        """Its term in the exact stream."""
        return exact_term(self.token.term, stated=self.stated)

    @property
    def folded(self) -> Term:
        """Its term in the folded stream."""
        return Term(Stream.FOLDED, fold(self.token.term))

    @property
    def texts(self) -> tuple[str, str]:
        """The texts of both terms."""
        folded = fold(self.token.term)
        return self.token.term if self.stated else untyped(folded), folded


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of a field: its offsets there, its tokens with offsets of the field."""

    start: int
    end: int
    accented: bool
    tokens: tuple[PlacedToken, ...]

    @property
    def words(self) -> list[tuple[PlacedToken, ...]]:
        """Its tokens, word by word."""
        begins = [number for number, token in enumerate(self.tokens) if token.begins_word]
        return [self.tokens[a:b] for a, b in pairwise([*begins, len(self.tokens)])]


@dataclass(frozen=True, slots=True)
class AnalyzedField:
    """A text field as read: ``part`` says which field conditions and weights hold for it."""

    name: str
    part: Part
    text: str
    paragraphs: tuple[Paragraph, ...]

    @property
    def tokens(self) -> Iterator[PlacedToken]:
        """The tokens of all paragraphs."""
        for paragraph in self.paragraphs:
            yield from paragraph.tokens


def exact_term(term: str, *, stated: bool) -> Term:
    """The term in the exact stream of a syllable that states its marks, or does not.

    >>> exact_term("phúc", stated=True).text, exact_term("phuc", stated=False).text
    ('phúc', '~phuc')
    """
    return Term(Stream.EXACT, term if stated else untyped(fold(term)))


def analyze_fields(fields: Iterable[tuple[str, str]]) -> list[AnalyzedField]:
    """The fields of one article, read together: short paragraphs are judged by all of it.

    Words are not cut; ``fields_of`` an analysed text has them.

    Args:
        fields: (name, text) as ``Article.text_fields`` gives them.

    >>> field, = analyze_fields([("title", "Hội nghị Mặt trận")])
    >>> [token.exact.text for token in field.tokens]
    ['hội', 'nghị', 'mặt', 'trận']
    """
    (text,) = analyze_all([tuple(fields)], words=False)
    return fields_of(text)


def fields_of(text: AnalyzedText) -> list[AnalyzedField]:
    """The fields of an analysed text with every token as an object."""
    bounds = np.searchsorted(text.read.lines, np.arange(len(text.lines) + 1)).tolist()
    tokens = tuple(_tokens(text))
    found: list[list[Paragraph]] = [[] for _ in text.named]
    judged = zip(text.lines, text.accented, pairwise(bounds), strict=True)
    for line, accented, (first, last) in judged:
        paragraph = Paragraph(line.start, line.end, accented, tokens[first:last])
        found[line.field].append(paragraph)
    return [
        AnalyzedField(name, part_of(name), content, tuple(paragraphs))
        for (name, content), paragraphs in zip(text.named, found, strict=True)
    ]


def _tokens(text: AnalyzedText) -> Iterator[PlacedToken]:
    read, terms = text.read, text.tables.terms
    columns = (read.kinds, read.lines, read.starts, read.ends, read.glued, read.begins_word)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    places = zip(text.positions.tolist(), text.stated.tolist(), strict=True)
    for (kind, number, start, end, glued, begins), (position, stated) in zip(
        rows, places, strict=True
    ):
        line = text.lines[number]
        first, last = line.start + start, line.start + end
        written = text.named[line.field][1][first:last]
        token = Token(written, terms[kind], first, last, glued)
        yield PlacedToken(token, position, stated, begins)
