"""``vnnews analyze``: every step that a text goes through, as a table or JSON."""

from __future__ import annotations

from typing import Any

import click

from vnnews_search.analysis.analyzer import AnalyzedField, analyze_fields, streams_of
from vnnews_search.analysis.segmenter import word_ranges
from vnnews_search.analysis.tokenizer import tokenize
from vnnews_search.cli.exits import Exit
from vnnews_search.cli.options import as_json, print_json

__all__ = ["command"]


@click.command()
@click.argument("text", nargs=-1, required=True)
@as_json
def command(text: tuple[str, ...], as_json: bool) -> int:
    """Cho xem một đoạn văn được đọc thế nào: âm tiết, từ, có dấu hay không, các dòng thuật ngữ."""
    fields = analyze_fields([("body", " ".join(text))])
    paragraphs = [shape for field in fields for shape in _paragraphs(field)]
    streams, _, _ = streams_of(fields)
    if as_json:
        named = {stream.stream.value: list(stream.terms) for stream in streams}
        print_json({"v": 1, "paragraphs": paragraphs, "streams": named})
        return Exit.FOUND
    for paragraph in paragraphs:
        _print_paragraph(paragraph)
    for stream in streams:
        click.secho(f"{stream.stream.value}: ", bold=True, nl=False)
        click.echo(" | ".join(stream.terms))
    return Exit.FOUND


def _paragraphs(field: AnalyzedField) -> list[dict[str, Any]]:
    shapes: list[dict[str, Any]] = []
    for paragraph in field.paragraphs:
        tokens = [
            {
                "text": placed.token.text,
                "start": placed.token.start,
                "end": placed.token.end,
                "exact": placed.exact.text,
                "folded": placed.folded.text,
                "stated": placed.stated,
                "position": placed.position,
            }
            for placed in paragraph.tokens
        ]
        line = field.text[paragraph.start : paragraph.end]
        local = tokenize(line)
        words = [" ".join(t.text for t in local[a:b]) for a, b in word_ranges(line, local)]
        shapes.append({"accented": paragraph.accented, "words": words, "tokens": tokens})
    return shapes


def _print_paragraph(paragraph: dict[str, Any]) -> None:
    judged = "có dấu" if paragraph["accented"] else "không dấu"
    click.secho(f"Đoạn viết {judged}", bold=True)
    rows = [("vị trí", "chữ", "đúng", "không dấu", "tự nói dấu")] + [
        (
            f"{t['position']}",
            f"{t['text']} [{t['start']}:{t['end']}]",
            t["exact"],
            t["folded"],
            "có" if t["stated"] else "không",
        )
        for t in paragraph["tokens"]
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo("  " + "  ".join(cells).rstrip())
    click.echo("Từ: " + " | ".join(paragraph["words"]))
