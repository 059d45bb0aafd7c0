"""Sources → the sections of a segment: documents by id, terms in order, postings sorted once.

What it is: the inversion, for commits and merges alike. The sections are those that ``contents``
reads; both docstrings together are the layout of a segment.

What it is not: reading or writing of files (``segment``).

Documents are numbered by ascending id. Of a stream ``s``: ``s``, ``s.at`` and ``s.heads``, its
terms (``texts``); ``s.ptr``, where the postings of each begin; ``s.docs`` and ``s.impacts``, a
document and a byte a posting; ``s.frequent``, the terms that have a row of impacts in ``s.rows``
and no postings, and ``s.counts``, how many documents hold each of these. Exact terms stand together
by their folded one: ``exact.of`` says where those of each folded term begin, and ``exact.order``
leads from the order of their texts to their numbers. Pairs are of exact terms and stand together by
their folded pair, so that this is one run: ``pairs.ptr`` says for each folded first term where its
pairs begin, ``pairs.firsts`` and ``pairs.seconds`` which these are, the first one counted from the
first exact term of its folded one, and ``pairs.at`` where the postings of each begin in
``pairs.docs`` and ``pairs.impacts``. ``tokens`` holds each document as it stands, 16 bits a token:
the most frequent terms have codes of one number, the others of two, ``tokens.terms`` leads from
codes to terms, and ``tokens.ptr`` says where each document begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vnnews_search.analyzed import DAY_COLUMNS, Integers, Stream
from vnnews_search.engines.whoosh.arrays import Narrow
from vnnews_search.engines.whoosh.numbering import joined, joined_exact
from vnnews_search.engines.whoosh.sorting import in_runs, run_starts, sorted_with
from vnnews_search.engines.whoosh.source import BREAK, Fact, Occurrences, Pairs, Source
from vnnews_search.engines.whoosh.texts import text_sections
from vnnews_search.engines.whoosh.toc import MOST_DOCUMENTS

__all__ = [
    "BREAK_CODE",
    "DENSE_FROM",
    "FIRST_LONG_CODE",
    "MISSING",
    "build",
    "keyword_field",
    "keyword_section",
]

Array = NDArray[Any]
Sections = dict[str, Array]

FIRST_LONG_CODE = 0xE000
"""Codes below are whole; from here on a second number follows."""

BREAK_CODE = 0xFFFF

DENSE_FROM = 5
"""Terms of more than a fifth of the documents have rows: a byte a document, 0 where it has none.

Postings take three bytes each, so rows of rarer terms would be larger; rows are quicker to score.
"""

DOCUMENT_BITS = 16
LAST_DOCUMENT = (1 << DOCUMENT_BITS) - 1
IMPACT_BITS = 8
NONE = np.zeros(0, dtype=np.int64)
NOTHING = (NONE, np.zeros(0, dtype=np.uint8))

MISSING = 0
"""In a column of a row set: the row has no value there."""


def build(sources: Sequence[Source]) -> tuple[int, Sections]:
    """The number of documents and the sections of their segment.

    Args:
        sources: documents, each of another id.

    Raises:
        ValueError: more than ``MOST_DOCUMENTS`` in all.
    """
    facts = [fact for source in sources for fact in source.facts]
    if len(facts) > MOST_DOCUMENTS:
        raise ValueError(f"{len(facts)} documents in one segment, {MOST_DOCUMENTS} at most")
    order = sorted(range(len(facts)), key=lambda number: facts[number].id)
    new_numbers = np.empty(len(facts), dtype=np.int64)
    new_numbers[order] = np.arange(len(facts))
    bounds = np.cumsum([0, *(len(source.facts) for source in sources)]).tolist()
    numbered = [new_numbers[a:b] for a, b in pairwise(bounds)]
    sections = _facts_sections([facts[number] for number in order])
    sections |= _text_sections(sources, numbered)
    return len(facts), sections


# --- facts --------------------------------------------------------------------------------------


def _facts_sections(facts: Sequence[Fact]) -> Sections:
    """Everything beside the text; ``facts`` are in the order of their documents."""
    stored = np.cumsum([0, *(len(fact.stored) for fact in facts)], dtype=np.int64)
    sections: Sections = {
        **text_sections("ids", [fact.id for fact in facts]),
        **text_sections("hashes", [fact.hash for fact in facts]),
        "generations": np.array([fact.generation for fact in facts], dtype=np.int64),
        "lengths": np.array([fact.length for fact in facts], dtype=np.uint32),
        "stored": np.frombuffer(b"".join(fact.stored for fact in facts), dtype=np.uint8),
        "stored.at": stored.astype(np.uint64),
    }
    for column in DAY_COLUMNS:
        days = [dict(fact.days).get(column, 0) for fact in facts]
        sections[f"days.{column}"] = np.array(days, dtype=np.int32)
    sections |= _spans_sections(facts)
    sections |= _keywords_sections(facts)
    sections |= _rows_sections(facts)
    return sections


def _spans_sections(facts: Sequence[Fact]) -> Sections:
    found: dict[str, list[tuple[int, int, int]]] = {}
    for document, fact in enumerate(facts):
        for column, start, end in fact.spans:
            found.setdefault(column, []).append((document, start, end))
    sections: Sections = {}
    for column in sorted(found):
        documents, starts, ends = np.array(sorted(set(found[column]))).T
        sections[f"spans.{column}.docs"] = documents.astype(np.uint16)
        sections[f"spans.{column}.starts"] = starts.astype(np.int32)
        sections[f"spans.{column}.ends"] = ends.astype(np.int32)
    return sections


def keyword_section(field: str) -> str:
    """The section of the values of a keyword field; archives name fields as they like.

    >>> keyword_section("source"), keyword_section("extra.hộp.at")
    ('keywords.source', 'keywords.extra~1hộp~1at')
    """
    return "keywords." + field.replace("~", "~0").replace(".", "~1")


def keyword_field(section: str) -> str:
    """The keyword field of the section of its values.

    >>> keyword_field(keyword_section("extra.~1.at"))
    'extra.~1.at'
    """
    return section.removeprefix("keywords.").replace("~1", ".").replace("~0", "~")


def _keywords_sections(facts: Sequence[Fact]) -> Sections:
    found: dict[str, dict[str, list[int]]] = {}
    for document, fact in enumerate(facts):
        for field, value in dict.fromkeys(fact.keywords):
            found.setdefault(field, {}).setdefault(value, []).append(document)
    sections: Sections = {}
    for field in sorted(found):
        values = sorted(found[field])
        documents = [found[field][value] for value in values]
        name = keyword_section(field)
        sections |= text_sections(name, values)
        sections[f"{name}.ptr"] = _ends(map(len, documents))
        sections[f"{name}.docs"] = np.array([*chain(*documents)], dtype=np.uint16)
    return sections


def _rows_sections(facts: Sequence[Fact]) -> Sections:
    """Row sets: rows by key, then document; each column as numbers of its values, from 1."""
    found: dict[str, list[tuple[str, int, tuple[tuple[str, str], ...]]]] = {}
    for document, fact in enumerate(facts):
        for row_set, row in fact.rows:
            found.setdefault(row_set, []).append((row.key, document, row.values))
    sections: Sections = {}
    for row_set in sorted(found):
        rows = sorted(found[row_set])
        name = f"rows.{row_set}"
        keys = sorted({key for key, _, _ in rows})
        key_numbers = {key: number for number, key in enumerate(keys)}
        sections |= text_sections(f"{name}.keys", keys)
        sections[f"{name}.key"] = np.array([key_numbers[row[0]] for row in rows], dtype=np.uint32)
        sections[f"{name}.docs"] = np.array([row[1] for row in rows], dtype=np.uint16)
        for column, cells in _columns([row[2] for row in rows]).items():
            values = sorted({cell for cell in cells if cell is not None})
            numbers = {None: MISSING} | {v: number for number, v in enumerate(values, MISSING + 1)}
            coded = [numbers[cell] for cell in cells]
            sections |= text_sections(f"{name}.column.{column}", values)
            sections[f"{name}.column.{column}.cells"] = np.array(coded, dtype=np.uint32)
    return sections


def _columns(rows: Sequence[tuple[tuple[str, str], ...]]) -> dict[str, list[str | None]]:
    """The cell of each row in each column, columns as they are met."""
    columns: dict[str, list[str | None]] = {}
    for place, row in enumerate(rows):
        for column, value in row:
            if column not in columns:
                columns[column] = [None] * len(rows)
            columns[column][place] = value
    return columns


def _ends(counts: Iterable[int] | Integers) -> Array:
    each = np.fromiter(counts, np.int64)
    return np.append(0, np.cumsum(each)).astype(np.uint32)


# --- text ---------------------------------------------------------------------------------------


def _text_sections(sources: Sequence[Source], numbered: Sequence[Integers]) -> Sections:
    """Streams, pairs and tokens of all sources, given the new numbers of their documents."""
    folded_texts, folded_maps = joined([source.folded for source in sources])
    words_texts, words_maps = joined([source.words for source in sources])
    exact_texts, exact_maps, folded_of, alphabetic = joined_exact(sources, folded_maps)
    sections: Sections = {
        **text_sections("exact", exact_texts, alphabetic.tolist()),
        **text_sections("folded", folded_texts),
        **text_sections("words", words_texts),
        "exact.order": alphabetic.astype(np.uint32),
        "exact.of": np.searchsorted(folded_of, np.arange(len(folded_texts) + 1)).astype(np.uint32),
    }
    for stream, maps, texts in (
        (Stream.EXACT, exact_maps, exact_texts),
        (Stream.FOLDED, folded_maps, folded_texts),
        (Stream.WORDS, words_maps, words_texts),
    ):
        found = [getattr(source, stream.value) for source in sources]
        sections |= _stream_sections(stream.value, found, maps, numbered, len(texts))
    found = [source.pairs for source in sources]
    sections |= _pairs_sections(found, exact_maps, numbered, folded_of, sections["exact.of"])
    sections |= _tokens_sections(sources, exact_maps, numbered, len(exact_texts))
    return sections


def _stream_sections(
    name: str,
    found: Sequence[Occurrences],
    maps: Sequence[Integers],
    numbered: Sequence[Integers],
    terms: int,
) -> Sections:
    """Postings by term, then document."""
    pieces = [
        (renumber[one.terms] << DOCUMENT_BITS | documents[one.documents], one.impacts)
        for one, renumber, documents in zip(found, maps, numbered, strict=True)
    ]
    keys, impacts = sorted_with([NOTHING, *pieces], terms.bit_length() + DOCUMENT_BITS, IMPACT_BITS)
    ptr = np.searchsorted(keys, np.arange(terms + 1) << DOCUMENT_BITS)
    held = (keys & LAST_DOCUMENT).astype(np.uint16)
    counts, size = np.diff(ptr), sum(map(len, numbered))
    frequent = np.flatnonzero(counts * DENSE_FROM > size)
    rows = np.zeros((len(frequent), size), dtype=np.uint8)
    in_lists = np.ones(len(held), dtype=np.bool_)
    for row, term in zip(rows, frequent.tolist(), strict=True):
        row[held[ptr[term] : ptr[term + 1]]] = impacts[ptr[term] : ptr[term + 1]]
        in_lists[ptr[term] : ptr[term + 1]] = False
    held_by_frequent = counts[frequent]
    counts[frequent] = 0
    return {
        f"{name}.ptr": _ends(counts),
        f"{name}.docs": held[in_lists],
        f"{name}.impacts": impacts[in_lists].astype(np.uint8),
        f"{name}.frequent": frequent.astype(np.uint32),
        f"{name}.counts": held_by_frequent.astype(np.uint32),
        f"{name}.rows": rows.ravel(),
    }


def _starts(ascending: Integers, count: int) -> Array:
    """Where the entries of each of ``count`` numbers begin, and where the last end."""
    return np.searchsorted(ascending, np.arange(count + 1)).astype(np.uint32)


def _pairs_sections(
    found: Sequence[Pairs],
    maps: Sequence[Integers],
    numbered: Sequence[Integers],
    folded_of: Integers,
    exact_of: Integers,
) -> Sections:
    """Pairs by their folded pair, then by first term and second; their postings by document."""
    bits = len(folded_of).bit_length()
    pieces = (
        (_pair_keys(pairs, renumber, bits) | documents[pairs.documents], pairs.impacts)
        for pairs, renumber, documents in zip(found, maps, numbered, strict=True)
    )
    keys, impacts = sorted_with([NOTHING, *pieces], 2 * bits + DOCUMENT_BITS, IMPACT_BITS)
    kept = run_starts(keys)
    keys, impacts = keys[kept], impacts[kept]
    held = (keys & LAST_DOCUMENT).astype(np.uint16)
    keys >>= DOCUMENT_BITS
    begins = run_starts(keys)
    counts = np.diff(begins, append=len(keys))
    firsts, seconds = keys[begins] >> bits, keys[begins] & ((1 << bits) - 1)
    folded_first = folded_of[firsts]
    moved = np.argsort(folded_first << bits | folded_of[seconds], kind="stable")
    order = in_runs(begins[moved], counts[moved])
    return {
        "pairs.ptr": _starts(folded_first[moved], len(exact_of) - 1),
        "pairs.firsts": (firsts - exact_of[folded_first])[moved].astype(np.uint16),
        "pairs.seconds": seconds[moved].astype(np.uint32),
        "pairs.at": _ends(counts[moved]),
        "pairs.docs": held[order],
        "pairs.impacts": impacts[order].astype(np.uint8),
    }


def _pair_keys(pairs: Pairs, renumber: Integers, bits: int) -> Integers:
    """The two terms of each pair in their new numbers, with room for a document."""
    numbers: Integers = renumber[pairs.firsts] << bits | renumber[pairs.seconds]
    return numbers << DOCUMENT_BITS


def _tokens_sections(
    sources: Sequence[Source],
    maps: Sequence[Integers],
    numbered: Sequence[Integers],
    terms: int,
) -> Sections:
    """Documents as they stand, and where their parts lie among their tokens."""
    tokens, counts = _tokens(sources, maps, numbered)
    frequencies = np.bincount(tokens + 1, minlength=terms + 1)[1:]  # BREAK is -1
    by_frequency = np.argsort(-frequencies, kind="stable")
    codes = np.empty(terms, dtype=np.int64)
    codes[by_frequency] = np.arange(terms)
    ends = np.append(0, np.cumsum(counts))
    encoded, longs = _encoded(tokens, codes)
    return {
        "tokens": encoded,
        "tokens.terms": by_frequency.astype(np.uint32),
        "tokens.ptr": (ends + np.searchsorted(longs, ends)).astype(np.uint64),
        **_parts_sections(sources, numbered),
    }


def _tokens(
    sources: Sequence[Source], maps: Sequence[Integers], numbered: Sequence[Integers]
) -> tuple[Narrow, Integers]:
    """The tokens by document, and how many each has."""
    found = [
        tokens
        for source, renumber in zip(sources, maps, strict=True)
        for tokens in _by_document(_mapped(source.tokens, renumber), source.token_counts)
    ]
    order = np.argsort(np.concatenate([NONE, *numbered]))
    moved = [found[place] for place in order.tolist()]
    counts = np.array([len(tokens) for tokens in moved], dtype=np.int64)
    return np.concatenate([NONE.astype(np.int32), *moved]), counts


def _by_document(tokens: Narrow, counts: Integers) -> list[Narrow]:
    ends = np.cumsum(counts).tolist()
    return [tokens[first:last] for first, last in pairwise([0, *ends])]


def _parts_sections(sources: Sequence[Source], numbered: Sequence[Integers]) -> Sections:
    moved = [_moved(source.parts, n) for source, n in zip(sources, numbered, strict=True)]
    parts = np.concatenate([NONE.reshape(-1, 4), *moved])
    parts = parts[np.lexsort((parts[:, 2], parts[:, 0]))]
    return {
        "parts.ptr": _starts(parts[:, 0], sum(map(len, numbered))),
        "parts.kinds": parts[:, 1].astype(np.uint8),
        "parts.starts": parts[:, 2].astype(np.uint32),
        "parts.ends": parts[:, 3].astype(np.uint32),
    }


def _mapped(tokens: Narrow, renumber: Integers) -> Narrow:
    return np.append(renumber, BREAK).astype(np.int32)[tokens]  # BREAK is -1, the last


def _moved(parts: Integers, documents: Integers) -> Integers:
    moved = parts.copy()
    moved[:, 0] = documents[parts[:, 0]]
    return moved


def _encoded(tokens: Narrow, codes: Integers) -> tuple[Array, Integers]:
    """Tokens in 16 bits, or 32 for rare ones, and which are rare.

    A rare code r becomes 0xE000 + r // 0xE000, then r % 0xE000; BREAK becomes 0xFFFF.
    """
    high, low = np.divmod(codes, FIRST_LONG_CODE)
    long = np.append(high > 0, False)
    whole = np.append(np.where(high > 0, FIRST_LONG_CODE + high, low), BREAK_CODE)
    rare = np.flatnonzero(long[tokens])  # BREAK is the last of all three
    seconds = low[tokens[rare]].astype(np.uint16)
    return np.insert(whole.astype(np.uint16)[tokens], rare + 1, seconds), rare
