"""Questions of every kind to an index of sample articles, and what it answers.

Damage must show in the answers: each is the right one, or an error that says what is broken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

from tests.engines.texts import commit, sample_documents
from vnnews_search.analyzed import OFFICERS, Part, Stream, Term
from vnnews_search.engines.base import Reader
from vnnews_search.engines.whoosh.engine import WhooshEngine
from vnnews_search.errors import IndexCorruptError
from vnnews_search.models import Tier
from vnnews_search.plan import (
    Alternative,
    AnyOf,
    DayFacet,
    EngineRequest,
    Everything,
    Ids,
    KeywordFacet,
    Keywords,
    Not,
    Phrase,
    RowCondition,
    RowFacet,
    Rows,
    SetScore,
    Sort,
    Spans,
    TermScore,
    Within,
)

__all__ = [
    "EVERYTHING",
    "REQUESTS",
    "Question",
    "answers",
    "ids_of",
    "make_samples",
    "place",
    "questions",
    "words",
]

Question = Callable[[Reader], object]

JUNE = date(2020, 6, 1)
EVERYTHING = EngineRequest(Everything(), limit=99)


def place(text: str, stream: Stream = Stream.FOLDED) -> tuple[Alternative, ...]:
    return (Alternative(Term(stream, text), Tier.EXACT),)


def words(*texts: str) -> tuple[tuple[Alternative, ...], ...]:
    return tuple(map(place, texts))


_SCORES = (
    TermScore(Term(Stream.FOLDED, "dinh"), 1.0, (Term(Stream.EXACT, "lập"),)),
    TermScore(Term(Stream.EXACT, "huyện")),
    TermScore(Term(Stream.PAIRS, "dinh lap")),
    TermScore(Term(Stream.WORDS, "hop|họp")),
    SetScore(Keywords("source", ("Báo Vĩnh Sa",))),
)
_FACETS = (
    KeywordFacet("source"),
    DayFacet("dated", 7),
    RowFacet(OFFICERS, "name"),
    RowFacet(OFFICERS, "office"),
)
REQUESTS = {
    "everything": EngineRequest(Everything(), _SCORES, 99, facets=_FACETS),
    "newest": EngineRequest(Everything(), limit=5, sort=Sort.NEWEST),
    "published": EngineRequest(Everything(), limit=5, sort=Sort.OLDEST, day_column="published"),
    "term": EngineRequest(Phrase(words("huyen")), _SCORES),
    "term-or-term": EngineRequest(AnyOf((Phrase(words("xa")), Phrase(words("tinh"))))),
    "word": EngineRequest(Phrase((place("huyen|huyện", Stream.WORDS),))),
    "pair": EngineRequest(Phrase(words("chu", "tich"))),
    "phrase": EngineRequest(Phrase(words("chu", "tich", "ubnd", "huyen"))),
    "slop": EngineRequest(Phrase(words("chu", "huyen"), slop=8)),
    "title": EngineRequest(Phrase(words("sa"), part=Part.TITLE)),
    "title-phrase": EngineRequest(Phrase(words("vinh", "sa"), part=Part.TITLE)),
    "not": EngineRequest(Not(Phrase(words("xa")))),
    "keyword": EngineRequest(Keywords("source", ("Báo Vĩnh Sa",)), limit=99),
    "dated": EngineRequest(Within("dated", date(2018, 1, 1), date(2019, 12, 1)), limit=99),
    "mentions": EngineRequest(Spans("mentioned", date(2019, 1, 1), date(2021, 1, 1)), limit=99),
    "rows": EngineRequest(Rows(OFFICERS, (RowCondition("status", (("current", Tier.EXACT),)),))),
}


def _searching(request: EngineRequest) -> Question:
    return lambda reader: reader.search(request)


def questions(ids: list[str]) -> dict[str, Question]:
    return {
        **{name: _searching(request) for name, request in REQUESTS.items()},
        "ids": lambda reader: reader.search(EngineRequest(Ids(tuple(ids[:2])))),
        "get": lambda reader: reader.get(ids),
        "get-one": lambda reader: reader.get(ids[1:2]),
        "hashes": lambda reader: reader.hashes(ids),
        "scan": lambda reader: list(reader.scan()),
        "scan-on": lambda reader: list(reader.scan(after=ids[1])),
        "officers": lambda reader: list(reader.rows(OFFICERS)),
        "sources": lambda reader: list(reader.keywords("source")),
        "offices": lambda reader: list(reader.row_values(OFFICERS, "office")),
        "stats": lambda reader: reader.stats().terms,
        **{stream.value: _terms(stream) for stream in Stream},
    }


def _terms(stream: Stream) -> Question:
    return lambda reader: list(reader.terms(stream, ""))


def make_samples(folder: Path) -> None:
    """An index of a few bundled articles, one of them deleted."""
    span = ("mentioned", (date(2020, 1, 1), None)), ("mentioned", (date(2020, 5, 1), JUNE))
    documents = [replace(document, spans=span[:n]) for n, document in enumerate(sample_documents())]
    engine = WhooshEngine(folder, create=True)
    commit(engine, documents[:4])
    commit(engine, deleted=[documents[1].id])


def ids_of(folder: Path) -> list[str]:
    """The ids of all documents."""
    with closing(WhooshEngine(folder).reader()) as reader:
        return [stored.id for stored in reader.scan()]


def answers(engine: WhooshEngine, asked: Mapping[str, Question]) -> dict[str, object]:
    """The answer to each question, or that the index is damaged."""
    try:
        reader = engine.reader()
    except IndexCorruptError:
        return dict.fromkeys(asked, IndexCorruptError)
    with closing(reader):
        return {name: _answer(reader, question) for name, question in asked.items()}


def _answer(reader: Reader, question: Question) -> object:
    try:
        return question(reader)
    except IndexCorruptError:
        return IndexCorruptError
