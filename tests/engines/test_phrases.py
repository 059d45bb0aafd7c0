"""Phrases, every engine: which places of a text they find, and which they must not."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import ENGINES
from tests.engines.texts import body, commit, text_document
from vnnews_search.analyzed import AnalyzedDocument, Part, Stream, Term
from vnnews_search.engines.base import Engine
from vnnews_search.engines.memory import MemoryEngine
from vnnews_search.engines.whoosh.engine import WhooshEngine
from vnnews_search.models import Tier
from vnnews_search.plan import MAX_SLOP, Alternative, EngineRequest, Phrase

Place = tuple[Alternative, ...]

TITLE, LEAD, BODY, CAPTIONS = Part.TITLE, Part.LEAD, Part.BODY, Part.CAPTIONS
FILL = " ".join(f"x{number}" for number in range(MAX_SLOP + 1))
AT_MOST = " ".join(FILL.split()[:MAX_SLOP])


@pytest.fixture(scope="module")
def fresh_folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    return lambda: tmp_path_factory.mktemp("phrases")


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    return ENGINES[request.param](tmp_path / "index")


def _place(text: str) -> Place:
    """Alternatives like ``lập/~lap:1/=lap:2``: exact terms, or with = a folded one, and tiers."""
    found: list[Alternative] = []
    for alternative in text.split("/"):
        term, _, tier = alternative.partition(":")
        folded = term.startswith("=")
        stream = Stream.FOLDED if folded else Stream.EXACT
        found.append(Alternative(Term(stream, term.removeprefix("=")), Tier(int(tier or 0))))
    return tuple(found)


def _tiers(engine: Engine, phrase: str, slop: int = 0, part: Part = Part.ANY) -> dict[str, int]:
    """The tier of each document that holds a phrase."""
    places = tuple(map(_place, phrase.split()))
    with closing(engine.reader()) as reader:
        hits = reader.search(EngineRequest(Phrase(places, slop, part), limit=99)).hits
        return {hit.id: int(hit.tier) for hit in hits}


@pytest.mark.parametrize(
    ("text", "phrase", "slop"),
    [
        pytest.param("a b", "a b", 0, id="two"),
        pytest.param("a b c", "a b c", 0, id="three"),
        pytest.param("a b c d e", "a b c d e", 0, id="five"),
        pytest.param("x y | a b c | z", "a b c", 0, id="a-whole-paragraph"),
        pytest.param("x a b c | z", "a b c", 0, id="at-the-end-of-a-paragraph"),
        pytest.param("x | a b c z", "a b c", 0, id="at-the-beginning-of-one"),
        pytest.param("x x a b c", "a b c", 0, id="at-the-end-of-the-text"),
        pytest.param("a a b c", "a b c", 0, id="the-first-repeated-before"),
        pytest.param("a b a b c", "a b c", 0, id="begun-twice"),
        pytest.param("a b b c a b c", "a b c", 0, id="missed-once"),
        pytest.param("a a a", "a a a", 0, id="one-syllable-three-times"),
        pytest.param("a a", "a a", 0, id="one-syllable-twice"),
        pytest.param("b a b a", "a b a", 0, id="there-and-back"),
        pytest.param("a x b", "a b", 1, id="slop"),
        pytest.param("a b", "a b", 1, id="slop-not-needed"),
        pytest.param("a x y b z c", "a b c", 3, id="slop-in-two-places"),
        pytest.param("a a x b", "a b", 1, id="slop-from-the-nearer"),
        pytest.param("a x x a b", "a b", 1, id="slop-from-the-later"),
        pytest.param("a x a", "a a", 1, id="slop-between-the-same"),
        pytest.param("a x b b c", "a b c", 2, id="slop-over-the-first-of-two"),
        pytest.param(f"a {AT_MOST} b", "a b", MAX_SLOP, id="the-greatest-slop"),
        pytest.param(f"x | a {AT_MOST} b | c", "a b", MAX_SLOP, id="the-greatest-slop-inside"),
    ],
)
def test_a_phrase_stands(engine: Engine, text: str, phrase: str, slop: int) -> None:
    commit(engine, _among_others(text))
    assert _tiers(engine, phrase, slop) == {"it": 0}


@pytest.mark.parametrize(
    ("text", "phrase", "slop"),
    [
        pytest.param("b a", "a b", 0, id="turned"),
        pytest.param("c b a", "a b c", 0, id="turned-three"),
        pytest.param("a x b", "a b", 0, id="apart"),
        pytest.param("a b x b c", "a b c", 0, id="both-pairs-and-not-the-three"),
        pytest.param("b c a b", "a b c", 0, id="both-pairs-the-other-way"),
        pytest.param("a b c | b c d", "a b c d", 0, id="both-threes-and-not-the-four"),
        pytest.param("a a", "a a a", 0, id="twice-is-not-three-times"),
        pytest.param("a | a", "a a", 0, id="twice-in-two-paragraphs"),
        pytest.param("a", "a a", 0, id="once-is-not-twice"),
        pytest.param("x a | b y", "a b", 0, id="across-paragraphs"),
        pytest.param("a b | c", "a b c", 0, id="the-last-across-paragraphs"),
        pytest.param("a | b", "a b", MAX_SLOP, id="across-paragraphs-with-slop"),
        pytest.param("a | b | c", "a b c", MAX_SLOP, id="across-three-paragraphs-with-slop"),
        pytest.param("b a", "a b", MAX_SLOP, id="turned-with-slop"),
        pytest.param("a x x b", "a b", 1, id="one-beyond-the-slop"),
        pytest.param("a x x b y z c", "a b c", 3, id="one-beyond-in-two-places"),
        pytest.param("a", "a a", 5, id="once-is-not-twice-with-slop"),
        pytest.param(f"a {FILL} b", "a b", MAX_SLOP, id="beyond-the-greatest-slop"),
        pytest.param("a b", "a b c", 0, id="the-last-is-missing"),
        pytest.param("a b", "a b c", 9, id="the-last-is-missing-with-slop"),
        pytest.param("", "a b", 0, id="nothing"),
        pytest.param("a c", "a b", 0, id="of-other-documents"),
    ],
)
def test_a_phrase_does_not_stand(engine: Engine, text: str, phrase: str, slop: int) -> None:
    commit(engine, _among_others(text))
    assert _tiers(engine, phrase, slop) == {}


def _among_others(text: str) -> list[AnalyzedDocument]:
    """A document between two that end and begin with syllables of phrases, and hold no phrase."""
    between = text_document("it", (BODY, text)) if text else body("it", "z")
    return [body("it 1", "b"), body("is", "d | c | a"), between]


def test_the_same_text_is_found_in_each_document(engine: Engine) -> None:
    text = "x a b c | a b"
    commit(engine, [body(id, text) for id in ("p", "q", "r")])
    commit(engine, [body(id, text) for id in ("s", "p")], deleted=["r"])
    assert _tiers(engine, "a b c") == {"p": 0, "q": 0, "s": 0}
    assert _tiers(engine, "a c", slop=1) == {"p": 0, "q": 0, "s": 0}


# --- parts --------------------------------------------------------------------------------------

DOCUMENTS = [
    text_document("title", (TITLE, "a b c"), (LEAD, "x"), (BODY, "y")),
    text_document("lead", (TITLE, "x"), (LEAD, "a b c"), (BODY, "b")),
    text_document("body", (TITLE, "b"), (BODY, "x | a b c | y"), (CAPTIONS, "c")),
    text_document("captions", (BODY, "a"), (CAPTIONS, "x"), (CAPTIONS, "a b c | y")),
    text_document("across", (TITLE, "x a b"), (LEAD, "c a"), (BODY, "b c"), (CAPTIONS, "a")),
    text_document("two-captions", (CAPTIONS, "a b"), (CAPTIONS, "c")),
    text_document("parts-of-it", (TITLE, "a b"), (BODY, "b c"), (CAPTIONS, "c a")),
]


@pytest.mark.parametrize(
    ("phrase", "part", "slop", "expected"),
    [
        ("a b c", Part.ANY, 0, "title lead body captions"),
        ("a b c", TITLE, 0, "title"),
        ("a b c", LEAD, 0, "lead"),
        ("a b c", BODY, 0, "body"),
        ("a b c", CAPTIONS, 0, "captions"),
        ("a c", Part.ANY, 1, "title lead body captions"),
        ("a c", TITLE, 1, "title"),
        ("a c", BODY, MAX_SLOP, "body"),
        ("a b", TITLE, 0, "title across parts-of-it"),
        ("b c", BODY, 0, "body across parts-of-it"),
        ("c a", CAPTIONS, 0, "parts-of-it"),
        ("c a", TITLE, MAX_SLOP, ""),
        ("b", TITLE, 0, "title body across parts-of-it"),
        ("b", CAPTIONS, 0, "captions two-captions"),
        ("c", CAPTIONS, 0, "body captions two-captions parts-of-it"),
        ("y", LEAD, 0, ""),
        ("none", TITLE, 0, ""),
        ("b c", Part.ANY, 0, "title lead body captions across parts-of-it"),
        ("c a", Part.ANY, 0, "across parts-of-it"),
    ],
)
def test_a_phrase_in_a_part(
    engine: Engine, phrase: str, part: Part, slop: int, expected: str
) -> None:
    commit(engine, DOCUMENTS[:4])
    commit(engine, DOCUMENTS[4:])
    assert sorted(_tiers(engine, phrase, slop, part)) == sorted(expected.split())


# --- alternatives and tiers ---------------------------------------------------------------------

TYPED = {
    "as-typed": "đình lập xã",
    "unmarked": "dinh lap xa",
    "half": "đình lap xã",
    "other": "định lấp xà",
    "both": "dinh lap xa | x đình lập xã",
    "apart": "đình x lập xã",
    "best-of-a-pair": "đình lập x | dinh lập xã",
}
MARKED = "đình/dinh:1/=dinh:2 lập/lap:1/=lap:2 xã/xa:1/=xa:2"


@pytest.mark.parametrize(
    ("phrase", "slop", "expected"),
    [
        pytest.param(
            MARKED,
            0,
            {"as-typed": 0, "unmarked": 1, "half": 1, "other": 2, "both": 0, "best-of-a-pair": 1},
            id="three-places",
        ),
        pytest.param(
            MARKED,
            1,
            {
                "as-typed": 0,
                "unmarked": 1,
                "half": 1,
                "other": 2,
                "both": 0,
                "apart": 0,
                "best-of-a-pair": 1,
            },
            id="three-places-with-slop",
        ),
        pytest.param(
            "đình/=dinh:2 lập/=lap:2",
            0,
            {
                "as-typed": 0,
                "unmarked": 2,
                "half": 2,
                "other": 2,
                "both": 0,
                "best-of-a-pair": 0,
            },
            id="two-places",
        ),
        pytest.param(
            "đình/=dinh:2 xã/=xa:2",
            1,
            {
                "as-typed": 0,
                "unmarked": 2,
                "half": 0,
                "other": 2,
                "both": 0,
                "best-of-a-pair": 2,
            },
            id="over-one",
        ),
        pytest.param("đình lập xã", 0, {"as-typed": 0, "both": 0}, id="as-typed-alone"),
        pytest.param(
            "=dinh:2/đình:2 lập:1/lập xã",
            0,
            {"as-typed": 2, "both": 2, "best-of-a-pair": 2},
            id="one-term-of-two-tiers",
        ),
        pytest.param(
            "none/đình none/lập/lap:2 xã", 0, {"as-typed": 0, "half": 2, "both": 0}, id="with-none"
        ),
        pytest.param("đình none xã", MAX_SLOP, {}, id="a-place-of-none"),
        pytest.param("dinh:2 lap:1 xa", 0, {"unmarked": 2, "both": 2}, id="the-worst-of-three"),
        pytest.param("đình/dinh lập/lap:1", 0, {
            "as-typed": 0, "unmarked": 1, "half": 1, "both": 0, "best-of-a-pair": 0,
        }, id="equal-alternatives"),
    ],
)  # fmt: skip
def test_the_best_tier_counts(
    engine: Engine, phrase: str, slop: int, expected: dict[str, int]
) -> None:
    commit(engine, [body(id, text) for id, text in TYPED.items()])
    assert _tiers(engine, phrase, slop) == expected
    titled = [text_document(id, (BODY, "z"), (TITLE, text)) for id, text in TYPED.items()]
    commit(engine, titled)
    assert _tiers(engine, phrase, slop, TITLE) == expected
    assert _tiers(engine, phrase, slop, BODY) == {}


# --- any phrase ---------------------------------------------------------------------------------

SYLLABLES = ("lập", "lấp", "~lap", "xã", "~xa", "|")
parts = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=9).map(" ".join)
texts = st.lists(st.tuples(st.sampled_from([TITLE, LEAD, BODY, CAPTIONS]), parts), max_size=3)
terms = st.sampled_from(
    [
        *(Term(Stream.EXACT, text) for text in ("lập", "lấp", "~lap", "xã", "none")),
        Term(Stream.FOLDED, "lap"),
        Term(Stream.FOLDED, "xa"),
    ]
)
alternatives = st.builds(Alternative, terms, st.sampled_from([*Tier][:3]))
places = st.lists(alternatives, min_size=1, max_size=3).map(tuple)
phrases = st.builds(
    Phrase,
    st.lists(places, min_size=2, max_size=4).map(tuple),
    st.sampled_from([0, 0, 1, 2, MAX_SLOP]),
    st.sampled_from([Part.ANY, Part.ANY, TITLE, BODY, CAPTIONS]),
)


@settings(max_examples=40)
@given(
    documents=st.lists(texts, min_size=1, max_size=6),
    cut=st.integers(0, 6),
    deleted=st.sets(st.integers(0, 5), max_size=1),
    phrases=st.lists(phrases, min_size=10, max_size=14),
)
def test_engines_agree_on_any_phrase(
    fresh_folder: Callable[[], Path],
    documents: list[list[tuple[Part, str]]],
    cut: int,
    deleted: set[int],
    phrases: list[Phrase],
) -> None:
    written = [text_document(str(n), *texts) for n, texts in enumerate(documents)]
    oracle, whoosh = MemoryEngine(), WhooshEngine(fresh_folder(), create=True)
    for engine in (oracle, whoosh):
        commit(engine, written[:cut])
        commit(engine, written[cut:], deleted=map(str, deleted))
    expected, found = oracle.reader(), whoosh.reader()
    for phrase in phrases:
        request = EngineRequest(phrase, limit=9)
        assert found.search(request) == expected.search(request)
    found.close()
