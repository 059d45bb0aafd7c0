"""Phrases and how they are found: a table for syllables, a regular expression for text.

What it is: ``PhraseTable``, the longest listed phrase at a place, and ``trie_pattern``, which finds
where in a whole text any phrase may stand.

What it is not: the phrases themselves (``lexicon``). Two ways, as one must be quick over all text
and the other exact about accents in the few sentences that are left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from vnnews_search.text.normalize import fold

__all__ = ["Entry", "PhraseTable", "trie_pattern"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One form of a listed phrase.

    Args:
        terms: its syllables, normalised.
        label: how the phrase is written in results; empty: as in the text.
        kind: what the file says it is.
        extra: a second word about it: the unit of an office, the level of a body, a status.
        short: an abbreviation: holds only as written, in capitals.
    """

    terms: tuple[str, ...]
    label: str
    kind: str = ""
    extra: str = ""
    short: bool = False


class PhraseTable:
    """Phrases by their first folded syllable, longest first."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_first: dict[str, list[tuple[list[str], list[str], Entry]]] = {}
        self._lengths: dict[str, list[int]] = {}
        for entry in sorted(entries, key=lambda e: -len(e.terms)):
            folded = list(map(fold, entry.terms))
            row = (folded, list(entry.terms), entry)
            self._by_first.setdefault(folded[0], []).append(row)
            lengths = self._lengths.setdefault(folded[-1], [])
            if len(folded) not in lengths:
                lengths.append(len(folded))

    def at(
        self,
        folded: list[str],
        terms: list[str],
        place: int,
        *,
        accented: bool,
        length: int = 0,
    ) -> Entry | None:
        """The longest phrase whose syllables begin at a place.

        Args:
            folded: the folded syllables of a sentence.
            terms: its normalised syllables.
            place: where to look.
            accented: whether the sentence states its accents; else folded syllables are compared.
            length: how many syllables it must have; 0 for any number.

        >>> table = PhraseTable([Entry(("bí", "thư"), "Bí thư")])
        >>> table.at(["bi", "thu"], ["bí", "thư"], 0, accented=True).label
        'Bí thư'
        >>> table.at(["bi", "thu"], ["bị", "thư"], 0, accented=True) is None
        True
        """
        for phrase, stated, entry in self._by_first.get(folded[place], ()):
            end = place + len(phrase)
            if (length and len(phrase) != length) or folded[place:end] != phrase:
                continue
            if terms[place:end] == stated or not (accented or entry.short):
                return entry
        return None

    def lengths(self, last: str) -> Sequence[int]:
        """How many syllables the phrases have that end with a folded syllable, most first."""
        return self._lengths.get(last, ())

    def entries(self) -> Iterator[Entry]:
        """All forms."""
        for rows in self._by_first.values():
            yield from (entry for *_, entry in rows)


def trie_pattern(phrases: Iterable[str]) -> str:
    """A regular expression for any of the phrases that never looks at a letter twice.

    A flat alternation tries every phrase at every place; this one branches on each letter.

    >>> trie_pattern(["giam doc", "giam thi"])
    'giam (?:doc|thi)'
    >>> bool(re.fullmatch(trie_pattern(["a", "ab", "abc"]), "ab"))
    True
    """
    ordered = sorted(set(phrases))
    return _trie(ordered, 0) if ordered else r"(?!)"


def _trie(phrases: Sequence[str], depth: int) -> str:
    """The pattern for sorted phrases that agree up to a depth."""
    first, last = phrases[0], phrases[-1]
    shared = depth
    while shared < min(len(first), len(last)) and first[shared] == last[shared]:
        shared += 1
    head = re.escape(first[depth:shared]).replace(r"\ ", " ")
    rest = [phrase for phrase in phrases if len(phrase) > shared]
    if not rest:
        return head
    groups: dict[str, list[str]] = {}
    for phrase in rest:
        groups.setdefault(phrase[shared], []).append(phrase)
    branches = "|".join(_trie(group, shared) for group in groups.values())
    ends_here = len(rest) < len(phrases)
    if len(groups) == 1 and not ends_here:
        return head + branches
    return f"{head}(?:{branches}){'?' if ends_here else ''}"
