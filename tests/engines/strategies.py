"""Hypothesis strategies: small documents over few terms, and plans of every node over them."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from hypothesis import strategies as st

from vnnews_search.analyzed import (
    PARAGRAPH_GAP,
    AnalyzedDocument,
    Part,
    PartRange,
    Row,
    Stream,
    StreamTerms,
    Term,
    pair,
)
from vnnews_search.models import Tier
from vnnews_search.plan import (
    All,
    Alternative,
    AnyOf,
    AtLeast,
    BestScore,
    DayFacet,
    EngineRequest,
    Everything,
    FacetRequest,
    Ids,
    KeywordFacet,
    Keywords,
    Node,
    Not,
    Phrase,
    RowCondition,
    RowFacet,
    Rows,
    Score,
    SetScore,
    Sort,
    SpanMatch,
    Spans,
    TermScore,
    Within,
)
from vnnews_search.scoring import FIELD_WEIGHTS
from vnnews_search.text.normalize import fold

IDS = tuple("abcdefgh")
SYLLABLES = ("đình", "dinh", "lập", "lap", "~lap", "chủ", "tịch")
DAYS = tuple(date(2020, 7, day) for day in range(13, 18))
KEYWORDS = (("source", "Báo Vĩnh Sa"), ("source", "Cổng A"), ("author", "Nông Tùng"))
ROWS = tuple(
    Row(f"{name.lower()} x", (("name", name), ("office", office)))
    for name in ("Phúc", "Phục", "Chung")
    for office in ("Chủ tịch", "Phó Chủ tịch")
)

single_terms = st.builds(
    Term, st.sampled_from([Stream.EXACT, Stream.FOLDED, Stream.WORDS]), st.sampled_from(SYLLABLES)
)
folded_syllables = st.sampled_from(SYLLABLES).map(fold)
pair_terms = st.builds(pair, folded_syllables, folded_syllables).map(
    lambda text: Term(Stream.PAIRS, text)
)
terms = st.one_of(single_terms, single_terms, pair_terms)
tiers = st.sampled_from([Tier.EXACT, Tier.VARIANT, Tier.UNACCENTED])
days = st.sampled_from(DAYS)
bounds = st.none() | days


@st.composite
def documents(draw: st.DrawFn, ids: tuple[str, ...] = IDS) -> AnalyzedDocument:
    """A document whose parts hold a few syllables each."""
    parts: list[PartRange] = []
    placed: list[tuple[str, int]] = []
    position = length = 0
    for part in draw(st.lists(st.sampled_from([p for p in Part if p != Part.ANY]), max_size=4)):
        syllables = draw(st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=6))
        placed += [(text, position + number) for number, text in enumerate(syllables)]
        weight = FIELD_WEIGHTS[part.value]
        parts.append(PartRange(part, position, position + len(syllables), weight))
        length += weight * len(syllables)
        position += len(syllables) + PARAGRAPH_GAP
    exact = _stream(Stream.EXACT, placed)
    folded = _stream(Stream.FOLDED, [(fold(text), position) for text, position in placed])
    kept = [item for item in placed if draw(st.booleans())]
    streams = (exact, folded, _stream(Stream.PAIRS, _pairs(folded)), _stream(Stream.WORDS, kept))
    return AnalyzedDocument(
        id=draw(st.sampled_from(ids)),
        hash=draw(st.sampled_from(["1", "2"])),
        stored=draw(st.binary(max_size=8)),
        streams=streams,
        parts=tuple(parts),
        length=length,
        days=tuple((c, d) for c in ("dated", "published") if (d := draw(bounds)) is not None),
        spans=tuple(draw(st.lists(st.tuples(st.just("mentioned"), _spans()), max_size=2))),
        keywords=tuple(draw(st.lists(st.sampled_from(KEYWORDS), unique=True, max_size=2))),
        rows=(("officers", tuple(draw(st.lists(st.sampled_from(ROWS), max_size=2)))),),
    )


def _stream(stream: Stream, placed: list[tuple[str, int]]) -> StreamTerms:
    return StreamTerms.of(stream, placed)


def _pairs(folded: StreamTerms) -> list[tuple[str, int]]:
    return [(pair(a, b), at) for (a, at), (b, then) in pairwise(folded) if then == at + 1]


def _spans() -> st.SearchStrategy[tuple[date | None, date | None]]:
    return st.tuples(bounds, bounds).filter(_is_span)


def _is_span(span: tuple[date | None, date | None]) -> bool:
    start, end = span
    return start is None or end is None or start < end


alternatives = st.lists(st.builds(Alternative, terms, tiers), max_size=3).map(tuple)
standing_terms = st.builds(
    Term, st.sampled_from([Stream.EXACT, Stream.FOLDED]), st.sampled_from(SYLLABLES)
)
standing = st.lists(st.builds(Alternative, standing_terms, tiers), max_size=3).map(tuple)
some_standing = standing.filter(bool)
phrases = st.one_of(
    alternatives.map(lambda place: Phrase((place,))),
    st.builds(
        Phrase,
        st.lists(standing, min_size=1, max_size=3).map(tuple),
        st.integers(0, 3),
        st.sampled_from(Part),
    ),
)
phrases_of_several = st.builds(
    Phrase,
    st.lists(some_standing, min_size=2, max_size=3).map(tuple),
    st.integers(0, 3),
    st.sampled_from([Part.ANY, Part.ANY, Part.BODY]),
)
row_conditions = st.one_of(
    [
        st.builds(
            RowCondition,
            st.just(column),
            st.lists(st.tuples(st.sampled_from(values), tiers), max_size=2).map(tuple),
        )
        for column, values in (
            ("name", ("Phúc", "Phục", "Chung")),
            ("office", ("Chủ tịch", "Phó Chủ tịch")),
        )
    ]
)
leaves: st.SearchStrategy[Node] = st.one_of(
    phrases,
    phrases_of_several,
    st.just(Everything()),
    st.builds(Ids, st.lists(st.sampled_from((*IDS, "none")), max_size=3).map(tuple)),
    st.sampled_from(KEYWORDS).map(lambda keyword: Keywords(keyword[0], (keyword[1],))),
    st.builds(Within, st.sampled_from(["dated", "published"]), bounds, bounds),
    st.builds(Spans, st.just("mentioned"), bounds, bounds, st.sampled_from(SpanMatch)),
    st.builds(Rows, st.just("officers"), st.lists(row_conditions, max_size=2).map(tuple)),
)


def _combined(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(nodes, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(All, several),
        st.builds(AnyOf, several),
        st.builds(AtLeast, st.integers(1, 3), several),
        st.builds(Not, nodes),
    )


plans: st.SearchStrategy[Node] = st.recursive(leaves, _combined, max_leaves=6)
simple_scores = st.one_of(
    st.builds(
        TermScore,
        terms,
        st.sampled_from([0.5, 1.0, 2.0]),
        st.lists(terms, max_size=2).map(tuple),
    ),
    st.builds(SetScore, leaves, st.sampled_from([0.5, 1.0])),
)
sums = st.lists(simple_scores, max_size=2).map(tuple)
scores: st.SearchStrategy[Score] = st.one_of(
    simple_scores,
    st.builds(BestScore, st.lists(sums, max_size=2).map(tuple)),
)
facets: st.SearchStrategy[FacetRequest] = st.sampled_from(
    [
        KeywordFacet("source"),
        DayFacet("dated", 7),
        DayFacet("dated", 10, limit=2),
        RowFacet("officers", "name"),
        RowFacet("officers", "office", limit=1),
    ]
)
requests = st.builds(
    EngineRequest,
    match=plans,
    scores=st.lists(scores, max_size=3).map(tuple),
    limit=st.integers(1, 4),
    sort=st.sampled_from(Sort),
    facets=st.lists(facets, max_size=2).map(tuple),
)
