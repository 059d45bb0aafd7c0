"""Parcels: what a worker made is what its owner has, and no term is told twice."""

from __future__ import annotations

from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from vnnews_search.analysis import tables
from vnnews_search.analyzed import AnalyzedDocument, Stream, StreamTerms
from vnnews_search.models import Article
from vnnews_search.workers.batch import Answer, NotAnalyzed, answers_to
from vnnews_search.workers.parcels import Packer, Unpacker

WORDS = ("hội", "xuân", "Nà Pặc", "hoà", "xuan", "15/7", "Chủ tịch UBND huyện Lý Văn Sa")
TEXTS = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)


def _plain(answer: Answer) -> object:
    """An answer as values that can be compared."""
    if isinstance(answer, NotAnalyzed):
        return answer
    values = {f.name: getattr(answer, f.name) for f in fields(AnalyzedDocument)}
    streams = {terms.stream: list(terms) for terms in answer.streams}
    return {**values, "streams": streams}


@given(st.lists(st.lists(TEXTS, max_size=3), max_size=4), st.sets(st.integers(0, 3)))
def test_answers_arrive_as_they_were_made(batches: list[list[str]], renewed: set[int]) -> None:
    packer, unpacker = Packer(), Unpacker()
    for number, texts in enumerate(batches):
        if number in renewed:
            tables._holder.cache_clear()  # as when tables are full
        answers = answers_to([Article(str(n), body=text) for n, text in enumerate(texts)])
        arrived = unpacker.unpack(packer.pack(answers))
        assert [_plain(answer) for answer in arrived] == [_plain(answer) for answer in answers]


def test_an_article_that_failed_arrives_as_such() -> None:
    answers = answers_to([Article("a", body=5)])  # type: ignore[arg-type]
    assert Unpacker().unpack(Packer().pack(answers)) == answers
    assert isinstance(answers[0], NotAnalyzed)


def _document(*words: str) -> AnalyzedDocument:
    terms = StreamTerms.of(Stream.EXACT, [(word, n) for n, word in enumerate(words)])
    return AnalyzedDocument("a", "", b"", (terms,), (), 0)


def test_only_new_terms_are_told() -> None:
    packer = Packer()
    document = _document(*(f"từ{number}" for number in range(1000)))
    first = packer.pack([document])
    table = document.streams[0].table
    second = packer.pack([document])
    table.number("mới")
    third = packer.pack([document])
    assert b"999" in first
    assert b"999" not in second
    assert b"999" not in third
    assert "mới".encode() in third


def test_tables_that_are_done_with_are_forgotten() -> None:
    packer, unpacker = Packer(), Unpacker()
    for word in ("một", "hai", "ba"):
        (answer,) = unpacker.unpack(packer.pack([_document(word)]))
        assert isinstance(answer, AnalyzedDocument)
        assert answer.streams[0].terms == (word,)
    assert len(packer._told) == len(unpacker._tables) == 1


def test_a_batch_without_documents_forgets_nothing() -> None:
    packer, unpacker = Packer(), Unpacker()
    document = _document("một", "hai")
    unpacker.unpack(packer.pack([document]))
    assert unpacker.unpack(packer.pack([])) == []
    (again,) = unpacker.unpack(packer.pack([document]))
    assert isinstance(again, AnalyzedDocument)
    assert again.streams[0].terms == ("một", "hai")
