"""A real district page among the samples: found first, with its facts, by every way of asking.

Opt-in: reads data sets that are not part of this project (``VNNEWS_DATA``).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import SAMPLES
from vnnews_search import Article, NewsIndex, read_articles
from vnnews_search.models import DatedOrigin


@pytest.fixture(scope="module")
def seed(news_data: Path) -> Article:
    (article,) = read_articles(news_data / "seed" / "dinh_lap_page.txt")
    assert isinstance(article, Article)
    return article


@pytest.fixture(scope="module")
def index(
    news_data: Path, seed: Article, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[NewsIndex]:
    folder = tmp_path_factory.mktemp("real") / "index"
    posts = news_data / "gov" / "bacgiang_posts.jsonl"
    with NewsIndex.open(folder, create=True) as index:
        index.add([seed])
        index.add(read_articles(posts, SAMPLES))
        yield index


@pytest.mark.parametrize(
    "query",
    [
        '"đại đoàn kết" Đình Lập',
        '"dai doan ket" dinh lap',
        "Đình Lập mặt trận tổ quốc",
        "dinh lap",
        'officer:"Hoàng Xuân Thuận"',
        'officer:"hoang xuan thuan"',
        'officer:"Thuan Hoang Xuan"',
        'officer:"H.X. Thuận"',
        'officer:"đồng chí Thuận" Đình Lập',
        'officer:"Nguyễn Văn Chung" Lạng Sơn',
        "date:15/7/2020 mặt trận",
        'author:"Nông Tùng"',
        'nguồn:"Đình Lập"',
    ],
)
def test_the_page_is_found_first(index: NewsIndex, seed: Article, query: str) -> None:
    assert index.search(query).hits[0].article.id == seed.id


@pytest.mark.parametrize(
    "query", ["date:15/7/2021 mặt trận", 'author:"Hoàng Xuân Thuận"', 'officer:"Nông Tùng"']
)
def test_the_page_is_not_found(index: NewsIndex, seed: Article, query: str) -> None:
    assert seed.id not in [hit.article.id for hit in index.search(query, limit=100)]


def test_its_facts(index: NewsIndex, seed: Article) -> None:
    assert seed.title == "Hội nghị sơ kết 6 tháng đầu năm Ủy ban MTTQ Việt Nam huyện"
    assert (seed.authors, seed.source) == (("Nông Tùng",), "Trung tâm VH,TT&TT huyện Đình Lập")
    (hit,) = index.search("date:15/7/2020 mặt trận")
    assert (hit.dated, hit.dated_origin) == (date(2020, 7, 15), DatedOrigin.LEAD)
    assert hit.dated_origin.inferred
    offices = {mention.name: mention.office for mention in hit.officers}
    assert offices == {"Nguyễn Văn Chung": "Phó Chủ tịch", "Hoàng Xuân Thuận": "Bí thư"}


def test_a_near_name_is_offered(index: NewsIndex) -> None:
    page = index.search('officer:"Hoàng Xuân Thuấn"')
    assert page.total == 0
    assert [notice.suggestion for notice in page.notices] == ['officer:"Hoàng Xuân Thuận"']
