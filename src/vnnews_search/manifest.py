"""What an index folder says of itself: its format and how its terms were made.

What it is: ``manifest.json``, written when an index is made and read whenever it is opened, so that
an index of another format or other terms is refused instead of answering wrongly. A rebuild changes
terms and facts together with the documents, so the engine keeps their fingerprint beside its list
of documents; that one counts, and the file follows.

What it is not: a table of contents; which files belong to the index is the engine's matter.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, replace
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
    "UNKNOWN",
    "Manifest",
    "check_format",
    "check_manifest",
    "made_as",
    "read_manifest",
    "remove_temporaries",
    "write_manifest",
]

FILE = "manifest.json"

FORMAT = 3
"""Layout of the folder; this release reads no other, as no earlier one was released."""

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

    @property
    def fingerprint(self) -> str:
        """Both fingerprints as one, for engines to keep."""
        return f"terms {self.terms_fingerprint}, facts {self.facts_fingerprint}"


UNKNOWN = "?"
"""The fingerprint of terms that nobody can vouch for: no release has it, so all ask to rebuild."""

CURRENT = Manifest(FORMAT, "whoosh", TERMS, FACTS)


def made_as(manifest: Manifest, fingerprint: str) -> Manifest:
    """A manifest with the fingerprints that an engine has kept; without any it is as it was.

    >>> made_as(CURRENT, "terms 3, facts 0").terms_fingerprint
    '3'
    """
    found = re.fullmatch("terms (.*), facts (.*)", fingerprint)
    if found is None:
        return manifest
    return replace(manifest, terms_fingerprint=found[1], facts_fingerprint=found[2])


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


def remove_temporaries(folder: Path) -> None:
    """Remove what processes left that were killed while they wrote a manifest."""
    for path in folder.glob(f"{FILE}*.tmp"):
        path.unlink(missing_ok=True)


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
            hint=f"Chạy: vnnews check --repair --index {folder}",
        ) from error


def check_format(folder: Path, manifest: Manifest) -> None:
    """Raise unless this release can read the articles of an index with that manifest.

    Raises:
        IndexMismatchError: another format or engine.
    """
    if (manifest.format, manifest.engine) != (CURRENT.format, CURRENT.engine):
        raise IndexMismatchError(
            f"chỉ mục {folder} do một phiên bản khác lập (định dạng {manifest.format}); "
            f"phiên bản này dùng định dạng {CURRENT.format}",
            hint="Lập lại chỉ mục vào thư mục khác: vnnews index THƯ_MỤC_TIN --index THƯ_MỤC_MỚI",
        )


def check_manifest(folder: Path, manifest: Manifest) -> None:
    """Raise unless this release can search an index with that manifest.

    Raises:
        IndexMismatchError: another format, engine or way of making terms.
    """
    check_format(folder, manifest)
    if manifest.terms_fingerprint != CURRENT.terms_fingerprint:
        raise IndexMismatchError(
            f"chỉ mục {folder} do một phiên bản khác lập (thuật ngữ "
            f"{manifest.terms_fingerprint}); phiên bản này dùng thuật ngữ "
            f"{CURRENT.terms_fingerprint}",
            hint=f"Lập lại từ các bài đã lưu, không cần tệp gốc: vnnews rebuild --index {folder}",
        )
