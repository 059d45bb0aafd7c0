"""What damaged or closed files raise, as errors of ours."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vnnews_search.engines.whoosh.segment import DamageError
from vnnews_search.errors import IndexCorruptError, IndexUnusableError

__all__ = ["reading", "writing"]

_DAMAGE = (DamageError, OSError, zlib.error)


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """While this is open, what damaged files raise becomes ``IndexCorruptError``."""
    try:
        yield
    except _DAMAGE as error:
        raise IndexCorruptError(
            f"chỉ mục {folder} bị hỏng: {error or type(error).__name__}",
            hint="Chạy: vnnews check --repair, rồi đưa lại các tệp gốc nếu có bài bị mất.",
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
