"""The word lists of this package, read once: surnames, honorifics, offices, organisations, places.

What it is: one function a data file, each read once. Every form is normalised as texts are: a list
in another spelling misses silently.

What it is not: rules. How phrases combine is said in the modules that ask for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from vnnews_search.analysis.lexicon import place_lines
from vnnews_search.analysis.tokenizer import tokenize
from vnnews_search.data import table_lines
from vnnews_search.models import Status
from vnnews_search.officers.phrases import Entry, PhraseTable
from vnnews_search.text.normalize import fold

__all__ = [
    "Surnames",
    "fields",
    "honorifics",
    "links",
    "offices",
    "organisations",
    "places",
    "stops",
    "surnames",
]


@dataclass(frozen=True, slots=True)
class Surnames:
    """Surnames by what may be concluded from them, normalised (``data/surnames.txt``)."""

    all: frozenset[str]
    weak: frozenset[str]
    open: frozenset[str]
    folded: frozenset[str]


def _terms(form: str) -> tuple[str, ...]:
    return tuple(token.term for token in tokenize(form))


def _split(forms: str) -> list[str]:
    return [form.strip() for form in forms.split(",") if form.strip()]


@lru_cache(maxsize=1)
def surnames() -> Surnames:
    """The surnames.

    >>> "nguyễn" in surnames().all, "kim" in surnames().weak
    (True, True)
    """
    strong: set[str] = set()
    marked: dict[str, set[str]] = {"weak": set(), "open": set()}
    for line in table_lines("surnames.txt"):
        marks, names = line.split("|")
        terms = {_terms(name)[0] for name in _split(names)}
        for mark in marks.split():
            marked[mark] |= terms
        if "weak" not in marks.split():
            strong |= terms
    known = strong | marked["weak"]
    weak = marked["weak"] - strong
    return Surnames(*map(frozenset, (known, weak, marked["open"], map(fold, known))))


@lru_cache(maxsize=1)
def honorifics() -> PhraseTable:
    """What stands before a name; ``kind`` is male, female, neutral or title."""
    return PhraseTable(
        Entry(_terms(form), "", kind.strip())
        for kind, forms in (line.split("|") for line in table_lines("honorifics.txt"))
        for form in _split(forms)
    )


@lru_cache(maxsize=1)
def offices() -> PhraseTable:
    """Office heads; ``kind`` holds their marks, ``extra`` the unit that they begin."""
    return PhraseTable(_office_entries())


def _office_entries() -> Iterator[Entry]:
    for line in table_lines("offices.txt"):
        label, unit, marks, forms = (part.strip() for part in line.split(";"))
        if "short" not in marks:
            yield Entry(_terms(label), label, marks, unit)
        for form in _split(forms):
            yield Entry(_terms(form), label, marks, unit, short=form.isupper())


@lru_cache(maxsize=1)
def organisations() -> PhraseTable:
    """Organisations and levels; ``extra`` is the level of the body itself."""
    return PhraseTable(_organisation_entries())


def _organisation_entries() -> Iterator[Entry]:
    for line in table_lines("organisations.txt"):
        kinds, label, forms = (part.strip() for part in line.split("|"))
        kind, _, level = kinds.partition(" ")
        level = level.strip("[]")
        yield Entry(_terms(label), label, kind, level)
        for form in _split(forms):
            as_written = form.startswith("=")
            yield Entry(_terms(form), "" if as_written else label, kind, level)


@lru_cache(maxsize=1)
def fields() -> PhraseTable:
    """Fields of work."""
    return PhraseTable(
        Entry(_terms(form), "") for line in table_lines("fields.txt") for form in _split(line)
    )


@lru_cache(maxsize=1)
def places() -> PhraseTable:
    """Places; ``kind`` is province, district, people (named after people) or country."""
    return PhraseTable(_place_entries())


HOME = "nước itself"
"""The line of places that is not for us: Việt Nam is a given name too."""


def _place_entries() -> Iterator[Entry]:
    for line in place_lines():
        if line.name == HOME:
            continue
        if line.level:
            yield Entry(_terms(line.name), line.name, "province", line.level)
        kind = "people" if "named" in line.name else "district"
        for name in line.names:
            yield Entry(_terms(name), name, kind)


@lru_cache(maxsize=1)
def stops() -> frozenset[str]:
    """Words that end a name in a line of capitals."""
    return frozenset(_terms(form)[0] for line in table_lines("stops.txt") for form in _split(line))


@lru_cache(maxsize=1)
def links() -> PhraseTable:
    """What ties a name to the post after it; ``kind`` is the status."""
    return PhraseTable(
        Entry(_terms(form), "", Status(status.strip()))
        for status, forms in (line.split("|") for line in table_lines("links.txt"))
        for form in _split(forms)
    )
