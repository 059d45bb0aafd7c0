"""``vnnews check``: whether the files of the index are whole."""

from __future__ import annotations

from pathlib import Path

import click

from vnnews_search.cli.exits import Exit
from vnnews_search.cli.options import as_json, index_folder, print_json
from vnnews_search.engines.base import Problem
from vnnews_search.errors import IndexCorruptError
from vnnews_search.index import NewsIndex
from vnnews_search.wire import check_json

__all__ = ["command"]


@click.command()
@index_folder
@as_json
def command(folder: Path, as_json: bool) -> int:
    """Kiểm tra các tệp của chỉ mục: đọc lại mọi bài và mọi thuật ngữ."""
    try:
        with NewsIndex.open(folder) as index:
            problems = index.check()
    except IndexCorruptError as error:
        problems = (Problem(str(folder), error.message, error.hint),)
    if as_json:
        print_json(check_json(problems))
    elif not problems:
        click.secho(f"Chỉ mục {folder} lành lặn.", fg="green")
    for problem in () if as_json else problems:
        click.secho(f"{problem.file}: {problem.what}", fg="red")
        click.echo(f"  {problem.hint}")
    return Exit.UNUSABLE if problems else Exit.FOUND
