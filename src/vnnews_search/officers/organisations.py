"""The organisation after an office head: where it ends, its level and place, and who follows it.

What it is: a walk to the right, piece by piece – bodies, fields of work, levels, places – until
a word that is none of them. A run of capitals with both a place and a person is cut (``runs``).

What it is not: a list of organisations. Names of companies are read as capitals, not known.
"""

from __future__ import annotations

from vnnews_search.officers import names, runs
from vnnews_search.officers.lexicon import fields, offices, organisations, places, stops
from vnnews_search.officers.pieces import (
    SHORT_LEVELS,
    Organisation,
    take_body,
    take_connector,
    take_phrase,
    take_plain,
    take_run,
)
from vnnews_search.officers.sentences import DASHES, Sentence

__all__ = ["Organisation", "extend_to_sign", "read_organisation"]

FARTHEST = 40


def read_organisation(sentence: Sentence, start: int, unit: str = "") -> Organisation:
    """Walk right from the end of an office head.

    Args:
        sentence: where it stands.
        start: the first syllable after the head.
        unit: what the head has already said of the organisation (Phòng, of Trưởng phòng).
    """
    walk = Organisation(end=start)
    if unit:
        _begin_with_unit(sentence, walk, unit.lower())
    first = walk.end
    while walk.end < min(len(sentence), start + FARTHEST):
        before = walk.end
        if not _step(sentence, walk, first) or walk.end == before:
            break
    if walk.end == start and not unit.endswith("ủy"):
        walk.parts.clear()  # Bộ trưởng alone is not of an organisation named Bộ
    return walk


def _begin_with_unit(sentence: Sentence, walk: Organisation, unit: str) -> None:
    """Take the unit from the head's own syllables (Trưởng [phòng]), or put it in (Cục trưởng)."""
    terms = unit.split()
    own = walk.end - len(terms)
    after = sentence.terms[walk.end : walk.end + len(terms)]
    if (after == terms and not sentence.signs[walk.end]) or _abbreviates(sentence, walk.end, unit):
        return
    if own >= 0 and tuple(sentence.terms[own : walk.end]) == tuple(terms):
        body = sentence.find(organisations(), own)
        if body is not None and body.kind != "title":
            take_body(sentence, walk, own, body)
            return
    walk.parts.append(unit[:1].upper() + unit[1:])
    walk.expects = "name"


def _abbreviates(sentence: Sentence, place: int, unit: str) -> bool:
    """Whether the body at a place has the unit in its letters: Viện trưởng VKSND."""
    body = sentence.find(organisations(), place) if place < len(sentence) else None
    return body is not None and body.label[:2].isupper() and body.label[:1].lower() == unit[:1]


def _step(sentence: Sentence, walk: Organisation, start: int) -> bool:
    """Read one piece; False where the organisation ends."""
    place = walk.end
    if not _sign_allows(sentence, place, start):
        return False
    if walk.expects == "place" and sentence.capital[place] and sentence.find(places(), place):
        return take_run(sentence, walk, place)
    title_end = names.honorific_at(sentence, place)
    if title_end > place and not _is_piece(sentence, place):
        walk.name = runs.name_after_title(sentence, title_end)
        return False
    if sentence.find(offices(), place):
        return False
    if take_phrase(sentence, walk, place):
        return True
    if names.in_run(sentence, place):
        return take_run(sentence, walk, place)
    if sentence.terms[place].isdigit() or sentence.upper[place]:
        return take_plain(sentence, walk, place)
    return take_connector(sentence, walk, place)


def _sign_allows(sentence: Sentence, place: int, start: int) -> bool:
    """Whether the sign before a syllable lets the organisation go on."""
    signs = sentence.signs[place]
    if not signs:
        return True
    if place == start:
        return False
    if signs == "." and sentence.terms[place - 1] in SHORT_LEVELS:
        return True
    if signs in DASHES or signs in ("&", "/", "."):
        return bool(sentence.find(fields(), place)) or (
            sentence.upper[place] and sentence.upper[place - 1]
        )
    if signs == ",":
        return _list_goes_on(sentence, place)
    return False


def _is_piece(sentence: Sentence, place: int) -> bool:
    """Whether a body or a field of work begins here; Hội Kiến trúc sư is no honorific's place."""
    return bool(sentence.find(fields(), place) or sentence.find(organisations(), place))


def _list_goes_on(sentence: Sentence, place: int) -> bool:
    """Whether a comma is one inside a name: Bộ Lao động, Thương binh và Xã hội."""
    for _ in range(3):
        entry = sentence.find(fields(), place)
        if entry is None or sentence.find(offices(), place):
            return False
        place += len(entry.terms)
        if place >= len(sentence):
            return False
        if sentence.signs[place] == ",":
            continue
        if sentence.terms[place] in ("và", "va") or sentence.signs[place] == "&":
            after = place + (sentence.signs[place] != "&")
            return after < len(sentence) and bool(sentence.find(fields(), after))
        return False
    return False


def extend_to_sign(sentence: Sentence, walk: Organisation, opening: str) -> None:
    """Take the rest of an apposition: between two dashes or brackets all belongs to the post.

    Args:
        sentence: where it stands.
        walk: what was read, up to a word that no list knows.
        opening: the sign before the post.
    """
    closing = ")" if opening == "(" else "-–—" if opening in DASHES else ""
    if not closing or walk.name is not None or not walk.parts:
        return
    for place in range(walk.end, min(walk.end + 12, len(sentence))):
        sign = sentence.signs[place][:1]
        if sign and sign in closing:
            if place > walk.end:
                walk.parts.append(sentence.written(walk.end, place))
                walk.end = place
            return
        if sign or _is_of_another(sentence, place):
            return


def _is_of_another(sentence: Sentence, place: int) -> bool:
    """Whether the words at a place speak of somebody, or of what somebody does."""
    if sentence.terms[place] in stops() or sentence.find(offices(), place):
        return True
    return names.honorific_at(sentence, place) > place and not sentence.find(fields(), place)
