"""pyvi's word model, read from its own files.

What it is: the numbers of a linear-chain CRF of two labels. pyvi keeps it in a pickle of a
scikit-learn class around a CRFsuite file; reading it with stand-ins spares two seconds of imports.

What it is not: decoding (``crf``), a trainer, or pyvi's rules after the labels (``segmenter``).

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
from dataclasses import dataclass
from typing import Any

from vnnews_search.analysis.lexicon import pyvi_file, pyvi_unavailable

__all__ = ["WordModel", "read_crfsuite", "read_model"]

_HEADER = struct.Struct("<4s I 4s 9I")
_FEATURE = struct.Struct("<IIId")
_CQDB = struct.Struct("<4s 5I")
_RECORD = struct.Struct("<II")
_STATE = 0


@dataclass(frozen=True, slots=True)
class WordModel:
    """What speaks for a syllable going on with the word of the one before.

    Args:
        weights: attribute → its weight for *goes on* minus that for *begins*.
        steps: weight of a step from one label to the next; 0 begins, 1 goes on.
    """

    weights: dict[str, float]
    steps: tuple[tuple[float, float], tuple[float, float]]


def read_model() -> WordModel:
    """The model of the pyvi that is installed.

    Raises:
        EngineUnavailableError: pyvi is not installed, or not the release whose files we read.
    """
    try:
        return read_crfsuite(_unwrap(pyvi_file("pyvi3.pkl")))
    except (KeyError, ValueError, struct.error, pickle.UnpicklingError) as error:
        raise pyvi_unavailable() from error


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


def read_crfsuite(data: bytes) -> WordModel:
    """The model in the bytes of a CRFsuite file.

    Raises:
        ValueError, struct.error: they are none, or not of two labels.
    """
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
    return WordModel(weights, ((begin_begin, begin_on), (on_begin, on_on)))


def _names(data: bytes, start: int, count: int) -> list[str]:
    """The names of a constant database by their numbers."""
    backward = start + _CQDB.unpack_from(data, start)[5]
    names: list[str] = []
    for place in struct.unpack_from(f"<{count}I", data, backward):
        _, size = _RECORD.unpack_from(data, start + place)
        first = start + place + _RECORD.size
        names.append(data[first : first + size - 1].decode())  # a NUL ends it
    return names
