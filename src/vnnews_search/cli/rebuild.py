"""``vnnews rebuild``: the index made anew from the articles it holds, with progress."""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter

import click

from vnnews_search.cli.exits import Exit
from vnnews_search.cli.options import as_json, index_folder, print_json, wait_seconds
from vnnews_search.cli.render import number
from vnnews_search.index import NewsIndex
from vnnews_search.rebuilding import RebuildReport
from vnnews_search.wire import rebuild_json

__all__ = ["command"]


@click.command()
@index_folder
@as_json
@click.option("--facts", is_flag=True, help="Chỉ khi quy tắc (ngày, cán bộ, từ) đã đổi.")
@wait_seconds
def command(folder: Path, as_json: bool, facts: bool, wait: float) -> int:
    """Lập lại chỉ mục từ các bài đã lưu, không cần tệp gốc.

    Dùng khi phiên bản mới đọc từ, ngày hay cán bộ khác trước. Trong lúc chạy vẫn tìm được trong chỉ
    mục cũ; cần chỗ trên đĩa cho một chỉ mục nữa. Bị ngắt giữa chừng thì chỉ mục cũ còn nguyên.
    """
    started = perf_counter()
    try:
        report = _rebuilt(folder, facts, wait)
    except KeyboardInterrupt:
        click.echo("\nĐã dừng. Chỉ mục vẫn như cũ; chạy lại là làm lại từ đầu.", err=True)
        return Exit.INTERRUPTED
    seconds = perf_counter() - started
    if as_json:
        print_json(rebuild_json(report, seconds))
    else:
        _tell(report, seconds, folder)
    return Exit.FOUND


def _rebuilt(folder: Path, facts: bool, wait: float) -> RebuildReport:
    with click.progressbar(
        length=1,
        label="Lập lại chỉ mục",
        file=sys.stderr,
        hidden=not sys.stderr.isatty(),
        show_pos=True,
        width=30,
    ) as bar:

        def advance(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        return NewsIndex.rebuild(folder, if_outdated=facts, progress=advance, wait_seconds=wait)


def _tell(report: RebuildReport, seconds: float, folder: Path) -> None:
    if report.current:
        click.echo(f"Chỉ mục {folder} đã theo quy tắc của phiên bản này.")
        return
    click.echo(f"Đã lập lại {folder}: {number(report.rebuilt)} bài ({seconds:.1f} giây).")
    if report.hidden:
        click.echo(f"{number(report.hidden)} bài đã xóa trước đây, bỏ ra.")
    if report.failed:
        message = f"{number(report.failed)} bài không phân tích được, bỏ ra khỏi chỉ mục;"
        click.secho(f"{message} cả bài được giữ trong {report.lost_file}", fg="yellow", err=True)
