"""Documents from a few syllables, commits of them, and segments without an index around them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.conftest import SAMPLES
from vnnews_search.analyzed import (
    PARAGRAPH_GAP,
    AnalyzedDocument,
    Part,
    PartRange,
    Stream,
    StreamTerms,
    pair,
)
from vnnews_search.document import analyze_article
from vnnews_search.engines.base import Engine
from vnnews_search.engines.whoosh.build import build
from vnnews_search.engines.whoosh.contents import Contents
from vnnews_search.engines.whoosh.segment import SegmentFile, write_segment
from vnnews_search.engines.whoosh.source import Source, sources_of
from vnnews_search.intake.reading import read_articles
from vnnews_search.models import Article
from vnnews_search.scoring import FIELD_WEIGHTS
from vnnews_search.text.normalize import fold

Sections = dict[str, NDArray[Any]]


def text_document(id: str, *parts: tuple[Part, str], **facts: Any) -> AnalyzedDocument:
    """A document of parts like ``(Part.BODY, "đình lập | chủ tịch")``, a bar between paragraphs."""
    placed: list[tuple[str, int]] = []
    ranges: list[PartRange] = []
    position = length = 0
    for part, text in parts:
        start = position
        for paragraph in text.split("|"):
            syllables = paragraph.split()
            placed += [(syllable, position + n) for n, syllable in enumerate(syllables)]
            length += FIELD_WEIGHTS[part.value] * len(syllables)
            position += len(syllables) + PARAGRAPH_GAP
        end = position - PARAGRAPH_GAP
        ranges.append(PartRange(part, start, end, FIELD_WEIGHTS[part.value]))
    folded = [(fold(text), at) for text, at in placed]
    pairs = [(pair(a, b), at) for (a, at), (b, then) in pairwise(folded) if then == at + 1]
    streams = (
        StreamTerms.of(Stream.EXACT, placed),
        StreamTerms.of(Stream.FOLDED, folded),
        StreamTerms.of(Stream.PAIRS, pairs),
        StreamTerms.of(Stream.WORDS, placed),
    )
    return AnalyzedDocument(id, "1", id.encode(), streams, tuple(ranges), length, **facts)


def body(id: str, text: str, **facts: Any) -> AnalyzedDocument:
    """A document that is all body."""
    return text_document(id, (Part.BODY, text), **facts)


def sample_documents() -> list[AnalyzedDocument]:
    """The bundled articles, analysed."""
    found = {a.id: a for a in read_articles(SAMPLES) if isinstance(a, Article)}
    return [analyze_article(article) for article in found.values()]


def commit(
    engine: Engine, documents: Iterable[AnalyzedDocument] = (), deleted: Iterable[str] = ()
) -> int:
    """The generation of one commit."""
    with closing(engine.writer()) as writer:
        for document in documents:
            writer.add(document)
        writer.delete(deleted)
        return writer.commit()


def built(documents: Sequence[AnalyzedDocument], generation: int = 1) -> tuple[int, Sections]:
    """The segment of some documents."""
    return build(sources_of(documents, generation))


def opened(path: Path, segment: tuple[int, Sections], deleted: Sequence[int] = ()) -> Contents:
    """A segment, written to a new file and opened again."""
    write_segment(path, *segment)
    file = SegmentFile(path)
    live = np.ones(file.documents, dtype=np.bool_)
    live[[*deleted]] = False
    return Contents(file, live)


def merged(sources: Iterable[Source]) -> tuple[int, Sections]:
    """The segment of several sources."""
    return build([*sources])
