"""The passages of an article that show why it was found, with exact offsets.

What it is: the article read once more by the analyzer that indexed it, the plan's phrases looked up
in that reading, and the best sentences cut out. So what is marked is what matched, in the article
as stored, under any typing.

What it is not: markup. A snippet is a substring with offsets; terminals and pages mark it as they
like.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import assert_never

from vnnews_search.analysis.placed import AnalyzedField, Paragraph, PlacedToken, analyze_fields
from vnnews_search.analyzed import Part, Stream
from vnnews_search.models import Article, OfficerMention, Snippet
from vnnews_search.plan import (
    All,
    Alternative,
    AnyOf,
    AtLeast,
    Everything,
    Ids,
    Keywords,
    Node,
    Not,
    Phrase,
    Rows,
    Spans,
    Within,
)

__all__ = ["positive_phrases", "snippets_of"]

LONGEST = 260
"""Characters of a passage; a longer sentence is cut around its matches."""

MOST = 3
"""Passages of an article."""

MOST_MATCHES = 100
"""Matches looked at in one sentence; text without full stops may hold thousands."""

# A full stop after a capital mostly ends an abbreviation (TP. HCM, N. V. Chung), not a sentence.
_SENTENCE = re.compile(r".+?(?:(?:(?<![A-ZĐ])\.|[!?…;])[”\"’)]*(?=\s)|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Match:
    """A place that matched: offsets in a field, and which of the wanted things stands there."""

    start: int
    end: int
    wanted: int


@dataclass(frozen=True, slots=True)
class _Passage:
    field: str
    start: int
    end: int
    matches: tuple[_Match, ...]


def snippets_of(
    article: Article, match: Node, mentions: Sequence[OfficerMention] = ()
) -> tuple[Snippet, ...]:
    """The best passages of an article for a plan, then its title if something matched there.

    Args:
        article: as stored.
        match: the strict set that it is in.
        mentions: officers that the query asked for; their names are marked too.

    Returns:
        One to three passages in the order of the text; the opening words if nothing is to mark.

    >>> from vnnews_search.analyzed import Stream, Term
    >>> from vnnews_search.plan import Alternative
    >>> phrase = Phrase(tuple((Alternative(Term(Stream.EXACT, s)),) for s in ("đoàn", "kết")))
    >>> article = Article("a", title="Tin", body="Xã họp sáng nay. Khối đoàn kết bền chặt.")
    >>> [snippet.marked("**") for snippet in snippets_of(article, phrase)]
    ['Khối **đoàn kết** bền chặt.']
    """
    phrases = positive_phrases(match)
    fields = analyze_fields(article.text_fields())
    passages: list[_Passage] = []
    title: list[Snippet] = []
    for field in fields:
        matches = sorted(
            [*_phrase_matches(field, phrases), *_mention_matches(field, mentions, len(phrases))],
            key=lambda found: (found.start, -found.end),
        )
        if field.part is Part.TITLE:
            title = [_snippet(field.name, field.text, 0, len(field.text), matches)]
            title = [snippet for snippet in title if snippet.marks]
        else:
            passages += _passages(field, matches)
    texts = {field.name: field.text for field in fields}
    chosen = _best(passages, _width(phrases)) or _opening(fields)
    shown = [_snippet(p.field, texts[p.field], p.start, p.end, p.matches) for p in chosen]
    return (*shown, *title)


def positive_phrases(node: Node) -> tuple[Phrase, ...]:
    """The phrases of a plan that an article may show, those under NOT left out."""
    return tuple(dict.fromkeys(_phrases(node)))


def _phrases(node: Node) -> Iterator[Phrase]:
    match node:
        case Phrase():
            yield node
        case All(nodes) | AnyOf(nodes) | AtLeast(_, nodes):
            for inner in nodes:
                yield from _phrases(inner)
        case Not() | Everything() | Ids() | Keywords() | Within() | Spans() | Rows():
            return
        case _:
            assert_never(node)


# --- what matched where ---------------------------------------------------------------------------


def _phrase_matches(field: AnalyzedField, phrases: Sequence[Phrase]) -> Iterator[_Match]:
    for wanted, phrase in enumerate(phrases):
        if phrase.part in (Part.ANY, field.part):
            for paragraph in field.paragraphs:
                for start, end in _standing(paragraph, phrase):
                    yield _Match(start, end, wanted)


def _standing(paragraph: Paragraph, phrase: Phrase) -> Iterator[tuple[int, int]]:
    """Offsets of each occurrence of a phrase; each place takes the nearest next token."""
    tokens = paragraph.tokens
    places = [_terms(place) for place in phrase.places]
    for first, token in enumerate(tokens):
        if not _accepts(places[0], token):
            continue
        last = _reached(tokens, first, places[1:], phrase.slop)
        if last is not None and last - first - (len(places) - 1) <= phrase.slop:
            yield token.token.start, tokens[last].token.end


def _reached(
    tokens: Sequence[PlacedToken], last: int, places: Sequence[_Terms], slop: int
) -> int | None:
    """The token at the last of the places that follow one at ``last``."""
    for place in places:
        following = _next_accepted(tokens, last, place, slop)
        if following is None:
            return None
        last = following
    return last


@dataclass(frozen=True, slots=True)
class _Terms:
    """What a place of a phrase accepts, by stream: texts compare several times as fast as terms."""

    exact: frozenset[str]
    folded: frozenset[str]


@lru_cache(maxsize=1024)
def _terms(place: tuple[Alternative, ...]) -> _Terms:
    terms = [alternative.term for alternative in place]
    exact, folded = (
        frozenset(term.text for term in terms if term.stream is stream)
        for stream in (Stream.EXACT, Stream.FOLDED)
    )
    return _Terms(exact, folded)


def _accepts(terms: _Terms, token: PlacedToken) -> bool:
    exact, folded = token.texts
    return exact in terms.exact or folded in terms.folded


def _next_accepted(
    tokens: Sequence[PlacedToken], after: int, terms: _Terms, slop: int
) -> int | None:
    reach = range(after + 1, min(len(tokens), after + slop + 2))
    return next((number for number in reach if _accepts(terms, tokens[number])), None)


def _mention_matches(
    field: AnalyzedField, mentions: Iterable[OfficerMention], wanted: int
) -> Iterator[_Match]:
    for mention in mentions:
        if mention.field == field.name:
            yield _Match(mention.start, mention.end, wanted)


# --- which passages -------------------------------------------------------------------------------


def _passages(field: AnalyzedField, matches: Sequence[_Match]) -> Iterator[_Passage]:
    """The sentences of a field that hold matches, those too long cut around them."""
    # Matches are in order, so those of a sentence, or across its end, are found by bisection.
    starts = [match.start for match in matches]
    reach = list(accumulate((match.end for match in matches), max))
    for paragraph in field.paragraphs:
        for start, end in _whole_sentences(field.text, paragraph, starts, reach):
            nearby = matches[bisect_left(starts, start) : bisect_left(starts, end)]
            inside = tuple(m for m in nearby[:MOST_MATCHES] if m.end <= end)
            if inside:
                start, end = _cut(field.text, start, end, inside)
                kept = tuple(m for m in inside if start <= m.start and m.end <= end)
                yield _Passage(field.name, start, end, kept)


def _whole_sentences(
    text: str, paragraph: Paragraph, starts: Sequence[int], reach: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """The sentences of a paragraph; two with a match across their border are one.

    Args:
        starts: where each match of the field begins, ascending.
        reach: how far it and those before it reach.
    """
    begun: int | None = None
    for start, end in _sentences(text, paragraph.start, paragraph.end):
        begun = start if begun is None else begun
        before = bisect_left(starts, end)
        if not before or reach[before - 1] <= end:
            yield begun, end
            begun = None


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for sentence in _SENTENCE.finditer(text, start, end):
        first, last = sentence.span()
        trimmed = first + len(sentence[0]) - len(sentence[0].lstrip())
        if trimmed < last:
            yield trimmed, last


def _cut(text: str, start: int, end: int, matches: Sequence[_Match]) -> tuple[int, int]:
    """At most ``LONGEST`` characters around the densest matches, at spaces."""
    if end - start <= LONGEST:
        return start, end
    room = LONGEST - 20
    best = max(matches, key=lambda m: _distinct(matches, m.start, m.start + room))
    first = max(start, best.start - 40)
    last = min(end, max(first + LONGEST, best.end))
    first = max(start, min(first, last - LONGEST))
    if first > start:
        first = text.find(" ", first - 1, best.start) + 1 or first
    if last < end:
        last = max(text.rfind(" ", best.end, last), best.end)
    return first, last


def _distinct(matches: Sequence[_Match], start: int, end: int) -> int:
    return len({m.wanted for m in matches if start <= m.start and m.end <= end})


def _width(phrases: Sequence[Phrase]) -> tuple[int, ...]:
    """How much each wanted thing says: a long phrase more than a word, a name most."""
    return (*(len(phrase.places) for phrase in phrases), 4)


def _best(passages: Sequence[_Passage], width: Sequence[int]) -> list[_Passage]:
    """The passages that together show most, each adding something the others do not show."""
    chosen: list[_Passage] = []
    shown: set[int] = set()
    rest = list(passages)
    while rest and len(chosen) < MOST:
        best = max(rest, key=lambda p: (_adds(p, shown, width), len(p.matches)))
        if chosen and not _adds(best, shown, width):
            break
        chosen.append(best)
        shown |= {match.wanted for match in best.matches}
        rest.remove(best)
    return [passage for passage in passages if passage in chosen]


def _adds(passage: _Passage, shown: set[int], width: Sequence[int]) -> int:
    return sum(width[wanted] for wanted in {m.wanted for m in passage.matches} - shown)


def _opening(fields: Sequence[AnalyzedField]) -> list[_Passage]:
    """The first sentence of the lead or body, where there is nothing to mark."""
    for field in fields:
        if field.part is Part.TITLE or not field.paragraphs:
            continue
        paragraph = field.paragraphs[0]
        start, end = next(_sentences(field.text, paragraph.start, paragraph.end), (0, 0))
        if end - start > LONGEST:
            end = max(field.text.rfind(" ", start, start + LONGEST), start + LONGEST // 2)
        return [_Passage(field.name, start, end, ())]
    return []


def _snippet(field: str, text: str, start: int, end: int, matches: Sequence[_Match]) -> Snippet:
    marks: list[tuple[int, int]] = []
    for match in sorted(matches, key=lambda m: (m.start, -m.end)):
        first, last = match.start - start, match.end - start
        # Matches side by side read as one: *chuyển đổi số*, not *chuyển* *đổi* *số*.
        if marks and not text[start + marks[-1][1] : match.start].strip():
            marks[-1] = (marks[-1][0], max(marks[-1][1], last))
        else:
            marks.append((first, last))
    return Snippet(field, text[start:end], start, tuple(marks))
