"""Whoosh's own searcher over our files: an oracle that shares none of our evaluation."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from whoosh import query
from whoosh.reading import TermNotFound
from whoosh.scoring import BaseScorer, WeightingModel

from tests.engines.texts import body, commit, text_document
from vnnews_search.analyzed import AnalyzedDocument, Part, Stream, Term
from vnnews_search.engines.base import StoredDocument
from vnnews_search.engines.memory import MemoryEngine
from vnnews_search.engines.whoosh import writer
from vnnews_search.engines.whoosh.engine import WhooshEngine
from vnnews_search.engines.whoosh.index import ArrayIndex
from vnnews_search.engines.whoosh.stock import DOCUMENT
from vnnews_search.models import Tier
from vnnews_search.plan import All, Alternative, AnyOf, EngineRequest, Node, Phrase, TermScore
from vnnews_search.scoring import idf

FIRST = [
    text_document("a", (Part.TITLE, "đình lập"), (Part.BODY, "chủ tịch đình lập | họp ở na sam")),
    body("b", "lập lập dinh đình"),
    body("c", "hợp tác xã nà sẳm"),
    body("d", "đình chỉ " * 40),
]
SECOND = [
    body("e", "họp đình"),
    text_document("f", (Part.LEAD, "nà sẳm"), (Part.CAPTIONS, "ảnh đình lập | nà sẳm")),
    body("b", "chủ tịch xã"),
]
THIRD = [body("g", "lập"), AnalyzedDocument("empty", "1", b"", (), (), 0)]
DELETED = ["c", "g"]


@pytest.fixture
def engines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[MemoryEngine, ArrayIndex]:
    """The same documents in both: several segments, some documents replaced, some deleted."""
    monkeypatch.setattr(writer, "to_merge", lambda _: [])
    memory, whoosh = MemoryEngine(), WhooshEngine(tmp_path, create=True)
    for engine in (memory, whoosh):
        for documents in (FIRST, SECOND, THIRD):
            commit(engine, documents)
        commit(engine, deleted=DELETED)
    assert whoosh.reader().stats().segments == 3
    return memory, ArrayIndex(tmp_path)


class LiveIdf(WeightingModel):  # type: ignore[misc]
    """idf over the live documents, times the impact that the matcher has as its weight."""

    use_final = False

    def scorer(self, searcher: Any, fieldname: str, text: bytes, qf: float = 1) -> BaseScorer:  # noqa: ARG002
        reader = (searcher.get_parent() or searcher).reader()
        frequency = sum(1 for _ in reader.postings(fieldname, text).all_ids())
        return LiveScorer(idf(reader.doc_count(), frequency))


class LiveScorer(BaseScorer):  # type: ignore[misc]
    def __init__(self, rarity: float) -> None:
        self._rarity = rarity

    def supports_block_quality(self) -> bool:
        return False

    def score(self, matcher: Any) -> float:
        return float(self._rarity * matcher.weight())


TERMS = [
    Term(Stream.EXACT, "đình"),
    Term(Stream.EXACT, "lập"),
    Term(Stream.EXACT, "none"),
    Term(Stream.EXACT, "tác"),  # of a deleted document only
    Term(Stream.FOLDED, "dinh"),
    Term(Stream.FOLDED, "nà"),
    Term(Stream.FOLDED, "na"),
    Term(Stream.WORDS, "chủ"),
    Term(Stream.WORDS, "xã"),
]
GROUPS = [
    *((term,) for term in TERMS),
    (TERMS[0], TERMS[1]),
    (TERMS[0], TERMS[4]),
    (TERMS[4], TERMS[6]),
    (TERMS[0], TERMS[2]),
    (TERMS[3], TERMS[1]),
    (TERMS[0], TERMS[1], TERMS[4], TERMS[7], TERMS[8]),
]


@pytest.mark.parametrize("every", [False, True], ids=["or", "and"])
@pytest.mark.parametrize("group", GROUPS, ids=lambda group: "-".join(t.text for t in group))
def test_it_finds_and_scores_the_same(
    engines: tuple[MemoryEngine, ArrayIndex], group: tuple[Term, ...], every: bool
) -> None:
    memory, index = engines
    some = not every and group[0].text not in ("none", "tác", "nà")
    nodes: tuple[Node, ...] = tuple(Phrase(((Alternative(t, Tier.EXACT),),)) for t in group)
    match = All(nodes) if every else AnyOf(nodes)
    request = EngineRequest(match, tuple(map(TermScore, group)), limit=99)
    expected = {hit.id: hit.score for hit in memory.reader().search(request).hits}
    combined = (query.And if every else query.Or)([_query(term) for term in group])
    with closing(index.searcher(weighting=LiveIdf())) as searcher:
        results = searcher.search(combined, limit=None)
        found = {hit[DOCUMENT].id: hit.score for hit in results}
    assert found == pytest.approx(expected, abs=2e-4)
    assert bool(found) or not some


def _query(term: Term) -> query.Term:
    return query.Term(term.stream.value, term.text.encode())


def test_documents_are_counted_and_given_back(engines: tuple[MemoryEngine, ArrayIndex]) -> None:
    memory, index = engines
    expected = {stored.id: stored for stored in memory.reader().scan()}
    with closing(index.reader()) as reader:
        assert (reader.doc_count(), reader.doc_count_all()) == (len(expected), 9)
        assert reader.has_deletions()
        stored = [fields[DOCUMENT] for _, fields in reader.iter_docs()]
        live = [n for n in range(reader.doc_count_all()) if not reader.is_deleted(n)]
        assert [reader.stored_fields(number)[DOCUMENT] for number in live] == stored
        assert all(isinstance(one, StoredDocument) for one in stored)
        assert {one.id: one for one in stored} == expected
        lengths = {d.id: d.length for d in (*FIRST, *SECOND, *THIRD)}
        for number, one in zip(live, stored, strict=True):
            assert reader.doc_field_length(number, "exact") == lengths[one.id]
        assert reader.max_field_length("exact") == 80
        assert reader.min_field_length("exact") == 0


def test_terms_are_listed_in_order(engines: tuple[MemoryEngine, ArrayIndex]) -> None:
    _, index = engines
    documents = [*FIRST, *SECOND, *THIRD]
    expected = sorted(
        {
            (stream.stream.value, text.encode())
            for document in documents
            for stream in document.streams
            if stream.stream is not Stream.PAIRS
            for text in stream.terms
        }
    )
    with closing(index.reader()) as reader:
        assert list(reader.all_terms()) == expected
        for field in ("exact", "folded", "words"):
            own = [text for name, text in expected if name == field]
            assert list(reader.lexicon(field)) == own
            for prefix in ("", "đ", "đình", "n", "x", "zz"):
                start = prefix.encode()
                assert list(reader.expand_prefix(field, start)) == [
                    text for text in own if text.startswith(start)
                ]
                # Whoosh asks for what comes from there on, also in the fields after.
                assert list(reader.terms_from(field, start)) == [
                    term for term in expected if term >= (field, start)
                ]
        for field, text in expected:
            assert (field, text) in reader
        assert ("exact", b"none") not in reader


def test_prefixes_and_ranges_as_queries(engines: tuple[MemoryEngine, ArrayIndex]) -> None:
    _, index = engines
    with closing(index.searcher()) as searcher:
        for asked, expected in (
            (query.Prefix("exact", b"t"), "ab"),
            (query.Prefix("folded", b"d"), "adef"),
            (query.TermRange("folded", b"s", b"u"), "abf"),
            (query.Every(), ["a", "b", "d", "e", "empty", "f"]),
            (query.Not(query.Term("folded", b"dinh")), ["b", "empty"]),
        ):
            found = [hit[DOCUMENT].id for hit in searcher.search(asked, limit=None)]
            assert sorted(found) == sorted(expected), asked


def test_what_a_term_holds(engines: tuple[MemoryEngine, ArrayIndex]) -> None:
    _, index = engines
    with closing(index.reader()) as reader:
        info = reader.term_info("exact", "lập".encode())
        # With the replaced one and the deleted one.
        assert info.doc_frequency() == reader.doc_frequency("exact", "lập".encode()) == 4
        assert 0 < info.max_weight() <= 1
        assert info.weight() == pytest.approx(reader.frequency("exact", "lập".encode()))
        assert 0 < info.weight() <= 4
        assert list(reader.postings("exact", "lập".encode()).all_ids()) == [0, 6]
        for field in ("exact", "folded", "words"):
            with pytest.raises(TermNotFound):
                reader.term_info(field, b"none")
            with pytest.raises(TermNotFound):
                reader.postings(field, b"none")


def test_a_searcher_of_an_empty_index(tmp_path: Path) -> None:
    WhooshEngine(tmp_path, create=True)
    with closing(ArrayIndex(tmp_path).searcher()) as searcher:
        assert searcher.doc_count() == 0
        assert len(searcher.search(query.Term("exact", b"x"))) == 0
