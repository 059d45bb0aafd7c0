"""Damage is told as damage, and nothing else is."""

from __future__ import annotations

import errno
import os
import zlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from tests.engines.texts import body, commit
from vnnews_search.engines.whoosh.damage import reading, writing
from vnnews_search.engines.whoosh.engine import WhooshEngine
from vnnews_search.engines.whoosh.segment import DamageError
from vnnews_search.errors import IndexCorruptError, IndexNotFoundError, IndexUnusableError

REFUSALS = [errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EIO]
CALLS: list[Callable[[WhooshEngine], object]] = [
    WhooshEngine.reader,
    WhooshEngine.generation,
    WhooshEngine.writer,
    lambda engine: WhooshEngine(engine._folder),
    lambda engine: WhooshEngine(engine._folder, create=True),
]


def _error(number: int) -> OSError:
    return OSError(number, os.strerror(number))


@pytest.mark.parametrize("number", REFUSALS, ids=errno.errorcode.get)
def test_a_refusal_is_no_damage(tmp_path: Path, number: int) -> None:
    with pytest.raises(IndexUnusableError, match="không đọc được") as caught, reading(tmp_path):
        raise _error(number)
    assert type(caught.value) is IndexUnusableError
    assert os.strerror(number) in caught.value.message
    assert "lập lại" not in caught.value.hint


@pytest.mark.parametrize("around", [reading, writing])
def test_hints_fit_the_refusal(
    tmp_path: Path, around: Callable[[Path], AbstractContextManager[None]]
) -> None:
    hints: set[str] = set()
    for number in (errno.EACCES, errno.EMFILE, errno.ENOMEM, errno.EIO, errno.ENOSPC):
        with pytest.raises(IndexUnusableError) as caught, around(tmp_path):
            raise _error(number)
        hints.add(caught.value.hint)
    assert len(hints) == 5


@pytest.mark.parametrize(
    "error",
    [
        DamageError("section ids, block 0"),
        zlib.error("invalid"),
        _error(errno.ENOENT),
        _error(errno.EISDIR),
        _error(errno.ENOTDIR),
    ],
    ids=str,
)
def test_damage_is_told_as_such(tmp_path: Path, error: Exception) -> None:
    with pytest.raises(IndexCorruptError, match="hỏng"), reading(tmp_path):
        raise error


def test_a_folder_that_went_is_no_damage(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFoundError), reading(tmp_path / "gone"):
        raise _error(errno.ENOENT)


def test_other_errors_stay_what_they_are(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), reading(tmp_path):
        raise ZeroDivisionError
    with pytest.raises(DamageError), writing(tmp_path):
        raise DamageError


@pytest.mark.parametrize("number", REFUSALS, ids=errno.errorcode.get)
@pytest.mark.parametrize("call", CALLS, ids=["reader", "generation", "writer", "open", "create"])
def test_an_engine_says_that_it_may_not_read(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    call: Callable[[WhooshEngine], object],
    number: int,
) -> None:
    engine = WhooshEngine(tmp_path, create=True)
    commit(engine, [body("a", "đình lập")])

    def refused(*_: Any, **__: Any) -> None:
        raise _error(number)

    monkeypatch.setattr(os, "listdir", refused)
    with pytest.raises(IndexUnusableError) as caught:
        call(engine)
    assert type(caught.value) is IndexUnusableError
