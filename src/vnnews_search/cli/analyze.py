"""``vnnews analyze``: every step that a text goes through, as tables or JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from vnnews_search.analysis.analyzer import analyze
from vnnews_search.analysis.placed import Paragraph, fields_of
from vnnews_search.analyzed import PartRange, StreamTerms
from vnnews_search.cli.exits import Exit
from vnnews_search.cli.options import as_json, print_json

__all__ = ["command"]


@click.command()
@click.argument("text", nargs=-1, required=True)
@as_json
def command(text: tuple[str, ...], as_json: bool) -> int:
    """Cho xem một đoạn văn được đọc thế nào: âm tiết, từ, có dấu hay không, các dòng thuật ngữ."""
    analyzed = analyze([("body", " ".join(text))])
    paragraphs = [paragraph for field in fields_of(analyzed) for paragraph in field.paragraphs]
    if not analyzed.length and not as_json:
        click.echo("Không có chữ hay số nào để đọc.")
        return Exit.NOTHING
    if as_json:
        streams = {s.stream.value: _stream_shape(s, analyzed.parts) for s in analyzed.streams}
        shapes = [_paragraph_shape(paragraph) for paragraph in paragraphs]
        print_json({"v": 1, "paragraphs": shapes, "streams": streams, "length": analyzed.length})
        return Exit.FOUND
    for paragraph in paragraphs:
        _print_paragraph(paragraph)
    for stream in analyzed.streams:
        click.secho(f"{stream.stream.value}: ", bold=True, nl=False)
        shape = _stream_shape(stream, analyzed.parts)
        click.echo(" · ".join(_counted(entry["term"], entry["count"]) for entry in shape))
    click.echo(f"Độ dài: {analyzed.length} âm tiết")
    return Exit.FOUND


def _paragraph_shape(paragraph: Paragraph) -> dict[str, Any]:
    tokens = [
        {
            "text": placed.token.text,
            "start": placed.token.start,
            "end": placed.token.end,
            "glued": placed.token.glued,
            "exact": placed.exact.text,
            "folded": placed.folded.text,
            "stated": placed.stated,
            "position": placed.position,
        }
        for placed in paragraph.tokens
    ]
    return {"accented": paragraph.accented, "words": _words(paragraph), "tokens": tokens}


def _words(paragraph: Paragraph) -> list[str]:
    return [" ".join(placed.token.text for placed in word) for word in paragraph.words]


def _stream_shape(stream: StreamTerms, parts: Sequence[PartRange]) -> list[dict[str, Any]]:
    """The distinct terms in the order in which they first stand, with tf′."""
    numbers, counts = stream.counted(parts)
    count_of = dict(zip(numbers.tolist(), counts.tolist(), strict=True))
    distinct = dict.fromkeys(stream.numbers.tolist())
    return [{"term": stream.table.text(n), "count": count_of[n]} for n in distinct]


def _counted(term: str, count: int) -> str:
    """A term for people: of a word only its writing, and its tf′ if it stands more than once."""
    written = term.rpartition("|")[2]
    return f"{written} ×{count}" if count > 1 else written


def _print_paragraph(paragraph: Paragraph) -> None:
    judged = "có dấu" if paragraph.accented else "không dấu"
    click.secho(f"Đoạn viết {judged}", bold=True)
    rows = [("vị trí", "chữ", "chỗ", "thuật ngữ", "không dấu", "tự nói dấu", "từ")]
    for word in paragraph.words:
        for number, placed in enumerate(word):
            token = placed.token
            rows.append(
                (
                    f"{placed.position}",
                    token.text,
                    f"{token.start}–{token.end}",
                    placed.exact.text,
                    placed.folded.text,
                    "có" if placed.stated else "không",
                    " ".join(p.token.text for p in word) if number == 0 else "〃",
                )
            )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo("  " + "  ".join(cells).rstrip())
