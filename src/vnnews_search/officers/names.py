"""Which syllables are a personal name, where it begins and where it ends.

What it is: the shape of Vietnamese names – a run of capitalised syllables that begins with a
surname – with what may stand before one, and the key under which a name is kept.

What it is not: a recogniser of people. A name says nothing of office; ``mentions`` ties them.
"""

from __future__ import annotations

from vnnews_search.analysis.tokenizer import tokenize
from vnnews_search.officers.lexicon import (
    honorifics,
    offices,
    organisations,
    places,
    stops,
    surnames,
)
from vnnews_search.officers.phrases import Entry
from vnnews_search.officers.sentences import Sentence, read_sentence
from vnnews_search.text.normalize import compose, fold
from vnnews_search.text.writing import is_syllable

__all__ = [
    "gender",
    "honorific_at",
    "honorific_before",
    "in_run",
    "is_name",
    "name_key",
    "name_terms",
    "name_terms_plain",
    "run_end",
    "run_start",
    "skip_honorific",
    "titles_end",
]

LONGEST = 6
_MIDDLE = frozenset(
    ("văn", "thị", "hữu", "xuân", "đình", "thế", "đức", "van", "thi", "ngọc", "minh")
)
_FOLDED_MIDDLE = frozenset(map(fold, _MIDDLE))
_APOSTROPHES = frozenset("'’")


def in_run(sentence: Sentence, place: int) -> bool:
    """Whether the syllable at a place may be part of a name."""
    if not sentence.capital[place]:
        return False
    if sentence.shouted:
        return sentence.terms[place] not in stops() and not _is_vocabulary(sentence, place)
    return not sentence.upper[place]


def _is_vocabulary(sentence: Sentence, place: int) -> bool:
    """Whether an office, organisation or honorific begins here: in capitals all look like names."""
    return any(sentence.find(table, place) for table in (offices(), organisations(), honorifics()))


def run_end(sentence: Sentence, start: int) -> int:
    """Where the run of capitalised syllables that begins at a place ends."""
    end = start
    while end < len(sentence) and end - start <= 2 * LONGEST and in_run(sentence, end):
        if end > start and sentence.signs[end] and sentence.signs[end] not in _APOSTROPHES:
            break
        if end > start and _is_office(sentence, end):
            break
        end += 1
    return end


def _is_office(sentence: Sentence, place: int) -> bool:
    """Whether an office begins at a place, Phó before it included."""
    after = place + (sentence.terms[place] == "phó")
    return after < len(sentence) and sentence.find(offices(), after) is not None


def run_start(sentence: Sentence, end: int) -> int:
    """Where the run of capitalised syllables that ends before a place begins."""
    start = end
    while start > 0 and end - start <= LONGEST and in_run(sentence, start - 1):
        start -= 1
        if sentence.signs[start] and sentence.signs[start] not in _APOSTROPHES:
            break
    return start


def is_name(sentence: Sentence, start: int, end: int, *, titled: bool = False) -> bool:
    """Whether a run of syllables can be the full name of a person.

    Args:
        sentence: where it stands.
        start: its first syllable.
        end: after its last syllable.
        titled: whether an honorific stands before it, so that rarer surnames will do.

    >>> sentence = read_sentence("Lý Văn Sa, Hà Giang, Y Blơm Niê", 0, 31)
    >>> is_name(sentence, 0, 3), is_name(sentence, 3, 5), is_name(sentence, 5, 8, titled=True)
    (True, False, True)
    """
    length = end - start
    if not 2 <= length <= LONGEST or _is_place(sentence, start, end):
        return False
    if _has_other_words(sentence, start, end):
        return False
    if _is_highland(sentence, start, end, titled=titled):
        return True
    if not _is_vietnamese(sentence, start, end):
        return False
    if not _begins_with_surname(sentence, start):
        return titled and 3 <= length <= 4
    if length > 4 and not (length == 5 and _has_middle(sentence, start)):
        return False
    if sentence.terms[start] in surnames().weak and not titled:
        return length > 2 and sentence.terms[start + 1] in _MIDDLE
    return True


def _begins_with_surname(sentence: Sentence, start: int) -> bool:
    if sentence.accented:
        return sentence.terms[start] in surnames().all
    return sentence.folded[start] in surnames().folded


def _is_highland(sentence: Sentence, start: int, end: int, *, titled: bool) -> bool:
    """Names whose syllables are not Vietnamese: Y Blơm Niê, H'Hen Niê, K'Brêu, Ksor Phước."""
    known = surnames()
    first, last = sentence.terms[start], sentence.terms[end - 1]
    if first in known.open and first not in known.weak:
        return True
    marked = any(sentence.signs[i] in _APOSTROPHES for i in range(start + 1, end))
    return first in known.open and (titled or marked or last in known.open)


def _has_middle(sentence: Sentence, start: int) -> bool:
    """Whether a long name has the middle syllable that long names have: Nguyễn Thị, Tôn Nữ Thị."""
    return any(sentence.terms[i] in _MIDDLE for i in (start + 1, start + 2))


def _is_vietnamese(sentence: Sentence, start: int, end: int) -> bool:
    """Whether every syllable has the shape of a Vietnamese one; the last may be one letter."""
    last = end - (len(sentence.terms[end - 1]) == 1)
    return all(is_syllable(sentence.terms[i]) for i in range(start, last))


def _is_place(sentence: Sentence, start: int, end: int) -> bool:
    """Whether the run is a place (Hà Giang), or ends in a province (Hoàng Anh Gia Lai)."""
    for place in range(start, end):
        entry = sentence.find(places(), place)
        if entry is not None and place + len(entry.terms) == end:
            covered = len(entry.terms)
            if (place == start and entry.kind != "people") or (
                covered >= 2 and end - start > 3 and entry.kind == "province"
            ):
                return True
    return False


def _has_other_words(sentence: Sentence, start: int, end: int) -> bool:
    """Whether an office, or an organisation of two syllables or more, begins inside the run."""
    for place in range(start, end):
        if sentence.find(offices(), place):
            return True
        entry = sentence.find(organisations(), place)
        if entry is not None and len(entry.terms) > 1:
            return True
    return False


def honorific_before(sentence: Sentence, place: int) -> tuple[int, Entry] | None:
    """All honorifics that stand directly before a place: where they begin, and the last of them."""
    found: tuple[int, Entry] | None = None
    while place > 0 and sentence.signs[place] in ("", "."):
        before = sentence.find_before(honorifics(), place)
        if before is None:
            break
        place, entry = before
        found = (place, entry if found is None or entry.kind != "title" else found[1])
    return found


def honorific_at(sentence: Sentence, place: int) -> int:
    """Where the honorifics that begin at a place end; the place itself if there is none."""
    while place < len(sentence):
        entry = sentence.find(honorifics(), place)
        if entry is None:
            break
        place += len(entry.terms)
        if place < len(sentence) and sentence.signs[place] not in ("", "."):
            break
    return place


def skip_honorific(sentence: Sentence, start: int, end: int) -> int:
    """Where a name begins in a run that may begin with an honorific, in text without accents.

    There *Ong* and *Ba* pass for the surnames Ông and Bá. They are honorifics if a full name
    follows; a syllable that is a common surname as well (Chu, of Chú) stays with the name.

    >>> sentence = read_sentence("Ong Le Ba Khoat, Chu Van An", 0, 27)
    >>> skip_honorific(sentence, 0, 4), skip_honorific(sentence, 4, 7)
    (1, 4)
    """
    if sentence.accented or not 0 <= start < end:
        return start
    after = honorific_at(sentence, start)
    if not start < after < end or (after == start + 1 and _is_common_surname(sentence, start)):
        return start
    if sentence.folded[after] in _FOLDED_MIDDLE or not _begins_with_surname(sentence, after):
        return start
    return after if is_name(sentence, after, end, titled=True) else start


def _is_common_surname(sentence: Sentence, place: int) -> bool:
    """Whether a syllable without accents may be a surname that is no everyday word."""
    known = surnames()
    return sentence.folded[place] in {fold(term) for term in known.all - known.weak}


def name_terms(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A name as (titles in front, syllables), normalised.

    >>> name_terms("Đ/c Hoàng Xuân Thuận")
    (('đ', 'c'), ('hoàng', 'xuân', 'thuận'))
    >>> name_terms("Lý  Văn Sa")
    ((), ('lý', 'văn', 'sa'))
    """
    text = compose(name)
    sentence = read_sentence(text, 0, len(text))
    start = titles_end(sentence)
    return tuple(sentence.terms[:start]), tuple(sentence.terms[start:])


def titles_end(sentence: Sentence) -> int:
    """Where honorifics and office heads in front of a name end, one syllable at least left over."""
    place = 0
    while place < len(sentence):
        title = _title_at(sentence, place)
        if title is None or place + len(title.terms) >= len(sentence):
            break
        if _is_surname_here(sentence, place, len(title.terms)):
            break
        place += len(title.terms)
    return place


def _is_surname_here(sentence: Sentence, place: int, length: int) -> bool:
    """Whether a title of one syllable is a surname here: Chu Lan Anh, which has no accent."""
    left = len(sentence) - place
    single = length == 1 and sentence.terms[place] in surnames().all - surnames().weak
    return single and not sentence.accented and 3 <= left <= 4


def _title_at(sentence: Sentence, place: int) -> Entry | None:
    """The honorific or office head at a place, whichever is longer."""
    found = (sentence.find(table, place) for table in (honorifics(), offices()))
    return max(filter(None, found), key=lambda entry: len(entry.terms), default=None)


def name_key(name: str) -> str:
    """The key under which a name is kept: folded, given name first, without titles.

    >>> name_key("Đ/c Hoàng Xuân Thuận"), name_key("THUỶ")
    ('thuan hoang xuan', 'thuy')
    """
    _, terms = name_terms(name)
    folded = [fold(term) for term in terms]
    return " ".join(folded[-1:] + folded[:-1])


def gender(honorific: str) -> str:
    """What an honorific says of the person: male, female or nothing.

    >>> gender("Ông"), gender("Đ/c"), gender("bà")
    ('male', '', 'female')
    """
    text = compose(honorific)
    sentence = read_sentence(text, 0, len(text))
    said: set[str] = set()
    place = 0
    while place < len(sentence):
        title = _title_at(sentence, place)
        said |= {title.kind} & {"male", "female"} if title else set()
        place += len(title.terms) if title else 1
    return said.pop() if len(said) == 1 else ""


def name_terms_plain(name: str) -> tuple[str, ...]:
    """The normalised syllables of a name that has no title in front.

    >>> name_terms_plain("Lý Văn Sa")
    ('lý', 'văn', 'sa')
    """
    return tuple(token.term for token in tokenize(name))
