"""Floors: figures under which ours must not fall, checked in with the history of each.

What it is: eval · row · metric → a value. A run fails where a figure lies below its floor by more
than a hair, or is gone. ``--update`` raises floors to what was measured; it lowers one only for a
reason, which is kept beside it.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from evals.figures import Row

__all__ = ["HAIR", "Floor", "Key", "fallen", "figures_of", "read_floors", "updated", "write_floors"]

HAIR = 0.0005
"""Figures may differ by this much between machines: sums of floats, ties of scores."""

_HEADING = """\
# What our rows must reach. [eval."table · row"] metric = { floor, history }; each history says when
# and why the floor moved. Written by: python -m evals --update [NAME…]; a floor is lowered only by
# python -m evals --update --lower "reason" [NAME…].
"""

Key = tuple[str, str, str]
"""Eval, row, metric."""


@dataclass(frozen=True, slots=True)
class Floor:
    """A value to reach, and how it came to be."""

    value: float
    history: tuple[str, ...]


def figures_of(eval_name: str, rows: Iterable[Row]) -> dict[Key, float]:
    """The figures of our own rows by key, rounded as they are kept."""
    return {
        (eval_name, f"{row.table} · {row.name}", metric): round(value, 4)
        for row in rows
        if row.ours
        for metric, value in row.figures
    }


def fallen(measured: Mapping[Key, float], floors: Mapping[Key, Floor]) -> list[str]:
    """What lies below its floor, one message each, for the evals that were run."""
    run = {name for name, _, _ in measured}
    messages: list[str] = []
    for key, floor in floors.items():
        where = " | ".join(key)
        if key in measured and measured[key] < floor.value - HAIR:
            messages.append(f"{where}: {measured[key]:.4f} is below its floor {floor.value:.4f}")
        elif key[0] in run and key not in measured:
            messages.append(f"{where}: has a floor, {floor.value:.4f}, and was not measured")
    return messages


def updated(
    measured: Mapping[Key, float], floors: Mapping[Key, Floor], *, today: date, lower: str = ""
) -> tuple[dict[Key, Floor], list[str]]:
    """The floors after a run, and a message for each that would have to be lowered.

    Args:
        lower: the reason for which floors may be lowered; none may without.
    """
    new = dict(floors)
    refused: list[str] = []
    for key, value in measured.items():
        floor = floors.get(key)
        if floor is None:
            new[key] = Floor(value, (f"{today} {value:.4f}: first measured",))
        elif value > floor.value:
            new[key] = Floor(value, (*floor.history, f"{today} {value:.4f}: measured"))
        elif value < floor.value - HAIR and lower:
            new[key] = Floor(value, (*floor.history, f"{today} {value:.4f}: lowered, {lower}"))
        elif value < floor.value - HAIR:
            refused.append(
                f"{' | '.join(key)}: {value:.4f} would lower the floor {floor.value:.4f}; "
                'find out why, or say why: --update --lower "reason"'
            )
    return new, refused


def read_floors(path: Path) -> dict[Key, Floor]:
    """The floors of a checked-in file; none if there is no file."""
    if not path.exists():
        return {}
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        (name, row, metric): Floor(float(entry["floor"]), tuple(entry["history"]))
        for name, rows in tables.items()
        for row, metrics in rows.items()
        for metric, entry in metrics.items()
    }


def write_floors(path: Path, floors: Mapping[Key, Floor]) -> None:
    """Write the floors, a table a row, in the order in which they were first measured."""
    tables: dict[tuple[str, str], list[str]] = {}
    for (name, row, metric), floor in floors.items():
        line = (
            f"{_quoted(metric)} = {{ floor = {floor.value:.4f}, history = {_list(floor.history)} }}"
        )
        tables.setdefault((name, row), []).append(line)
    text = [
        f"[{_quoted(name)}.{_quoted(row)}]\n" + "\n".join(lines) + "\n"
        for (name, row), lines in tables.items()
    ]
    path.write_text("\n".join([_HEADING, *text]), encoding="utf-8")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _list(items: Sequence[str]) -> str:
    return f"[{', '.join(map(_quoted, items))}]"
