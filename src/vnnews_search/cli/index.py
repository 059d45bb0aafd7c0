"""``vnnews index``: articles from files and folders into the index, with progress."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click

from vnnews_search.cli.exits import Exit
from vnnews_search.cli.options import as_json, index_folder, print_json, wait_seconds
from vnnews_search.cli.render import number
from vnnews_search.index import NewsIndex
from vnnews_search.intake.reading import measure, read_articles
from vnnews_search.loading import LoadReport
from vnnews_search.models import Article, BadRecord
from vnnews_search.wire import load_json
from vnnews_search.workers.pool import usual_processes

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar  # click names the class nowhere else

__all__ = ["command"]

_SHOWN_ERRORS = 5


@click.command()
@click.argument("paths", nargs=-1, required=True)
@index_folder
@as_json
@click.option("--strict", is_flag=True, help="Kết thúc với mã 2 nếu có bản ghi hỏng.")
@wait_seconds
@click.option(
    "--processes",
    type=click.IntRange(min=1),
    metavar="N",
    help="Số tiến trình cùng phân tích bài; mặc định theo số lõi của máy, nhiều nhất là 4.",
)
def command(
    paths: tuple[str, ...],
    folder: Path,
    as_json: bool,
    strict: bool,
    wait: float,
    processes: int | None,
) -> int:
    """Đưa bài báo từ tệp và thư mục vào chỉ mục.

    Đọc trang văn bản (.txt), trang web (.html), bản ghi (.jsonl, .json), cả dạng nén .gz. Bài không
    đổi thì bỏ qua, nên chạy lại sau khi bị ngắt là làm tiếp.
    """
    started = perf_counter()
    progress = _Progress(measure(*paths))
    records = read_articles(*paths, progress=progress.advance)
    with NewsIndex.open(folder, create=True) as index, progress:
        report = index.add(
            progress.counted(records),
            wait_seconds=wait,
            processes=processes or usual_processes(),
        )
    seconds = perf_counter() - started
    if as_json:
        print_json(load_json(report, seconds))
    else:
        _tell(report, progress.bad, seconds, folder)
    if report.read == report.failed or (strict and report.failed):
        return Exit.USAGE
    return Exit.FOUND


class _Progress:
    """A bar over bytes on disk, with articles, rate and the time left, on terminals only."""

    def __init__(self, total: int) -> None:
        self._articles = 0
        self._started = perf_counter()
        self.bad: list[BadRecord] = []
        self._bar: ProgressBar[int] = click.progressbar(
            length=max(total, 1),
            label="Lập chỉ mục",
            file=sys.stderr,
            hidden=not sys.stderr.isatty(),
            item_show_func=lambda _: self._rate(),
            width=30,
        )

    def _rate(self) -> str:
        seconds = max(perf_counter() - self._started, 0.001)
        return f"{number(self._articles)} bài, {self._articles / seconds:.0f} bài/giây"

    def advance(self, read: int) -> None:
        """Move the bar by some bytes."""
        self._bar.update(read, current_item=read)

    def counted(self, records: Iterator[Article | BadRecord]) -> Iterator[Article | BadRecord]:
        """The records as they come, counted on the way."""
        for record in records:
            self._articles += 1
            if isinstance(record, BadRecord) and len(self.bad) < _SHOWN_ERRORS:
                self.bad.append(record)
            yield record

    def __enter__(self) -> _Progress:
        self._bar.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._bar.render_finish()


def _tell(report: LoadReport, bad: list[BadRecord], seconds: float, folder: Path) -> None:
    parts = [
        (report.added, "bài mới"),
        (report.replaced, "bài thay bản cũ"),
        (report.unchanged, "bài không đổi"),
        (report.hidden, "bài đã xóa trước đây, bỏ qua"),
    ]
    said = ", ".join(f"{number(count)} {what}" for count, what in parts if count)
    click.echo(f"Đã đưa vào {folder}: {said or 'không có bài nào'} ({seconds:.1f} giây).")
    if report.failed:
        click.secho(f"{number(report.failed)} bản ghi không đọc được:", fg="yellow", err=True)
        for record in bad:
            place = f"{record.file}:{record.member}" if record.member else record.file
            click.echo(f"  {place}: {record.message}", err=True)
        if report.failed > len(bad):
            click.echo("  …", err=True)
        click.echo(f"Danh sách đầy đủ: {report.errors_file}", err=True)
