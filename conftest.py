"""Names that the examples of README.md use without making them."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _names_of_examples(
    doctest_namespace: dict[str, object], tmp_path_factory: pytest.TempPathFactory
) -> None:
    if "folder" not in doctest_namespace:
        doctest_namespace["folder"] = Path(tmp_path_factory.mktemp("readme")) / "index"
