"""Options that several commands share."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

__all__ = ["as_json", "index_folder", "print_json", "wait_seconds"]

_Command = TypeVar("_Command", bound=Callable[..., object])


def index_folder(command: _Command) -> _Command:
    """``--index``: the folder of the index."""
    return click.option(
        "--index",
        "folder",
        type=click.Path(path_type=Path, file_okay=False),
        default="index",
        envvar="VNNEWS_INDEX",
        show_default=True,
        help="Thư mục chỉ mục (hoặc biến môi trường VNNEWS_INDEX).",
    )(command)


def as_json(command: _Command) -> _Command:
    """``--json``: answer for programs."""
    return click.option("--json", "as_json", is_flag=True, help="Trả lời bằng JSON.")(command)


def wait_seconds(command: _Command) -> _Command:
    """``--wait``: how long to wait for another writer."""
    return click.option(
        "--wait", default=0.0, metavar="GIÂY", help="Chờ nếu có tiến trình khác đang ghi."
    )(command)


def print_json(shape: dict[str, object]) -> None:
    """One JSON object on one line."""
    click.echo(json.dumps(shape, ensure_ascii=False))
