"""Our reading of pyvi's model against pyvi itself, which is loaded here and nowhere else."""

from __future__ import annotations

import re
import struct
import warnings
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import SAMPLES
from vnnews_search.analysis import crf, lexicon
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


def _same_labels(text: str) -> int:
    _, syllables = _pyvi().sylabelize(text)
    if not syllables:
        return 0
    theirs = _pyvi().model.predict([_pyvi().sent2features(syllables, False)])[0]
    ours = crf.load_model().goes_on(syllables)
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
        crf._read_crfsuite(data)
