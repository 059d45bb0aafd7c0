"""What holds of every segment beyond its checksums: one rule for each group of sections.

What it is: ``build`` seen from the other side. A file that is byte for byte what was written may
still have been written wrongly; then pointers that end too early or documents that are not there
would give wrong answers in silence.

What it is not: reading of stored documents (``check``), or a second definition of the layout.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np

from vnnews_search.analyzed import DAY_COLUMNS, Integers, Stream
from vnnews_search.engines.whoosh.build import BREAK_CODE, DENSE_FROM, FIRST_LONG_CODE
from vnnews_search.engines.whoosh.damage import DAMAGE
from vnnews_search.engines.whoosh.segment import MALFORMED, DamageError, SegmentFile
from vnnews_search.engines.whoosh.source import PARTS
from vnnews_search.engines.whoosh.texts import HEAD

__all__ = ["UNREADABLE", "structure_faults"]

UNREADABLE = (*DAMAGE, *MALFORMED)
"""What reading damaged files raises; what the system refuses to read is no damage."""


def structure_faults(file: SegmentFile, generation: int) -> list[str]:
    """What is wrong with the sections of a file, at most one fault a group.

    Args:
        generation: no document may be of a later one.
    """
    found: list[str] = []
    for rule in (_facts, _spans, _keywords, _rows, _streams, _exact, _pairs, _tokens):
        try:
            rule(file, generation)
        except UNREADABLE as error:
            found.append(f"sai cấu trúc: {error}")
    return found


def _require(holds: Any, name: str, what: str) -> None:
    if not holds:
        raise DamageError(f"{name}: {what}")


def _integers(file: SegmentFile, name: str) -> Integers:
    return file[name].whole().astype(np.int64)


def _pointers(file: SegmentFile, name: str, count: int, *targets: str) -> Integers:
    """The pointers of a section, which ascend and end where each of its targets does."""
    at = _integers(file, name)
    _require(len(at) == count + 1, name, f"{len(at)} con trỏ cho {count} mục")
    _require(at[0] == 0 and (np.diff(at) >= 0).all(), name, "con trỏ không tăng dần")
    for target in targets:
        _require(at[-1] == len(file[target]), name, f"con trỏ không hết ở cuối {target}")
    return at


def _numbers(file: SegmentFile, name: str, bound: int, within: Integers | None = None) -> Integers:
    """The numbers of a section, all below a bound.

    Args:
        within: pointers, between two of which the numbers ascend.
    """
    values = _integers(file, name)
    _require(((values >= 0) & (values < bound)).all(), name, f"có số không dưới {bound}")
    if within is not None:
        falls = np.diff(values) <= 0
        begins = within[1:-1]
        falls[begins[(begins > 0) & (begins < len(values))] - 1] = False
        _require(not falls.any(), name, "không tăng dần")
    return values


def _texts(file: SegmentFile, name: str, order: Integers | None = None, *, ascend: bool) -> int:
    """How many texts a table holds; they are UTF-8, and their heads are theirs."""
    at = _pointers(file, f"{name}.at", len(file[f"{name}.at"]) - 1, name)
    data = file[name].whole().tobytes()
    texts = [data[first:last] for first, last in pairwise(at.tolist())]
    _require(all(map(_is_utf_8, texts)), name, "không phải UTF-8")
    ordered = texts if order is None else [texts[number] for number in order.tolist()]
    heads = [int.from_bytes(text[:HEAD].ljust(HEAD, b"\0"), "big") for text in ordered]
    _require(heads == file[f"{name}.heads"].whole().tolist(), name, "phần đầu không khớp")
    _require(not ascend or all(a < b for a, b in pairwise(ordered)), name, "không tăng dần")
    return len(texts)


def _is_utf_8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def _permutation(file: SegmentFile, name: str, count: int) -> Integers:
    values = _integers(file, name)
    whole = len(values) == count and (np.sort(values) == np.arange(count)).all()
    _require(whole, name, "không phải một hoán vị")
    return values


def _facts(file: SegmentFile, generation: int) -> None:
    count = file.documents
    _require(_texts(file, "ids", ascend=True) == count, "ids", f"không đủ {count} mã")
    _require(_texts(file, "hashes", ascend=False) == count, "hashes", f"không đủ {count} mục")
    _pointers(file, "stored.at", count, "stored")
    _require(len(file["lengths"]) == count, "lengths", f"không đủ {count} mục")
    generations = _numbers(file, "generations", generation + 1)
    _require(len(generations) == count, "generations", f"không đủ {count} mục")
    for column in DAY_COLUMNS:
        days = _numbers(file, f"days.{column}", date.max.toordinal() + 1)
        _require(len(days) == count, f"days.{column}", f"không đủ {count} mục")


def _spans(file: SegmentFile, _: int) -> None:
    for name in _stems(file, "spans.", ".docs"):
        documents = _numbers(file, f"{name}.docs", file.documents)
        for which in ("starts", "ends"):
            same = len(file[f"{name}.{which}"]) == len(documents)
            _require(same, name, "các cột dài ngắn khác nhau")


def _keywords(file: SegmentFile, _: int) -> None:
    for name in _stems(file, "keywords.", ".docs"):
        within = _pointers(file, f"{name}.ptr", _texts(file, name, ascend=True), f"{name}.docs")
        _numbers(file, f"{name}.docs", file.documents, within)


def _rows(file: SegmentFile, _: int) -> None:
    for name in _stems(file, "rows.", ".docs"):
        rows = len(_numbers(file, f"{name}.docs", file.documents))
        keys = _numbers(file, f"{name}.key", _texts(file, f"{name}.keys", ascend=True))
        ascend = len(keys) == rows and (np.diff(keys) >= 0).all()
        _require(ascend, f"{name}.key", "không tăng dần, hoặc thiếu")
        for column in _stems(file, f"{name}.column.", ".cells"):
            cells = _numbers(file, f"{column}.cells", _texts(file, column, ascend=True) + 1)
            _require(len(cells) == rows, column, "các cột dài ngắn khác nhau")


def _stems(file: SegmentFile, start: str, end: str) -> list[str]:
    return [name.removesuffix(end) for name in file.names(start) if name.endswith(end)]


def _streams(file: SegmentFile, _: int) -> None:
    for name in (Stream.EXACT, Stream.FOLDED, Stream.WORDS):
        order = None
        if name is Stream.EXACT:
            order = _permutation(file, "exact.order", len(file["exact.at"]) - 1)
        terms = _texts(file, name, order, ascend=True)
        at = _pointers(file, f"{name}.ptr", terms, f"{name}.docs", f"{name}.impacts")
        _numbers(file, f"{name}.docs", file.documents, at)
        _require(file[f"{name}.impacts"].whole().all(), f"{name}.impacts", "có số 0")
        _frequent(file, name, at)


def _frequent(file: SegmentFile, name: str, at: Integers) -> None:
    """Just the frequent terms have rows instead of lists."""
    counts = np.diff(at)
    (wanted,) = np.nonzero(counts == 0)
    frequent = _integers(file, f"{name}.frequent")
    _require(
        np.array_equal(frequent, wanted),
        f"{name}.frequent",
        "không phải các mục không có danh sách",
    )
    rows = file[f"{name}.rows"].whole()
    _require(len(rows) == len(frequent) * file.documents, f"{name}.rows", "dài ngắn không khớp")
    held = np.count_nonzero(rows.reshape(-1, file.documents), axis=1)
    _require(np.array_equal(_integers(file, f"{name}.counts"), held), f"{name}.counts", "đếm sai")
    rare = (counts * DENSE_FROM <= file.documents).all()
    _require(
        rare and (held * DENSE_FROM > file.documents).all(),
        f"{name}.rows",
        "không phải các mục hay gặp",
    )


def _exact(file: SegmentFile, _: int) -> None:
    """Exact terms stand by their folded ones."""
    terms, folded = len(file["exact.at"]) - 1, len(file["folded.at"]) - 1
    at = _pointers(file, "exact.of", folded)
    _require(at[-1] == terms, "exact.of", "con trỏ không hết ở cuối exact")


def _pairs(file: SegmentFile, _: int) -> None:
    """Pairs stand by their folded pair, then by first term and second, each once."""
    ends = _integers(file, "exact.of")
    folded = np.repeat(np.arange(len(ends) - 1), np.diff(ends))
    ptr = _pointers(file, "pairs.ptr", len(ends) - 1, "pairs.firsts", "pairs.seconds")
    seconds = _numbers(file, "pairs.seconds", len(folded))
    owners = np.repeat(np.arange(len(ends) - 1), np.diff(ptr))
    firsts = ends[owners] + _integers(file, "pairs.firsts")
    _require((firsts < ends[owners + 1]).all(), "pairs.firsts", "không thuộc âm tiết ấy")
    order = np.lexsort((seconds, firsts, folded[seconds], owners))
    ascend = (order == np.arange(len(order))).all()
    twice = (np.diff(firsts) == 0) & (np.diff(seconds) == 0)
    _require(ascend and not twice.any(), "pairs.seconds", "không tăng dần")
    at = _pointers(file, "pairs.at", len(seconds), "pairs.docs", "pairs.impacts")
    _numbers(file, "pairs.docs", file.documents, at)


def _tokens(file: SegmentFile, _: int) -> None:
    """Codes lead to terms, none is cut in two, and parts lie within their documents."""
    terms = len(file["exact.at"]) - 1
    _permutation(file, "tokens.terms", terms)
    at = _pointers(file, "tokens.ptr", file.documents, "tokens")
    codes = _integers(file, "tokens")
    long = (codes >= FIRST_LONG_CODE) & (codes != BREAK_CODE)
    (high,) = np.nonzero(long)
    whole = not len(high) or (high[-1] + 1 < len(codes) and not np.isin(high + 1, at).any())
    _require(whole, "tokens", "một mã bị cắt đôi")
    rare = (codes[high] - FIRST_LONG_CODE) * FIRST_LONG_CODE + codes[high + 1]
    short = np.ones(len(codes), dtype=np.bool_)
    short[high] = short[high + 1] = False
    short &= codes != BREAK_CODE
    known = (rare < terms).all() and (codes[short] < terms).all()
    _require(known, "tokens", "có mã không dẫn đến mục nào")
    before = np.append(0, np.cumsum(long))[at]
    _parts(file, np.diff(at - before))


def _parts(file: SegmentFile, counts: Integers) -> None:
    targets = [f"parts.{which}" for which in ("kinds", "starts", "ends")]
    at = _pointers(file, "parts.ptr", file.documents, *targets)
    _numbers(file, "parts.kinds", len(PARTS))
    starts, ends = _integers(file, "parts.starts"), _integers(file, "parts.ends")
    within = (starts <= ends) & (ends <= np.repeat(counts, np.diff(at)))
    _require(within.all(), "parts.ends", "một phần vượt ra ngoài bài")
