"""The README as a newcomer meets it: its commands run, and print what it says they print.

``pytest tests/test_readme.py --update`` writes the real output into it.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.conftest import ROOT
from vnnews_search.cli.main import main

README = ROOT / "README.md"
BLOCK = re.compile(r"(?<=```console\n)(.*?)(?=```)", re.DOTALL)
TIMING = re.compile(r"\(\d+ ms\)|\([\d.]+ giây\)")


def _run(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    program, *args = shlex.split(command)
    assert program == "vnnews"
    with pytest.raises(SystemExit):
        main(args)
    captured = capsys.readouterr()
    return captured.out + captured.err


def test_the_commands_print_what_the_readme_shows(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    update: bool,
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("VNNEWS_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("COLUMNS", "90")

    def answered(block: re.Match[str]) -> str:
        shown: list[str] = []
        for line in block[0].splitlines():
            if line.startswith("$ "):
                output = _run(line[2:], capsys).replace(str(tmp_path / "index"), "index")
                shown.append(f"{line}\n{TIMING.sub('(…)', output)}".rstrip())
        return "\n\n".join(shown) + "\n"

    text = README.read_text("utf-8")
    answers = BLOCK.sub(answered, text)
    if update:
        README.write_text(answers, "utf-8")
    assert answers == README.read_text("utf-8")


@pytest.fixture(autouse=True)
def _no_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
