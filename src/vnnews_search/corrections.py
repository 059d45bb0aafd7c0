"""What people corrected: kept beside the index, so that no load brings an error back.

What it is: ``corrections.jsonl``, one line a correction, only ever appended to. The last line about
an article counts. So far a correction hides an article (deleting it) or shows it again.

What it is not: part of the index. It survives re-indexing and rebuilding, which is its purpose.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

from vnnews_search.errors import IndexCorruptError

__all__ = ["FILE", "Corrections"]

FILE = "corrections.jsonl"


class Corrections:
    """The corrections of one index.

    Args:
        path: their file, made with the first correction; None keeps them in memory.

    Raises:
        IndexCorruptError: a line of the file cannot be read.

    >>> corrections = Corrections(None)
    >>> corrections.hide(["a", "b"])
    >>> corrections.show(["b"])
    >>> corrections.hidden
    frozenset({'a'})
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._hidden: dict[str, bool] = {}
        if path is not None and path.exists():
            self._read(path)

    def _read(self, path: Path) -> None:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                fields = json.loads(line)
                self._hidden[str(fields["article"])] = bool(fields["hidden"])
            except (ValueError, KeyError, TypeError) as error:
                raise IndexCorruptError(
                    f"{path}: dòng {number} không đọc được",
                    hint="Sửa hoặc xóa dòng ấy bằng trình soạn thảo rồi chạy lại.",
                ) from error

    @property
    def hidden(self) -> frozenset[str]:
        """Ids of the articles that are to stay out of the index."""
        return frozenset(id for id, hidden in self._hidden.items() if hidden)

    def hide(self, ids: Iterable[str]) -> None:
        """Keep articles out of the index from now on."""
        self._append(dict.fromkeys(ids, True))

    def show(self, ids: Iterable[str]) -> None:
        """Let hidden articles in again, with the next load that brings them."""
        self._append({id: False for id in ids if self._hidden.get(id)})

    def _append(self, hidden: dict[str, bool]) -> None:
        self._hidden.update(hidden)
        if self._path is None or not hidden:
            return
        lines = [
            json.dumps({"article": id, "hidden": value}, ensure_ascii=False)
            for id, value in hidden.items()
        ]
        with self._path.open("a", encoding="utf-8") as file:
            file.write("".join(f"{line}\n" for line in lines))
            file.flush()
            os.fsync(file.fileno())
