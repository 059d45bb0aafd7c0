"""What articles score: exactly for some documents, nearly for all of a segment.

What it is: the parts of a score with their weights, whose idf counts the live articles of all
segments. Where few documents match, each is scored exactly; where many do, all are scored in small
whole numbers first, and only those that may reach the page are scored again.

What it is not: the choice of what scores (lowering), or of the page (``page``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, assert_never

import numpy as np
from numpy.typing import NDArray

from vnnews_search.analyzed import Term
from vnnews_search.engines.whoosh.arrays import Floats, Integers
from vnnews_search.engines.whoosh.evaluate import matches
from vnnews_search.engines.whoosh.lookup import Lookup
from vnnews_search.engines.whoosh.matches import NO_MATCH, Matches
from vnnews_search.engines.whoosh.postings import Found
from vnnews_search.plan import BestScore, Node, Score, SetScore, TermScore
from vnnews_search.scoring import idf, impacts

__all__ = ["Rough", "Scale", "Weight", "rough_scores", "scale_of", "scores_at", "weighed"]

Rough = NDArray[np.uint16]

MOST = (1 << 16) - 1


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
    """The best of several sums, which have a weight of their own each."""

    sums: Sequence[Sequence[Weight]]


Weight = TermWeight | SetWeight | BestWeight


def weighed(
    lookups: Sequence[Lookup], parts: Sequence[Score], known: tuple[Node, Sequence[Matches]]
) -> list[Weight]:
    """Parts of a score with their weights; those that give no live article anything are left out.

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
        case TermScore(weight=0) | SetScore(weight=0):
            return None
        case TermScore(term, weight, alike):
            frequency = sum(_frequency(lookup, (term, *alike)) for lookup in lookups)
            return TermWeight(term, weight * idf(count, frequency) / 255) if frequency else None
        case SetScore(node, weight):
            members = known[1] if node == known[0] else [matches(one, node) for one in lookups]
            held = sum(map(Matches.count, members))
            return SetWeight(members, weight * idf(count, held) / 255) if held else None
        case BestScore(sums):
            found = [some for inner in sums if (some := weighed(lookups, inner, known))]
            return BestWeight(found) if found else None
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


class Scale(NamedTuple):
    """How scores are told in whole numbers of 16 bits, so that no sum exceeds them.

    Args:
        unit: what a score of 1 is told as.
        lost: each term is rounded down; no sum is told lower by as much as this.
    """

    unit: float
    lost: int


def scale_of(weights: Sequence[Weight]) -> Scale:
    """The scale for some weights, at least one."""
    most, count = _most(weights)
    return Scale(MOST / (255 * most), 255 * count)


def _most(weights: Sequence[Weight]) -> tuple[float, int]:
    """The greatest sum of weights per impact, and how many weights there are in all."""
    most, count = 0.0, 0
    for weight in weights:
        if isinstance(weight, BestWeight):
            each = list(map(_most, weight.sums))
            most += max((one for one, _ in each), default=0.0)
            count += sum(one for _, one in each)
        else:
            most += weight.weight
            count += 1
    return most, count


def rough_scores(lookup: Lookup, segment: int, weights: Sequence[Weight], unit: float) -> Rough:
    """The score of every document of a segment, in units of a scale and rounded down."""
    total: Rough = np.zeros(lookup.size, np.uint16)
    scratch: Rough = np.empty(lookup.size, np.uint16)
    for weight in weights:
        match weight:
            case TermWeight(term, per_impact):
                _add_term(lookup.find(term), np.uint16(per_impact * unit), total, scratch)
            case SetWeight(members, per_impact):
                documents = members[segment].numbers()
                impact = _once(lookup, documents).astype(np.uint16)
                total[documents] += impact * np.uint16(per_impact * unit)
            case BestWeight(sums):
                best: Rough = np.zeros(lookup.size, np.uint16)
                for inner in sums:
                    np.maximum(best, rough_scores(lookup, segment, inner, unit), out=best)
                total += best
            case _:
                assert_never(weight)
    return total


def _add_term(found: Found, per_impact: np.uint16, total: Rough, scratch: Rough) -> None:
    if found.row is not None:
        np.multiply(found.row, per_impact, out=scratch, dtype=np.uint16)
        np.add(total, scratch, out=total)
    elif found.held:
        documents = found.documents.astype(np.int64)
        # A document that is told twice is so with one impact, and gets it once.
        total[documents] = total.take(documents) + found.impacts * per_impact
