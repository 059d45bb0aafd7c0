"""Imports: only of lower layers, each foreign library in one place, nothing that is not needed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from tests.conftest import ROOT
from vnnews_search import Article, NewsIndex

PACKAGE = ROOT / "src" / "vnnews_search"

ONE_IMPORTER = {
    "whoosh": "engines/whoosh/",
    "lark": "query/syntax.py",
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


_SEARCH = """
import sys
from vnnews_search.cli.main import main

try:
    main(["search", sys.argv[1], "--index", sys.argv[2]])
except SystemExit as end:
    assert end.code in (0, 1), end
from vnnews_search.analysis.crf import load_decoder
print("loaded:", *sys.modules, *["model"] * load_decoder.cache_info().currsize)
"""

DATES, NAMES = "vnnews_search.dates.numeric", "vnnews_search.officers.names"
OPTIONAL = {"lark", "rapidfuzz", "multiprocessing", "whoosh", "vnnews_search.loading", DATES, NAMES}


@pytest.mark.parametrize(
    ("query", "needed"),
    [
        pytest.param("hoi xuan", set(), id="unaccented"),
        pytest.param("hội xuân", {"model"}, id="accented"),
        pytest.param("xuan~", {"rapidfuzz"}, id="fuzzy"),
        pytest.param("+hoi xuan", {"lark"}, id="the language"),
        pytest.param("date:2020", {"lark", DATES}, id="a day"),
        pytest.param("officer:sa", {"lark", NAMES, "rapidfuzz"}, id="an officer"),
    ],
)
def test_a_search_loads_what_it_needs(query: str, needed: set[str], tmp_path: Path) -> None:
    with NewsIndex.open(tmp_path, create=True) as index:
        index.add([Article("a", title="Hội xuân", body="Xã Nà Pặc mở hội xuân.")])
    command = [sys.executable, "-X", "utf8", "-c", _SEARCH, query, str(tmp_path)]
    out = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout
    loaded = out.rpartition("loaded: ")[2].split()
    assert set(loaded) & (OPTIONAL | {"model"}) == needed
