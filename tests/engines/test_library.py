"""Which library answers to the name ``whoosh``: two will do, all others are told with the cure."""

from __future__ import annotations

import errno
import os
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from tests.engines.texts import body, commit
from vnnews_search.engines.whoosh import library
from vnnews_search.engines.whoosh.engine import WhooshEngine
from vnnews_search.engines.whoosh.library import PACKAGES, mismatch
from vnnews_search.errors import EngineUnavailableError


@pytest.mark.parametrize(
    ("version", "installed"),
    [
        pytest.param((3, 54, 0), {"whoosh3": "3.54.0"}, id="whoosh3"),
        pytest.param((3, 55, 2), {"whoosh3": "3.55.2"}, id="whoosh3-later"),
        pytest.param((3, 55, 0, "b1"), {"whoosh3": "3.55.0.b1"}, id="whoosh3-beta"),
        pytest.param((2, 7, 4), {"Whoosh": "2.7.4"}, id="original"),
        pytest.param((2, 7, 4), {"Whoosh": "2.7.4.dev1+g1"}, id="original-of-a-system"),
        pytest.param((3, 54, 0), {}, id="whoosh3-without-metadata"),
        pytest.param((2, 7, 4), {}, id="original-without-metadata"),
    ],
)
def test_libraries_that_fit(version: object, installed: dict[str, str]) -> None:
    assert mismatch(version, installed) is None


@pytest.mark.parametrize(
    ("version", "installed", "told"),
    [
        pytest.param((2, 7, 5), {"whoosh-reloaded": "2.7.5"}, "whoosh-reloaded 2.7.5", id="r"),
        pytest.param((3, 0, 0, "a", 1), {"whoosh-novo": "3.0.0a1"}, "whoosh-novo", id="novo"),
        pytest.param((3, 60, 0), {"whoosh-novo": "3.60.0"}, "whoosh-novo", id="novo-later"),
        pytest.param((5, 4, 0), {"whoosh-ng": "5.4.0"}, "whoosh-ng 5.4.0", id="ng"),
        pytest.param((3, 53, 9), {"whoosh3": "3.53.9"}, "whoosh3 3.53.9", id="whoosh3-earlier"),
        pytest.param((4, 0, 0), {"whoosh3": "4.0.0"}, "whoosh3 4.0.0", id="whoosh3-next"),
        pytest.param((2, 7, 3), {"Whoosh": "2.7.3"}, "Whoosh 2.7.3", id="original-earlier"),
        pytest.param((2, 7, 5), {}, "bản 2.7.5", id="without-metadata"),
        pytest.param("5.4.0", {}, "bản 5.4.0", id="version-as-text"),
        pytest.param(None, {}, "bản None", id="no-version"),
        pytest.param(None, {"whoosh3": "3.54.0"}, "whoosh3 3.54.0", id="files-are-gone"),
        pytest.param((), {}, "bản ()", id="empty-version"),
        pytest.param((2, 7, 4), {"whoosh3": "3.54.0"}, "whoosh3 3.54.0", id="overwritten"),
        pytest.param((3, 54, 0), {"whoosh3": "3.55.0"}, "lẫn", id="half-overwritten"),
        pytest.param((3, 54, 0), {"whoosh3": "3.54.01"}, "lẫn", id="another-number"),
        pytest.param(
            (2, 7, 4), {"Whoosh": "2.7.4", "whoosh3": "3.54.0"}, "chồng lên nhau", id="two-at-once"
        ),
    ],
)
def test_libraries_that_do_not(version: object, installed: dict[str, str], told: str) -> None:
    message = mismatch(version, installed)
    assert message is not None
    assert told in message


def test_the_installed_library_fits(tmp_path: Path) -> None:
    assert commit(WhooshEngine(tmp_path, create=True), [body("a", "đình lập")]) == 1


def test_another_library_is_told_with_what_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("whoosh.__version__", (2, 7, 5))
    engine = WhooshEngine(tmp_path / "index", create=True)
    with pytest.raises(EngineUnavailableError) as error:
        engine.writer()
    (there,) = library._installed()
    assert error.value.hint.startswith(f"Chạy: pip uninstall {there}, rồi pip install --force-")
    assert engine.reader().generation == 0  # reading needs no Whoosh


def test_no_library_is_told_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "whoosh", None)
    monkeypatch.setattr(library, "version_of", _missing)
    engine = WhooshEngine(tmp_path / "index", create=True)
    with pytest.raises(EngineUnavailableError, match="chưa cài") as error:
        engine.writer()
    assert error.value.hint.startswith("Chạy: pip install")


def _missing(name: str) -> str:
    raise PackageNotFoundError(name)


def test_packages_are_found_by_their_metadata(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in PACKAGES:
        folder = tmp_path / f"{name.replace('-', '_')}-9.9.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 9.9\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    assert library._installed() == dict.fromkeys(PACKAGES, "9.9")


@pytest.mark.parametrize(
    "unread",
    [OSError(errno.EMFILE, os.strerror(errno.EMFILE)), KeyError("Version"), None],
    ids=["too-many-files", "no-version", "none"],
)
def test_metadata_that_cannot_be_read_is_as_if_there_were_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unread: Exception | None
) -> None:
    def refused(_: str) -> None:
        if unread:
            raise unread

    monkeypatch.setattr(library, "version_of", refused)
    assert library._installed() == {}
    WhooshEngine(tmp_path / "index", create=True).writer().close()
