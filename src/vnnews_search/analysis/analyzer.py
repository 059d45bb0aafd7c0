"""Articles → tokens that know whether they state their marks → streams of terms as numbers.

What it is: the one place where a text becomes what an engine holds. All is arrays, over several
articles at once; ``placed`` shows the same reading token by token.

What it is not: a choice of weights (``scoring``) or of what a query accepts (``query.lower``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from vnnews_search.analysis.crf import Booleans
from vnnews_search.analysis.reading import LineTokens, read_lines
from vnnews_search.analysis.tables import Tables, shared_tables
from vnnews_search.analysis.tokenizer import paragraphs
from vnnews_search.analyzed import (
    PARAGRAPH_GAP,
    Integers,
    PairTable,
    Part,
    PartRange,
    Stream,
    StreamTerms,
)
from vnnews_search.scoring import FIELD_WEIGHTS
from vnnews_search.text.writing import judge_counts

__all__ = ["AnalyzedText", "Line", "analyze", "analyze_all", "part_of"]


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph before it is read: the number of its field, its offsets there."""

    field: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class AnalyzedText:
    """The text fields of one article, read.

    Args:
        named: (name, text) of each field.
        lines: its paragraphs, and whether each was written ``accented``.
        read: its tokens; their lines count from 0.
        positions: of each token.
        stated: whether each token states its marks.
        tables: what the numbers mean.
    """

    named: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    accented: tuple[bool, ...]
    read: LineTokens
    positions: Integers
    stated: Booleans
    tables: Tables

    @property
    def streams(self) -> tuple[StreamTerms, ...]:
        """What engines hold of it: the exact stream, the folded one, pairs and words.

        >>> text = analyze([("title", "Mặt trận")])
        >>> [stream.terms for stream in text.streams]
        [('mặt', 'trận'), ('mat', 'tran'), ('mat tran',), ('mat tran|mặt trận',)]
        """
        tables, positions = self.tables, self.positions
        kinds = tables.kinds.at(self.read.kinds)
        exact = np.where(self.stated, kinds["exact"], kinds["untyped"])
        folded = np.ascontiguousarray(kinds["folded"])
        (paired,) = np.nonzero(np.diff(positions) == 1)
        pairs = folded[paired] << 32 | folded[paired + 1]
        (begins,) = np.nonzero(self.read.begins_word)
        words = self._words(kinds["word"][begins], begins)
        return (
            StreamTerms(Stream.EXACT, tables.exact, exact, positions),
            StreamTerms(Stream.FOLDED, tables.folded, folded, positions),
            StreamTerms(Stream.PAIRS, PairTable(tables.folded), pairs, positions[paired]),
            StreamTerms(Stream.WORDS, tables.words, words, positions[begins]),
        )

    def _words(self, words: Integers, begins: Integers) -> Integers:
        """The numbers of the words that begin at these tokens, given those of single tokens."""
        ends = np.append(begins[1:], len(self.read.kinds))
        (longer,) = np.nonzero(ends - begins > 1)
        kinds, number = self.read.kinds.tolist(), self.tables.word_numbers.__getitem__
        bounds = zip(begins[longer].tolist(), ends[longer].tolist(), strict=True)
        words[longer] = [number(tuple(kinds[first:last])) for first, last in bounds]
        return words

    @property
    def parts(self) -> tuple[PartRange, ...]:
        """Where each field lies; fields without tokens lie nowhere."""
        fields = self._fields_of_tokens
        bounds = np.searchsorted(fields, np.arange(len(self.named) + 1)).tolist()
        return tuple(
            PartRange(
                part := part_of(name),
                int(self.positions[first]),
                int(self.positions[last - 1]) + 1,
                FIELD_WEIGHTS[part],
            )
            for (name, _), (first, last) in zip(self.named, pairwise(bounds), strict=True)
            if first < last
        )

    @property
    def length(self) -> int:
        """Its syllables, each counted by the weight of its part."""
        weights = [FIELD_WEIGHTS[part_of(name)] for name, _ in self.named]
        counts = np.bincount(self._fields_of_tokens, minlength=len(weights)).tolist()
        return sum(weight * count for weight, count in zip(weights, counts, strict=True))

    @property
    def _fields_of_tokens(self) -> Integers:
        fields = np.array([line.field for line in self.lines], dtype=np.int64)
        return fields[self.read.lines]


def analyze(fields: Iterable[tuple[str, str]]) -> AnalyzedText:
    """The fields of one article, read together: short paragraphs are judged by all of it.

    Args:
        fields: (name, text) as ``Article.text_fields`` gives them.

    >>> analyze([("title", "Họp"), ("body", "Hội nghị Mặt trận")]).length
    7
    """
    (text,) = analyze_all([tuple(fields)])
    return text


def analyze_all(
    articles: Sequence[tuple[tuple[str, str], ...]], *, words: bool = True
) -> list[AnalyzedText]:
    """Several articles at once, which is quicker than one by one; the result is the same.

    Args:
        articles: of each, (name, text) of its fields.
        words: whether to cut words; else every token is one, and pyvi's model is not loaded.
    """
    tables = shared_tables(words=words)
    lines = [tuple(_lines(fields)) for fields in articles]
    texts = [
        fields[line.field][1][line.start : line.end]
        for fields, of_article in zip(articles, lines, strict=True)
        for line in of_article
    ]
    read = read_lines(tables, texts)
    kinds = tables.kinds.at(read.kinds)
    letters = ~kinds["digits"]
    marked = np.bincount(read.lines, kinds["marked"] & letters, len(texts)).astype(np.int64)
    counted = np.bincount(read.lines, letters, len(texts)).astype(np.int64)
    bounds = np.cumsum([0, *map(len, lines)]).tolist()
    accented = [
        judge_counts(marked[first:last].tolist(), counted[first:last].tolist())
        for first, last in pairwise(bounds)
    ]
    beside = np.array([line for article in accented for line in article], dtype=np.bool_)
    stated = np.where(beside[read.lines], kinds["states_beside"], kinds["states_without"])
    found: list[AnalyzedText] = []
    spans = pairwise(np.searchsorted(read.lines, bounds).tolist())
    for number, (first, last) in enumerate(spans):
        of_article = read.cut(first, last, bounds[number])
        leaps = np.cumsum(np.diff(of_article.lines, prepend=of_article.lines[:1]) != 0)
        found.append(
            AnalyzedText(
                articles[number],
                lines[number],
                tuple(accented[number]),
                of_article,
                np.arange(last - first) + PARAGRAPH_GAP * leaps,
                stated[first:last],
                tables,
            )
        )
    return found


def _lines(fields: Sequence[tuple[str, str]]) -> Iterator[Line]:
    for number, (_, text) in enumerate(fields):
        for start, end in paragraphs(text):
            yield Line(number, start, end)


def part_of(name: str) -> Part:
    """The part of a text field: captions[2] is one of the captions."""
    return Part(name.partition("[")[0])
