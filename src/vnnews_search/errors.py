"""Every exception that this package raises on purpose.

Not here: bugs. Those stay Python's own exceptions, so that nobody catches them by accident.

Each error says what went wrong (``message``), who can act (``cause``) and what to type next
(``hint``). Front doors map ``kind`` to an exit code; nothing below them knows of exit codes.

::

    VnNewsSearchError
    ├── QuerySyntaxError        the query cannot be read; carries the place
    ├── UsageError              a call that makes no sense
    ├── NotThereError           no article of that id
    ├── IntakeError             a file or record cannot be read
    ├── MissingExtraError       an optional library is not installed
    ├── EngineUnavailableError  the engine's library is missing or another one took its place
    └── IndexUnusableError
        ├── IndexNotFoundError      no index there
        ├── IndexMismatchError      made by another release or with other settings
        ├── IndexLockedError        another process is writing
        └── IndexCorruptError       files are damaged
"""

from __future__ import annotations

from enum import StrEnum

__all__ = [
    "Cause",
    "EngineUnavailableError",
    "IndexCorruptError",
    "IndexLockedError",
    "IndexMismatchError",
    "IndexNotFoundError",
    "IndexUnusableError",
    "IntakeError",
    "MissingExtraError",
    "NotThereError",
    "QuerySyntaxError",
    "UsageError",
    "VnNewsSearchError",
]


class Cause(StrEnum):
    """Who can act on an error."""

    QUERY = "query"
    """The person who typed the query."""
    INPUT = "input"
    """The person who supplies the files."""
    SETUP = "setup"
    """The person who installs and runs the program."""


class VnNewsSearchError(Exception):
    """Root of this package's errors.

    Args:
        message: what went wrong, one sentence.
        hint: what to do or type next; may be empty.
    """

    cause: Cause = Cause.SETUP
    kind: str = "error"

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class QuerySyntaxError(VnNewsSearchError):
    """The query cannot be read.

    Args:
        message: what is wrong, one sentence.
        query: the query as read (NFC).
        start: offset of the first wrong character.
        end: offset after the last wrong character.
        hint: what to type instead.

    >>> error = QuerySyntaxError("dấu ngoặc kép chưa đóng", query='"đoàn kết', start=0, end=9)
    >>> print(error.underlined())
    "đoàn kết
    ^^^^^^^^^
    """

    cause = Cause.QUERY
    kind = "query_syntax"

    def __init__(self, message: str, *, query: str, start: int, end: int, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.query = query
        self.start = start
        self.end = end

    def underlined(self) -> str:
        """The query with carets under the wrong place, two lines."""
        carets = "^" * max(1, self.end - self.start)
        return f"{self.query}\n{' ' * self.start}{carets}"


class UsageError(VnNewsSearchError):
    """A call that makes no sense: an unknown command, a missing argument."""

    cause = Cause.INPUT
    kind = "usage"


class NotThereError(VnNewsSearchError):
    """There is no article of that id."""

    cause = Cause.INPUT
    kind = "not_there"


class IntakeError(VnNewsSearchError):
    """A file or a record cannot be read as articles."""

    cause = Cause.INPUT
    kind = "intake"


class MissingExtraError(VnNewsSearchError):
    """An optional library is needed and not installed."""

    kind = "missing_extra"


class EngineUnavailableError(VnNewsSearchError):
    """The library behind the engine is missing or is not the one expected."""

    kind = "engine_unavailable"


class IndexUnusableError(VnNewsSearchError):
    """The index cannot be used."""

    kind = "index_unusable"


class IndexNotFoundError(IndexUnusableError):
    """There is no index at that place."""

    kind = "index_not_found"


class IndexMismatchError(IndexUnusableError):
    """The index was made by another release, or with other settings."""

    kind = "index_mismatch"


class IndexLockedError(IndexUnusableError):
    """Another process is writing to the index."""

    kind = "index_locked"


class IndexCorruptError(IndexUnusableError):
    """Files of the index are damaged."""

    kind = "index_corrupt"
