"""``labels``: on how many syllables of news our decoder says what pyvi's own model says.

Both read our normalised text, line by line. The words of ``segmentation`` would hide differences
that pyvi's rules after the labels undo.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from evals.corpora import Corpora, read_records
from evals.figures import Claim, Outcome, Row
from vnnews_search.analysis.crf import Decoder, load_decoder
from vnnews_search.analysis.tokenizer import paragraphs
from vnnews_search.text.normalize import normalize

__all__ = ["FILES", "run_labels"]

FILES = ("news/vietnews_40k.jsonl.gz",)
ARTICLES = 5000
WANTED = 0.9999


def _lines(path: Path) -> Iterator[str]:
    for record in islice(read_records(path), ARTICLES):
        for text in (record["title"], record["abstract"], record["body"]):
            yield from (normalize(text[start:end]) for start, end in paragraphs(text))


def _pyvi() -> tuple[Callable[[str], list[str]], Callable[[list[str]], list[bool]]]:
    """pyvi's syllables of a line, and its labels of syllables."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pyvi.ViTokenizer import ViTokenizer

    def labels(syllables: list[str]) -> list[bool]:
        features = ViTokenizer.sent2features(syllables, False)
        return [label == "I_W" for label in ViTokenizer.model.predict([features])[0]]

    return lambda line: ViTokenizer.sylabelize(line)[1], labels


def _ours(decoder: Decoder, syllables: list[str]) -> list[bool]:
    known = [decoder.syllable(text) for text in syllables]
    columns: dict[str, Any] = {
        name: np.array([getattr(syllable, name) for syllable in known])
        for name in ("here", "for_next", "for_previous")
    }
    numbers = np.array([syllable.number for syllable in known])
    begins = np.arange(len(known)) == 0
    labels: list[bool] = decoder.goes_on(**columns, numbers=numbers, begins_line=begins).tolist()
    return labels


def run_labels(corpora: Corpora) -> Outcome:
    """The labels of 5,000 articles."""
    syllables_of, labels_of = _pyvi()
    decoder = load_decoder()
    same = total = 0
    for line in _lines(corpora.folder / FILES[0]):
        syllables = syllables_of(line)
        if syllables:
            pairs = zip(_ours(decoder, syllables), labels_of(syllables), strict=True)
            same += sum(ours == theirs for ours, theirs in pairs)
            total += len(syllables)
    share = same / total
    table = f"labels of {total} syllables"
    text = f"the same as pyvi's on at least {WANTED:.2%}"
    return Outcome(
        (Row(table, "ours", (("same", share),), ours=True),),
        (Claim(text, share >= WANTED, f"{total - same} differ"),),
    )
