"""Language data: commented tables, read once where they are needed.

What it is: the tables, and how their lines are read. What it is not: their meaning, which the
module that reads one knows.
"""

from __future__ import annotations

from pkgutil import get_data

__all__ = ["table_lines"]


def table_lines(name: str) -> list[str]:
    """The lines of a table without comments (``#`` to the end of a line) and empty lines.

    Args:
        name: of the file in this package.

    Raises:
        FileNotFoundError: there is no such table.

    >>> table_lines("lookalikes.txt")[0]
    'А = A'
    """
    # pkgutil, as importlib.resources takes longer to import than all tables take to read.
    data = get_data(__name__, name)
    if data is None:
        raise FileNotFoundError(name)
    lines = (line.partition("#")[0].strip() for line in data.decode("utf-8").splitlines())
    return [line for line in lines if line]
