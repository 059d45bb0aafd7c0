"""What a fresh reader found: small letters taken for places, honorifics taken into names."""

from __future__ import annotations

import pytest

from vnnews_search import find_officers
from vnnews_search.officers.posts import without_post


@pytest.mark.parametrize(
    ("text", "name", "organisation", "place"),
    [
        ("Ông Lò Văn Pín, Chủ tịch UBND huyện báo cáo thu chi.", "Lò Văn Pín", "UBND huyện", ""),
        ("Ông Lò Văn Pín, Chủ tịch UBND xã giải thích.", "Lò Văn Pín", "UBND xã", ""),
        (
            "Ông Lò Văn Pín, Chủ tịch UBND huyện Lũng Mây báo cáo.",
            "Lò Văn Pín",
            "UBND huyện Lũng Mây",
            "Lũng Mây",
        ),
        (
            "Ong Lo Van Pin, Chu tich UBND huyen Lung May cho biet",
            "Lo Van Pin",
            "UBND huyện Lung May",
            "Lung May",
        ),
    ],
    ids=["verb after huyện", "verb after xã", "place", "unaccented"],
)
def test_places_and_names(text: str, name: str, organisation: str, place: str) -> None:
    (mention,) = find_officers(text)
    found = (mention.name, mention.organisation, mention.place)
    assert found == (name, organisation, place)


@pytest.mark.parametrize(
    ("typed", "post", "name"),
    [
        ("PCT Lò Văn Pín", "PCT", "Lò Văn Pín"),
        ("Phó Chủ tịch Hà Thị Sen", "Phó Chủ tịch", "Hà Thị Sen"),
        ("Lò Văn Pín", "", "Lò Văn Pín"),
        ("ông Pín", "", "ông Pín"),
        ("Đ/c Lò Văn Pín", "", "Đ/c Lò Văn Pín"),
    ],
)
def test_a_post_typed_before_a_name(typed: str, post: str, name: str) -> None:
    assert without_post(typed) == (post, name)
