"""Runs of capitals after an office: what in them is a place and what a person.

What it is: the cut in *huyện Lũng Mây Lý Văn Sa*. Known places end where the list says; an unknown
one is taken to have two syllables, then three.

What it is not: sure of companies and communes named after people: there it finds nobody.
"""

from __future__ import annotations

from vnnews_search.officers import names
from vnnews_search.officers.lexicon import places
from vnnews_search.officers.sentences import Sentence
from vnnews_search.text.writing import is_syllable

__all__ = ["name_after_title", "name_in_run", "place_end"]


def place_end(sentence: Sentence, place: int) -> int:
    """Where a known place that begins here ends; Bà Rịa - Vũng Tàu runs over a dash."""
    entry = sentence.find(places(), place)
    return place + len(entry.terms) if entry else place


def name_in_run(
    sentence: Sentence, start: int, end: int, *, expects: str, alone: bool
) -> int | None:
    """Where in a run of capitals the person's name begins; None if there is none.

    A run after *huyện* is a place, then perhaps a person; known places end where the list says,
    others are taken to have two syllables, then three. A person without a place before them needs
    three syllables there.
    """
    cut = _cut(sentence, start, end, expects=expects, alone=alone)
    return cut if cut is None else names.skip_honorific(sentence, cut, end)


def _cut(sentence: Sentence, start: int, end: int, *, expects: str, alone: bool) -> int | None:
    """Where the person begins, an honorific without its accents included."""
    cut = place_end(sentence, start)
    after_known = start < cut <= end
    if after_known and names.is_name(sentence, cut, end):
        return cut
    if after_known and (expects == "place" or (cut == end and not alone)):
        return None
    shortest = 3 if expects == "place" or after_known else 2
    if expects != "title" and end - start >= shortest and names.is_name(sentence, start, end):
        return start
    foreign = _foreign_end(sentence, start, end)
    if end - foreign >= 3 and foreign > start and names.is_name(sentence, foreign, end):
        return foreign
    if alone:
        return None
    for length in (2, 3):
        cut = start + length
        if end - cut >= 3 and names.is_name(sentence, cut, end):
            return cut
    return None


def _foreign_end(sentence: Sentence, start: int, end: int) -> int:
    """Where the leading words end that are no Vietnamese syllables: VinChè | Lý Văn Sa."""
    while start < end and not is_syllable(sentence.terms[start]):
        start += 1
    return start


def name_after_title(sentence: Sentence, start: int) -> tuple[int, int] | None:
    """The name that begins right after an honorific."""
    if start >= len(sentence) or sentence.signs[start] not in ("", "."):
        return None
    end = names.run_end(sentence, start)
    return (start, end) if names.is_name(sentence, start, end, titled=True) else None
