"""Stable names for articles, so that reading the same thing again replaces it.

What it is: the rule of ids: the record's own id, else its address, else a hash of its raw bytes.

What it is not: recognition of near-duplicates. Two texts with different ids are two articles.
"""

from __future__ import annotations

import os
from hashlib import blake2b

from vnnews_search.intake.cleaning import clean_line

__all__ = ["content_id", "file_stem", "record_id"]


def record_id(own: str, *, url: str, source: str, file: str, raw: bytes) -> str:
    """The id of one record.

    Args:
        own: the record's own id; a bare number says nothing outside its site, so it gets a prefix.
        url: the article's address.
        source: who published it: the prefix of a bare number.
        file: where the record was read: the prefix if there is no source.
        raw: the record as it stood in the file: what is hashed if nothing else names it.

    >>> record_id("1", url="", source="lamkhe.example", file="tin.jsonl", raw=b"")
    'lamkhe.example:1'
    >>> record_id("1", url="", source="", file="kho/tin-2020.jsonl.gz", raw=b"")
    'tin-2020:1'
    >>> record_id("bai-7", url="", source="lamkhe.example", file="tin.jsonl", raw=b"")
    'bai-7'
    """
    own = clean_line(own)
    if own.isdecimal():
        return f"{source or file_stem(file)}:{own}"
    return own or clean_line(url) or content_id(raw)


def content_id(raw: bytes) -> str:
    """The id of something that has no name: 64 bits of its hash.

    >>> content_id("Lam Khê".encode())
    'sha:e17079b76c087665'
    """
    return f"sha:{blake2b(raw, digest_size=8).hexdigest()}"


def file_stem(file: str) -> str:
    """The file's name without folders and suffixes.

    >>> file_stem("kho/tin-2020.jsonl.gz"), file_stem("trang.v2.html")
    ('tin-2020', 'trang.v2')
    """
    stem, suffix = os.path.splitext(os.path.basename(file))
    return file_stem(stem) if suffix.lower() == ".gz" else stem
