"""What one search looks up in one segment, each thing once.

What it is: a memory that lives as long as a search: a term is asked for by the match, by the score
and by its frequency. What it is not: shared; searches in several threads have one each.
"""

from __future__ import annotations

from vnnews_search.analyzed import Term
from vnnews_search.engines.whoosh.contents import Contents
from vnnews_search.engines.whoosh.postings import Found

__all__ = ["Lookup"]


class Lookup:
    """A segment during one search."""

    __slots__ = ("_found", "contents", "size")

    def __init__(self, contents: Contents) -> None:
        self.contents = contents
        self.size = contents.size
        self._found: dict[str, Found] = {}

    def find(self, term: Term) -> Found:
        """The documents that hold a term."""
        key = term.stream + term.text  # no name of a stream begins another one
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self.contents.postings.find(term.stream, term.text)
        return found
