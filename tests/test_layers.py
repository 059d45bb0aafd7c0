"""The import rule: modules import only lower layers, and each foreign library has one importer."""

from __future__ import annotations

import re

import pytest
from importlinter.cli import lint_imports

from tests.conftest import ROOT

PACKAGE = ROOT / "src" / "vnnews_search"

ONE_IMPORTER = {
    "whoosh": "engines/whoosh/",
    "lark": "query/parser.py",
    "click": "cli/",
}


def test_the_layers_hold() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml")) == 0


@pytest.mark.parametrize(("library", "home"), ONE_IMPORTER.items(), ids=ONE_IMPORTER)
def test_a_foreign_library_has_one_importer(library: str, home: str) -> None:
    importing = re.compile(rf"^\s*(?:import|from) {library}\b", re.MULTILINE)
    importers = [
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if importing.search(path.read_text(encoding="utf-8"))
    ]
    assert importers
    assert [path for path in importers if not path.startswith(home)] == []
