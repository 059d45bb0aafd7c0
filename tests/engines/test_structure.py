"""What holds of a segment beyond its checksums: each rule has a segment that breaks it alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.engines import strategies as some
from tests.engines.texts import body, built, commit, sample_documents
from vnnews_search.analyzed import AnalyzedDocument
from vnnews_search.engines.base import StoredDocument
from vnnews_search.engines.whoosh import check, writer
from vnnews_search.engines.whoosh.check import check_folder
from vnnews_search.engines.whoosh.engine import WhooshEngine
from vnnews_search.engines.whoosh.segment import SegmentFile, write_segment
from vnnews_search.engines.whoosh.structure import structure_faults
from vnnews_search.engines.whoosh.toc import Listed, Toc, read_toc, segment_path, write_toc

Array = NDArray[Any]
Sections = dict[str, Array]


def _faults(path: Path, documents: int, sections: Sections) -> list[str]:
    path.unlink(missing_ok=True)
    write_segment(path, documents, sections)
    return structure_faults(SegmentFile(path), 1)


@pytest.fixture(scope="module")
def samples() -> tuple[int, Sections]:
    span = ("mentioned", (date(2020, 1, 1), None)), ("mentioned", (date(2020, 5, 1), None))
    return built([replace(document, spans=span) for document in sample_documents()[:12]])


def test_segments_of_articles_keep_all_rules(samples: tuple[int, Sections], tmp_path: Path) -> None:
    assert _faults(tmp_path / "s.seg", *samples) == []


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(documents=st.lists(some.documents(), min_size=1, unique_by=lambda one: one.id))
def test_segments_of_any_documents_keep_all_rules(
    tmp_path_factory: pytest.TempPathFactory, documents: list[AnalyzedDocument]
) -> None:
    assert _faults(tmp_path_factory.mktemp("any") / "s.seg", *built(documents)) == []


def _with(values: Array, place: int, value: int) -> Array:
    changed = values.copy()
    changed[place] = value
    return changed


def _first_too_great(values: Array) -> Array:
    return _with(values, 0, np.iinfo(values.dtype).max)


def _last_dropped(values: Array) -> Array:
    return values[:-1]


def _first_two_swapped(values: Array) -> Array:
    changed = values.copy()
    changed[[0, 1]] = changed[[1, 0]]
    return changed


def _last_one_less(values: Array) -> Array:
    return _with(values, -1, int(values[-1]) - 1)


def _a_byte_that_is_no_text(values: Array) -> Array:
    return _with(values, 0, 0xFF)


def _reversed(values: Array) -> Array:
    return values[::-1].copy()


def _doubled(values: Array) -> Array:
    return np.repeat(values, 2)


Change = Callable[[Array], Array]
CHANGES: dict[str, Change] = {
    "great": _first_too_great,
    "short": _last_dropped,
    "less": _last_one_less,
    "swapped": _first_two_swapped,
    "reversed": _reversed,
    "doubled": _doubled,
    "no-text": _a_byte_that_is_no_text,
}
WRONG = [
    ("ids", "no-text"),
    ("ids", "short"),
    ("ids.at", "less"),
    ("ids.at", "swapped"),
    ("ids.heads", "short"),
    ("hashes", "no-text"),
    ("hashes.at", "short"),
    ("generations", "great"),
    ("generations", "short"),
    ("lengths", "short"),
    ("stored.at", "less"),
    ("stored", "short"),
    ("days.dated", "great"),
    ("days.published", "doubled"),
    ("spans.mentioned.docs", "great"),
    ("spans.mentioned.ends", "short"),
    ("keywords.source", "no-text"),
    ("keywords.source.docs", "great"),
    ("keywords.source.ptr", "reversed"),
    ("rows.officers.docs", "great"),
    ("rows.officers.key", "reversed"),
    ("rows.officers.keys.heads", "swapped"),
    ("rows.officers.column.office.cells", "great"),
    ("rows.officers.column.office.cells", "doubled"),
    ("exact", "no-text"),
    ("exact.order", "great"),
    ("exact.order", "swapped"),
    ("exact.ptr", "reversed"),
    ("exact.docs", "great"),
    ("exact.impacts", "short"),
    ("exact.frequent", "short"),
    ("exact.rows", "doubled"),
    ("exact.ptr", "less"),
    ("pairs.firsts", "great"),
    ("pairs.firsts", "short"),
    ("exact.of", "less"),
    ("folded.ptr", "short"),
    ("folded.docs", "reversed"),
    ("words.at", "reversed"),
    ("words.rows", "short"),
    ("pairs.ptr", "less"),
    ("pairs.seconds", "great"),
    ("pairs.at", "short"),
    ("pairs.docs", "great"),
    ("pairs.impacts", "doubled"),
    ("tokens", "short"),
    ("tokens.terms", "great"),
    ("tokens.ptr", "reversed"),
    ("parts.ptr", "less"),
    ("parts.kinds", "great"),
    ("parts.ends", "great"),
]


@pytest.mark.parametrize(("name", "change"), WRONG, ids=[f"{n}-{c}" for n, c in WRONG])
def test_a_segment_that_was_written_wrongly_is_told(
    samples: tuple[int, Sections], tmp_path: Path, name: str, change: str
) -> None:
    documents, sections = samples
    faults = _faults(
        tmp_path / "s.seg", documents, sections | {name: CHANGES[change](sections[name])}
    )
    stem = name.partition(".")[0]
    assert faults
    assert any(stem in fault for fault in faults)


@pytest.mark.parametrize(
    ("codes", "ends"),
    [
        pytest.param([0, 0xE001], [0, 2], id="cut-off"),
        pytest.param([0xE001, 0], [0, 1, 2], id="over-the-end"),
        pytest.param([0xE001, 0], [0, 2], id="no-term"),
        pytest.param([9], [0, 1], id="no-short-term"),
    ],
)
def test_tokens_that_are_no_terms_are_told(
    tmp_path: Path, codes: list[int], ends: list[int]
) -> None:
    count = len(ends) - 1
    _, sections = built([body(str(number), "đình") for number in range(count)])
    tokens: Sections = {
        "tokens": np.array(codes, np.uint16),
        "tokens.ptr": np.array(ends, np.uint64),
    }
    assert any("tokens" in fault for fault in _faults(tmp_path / "s.seg", count, sections | tokens))


def test_a_missing_section_is_told(samples: tuple[int, Sections], tmp_path: Path) -> None:
    documents, sections = samples
    for name in ("ids", "exact.of", "pairs.at", "tokens", "parts.ptr", "lengths"):
        left = {key: values for key, values in sections.items() if key != name}
        assert any(name in fault for fault in _faults(tmp_path / "s.seg", documents, left)), name


# --- the folder ---------------------------------------------------------------------------------


def test_a_document_newer_than_its_table_is_told(tmp_path: Path) -> None:
    commit(WhooshEngine(tmp_path, create=True), [body("a", "đình")])
    toc = read_toc(tmp_path)
    assert list(check_folder(tmp_path)) == []
    write_toc(tmp_path, replace(toc, generation=0))
    (problem,) = check_folder(tmp_path)
    assert "generations" in problem.what


def test_a_commit_that_comes_between_is_no_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = WhooshEngine(tmp_path, create=True)
    commit(engine, [body("a", "đình")])
    read = read_toc

    def read_before(folder: Path) -> Toc:
        toc = read(folder)
        if toc.generation == 1:
            commit(engine, [body("b", "đình")])  # which merges the segment of the first away
        return toc

    monkeypatch.setattr(check, "read_toc", read_before)
    assert list(engine.check()) == []
    assert read(tmp_path).generation == 2


def test_an_id_in_two_segments_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "to_merge", lambda _: [])
    engine = WhooshEngine(tmp_path, create=True)
    commit(engine, [body("a", "đình"), body("b", "đình")])
    commit(engine, [body("a", "lập")])
    assert list(engine.check()) == []
    toc = read_toc(tmp_path)
    write_toc(
        tmp_path, replace(toc, segments=tuple(Listed(s.id, s.documents) for s in toc.segments))
    )
    (problem,) = engine.check()
    assert "a" in problem.what
    assert "--repair" in problem.hint


def test_documents_that_do_not_read_back_are_counted_and_some_are_named(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path, create=True)
    commit(engine, [body(id, "đình") for id in "abcdefg"], deleted=["a"])

    def fault(stored: StoredDocument) -> str:
        return "" if stored.id == "g" else "không đọc được"

    (problem,) = engine.check(fault)
    assert problem.file == segment_path(tmp_path, read_toc(tmp_path).segments[0].id).name
    assert problem.what.startswith("5 bài")
    assert "b (không đọc được), c" in problem.what
    assert "f" not in problem.what.partition(":")[2]
