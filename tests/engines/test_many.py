"""Many documents: the engines agree where segments have rows, lists and pages that are narrowed.

What a few documents cannot show: frequent terms are rows and rare ones lists, sets are kept in two
forms, and only those documents are scored exactly that may be on the page.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engines import strategies as some
from tests.engines.texts import body, commit
from vnnews_search.analyzed import DATED, OFFICERS, AnalyzedDocument, Stream, Term
from vnnews_search.engines.base import Reader
from vnnews_search.engines.memory import MemoryEngine
from vnnews_search.engines.whoosh.engine import WhooshEngine
from vnnews_search.models import Tier
from vnnews_search.plan import (
    Alternative,
    AtLeast,
    BestScore,
    EngineRequest,
    Everything,
    Node,
    Phrase,
    Score,
    SetScore,
    TermScore,
)
from vnnews_search.text.normalize import fold

COUNT = 1100
FREQUENCIES = dict(zip(some.SYLLABLES, (40, 12, 8, 4, 3, 30, 2), strict=True))


def _documents(random: Random) -> list[AnalyzedDocument]:
    return [_document(random, f"{number:04}") for number in random.sample(range(9999), COUNT)]


def _document(random: Random, id: str) -> AnalyzedDocument:
    syllables, weights = list(FREQUENCIES), list(FREQUENCIES.values())
    count = min(12, 1 + int(random.expovariate(0.3)))
    text = " ".join(random.choices(syllables, weights, k=count))
    return body(
        id,
        text,
        days=((DATED, date(2020, 7, 13) + timedelta(random.randrange(5))),)
        if random.random() < 0.8
        else (),
        keywords=tuple(random.sample(some.KEYWORDS, random.randrange(3))),
        rows=((OFFICERS, tuple(random.sample(some.ROWS, random.randrange(3)))),),
    )


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory) -> tuple[Reader, Reader]:
    """The same documents in both engines: a large segment, some replaced, a few deleted."""
    random = Random(5)
    documents = _documents(random)
    again = [_document(random, document.id) for document in random.sample(documents, 30)]
    found: list[Reader] = []
    for engine in (MemoryEngine(), WhooshEngine(tmp_path_factory.mktemp("many"), create=True)):
        commit(engine, documents)
        commit(engine, again, [document.id for document in documents[:40]])
        found.append(engine.reader())
    return found[0], found[1]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(request=some.requests, limit=st.sampled_from([1, 3, 20, 100]))
def test_engines_agree_on_many_documents(
    readers: tuple[Reader, Reader], request: EngineRequest, limit: int
) -> None:
    oracle, whoosh = readers
    asked = replace(request, limit=limit)
    expected = oracle.search(asked)
    assert whoosh.search(asked) == expected
    if expected.hits:
        following = replace(asked, after=expected.hits[-1].cursor)
        assert whoosh.search(following) == oracle.search(following)


FREQUENT = Term(Stream.FOLDED, fold(some.SYLLABLES[0]))
HOLDING = Phrase(((Alternative(FREQUENT, Tier.VARIANT),),))
LACKING = Phrase(((Alternative(Term(Stream.FOLDED, "xyz")),),))


@pytest.mark.parametrize(
    "node",
    [
        pytest.param(AtLeast(0, ()), id="none of none"),
        pytest.param(AtLeast(0, (HOLDING,)), id="none or one"),
        pytest.param(AtLeast(0, (LACKING,)), id="none of what nobody has"),
        pytest.param(AtLeast(1, (LACKING, HOLDING)), id="one of two"),
        pytest.param(AtLeast(300, (HOLDING,) * 300), id="more than a byte counts"),
        pytest.param(AtLeast(300, (HOLDING,) * 299 + (LACKING,)), id="one too few"),
    ],
)
def test_engines_agree_on_how_many_of_some_nodes(
    readers: tuple[Reader, Reader], node: Node
) -> None:
    oracle, whoosh = readers
    asked = EngineRequest(node, limit=COUNT)
    assert whoosh.search(asked) == oracle.search(asked)


@pytest.mark.parametrize(
    "scores",
    [
        pytest.param((TermScore(FREQUENT, 0.0),), id="a term"),
        pytest.param((SetScore(HOLDING, 0.0),), id="a set"),
        pytest.param((BestScore(((TermScore(FREQUENT, 0.0),),)),), id="the best of nothing"),
        pytest.param((TermScore(FREQUENT, 0.0), SetScore(HOLDING)), id="beside another"),
    ],
)
def test_a_weight_of_nothing_gives_nothing(
    readers: tuple[Reader, Reader], scores: tuple[Score, ...]
) -> None:
    oracle, whoosh = readers
    asked = EngineRequest(Everything(), scores, limit=3)
    assert whoosh.search(asked) == oracle.search(asked)
