"""A Whoosh codec whose segments are files of arrays.

What it is: Whoosh's extension points filled in: a segment, and how its documents are written.

What it is not: how queries are answered; ``reader`` reads the files itself, and nothing of Whoosh's
that reads pickles is ever called.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from whoosh.codec import base
from whoosh.filedb.filestore import FileStorage

from vnnews_search.analyzed import AnalyzedDocument
from vnnews_search.engines.whoosh.build import build
from vnnews_search.engines.whoosh.contents import Contents, opened
from vnnews_search.engines.whoosh.segment import write_segment
from vnnews_search.engines.whoosh.source import Source, sources_of
from vnnews_search.engines.whoosh.stock import DocumentsReader, StreamsReader
from vnnews_search.engines.whoosh.toc import INDEX, Listed, segment_path

__all__ = ["ArrayCodec", "ArraySegment"]


class ArraySegment(base.Segment):
    """A segment by its place in the table of contents."""

    def __init__(self, listed: Listed | None = None) -> None:
        super().__init__(INDEX)
        self.documents = 0
        self.deleted: set[int] = set()
        if listed is not None:
            self.segid, self.documents = listed.id, listed.documents
            self.deleted.update(listed.deleted)

    def listed(self) -> Listed:
        """The segment as the table lists it."""
        return Listed(self.segid, self.documents, tuple(sorted(self.deleted)))

    def codec(self) -> ArrayCodec:
        """The codec that reads it."""
        return ArrayCodec()

    def set_doc_count(self, doccount: int) -> None:
        """Whoosh says how many documents it added."""
        self.documents = doccount

    def doc_count_all(self) -> int:
        """All documents."""
        return self.documents

    def deleted_count(self) -> int:
        """Deleted ones."""
        return len(self.deleted)

    def deleted_docs(self) -> set[int]:
        """Their numbers."""
        return self.deleted

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Delete a document, or not."""
        (self.deleted.add if delete else self.deleted.discard)(docnum)

    def is_deleted(self, docnum: int) -> bool:
        """Whether a document is deleted."""
        return docnum in self.deleted

    def should_assemble(self) -> bool:
        """It is one file already."""
        return False


class ArrayCodec(base.Codec):
    """Segments as files of arrays."""

    length_stats = False

    def per_document_writer(self, storage: FileStorage, segment: ArraySegment) -> DocumentsWriter:
        """Gathers documents and writes the file."""
        return DocumentsWriter(segment_path(Path(storage.folder), segment.segid))

    def field_writer(self, storage: FileStorage, segment: ArraySegment) -> NoFieldWriter:
        """Terms come with the documents."""
        return NoFieldWriter()

    def per_document_reader(self, storage: FileStorage, segment: ArraySegment) -> DocumentsReader:
        """Documents of a segment."""
        return DocumentsReader(_contents(storage, segment))

    def terms_reader(self, storage: FileStorage, segment: ArraySegment) -> StreamsReader:
        """Terms of a segment."""
        return StreamsReader(_contents(storage, segment))

    def new_segment(self, storage: FileStorage, indexname: str) -> ArraySegment:
        """A segment that has a name and nothing else."""
        return ArraySegment()


def _contents(storage: FileStorage, segment: ArraySegment) -> Contents:
    return opened(segment_path(Path(storage.folder), segment.segid), segment.listed())


class DocumentsWriter(base.PerDocumentWriter):
    """Gathers documents, or whole segments to be merged, and writes them on closing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._documents: list[AnalyzedDocument] = []
        self._merged: list[Source] = []
        self.generation = 0
        self.is_closed = False

    def start_doc(self, docnum: int) -> None:
        """Nothing to begin."""

    def add_field(self, fieldname: str, fieldobj: Any, value: Any, length: int) -> None:
        """Take a document."""
        if isinstance(value, AnalyzedDocument):
            self._documents.append(value)

    def finish_doc(self) -> None:
        """Nothing to end."""

    def cancel_doc(self) -> None:
        """Whoosh could not add a document after all."""

    def add_source(self, source: Source) -> None:
        """Take the documents of a segment."""
        self._merged.append(source)

    def close(self) -> None:
        """Write the file, if there is anything to write."""
        self.is_closed = True
        new = sources_of(self._documents, self.generation)
        if self._merged or new:
            write_segment(self._path, *build([*self._merged, *new]))

    def drop(self) -> None:
        """Forget everything."""
        self._documents.clear()
        self._merged.clear()


class NoFieldWriter(base.FieldWriter):
    """Writes nothing."""

    is_closed = False

    def add_postings(self, schema: Any, lengths: Any, items: Iterable[Any]) -> None:
        """There are none."""

    def close(self) -> None:
        """Nothing to close."""
        self.is_closed = True
