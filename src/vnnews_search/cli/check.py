"""``vnnews check``: whether the files of the index are whole, and their repair."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from vnnews_search.checking import check_index
from vnnews_search.cli.exits import Exit
from vnnews_search.cli.options import as_json, index_folder, print_json, wait_seconds
from vnnews_search.engines.base import Problem
from vnnews_search.index import NewsIndex
from vnnews_search.repairing import RepairReport
from vnnews_search.wire import check_json, repair_json

__all__ = ["command"]


@click.command()
@index_folder
@as_json
@click.option("--repair", is_flag=True, help="Sửa: giữ mọi bài còn đọc được, ghi lại mã bài mất.")
@wait_seconds
def command(folder: Path, as_json: bool, repair: bool, wait: float) -> int:
    """Kiểm tra các tệp của chỉ mục: đọc lại mọi bài và mọi thuật ngữ.

    Với --repair: tệp lành giữ nguyên; bài còn đọc được trong tệp hỏng được phân tích và ghi lại; mã
    bài không cứu được ghi vào lost-ids.jsonl; tệp hỏng chuyển vào thư mục broken. Sau đó đưa lại
    các tệp gốc bằng vnnews index thì bài bị mất trở lại.
    """
    if repair:
        report = NewsIndex.repair(folder, wait_seconds=wait)
        problems = report.problems
    else:
        problems = check_index(folder)
    if as_json:
        print_json(repair_json(report) if repair else check_json(problems))
    else:
        if repair:
            _tell_repairs(report, folder)
        _tell(problems, folder)
    return Exit.UNUSABLE if problems else Exit.FOUND


def _tell_repairs(report: RepairReport, folder: Path) -> None:
    for repaired in report.repaired:
        place = f"{repaired.file}: " if repaired.file else ""
        click.secho(f"Đã sửa: {place}{repaired.what}", fg="yellow")
    if report.lost:
        click.echo(f"Đưa lại các bài bị mất: vnnews index THƯ_MỤC_TIN --index {folder}")


def _tell(problems: Iterable[Problem], folder: Path) -> None:
    for problem in problems:
        click.secho(f"{problem.file}: {problem.what}", fg="red")
        click.echo(f"  {problem.hint}")
    if not problems:
        click.secho(f"Chỉ mục {folder} lành lặn.", fg="green")
