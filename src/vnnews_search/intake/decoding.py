"""Bytes of a page → text, or None if they are no text we know.

What it is: the choice of a character set for web pages and plain pages: byte order mark, UTF-8,
what the page declares, and for web pages Windows-1258, in which Vietnamese pages were saved before
Unicode was everywhere.

What it is not: a detector of the Vietnamese legacy charsets that share their bytes (TCVN3, VNI,
VISCII). Guessing one of them wrongly stores a wrong article; saying so costs a conversion.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from vnnews_search.text.normalize import compose

__all__ = ["decode_html", "decode_text"]

_MARKS = (  # UTF-32 first: its mark begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE
)
# Signs of which TCVN3 makes letters ("tr¸ch"): inside a word they are no Windows-1258.
_TCVN3 = re.compile(r"[a-z][¨®µ¶·¸¹¼½¾]", re.IGNORECASE)
_HEAD = 4096


def decode_text(raw: bytes) -> str | None:
    r"""A plain page: byte order mark or UTF-8, nothing else.

    >>> decode_text("Lam Khê".encode()), decode_text("Lam Khê".encode("utf-16"))
    ('Lam Khê', 'Lam Khê')
    >>> decode_text(b"\x89PNG\x00") is None
    True
    """
    for mark, charset in _MARKS:
        if raw.startswith(mark):
            return _decoded(raw[len(mark) :], charset)
    return None if b"\x00" in raw else _decoded(raw, "utf-8")


def decode_html(raw: bytes) -> str | None:
    r"""A web page: as a plain page, else as it declares, else Windows-1258 if that reads well.

    UTF-8 goes before the declaration: many pages of portals are UTF-8 and say otherwise, while
    hardly any text of another charset happens to be valid UTF-8.

    >>> decode_html("<p>Huyện Lam Khê</p>".encode())
    '<p>Huyện Lam Khê</p>'
    >>> decode_html(b'<meta charset="windows-1258"><p>\xd0\xf4ng Kh\xea</p>')[-15:]
    '<p>Đông Khê</p>'
    """
    text = decode_text(raw)
    if text is not None or b"\x00" in raw:
        return text
    declared = _DECLARED.search(raw[:_HEAD])
    if declared and (text := _decoded(raw, declared[1].decode("ascii"))):
        return text
    text = _decoded(raw, "cp1258")
    return text if text and _reads_well(text) else None


def _decoded(raw: bytes, charset: str) -> str | None:
    try:
        return raw.decode(charset)
    except (UnicodeDecodeError, LookupError):
        return None


def _reads_well(text: str) -> bool:
    """Whether every combining mark found a vowel to sit on: other charsets scatter them."""
    if _TCVN3.search(text):
        return False
    return not any(unicodedata.combining(letter) for letter in compose(text))
