"""Our reading of pyvi's model against pyvi itself, which is loaded here and nowhere else."""

from __future__ import annotations

import re
import struct
import warnings
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import SAMPLES
from vnnews_search.analysis import crf, lexicon, model
from vnnews_search.analysis.segmenter import segment
from vnnews_search.errors import EngineUnavailableError
from vnnews_search.intake.reading import read_articles
from vnnews_search.models import Article
from vnnews_search.text.normalize import normalize


@lru_cache(maxsize=1)
def _pyvi() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pyvi.ViTokenizer import ViTokenizer
    return ViTokenizer


def _our_labels(lines: list[list[str]]) -> list[bool]:
    decoder = crf.load_decoder()
    known = [decoder.syllable(text) for line in lines for text in line]
    goes_on = decoder.goes_on(
        np.array([syllable.here for syllable in known]),
        np.array([syllable.for_next for syllable in known]),
        np.array([syllable.for_previous for syllable in known]),
        np.array([syllable.number for syllable in known]),
        np.array([number == 0 for line in lines for number in range(len(line))]),
    )
    return [bool(label) for label in goes_on]


def _same_labels(text: str) -> int:
    _, syllables = _pyvi().sylabelize(text)
    if not syllables:
        return 0
    theirs = _pyvi().model.predict([_pyvi().sent2features(syllables, False)])[0]
    ours = _our_labels([syllables])
    assert ours == [label == "I_W" for label in theirs], text
    return len(syllables)


def test_labels_are_those_of_pyvi_on_every_sample() -> None:
    articles = [item for item in read_articles(SAMPLES) if isinstance(item, Article)]
    texts = [normalize(text) for article in articles for _, text in article.text_fields()]
    assert sum(map(_same_labels, texts)) > 10_000


SYLLABLES = st.sampled_from(
    ["Ủy", "ban", "nhân", "dân", "huyện", "hội", "nghị", "TP.", "15", "1.700", ",", "%", "a@b.vn"]
)


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.lists(SYLLABLES).map(" ".join), st.text(max_size=60)))
def test_labels_are_those_of_pyvi_on_any_text(text: str) -> None:
    _same_labels(normalize(text))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(SYLLABLES, min_size=1), min_size=1))
def test_lines_decoded_together_are_labelled_as_each_alone(lines: list[list[str]]) -> None:
    assert _our_labels(lines) == [label for line in lines for label in _our_labels([line])]


Steps = tuple[tuple[float, float], tuple[float, float]]


def _path_score(scores: Sequence[float], path: Iterable[bool], steps: Steps) -> float:
    own = sum(score for score, label in zip(scores, path, strict=True) if label)
    return own + sum(steps[a][b] for a, b in pairwise(path))


def _labels_by_enumeration(scores: Sequence[float], steps: Steps) -> list[bool]:
    paths = product((False, True), repeat=len(scores))
    return list(max(paths, key=lambda path: _path_score(scores, path, steps)))


# Steps under which a label may depend on many before it, and steps like pyvi's.
STEPS = [((0.03, -1.01), (-2.07, 1.13)), ((-1.0, 1.9), (-3.0, -0.4)), ((2.01, -2.03), (0.11, 3.07))]


@pytest.mark.parametrize("steps", STEPS, ids=str)
@given(st.lists(st.integers(-300, 300).map(lambda cents: cents / 100 + 0.001234), max_size=9))
def test_the_best_path_is_the_best_of_all(steps: Steps, scores: list[float]) -> None:
    begins = np.array([number == 0 for number in range(len(scores))], dtype=np.bool_)
    found = crf._best_path(np.array(scores, dtype=np.float64), begins, steps)
    expected = _labels_by_enumeration(scores, steps)
    assert _path_score(scores, found.tolist(), steps) == pytest.approx(
        _path_score(scores, expected, steps)
    )


@pytest.mark.parametrize(
    "text",
    [
        "Ủy ban nhân dân huyện tổ chức hội nghị tổng kết công tác mặt trận",
        "TP. HCM hỗ trợ 1.700 hộ nghèo; ThS. Lò Văn Pín dự lễ...",
        "Học sinh học sinh học, thư từ trao đổi với nhà trường",
    ],
)
def test_words_of_several_syllables_are_those_of_pyvi(text: str) -> None:
    theirs = _pyvi().tokenize(text).split(" ")
    wanted = [word.replace("_", " ") for word in theirs if re.fullmatch(r"[^\W\d]+", word)]
    ours = [word for word in segment(text) if " " in word]
    assert ours == [word for word in wanted if " " in word]


def test_a_missing_model_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon, "find_spec", lambda _: None)
    with pytest.raises(EngineUnavailableError) as error:
        lexicon.pyvi_file("pyvi3.pkl")
    assert "pip install pyvi" in error.value.hint


@pytest.mark.parametrize("data", [b"", b"lCRF" + bytes(44), b"x" * 100], ids=["none", "zeros", "x"])
def test_a_damaged_model_is_refused(data: bytes) -> None:
    with pytest.raises((ValueError, struct.error)):
        model.read_crfsuite(data)
