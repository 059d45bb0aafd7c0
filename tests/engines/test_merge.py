"""Merges: the same bytes as if the documents had been written together, in few segments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines import strategies as some
from tests.engines.texts import (
    Sections,
    body,
    built,
    commit,
    merged,
    opened,
    sample_documents,
    text_document,
)
from vnnews_search.analyzed import AnalyzedDocument, Part, Row, Stream, Term, TermTable
from vnnews_search.engines.whoosh import build, contents, merge, source, standing, tokens, unlisted
from vnnews_search.engines.whoosh.engine import WhooshEngine
from vnnews_search.engines.whoosh.merge import SMALL, source_from, to_compact, to_merge
from vnnews_search.engines.whoosh.source import BREAK, sources_of
from vnnews_search.engines.whoosh.toc import MOST_DOCUMENTS, read_toc
from vnnews_search.models import Tier
from vnnews_search.plan import Alternative, EngineRequest, Phrase

Fresh = Callable[[], Path]


@pytest.fixture(scope="module")
def fresh_folder(tmp_path_factory: pytest.TempPathFactory) -> Fresh:
    return lambda: tmp_path_factory.mktemp("merge")


# --- the same bytes -----------------------------------------------------------------------------


def _merge_of(
    folder: Path, documents: Sequence[AnalyzedDocument], cuts: Sequence[int], deleted: set[str]
) -> tuple[int, Sections]:
    """Segments of consecutive documents, written, opened, and merged without the deleted ones."""
    sources = []
    for number, (first, last) in enumerate(pairwise([0, *sorted(cuts), len(documents)])):
        if first < last:
            own = sorted(document.id for document in documents[first:last])
            gone = [place for place, id in enumerate(own) if id in deleted]
            segment = built(documents[first:last])
            sources.append(source_from(opened(folder / f"{number}", segment, gone)))
    return merged(sources)


def _assert_same(found: tuple[int, Sections], expected: tuple[int, Sections]) -> None:
    assert found[0] == expected[0]
    assert list(found[1]) == list(expected[1])
    for name, values in expected[1].items():
        assert found[1][name].dtype == values.dtype, name
        assert found[1][name].tolist() == values.tolist(), name


@settings(max_examples=50)
@given(
    documents=st.lists(some.documents(), max_size=8, unique_by=lambda document: document.id),
    cuts=st.lists(st.integers(0, 8), max_size=3),
    deleted=st.sets(st.sampled_from(some.IDS), max_size=3),
)
def test_a_merge_writes_what_a_commit_would_have(
    fresh_folder: Fresh, documents: list[AnalyzedDocument], cuts: list[int], deleted: set[str]
) -> None:
    cuts = [min(cut, len(documents)) for cut in cuts]
    found = _merge_of(fresh_folder(), documents, cuts, deleted)
    _assert_same(found, built([d for d in documents if d.id not in deleted]))


@pytest.mark.parametrize("deleted", [0, 9], ids=["all", "some-deleted"])
@pytest.mark.parametrize("first_long_code", [build.FIRST_LONG_CODE, 40])
def test_a_merge_of_the_samples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deleted: int, first_long_code: int
) -> None:
    _long_codes_from(first_long_code, monkeypatch)
    documents = sample_documents()
    gone = {document.id for document in documents[3 : 3 + deleted]}
    found = _merge_of(tmp_path, documents, [1, 2, 20, 40], gone)
    _assert_same(found, built([d for d in documents if d.id not in gone]))


@pytest.mark.parametrize("together", [1, 2, 64])
@pytest.mark.parametrize("tables", [1, 2, 3])
def test_neither_blocks_nor_shared_tables_of_terms_show(
    monkeypatch: pytest.MonkeyPatch, together: int, tables: int
) -> None:
    documents = sample_documents()
    expected = built(documents)
    monkeypatch.setattr(source, "TOGETHER", together)
    shared = [{stream: TermTable() for stream in Stream} for _ in range(tables)]
    cycle = (shared[number % tables] for number in range(len(documents)))
    _assert_same(built([*map(_with_tables, documents, cycle)]), expected)


def _with_tables(document: AnalyzedDocument, tables: dict[Stream, TermTable]) -> AnalyzedDocument:
    """A document whose terms other than pairs are numbered in given tables."""
    streams = [
        replace(
            terms,
            table=tables[terms.stream],
            numbers=np.array([*map(tables[terms.stream].number, terms.terms)], dtype=np.int64),
        )
        for terms in document.streams
        if terms.stream is not Stream.PAIRS
    ]
    return replace(document, streams=tuple(streams))


def test_generations_of_merged_documents_are_kept(tmp_path: Path) -> None:
    segments = [built([body(id, "đình lập")], generation=g) for id, g in (("b", 1), ("a", 5))]
    sources = [source_from(opened(tmp_path / str(n), s)) for n, s in enumerate(segments)]
    assert merged(sources)[1]["generations"].tolist() == [5, 1]


def test_a_merge_of_nothing(tmp_path: Path) -> None:
    source = source_from(opened(tmp_path / "0", built([body("a", "đình lập")]), [0]))
    _assert_same(merged([source]), built([]))


def test_rows_come_back_with_their_empty_cells_and_in_one_order(tmp_path: Path) -> None:
    rows = (
        Row("k1", (("name", "Phúc"), ("place", ""))),
        Row("k1", (("name", "Phục"), ("place", "Nà Sẳm"))),
        Row("k1", (("name", "Phúc"), ("place", ""))),
        Row("k0", (("name", "Phúc"),)),
        Row("", ()),
    )
    documents = [body(id, "đình", rows=(("officers", rows[n:]),)) for n, id in enumerate("xyz")]
    _assert_same(_merge_of(tmp_path, documents, [1, 2], set()), built(documents))
    engine = WhooshEngine(tmp_path / "index", create=True)
    commit(engine, documents[:1])
    found = [row for _, row in engine.reader().rows("officers")]
    assert found == [rows[4], rows[3], rows[0], rows[2], rows[1]]


def test_fields_of_any_name_are_apart(tmp_path: Path) -> None:
    names = ["extra.hộp", *(f"extra.hộp.{name}" for name in ("at", "docs", "ptr", "docs.at"))]
    names += ["extra", "", ".", "~", "~0", "~1", "extra~1hộp", "extra.~1.at", "at", "docs"]
    fields = tuple((name, f"value of {name}") for name in names)
    documents = [body(id, "đình", keywords=fields[n:]) for n, id in enumerate("xyz")]
    _assert_same(_merge_of(tmp_path, documents, [1, 2], set()), built(documents))
    engine = WhooshEngine(tmp_path / "index", create=True)
    commit(engine, documents)
    reader = engine.reader()
    for name, value in fields:
        assert list(reader.keywords(name)) == [value]
    assert list(reader.keywords("hộp")) == []


# --- codes of two numbers -----------------------------------------------------------------------


def _long_codes_from(code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "FIRST_LONG_CODE", code)
    monkeypatch.setattr(tokens, "FIRST_LONG_CODE", code)
    monkeypatch.setattr(standing, "FIRST_LONG_CODE", code)


@pytest.mark.parametrize("first_long_code", [2, 3, 4, 7, 1000])
def test_rare_terms_take_two_codes_and_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first_long_code: int
) -> None:
    _long_codes_from(first_long_code, monkeypatch)
    texts = {
        "a": "a b c d e | f g h i | a a a b",
        "b": "i",
        "c": "",
        "d": "i h | g | f e d c b a i",
    }
    documents = [body(id, text) for id, text in texts.items()]
    found = opened(tmp_path / "file", built(documents))
    whole: list[str] = []
    for number, text in enumerate(texts.values()):
        tokens, owners = found.tokens.terms(np.array([number]))
        assert set(owners.tolist()) <= {number}
        assert _read(found, tokens) == [*text.split(), "|"]
        whole += text.split()
    tokens, counts = found.tokens.every()
    assert _read(found, tokens) == whole
    assert counts.tolist() == [len(text.split()) for text in texts.values()]
    widths = found.file["tokens"].whole()
    assert (len(widths) > len(tokens)) == (first_long_code < 9)


def _read(found: contents.Contents, tokens: np.ndarray) -> list[str]:
    return ["|" if n == BREAK else found.postings.text(Stream.EXACT, n) for n in tokens.tolist()]


# --- which segments -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sizes", "added", "expected"),
    [
        pytest.param([], 5, [], id="nothing"),
        pytest.param([5], 5, [], id="one"),
        pytest.param([8000] * 5, 40_000, [*range(5)], id="a-load-becomes-one"),
        pytest.param([64_000, 8000, 8000], 80_000, [1, 2], id="the-full-one-stays"),
        pytest.param([8000, 8000, 1000], 1000, [], id="a-small-load-moves-no-large-one"),
        pytest.param([8000, 800, 1200], 1000, [1, 2], id="twice-as-many-as-it-added"),
        pytest.param([8000, 801, 1200], 1000, [], id="and-no-more"),
        pytest.param([8000, 8000], 0, [], id="nothing-added"),
    ],
)
def test_what_becomes_one_at_the_end_of_a_load(
    sizes: list[int], added: int, expected: list[int]
) -> None:
    assert to_compact(sizes, added) == expected


def test_a_load_leaves_one_segment_where_all_fits(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path, create=True)
    writer = engine.writer()
    for first in range(0, 3000, 1000):
        for number in range(first, first + 1000):
            writer.add(body(f"{number:04}", "đình lập"))
        generation = writer.commit()
    assert len(read_toc(tmp_path).segments) == 3
    writer.compact()
    writer.close()
    assert len(read_toc(tmp_path).segments) == 1
    assert engine.generation() == generation
    assert engine.reader().stats().articles == 3000
    assert list(engine.check()) == []


def test_a_replacement_leaves_one_segment_where_all_fits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unlisted, "WRITE_EVERY", SMALL)  # so large that nothing is merged at once
    engine = WhooshEngine(tmp_path, create=True)
    for id in ("a", "b"):  # so that there are three generations with the replacement's
        commit(engine, [body(id, "cầu treo")])
    with closing(engine.replacement()) as replacement:
        for number in range(2 * SMALL + 1):
            replacement.add(body(f"{number:05}", "cầu treo"), 1 + number % 3)
        replacement.commit("")
    assert [listed.documents for listed in read_toc(tmp_path).segments] == [2 * SMALL + 1]
    found = [(one.id, one.generation) for one in engine.reader().scan()]
    assert found == [(f"{number:05}", 1 + number % 3) for number in range(2 * SMALL + 1)]
    assert list(engine.check()) == []


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param([5], [], id="one-small"),
        pytest.param([40_000], [], id="one-large"),
        pytest.param([5, 5], [0, 1], id="small-at-once"),
        pytest.param([999, 1], [0, 1], id="below-1000"),
        pytest.param([1000, 1], [], id="1000-is-not-small"),
        pytest.param([40_000, 10, 20], [1, 2], id="the-large-stays"),
        pytest.param([10, 40_000, 20], [0, 2], id="the-large-stays-between"),
        pytest.param([2000] * 7, [], id="seven-of-a-level"),
        pytest.param([2000] * 8, [*range(8)], id="eight-of-a-level"),
        pytest.param([2000] * 7 + [9000], [], id="of-two-levels"),
        pytest.param([1000, 7999] * 4, [*range(8)], id="one-level-from-end-to-end"),
        pytest.param([7999] * 7 + [8000], [], id="8000-is-the-next-level"),
        pytest.param([9000] * 8, [0, 1, 2, 3, 4, 5, 6], id="as-many-as-fit"),
        pytest.param([8192] * 8, [*range(8)], id="full-to-the-last"),
        pytest.param([8192] * 7 + [8193], [*range(7)], id="one-too-many"),
        pytest.param([40_000] * 20, [], id="large-ones-never"),
        pytest.param([32_768] * 8, [0, 1], id="two-halves-fill-one"),
        pytest.param([0, 0, 70_000], [0, 1], id="without-live-documents"),
        pytest.param([9] * 300, [*range(300)], id="many-small"),
    ],
)
def test_to_merge(sizes: list[int], expected: list[int]) -> None:
    assert to_merge(sizes) == expected


@settings(max_examples=200)
@given(sizes=st.lists(st.integers(0, 3000) | st.integers(0, 1 << 16), max_size=40))
def test_merging_ends_and_no_segment_is_too_large(sizes: list[int]) -> None:
    segments, rounds = list(sizes), 0
    while chosen := to_merge(segments):
        assert len(chosen) > 1
        total = sum(segments[number] for number in chosen)
        assert total <= MOST_DOCUMENTS
        segments = [size for n, size in enumerate(segments) if n not in chosen] + [total]
        rounds += 1
    assert rounds <= len(sizes)
    assert sum(segments) == sum(sizes)
    assert sum(size < merge.SMALL for size in segments) <= 1
    nearly_full = [size for size in segments if size >= MOST_DOCUMENTS // merge.FANOUT]
    assert len(segments) - len(nearly_full) <= 2 * merge.FANOUT


def test_more_documents_than_a_segment_can_number_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(build, "MOST_DOCUMENTS", 3)
    engine = WhooshEngine(tmp_path, create=True)
    commit(engine, [body(id, "đình") for id in "abc"])
    with pytest.raises(ValueError, match="4 documents"):
        commit(engine, [body(id, "lập") for id in "defg"])
    assert [stored.id for stored in engine.reader().scan()] == ["a", "b", "c"]


# --- in an index --------------------------------------------------------------------------------


def test_hundreds_of_commits_keep_few_segments_and_all_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merge, "SMALL", 4)
    monkeypatch.setattr(merge, "FANOUT", 3)
    engine = WhooshEngine(tmp_path, create=True)
    most = 0
    for number in range(120):
        commit(engine, [body(f"{number:03}", f"đình {number}"), body("same", f"lập {number}")])
        most = max(most, len(read_toc(tmp_path).segments))
    assert most <= 10
    reader = engine.reader()
    assert [stored.id for stored in reader.scan()] == [f"{n:03}" for n in range(120)] + ["same"]
    assert [stored.generation for stored in reader.scan()] == [*range(1, 121), 120]
    assert [*reader.terms(Stream.EXACT, "đ")] == ["đình"]
    for term, total in (("đình", 120), ("lập", 1), ("119", 2), ("118", 1)):
        place = (Alternative(Term(Stream.EXACT, term), Tier.EXACT),)
        assert reader.search(EngineRequest(Phrase((place,)))).total == total
    assert list(engine.check()) == []


def test_terms_of_deleted_documents_are_gone_after_a_merge(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path, create=True)
    gone = text_document(
        "gone", (Part.TITLE, "nà sẳm"), keywords=(("source", "Báo Cũ"),), rows=(("officers", ()),)
    )
    commit(engine, [gone, body("kept", "đình lập", keywords=(("source", "Báo Mới"),))])
    commit(engine, [body("new", "đình lập")], deleted=["gone"])
    (listed,) = read_toc(tmp_path).segments
    assert (listed.documents, listed.deleted) == (2, ())
    (data,) = (path.read_bytes() for path in tmp_path.glob("*.seg"))
    for text in ("sẳm", "sam", "Báo Cũ", "gone"):
        assert text.encode() not in data
    for text in ("lập", "Báo Mới", "kept"):
        assert text.encode() in data
    reader = engine.reader()
    assert [*reader.terms(Stream.EXACT, "")] == ["lập", "đình"]
    assert [*reader.terms(Stream.PAIRS, "")] == ["dinh lap"]
    assert [*reader.keywords("source")] == ["Báo Mới"]


def test_a_folded_term_is_kept_by_another_of_its_exact_terms(tmp_path: Path) -> None:
    documents = [body("a", "lập"), body("b", "lạp"), body("c", "láp lập")]
    found = _merge_of(tmp_path, documents, [1, 2], {"a"})
    _assert_same(found, built(documents[1:]))
    segment = opened(tmp_path / "new", found)
    folded = segment.postings.number(Stream.FOLDED, "lap")
    assert folded is not None
    terms = [segment.postings.text(Stream.EXACT, n) for n in segment.postings.exact_of(folded)]
    assert terms == ["láp", "lạp", "lập"]


def test_a_source_of_documents_without_text() -> None:
    size, sections = built([AnalyzedDocument("a", "1", b"", (), (), 0)])
    assert size == 1
    assert sections["tokens"].tolist() == []
    assert sources_of([], 1) == []
