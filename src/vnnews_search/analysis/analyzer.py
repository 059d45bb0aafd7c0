"""Text fields → tokens that know whether they state their marks → streams of terms.

What it is: the one place where a text becomes what an engine holds, and where the same reading of
the text is given to snippets, so that what is marked is what matched.

What it is not: a choice of weights (``scoring``) or of what a query accepts (``query.lower``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from vnnews_search.analysis.segmenter import word_ranges
from vnnews_search.analysis.tokenizer import Token, paragraphs, tokenize
from vnnews_search.analyzed import (
    PARAGRAPH_GAP,
    Part,
    PartRange,
    Stream,
    StreamTerms,
    pair,
    untyped,
    word,
)
from vnnews_search.plan import Term
from vnnews_search.scoring import FIELD_WEIGHTS
from vnnews_search.text.normalize import fold, has_marks
from vnnews_search.text.writing import can_be_typed, is_syllable, judge_paragraphs

__all__ = [
    "AnalyzedField",
    "Paragraph",
    "PlacedToken",
    "analyze_fields",
    "exact_term",
    "states_its_marks",
    "streams_of",
]


@dataclass(frozen=True, slots=True)
class PlacedToken:
    """A token with its place among all tokens of an article.

    Args:
        position: grows by one inside a paragraph and leaps by ``PARAGRAPH_GAP`` between two.
        stated: whether it states its marks; if not, it may stand for any accenting.
    """

    token: Token
    position: int
    stated: bool

    @property
    def exact(self) -> Term:
        """Its term in the exact stream."""
        return exact_term(self.token.term, stated=self.stated)

    @property
    def folded(self) -> Term:
        """Its term in the folded stream."""
        return Term(Stream.FOLDED, fold(self.token.term))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of a field: its offsets there, its tokens with offsets of the field."""

    start: int
    end: int
    accented: bool
    tokens: tuple[PlacedToken, ...]


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


def states_its_marks(token: str, *, accented: bool) -> bool:
    """Whether a token means just what it says.

    Beside accented writing it does unless its marks must have been left out; in unaccented writing
    only if it carries marks or is no Vietnamese syllable at all (*internet*, *15*).

    >>> [states_its_marks("chung", accented=a) for a in (True, False)]
    [True, False]
    """
    if accented:
        return can_be_typed(token)
    return has_marks(token) or not is_syllable(token)


def analyze_fields(fields: Iterable[tuple[str, str]]) -> list[AnalyzedField]:
    """The fields of one article, read together: short paragraphs are judged by all of it.

    Args:
        fields: (name, text) as ``Article.text_fields`` gives them.

    >>> field, = analyze_fields([("title", "Hội nghị Mặt trận")])
    >>> [token.exact.text for token in field.tokens]
    ['hội', 'nghị', 'mặt', 'trận']
    """
    named = list(fields)
    lines = [(number, *span) for number, (_, text) in enumerate(named) for span in paragraphs(text)]
    tokens = [_offset(tokenize(named[n][1][start:end]), start) for n, start, end in lines]
    accented = judge_paragraphs([[token.text for token in line] for line in tokens])
    found: list[list[Paragraph]] = [[] for _ in named]
    position = 0
    for (number, start, end), line, judged in zip(lines, tokens, accented, strict=True):
        placed = tuple(
            PlacedToken(token, position + i, states_its_marks(token.text, accented=judged))
            for i, token in enumerate(line)
        )
        found[number].append(Paragraph(start, end, judged, placed))
        position += len(line) + PARAGRAPH_GAP
    return [
        AnalyzedField(name, _part(name), text, tuple(found[number]))
        for number, (name, text) in enumerate(named)
    ]


def _offset(tokens: Sequence[Token], by: int) -> list[Token]:
    if not by:
        return list(tokens)
    return [Token(t.text, t.term, t.start + by, t.end + by, t.glued) for t in tokens]


def _part(name: str) -> Part:
    """captions[2] → captions."""
    return Part(name.partition("[")[0])


def streams_of(
    fields: Sequence[AnalyzedField], *, words: bool = True
) -> tuple[tuple[StreamTerms, ...], tuple[PartRange, ...], int]:
    """The streams of an article, where its parts lie, and its weighted length.

    Args:
        fields: as ``analyze_fields`` gives them.
        words: whether to segment words, the slow part.

    >>> streams, parts, length = streams_of(analyze_fields([("title", "Mặt trận")]), words=False)
    >>> [stream.terms for stream in streams], length
    ([('mặt', 'trận'), ('mat', 'tran'), ('mat tran',)], 6)
    """
    placed = [token for field in fields for token in field.tokens]
    positions = tuple(token.position for token in placed)
    streams = [
        StreamTerms(Stream.EXACT, tuple(token.exact.text for token in placed), positions),
        StreamTerms(Stream.FOLDED, tuple(token.folded.text for token in placed), positions),
        _stream(Stream.PAIRS, _pairs(placed)),
    ]
    if words:
        streams.append(_stream(Stream.WORDS, _words(fields)))
    parts = tuple(part for field in fields for part in _part_ranges(field))
    length = sum(FIELD_WEIGHTS[field.part] * len(list(field.tokens)) for field in fields)
    return tuple(streams), parts, length


def _stream(stream: Stream, occurrences: Iterable[tuple[str, int]]) -> StreamTerms:
    found = list(occurrences)
    return StreamTerms(stream, tuple(t for t, _ in found), tuple(p for _, p in found))


def _pairs(placed: Sequence[PlacedToken]) -> Iterator[tuple[str, int]]:
    for first, second in pairwise(placed):
        if second.position == first.position + 1:
            yield pair(first.folded.text, second.folded.text), first.position


def _words(fields: Sequence[AnalyzedField]) -> Iterator[tuple[str, int]]:
    for field in fields:
        for paragraph in field.paragraphs:
            tokens = [placed.token for placed in paragraph.tokens]
            local = _offset(tokens, -paragraph.start)
            for first, last in word_ranges(field.text[paragraph.start : paragraph.end], local):
                text = " ".join(token.term for token in tokens[first:last])
                yield word(fold(text), text), paragraph.tokens[first].position


def _part_ranges(field: AnalyzedField) -> Iterator[PartRange]:
    positions = [token.position for token in field.tokens]
    if positions:
        weight = FIELD_WEIGHTS[field.part]
        yield PartRange(field.part, positions[0], positions[-1] + 1, weight)
