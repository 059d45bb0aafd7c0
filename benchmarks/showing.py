"""The tables that ``search.py`` prints.

What it is: figures as lines. What it is not: measured here; the drawing is ``plotting``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from indexes import section_bytes, segment_documents
from measuring import Figures
from streams import Articles

__all__ = ["show_growth", "show_indexes", "show_kinds", "show_our_index"]

Found = Mapping[str, Figures]
"""The figures of each engine; ours comes first."""


def show_kinds(found: Found) -> None:
    """A line a kind: µs of each engine, and how much slower ours is than the first peer."""
    ours, *peers = found
    heads = "".join(f"  {name:>15}" for name in found)
    print(f"  {'µs, p50 and p95':<26}{'asked':>6}{heads}  ours ÷ {peers[0] if peers else '-'}")
    for kind, mine in found[ours]["kinds"].items():
        cells, ratio, differing = "", "", 0
        for name in found:
            got = found[name]["kinds"].get(kind)
            cell = f"{got['p50'] * 1e6:,.0f} {got['p95'] * 1e6:8,.0f}" if got else "-"
            cells += f"  {cell:>15}"
        peer = found[peers[0]]["kinds"].get(kind) if peers else None
        if peer:
            ratio = f"{mine['p50'] / peer['p50']:7.2f}"
            pairs = zip(mine["totals"], peer["totals"], strict=False)  # some are asked fewer
            differing = sum(b is not None and a != b for a, b in pairs)
        note = f"  ({differing} totals differ)" if differing else ""
        print(f"  {kind:<26}{len(mine['totals']):>6}{cells}  {ratio}{note}")


def show_indexes(found: Found, articles: Articles) -> None:
    """A line a figure of the index."""
    rows: dict[str, Callable[[Figures], str]] = {
        "articles a second": lambda f: f"{articles.count / f['seconds']:,.0f}",
        "bytes ÷ bytes of text": lambda f: f"{f['bytes'] / articles.text_bytes:.2f}",
        "segments": lambda f: f"{f['segments']}",
        "open, ms": lambda f: f"{f['open'] * 1000:.1f}",
        "memory of answers, MB": lambda f: f"{f['memory']:.1f}",
        "memory of the process, MB": lambda f: f"{f['process']:.0f}",
        "one more article, ms": lambda f: f"{f['single'] * 1000:.1f}" if f["single"] else "-",
    }
    for label, show in rows.items():
        print(f"  {label:<32}" + "".join(f"  {show(f):>15}" for f in found.values()))


def show_our_index(folder: Path, articles: Articles) -> None:
    """What our index is made of."""
    sections = section_bytes(folder).items()
    shares = ", ".join(f"{group} {size / articles.text_bytes:.2f}" for group, size in sections)
    print(f"  bytes ÷ bytes of text, ours: {shares}")
    documents = ", ".join(f"{count:,}" for count in segment_documents(folder))
    print(f"  documents a segment, ours: {documents}")


def show_growth(grown: Mapping[int, Found]) -> None:
    """A line a kind: p50 of ours and of the first peer, and their ratio, by number of articles."""
    counts = list(grown)
    ours, *peers = grown[counts[0]]
    peer = peers[0] if peers else "-"
    print(f"p50 in µs by articles: ours, {peer}, ours ÷ {peer}")
    print(f"  {'':<26}" + "".join(f"  {count:>22,}" for count in counts))
    for kind in grown[counts[0]][ours]["kinds"]:
        cells = (_growth_cell(grown[count], kind, ours, peer) for count in counts)
        print(f"  {kind:<26}" + "".join(f"  {cell:>22}" for cell in cells))


def _growth_cell(found: Found, kind: str, ours: str, peer: str) -> str:
    mine, theirs = (
        found[name]["kinds"].get(kind) if name in found else None for name in (ours, peer)
    )
    texts = [f"{got['p50'] * 1e6:,.0f}" if got else "-" for got in (mine, theirs)]
    ratio = f"{mine['p50'] / theirs['p50']:.2f}" if mine and theirs else "-"
    return f"{texts[0]:>7} {texts[1]:>8} {ratio:>5}"
