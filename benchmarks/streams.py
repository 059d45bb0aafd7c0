"""Analysed articles on disk, so that each engine of ``search.py`` starts from the same terms.

What it is: the streams that the analyzer made of news articles, as arrays that are mapped back into
memory, and the documents made of them. What the data set lacks is synthetic: days spread over ten
years, three keyword fields, and two officer rows an article of invented names, offices and places.

What it is not: an index; nothing is inverted here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cached_property
from itertools import chain, islice
from pathlib import Path

import numpy as np

from analysis import TOGETHER, Fields, read_batches
from vnnews_search.analysis.analyzer import AnalyzedText, analyze_all
from vnnews_search.analyzed import (
    DATED,
    OFFICERS,
    AnalyzedDocument,
    Integers,
    PairTable,
    Part,
    PartRange,
    Row,
    Stream,
    StreamTerms,
    TermTable,
)

__all__ = ["COLUMNS", "FIRST_DAY", "Articles", "analysed", "officer_rows"]

TABLES = ("exact", "folded", "words")
PARTS = tuple(Part)
FIRST_DAY = date(2012, 1, 1)
DAYS = 3652
COLUMNS = ("name", "office", "place")

_FAMILIES = ["Lò", "Vừ", "Giàng", "Cầm", "Quàng", "Tòng", "Nông", "Lường", "Sùng", "Thào"]
_MIDDLES = ["Văn", "Thị", "Minh", "Xuân", "Đình", "Thu", "Hải", "Bích"]
_GIVENS = ["Pín", "Mỷ", "Sáng", "Phử", "Dính", "Lả", "Hặc", "Tếnh", "Páo", "Chớ", "Sếnh", "Ngần"]
_OFFICES = [f"{rank}Chủ tịch cấp {n}" for rank in ("", "Phó ") for n in range(6)]
_PLACES = [f"{first} {second}" for first in ("Lũng", "Nà", "Pác", "Khuổi") for second in _GIVENS]


class Articles:
    """The articles of a folder that ``analysed`` filled.

    Args:
        count: only the first so many.
    """

    def __init__(self, folder: Path, count: int | None = None) -> None:
        self._folder = folder
        there = len(self._array("at")) - 1
        self.count = there if count is None else min(count, there)

    def _array(self, name: str) -> Integers:
        array: Integers = np.load(self._folder / f"{name}.npy", mmap_mode="r")
        return array

    @cached_property
    def _arrays(self) -> dict[str, Integers]:
        return {path.stem: self._array(path.stem) for path in self._folder.glob("*.npy")}

    @cached_property
    def texts(self) -> dict[str, list[str]]:
        """The terms of each table by number."""
        return {t: json.loads((self._folder / f"{t}.json").read_text("utf-8")) for t in TABLES}

    @cached_property
    def _tables(self) -> dict[str, TermTable]:
        tables = {name: TermTable() for name in TABLES}
        for name, texts in self.texts.items():
            for text in texts:
                tables[name].number(text)
        return tables

    @cached_property
    def text_bytes(self) -> int:
        """The articles' texts in UTF-8."""
        return int(self._arrays["bytes"][: self.count].sum())

    def tokens(self, number: int) -> tuple[Integers, Integers, Integers]:
        """The exact terms, folded terms and positions of an article."""
        first, last = self._arrays["at"][number : number + 2]
        exact, folded, positions = (
            self._arrays[name][first:last].astype(np.int64)
            for name in ("exact", "folded", "positions")
        )
        return exact, folded, positions

    def frequencies(self) -> Integers:
        """How many articles hold each exact term."""
        held = np.zeros(len(self.texts["exact"]), dtype=np.int64)
        for number in range(self.count):
            held[np.unique(self.tokens(number)[0])] += 1
        return held

    def day(self, number: int) -> date:
        """The synthetic day of an article."""
        return FIRST_DAY + timedelta(number * 7919 % DAYS)

    def stored(self, number: int) -> bytes:
        """The text of an article as JSON."""
        first, last = self._arrays["stored_at"][number : number + 2]
        return self._arrays["stored"][first:last].tobytes()

    def document(self, number: int) -> AnalyzedDocument:
        """An article as our engine takes it."""
        exact, folded, positions = self.tokens(number)
        (paired,) = np.nonzero(np.diff(positions) == 1)
        pairs = folded[paired] << 32 | folded[paired + 1]
        first, last = self._arrays["words_at"][number : number + 2]
        words = self._arrays["words"][first:last].astype(np.int64)
        tables = self._tables
        return AnalyzedDocument(
            id=f"bai-{number:06}",
            hash=f"{number:032x}",
            stored=self.stored(number),
            streams=(
                StreamTerms(Stream.EXACT, tables["exact"], exact, positions),
                StreamTerms(Stream.FOLDED, tables["folded"], folded, positions),
                StreamTerms(Stream.PAIRS, PairTable(tables["folded"]), pairs, positions[paired]),
                StreamTerms(
                    Stream.WORDS,
                    tables["words"],
                    words,
                    self._arrays["word_positions"][first:last].astype(np.int64),
                ),
            ),
            parts=tuple(self._parts(number)),
            length=int(self._arrays["lengths"][number]),
            days=((DATED, self.day(number)),),
            keywords=(
                ("source", f"Báo {number * 31 % 8}"),
                ("category", f"Mục {number * 17 % 12}"),
                ("author", f"Người viết {number * 13 % 300}"),
            ),
            rows=((OFFICERS, officer_rows(number)),),
        )

    def _parts(self, number: int) -> Iterator[PartRange]:
        for _, part, start, end, weight in self._rows_of("parts", number).tolist():
            yield PartRange(PARTS[part], start, end, weight)

    def _rows_of(self, name: str, number: int) -> Integers:
        rows = self._arrays[name]
        first, last = np.searchsorted(rows[:, 0], [number, number + 1])
        return rows[first:last]

    def lines(self, number: int, end_of_paragraph: str) -> tuple[str, str, str]:
        """The exact terms, folded terms and pairs of an article, each as one line of text."""
        exact, folded, positions = self.tokens(number)
        leaps = np.flatnonzero(np.diff(positions) > 1).tolist()
        lines = [
            _broken([self.texts[table][n] for n in numbers.tolist()], leaps, end_of_paragraph)
            for table, numbers in (("exact", exact), ("folded", folded))
        ]
        names = [self.texts["folded"][n] for n in folded.tolist()]
        (paired,) = np.nonzero(np.diff(positions) == 1)
        pairs = " ".join(f"{names[n]}_{names[n + 1]}" for n in paired.tolist())
        return lines[0], lines[1], pairs


def _broken(terms: list[str], leaps: Sequence[int], end_of_paragraph: str) -> str:
    for place in reversed(leaps):
        terms.insert(place + 1, end_of_paragraph)
    return " ".join(terms)


def officer_rows(number: int) -> tuple[Row, ...]:
    """The synthetic rows of an article."""
    return tuple(_row(number * 2 + which) for which in range(2))


def _row(seed: int) -> Row:
    family, middle, given, office, place = (
        values[seed * prime % 1_000_003 % len(values)]
        for values, prime in (
            (_FAMILIES, 7919),
            (_MIDDLES, 104_729),
            (_GIVENS, 1_299_709),
            (_OFFICES, 15_485_863),
            (_PLACES, 32_452_843),
        )
    )
    values = (f"{family} {middle} {given}", office, place)
    key = f"{given} {family} {middle}".lower()
    return Row(key, tuple(zip(COLUMNS, values, strict=True)))


# --- making them ----------------------------------------------------------------------------------


def analysed(count: int, folder: Path) -> Articles:
    """So many articles, analysed once, then read from the folder.

    They are the first of the data set; more than it has are recombined from the paragraphs of it.
    """
    place = folder / f"streams-{count}"
    if not (place / "words.json").exists():
        place.mkdir(parents=True, exist_ok=True)
        _analyse(count, place)
    return Articles(place)


def articles_of(count: int) -> Iterator[Fields]:
    """The texts of so many articles."""
    real: list[Fields] = []
    for article in islice(chain.from_iterable(read_batches(count)), count):
        real.append(article)
        yield article
    if not real:
        raise SystemExit("no articles")
    yield from _recombined(real, count - len(real))


def _recombined(real: Sequence[Fields], count: int) -> Iterator[Fields]:
    """Title, lead and each paragraph come from articles drawn at random; the same on every run."""
    random = np.random.default_rng(2)
    paragraphs = [dict(article)["body"].split("\n") for article in real]
    for _ in range(count):
        first, second, third = random.integers(len(real), size=3).tolist()
        others = random.integers(len(real), size=len(paragraphs[third])).tolist()
        places = random.random(len(others)).tolist()
        body = "\n".join(
            paragraphs[other][int(place * len(paragraphs[other]))]
            for other, place in zip(others, places, strict=True)
        )
        yield real[first][0], real[second][1], ("body", body)


class _Tables:
    """Terms of all articles; the analyzer begins its own tables anew when they are full."""

    def __init__(self) -> None:
        self.own = {name: TermTable() for name in TABLES}
        self._renumbered: dict[str, tuple[TermTable | None, list[int]]] = {
            name: (None, []) for name in TABLES
        }

    def renumbered(self, name: str, table: TermTable, numbers: Integers) -> Integers:
        """Numbers of a table of the analyzer as numbers of our own."""
        known, own = self._renumbered[name]
        if known is not table:
            own = []
            self._renumbered[name] = (table, own)
        most = max(numbers.tolist(), default=-1)
        own += (self.own[name].number(table.text(n)) for n in range(len(own), most + 1))
        return np.fromiter(map(own.__getitem__, numbers.tolist()), np.int64, len(numbers))

    def save(self, place: Path) -> None:
        for name, table in self.own.items():
            texts = [table.text(n) for n in range(len(table))]
            (place / f"{name}.json").write_text(json.dumps(texts), "utf-8")


def _analyse(count: int, place: Path) -> None:
    found: dict[str, list[Integers]] = {}
    stored: list[bytes] = []
    tables = _Tables()
    articles = articles_of(count)
    while batch := tuple(islice(articles, TOGETHER)):
        for text in analyze_all(batch):
            for name, values in _arrays_of(len(stored), text, tables).items():
                found.setdefault(name, []).append(values)
            stored.append(json.dumps(dict(text.named), ensure_ascii=False).encode())
    sizes = {"at": "exact", "words_at": "words"}
    for name, counted in sizes.items():
        np.save(place / f"{name}.npy", np.cumsum([0, *map(len, found[counted])]))
    for name, arrays in found.items():
        np.save(place / f"{name}.npy", np.concatenate(arrays))
    np.save(place / "stored.npy", np.frombuffer(b"".join(stored), np.uint8))
    np.save(place / "stored_at.npy", np.cumsum([0, *map(len, stored)]))
    tables.save(place)


def _arrays_of(number: int, text: AnalyzedText, tables: _Tables) -> dict[str, Integers]:
    exact, folded, _, words = text.streams
    theirs = text.tables
    parts = [(number, PARTS.index(p.part), p.start, p.end, p.weight) for p in text.parts]
    small = {
        "exact": tables.renumbered("exact", theirs.exact, exact.numbers),
        "folded": tables.renumbered("folded", theirs.folded, folded.numbers),
        "positions": exact.positions,
        "words": tables.renumbered("words", theirs.words, words.numbers),
        "word_positions": words.positions,
        "lengths": np.array([text.length]),
        "bytes": np.array([sum(len(content.encode()) for _, content in text.named)]),
        "parts": np.array(parts).reshape(-1, 5),
    }
    return {name: values.astype(np.int32) for name, values in small.items()}
