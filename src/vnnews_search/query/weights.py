"""How much each part of the score counts: a, c and d of docs/matching.md.

What it is: the weights that queries use, as a value, so that evals can try others.

What it is not: the score (``units``, ``scoring``).
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DEFAULT_WEIGHTS", "VARIANT_SHARE", "Weights"]

EXACT_WEIGHT = 1.0
"""a of docs/matching.md: how much an equal accent counts beside an equal letter."""

PAIR_WEIGHT = 1.0
"""c of docs/matching.md: how much two syllables next to each other count."""

VARIANT_SHARE = 0.9
"""How much another spelling counts beside the one typed, which so comes first."""

WORD_WEIGHT = 0.25
"""d of docs/matching.md for units that mean what they say: how much a word counts that stands there
as a word. All four collections of `make eval` gain from it; 0.5 gains a little more there, and
loses where every second syllable lacks its marks (docs/evals.md)."""

KNOWN_WORD_WEIGHT = 0.25
"""d for unaccented units; 0.25 lost nothing on known items, 0.5 some."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each kind of term counts beside a folded syllable; a part of weight 0 is left out.

    Args:
        exact: a syllable as written (a of docs/matching.md).
        pairs: two adjacent folded syllables (c).
        words: a word of a unit that means what it says (d).
        known_words: a word of the index that an unaccented unit may spell (d there).
    """

    exact: float = EXACT_WEIGHT
    pairs: float = PAIR_WEIGHT
    words: float = WORD_WEIGHT
    known_words: float = KNOWN_WORD_WEIGHT


DEFAULT_WEIGHTS = Weights()
