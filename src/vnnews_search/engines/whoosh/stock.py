"""A segment as Whoosh's own searcher asks for it: slow, and an oracle for the tests.

What it is: Whoosh's two reader interfaces over ``contents``. What it is not: used by our reader.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from vnnews_search.analyzed import Stream
from vnnews_search.engines.whoosh.contents import Contents
from vnnews_search.engines.whoosh.postings import Documents, Impacts

__all__ = ["DOCUMENT", "STREAMS", "DocumentsReader", "StreamsReader"]

DOCUMENT = "document"
"""The field of whole documents."""

STREAMS = (Stream.EXACT, Stream.FOLDED, Stream.WORDS)
"""The fields that Whoosh sees; pairs are no terms of their own."""


class DocumentsReader(base.PerDocumentReader):
    """The documents of a segment, as Whoosh asks for them."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents

    def doc_count(self) -> int:
        """Live documents."""
        return self._contents.count

    def doc_count_all(self) -> int:
        """All documents."""
        return self._contents.size

    def has_deletions(self) -> bool:
        """Whether some are deleted."""
        return self._contents.count < self._contents.size

    def is_deleted(self, docnum: int) -> bool:
        """Whether one is."""
        return not self._contents.live[docnum]

    def deleted_docs(self) -> Iterator[int]:
        """Their numbers."""
        return (n for n in range(self._contents.size) if not self._contents.live[n])

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """The weighted length, the same for every stream."""
        return int(self._contents.lengths[docnum])

    def field_length(self, fieldname: str) -> int:
        """That of all documents."""
        return int(self._contents.lengths.sum())

    def min_field_length(self, fieldname: str) -> int:
        """The smallest."""
        return int(np.min(self._contents.lengths))

    def max_field_length(self, fieldname: str) -> int:
        """The greatest."""
        return int(np.max(self._contents.lengths))

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """The stored document."""
        return {DOCUMENT: self._contents.stored(docnum)}


class StreamsReader(base.TermsReader):
    """The streams of a segment, as Whoosh asks for them."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        field, text = term
        return self._contents.postings.number(Stream(field), text.decode()) is not None

    def _listed(self, field: str, text: bytes) -> tuple[Documents, Impacts]:
        found = self._contents.postings.find(Stream(field), text.decode())
        documents = found.listed()
        return documents, found.at(documents.astype(np.int64), self._contents.size)

    def indexed_field_names(self) -> list[str]:
        """The streams."""
        return [stream.value for stream in STREAMS]

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """All terms."""
        return self.terms_from("", b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """The terms from one on, in this field and in those after it."""
        for stream in sorted(STREAMS):
            if stream.value >= fieldname:
                start = prefix.decode() if stream.value == fieldname else ""
                for text in self._contents.postings.since(stream, start):
                    yield stream.value, text.encode()

    def frequency(self, fieldname: str, text: bytes) -> float:
        """The weight of a term in all documents, 0 if there is none."""
        return float(self.term_info(fieldname, text).weight()) if (fieldname, text) in self else 0.0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """How many documents hold a term, 0 if there is none."""
        return (
            int(self.term_info(fieldname, text).doc_frequency()) if (fieldname, text) in self else 0
        )

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """How often a term occurs."""
        documents, impacts = self._listed(fieldname, text)
        if not len(documents):
            raise TermNotFound(f"{fieldname}:{text!r}")
        weights = impacts / 255
        return TermInfo(
            weight=float(weights.sum()),
            df=len(documents),
            minlength=1,
            maxlength=1,
            maxweight=float(np.max(weights)),
            minid=int(documents[0]),
            maxid=int(documents[-1]),
        )

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        """The postings of a term, with impacts from 0 to 1 as weights."""
        documents, impacts = self._listed(fieldname, text)
        if not len(documents):
            raise TermNotFound(f"{fieldname}:{text!r}")
        return ListMatcher(
            documents.tolist(),
            (impacts / 255).tolist(),
            format=format_,
            scorer=scorer,
            term=(fieldname, text),
            terminfo=self.term_info(fieldname, text),
        )
