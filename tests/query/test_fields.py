"""The names of the fields."""

from __future__ import annotations

import pytest

from vnnews_search.query.fields import FIELDS, field_names, find_field
from vnnews_search.text.normalize import fold

NAMES = """
title title
tiêu_đề title
tieu_de title
TIÊU_ĐỀ title
Title title
nguồn source
ngày date
từ from
đến to
cán_bộ officer
đúng exact
thẻ tag
extra.box extra.box
EXTRA.hộp EXTRA.hộp
"""


@pytest.mark.parametrize("line", [s for s in NAMES.splitlines() if s])
def test_finds_the_field(line: str) -> None:
    typed, name = line.split()
    spec = find_field(typed)
    assert spec is not None
    assert spec.name == name


NO_NAMES = "titel titles tiêu tiêu-đề extra extra. box x http title.x ngay_ id text 1 :"


@pytest.mark.parametrize("name", ["", *NO_NAMES.split()])
def test_finds_no_field(name: str) -> None:
    assert find_field(name) is None


def test_names_and_aliases_are_each_of_one_field() -> None:
    names = [fold(name) for spec in FIELDS for name in (spec.name, *spec.aliases)]
    assert len(names) == len(set(names))
    assert all(f"{spec.name}:" in field_names() for spec in FIELDS)


def test_extra_keeps_the_name_of_the_archive() -> None:
    spec = find_field("EXTRA.Hộp")
    assert spec is not None
    assert spec.target == "extra.Hộp"
