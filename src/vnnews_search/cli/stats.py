"""``vnnews stats``: what the index holds."""

from __future__ import annotations

from pathlib import Path

import click

from vnnews_search.cli.exits import Exit
from vnnews_search.cli.options import as_json, index_folder, print_json
from vnnews_search.cli.render import number
from vnnews_search.index import NewsIndex
from vnnews_search.models import IndexStats
from vnnews_search.wire import stats_json

__all__ = ["command"]

_MOST_SOURCES = 10


@click.command()
@index_folder
@as_json
def command(folder: Path, as_json: bool) -> int:
    """Cho biết chỉ mục có những gì."""
    with NewsIndex.open(folder) as index:
        stats = index.stats()
    if as_json:
        print_json(stats_json(stats))
    else:
        _tell(stats, folder)
    return Exit.FOUND


def _tell(stats: IndexStats, folder: Path) -> None:
    click.secho(f"Chỉ mục {folder}", bold=True)
    lines = [
        ("bài báo", stats.articles),
        ("biết ngày", stats.dated),
        ("tên cán bộ", stats.officers),
        *((f"thuật ngữ ({stream})", count) for stream, count in stats.terms),
        ("lần ghi", stats.generation),
        ("phân đoạn", stats.segments),
        ("byte trên đĩa", stats.bytes_on_disk),
    ]
    for label, count in lines:
        click.echo(f"  {label:<22}{number(count):>14}")
    for title, facets in (("Theo năm", stats.years), ("Theo nguồn", stats.sources)):
        if facets:
            click.secho(title, bold=True)
            for facet in facets[-_MOST_SOURCES:] if title == "Theo năm" else facets[:_MOST_SOURCES]:
                click.echo(f"  {facet.value:<40}{number(facet.count):>8}")
    if not stats.facts_current:
        message = "Quy tắc nhận ngày và cán bộ đã đổi; chạy: vnnews rebuild --facts"
        click.secho(message, fg="yellow")
