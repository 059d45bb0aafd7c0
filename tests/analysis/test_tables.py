"""The memory of the analyzer: shared by threads, begun anew when full, never part of the answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnnews_search.analysis import tables
from vnnews_search.analysis.analyzer import AnalyzedText, analyze
from vnnews_search.analysis.placed import fields_of
from vnnews_search.analysis.reading import read_lines
from vnnews_search.analysis.tables import Tables, shared_tables
from vnnews_search.analysis.tokenizer import check_tokens, tokenize


def _contents(text: AnalyzedText) -> list[object]:
    return [[list(stream) for stream in text.streams], text.parts, text.length]


def _article(number: int) -> list[tuple[str, str]]:
    words = " ".join(f"hội nghị{number} xã Khe{number * step}" for step in range(40))
    return [("title", f"Tin {number}"), ("body", words)]


def test_threads_read_as_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    articles = [_article(number) for number in range(60)]
    expected = [_contents(analyze(article)) for article in articles]
    fresh = Tables()
    monkeypatch.setattr("vnnews_search.analysis.analyzer.shared_tables", lambda **_: fresh)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda article: _contents(analyze(article)), articles))
    assert found == expected


def test_full_tables_are_begun_anew_and_old_texts_stay_readable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = analyze([("body", "hội nghị xã Khe Lim")])
    monkeypatch.setattr(tables, "MOST_TOKENS", 1)
    after = analyze([("body", "hội nghị xã Khe Lim")])
    assert before.tables is not after.tables
    assert _contents(before) == _contents(after)
    assert shared_tables() is not after.tables


_CHUNKS = st.sampled_from(
    [
        "TP.", "TP..", "TP.HCM", "U.S.A", "ThS.", "==>", "a->b", "...", "15.7.2020", "1.700,5",
        "a_b", "http://lungmay.vn/a", "a@lungmay.vn", "x²", "a\tb", "a\u00a0b", "Uỷ", "hòan",
        "“đoàn", "kết”,", "", "Hʼ", "\u0301", "a\u0301b",
    ]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(_CHUNKS, max_size=12))
def test_chunks_apart_have_the_tokens_of_the_whole_line(chunks: list[str]) -> None:
    line = " ".join(chunks)
    read = read_lines(shared_tables(), [line])
    spans = list(zip(read.starts.tolist(), read.ends.tolist(), read.glued.tolist(), strict=True))
    assert spans == [(token.start, token.end, token.glued) for token in tokenize(line)]


CROWDED = {
    "signs": "-" * 100_000,
    "letters and signs": "a." * 20_000,
    "what begins like an address": "QmFzZTY0_url-" * 10_000,
    "marks on one letter": "a" + "\u0301\u0323\u0302" * 30_000,
    "one word": "x" * 500_000,
    "numbers": "1." * 50_000,
}


@pytest.mark.parametrize("text", CROWDED.values(), ids=CROWDED.keys())
def test_long_pieces_are_read_like_short_ones(text: str) -> None:
    """Each took minutes while a rule looked at the rest of the piece again and again."""
    read = analyze([("body", text)])
    (field,) = fields_of(read)
    check_tokens(text, [placed.token for placed in field.tokens])
    assert read.length == len(list(field.tokens))
