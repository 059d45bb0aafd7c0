"""The evals that there are: one line each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from evals import labels
from evals.ablation import run_ablation
from evals.corpora import Corpora
from evals.figures import Outcome
from evals.questions import KNOWN_ITEMS, QUESTION_SETS
from evals.ranking import run_known_items, run_retrieval
from evals.segmentation import FILES, run_segmentation

__all__ = ["EVALS", "Eval"]

_QUESTION_FILES = tuple(path for paths in QUESTION_SETS.values() for path in paths)


@dataclass(frozen=True, slots=True)
class Eval:
    """Something that is measured.

    Args:
        corpora: the files that it reads, below the data folder.
        run: measures; every file is there and is the one that was pinned.
    """

    name: str
    corpora: tuple[str, ...]
    run: Callable[[Corpora], Outcome]


EVALS = (
    Eval("labels", labels.FILES, labels.run_labels),
    Eval("segmentation", tuple(FILES.values()), run_segmentation),
    Eval("retrieval", _QUESTION_FILES, run_retrieval),
    Eval("known_items", KNOWN_ITEMS, run_known_items),
    Eval("ablation", (*_QUESTION_FILES, *KNOWN_ITEMS), run_ablation),
)
