"""Later mentions: the full name again, or a short form, of a person whose post is known.

What it is: a second look at the text for the given names of persons already tied to a post. A full
name is the same person; an honorific or the same office with the given name is, if nobody else in
the text bears it.

What it is not: coreference. *Ông* alone, *vị này* and the like are nobody here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from vnnews_search.models import OfficerMention
from vnnews_search.officers import names
from vnnews_search.officers.lexicon import organisations, surnames
from vnnews_search.officers.phrases import Entry, trie_pattern
from vnnews_search.officers.sentences import Sentence, read_sentence
from vnnews_search.text.normalize import fold

__all__ = ["FoldedText", "find_later"]

_WINDOW = 80
_AFTER = 24


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A field of an article: its name, its composed text, and that letter for letter unmarked."""

    field: str
    text: str
    folded: str


@dataclass(frozen=True, slots=True)
class _Occurrence:
    """A given name in a text with what stands before it.

    Args:
        order: number of the field.
        field: its name.
        terms: the whole run of the name, normalised.
        honorific: what stands before, as written.
        gender: male, female or empty.
        before: folded syllables before the name; one empty one if it is no person's.
        start: offset of the run.
        end: offset after it.
    """

    order: int
    field: str
    terms: tuple[str, ...]
    honorific: str
    gender: str
    before: tuple[str, ...]
    start: int
    end: int


def find_later(texts: Sequence[FoldedText], tied: Sequence[OfficerMention]) -> list[OfficerMention]:
    """The tied mentions with the later ones among them, in order of field and place.

    Args:
        texts: the fields, in order.
        tied: mentions with a post of their own, in order.
    """
    if not tied:
        return []
    order = {text.field: number for number, text in enumerate(texts)}
    taken = {(m.field, m.end) for m in tied}
    people = _people(tied)
    found = list(_occurrences(texts, people, taken))
    bearers = _bearers({o.terms for o in found if _is_full(o.terms)} | set(people))
    later = [
        mention
        for occurrence in found
        if (mention := _resolve(occurrence, people, bearers, order)) is not None
    ]
    return sorted([*tied, *later], key=lambda m: (order[m.field], m.start))


def _people(tied: Iterable[OfficerMention]) -> dict[tuple[str, ...], OfficerMention]:
    """The first mention of each full name."""
    people: dict[tuple[str, ...], OfficerMention] = {}
    for mention in tied:
        people.setdefault(names.name_terms_plain(mention.name), mention)
    return people


def _occurrences(
    texts: Sequence[FoldedText],
    people: dict[tuple[str, ...], OfficerMention],
    taken: set[tuple[str, int]],
) -> Iterator[_Occurrence]:
    """Every place where a given name of the people stands, read with what is before it."""
    pattern = re.compile(rf"\b(?:{trie_pattern({fold(terms[-1]) for terms in people})})\b")
    for number, field in enumerate(texts):
        name, text = field.field, field.text
        for match in pattern.finditer(field.folded):
            if text[match.start()].isupper() and (name, match.end()) not in taken:
                occurrence = _read(text, match.start(), match.end())
                if occurrence is not None:
                    yield _Occurrence(number, name, *occurrence)


def _read(
    text: str, start: int, end: int
) -> tuple[tuple[str, ...], str, str, tuple[str, ...], int, int] | None:
    """The run of a name that ends with the syllable at an offset; None if it goes on after it."""
    left = max(text.rfind("\n", 0, start) + 1, start - _WINDOW)
    right = min(len(text), end + _AFTER)
    sentence = read_sentence(text, left, right)
    place = next((i for i, offset in enumerate(sentence.starts) if offset == start), None)
    if place is None or sentence.ends[place] != end or _goes_on(sentence, place + 1):
        return None
    first = names.run_start(sentence, place + 1)
    if first > place:
        return None
    begin, before = _begin(sentence, first, place)
    gender = before[1].kind if before and before[1].kind in ("male", "female") else ""
    honorific = sentence.written(before[0], begin) if before else ""
    context = tuple(sentence.folded[max(0, begin - 6) : begin]) if not sentence.signs[begin] else ()
    if sentence.find_before(organisations(), begin) and not sentence.signs[begin]:
        context = ("",)
    terms = tuple(sentence.terms[begin : place + 1])
    return terms, honorific, gender, context, sentence.starts[begin], end


def _begin(sentence: Sentence, first: int, place: int) -> tuple[int, tuple[int, Entry] | None]:
    """Where the name in a run begins, and the honorific before it: Ông Sa, but not Lê Anh Sa."""
    known = surnames()
    first = names.skip_honorific(sentence, first, place + 1)
    for begin in range(first, place + 1):
        before = names.honorific_before(sentence, begin)
        if before is not None:
            return begin, before
        if sentence.terms[begin] in known.all - known.weak or (
            not sentence.accented and begin == first and sentence.folded[begin] in known.folded
        ):
            break
    return first, None


def _goes_on(sentence: Sentence, after: int) -> bool:
    """Whether the run of capitals continues, so that the syllable is not the given name."""
    return after < len(sentence) and not sentence.signs[after] and names.in_run(sentence, after)


def _is_full(terms: tuple[str, ...]) -> bool:
    return len(terms) >= 2 and terms[0] in surnames().all


def _resolve(
    occurrence: _Occurrence,
    people: dict[tuple[str, ...], OfficerMention],
    bearers: dict[tuple[str, ...], set[tuple[str, ...]]],
    order: dict[str, int],
) -> OfficerMention | None:
    """The mention of the one person that an occurrence can mean."""
    terms = occurrence.terms
    candidates = {terms} if terms in people else bearers.get(terms, set())
    if len(candidates) != 1:
        return None
    full = next(iter(candidates))
    person = people.get(full)
    if person is None:
        return None
    if (order[person.field], person.start) >= (occurrence.order, occurrence.start):
        return None
    if occurrence.before == ("",):
        return None
    if len(terms) < len(full) and not _addresses(occurrence, person, full):
        return None
    return OfficerMention(
        person.name,
        person.post,
        occurrence.honorific,
        person.status,
        occurrence.start,
        occurrence.end,
        occurrence.field,
    )


def _bearers(
    full_names: Iterable[tuple[str, ...]],
) -> dict[tuple[str, ...], set[tuple[str, ...]]]:
    """Given names, of one syllable and of two, with the full names in the text that end so."""
    bearers: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for full in full_names:
        for length in (1, 2):
            if length < len(full):
                bearers.setdefault(full[-length:], set()).add(full)
    return bearers


def _addresses(occurrence: _Occurrence, person: OfficerMention, full: tuple[str, ...]) -> bool:
    """Whether what stands before a short form is fit for the person."""
    if occurrence.gender == "male" and "thị" in full:
        return False
    if occurrence.honorific:
        return not _clash(occurrence.gender, person.honorific)
    office = tuple(map(fold, person.office.split()))
    before = occurrence.before
    return before[-len(office) :] == office and before[-len(office) - 1 : -len(office)] != ("pho",)


def _clash(gender: str, honorific: str) -> bool:
    """Whether one is a man and the other a woman."""
    other = names.gender(honorific)
    return bool(gender and other and gender != other)
