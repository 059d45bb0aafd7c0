"""The command group, and the one place where errors become words and exit codes.

What it is: a table of commands whose modules are loaded when called, so that ``--help`` is quick.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from vnnews_search.cli.exits import Exit, exit_of
from vnnews_search.errors import QuerySyntaxError, UsageError, VnNewsSearchError

__all__ = ["main"]

# command → (its module, one line of help)
_COMMANDS = {
    "index": ("index", "Đưa bài báo từ tệp và thư mục vào chỉ mục."),
    "search": ("search", "Tìm bài báo."),
    "show": ("show", "Xem trọn một bài báo."),
    "delete": ("delete", "Xóa bài khỏi chỉ mục; lần lập sau cũng không đưa lại."),
    "stats": ("stats", "Cho biết chỉ mục có những gì."),
    "check": ("check", "Kiểm tra các tệp của chỉ mục, và sửa (--repair)."),
    "rebuild": ("rebuild", "Lập lại chỉ mục từ các bài đã lưu, không cần tệp gốc."),
    "analyze": ("analyze", "Cho xem một đoạn văn được đọc thế nào."),
}


class _LazyGroup(click.Group):
    """A group that imports a command's module when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 – click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module, _ = _COMMANDS[cmd_name]
        command: click.Command = import_module(f"vnnews_search.cli.{module}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Lệnh"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"vnnews {version('vnnews-search')}")
        ctx.exit()


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print_version,
    help="In số phiên bản.",
)
def group() -> None:
    """Tìm kiếm tin tức tiếng Việt: theo cụm từ, theo ngày, theo tên cán bộ.

    Ví dụ: vnnews index samples, rồi vnnews search '"đại đoàn kết" date:2020'.
    """


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code (docs: exit codes)."""
    argv = list(sys.argv[1:] if args is None else args)
    try:
        code: Any = group.main(argv, prog_name="vnnews", standalone_mode=False)
    except VnNewsSearchError as error:
        _tell(error, as_json="--json" in argv)
        code = exit_of(error)
    except (click.Abort, KeyboardInterrupt):
        # What libraries were doing when they were stopped is not worth a traceback at the exit.
        sys.unraisablehook = lambda _: None
        click.echo("\nĐã dừng. Những gì đã ghi vẫn còn; chạy lại để tiếp tục.", err=True)
        code = Exit.INTERRUPTED
    except SystemExit:
        code = Exit.FOUND  # click's own end when the reader of our output went away
    except click.exceptions.Exit as error:
        code = error.exit_code
    except click.ClickException as error:
        if "--json" in argv:
            _tell(UsageError(error.format_message()), as_json=True)
        else:
            error.show()
        code = Exit.USAGE
    sys.exit(code if isinstance(code, int) else Exit.FOUND)


def _tell(error: VnNewsSearchError, *, as_json: bool) -> None:
    if as_json:
        from vnnews_search.wire import error_json

        click.echo(json.dumps(error_json(error), ensure_ascii=False))
        return
    click.secho(f"Lỗi: {error.message}", fg="red", err=True)
    if isinstance(error, QuerySyntaxError) and error.query:
        click.echo("\n".join(f"  {line}" for line in error.underlined().splitlines()), err=True)
    if error.hint:
        click.echo(f"Gợi ý: {error.hint}", err=True)
