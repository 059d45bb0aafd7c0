"""Fields → streams: what stands where, and what states its marks."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnnews_search.analysis.analyzer import AnalyzedText, analyze, analyze_all
from vnnews_search.analysis.placed import (
    AnalyzedField,
    analyze_fields,
    exact_term,
    fields_of,
)
from vnnews_search.analysis.tables import states_its_marks
from vnnews_search.analysis.tokenizer import check_tokens, tokenize
from vnnews_search.analyzed import PARAGRAPH_GAP, Part, Stream, word
from vnnews_search.scoring import FIELD_WEIGHTS
from vnnews_search.text.normalize import compose, fold

STATED = "Phúc chung Dung hot internet 15 7,5 BOT UBND đi"
NOT_STATED = "Phuc Nguyen quoc hoc Viet tich Truong dat thiep cuoc"


@pytest.mark.parametrize("token", STATED.split())
def test_states_its_marks_beside_accents(token: str) -> None:
    assert states_its_marks(token, accented=True)


@pytest.mark.parametrize("token", NOT_STATED.split())
def test_states_none_beside_accents(token: str) -> None:
    assert not states_its_marks(token, accented=True)


@pytest.mark.parametrize("token", ["Phúc", "đi", "internet", "15", "UBND", "web"])
def test_states_its_marks_without_accents(token: str) -> None:
    assert states_its_marks(token, accented=False)


@pytest.mark.parametrize("token", ["Phuc", "chung", "Dung", "hot", "BOT", "a"])
def test_states_none_without_accents(token: str) -> None:
    assert not states_its_marks(token, accented=False)


def test_exact_terms() -> None:
    assert exact_term("phúc", stated=True).text == "phúc"
    assert exact_term("phúc", stated=False).text == exact_term("phuc", stated=False).text == "~phuc"


# paragraphs of a body, / between them → terms of the exact stream
EXACT = """
Đại hội chung Phuc hot → đại hội chung ~phuc hot
Dai hoi chung hot internet → ~dai ~hoi ~chung ~hot internet
Dai hoi chung cua xa Tân → ~dai ~hoi ~chung ~cua ~xa tân
Đại hội Đảng / Tin → đại hội đảng tin
Dai hoi Dang / Tin → ~dai ~hoi ~dang ~tin
Đại hội Đảng bộ / Dai hoi dang bo → đại hội đảng bộ ~dai ~hoi ~dang ~bo
15/7 hop → 15 7 ~hop
HOÀ THUỶ hoà → hòa thủy hòa
"""


@pytest.mark.parametrize("line", [line for line in EXACT.splitlines() if line])
def test_terms_of_the_exact_stream(line: str) -> None:
    text, _, expected = line.partition(" → ")
    exact, *_ = analyze([("body", text.replace(" / ", "\n"))]).streams
    assert list(exact.terms) == expected.split()


def test_short_fields_are_judged_by_the_article() -> None:
    accented = analyze_fields([("title", "Tin"), ("body", "Đại hội Đảng bộ huyện")])
    assert [token.exact.text for token in accented[0].tokens] == ["tin"]
    unaccented = analyze_fields([("title", "Tin"), ("body", "Dai hoi Dang bo huyen")])
    assert [token.exact.text for token in unaccented[0].tokens] == ["~tin"]


def test_positions_leap_between_paragraphs_and_fields() -> None:
    fields = analyze_fields([("title", "một hai"), ("body", "ba\n\nbốn năm"), ("captions[0]", "x")])
    assert [[t.position for t in field.tokens] for field in fields] == [
        [0, 1],
        [2 + PARAGRAPH_GAP, 3 + 2 * PARAGRAPH_GAP, 4 + 2 * PARAGRAPH_GAP],
        [5 + 3 * PARAGRAPH_GAP],
    ]
    assert [field.part for field in fields] == [Part.TITLE, Part.BODY, Part.CAPTIONS]


def _contents(text: AnalyzedText) -> list[object]:
    return [[list(stream) for stream in text.streams], text.parts, text.length]


def test_streams_of_an_article() -> None:
    text = analyze([("title", "Hội nghị"), ("body", "Hội nghị huyện\nhọp")])
    by_stream = {s.stream: list(s) for s in text.streams}
    body = 2 + PARAGRAPH_GAP
    assert by_stream[Stream.PAIRS] == [
        ("hoi nghi", 0),
        ("hoi nghi", body),
        ("nghi huyen", body + 1),
    ]
    assert by_stream[Stream.WORDS] == [
        (word("hoi nghi", "hội nghị"), 0),
        (word("hoi nghi", "hội nghị"), body),
        (word("huyen", "huyện"), body + 2),
        (word("hop", "họp"), body + 3 + PARAGRAPH_GAP),
    ]
    assert [(p.part, p.start, p.end, p.weight) for p in text.parts] == [
        (Part.TITLE, 0, 2, 3),
        (Part.BODY, body, body + 4 + PARAGRAPH_GAP, 1),
    ]
    assert text.length == 3 * 2 + 4


def test_an_article_without_text_has_empty_streams() -> None:
    for fields in ([], [("title", "")], [("body", "... –\n\n")]):
        text = analyze(fields)
        assert all(not stream.terms and not len(stream.positions) for stream in text.streams)
        assert (text.parts, text.length) == ((), 0)


_PIECES = st.sampled_from(
    [
        "hội", "nghi", "Uỷ", "ban", "Phuc", "15/7", "TP.HCM", "1.700", "\n", "\n", ". ",
        "\u200b", "²", "Ðình", "internet",
    ]
)  # fmt: skip
_TEXTS = st.one_of(st.text(max_size=40), st.lists(_PIECES, max_size=15).map(" ".join))
_NAMES = ["title", "lead", "body", "captions[0]", "captions[1]"]
ARTICLES = st.lists(_TEXTS, max_size=5).map(lambda texts: list(zip(_NAMES, texts, strict=False)))


@settings(deadline=None)
@given(ARTICLES)
def test_streams_keep_their_invariants(article: list[tuple[str, str]]) -> None:
    text = analyze(article)
    for stream in text.streams:
        assert len(stream.numbers) == len(stream.positions)
        assert stream.positions.tolist() == sorted(set(stream.positions.tolist()))
        assert all(stream.terms)
    exact, folded, pairs, words = map(list, text.streams)
    at = {position: term for term, position in folded}
    assert [position for _, position in exact] == list(at)
    assert {position: term for term, position in pairs} == {
        position: f"{at[position]} {at[position + 1]}" for position in at if position + 1 in at
    }
    assert {position for _, position in words} <= set(at)
    in_words = [syllable for term, _ in words for syllable in term.partition("|")[0].split(" ")]
    assert in_words == list(at.values())
    fields = fields_of(text)
    _check_places(fields)
    assert text.length == sum(FIELD_WEIGHTS[f.part] * len(list(f.tokens)) for f in fields)
    assert sum(p.start <= position < p.end for p in text.parts for position in at) == len(at)
    assert all(before.end + PARAGRAPH_GAP <= part.start for before, part in pairwise(text.parts))


@settings(deadline=None)
@given(ARTICLES)
def test_counts_are_weighted_occurrences(article: list[tuple[str, str]]) -> None:
    text = analyze(article)
    for stream in text.streams:
        numbers, counts = stream.counted(text.parts)
        counted = dict(zip(map(stream.table.text, numbers.tolist()), counts.tolist(), strict=True))
        assert counted == {
            term: sum(
                part.weight
                for found, position in list(stream)
                for part in text.parts
                if found == term and part.start <= position < part.end
            )
            for term in set(stream.terms)
        }


@settings(deadline=None)
@given(st.lists(ARTICLES, max_size=4))
def test_articles_read_together_are_read_as_each_alone(
    articles: list[list[tuple[str, str]]],
) -> None:
    together = analyze_all([tuple(article) for article in articles])
    assert list(map(_contents, together)) == [_contents(analyze(article)) for article in articles]


@settings(deadline=None)
@given(_TEXTS)
def test_arrays_hold_the_tokens_of_the_tokenizer(text: str) -> None:
    for field in analyze_fields([("body", text)]):
        for paragraph in field.paragraphs:
            found = [placed.token for placed in paragraph.tokens]
            check_tokens(text, found)
            alone = tokenize(text[paragraph.start : paragraph.end])
            assert [(t.text, t.term, t.start - paragraph.start, t.glued) for t in found] == [
                (t.text, t.term, t.start, t.glued) for t in alone
            ]


def _check_places(fields: list[AnalyzedField]) -> None:
    for field in fields:
        for paragraph in field.paragraphs:
            assert "\n" not in field.text[paragraph.start : paragraph.end]
            for placed in paragraph.tokens:
                token = placed.token
                assert paragraph.start <= token.start < token.end <= paragraph.end
                assert field.text[token.start : token.end] == token.text
            for before, placed in pairwise(paragraph.tokens):
                assert placed.position == before.position + 1
        for one, other in pairwise(field.paragraphs):
            if one.tokens and other.tokens:
                leap = other.tokens[0].position - one.tokens[-1].position
                assert leap == PARAGRAPH_GAP + 1


@settings(deadline=None)
@given(ARTICLES)
def test_composed_and_decomposed_articles_have_equal_streams(
    article: list[tuple[str, str]],
) -> None:
    composed = [(name, compose(text)) for name, text in article]
    decomposed = [(name, unicodedata.normalize("NFD", text)) for name, text in article]
    read, other = _contents(analyze(composed)), _contents(analyze(decomposed))
    assert isinstance(read[0], list)
    assert isinstance(other[0], list)
    assert read[0][:3] == other[0][:3]  # signs between tokens may compose, and words heed signs


@settings(deadline=None)
@given(st.lists(_PIECES, max_size=15).map(" ".join))
def test_decomposed_and_composed_vietnamese_have_equal_words(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert _contents(analyze([("body", text)])) == _contents(analyze([("body", decomposed)]))


@given(st.lists(_PIECES, max_size=15).map(" ".join))
def test_folded_terms_are_folded_exact_ones(text: str) -> None:
    for field in analyze_fields([("body", text)]):
        for token in field.tokens:
            assert token.folded.text == fold(token.exact.text.removeprefix("~"))
