"""What a syllable of a query accepts, what it scores, and what is one word."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnnews_search.analysis.placed import analyze_fields
from vnnews_search.analyzed import Part, Stream
from vnnews_search.models import Tier
from vnnews_search.plan import BestScore, TermScore
from vnnews_search.query.units import Unit, accepted, exactly, read_unit, words_of
from vnnews_search.query.weights import Weights

# query unit; text; the tier of the first syllable of the one in that of the other, - if none
ACCEPTS = """
phúc ; Đại hội Phúc họp ; exact
phúc ; Đại hội Phuc họp ; unaccented
phúc ; Dai hoi Phuc hop ; unaccented
phuc ; Dai hoi Phuc hop ; exact
phuc ; Đại hội Phúc họp ; unaccented
phuc ; Đại hội Phục họp ; unaccented
chung ; Đại hội chung họp ; exact
chung ; Đại hội chứng họp ; unaccented
chung nhận ; Đại hội chung họp ; exact
chung nhận ; Dai hoi chung hop ; exact
hoà ; Đại hội hòa họp ; exact
đình ; Đại hội Ðình họp ; exact
kỹ ; Đại hội kĩ họp ; variant
kĩ ; Đại hội kỹ họp ; variant
quí ; Đại hội qúy họp ; variant
kỹ ; Dai hoi ki hop ; unaccented
ly và ; Đại hội li họp ; variant
ly và ; Dai hoi li hop ; variant
"""
REFUSES = """
phúc ; Đại hội Phục họp ; -
phục ; Đại hội Phúc họp ; -
chung nhận ; Đại hội chứng họp ; -
chứng ; Đại hội chung họp ; -
dũng ; Đại hội Dung họp ; -
dung và ; Đại hội Dũng họp ; -
đa ; Đại hội da họp ; -
da cá ; Đại hội đa họp ; -
phuc ; Dai hoi phu hop ; -
hot rồi ; Đại hội hót họp ; -
hòa ; Đại hội hoá họp ; -
đình ; Đại hội đinh họp ; -
kỹ ; Đại hội kì họp ; -
kĩ ; Đại hội kỳ họp ; -
thúy ; Đại hội thúi họp ; -
tay và ; Đại hội tai họp ; -
vy và ; Đại hội vi họp ; -
ky ; Đại hội kĩ họp ; -
my và ; Đại hội mĩ họp ; -
"""


@pytest.mark.parametrize("line", [s for s in (ACCEPTS + REFUSES).splitlines() if s])
def test_first_syllable(line: str) -> None:
    query, text, expected = line.split(" ; ")
    unit = read_unit(query)
    (place, *_) = unit.phrase(0, 1).places
    tokens = [t for f in analyze_fields([("body", text)]) for t in f.tokens]
    tiers = [a.tier for t in tokens for a in place if a.term in (t.exact, t.folded)]
    assert (min(tiers).label if tiers else "-") == expected


def test_alternatives_come_best_first() -> None:
    for term in ("phúc", "phuc", "15", "kỹ", "ky", "ty"):
        for stated in (True, False):
            tiers = [alternative.tier for alternative in accepted(term, stated=stated)]
            assert tiers == sorted(tiers)


def test_exactly_takes_nothing_but_what_was_typed() -> None:
    assert [(a.term.text, a.tier) for a in exactly("chứng")] == [("chứng", Tier.EXACT)]
    assert [a.term.text for a in exactly("chung")] == ["chung", "~chung"]
    assert all(a.term.stream is Stream.EXACT for a in exactly("chung"))
    assert [a.term.text for a in exactly("kỹ")] == ["kỹ"]
    assert [a.term.text for a in exactly("ty")] == ["ty", "~ty"]


def _terms(unit: Unit) -> list[tuple[str, str]]:
    """What a unit without other spellings scores."""
    scores = [score for score in unit.scores() if isinstance(score, TermScore)]
    assert len(scores) == len(list(unit.scores()))
    return [(score.term.stream.value, score.term.text) for score in scores]


def test_scores_of_an_accented_unit() -> None:
    assert _terms(read_unit("Đình Lap")) == [
        ("folded", "dinh"),
        ("exact", "đình"),
        ("folded", "lap"),
        ("pairs", "dinh lap"),
        ("words", "dinh lap|đình lap"),
    ]


def test_scores_of_an_unaccented_unit_hold_nothing_exact() -> None:
    assert {stream for stream, _ in _terms(read_unit("dinh lap"))} == {"folded", "pairs"}


# unit → for each thing that has other spellings: terms of what was typed | of the others
SPELLED = """
kỹ thuật → ky kỹ | ki kĩ ; ky thuat | ki thuat
mỹ lý → my mỹ | mi mĩ ; ly lý | li lí ; my ly | my li | mi ly | mi li
ky thuat → ky | ki ; ky thuat | ki thuat
Hà Ly → -
ly hôn → ly ly | li li ; ly hon | li hon
thúy vy → -
ky → -
"""


@pytest.mark.parametrize("line", [s for s in SPELLED.splitlines() if s])
def test_another_spelling_scores_less_and_is_as_rare_as_both(line: str) -> None:
    text, _, expected = line.partition(" → ")
    found: list[str] = []
    for score in read_unit(text).scores(Weights(words=0)):
        if isinstance(score, BestScore):
            typed, *others = [[s for s in one if isinstance(s, TermScore)] for one in score.sums]
            assert all(part.alike == () for part in typed)
            for other in others:
                for part, like in zip(other, typed, strict=True):
                    assert part.alike == (like.term,)
                    assert part.weight < like.weight
            found.append(" | ".join(" ".join(s.term.text for s in o) for o in (typed, *others)))
    assert " ; ".join(found) == (expected if expected != "-" else "")


@pytest.mark.parametrize(
    ("text", "weights", "expected"),
    [
        ("hội nghị", Weights(), {"folded": 1, "exact": 1, "pairs": 1, "words": 0.25}),
        ("hội nghị", Weights(exact=0, words=0), {"folded": 1, "pairs": 1}),
        ("hội nghị", Weights(pairs=0, words=0), {"folded": 1, "exact": 1}),
        ("hội nghị", Weights(2, 3, 0.5), {"folded": 1, "exact": 2, "pairs": 3, "words": 0.5}),
        ("hoi nghi", Weights(2, 3, 0.5), {"folded": 1, "pairs": 3}),
        ("kinh doanh", Weights(2, 3, 0.5), {"folded": 1, "exact": 2, "pairs": 3, "words": 0.5}),
        ("dung", Weights(2, 3, 0.5), {"folded": 1}),
    ],
    ids=["default", "no exact", "no pairs", "all", "no accents", "listed as typed", "one syllable"],
)
def test_weights_are_those_given(text: str, weights: Weights, expected: dict[str, float]) -> None:
    scores = [score for score in read_unit(text).scores(weights) if isinstance(score, TermScore)]
    assert {score.term.stream.value: score.weight for score in scores} == expected


def test_words_score_in_the_best_of_their_spellings() -> None:
    *_, score = read_unit("kỹ thuật").scores(Weights(words=1))
    assert isinstance(score, BestScore)
    terms = [[part.term.text for part in one if isinstance(part, TermScore)] for one in score.sums]
    assert terms == [["ky thuat|kỹ thuật"], ["ki thuat|kĩ thuật"]]


def test_words_score_as_the_segmenter_cuts_them() -> None:
    scores = read_unit("hội nghị ở Xã").scores(Weights(words=1))
    terms = [score.term for score in scores if isinstance(score, TermScore)]
    assert [t.text for t in terms if t.stream is Stream.WORDS] == [
        "hoi nghi|hội nghị",
        "o|ở",
        "xa|xã",
    ]


def test_a_phrase_keeps_slop_and_part() -> None:
    phrase = read_unit("đại đoàn kết").phrase(1, 3, slop=2, part=Part.TITLE)
    assert (len(phrase.places), phrase.slop, phrase.part) == (2, 2, Part.TITLE)


# unit → words
WORDS = """
hội nghị → hội nghị
hội nghị Mặt trận → hội nghị|mặt trận
hội nghị TP.HCM → hội nghị|tp hcm
Nghị định 15/2020/NĐ-CP → nghị định|15 2020 nđ cp
ngày 15/7/2020 → ngày|15 7 2020
VH,TT&TT ở xã → vh tt tt|ở|xã
hoi nghi → hoi nghi
hoi lang → hoi|lang
hoi nghi 15/7 → hoi nghi|15 7
dai doan ket → dai doan ket
hoi, nghi → hoi|nghi
TP.HCM → tp hcm
15/7/2020 → 15 7 2020
hội, nghị → hội|nghị
"""


@pytest.mark.parametrize("line", [s for s in WORDS.splitlines() if s])
def test_words(line: str) -> None:
    text, _, expected = line.partition(" → ")
    for spelled in (text, unicodedata.normalize("NFD", text)):
        unit = read_unit(spelled)
        words = [" ".join(t.term for t in unit.tokens[a:b]) for a, b in words_of(unit)]
        assert words == expected.split("|")


@settings(deadline=None)
@given(st.text(max_size=40))
def test_words_cover_any_unit_and_never_cut_a_composite(text: str) -> None:
    unit = read_unit(text)
    ranges = words_of(unit)
    assert [n for a, b in ranges for n in range(a, b)] == list(range(len(unit.tokens)))
    assert not any(unit.tokens[first].glued for first, _ in ranges)
