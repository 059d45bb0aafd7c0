"""JSON from a stream of bytes: one record after the other, never the whole file.

What it is: the cutting of JSONL, of a JSON array and of objects written one after the other into
decoded records with their raw bytes and place.

What it is not: any knowledge of what a record means (``intake.record``). A broken record costs
itself alone: its end is found by counting brackets, not by understanding it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedIOBase

__all__ = ["RawRecord", "read_json_lines", "read_json_values"]

_BOM = b"\xef\xbb\xbf"
_SPACE = b" \t\r\n"
_PIECE = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]"]', re.DOTALL)
_AFTER_SCALAR = re.compile(rb"[,\n\]]")


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One record as it was found.

    Args:
        member: which one: the line in JSONL, the number in an array, from 1.
        offset: bytes from the start of the unpacked file.
        data: its bytes.
        value: its decoded value; None if there is a problem.
        problem: what is wrong with it, for people; empty if nothing is.
    """

    member: str
    offset: int
    data: bytes
    value: object = None
    problem: str = ""


def read_json_lines(stream: BufferedIOBase) -> Iterator[RawRecord]:
    r"""The records of JSONL; empty lines are passed over, but counted.

    >>> import io
    >>> records = read_json_lines(io.BytesIO('{"x": "Lễ hội"}\n\n{"x": \n'.encode()))
    >>> [(record.member, record.offset, bool(record.problem)) for record in records]
    [('1', 0, False), ('3', 21, True)]
    """
    offset = 0
    for number, line in enumerate(stream, 1):
        data = line.strip(_SPACE)
        if number == 1:
            data = data.removeprefix(_BOM)
        if data:
            yield _decoded(str(number), offset, data)
        offset += len(line)


def read_json_values(stream: BufferedIOBase) -> Iterator[RawRecord]:
    r"""The elements of a JSON array, or the values of a file one after the other.

    >>> import io
    >>> records = read_json_values(io.BytesIO('[{"x": "Lễ"},\n {"x": "hội"}]'.encode()))
    >>> [(record.member, record.offset, record.value) for record in records]
    [('1', 1, {'x': 'Lễ'}), ('2', 17, {'x': 'hội'})]
    """
    window = _Window(stream)
    in_array = window.skip(_SPACE + _BOM) == b"["
    if in_array:
        window.take(1)
    number = 0
    while (first := window.skip(_SPACE + b",")) and not (in_array and first == b"]"):
        number += 1
        offset = window.offset
        yield _decoded(str(number), offset, window.take_value())


def _decoded(member: str, offset: int, data: bytes) -> RawRecord:
    try:
        return RawRecord(member, offset, data, json.loads(data.decode("utf-8")))
    except UnicodeDecodeError as error:
        problem = f"bản ghi không phải UTF-8 (sai ở byte thứ {error.start + 1})"
    except json.JSONDecodeError as error:
        problem = f"bản ghi không phải JSON hợp lệ (sai ở ký tự thứ {error.pos + 1})"
    except (ValueError, RecursionError):
        problem = "không đọc nổi bản ghi JSON: có số quá dài hoặc lồng nhau quá sâu"
    return RawRecord(member, offset, data, problem=problem)


class _Window:
    """The part of a stream that holds the value being read."""

    def __init__(self, stream: BufferedIOBase) -> None:
        self._stream = stream
        self._bytes = b""
        self.offset = 0

    def _grow(self) -> bool:
        """Read as much again as there is, so that a long value is scanned a few times only.

        By one read of the disk: a second could fail, and what the first brought would be lost.
        """
        more = self._stream.read1(max(1 << 16, len(self._bytes)))
        self._bytes += more
        return bool(more)

    def take(self, size: int) -> bytes:
        taken, self._bytes = self._bytes[:size], self._bytes[size:]
        self.offset += len(taken)
        return taken

    def skip(self, unwanted: bytes) -> bytes:
        """Pass over bytes; the next one, or nothing at the end."""
        while True:
            kept = self._bytes.lstrip(unwanted)
            self.offset += len(self._bytes) - len(kept)
            self._bytes = kept
            if kept or not self._grow():
                return kept[:1]

    def take_value(self) -> bytes:
        while (end := _end_of_value(self._bytes)) is None:
            if not self._grow():
                return self.take(len(self._bytes))
        return self.take(end)


def _end_of_value(data: bytes) -> int | None:
    if data[:1] not in (b"{", b"["):
        found = _AFTER_SCALAR.search(data, 1)
        return found.start() if found else None
    depth = 0
    for piece in _PIECE.finditer(data):
        match piece[0]:
            case b"{" | b"[":
                depth += 1
            case b"}" | b"]":
                depth -= 1
                if depth == 0:
                    return piece.end()
            case b'"':  # a string that does not end within what was read
                return None
    return None
