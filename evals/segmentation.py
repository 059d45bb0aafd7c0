"""``segmentation``: F1 of words against a treebank, ours beside pyvi's and underthesea's."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from evals.corpora import Corpora
from evals.figures import Claim, Outcome, Row, left_out
from vnnews_search.analysis.segmenter import segment

__all__ = ["FILES", "run_segmentation", "spans", "word_f1"]

FILES = {part: f"segmentation/vi_vtb-ud-{part}.conllu" for part in ("dev", "train")}

NEAR = 0.002
"""We read pyvi's model: our F1 is its F1 but for this much."""

Segmenter = Callable[[str], Iterable[str]]


def sentences(path: Path) -> Iterator[tuple[str, list[str]]]:
    """(text, words) of each sentence; the syllables of a word are joined by spaces."""
    text, words = "", list[str]()
    for line in [*path.read_text(encoding="utf-8").split("\n"), ""]:
        if line.startswith("# text ="):
            text = line.removeprefix("# text =").strip()
        elif line and not line.startswith("#"):
            number, form, *_ = line.split("\t")
            if number.isdigit():
                words.append(form)
        elif not line and words:
            yield text, words
            text, words = "", []


def spans(words: Iterable[str]) -> tuple[str, set[tuple[int, int]]]:
    """The letters and digits of words run together, and where in them each word lies.

    White space and signs are left out on all sides, as systems keep or drop them as they like.

    >>> spans(["Ủy ban", ","])
    ('Ủyban', {(0, 5)})
    """
    letters, found = "", set[tuple[int, int]]()
    for word in words:
        kept = "".join(c for c in unicodedata.normalize("NFC", word) if c.isalnum())
        if kept:
            found.add((len(letters), len(letters) + len(kept)))
            letters += kept
    return letters, found


def word_f1(gold: Iterable[tuple[str, list[str]]], words_of: Segmenter) -> float:
    """The harmonic mean of precision and recall of words, over all sentences together."""
    right = wanted = given = 0
    for text, words in gold:
        letters, expected = spans(words)
        read, found = spans(words_of(text))
        # underthesea mends spelling (Qui → Quy); spans tell nothing only if letters come or go.
        assert len(read) == len(letters), f"other letters than the sentence has: {text}"
        right += len(expected & found)
        wanted += len(expected)
        given += len(found)
    return 2 * right / (wanted + given)


def _pyvi(text: str) -> list[str]:
    from pyvi import ViTokenizer

    words: str = ViTokenizer.tokenize(text)
    return words.split(" ")


def _underthesea() -> Segmenter | None:
    try:
        from underthesea import word_tokenize
    except ImportError:
        return None
    segmenter: Segmenter = word_tokenize
    return segmenter


def run_segmentation(corpora: Corpora) -> Outcome:
    """Words of the UD Vietnamese treebank, which is news."""
    underthesea = _underthesea()
    rows: list[Row] = []
    claims: list[Claim] = []
    for part, path in FILES.items():
        gold = list(sentences(corpora.folder / path))
        ours, pyvi = word_f1(gold, segment), word_f1(gold, _pyvi)
        table = f"UD-VTB {part}, {len(gold)} sentences"
        rows.append(Row(table, "ours", (("F1", ours),), ours=True))
        rows.append(Row(table, "pyvi", (("F1", pyvi),)))
        if underthesea is None:
            rows.append(left_out(table, "underthesea", "pip install 'vnnews-search[evals]'"))
        else:
            rows.append(Row(table, "underthesea", (("F1", word_f1(gold, underthesea)),)))
        text = f"{part}: within {NEAR} of pyvi"
        claims.append(Claim(text, ours >= pyvi - NEAR, f"{ours - pyvi:+.4f}"))
    return Outcome(tuple(rows), tuple(claims))
