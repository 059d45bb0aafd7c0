"""Whoosh's many ways of saying that files are damaged, as one error of ours."""

from __future__ import annotations

import pickle
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from whoosh import index as whoosh_index
from whoosh.reading import CorruptIndexError, TermNotFound

from vnnews_search.errors import IndexCorruptError, IndexUnusableError

__all__ = ["reading", "writing"]

_DAMAGE = (
    OSError,
    EOFError,
    ValueError,
    LookupError,
    AttributeError,
    ImportError,
    TermNotFound,
    struct.error,
    zlib.error,
    pickle.UnpicklingError,
    whoosh_index.IndexError,
    CorruptIndexError,
)
"""What reading damaged files raises, besides wrong answers that checksums would have to catch."""


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """While this is open, what damaged files raise becomes ``IndexCorruptError``."""
    try:
        yield
    except UnicodeEncodeError:  # text that we were given, not files
        raise
    except _DAMAGE as error:
        raise IndexCorruptError(
            f"chỉ mục {folder} bị hỏng: {error or type(error).__name__}",
            hint="Chạy vnnews check; nếu không sửa được, lập lại chỉ mục từ các tệp gốc.",
        ) from error


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """While this is open, a folder that cannot be written to is told as one error of ours."""
    try:
        yield
    except OSError as error:
        raise IndexUnusableError(
            f"không ghi được vào chỉ mục {folder}: {error.strerror or error}",
            hint="Xem còn chỗ trên đĩa và quyền ghi vào thư mục ấy không; những gì đã ghi vẫn còn.",
        ) from error
