"""Whether two names are the same, may be, or are not: Vietnamese names as Vietnamese write them.

What it is: a table of forms, each with its verdict and score. Typed accents are statements: Phúc
is not Phục, nor is Dung beside marked syllables Dũng. What was not typed states nothing. Sỹ and Sĩ
may be one name, as newspapers write it both ways (``text.spellings``); Vy and Vi are two.

What it is not: evidence about people. Two namesakes match as *same*; whether they are one person
is for the clustering of people to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import OSA

from vnnews_search.officers import names
from vnnews_search.officers.lexicon import surnames
from vnnews_search.officers.sentences import Sentence, read_sentence
from vnnews_search.text.normalize import compose, fold, has_marks
from vnnews_search.text.spellings import spelling_variants, unmarked_variants
from vnnews_search.text.writing import can_be_typed

__all__ = ["NameMatch", "Verdict", "match_names", "near_names"]


class Verdict(StrEnum):
    """What the comparison of two names says."""

    SAME = "same"
    POSSIBLE = "possible"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class NameMatch:
    """How two names compare.

    Args:
        verdict: same, possible or different.
        form: which form of the table matched: exact, western, spelling, unaccented, initials,
            no_middle, given; empty if different.
        score: 1 for the same spelling, down with all that one side leaves open; 0 if different.
        left: the first name as compared, normalised, titles left out.
        right: the second one.
    """

    verdict: Verdict
    form: str
    score: float
    left: str
    right: str


# form → (verdict, score): the share of namesake pairs of that form that are one name, by judgement.
_FORMS = {
    "exact": (Verdict.SAME, 1.0),
    "western": (Verdict.SAME, 0.95),
    "spelling": (Verdict.POSSIBLE, 0.9),
    "unaccented": (Verdict.POSSIBLE, 0.8),
    "initials": (Verdict.POSSIBLE, 0.7),
    "no_middle": (Verdict.POSSIBLE, 0.6),
    "given": (Verdict.POSSIBLE, 0.4),
}
_FACTORS = {"exact": 1.0, "spelling": 0.95, "unaccented": 0.9}
"""How much of a form's score stays, by the worst pair of syllables in it."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """A name as syllables, one way of telling its titles from them.

    Args:
        terms: syllables, normalised.
        typed: for each, whether its marks (or their absence) are a statement.
        initial: for each, whether it is an initial (a letter with a point after it).
        titled: whether an honorific stands before.
        gender: what the honorific says.
    """

    terms: tuple[str, ...]
    typed: tuple[bool, ...]
    initial: tuple[bool, ...]
    titled: bool
    gender: str


def match_names(a: str, b: str) -> NameMatch:
    """Whether two strings name the same person, as far as names can tell.

    >>> match_names("Đ/c Hoàng Xuân Thuận", "HOÀNG XUÂN THUẬN").verdict.value
    'same'
    >>> match_names("N.V. Chung", "Nguyễn Văn Chung").form
    'initials'
    >>> match_names("Nguyễn Văn Phúc", "Nguyễn Văn Phục").verdict.value
    'different'
    """
    lefts, rights = list(_readings(a)), list(_readings(b))
    best = max(
        (_match(left, right) for left in lefts for right in rights), key=lambda match: match.score
    )
    if best.verdict is Verdict.DIFFERENT:
        return _result("", lefts[0], rights[0])
    return best


def near_names(a: str, b: str) -> bool:
    """Whether two names are different, yet so near that one may be meant for the other.

    >>> near_names("Hoàng Xuân Thuận", "Hoàng Xuân Thuấn")
    True
    >>> near_names("Hoàng Xuân Thuận", "Hoàng Xuân Thuận")
    False
    """
    match = match_names(a, b)
    if match.verdict is not Verdict.DIFFERENT:
        return False
    return OSA.distance(fold(match.left), fold(match.right), score_cutoff=1) <= 1


def _readings(name: str) -> Iterator[_Reading]:
    """The ways to read a name: without its titles, and, if they may be a surname, with them."""
    text = compose(name)
    sentence = read_sentence(text, 0, len(text))
    start = names.titles_end(sentence)
    yield _reading(sentence, start)
    while start > 0 and (not sentence.accented or sentence.terms[start - 1] in surnames().all):
        start -= 1
        yield _reading(sentence, start)


def _reading(sentence: Sentence, start: int) -> _Reading:
    places = range(start, len(sentence))
    terms = tuple(sentence.terms[start:])
    words = [sentence.written(i, i + 1) for i in places]
    accented = any(map(has_marks, terms))
    before = sentence.written(0, start) if start else ""
    return _Reading(
        terms,
        tuple(accented and can_be_typed(word.capitalize()) for word in words),
        tuple(_is_initial(sentence, i) for i in places),
        bool(start),
        names.gender(before),
    )


def _is_initial(sentence: Sentence, place: int) -> bool:
    """Whether a syllable is a letter or two with a point after it, and not the last one."""
    after = place + 1
    return (
        after < len(sentence)
        and sentence.signs[after].startswith(".")
        and len(sentence.terms[place]) <= 2
    )


def _match(left: _Reading, right: _Reading) -> NameMatch:
    if left.terms == right.terms:
        return _result("exact", left, right)
    for form, found in (
        ("exact", _equal(left, right)),
        ("western", _turned(left, right) or _turned(right, left)),
        ("initials", _by_initials(left, right)),
        ("no_middle", _without_middle(left, right) or _without_middle(right, left)),
        ("given", _by_given(left, right) or _by_given(right, left)),
    ):
        if found:
            return _result(form, left, right, found)
    return _result("", left, right)


def _result(form: str, left: _Reading, right: _Reading, syllables: str = "exact") -> NameMatch:
    """A form as a match.

    Args:
        syllables: how its syllables compare, as ``_syllables`` says.
    """
    verdict, score = _FORMS.get(form, (Verdict.DIFFERENT, 0.0))
    if syllables != "exact" and verdict is Verdict.SAME:
        verdict, factor = _FORMS[syllables]
        form, score = syllables, factor * score
    else:
        score *= _FACTORS[syllables]
    return NameMatch(verdict, form, round(score, 3), " ".join(left.terms), " ".join(right.terms))


def _syllables(left: _Reading, right: _Reading, pairs: list[tuple[int, int]]) -> str:
    """How pairs of syllables compare, the worst of them; empty if one differs, or there is none.

    exact, spelling or unaccented.
    """
    found = {_pair(left, i, right, j) for i, j in pairs}
    return "" if "" in found else max(found, key=list(_FACTORS).index, default="")


def _pair(left: _Reading, i: int, right: _Reading, j: int) -> str:
    one, other = left.terms[i], right.terms[j]
    if one == other:
        return "exact"
    if other in spelling_variants(one, name=True):
        return "spelling"
    if left.typed[i] and right.typed[j]:
        return ""
    if left.typed[i] or right.typed[j]:
        alike = _unmarked(one, typed=left.typed[i]) & _unmarked(other, typed=right.typed[j])
    else:
        alike = {fold(one), *_otherwise(one)} & {fold(other)}
    return "unaccented" if alike else ""


def _unmarked(term: str, *, typed: bool) -> set[str]:
    """A syllable without marks; a typed one in its other spelling too."""
    return {fold(term), *(map(fold, spelling_variants(term, name=True)) if typed else ())}


def _otherwise(term: str) -> set[str]:
    """The other spelling, without marks, of what an unmarked syllable may be."""
    return set(map(fold, unmarked_variants(fold(term), name=True)))


def _equal(left: _Reading, right: _Reading) -> str:
    if len(left.terms) != len(right.terms):
        return ""
    return _syllables(left, right, [(i, i) for i in range(len(left.terms))])


def _turned(left: _Reading, right: _Reading) -> str:
    """The second name in another order: Thuận Hoàng Xuân, Xuân Thuận Hoàng.

    Only where it begins with no surname, and the first one does: else they are two names.
    """
    size = len(left.terms)
    if size < 2 or size != len(right.terms):
        return ""
    known = surnames().folded
    if fold(left.terms[0]) not in known or fold(right.terms[0]) in known:
        return ""
    family_last = [(i, (i - 1) % size) for i in range(size)]
    given_first = [(i, (i + 1) % size) for i in range(size)]
    return _syllables(left, right, family_last) or _syllables(left, right, given_first)


def _by_initials(left: _Reading, right: _Reading) -> str:
    """Equal, but for initials on either side: N.V. Chung, Ng. Văn Chung."""
    size = len(left.terms)
    if size != len(right.terms) or size < 2 or not any((*left.initial, *right.initial)):
        return ""
    whole: list[tuple[int, int]] = []
    for i in range(size):
        if left.initial[i] or right.initial[i]:
            if not _begins_alike(left, right, i):
                return ""
        else:
            whole.append((i, i))
    return _syllables(left, right, whole)


def _begins_alike(left: _Reading, right: _Reading, place: int) -> bool:
    one, other = left.terms[place], right.terms[place]
    if not (any(map(has_marks, left.terms)) and any(map(has_marks, right.terms))):
        one, other = fold(one), fold(other)
    else:
        one, other = _without_tone(one), _without_tone(other)
    return one.startswith(other) or other.startswith(one)


def _without_tone(term: str) -> str:
    """Folded, but đ stays: an initial Đ. is not D."""
    return ("đ" if term.startswith("đ") else fold(term[:1])) + fold(term[1:])


def _without_middle(short: _Reading, full: _Reading) -> str:
    """Surname and given name equal, and the middle of one a part of the other's."""
    if not 2 <= len(short.terms) < len(full.terms):
        return ""
    pairs = [(0, 0)]
    place = 1
    for i in range(1, len(short.terms) - 1):
        while place < len(full.terms) - 1 and not _syllables(short, full, [(i, place)]):
            place += 1
        if place >= len(full.terms) - 1:
            return ""
        pairs.append((i, place))
        place += 1
    return _syllables(short, full, [*pairs, (len(short.terms) - 1, len(full.terms) - 1)])


def _by_given(short: _Reading, full: _Reading) -> str:
    """An honorific with the given name, alone or with one syllable before it: bà Kim Sa."""
    size = len(short.terms)
    if not short.titled or not size or size > 2 or len(full.terms) <= size or len(full.terms) < 2:
        return ""
    if short.gender == "male" and "thị" in full.terms:
        return ""
    if short.gender and full.gender and short.gender != full.gender:
        return ""
    start = len(full.terms) - size
    return _syllables(short, full, [(i, start + i) for i in range(size)])
