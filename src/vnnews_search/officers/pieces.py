"""The pieces of an organisation's name, each read by one function and added to what is known.

What it is: bodies, levels, fields of work, runs of capitals, numbers, connectors; each function
says whether the organisation goes on after it.

What it is not: the walk that asks for them in order (``organisations``).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from vnnews_search.officers import names, runs
from vnnews_search.officers.lexicon import fields, offices, organisations, places, stops
from vnnews_search.officers.phrases import Entry
from vnnews_search.officers.sentences import Sentence
from vnnews_search.text.writing import is_syllable

__all__ = [
    "SHORT_LEVELS",
    "Organisation",
    "take_body",
    "take_connector",
    "take_phrase",
    "take_plain",
    "take_run",
]

SHORT_LEVELS = frozenset(("tp", "tx", "tt", "p", "q"))
_CONNECTORS = frozenset(("và", "của", "thuộc", "về", "các", "trực"))


@dataclass(slots=True)
class Organisation:
    """What a walk has read so far.

    Args:
        parts: pieces of the organisation's name, normalised.
        end: after the last syllable read.
        level: kind of the last place.
        place: name of the last place.
        name: the person's syllables, if one follows.
        expects: what a run of capitals would be here: name, place or title.
    """

    end: int
    parts: list[str] = field(default_factory=list)
    level: str = ""
    place: str = ""
    name: tuple[int, int] | None = None
    expects: str = "name"

    @property
    def text(self) -> str:
        """The organisation's name; a level alone (chủ tịch tỉnh) names none."""
        if len(self.parts) == 1 and self.parts[0] == self.level:
            return ""
        joined = " ".join(self.parts).replace(" ,", ",")
        return joined[:1].upper() + joined[1:]


def take_phrase(sentence: Sentence, walk: Organisation, place: int) -> bool:
    """Read a listed body, level or field of work."""
    body = sentence.find(organisations(), place)
    work = _work_at(sentence, place)
    if body is not None and (work is None or len(body.terms) >= len(work.terms)):
        return take_body(sentence, walk, place, body)
    if work is None:
        return False
    end = place + len(work.terms)
    sign = sentence.signs[place]
    _add(walk, sign, sentence.written(place, end))
    walk.end = end
    walk.expects = "title" if walk.expects == "title" else "name"
    return True


def _add(walk: Organisation, sign: str, text: str) -> None:
    """Add a piece with the sign before it."""
    walk.parts.append(f"{sign} {text}" if sign else text)


def _work_at(sentence: Sentence, place: int) -> Entry | None:
    """The field of work at a place; one syllable is too little in text without accents."""
    work = sentence.find(fields(), place)
    return work if sentence.accented or work is None or len(work.terms) > 1 else None


def take_body(sentence: Sentence, walk: Organisation, place: int, body: Entry) -> bool:
    """Read a body or a level, and what it says of the level and of the run after it."""
    end = place + len(body.terms)
    label = body.label or sentence.written(place, end)
    lowered = label.lower()
    if body.kind == "level" and not _is_level(sentence, place, end):
        return False
    if body.kind != "level" and walk.level and _is_everyday(sentence, place, end):
        return False
    if not (walk.parts and walk.parts[-1].lower() == lowered):
        walk.parts.append(lowered if body.kind == "level" else label)
    walk.end = end
    if body.kind == "level":
        walk.level, walk.place, walk.expects = lowered, "", "place"
    elif body.extra:
        walk.level, walk.place, walk.expects = body.extra, "", "place"
    else:
        walk.expects = "title" if body.kind == "title" else "name"
    return True


def _is_everyday(sentence: Sentence, place: int, end: int) -> bool:
    """Whether a body of one small syllable is an everyday word: UBND huyện báo cáo, giải quyết.

    It is a body only if a field of work or, where case tells something, a capital follows.
    """
    small = sentence.shouted or not sentence.capital[place]
    if end - place > 1 or not small or not is_syllable(sentence.terms[place]):
        return False
    if end >= len(sentence) or sentence.signs[end] or sentence.find(offices(), end):
        return True
    if _work_at(sentence, end) or sentence.find(organisations(), end):
        return False
    return sentence.shouted or not sentence.capital[end]


def _is_level(sentence: Sentence, place: int, end: int) -> bool:
    """Whether a level word is one: TP, TX, P. and Q. in capitals before what they name."""
    term = sentence.terms[place]
    if end - place > 1 or term not in SHORT_LEVELS:
        return True
    if term == "tp" and sentence.upper[place]:
        return True
    if end >= len(sentence) or not sentence.capital[place]:
        return False
    if len(term) == 1:
        return sentence.signs[end] == "."
    return sentence.capital[end]


def take_run(sentence: Sentence, walk: Organisation, place: int) -> bool:
    """Read a run of capitals: a place or title, a person, or both."""
    end = max(names.run_end(sentence, place), runs.place_end(sentence, place))
    cut = runs.name_in_run(sentence, place, end, expects=walk.expects, alone=not walk.parts)
    if cut is not None:
        _add_place(sentence, walk, place, cut)
        walk.name = (cut, end)
        return False
    if (
        end - place == 1
        and end < len(sentence)
        and walk.expects != "place"
        and _is_word_tail(sentence, end)
    ):
        end += 1
    if place == walk.end and not walk.parts and not _is_known_place(sentence, place, end):
        # Straight after a bare head stands a company, a country, or somebody we cannot read.
        walk.expects = "title"
    _add_place(sentence, walk, place, end)
    return True


def _is_word_tail(sentence: Sentence, place: int) -> bool:
    """Whether a lower-case syllable goes with the capital before it: Hàng không, Quản lý."""
    if sentence.signs[place] or sentence.capital[place] or sentence.terms[place] in stops():
        return False
    if not (is_syllable(sentence.terms[place]) and is_syllable(sentence.terms[place - 1])):
        return False
    body = sentence.find(organisations(), place)
    return body is None or (body.kind != "level" and len(body.terms) == 1)


def _is_known_place(sentence: Sentence, start: int, end: int) -> bool:
    entry = sentence.find(places(), start)
    return entry is not None and len(entry.terms) == end - start


def _add_place(sentence: Sentence, walk: Organisation, start: int, end: int) -> None:
    """Add a run of capitals as a place or a title."""
    if end <= start:
        return
    written = sentence.written(start, end)
    entry = sentence.find(places(), start)
    known = entry is not None and len(entry.terms) == end - start
    if known and entry is not None and entry.terms == ("hcm",):
        written = "Hồ Chí Minh"
    walk.parts.append(written)
    walk.end = end
    if walk.expects == "place" or (known and walk.expects == "name"):
        walk.place = written
    walk.expects = "name"


def take_plain(sentence: Sentence, walk: Organisation, place: int) -> bool:
    """Read a number or an abbreviation: quận 1, Sở GTVT, VFF."""
    if not walk.parts and sentence.terms[place].isdigit():
        return False
    entry = sentence.find(places(), place)
    end = place + (len(entry.terms) if entry else 1)
    if sentence.terms[place] == "vn":
        walk.parts.append("Việt Nam")
    elif walk.expects == "place":
        _add_place(sentence, walk, place, end)
        return True
    else:
        sign = sentence.signs[place] or " "
        text = sentence.written(place, end)
        if sign in "&-/," and walk.parts:
            walk.parts[-1] += sign + text
        else:
            walk.parts.append(text)
    walk.end, walk.expects = end, "name"
    return True


def _is_work(sentence: Sentence, place: int) -> bool:
    """Whether a field of work begins here: a listed one, or a capital with a small syllable."""
    if sentence.find(fields(), place):
        return True
    after = place + 1
    if (
        not sentence.capital[place]
        or after >= len(sentence)
        or names.honorific_at(sentence, place) > place
    ):
        return False
    return not sentence.find(offices(), place) and _is_word_tail(sentence, after)


def take_connector(sentence: Sentence, walk: Organisation, place: int) -> bool:
    """Read và, của, thuộc … if the organisation goes on after it."""
    after = place + 1
    if sentence.terms[place] not in _CONNECTORS or after >= len(sentence) or sentence.signs[after]:
        return False
    body = sentence.find(organisations(), after)
    if sentence.terms[place] == "và":
        goes_on = bool(walk.parts) and body is None and _is_work(sentence, after)
    else:
        goes_on = body is not None and body.kind != "level"
    if goes_on:
        walk.parts.append(sentence.terms[place])
        walk.end = after
    return goes_on
