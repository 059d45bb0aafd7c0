"""What damaged, unreadable or full disks raise, as errors of ours.

What it is: the border between "the files are not what was written" and "the system did not let us",
which ask for different cures: no index is to be rebuilt because a right or a file handle lacks.

What it is not: how damage is found (``segment``, ``toc``).
"""

from __future__ import annotations

import errno
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vnnews_search.engines.whoosh.segment import DamageError
from vnnews_search.errors import IndexCorruptError, IndexNotFoundError, IndexUnusableError

__all__ = ["DAMAGE", "reading", "writing"]

DAMAGE = (DamageError, zlib.error, FileNotFoundError, IsADirectoryError, NotADirectoryError)
"""What reading raises where files are not what was written, or gone."""

_HINTS = {
    errno.EACCES: "Xem quyền của thư mục ấy và các tệp trong đó.",
    errno.EPERM: "Xem quyền của thư mục ấy và các tệp trong đó.",
    errno.EMFILE: "Đóng bớt tệp đang mở, hoặc nâng giới hạn (ulimit -n), rồi chạy lại.",
    errno.ENFILE: "Đóng bớt chương trình đang mở tệp, rồi chạy lại.",
    errno.ENOMEM: "Đóng bớt chương trình cho đủ bộ nhớ, rồi chạy lại.",
    errno.EIO: "Kiểm tra đĩa; chạy vnnews check khi đĩa đọc được.",
}


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """While this is open, what reading raises becomes an error of ours.

    Raises:
        IndexNotFoundError: the folder is gone.
        IndexCorruptError: a file is not what was written, or gone.
        IndexUnusableError: the system refuses to read.
    """
    try:
        yield
    except DAMAGE as error:
        if isinstance(error, OSError) and not folder.is_dir():
            raise IndexNotFoundError(
                f"không có chỉ mục trong {folder}",
                hint=f"Lập chỉ mục trước: vnnews index THƯ_MỤC_TIN --index {folder}",
            ) from error
        raise IndexCorruptError(
            f"chỉ mục {folder} bị hỏng: {error or type(error).__name__}",
            hint="Chạy: vnnews check --repair, rồi đưa lại các tệp gốc nếu có bài bị mất.",
        ) from error
    except OSError as error:
        raise IndexUnusableError(
            f"không đọc được chỉ mục {folder}: {error.strerror or error}",
            hint=_HINTS.get(error.errno or 0, "Xem đĩa và quyền đọc thư mục ấy, rồi chạy lại."),
        ) from error


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """While this is open, a folder that cannot be written to is told as one error of ours.

    Raises:
        IndexUnusableError: the system refuses to write.
    """
    try:
        yield
    except OSError as error:
        hint = "Xem còn chỗ trên đĩa và quyền ghi vào thư mục ấy không; những gì đã ghi vẫn còn."
        raise IndexUnusableError(
            f"không ghi được vào chỉ mục {folder}: {error.strerror or error}",
            hint=_HINTS.get(error.errno or 0, hint),
        ) from error
