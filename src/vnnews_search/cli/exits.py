"""Exit codes, and which error ends with which."""

from __future__ import annotations

from enum import IntEnum

from vnnews_search.errors import IndexUnusableError, NotThereError, VnNewsSearchError

__all__ = ["Exit", "exit_of"]


class Exit(IntEnum):
    """What the command says to the shell."""

    FOUND = 0
    """It worked; a search found something."""
    NOTHING = 1
    """A search, or a look-up, found nothing."""
    USAGE = 2
    """The call or its input was wrong, or a library is missing."""
    UNUSABLE = 3
    """The index cannot be used: missing, locked, damaged, of another format."""
    INTERRUPTED = 130
    """Ctrl-C."""


def exit_of(error: VnNewsSearchError) -> Exit:
    """The exit code of an error.

    >>> from vnnews_search.errors import IndexLockedError, IntakeError
    >>> exit_of(IndexLockedError("bận")).value, exit_of(IntakeError("trống")).value
    (3, 2)
    """
    match error:
        case IndexUnusableError():
            return Exit.UNUSABLE
        case NotThereError():
            return Exit.NOTHING
        case _:
            return Exit.USAGE
