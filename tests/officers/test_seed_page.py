"""The page this library began with: exactly two officers, and its author is none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from vnnews_search.officers.mentions import find_officers

ROOT = Path(__file__).parents[2]
PAGE = Path(os.environ.get("VNNEWS_DATA", ROOT / "../shared/data")) / "seed/dinh_lap_page.txt"


@pytest.mark.skipif(not PAGE.exists(), reason=f"no seed page at {PAGE}: set VNNEWS_DATA")
def test_exactly_two_officers() -> None:
    found = find_officers(PAGE.read_text(encoding="utf-8"))
    assert {(m.name, m.office, m.organisation, m.place) for m in found} == {
        ("Nguyễn Văn Chung", "Phó Chủ tịch", "Ủy ban MTTQ Việt Nam tỉnh Lạng Sơn", "Lạng Sơn"),
        ("Hoàng Xuân Thuận", "Bí thư", "Huyện ủy Đình Lập", "Đình Lập"),
    }
    assert len([m for m in found if m.name == "Hoàng Xuân Thuận"]) == 2  # caption and body
    assert all(m.name != "Nông Tùng" for m in found)
