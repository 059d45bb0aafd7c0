"""What articles score: exactly for some documents, nearly for all of a segment.

What it is: the parts of a score with their weights, whose idf counts the live articles of all
segments. Where few documents match, each is scored exactly; where many do, all are scored in single
precision first, and only those that may reach the page are scored again.

What it is not: the choice of what scores (lowering), or of the page (``page``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from vnnews_search.analyzed import Term
from vnnews_search.engines.whoosh.arrays import Floats, Integers
from vnnews_search.engines.whoosh.evaluate import matches
from vnnews_search.engines.whoosh.lookup import Lookup
from vnnews_search.engines.whoosh.matches import NO_MATCH, Matches
from vnnews_search.plan import BestScore, Node, Score, SetScore, TermScore
from vnnews_search.scoring import idf, impacts

__all__ = ["Rough", "Weight", "rough_scores", "scores_at", "weighed"]

Rough = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class TermWeight:
    """A term: ``weight`` for each 255th of an impact."""

    term: Term
    weight: float


@dataclass(frozen=True, slots=True, eq=False)
class SetWeight:
    """A set of documents, one a segment, whose members have the impact of one occurrence."""

    members: Sequence[Matches]
    weight: float


@dataclass(frozen=True, slots=True, eq=False)
class BestWeight:
    """The best of several sums."""

    sums: Sequence[Sequence[Weight]]


Weight = TermWeight | SetWeight | BestWeight


def weighed(
    lookups: Sequence[Lookup], parts: Sequence[Score], known: tuple[Node, Sequence[Matches]]
) -> list[Weight]:
    """Parts of a score with their weights; those that no live article has are left out.

    Args:
        known: a node and what it matches in each segment, as sets are often what is searched.
    """
    count = sum(lookup.contents.count for lookup in lookups)
    found = (_weighed(lookups, part, count, known) for part in parts)
    return [weight for weight in found if weight is not None]


def _weighed(
    lookups: Sequence[Lookup], part: Score, count: int, known: tuple[Node, Sequence[Matches]]
) -> Weight | None:
    match part:
        case TermScore(term, weight, alike):
            frequency = sum(_frequency(lookup, (term, *alike)) for lookup in lookups)
            return TermWeight(term, weight * idf(count, frequency) / 255) if frequency else None
        case SetScore(node, weight):
            members = known[1] if node == known[0] else [matches(one, node) for one in lookups]
            held = sum(map(Matches.count, members))
            return SetWeight(members, weight * idf(count, held) / 255) if held else None
        case BestScore(sums):
            return BestWeight([weighed(lookups, inner, known) for inner in sums])
        case _:
            assert_never(part)


def _frequency(lookup: Lookup, terms: Sequence[Term]) -> int:
    """Live documents that hold one of some terms."""
    contents = lookup.contents
    if len(terms) == 1 and not len(contents.dead):
        return lookup.find(terms[0]).held
    found = [one for one in map(lookup.find, terms) if one.held]
    held = np.zeros(lookup.size, np.bool_)
    for one in found:
        held[one.listed().astype(np.int64)] = True
    held[contents.dead] = False
    return int(np.count_nonzero(held))


# --- exactly ------------------------------------------------------------------------------------


def scores_at(
    lookup: Lookup, segment: int, weights: Sequence[Weight], documents: Integers
) -> Floats:
    """The score of some documents.

    Args:
        segment: its place among those that the weights were made for.
    """
    total = np.zeros(len(documents))
    for weight in weights:
        match weight:
            case TermWeight(term, per_impact):
                found = lookup.find(term)
                if found.held:
                    total += found.at(documents, lookup.size) * per_impact
            case SetWeight(members, per_impact):
                inside = members[segment].at(documents, lookup.size) != NO_MATCH
                total += _once(lookup, documents) * inside * per_impact
            case BestWeight(sums):
                each = [scores_at(lookup, segment, inner, documents) for inner in sums]
                total += np.max([np.zeros(len(documents)), *each], axis=0)
            case _:
                assert_never(weight)
    return total


def _once(lookup: Lookup, documents: Integers) -> Integers:
    """The impact of something that occurs once in each of some documents."""
    lengths = lookup.contents.lengths.take(documents)
    return impacts(np.ones(len(documents), np.int64), lengths)


# --- nearly ---------------------------------------------------------------------------------------


def rough_scores(lookup: Lookup, segment: int, weights: Sequence[Weight]) -> Rough:
    """The score of every document of a segment in single precision."""
    total: Rough = np.zeros(lookup.size, np.float32)
    scratch: Rough = np.empty(lookup.size, np.float32)
    for weight in weights:
        match weight:
            case TermWeight(term, per_impact):
                _add_term(lookup, term, np.float32(per_impact), total, scratch)
            case SetWeight(members, per_impact):
                documents, _ = members[segment].sparse()
                total[documents] += (_once(lookup, documents) * per_impact).astype(np.float32)
            case BestWeight(sums):
                best: Rough = np.zeros(lookup.size, np.float32)
                for inner in sums:
                    np.maximum(best, rough_scores(lookup, segment, inner), out=best)
                total += best
            case _:
                assert_never(weight)
    return total


def _add_term(
    lookup: Lookup, term: Term, per_impact: np.float32, total: Rough, scratch: Rough
) -> None:
    found = lookup.find(term)
    if found.row is not None:
        np.multiply(found.row, per_impact, out=scratch)
        total += scratch
    elif found.held:
        # add.at is the quicker one where indexes are of the machine's own kind.
        np.add.at(total, found.documents.astype(np.int64), found.impacts * per_impact)
