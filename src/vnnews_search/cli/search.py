"""``vnnews search``: result pages for people and for programs."""

from __future__ import annotations

from pathlib import Path

import click

from vnnews_search.cli.exits import Exit
from vnnews_search.cli.options import as_json, index_folder, print_json
from vnnews_search.cli.render import render_page
from vnnews_search.index import FACETS, NewsIndex
from vnnews_search.plan import Sort
from vnnews_search.wire import result_page_json

__all__ = ["command"]


@click.command()
@click.argument("query", nargs=-1, required=True)
@index_folder
@as_json
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(1, 1000),
    default=10,
    show_default=True,
    help="Số kết quả mỗi trang.",
)
@click.option("--after", metavar="CON_TRỎ", help="Trang tiếp theo: giá trị next của trang trước.")
@click.option(
    "--sort",
    type=click.Choice([sort.value for sort in Sort]),
    default="relevance",
    show_default=True,
    help="Xếp theo độ khớp, mới nhất hay cũ nhất.",
)
@click.option(
    "--facet",
    "facets",
    multiple=True,
    type=click.Choice(list(FACETS)),
    help="Đếm theo nguồn, năm, cán bộ …; dùng được nhiều lần.",
)
def command(
    query: tuple[str, ...],
    folder: Path,
    as_json: bool,
    limit: int,
    after: str | None,
    sort: str,
    facets: tuple[str, ...],
) -> int:
    """Tìm bài báo theo từ, cụm từ, ngày, cán bộ.

    \b
    vnnews search 'đại đoàn kết'                  từ khóa, có dấu hay không dấu
    vnnews search '"đại đoàn kết" Lam Khê'        cụm từ trong ngoặc kép
    vnnews search 'officer:"Lương Đình Thuận"'    cán bộ
    vnnews search 'date:7/2020 mặt trận'          ngày, tháng hoặc năm
    vnnews search 'from:2020 to:6/2021 lũ OR bão' khoảng thời gian, OR, AND, NOT

    Các trường: title, lead, body, caption, author, source, category, tag, date, from, to,
    published, officer, exact, extra.TÊN.
    """
    with NewsIndex.open(folder) as index:
        page = index.search(" ".join(query), limit=limit, after=after, sort=sort, facets=facets)
    if as_json:
        print_json(result_page_json(page))
    else:
        render_page(page)
    return Exit.FOUND if page.hits else Exit.NOTHING
