"""Officers in a text: named persons whom the text itself ties to a post.

What it is: the rules that tie. A post is found first; then the name that follows its organisation,
or the name that stands before it with a sign or a word that ties (*, – là giữ chức*). Names that
come later in the same text or article are those of the persons so found (``later``).

What it is not: a recogniser of people. A name without a post is nobody's mention here, since a
wrong officer costs more than a missing one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from vnnews_search.models import Article, OfficerMention, Post, Status
from vnnews_search.officers import names
from vnnews_search.officers.later import FoldedText, find_later
from vnnews_search.officers.lexicon import links, organisations
from vnnews_search.officers.posts import FoundPost, head_pattern, posts_in
from vnnews_search.officers.sentences import (
    DASHES,
    Sentence,
    read_sentence,
    sentence_span,
    sentence_starts,
)
from vnnews_search.text.normalize import compose_with_offsets, fold_letters

__all__ = ["find_in_article", "find_officers"]


def find_officers(text: str) -> list[OfficerMention]:
    """The officers that a text names, in order, each with its post.

    Args:
        text: any text; offsets point into it as given.

    >>> found = find_officers("Đ/c Lý Văn Sa, phó Bí thư Huyện ủy Lũng Mây, phát biểu.")
    >>> [(m.name, m.office, m.organisation) for m in found]
    [('Lý Văn Sa', 'Phó Bí thư', 'Huyện ủy Lũng Mây')]
    >>> find_officers("Ông Lý Văn Sa trồng chè.")
    []
    """
    return _find([("", text)])


def find_in_article(article: Article) -> tuple[OfficerMention, ...]:
    """The officers of an article, field by field; a post stated once serves later short mentions.

    >>> article = Article("a", lead="Bí thư Huyện ủy Lý Văn Sa dự.", body="Đồng chí Sa phát biểu.")
    >>> [(m.field, m.name, m.office, m.start) for m in find_in_article(article)]
    [('lead', 'Lý Văn Sa', 'Bí thư', 16), ('body', 'Lý Văn Sa', 'Bí thư', 9)]
    """
    return tuple(_find(list(article.text_fields())))


def _find(fields: list[tuple[str, str]]) -> list[OfficerMention]:
    composed = [(name, *compose_with_offsets(text)) for name, text in fields]
    texts = [FoldedText(name, text, fold_letters(text)) for name, text, _ in composed]
    tied = [replace(mention, field=text.field) for text in texts for mention in _tied_in(text)]
    offsets = {name: table for name, _, table in composed}
    return [
        replace(m, start=offsets[m.field][m.start], end=offsets[m.field][m.end])
        for m in find_later(texts, tied)
    ]


def _tied_in(field: FoldedText) -> Iterator[OfficerMention]:
    """The mentions with a post of their own, sentence by sentence."""
    text = field.text
    heads = [match.start() for match in head_pattern().finditer(field.folded)]
    done = paragraph_end = -1
    starts: list[int] = []
    for head in heads:
        if head < done:
            continue
        if head >= paragraph_end:
            paragraph_end = text.find("\n", head) + 1 or len(text)
            starts = sentence_starts(text, text.rfind("\n", 0, head) + 1, paragraph_end)
        start, done = sentence_span(starts, head)
        yield from _in_sentence(read_sentence(text, start, done))


@dataclass(frozen=True, slots=True)
class _Tie:
    """A name's syllables and the post that they are tied to."""

    start: int
    end: int
    post: Post
    status: Status


def _in_sentence(sentence: Sentence) -> list[OfficerMention]:
    ties: list[_Tie] = []
    chain: FoundPost | None = None
    for found in posts_in(sentence):
        tie = _tie(sentence, found, ties)
        if tie is not None and tie.end > found.start and chain is not None:
            tie = _first_of_chain(sentence, chain, found, tie)
        if tie is not None and not _is_taken(ties, tie):
            ties.append(tie)
        chain = found if tie is None and found.name is None else None
    return [_mention(sentence, tie) for tie in ties]


def _is_taken(ties: list[_Tie], tie: _Tie) -> bool:
    """Whether a name has a post already; only the last names can be near."""
    return any(tie.start < other.end for other in ties[-2:])


def _first_of_chain(sentence: Sentence, chain: FoundPost, found: FoundPost, tie: _Tie) -> _Tie:
    """The tie of a name that follows a membership and a post: the first is stated.

    Only a membership (Ủy viên Bộ Chính trị, Tỉnh ủy viên), as any other office may be somebody
    else's: *thay mặt Thủ tướng, Phó Thủ tướng Lý Văn Sa ký*.
    """
    is_membership = "ủy viên" in chain.post.office.lower()
    if is_membership and chain.end == found.start and sentence.signs[found.start] == ",":
        return _Tie(tie.start, tie.end, chain.post, chain.status)
    return tie


def _tie(sentence: Sentence, found: FoundPost, ties: list[_Tie]) -> _Tie | None:
    """The name that a post belongs to, if exactly one side offers one."""
    left = _name_before(sentence, found)
    if left is not None and _is_taken(ties, left):
        left = None
    if found.name is None:
        return left or _after_colon(sentence, found)
    if left is not None:
        return None  # a name on either side: whose post it is, nobody can tell
    return _Tie(*found.name, found.post, found.status)


def _after_colon(sentence: Sentence, found: FoundPost) -> _Tie | None:
    """The name after a post and a colon, where the post stands alone: Tổng biên tập: Lý Văn Sa."""
    start = found.end
    if start >= len(sentence) or sentence.signs[start] != ":":
        return None
    first = found.start
    if first > 0 and not sentence.signs[first] and not sentence.capital[first - 1]:
        return None
    start = names.honorific_at(sentence, start)
    end = names.run_end(sentence, start)
    if not names.is_name(sentence, start, end):
        return None
    return _Tie(start, end, found.post, found.status)


def _name_before(sentence: Sentence, found: FoundPost) -> _Tie | None:
    """The name before a post, and the status that the words between them state."""
    end, status = _link_before(sentence, found)
    if end <= 0:
        return None
    start = _name_start(sentence, end)
    if start is None:
        return None
    status = found.status if status is Status.CURRENT else status
    return _Tie(start, end, found.post, status)


def _link_before(sentence: Sentence, found: FoundPost) -> tuple[int, Status]:
    """Where the name before a post would end, and the status that the words between state."""
    start = found.start
    signs = sentence.signs[start]
    if start > 0 and _ties(signs):
        return _before_bracket(sentence, start), Status.CURRENT
    if start == 0 or signs:
        return 0, Status.CURRENT
    link = sentence.find_before(links(), start)
    if link is None:
        return 0, Status.CURRENT
    place, entry = link
    if sentence.signs[place] not in ("", ",", ")", "),", *DASHES):
        return 0, Status.CURRENT
    return _before_bracket(sentence, place), Status(entry.kind)


def _ties(signs: str) -> bool:
    return signs in (",", "(", ".,", "),", ")-", ")–", "),-") or signs in DASHES


def _before_bracket(sentence: Sentence, place: int) -> int:
    """The end of the name: before a bracket that closes here (ông A (45 tuổi), Giám đốc)."""
    if not sentence.signs[place].startswith(")"):
        return place
    for opening in range(place - 1, max(place - 9, 0), -1):
        if "(" in sentence.signs[opening]:
            return opening if sentence.signs[opening] == "(" else 0
    return 0


def _name_start(sentence: Sentence, end: int) -> int | None:
    """Where the name that ends at a place begins; None if none ends there."""
    first = names.run_start(sentence, end)
    skipped = names.skip_honorific(sentence, first, end)
    if skipped > first:
        return None if _is_others(sentence, first, end) else skipped
    for start in range(first, end - 1):
        before = names.honorific_before(sentence, start)
        if before is not None and (start == first or not names.is_name(sentence, first, end)):
            titled = names.is_name(sentence, start, end, titled=True)
            return start if titled and not _is_others(sentence, before[0], end) else None
    for start in (first, first + 1):
        opens = start == first or (start == first + 1 and first == 0)
        if opens and names.is_name(sentence, start, end):
            return start if _may_be_person(sentence, start, end) else None
    return None


# Before an honorific, these say that the post is somebody else's: vợ ông A, Giám đốc …
_KIN = frozenset(
    (
        ("con",), ("con", "trai"), ("con", "gái"), ("con", "rể"), ("vợ",), ("chồng",), ("cháu",),
        ("cha",), ("bố",), ("mẹ",), ("em", "trai"), ("em", "gái"), ("anh", "trai"), ("em",),
        ("chị", "gái"), ("gia", "đình"), ("nhà",), ("người", "nhà"), ("thân", "nhân"), ("chị",),
        ("bố", "vợ"), ("mẹ", "vợ"), ("tài", "xế"), ("thư", "ký"), ("trợ", "lý"), ("vợ", "chồng"),
        ("con", "dâu"), ("em", "rể"), ("em", "vợ"),
    )
)  # fmt: skip
# And these, if words follow the name: thay ông A làm Giám đốc.
_REPLACED = frozenset((("thay",), ("thay", "thế"), ("kế", "nhiệm"), ("thay", "cho")))


def _is_others(sentence: Sentence, place: int, end: int) -> bool:
    """Whether the words before an honorific say that the post is not that of the name after it.

    A bracket after the name is the name's own: *con trai ông A (nguyên Bí thư)*.
    """
    signs = sentence.signs[end]
    if place == 0 or sentence.signs[place] or signs.startswith("("):
        return False
    words = _KIN if signs else _KIN | _REPLACED
    return any(tuple(sentence.terms[max(0, place - n) : place]) in words for n in (1, 2))


_WHERE = frozenset(
    ("tại", "ở", "từ", "đến", "về", "vào", "ra", "trên", "quê", "nước", "qua", "tên")
)


def _may_be_person(sentence: Sentence, start: int, end: int) -> bool:
    """Whether nothing before an untitled name makes it a street, a school, a place, a company."""
    if start == 0 or sentence.signs[start]:
        return sentence.signs[start] not in ("&",) and not (
            start > 0 and sentence.signs[start] in "-–"
        )
    if sentence.terms[start - 1] in _WHERE and end - start == 2:
        return False
    if sentence.upper[start - 1] or sentence.terms[start - 1][0].isdigit():
        return False
    return sentence.find_before(organisations(), start) is None


def _mention(sentence: Sentence, tie: _Tie) -> OfficerMention:
    before = names.honorific_before(sentence, tie.start)
    return OfficerMention(
        name=sentence.written(tie.start, tie.end),
        post=tie.post,
        honorific=sentence.written(before[0], tie.start) if before else "",
        status=tie.status,
        start=sentence.starts[tie.start],
        end=sentence.ends[tie.end - 1],
    )
