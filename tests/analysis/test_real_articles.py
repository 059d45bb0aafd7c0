"""The invariants of the analyzer on real articles.

Opt-in: reads data sets that are not part of this project (``VNNEWS_DATA``).
"""

from __future__ import annotations

import gzip
import json
import unicodedata
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from vnnews_search.analysis.analyzer import AnalyzedText, analyze, analyze_all
from vnnews_search.analysis.placed import fields_of
from vnnews_search.analysis.tokenizer import check_tokens
from vnnews_search.text.normalize import compose, fold, normalize, normalize_syllable

SETS = {"vietnews_40k": 1000, "vntc_10k": 500, "mixed_3k": 500}


def _articles(path: Path, count: int) -> Iterator[tuple[tuple[str, str], ...]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for record in map(json.loads, islice(lines, count)):
            lead = record.get("lead") or record.get("abstract") or ""
            yield (("title", record["title"]), ("lead", lead), ("body", record["body"]))


def _contents(text: AnalyzedText) -> list[object]:
    return [[stream.terms for stream in text.streams], text.parts, text.length]


@pytest.fixture(scope="module", params=SETS)
def articles(request: pytest.FixtureRequest, news_data: Path) -> list[tuple[tuple[str, str], ...]]:
    return list(_articles(news_data / "news" / f"{request.param}.jsonl.gz", SETS[request.param]))


def test_every_token_leads_back_to_its_article(
    articles: list[tuple[tuple[str, str], ...]],
) -> None:
    for text in analyze_all(articles):
        for field in fields_of(text):
            check_tokens(field.text, [placed.token for placed in field.tokens])


def test_composed_and_decomposed_articles_have_equal_streams(
    articles: list[tuple[tuple[str, str], ...]],
) -> None:
    for article in articles[::5]:
        composed = [(name, compose(text)) for name, text in article]
        decomposed = [(name, unicodedata.normalize("NFD", text)) for name, text in article]
        assert _contents(analyze(composed)) == _contents(analyze(decomposed))


def test_normal_forms_are_stable(articles: list[tuple[tuple[str, str], ...]]) -> None:
    terms = {token for article in articles for _, text in article for token in text.split()}
    for term in terms:
        normal, folded = normalize_syllable(term), fold(term)
        assert normalize_syllable(normal) == normal
        assert fold(folded) == folded == fold(normal)
        assert normalize(normalize(term)) == normalize(term)
