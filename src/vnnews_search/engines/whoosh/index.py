"""An index folder and a commit to it, as Whoosh makes them, with our table of contents.

What it is: Whoosh's index and writer, overridden where they would read or write pickles.

What it is not: the writer of the engine (``writer``), which uses one of these for each commit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from whoosh import fields, formats
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import FileIndex
from whoosh.writing import SegmentWriter

from vnnews_search.engines.whoosh.codec import ArrayCodec, ArraySegment
from vnnews_search.engines.whoosh.source import Source
from vnnews_search.engines.whoosh.stock import DOCUMENT, STREAMS
from vnnews_search.engines.whoosh.toc import INDEX, Toc, read_toc, remove_others, write_toc

__all__ = ["ArrayIndex", "ArrayWriter"]


class DocumentField(fields.FieldType):
    """Hands whole documents to the codec: Whoosh sees no terms, and so loops over none."""

    stored = True

    def __init__(self) -> None:
        super().__init__(format=formats.Existence(), analyzer=None, stored=True)

    def index(self, _value: Any, **_: Any) -> tuple[()]:
        """No terms."""
        return ()


class TermField(fields.FieldType):
    """A stream, for Whoosh's searcher to read."""

    scorable = True

    def __init__(self) -> None:
        super().__init__(format=formats.Frequency(), analyzer=None)


def _schema() -> fields.Schema:
    return fields.Schema(
        **{DOCUMENT: DocumentField()}, **{stream.value: TermField() for stream in STREAMS}
    )


class FolderStorage(FileStorage):
    """An index folder that Whoosh makes no folder of its own in.

    It would make ``MAIN.tmp`` for each commit, remove what is in there, and follow a link.
    """

    def temp_storage(self, name: str | None = None) -> RamStorage:
        """Postings wait nowhere: there are none."""
        return RamStorage()


class ArrayIndex(FileIndex):
    """An index folder, as Whoosh sees it.

    Args:
        folder: where it is.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.storage = FolderStorage(str(folder))
        self.indexname = INDEX
        self._schema = _schema()

    def _read_toc(self) -> _TocForWhoosh:
        toc = read_toc(self.folder)
        return _TocForWhoosh(self._schema, list(map(ArraySegment, toc.segments)), toc.number, toc)


class _TocForWhoosh(NamedTuple):
    schema: fields.Schema
    segments: list[ArraySegment]
    generation: int
    toc: Toc


class ArrayWriter(SegmentWriter):
    """One commit: new and deleted documents, or a merge.

    The lock of the index is the caller's.
    """

    def __init__(self, index: ArrayIndex, generation: int) -> None:
        super().__init__(index, _lk=False, codec=ArrayCodec(), compound=False)
        self._folder = index.folder
        self._document_generation = generation
        self.perdocwriter.generation = generation

    def add_source(self, source: Source) -> None:
        """Add the documents of a segment, which ``commit_with`` then leaves out."""
        self.perdocwriter.add_source(source)
        self.docnum += len(source.facts)
        self._added = True

    def commit_with(self, kept: Callable[[Sequence[ArraySegment]], list[ArraySegment]]) -> None:
        """Write the new segment and the table of contents.

        Args:
            kept: which of the older segments stay.
        """
        self.commit(mergetype=lambda _, segments: kept(segments))

    def cancel(self) -> None:
        """Leave nothing behind."""
        self.perdocwriter.drop()
        super().cancel()

    def _commit_toc(self, segments: Sequence[ArraySegment]) -> None:
        listed = tuple(segment.listed() for segment in segments if segment.doc_count())
        made = read_toc(self._folder).fingerprint
        toc = Toc(self.generation, self._document_generation, listed, made)
        write_toc(self._folder, toc)
        remove_others(self._folder, toc)
