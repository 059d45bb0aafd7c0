"""Text as it is stored: NFC, one kind of space, one kind of line break.

What it is: the only changes that an article's text undergoes on its way in. Letters stay as they
came, because every later offset points into this text.

What it is not: normalisation for matching (``text.normalize``), which runs on tokens only.
"""

from __future__ import annotations

import re

from vnnews_search.text.normalize import INVISIBLE, compose

__all__ = ["clean_line", "clean_lines", "clean_text", "without_markup"]

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
_TAG = re.compile(
    r"</?(?:p|br|div|span|strong|b|em|i|u|a|img|table|tbody|tr|td|h[1-6]|li|ul|ol|figure|figcaption"
    r"|font|center|section|article|blockquote|iframe|video|script|style)\b[^<>]*>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|[a-zA-Z]{2,8}\d{0,2});")


def clean_text(text: str) -> str:
    r"""Paragraphs one a line, without empty lines; spaces squeezed; letters untouched.

    >>> clean_text("Đại hội\xa0\tđại biểu \r\n\r\n  lần thứ V")
    'Đại hội đại biểu\nlần thứ V'
    """
    return "\n".join(clean_lines(text))


def clean_line(text: str) -> str:
    r"""The same on a single line, as titles and names are stored.

    >>> clean_line(" Hội nghị\n sơ kết ")
    'Hội nghị sơ kết'
    """
    return " ".join(clean_lines(text))


def clean_lines(text: str) -> list[str]:
    r"""The lines that hold text, each cleaned.

    >>> clean_lines("Một\r\n\u200b\r\nhai")
    ['Một', 'hai']
    """
    text = compose(text)
    if _is_clean(text):
        return [line for line in text.split("\n") if line]
    joined = (" ".join(line.split()) for line in text.splitlines())
    mended = (line if line.isprintable() else _without_unprintable(line) for line in joined)
    return [line for line in mended if line]


def _is_clean(text: str) -> bool:
    """Whether no line would change: most texts are so, and asking costs a tenth of the cleaning."""
    if text != text.strip() or not text:
        return False
    if any(pair in text for pair in ("  ", " \n", "\n ")):
        return False
    return text.replace("\n", "").isprintable()


def _without_unprintable(line: str) -> str:
    line = _CONTROL.sub(" ", _LONE_SURROGATE.sub("\ufffd", line))
    return " ".join(token for token in line.split() if token.strip(INVISIBLE))


def without_markup(text: str) -> str:
    r"""The text without HTML tags and entities, where it holds any.

    A lone ``<`` or ``&`` is text: *a < b*, *VH&TT*.

    >>> without_markup("<p>Hội xu&acirc;n<br>Nà Sẳm</p>")
    'Hội xuân\nNà Sẳm'
    >>> without_markup("dưới 5 < 6, VH,TT&TT")
    'dưới 5 < 6, VH,TT&TT'
    """
    if "<" in text and _TAG.search(text):
        from vnnews_search.intake.html_blocks import text_of_html

        return text_of_html(text)
    if "&" in text and _ENTITY.search(text):
        from html import unescape

        return unescape(text)
    return text
