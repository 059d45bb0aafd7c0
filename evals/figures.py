"""What an eval gives: rows of figures and claims that were checked; and how they are printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

__all__ = ["Claim", "Outcome", "Row", "left_out", "render", "render_claims"]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table.

    Args:
        table: the heading it stands under.
        name: what was measured.
        figures: (metric, value), the columns.
        ours: whether a floor is kept under each of its figures.
        left_out: why there are no figures.
    """

    table: str
    name: str
    figures: tuple[tuple[str, float], ...] = ()
    ours: bool = False
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that the project wants to be true, and what was measured."""

    text: str
    met: bool
    measured: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that one eval has to say."""

    rows: tuple[Row, ...]
    claims: tuple[Claim, ...] = ()


def left_out(table: str, name: str, why: str) -> Row:
    """The row of something that could not be measured here."""
    return Row(table, name, left_out=why)


def render(rows: Iterable[Row]) -> str:
    """The rows as tables with aligned columns.

    >>> print(render([Row("dev", "ours", (("F1", 0.97),)), left_out("dev", "theirs", "no file")]))
    dev           F1
      ours    0.9700
      theirs  left out: no file
    """
    tables = groupby(rows, key=lambda row: row.table)
    return "\n\n".join("\n".join(_table(heading, list(group))) for heading, group in tables)


def _table(heading: str, rows: Sequence[Row]) -> Iterator[str]:
    metrics = list(dict.fromkeys(metric for row in rows for metric, _ in row.figures))
    width = max(len(heading), *(len(row.name) + 2 for row in rows))
    widths = [max(len(metric), 6) + 2 for metric in metrics]
    columns = zip(metrics, widths, strict=True)
    yield (heading.ljust(width) + "".join(m.rjust(w) for m, w in columns)).rstrip()
    for row in rows:
        start = f"  {row.name}".ljust(width)
        yield start + (
            f"  left out: {row.left_out}" if row.left_out else _cells(row, metrics, widths)
        )


def _cells(row: Row, metrics: Sequence[str], widths: Sequence[int]) -> str:
    values = dict(row.figures)
    cells = [f"{values[metric]:.4f}" if metric in values else "–" for metric in metrics]
    return "".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True))


def render_claims(claims: Iterable[Claim]) -> str:
    """One line a claim.

    >>> print(render_claims([Claim("ahead of pyvi", False, "-.003")]))
    NOT MET  ahead of pyvi: -.003
    """
    return "\n".join(f"{'met    ' if c.met else 'NOT MET'}  {c.text}: {c.measured}" for c in claims)
