"""The file of a segment: what is written is read, or the damage is told."""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from vnnews_search.engines.whoosh.engine import WhooshEngine
from vnnews_search.engines.whoosh.segment import (
    BLOCK,
    VERSION,
    DamageError,
    SegmentFile,
    plain,
    write_segment,
)
from vnnews_search.engines.whoosh.toc import lock_path
from vnnews_search.errors import IndexCorruptError

Written = dict[str, tuple[str, list[int]]]

TYPES = ("<u1", "<u2", "<u4", "<u8", "<i4", "<i8")
SMALL: dict[str, NDArray[Any]] = {
    "a": np.array([7, 8], dtype=np.uint8),
    "tên": np.array([-1, 1 << 40], dtype=np.int64),
    "empty": np.zeros(0, dtype=np.uint16),
    "last": np.arange(20, dtype=np.uint32),
}


@pytest.fixture(scope="module")
def fresh_path(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    return lambda: tmp_path_factory.mktemp("segment") / "file"


def _read(path: Path) -> tuple[int, Written]:
    file = SegmentFile(path)
    names = file.names()
    whole = {name: file[name].whole() for name in names}
    return file.documents, {n: (v.dtype.str[1:], v.tolist()) for n, v in whole.items()}


def _values(kind: str) -> st.SearchStrategy[NDArray[Any]]:
    limits = np.iinfo(kind)
    numbers = st.integers(int(limits.min), int(limits.max))
    few = st.lists(numbers, max_size=40).map(lambda values: np.array(values, dtype=kind))
    # Some fill a block to the last byte, or go one value beyond.
    edges = st.builds(
        lambda number, count, more: np.full(BLOCK * count // int(kind[2]) + more, number, kind),
        numbers,
        st.integers(1, 2),
        st.integers(-1, 1),
    )
    return few | edges


@settings(max_examples=50)
@given(
    documents=st.integers(0, 1 << 16),
    sections=st.dictionaries(
        st.text(max_size=6).filter(lambda name: name != "sums"),
        st.sampled_from(TYPES).flatmap(_values),
        max_size=5,
    ),
)
def test_sections_come_back(
    fresh_path: Callable[[], Path], documents: int, sections: dict[str, NDArray[Any]]
) -> None:
    path = fresh_path()
    write_segment(path, documents, sections)
    file = SegmentFile(path)
    assert file.documents == documents
    assert file.names() == list(sections)
    for name, values in sections.items():
        middle = len(values) // 2
        cut, whole = file[name].cut(middle, len(values)), file[name].whole()
        assert cut.tobytes() == values[middle:].tobytes()
        assert (whole.dtype, whole.tobytes()) == (values.dtype, values.tobytes())
        assert len(file[name]) == len(values)


def test_big_endian_and_strided_arrays_come_back(tmp_path: Path) -> None:
    sections = {"big": np.array([1, 2], dtype=">u4"), "strided": np.arange(9, dtype="<u2")[::3]}
    write_segment(tmp_path / "file", 1, sections)
    assert _read(tmp_path / "file")[1] == {"big": ("u4", [1, 2]), "strided": ("u2", [0, 3, 6])}


def test_the_example_of_the_docstring(tmp_path: Path) -> None:
    write_segment(tmp_path / "file", 1, {"a": np.array([7, 8], dtype=np.uint8)})
    magic = bytes.fromhex("89564E4E0D0A1A0A")
    directory = json.dumps(
        {
            "version": VERSION,
            "documents": 1,
            "sections": {
                "a": ["u1", 64, 2, crc32(b"\x07\x08")],
                "sums": ["u8", 128, 1, crc32(b"\x07\x08" + bytes(6))],
            },
        }
    ).encode()
    assert (tmp_path / "file").read_bytes() == b"".join(
        [
            magic + bytes(56),
            b"\x07\x08" + bytes(62),
            b"\x07\x08" + bytes(62),
            directory,
            struct.pack("<QII", 192, len(directory), crc32(directory)) + magic,
        ]
    )


def test_a_file_is_never_overwritten(tmp_path: Path) -> None:
    write_segment(tmp_path / "file", 1, SMALL)
    with pytest.raises(FileExistsError):
        write_segment(tmp_path / "file", 1, SMALL)


# --- damage -------------------------------------------------------------------------------------


def test_no_flipped_bit_gives_another_value(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_segment(path, 3, SMALL)
    data, expected = path.read_bytes(), _read(path)
    unnoticed = 0
    with path.open("r+b", buffering=0) as file:
        for place, byte in enumerate(data):
            for bit in range(8):
                file.seek(place)
                file.write(bytes([byte ^ 1 << bit]))
                try:
                    assert _read(path) == expected, (place, bit)
                    unnoticed += 1
                except DamageError:
                    pass
            file.seek(place)
            file.write(bytes([byte]))
    # What goes unnoticed is zeros between sections.
    used = sum(values.nbytes for values in SMALL.values())
    assert unnoticed == 8 * _padding(data)
    assert 8 * (len(data) - used) > unnoticed > 0


def _padding(data: bytes) -> int:
    """How many bytes of a file belong to nothing."""
    offset, length = struct.unpack("<QI", data[-24:-12])
    directory = json.loads(data[offset : offset + length])
    places = directory["sections"].values()
    # The last word of a section is summed up with the zeros that fill it.
    used = sum(-(-int(kind[1]) * count // 8) * 8 for kind, _, count, _ in places)
    return int(len(data) - used - length - 24 - 8)


def test_a_damaged_block_hides_no_other(tmp_path: Path) -> None:
    path = tmp_path / "file"
    values = np.arange(3 * BLOCK // 4, dtype=np.uint32)
    write_segment(path, 1, {"before": np.arange(3, dtype=np.uint8), "long": values})
    data = bytearray(path.read_bytes())
    place = data.index(values[BLOCK // 4 :].tobytes()[:16])  # the first of the second block
    data[place] ^= 1
    path.write_bytes(data)
    section = SegmentFile(path)["long"]
    edge = BLOCK // 4
    assert section.cut(0, edge).tolist() == values[:edge].tolist()
    assert section.cut(2 * edge, 3 * edge).tolist() == values[2 * edge :].tolist()
    for first, last in ((edge, edge + 1), (edge - 1, edge + 1), (2 * edge - 1, 2 * edge + 1)):
        with pytest.raises(DamageError, match="long, block 1"):
            section.cut(first, last)
    with pytest.raises(DamageError):
        section.whole()
    assert SegmentFile(path)["before"].whole().tolist() == [0, 1, 2]


def test_a_file_cut_off_anywhere_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_segment(path, 3, SMALL)
    for length in reversed(range(path.stat().st_size)):
        with path.open("r+b") as file:
            file.truncate(length)
        with pytest.raises(DamageError):
            SegmentFile(path)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\0", id="one-byte"),
        pytest.param(bytes(4096), id="zeros"),
        pytest.param(b"\xff" * 4096, id="ones"),
        pytest.param("Ngày hội đại đoàn kết ".encode() * 99, id="text"),
        pytest.param(b"\x89VNN\r\n\x1a\n" * 8, id="magic-alone"),
    ],
)
def test_another_file_is_damaged(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "file").write_bytes(data)
    with pytest.raises(DamageError):
        SegmentFile(tmp_path / "file")


def test_what_comes_after_a_file_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_segment(path, 3, SMALL)
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(DamageError):
        SegmentFile(path)


def _with_directory(path: Path, directory: object) -> None:
    """A file with good checksums around a directory that nobody of ours wrote."""
    write_segment(path, 3, SMALL)
    data = path.read_bytes()
    offset, _ = struct.unpack("<QI", data[-24:-12])
    text = directory if isinstance(directory, bytes) else json.dumps(directory).encode()
    footer = struct.pack("<QII", offset, len(text), crc32(text)) + data[:8]
    path.write_bytes(data[:offset] + text + footer)


def _good_directory(**changes: object) -> dict[str, object]:
    nothing = {"sums": ["u8", 64, 0, 0]}
    return {"version": VERSION, "documents": 1, "sections": nothing} | changes


def test_the_made_directory_can_be_read(tmp_path: Path) -> None:
    _with_directory(tmp_path / "file", _good_directory())
    assert SegmentFile(tmp_path / "file").names() == []


@pytest.mark.parametrize(
    "directory",
    [
        pytest.param(_good_directory(version=VERSION + 1), id="version"),
        pytest.param([], id="no-object"),
        pytest.param({}, id="nothing-in-it"),
        pytest.param(b"{", id="no-json"),
        pytest.param(b"[" * 100_000, id="deep-json"),
        pytest.param(_good_directory(sections=[]), id="no-sections"),
        pytest.param(_good_directory(sections={"sums": 1}), id="no-place"),
        pytest.param(_good_directory(sections={"sums": ["O", 64, 0, 0]}), id="objects"),
        pytest.param(_good_directory(sections={"sums": ["u8", 1 << 70, 0, 0]}), id="offset"),
        pytest.param(_good_directory(sections={"sums": ["u8", 64, 1 << 70, 0]}), id="count"),
        pytest.param(_good_directory(sections={"sums": ["u8", -64, 0, 0]}), id="before"),
        pytest.param(_good_directory(sections={"sums": ["u8", 64, 1, 0]}), id="sums-of-nothing"),
        pytest.param(_good_directory(documents="x"), id="documents"),
        pytest.param(_good_directory(documents=1e400), id="infinite"),
    ],
)
def test_a_made_directory_is_damage(tmp_path: Path, directory: object) -> None:
    _with_directory(tmp_path / "file", directory)
    with pytest.raises(DamageError):
        SegmentFile(tmp_path / "file")


def test_a_missing_section_is_damage(tmp_path: Path) -> None:
    write_segment(tmp_path / "file", 1, {})
    with pytest.raises(DamageError, match="no section a"):
        SegmentFile(tmp_path / "file")["a"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes have names there")
def test_what_is_no_plain_file_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "file"
    os.mkfifo(path)
    with pytest.raises(DamageError, match="no plain file"):
        SegmentFile(path)
    path.unlink()
    write_segment(path, 4, SMALL)
    assert plain(path) == path
    link = tmp_path / "link"
    link.symlink_to(path)
    assert SegmentFile(link).documents == 4


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes have names there")
@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: path.symlink_to("elsewhere")])
def test_a_lock_that_is_no_plain_file_is_refused(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    engine = WhooshEngine(tmp_path, create=True)
    make(lock_path(tmp_path))
    with pytest.raises(IndexCorruptError, match="WRITELOCK"):
        engine.writer()
    assert not (tmp_path / "elsewhere").exists()
