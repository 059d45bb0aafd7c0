"""``vnnews show``: one article whole, with the facts found in it."""

from __future__ import annotations

from pathlib import Path

import click

from vnnews_search.cli.exits import Exit
from vnnews_search.cli.options import as_json, index_folder, print_json
from vnnews_search.cli.render import render_article
from vnnews_search.errors import NotThereError
from vnnews_search.index import NewsIndex
from vnnews_search.wire import stored_json

__all__ = ["command"]


@click.command()
@click.argument("id")
@index_folder
@as_json
def command(id: str, folder: Path, as_json: bool) -> int:
    """Xem trọn một bài báo theo mã của nó."""
    with NewsIndex.open(folder) as index:
        stored = index.get(id)
    if stored is None:
        raise NotThereError(f"không có bài nào mang mã {id}")
    if as_json:
        print_json(stored_json(stored))
    else:
        render_article(stored)
    return Exit.FOUND
