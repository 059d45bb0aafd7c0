"""The drawing of ``search.py``: how p50 grows with the number of articles.

What it is: a small panel a kind, both axes logarithmic; ours is solid, peers are dashed. What it is
not: needed; the same figures are printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from showing import Found

__all__ = ["KINDS_OF_FILES", "draw"]

KINDS_OF_FILES = (".svg", ".png", ".pdf")
COLUMNS = 4


def draw(grown: Mapping[int, Found], path: Path) -> None:
    """Write the drawing; the ending of the path says which kind of file.

    Args:
        grown: the figures of each engine by number of articles.
    """
    names = list(dict.fromkeys(name for found in grown.values() for name in found))
    kinds = list(dict.fromkeys(kind for found in grown.values() for kind in found["ours"]["kinds"]))
    rows = -(-len(kinds) // COLUMNS)
    figure = import_module("matplotlib.figure").Figure(figsize=(3 * COLUMNS, 2.6 * rows))
    panels = list(figure.subplots(rows, COLUMNS, squeeze=False, sharey=True).flat)
    for panel, kind in zip(panels, kinds, strict=False):
        _draw_kind(panel, grown, kind, names)
    for panel in panels[len(kinds) :]:
        panel.set_axis_off()
    handles, labels = figure.axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="lower right", title="p50 in µs by articles")
    figure.tight_layout()
    figure.savefig(path)


def _draw_kind(panel: Any, grown: Mapping[int, Found], kind: str, names: list[str]) -> None:
    """A line an engine; without points where it has no such question, so that colours stay."""
    for name in names:
        points = [
            (count, found[name]["kinds"][kind]["p50"] * 1e6)
            for count, found in grown.items()
            if name in found and kind in found[name]["kinds"]
        ]
        panel.loglog(
            [count for count, _ in points],
            [micros for _, micros in points],
            linestyle="solid" if name == "ours" else "dashed",
            marker="o",
            markersize=3,
            label=name,
        )
    panel.set_title(kind, fontsize="small")
    panel.set_xticks(list(grown), [f"{count:,}" for count in grown])
    panel.tick_params(labelsize="x-small")
    panel.tick_params(which="minor", labelbottom=False, labelleft=False)
