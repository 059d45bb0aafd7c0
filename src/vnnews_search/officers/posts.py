"""A post: how an office with its rank, status, organisation and place is read from a sentence.

What it is: the grammar of *nguyên Phó Chủ tịch Thường trực UBND tỉnh Lạng Mây*. Words before the
head are read first, since they decide: a deputy is never taken for the head.

What it is not: who holds the post (``mentions``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from vnnews_search.models import Post, Status
from vnnews_search.officers import names
from vnnews_search.officers.lexicon import offices, organisations, places
from vnnews_search.officers.organisations import Organisation, extend_to_sign, read_organisation
from vnnews_search.officers.phrases import Entry, trie_pattern
from vnnews_search.officers.sentences import Sentence, read_sentence
from vnnews_search.text.normalize import compose, fold
from vnnews_search.text.writing import is_syllable

__all__ = ["FoundPost", "head_pattern", "posts_in", "read_post", "without_post"]

_DEPUTY = frozenset(("phó", "p", "pho"))
# Between a head and its organisation: Phó Chủ tịch Thường trực, Phó Thủ tướng thứ nhất.
_GRADES = (
    (("thường", "trực"), "Thường trực"),
    (("tt",), "Thường trực"),
    (("thứ", "nhất"), "thứ nhất"),
    (("chuyên", "trách"), "chuyên trách"),
    (("danh", "dự"), "danh dự"),
    (("lâm", "thời"), "lâm thời"),
    (("điều", "hành"), "điều hành"),
    (("phụ", "trách"), "phụ trách"),
)
_FORMER = frozenset(("nguyên", "cựu", "cố"))
_ACTING = frozenset(("quyền", "q"))
_NEW = frozenset(("tân",))
# A head after one of these is another's office, a collective, or no office at all.
_SPOILING = frozenset(
    (
        ("văn", "phòng"), ("đoàn",), ("trợ", "lý"), ("trợ", "lí"), ("thư", "ký"), ("cố", "vấn"),
        ("phu", "nhân"), ("vợ",), ("chồng",), ("con",), ("con", "trai"), ("con", "gái"), ("ghế",),
        ("lái", "xe"), ("ứng", "viên"), ("ứng", "cử", "viên"), ("giáo", "viên"),
        ("nhà",), ("chuyên", "cơ"), ("dinh",), ("phủ",), ("tranh", "cử"), ("bầu", "cử"), ("cúp",),
        ("giả", "danh"), ("giả",), ("mạo", "danh"), ("tự", "xưng"), ("tự", "nhận"), ("lăng",),
        ("bảo", "tàng"), ("tượng",), ("tượng", "đài"), ("tư", "tưởng"), ("di", "chúc"), ("đường",),
        ("bạn", "gái"), ("bố",), ("mẹ",), ("em", "trai"), ("anh", "trai"), ("em", "gái"), ("cháu",),
        ("chính", "quyền"), ("hội", "đồng"), ("phó",), ("trợ", "tá"), ("tùy", "viên"),
        ("trợ", "giảng"), ("đội", "mũ"), ("lớp",), ("xe",), ("cơ", "quan"), ("báo",),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FoundPost:
    """A post in a sentence.

    Args:
        start: its first syllable, words of status included.
        end: after the last syllable of its organisation.
        post: the post, normalised.
        status: current unless words before the head say otherwise.
        name: the syllables of the person whose name follows; None if none does.
    """

    start: int
    end: int
    post: Post
    status: Status
    name: tuple[int, int] | None


@lru_cache(maxsize=1)
def head_pattern() -> re.Pattern[str]:
    """Any office head in folded text, at word borders."""
    heads = {" ".join(map(fold, entry.terms)) for entry in offices().entries()}
    return re.compile(rf"\b(?:{trie_pattern(heads)})\b")


def read_post(text: str) -> Post | None:
    """The first post in a text, for conditions and corrections; None if it names no office.

    >>> post = read_post("phó Chủ tịch UB MTTQ VN tỉnh Lạng Sơn")
    >>> post.office, post.organisation
    ('Phó Chủ tịch', 'Ủy ban MTTQ Việt Nam tỉnh Lạng Sơn')
    >>> post.level, post.place
    ('tỉnh', 'Lạng Sơn')
    """
    composed = compose(text)
    found = next(posts_in(read_sentence(composed, 0, len(composed))), None)
    return found.post if found else None


def without_post(name: str) -> tuple[str, str]:
    """A name that may have a post in front, as in a query: (post as typed or empty, the rest).

    Honorifics are no post and stay with the name. A post without a name leaves an empty rest.

    >>> without_post("PCT Lương Đình Thuận"), without_post("Đ/c Lương Đình Thuận")
    (('PCT', 'Lương Đình Thuận'), ('', 'Đ/c Lương Đình Thuận'))
    >>> without_post("Chủ tịch UBND huyện Lam Khê Trần Sĩ Phúc")
    ('Chủ tịch UBND huyện Lam Khê', 'Trần Sĩ Phúc')
    """
    text = " ".join(compose(name).split())
    sentence = _as_written(text)
    found = next(posts_in(sentence), None)
    if found is None or names.honorific_at(sentence, 0) < found.start:
        return "", text
    cut = _name_after(sentence, found)
    if cut == len(sentence) and not sentence.accented and not found.post.organisation:
        return "", text  # Truong Phong may be a person
    head = " ".join(text[: sentence.starts[found.start]].split())
    end = sentence.starts[cut] if cut < len(sentence) else len(text)
    post = text[sentence.starts[found.start] : end].rstrip(" ,;:(-–—")
    return post, f"{head} {text[end:]}".strip()


def _as_written(text: str) -> Sentence:
    """A query read as a sentence; one all in small letters as if names had their capitals."""
    if text == text.lower():
        capitals = " ".join(
            word.upper() if _is_short(word) else word[:1].upper() + word[1:]
            for word in text.split(" ")
        )
        text = capitals if len(capitals) == len(text) else text
    return read_sentence(text, 0, len(text))


def _is_short(word: str) -> bool:
    """Whether a word is an abbreviation that holds in capitals only: PCT, UBND."""
    sentence = read_sentence(word.upper(), 0, len(word.upper()))
    entries = [sentence.find(table, 0) for table in (offices(), organisations()) if len(sentence)]
    return any(e and (e.short or not is_syllable(e.terms[0])) for e in entries)


def _name_after(sentence: Sentence, found: FoundPost) -> int:
    """Where the name after a post begins, honorifics included; the end if none does."""
    if found.name is not None:
        before = names.honorific_before(sentence, found.name[0])
        return before[0] if before and before[0] > found.start else found.name[0]
    words = len(found.post.organisation.split())
    start = len(sentence) - words
    if not words or found.end < len(sentence) or found.post.level or words > names.LONGEST:
        return found.end
    # What was read as an organisation with no body in it is the short name of a person.
    is_short_name = (
        sentence.written(start, len(sentence)) == found.post.organisation
        and all(sentence.capital[i] and not sentence.upper[i] for i in range(start, len(sentence)))
        and all(is_syllable(sentence.terms[i]) for i in range(start, len(sentence)))
        and not any(sentence.find(table, start) for table in (organisations(), places()))
    )
    return start if is_short_name and start > found.start else found.end


def posts_in(sentence: Sentence) -> Iterator[FoundPost]:
    """The posts of a sentence from left to right, none inside another.

    A head that is passed over is passed over whole: in *trợ lý Phó Tổng Giám đốc* no *Giám đốc*
    may come to light.
    """
    place = 0
    while place < len(sentence):
        head = sentence.find(offices(), place)
        if head is None or _is_duty(sentence, place):
            place += 1
            continue
        found = _post_at(sentence, place, head)
        if found is not None:
            yield found
        place = found.end if found else place + len(head.terms)


def _post_at(sentence: Sentence, place: int, head: Entry) -> FoundPost | None:
    """The post of a head, with the words before and after it."""
    start, deputy = _deputy_before(sentence, place)
    status, start = _status_before(sentence, start)
    if _is_spoilt(sentence, start):
        return None
    end, grade = _grade_after(sentence, place + len(head.terms))
    walk = read_organisation(sentence, end, head.extra)
    if "need" in head.kind and not walk.parts:
        return None
    if "envoy" in head.kind and not _is_envoy(walk):
        return None
    extend_to_sign(sentence, walk, sentence.signs[start])
    office = _office(head, grade, deputy=deputy)
    post = Post(office, walk.text, walk.place, walk.level)
    return FoundPost(start, walk.end, post, status, walk.name)


def _is_envoy(walk: Organisation) -> bool:
    """Whether an ambassador is one of a country: not of a brand, a festival, goodwill."""
    return bool(walk.place or walk.name) or walk.parts[:1] == ["Việt Nam"]


def _office(head: Entry, grade: str, *, deputy: bool) -> str:
    label = f"{head.label} {grade}".strip()
    if not deputy or label.startswith("Phó "):
        return label
    return f"Phó {label}"


def _is_duty(sentence: Sentence, place: int) -> bool:
    """Whether *vụ* belongs to *chức vụ*: giữ chức vụ phó giám đốc is not vụ phó."""
    if sentence.terms[place] != "vụ" or place == 0 or sentence.terms[place - 1] != "chức":
        return False
    after = place + 1
    deputy = sentence.terms[after] == "phó"
    return any(sentence.find(offices(), i) for i in (after, after + deputy) if i < len(sentence))


def _deputy_before(sentence: Sentence, place: int) -> tuple[int, bool]:
    """Whether Phó stands before a head, in any spelling, and where the office then begins."""
    before = place - 1
    if before < 0 or sentence.signs[place] not in ("", ".", "-"):
        return place, False
    term = sentence.terms[before]
    loose = not sentence.accented or sentence.signs[place] == "."
    if term == "phó" or (loose and term in _DEPUTY):
        return before, True
    return place, False


def _status_before(sentence: Sentence, start: int) -> tuple[Status, int]:
    """The status that words before an office state, and where they begin."""
    before = start - 1
    if before < 0 or sentence.signs[start] not in ("", "."):
        return Status.CURRENT, start
    term = sentence.terms[before]
    if term in _FORMER:
        return Status.FORMER, before
    if term in _ACTING and _stands_free(sentence, before):
        return Status.ACTING, before
    if term in _NEW:
        return Status.APPOINTED, before
    return Status.CURRENT, start


def _stands_free(sentence: Sentence, place: int) -> bool:
    """Whether *quyền* is a word of its own here: not chính quyền Tổng thống, Nhân quyền."""
    if place == 0 or sentence.signs[place] or sentence.capital[place]:
        return True
    before = sentence.terms[place - 1]
    return sentence.capital[place - 1] or before in ("chức", "là", "làm", "giữ", "vụ")


def _is_spoilt(sentence: Sentence, start: int) -> bool:
    """Whether the words before make the office another's: trợ lý Tổng thống, Văn phòng Chủ tịch."""
    if start > 0 and sentence.signs[start]:
        return False
    for length in (1, 2, 3):
        if start >= length and tuple(sentence.terms[start - length : start]) in _SPOILING:
            return True
    return False


def _grade_after(sentence: Sentence, end: int) -> tuple[int, str]:
    """Where a word of grade after the head ends, and the word: Thường trực, thứ nhất."""
    for terms, label in _GRADES:
        after = end + len(terms)
        if end >= len(sentence) or sentence.signs[end]:
            break
        if tuple(sentence.terms[end:after]) == terms or (
            not sentence.accented and tuple(sentence.folded[end:after]) == tuple(map(fold, terms))
        ):
            if label == "phụ trách" or (terms == ("tt",) and not sentence.upper[end]):
                continue
            return after, label
    return end, ""
