"""The promises of the project, as far as this version reaches; read this file first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import ENGINES
from vnnews_search import Article, NewsIndex, find_officers, match_names
from vnnews_search.models import DatedOrigin
from vnnews_search.officers.matching import Verdict

HEAD_AND_DEPUTY = Article(
    "head",
    title="Huyện Lũng Mây đón chuẩn nông thôn mới",
    lead="Ngày 12/5/2021, huyện Lũng Mây đón bằng công nhận xã nông thôn mới.",
    body="Dự lễ có ông Lò Văn Pín, Chủ tịch UBND huyện Lũng Mây; bà Hà Thị Sen, Phó Chủ tịch UBND "
    "huyện Lũng Mây.",
)
PHUC = Article("phuc", body="Ông Trần Sĩ Phúc, Chủ tịch UBND huyện Lũng Mây, dự lễ phát động.")
PHUC_DOT = Article("phục", body="Ông Trần Sĩ Phục, Trưởng Công an huyện Lũng Mây, dự lễ phát động.")
GUESSED = Article(
    "guessed", lead="Ngày 15/7, xã Nà Pặc họp bàn nhiệm vụ 6 tháng cuối năm 2020.", body="Họp."
)
STATED = Article("stated", title="Tin", body="Xã họp.", published=date(2020, 7, 16))
ALL = (HEAD_AND_DEPUTY, PHUC, PHUC_DOT, GUESSED, STATED)


@pytest.fixture(params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NewsIndex]:
    with NewsIndex(ENGINES[request.param](tmp_path), tmp_path) as index:
        index.add(ALL)
        yield index


def _found(index: NewsIndex, query: str) -> list[str]:
    return [hit.article.id for hit in index.search(query)]


# 1. It never takes a deputy for the head.


def test_a_deputy_is_never_the_head(index: NewsIndex) -> None:
    offices = {mention.name: mention.office for mention in find_officers(HEAD_AND_DEPUTY.body)}
    assert offices == {"Lò Văn Pín": "Chủ tịch", "Hà Thị Sen": "Phó Chủ tịch"}
    (hit,) = index.search('officer:"Hà Thị Sen"')
    assert [m.office for m in hit.officers if m.name == "Hà Thị Sen"] == ["Phó Chủ tịch"]


@pytest.mark.parametrize("query", ['officer:"Phó Chủ tịch Hà Thị Sen"', 'officer:"PCT Hà Thị Sen"'])
def test_an_office_typed_with_a_name_is_not_passed_over_in_silence(
    index: NewsIndex, query: str
) -> None:
    page = index.search(query)
    assert [hit.article.id for hit in page] == ["head"]
    assert [notice.kind for notice in page.notices] == ["office_ignored"]


# 2. It never joins two people whose accented names differ.


def test_names_that_differ_by_an_accent_are_two_people(index: NewsIndex) -> None:
    assert match_names("Trần Sĩ Phúc", "Trần Sĩ Phục").verdict is Verdict.DIFFERENT
    assert _found(index, 'officer:"Trần Sĩ Phúc"') == ["phuc"]
    assert _found(index, 'officer:"Trần Sĩ Phục"') == ["phục"]
    assert sorted(_found(index, 'officer:"tran si phuc"')) == ["phuc", "phục"]


def test_a_near_name_is_offered_and_never_taken(index: NewsIndex) -> None:
    page = index.search('officer:"Lò Văn Pỉn"')
    assert page.total == 0
    assert [notice.suggestion for notice in page.notices] == ['officer:"Lò Văn Pín"']


def test_a_bare_given_name_is_offered_its_bearers(index: NewsIndex) -> None:
    page = index.search("officer:Pín")
    assert page.total == 0
    assert [notice.suggestion for notice in page.notices] == ['officer:"Lò Văn Pín"']
    assert _found(index, 'officer:"ông Pín"') == ["head"]


# 3. A date that it guessed is shown as guessed.


def test_a_guessed_date_says_so(index: NewsIndex) -> None:
    origins = {hit.article.id: hit.dated_origin for hit in index.search("date:7/2020")}
    assert origins == {"guessed": DatedOrigin.LEAD, "stated": DatedOrigin.PUBLISHED}
    assert origins["guessed"].inferred
    assert not origins["stated"].inferred
    assert _found(index, "published:7/2020") == ["stated"]


# 4. A correction that a person made survives re-indexing.


def test_a_deleted_article_stays_deleted(index: NewsIndex, tmp_path: Path) -> None:
    assert index.delete(["phuc"]) == 1
    assert index.add(ALL).hidden == 1
    assert _found(index, 'officer:"Trần Sĩ Phúc"') == []
    with NewsIndex(ENGINES["memory"](tmp_path), tmp_path) as another:
        another.add(ALL)
        assert another.get("phuc") is None
    index.restore(["phuc"])
    assert index.add(ALL).added == 1
    assert _found(index, 'officer:"Trần Sĩ Phúc"') == ["phuc"]


# 5. Every hit can say why it matched and where.


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ('"nông thôn mới"', "nông thôn mới"),
        ('"nong thon moi" Lũng Mây', "nông thôn mới"),
        ('officer:"Lò Văn Pín"', "Lò Văn Pín"),
        ("title:huyện", "Huyện"),
    ],
)
def test_a_hit_shows_its_match_in_the_article_as_stored(
    index: NewsIndex, query: str, marked: str
) -> None:
    (hit, *_) = index.search(query)
    texts = dict(hit.article.text_fields())
    shown: list[str] = []
    for snippet in hit.snippets:
        assert texts[snippet.field][snippet.start :].startswith(snippet.text)
        shown += [snippet.text[start:end] for start, end in snippet.marks]
    assert marked in shown
