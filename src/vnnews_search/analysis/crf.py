"""pyvi's word model, read from its own files and decoded here.

What it is: a linear-chain CRF of two labels (a syllable begins a word or goes on with it), as
numbers in dictionaries. pyvi keeps it in a pickle of a scikit-learn class around a CRFsuite file;
reading it with stand-ins spares two seconds of imports, and the labels are the same (a test holds
them to pyvi's own).

What it is not: a trainer, or pyvi's rules after the labels (``segmenter``).

The CRFsuite file (crf1d_model.c of CRFsuite 0.12): a header of offsets; features of 20 bytes
(kind, source, target, weight), kind 0 from an attribute to a label, kind 1 from label to label;
the names of attributes in a constant database (CQDB) whose backward array leads from numbers to
names.
"""

from __future__ import annotations

import codecs
import io
import pickle
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from vnnews_search.analysis.lexicon import listed_words, pyvi_file, pyvi_unavailable

__all__ = ["WordModel", "load_model"]

_HEADER = struct.Struct("<4s I 4s 9I")
_FEATURE = struct.Struct("<IIId")
_CQDB = struct.Struct("<4s 5I")
_RECORD = struct.Struct("<II")
_STATE = 0


@dataclass(frozen=True, slots=True)
class _Syllable:
    """What a syllable adds to the score of going on: of its own, for the next, for the one before.

    Args:
        lower: in lower case, as bigrams and trigrams hold it.
    """

    lower: str
    here: float
    for_next: float
    for_previous: float


class WordModel:
    """Which syllables go on with the word of the one before.

    Args:
        weights: attribute → its weight for *goes on* minus that for *begins*.
        steps: weight of a step from one label to the next; 0 begins, 1 goes on.
        listed: words of two and of three syllables.
    """

    def __init__(
        self,
        weights: dict[str, float],
        steps: tuple[tuple[float, float], tuple[float, float]],
        listed: frozenset[str],
    ) -> None:
        self._weights = weights
        self._steps = steps
        self._listed = listed
        self._pairs = tuple(weights.get(f"{place}:word.bi_gram()", 0.0) for place in ("-1", "+1"))
        self._triples = tuple(
            weights.get(f"{place}:word.tri_gram()", 0.0) for place in ("-2", "+2")
        )
        self._known = lru_cache(maxsize=1 << 15)(self._syllable)

    def _syllable(self, text: str) -> _Syllable:
        lower = text.lower()
        case = [name for name in ("isupper", "istitle") if getattr(text, name)()]
        here = [f"word.lower():{lower}", "bias", *(f"word.{name}()" for name in case)]
        if text.isdigit():
            here.append("word.isdigit()")
        nearby = [f"word.lower():{lower}", *(f"word.{name}()" for name in case)]
        return _Syllable(
            lower,
            sum(self._weights.get(name, 0.0) for name in here),
            sum(self._weights.get(f"-1:{name}", 0.0) for name in nearby),
            sum(self._weights.get(f"+1:{name}", 0.0) for name in nearby),
        )

    def goes_on(self, syllables: Sequence[str]) -> list[bool]:
        """For each syllable, whether the model labels it as going on with a word."""
        if not syllables:
            return []
        return _best_path(self._emissions(syllables), self._steps)

    def _emissions(self, syllables: Sequence[str]) -> list[float]:
        """For each syllable, how much more its surroundings speak for going on."""
        known = [self._known(text) for text in syllables]
        scores = [syllable.here for syllable in known]
        listed, (pair_back, pair_on), (triple_back, triple_on) = (
            self._listed,
            self._pairs,
            self._triples,
        )
        for i in range(1, len(known)):
            first, second = known[i - 1], known[i]
            scores[i] += first.for_next
            scores[i - 1] += second.for_previous
            pair = f"{first.lower} {second.lower}"
            if pair in listed:
                scores[i] += pair_back
                scores[i - 1] += pair_on
            if i > 1 and f"{known[i - 2].lower} {pair}" in listed:
                scores[i] += triple_back
                scores[i - 2] += triple_on
        return scores


def _best_path(
    scores: Sequence[float], steps: tuple[tuple[float, float], tuple[float, float]]
) -> list[bool]:
    """The labels of the best path (Viterbi), where beginning scores 0."""
    (begin_begin, begin_on), (on_begin, on_on) = steps
    begins, on = 0.0, scores[0]
    before_begin: list[bool] = []
    before_on: list[bool] = []
    for score in scores[1:]:
        via_begin, via_on = begins + begin_begin, on + on_begin
        to_on, through_on = begins + begin_on, on + on_on
        before_begin.append(via_on > via_begin)
        before_on.append(through_on > to_on)
        begins = via_on if via_on > via_begin else via_begin
        on = (through_on if through_on > to_on else to_on) + score
    label = on > begins
    labels = [label]
    for from_begin, from_on in zip(reversed(before_begin), reversed(before_on), strict=True):
        label = from_on if label else from_begin
        labels.append(label)
    labels.reverse()
    return labels


# --- reading pyvi's files -----------------------------------------------------------------------


@lru_cache(maxsize=1)
def load_model() -> WordModel:
    """The model of the pyvi that is installed.

    Raises:
        EngineUnavailableError: pyvi is not installed, or not the release whose files we read.
    """
    listed = frozenset(word for word in listed_words() if word.count(" ") in (1, 2))
    try:
        weights, steps = _read_crfsuite(_unwrap(pyvi_file("pyvi3.pkl")))
    except (KeyError, ValueError, struct.error, pickle.UnpicklingError) as error:
        raise pyvi_unavailable() from error
    return WordModel(weights, steps, listed)


class _StandIn:
    """Takes the place of the classes that the pickle names, and keeps what they would hold."""

    state: dict[str, Any]

    def __new__(cls, *_: Any) -> _StandIn:
        return object.__new__(cls)

    def __init__(self, *_: Any) -> None:
        self.state = {}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.state = state


class _Unpickler(pickle.Unpickler):
    """Reads data alone: every class is a stand-in, and the one function turns text to bytes."""

    def find_class(self, module_name: str, global_name: str) -> Any:
        if (module_name, global_name) == ("_codecs", "encode"):
            return codecs.encode
        return _StandIn


def _unwrap(data: bytes) -> bytes:
    """The CRFsuite file inside pyvi's pickle."""
    model = _Unpickler(io.BytesIO(data)).load()
    content = model.state["modelfile"].state["__FILE_RESOURCE_DATA__"]
    if not isinstance(content, bytes):
        raise ValueError("no model in the pickle")
    return content


def _read_crfsuite(
    data: bytes,
) -> tuple[dict[str, float], tuple[tuple[float, float], tuple[float, float]]]:
    header = _HEADER.unpack_from(data)
    magic, labels, attributes = header[0], header[5], header[6]
    features_at, labels_at, attributes_at = header[7:10]
    if magic != b"lCRF" or labels != 2:
        raise ValueError("not a CRFsuite model of two labels")
    on = _names(data, labels_at, labels).index("I_W")
    names = _names(data, attributes_at, attributes)
    weights: dict[str, float] = {}
    steps = [[0.0, 0.0], [0.0, 0.0]]
    (count,) = struct.unpack_from("<I", data, features_at + 8)
    for kind, source, target, weight in _FEATURE.iter_unpack(
        data[features_at + 12 : features_at + 12 + count * _FEATURE.size]
    ):
        if kind == _STATE:
            signed = weight if target == on else -weight
            weights[names[source]] = weights.get(names[source], 0.0) + signed
        else:
            steps[source == on][target == on] = weight
    (begin_begin, begin_on), (on_begin, on_on) = steps
    return weights, ((begin_begin, begin_on), (on_begin, on_on))


def _names(data: bytes, start: int, count: int) -> list[str]:
    """The names of a constant database by their numbers."""
    backward = start + _CQDB.unpack_from(data, start)[5]
    names: list[str] = []
    for place in struct.unpack_from(f"<{count}I", data, backward):
        _, size = _RECORD.unpack_from(data, start + place)
        first = start + place + _RECORD.size
        names.append(data[first : first + size - 1].decode())  # a NUL ends it
    return names
