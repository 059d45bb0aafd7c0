"""``vnnews delete``: articles out of the index for good, or let in again."""

from __future__ import annotations

from pathlib import Path

import click

from vnnews_search.cli.exits import Exit
from vnnews_search.cli.options import as_json, index_folder, print_json
from vnnews_search.index import NewsIndex
from vnnews_search.wire import deleted_json

__all__ = ["command"]


@click.command()
@click.argument("ids", nargs=-1, required=True, metavar="MÃ…")
@index_folder
@as_json
@click.option("--undo", is_flag=True, help="Cho phép các bài này trở lại ở lần lập chỉ mục sau.")
def command(ids: tuple[str, ...], folder: Path, as_json: bool, undo: bool) -> int:
    """Xóa bài khỏi chỉ mục; lần lập chỉ mục sau cũng không đưa lại."""
    with NewsIndex.open(folder) as index:
        if undo:
            restored = index.restore(ids)
            if as_json:
                print_json({"v": 1, "restored": list(restored)})
            else:
                click.echo(f"{len(restored)} bài sẽ trở lại ở lần lập chỉ mục sau.")
            return Exit.FOUND if restored else Exit.NOTHING
        missing = [id for id in ids if index.get(id) is None]
        deleted = index.delete(ids)
    if as_json:
        print_json(deleted_json(deleted, missing))
    else:
        click.echo(f"Đã xóa {deleted} bài.")
        for id in missing:
            click.echo(f"Không có bài nào mang mã {id}; đã ghi nhớ để không đưa vào.", err=True)
    return Exit.FOUND if deleted else Exit.NOTHING
