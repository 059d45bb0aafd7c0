"""The table of matching cases, on every engine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ENGINES
from vnnews_search.index import NewsIndex
from vnnews_search.models import Article

TABLE = Path(__file__).with_name("matching.tsv")
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})|\\U([0-9a-f]{8})")


def _plain(cell: str) -> str:
    """A cell with its escapes (as the table explains them) read."""
    return _ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), cell).replace("¶", "\n")


LINES = [
    line.split("\t")
    for line in TABLE.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
ROWS = [[_plain(cell) for cell in line] for line in LINES]


@pytest.fixture(scope="module", params=ENGINES)
def index(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[NewsIndex]:
    with NewsIndex(ENGINES[request.param](tmp_path_factory.mktemp("matching"))) as index:
        index.add(Article(str(number), body=row[1]) for number, row in enumerate(ROWS))
        yield index


@pytest.mark.parametrize(
    ("number", "row"), list(enumerate(ROWS)), ids=[f"{r[0]} :: {r[3]}" for r in LINES]
)
def test_matching(index: NewsIndex, number: int, row: list[str]) -> None:
    query, text, tier, _ = row
    page = index.search(query, limit=1000)
    found = {hit.article.id: hit for hit in page}
    hit = found.get(str(number))
    assert ("-" if hit is None else hit.tier.label) == tier, f"{query} → {text}"


def test_every_hit_can_show_where_it_matched(index: NewsIndex) -> None:
    for query, _, tier, _ in ROWS:
        if tier != "-":
            for hit in index.search(query, limit=1000):
                assert any(snippet.marks for snippet in hit.snippets), (query, hit.article.body)


def test_half_of_the_table_says_what_must_not_match() -> None:
    must_not = sum(row[2] == "-" for row in ROWS)
    assert len(ROWS) >= 200
    assert must_not * 2 >= len(ROWS)
