"""Who made an article and its pictures, as lines of a page say it.

What it is: judges of single lines: byline, publisher, name of a person, caption. Where a line
stands is known to the caller, and matters: a name alone is a byline only at the end.

What it is not: a finder of officers in text (``officers``), which asks what a person is; here it is
enough that a line is made of names and of nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from vnnews_search.intake.lines import begins_with, ends_sentence
from vnnews_search.intake.tables import is_listed

__all__ = [
    "Byline",
    "byline_of",
    "has_credit",
    "is_caption",
    "is_person",
    "is_publisher",
    "people_of",
]

_LABEL = re.compile(r"([^:：]{1,30}?)\s*[:：]\s*(\S.*)")
_BETWEEN = re.compile(r"\s*[;|]\s*|,\s+|\s+(?:[-–—&+]|và)\s+")
_BESIDE = re.compile(r"\s*\(([^()]{1,30})\)")
_INITIALS = re.compile(r"(?:[A-ZĐ]\.\s?){1,3}[A-ZĐ]?[^\W\d_]*")
_PARTS = ("inner", "head")
_SIGNS = "()[]“”\"'’,.;&-–/"
_CREDIT = re.compile(r"(?:^|.*[\s(.,;–-])\(?([^\W\d_]+(?: [^\W\d_]+){0,3}) ?[:：] ?([^:：]+)")
_LIST_ITEM = re.compile(r"(?:[-–—+*•●]|\(?\d{1,2}[.)/]|[IVX]{1,4}[.)/]|[a-zđ][.)])\s*\S")


@dataclass(frozen=True, slots=True)
class Byline:
    """Who made an article, as one line says it."""

    authors: tuple[str, ...] = ()
    source: str = ""


def byline_of(line: str, *, bare: bool = True) -> Byline | None:
    """What a line at the head or the end of an article says about its makers; None if nothing.

    Args:
        line: one line of a page.
        bare: whether a name by itself is enough. Above the text it is not: *TIN BUỒN* is a title.

    >>> byline_of("T/h: Lục Thảo"), byline_of("Hoàng Nhung (t/h)")
    (Byline(authors=('Lục Thảo',), source=''), Byline(authors=('Hoàng Nhung',), source=''))
    >>> byline_of("Theo Báo Vĩnh Sa")
    Byline(authors=('Báo Vĩnh Sa',), source='Báo Vĩnh Sa')
    >>> byline_of("Theo ông Y Blơm, huyện còn giữ 87 bộ chiêng.") is None
    True
    """
    line = _unwrapped(line)
    if len(line.split()) > 20:
        return None
    if is_listed(line, "bylines", "alone"):
        return Byline(authors=(line,))
    return _labelled(line) or _after_word(line) or (_names_alone(line) if bare else None)


def _unwrapped(line: str) -> str:
    """Without the brackets around, the full stop and the dashes at its ends: ``(Theo TTXVN)./.``"""
    line = re.sub(r"\s*(?:\./)?\.$", "", line.strip(" -–—*"))
    if line.startswith("(") and line.endswith(")"):
        line = line[1:-1]
    return line.strip()


def _labelled(line: str) -> Byline | None:
    found = _LABEL.fullmatch(line)
    if found is None:
        return None
    label, names = found[1], found[2]
    if is_listed(label, "bylines", "source", context=line):
        return Byline(source=names) if _could_be_name(names) else None
    if is_listed(label, "bylines", "author", context=line) and _could_be_name(names):
        return Byline(authors=people_of(names))
    return None


def _could_be_name(text: str) -> bool:
    """After a label even one word in lower case is a name (a pen name, an address)."""
    return len(text.split()) == 1 or _is_made_of_names(_without_beside(text))


def _after_word(line: str) -> Byline | None:
    first, _, name = line.partition(" ")
    if not is_listed(first, "bylines", "after", context=line) or len(name.split()) > 10:
        return None
    return Byline(authors=(name,), source=name) if name and _is_made_of_names(name) else None


def _names_alone(line: str) -> Byline | None:
    first, _, rest = line.partition(" ")
    if rest and is_listed(first, "bylines", "alone"):
        line = rest
    people, publishers = [], []
    for name in people_of(line):
        if is_publisher(name):
            publishers.append(name)
        elif is_person(name):
            people.append(name)
        else:
            return None
    return Byline(tuple(people), ", ".join(publishers)) if people else None


def people_of(text: str) -> tuple[str, ...]:
    """The names of a byline, one by one.

    >>> people_of("Lục Thảo - Đức Thái (t/h)"), people_of("Trung tâm VH,TT&TT")
    (('Lục Thảo', 'Đức Thái'), ('Trung tâm VH,TT&TT',))
    """
    names = (name.strip(" .,") for name in _BETWEEN.split(_without_beside(text)))
    return tuple(dict.fromkeys(name for name in names if name))


def _without_beside(text: str) -> str:
    def kept(bracket: re.Match[str]) -> str:
        return "" if is_listed(bracket[1], "bylines", "beside") else bracket[0]

    return _BESIDE.sub(kept, text)


# --- names --------------------------------------------------------------------------------------


def is_person(text: str) -> bool:
    """Whether a text could be a person's name and nothing else.

    >>> [is_person(name) for name in ("Lục Thảo", "NGUYỆT PHƯƠNG", "H’Linh Kbuôr", "K.An")]
    [True, True, True, True]
    >>> [is_person(text) for text in ("Công an huyện", "Năm 2020", "Về đích sớm", "Báo Vĩnh Sa")]
    [False, False, False, False]
    """
    if _INITIALS.fullmatch(text) and len(text) > 1:
        return True
    words = text.split()
    if not 2 <= len(words) <= 5 or is_publisher(text):
        return False
    if is_listed(words[0], "bylines", "nobody", context=text):
        return False
    return all(word[0].isupper() and _is_name_word(word) for word in words)


def _is_name_word(word: str) -> bool:
    return all(letter.isalpha() or letter in "'’‘-." for letter in word)


def is_publisher(line: str) -> bool:
    """Whether a line is the name of a publisher and nothing else.

    >>> is_publisher("Trung tâm VH,TT&TT huyện Lam Khê."), is_publisher("TTXVN")
    (True, True)
    >>> is_publisher("Trung tâm Y tế huyện nhắc người dân đi tiêm đúng hẹn.")
    False
    """
    line = _unwrapped(line)
    words = line.split()
    if not 1 <= len(words) <= 18 or not begins_with(line, "publishers", "head"):
        return False
    is_whole = len(words) > 1 or words[0].isupper()
    return is_whole and _is_made_of_names(line)


def _is_made_of_names(text: str) -> bool:
    """Whether every word is a capital one, a number, or listed as part of publishers' names."""
    words = [word.strip(_SIGNS) for word in text.split()]
    at = 0
    while at < len(words):
        step = _listed_words(words[at : at + 4], text) or int(_is_capital(words[at]))
        if step == 0:
            return False
        at += step
    return True


def _is_capital(word: str) -> bool:
    return not word or word[0].isupper() or word[0].isdigit() or "." in word


def _listed_words(words: list[str], context: str) -> int:
    """How many of the first words are one phrase of publishers' names."""
    for count in range(len(words), 0, -1):
        phrase = " ".join(words[:count])
        if any(is_listed(phrase, "publishers", kind, context=context) for kind in _PARTS):
            return count
    return 0


# --- captions -----------------------------------------------------------------------------------


def is_caption(line: str) -> bool:
    """Whether a line among paragraphs is the caption of a picture.

    >>> is_caption("Đ/c Phan Quốc Chung, Bí thư Huyện ủy phát biểu tại hội nghị")
    True
    >>> is_caption("Đội chiêng nữ buôn Hma. Ảnh: Y Thuyên"), is_caption("Ảnh: Đức Thái")
    (True, True)
    >>> is_caption("Ảnh hưởng của bão số 9 còn kéo dài."), is_caption("Kết quả bước đầu")
    (False, False)
    """
    words = len(line.split())
    if not 0 < words <= 45:
        return False
    if has_credit(line):
        return True
    if ends_sentence(line) or words > 32 or line.isupper() or line[0] in "“\"'‘":
        return False
    if _LIST_ITEM.match(line):
        return False
    return words >= 6 or begins_with(line, "captions", "opening")


def has_credit(line: str) -> bool:
    """Whether a line names who made a picture.

    >>> has_credit("Chợ phiên Khe Mít. Ảnh: Đức Thái"), has_credit("Anh: đảng cầm quyền thắng lớn")
    (True, False)
    """
    found = _CREDIT.fullmatch(line)
    if found is None or len(found[2].split()) > 8 or byline_of(line, bare=False):
        return False
    label = found[1].split()
    tails = (" ".join(label[start:]) for start in range(len(label)))
    return any(is_listed(tail, "captions", "credit", context=line) for tail in tails)
