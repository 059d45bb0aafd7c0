"""What one line of a plain page is: furniture, banner, stamp or running text.

What it is: small judges that each look at a single line. Where the line stands (head, middle, end)
is known to the caller. Who made an article and its pictures is told by ``intake.credits``.

What it is not: the reading of a whole page (``intake.page``). Words live in ``data``; here is only
how a line made of them looks.
"""

from __future__ import annotations

import re
from datetime import date

from vnnews_search.dates.numeric import read_published
from vnnews_search.intake.tables import is_listed, phrases
from vnnews_search.text.normalize import fold

__all__ = [
    "begins_with",
    "divides_related",
    "ends_sentence",
    "is_banner",
    "is_furniture",
    "is_text",
    "stamp_day",
]

_MENU_SIGN = re.compile(r"\s[|>]\s|\s?[»›]\s?")
_POINTER = re.compile(r"([^:>»]{1,20}?)\s*[:>»]")
_CLOSING = (".", "!", "?", "…", ":", ";")
_CLOSED_QUOTES = " ”\"'’)»"
_STAMP_WORD = re.compile(r"[^\W\d_]+")


def is_furniture(line: str) -> bool:
    """Whether a line belongs to the site wherever it stands.

    >>> [is_furniture(s) for s in ("Skip to main content", "Trang chủ » Y tế", "Lượt xem: 1.204")]
    [True, True, True]
    >>> is_furniture("Trang chủ của báo được trình bày lại.")
    False
    """
    bare = line.strip(" |»›>-–:[]")
    if is_listed(bare, "furniture", "line"):
        return True
    if begins_with(line, "furniture", "start") and (len(line.split()) <= 6 or ":" in line):
        return True
    if _points_elsewhere(line):
        return True
    parts = [part for part in _MENU_SIGN.split(line) if part.strip()]
    short = all(len(part.split()) <= 6 for part in parts) and not ends_sentence(line)
    return short and (len(parts) > 3 or (len(parts) > 1 and _is_home(parts[0])))


def _points_elsewhere(line: str) -> bool:
    """Whether a line in the text leads to another article: ``>> …``, ``Xem thêm: …``."""
    if ends_sentence(line) and is_text(line):
        return False
    found = _POINTER.match(line)
    return line.startswith((">>", "»")) or bool(
        found and is_listed(found[1], "furniture", "pointer", context=line)
    )


def _is_home(part: str) -> bool:
    return is_listed(part.strip(), "furniture", "line")


def is_banner(line: str) -> bool:
    """Whether a line above the title is the site's own name.

    >>> is_banner("Cổng thông tin điện tử huyện Lam Khê"), is_banner("Huyện Lam Khê có cổng mới")
    (True, False)
    """
    return begins_with(line, "furniture", "banner") and not ends_sentence(line)


def begins_with(line: str, table: str, kind: str) -> bool:
    """Whether the first words of a line are a phrase of that kind.

    >>> begins_with("Bản quyền thuộc Báo Vĩnh Sa", "furniture", "start")
    True
    """
    words = [word.rstrip(":：") for word in line.split()[:6]]
    starts = (" ".join(words[:count]) for count in range(1, len(words) + 1))
    return any(is_listed(start, table, kind, context=line) for start in starts)


def divides_related(line: str) -> bool:
    """Whether what follows the line are links to other articles.

    >>> divides_related("Các tin khác:"), divides_related("Các tin khác đều được kiểm chứng.")
    (True, False)
    """
    return is_listed(line.strip(" :：.»›>-–[]|"), "furniture", "rest")


# --- sentences ----------------------------------------------------------------------------------


def ends_sentence(line: str) -> bool:
    """Whether a line closes like running text.

    >>> ends_sentence("Huyện giao các xã thực hiện./."), ends_sentence("Quang cảnh buổi lễ")
    (True, False)
    """
    return line.rstrip(_CLOSED_QUOTES).endswith(_CLOSING)


def is_text(line: str) -> bool:
    """Whether a line is a paragraph of running text, not a title, a label or a name.

    >>> is_text("Sáng 9/7, huyện Lam Khê họp phiên thường kỳ tháng 7, bàn việc phòng dịch.")
    True
    >>> is_text("Vì sao hồi Lam Khê được giá?"), is_text("Mặt trận Tổ quốc huyện sơ kết công tác")
    (False, False)
    """
    words = len(line.split())
    if words > 32:
        return True
    # Headlines ask, exclaim and break off; only long ones of that kind are paragraphs.
    stated = not line.rstrip(_CLOSED_QUOTES).endswith(("?", "!", "…", "..."))
    return ends_sentence(line) and words >= (10 if stated else 22)


# --- stamps -------------------------------------------------------------------------------------


def stamp_day(line: str) -> date | None:
    """The day of a line that is nothing but a publication stamp.

    >>> stamp_day("Cập nhật lúc 09:15 ngày 22/4/2019"), stamp_day("Thứ Hai, 15/10/2018 | 08:00")
    (datetime.date(2019, 4, 22), datetime.date(2018, 10, 15))
    >>> stamp_day("Ngày 15/7/2020, huyện Lam Khê khai hội") is None
    True
    """
    if len(line) > 100 or not any(letter.isdigit() for letter in line):
        return None
    known = _stamp_words()
    if any(word not in known for word in _STAMP_WORD.findall(fold(line))):
        return None
    return read_published(line)


def _stamp_words() -> frozenset[str]:
    listed = phrases("stamps", "word", marks=False)
    return frozenset(syllable for phrase in listed for syllable in phrase.split())
