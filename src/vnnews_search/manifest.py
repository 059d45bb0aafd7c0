"""What an index folder says of itself: its format and how its terms were made.

What it is: ``manifest.json``, written when an index is made and read whenever it is opened, so that
an index of another format or other terms is refused instead of answering wrongly.

What it is not: a table of contents; which files belong to the index is the engine's matter.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from vnnews_search.errors import (
    IndexCorruptError,
    IndexMismatchError,
    IndexNotFoundError,
    IndexUnusableError,
)

__all__ = [
    "CURRENT",
    "FILE",
    "FORMAT",
    "Manifest",
    "check_manifest",
    "read_manifest",
    "write_manifest",
]

FILE = "manifest.json"

FORMAT = 2
"""Layout of the folder; a release reads its own and the one before."""

TERMS = "4"
"""Raise with any change to normalisation, tokens, streams or weights: old terms fit no more."""

FACTS = "1"
"""Raise with any change to the rules for dates and officers: old facts are out of date."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What ``manifest.json`` holds."""

    format: int
    engine: str
    terms_fingerprint: str
    facts_fingerprint: str


CURRENT = Manifest(FORMAT, "whoosh", TERMS, FACTS)


def write_manifest(folder: Path, manifest: Manifest = CURRENT) -> None:
    """Write the manifest of a folder, whole or not at all."""
    fields = {
        "format": manifest.format,
        "engine": manifest.engine,
        "terms_fingerprint": manifest.terms_fingerprint,
        "facts_fingerprint": manifest.facts_fingerprint,
    }
    # A name of its own, for two processes may make one index at once.
    temporary = folder / f"{FILE}.{os.urandom(8).hex()}.tmp"
    with temporary.open("x", encoding="utf-8") as file:
        json.dump(fields, file, indent=2)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder / FILE)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a folder.

    Raises:
        IndexNotFoundError: there is none, so there is no index.
        IndexCorruptError: it is none.
        IndexUnusableError: the system refuses to read it.
    """
    try:
        if (folder / FILE).exists() and not (folder / FILE).is_file():
            raise ValueError("no plain file")  # a pipe would be waited for without end
        fields = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return Manifest(
            int(fields["format"]),
            str(fields["engine"]),
            str(fields["terms_fingerprint"]),
            str(fields["facts_fingerprint"]),
        )
    except FileNotFoundError:
        raise IndexNotFoundError(
            f"không có chỉ mục trong {folder}",
            hint=f"Lập chỉ mục trước: vnnews index THƯ_MỤC_TIN --index {folder}",
        ) from None
    except OSError as error:
        raise IndexUnusableError(
            f"không đọc được {folder / FILE}: {error.strerror or error}",
            hint="Xem đĩa và quyền đọc tệp ấy, rồi chạy lại.",
        ) from error
    except (ValueError, LookupError, TypeError, OverflowError, RecursionError) as error:
        raise IndexCorruptError(
            f"không đọc được {folder / FILE}: {error}",
            hint="Lập lại chỉ mục từ các tệp gốc vào một thư mục khác.",
        ) from error


def check_manifest(folder: Path, manifest: Manifest) -> None:
    """Raise unless this release can use an index with that manifest.

    Raises:
        IndexMismatchError: another format, engine or way of making terms.
    """
    wanted = CURRENT
    ours = (wanted.format, wanted.engine, wanted.terms_fingerprint)
    theirs = (manifest.format, manifest.engine, manifest.terms_fingerprint)
    if ours != theirs:
        raise IndexMismatchError(
            f"chỉ mục {folder} do một phiên bản khác lập (định dạng {manifest.format}, "
            f"thuật ngữ {manifest.terms_fingerprint}); phiên bản này dùng định dạng "
            f"{wanted.format}, thuật ngữ {wanted.terms_fingerprint}",
            hint="Lập lại chỉ mục vào thư mục khác: vnnews index THƯ_MỤC_TIN --index THƯ_MỤC_MỚI",
        )
