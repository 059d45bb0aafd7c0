"""Search for Vietnamese news: by phrase, by date, by officer.

>>> from vnnews_search import fold, segment
>>> fold("Đại đoàn kết")
'dai doan ket'

Names are loaded when they are first used, so importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vnnews_search.analysis.segmenter import segment
    from vnnews_search.dates.numeric import read_date
    from vnnews_search.errors import (
        EngineUnavailableError,
        IndexCorruptError,
        IndexLockedError,
        IndexMismatchError,
        IndexNotFoundError,
        IntakeError,
        MissingExtraError,
        QuerySyntaxError,
        VnNewsSearchError,
    )
    from vnnews_search.index import NewsIndex
    from vnnews_search.intake.reading import read_articles
    from vnnews_search.loading import LoadReport
    from vnnews_search.models import (
        Article,
        BadRecord,
        DateMention,
        DateSpan,
        Hit,
        IndexStats,
        Notice,
        OfficerMention,
        Post,
        ResultPage,
        Snippet,
        Tier,
    )
    from vnnews_search.officers.matching import NameMatch, match_names
    from vnnews_search.officers.mentions import find_officers
    from vnnews_search.rebuilding import RebuildReport
    from vnnews_search.repairing import RepairReport
    from vnnews_search.text.normalize import fold, normalize

_HOMES = {
    "analysis.segmenter": ("segment",),
    "dates.numeric": ("read_date",),
    "errors": (
        "EngineUnavailableError",
        "IndexCorruptError",
        "IndexLockedError",
        "IndexMismatchError",
        "IndexNotFoundError",
        "IntakeError",
        "MissingExtraError",
        "QuerySyntaxError",
        "VnNewsSearchError",
    ),
    "index": ("NewsIndex",),
    "intake.reading": ("read_articles",),
    "loading": ("LoadReport",),
    "models": (
        "Article",
        "BadRecord",
        "DateMention",
        "DateSpan",
        "Hit",
        "IndexStats",
        "Notice",
        "OfficerMention",
        "Post",
        "ResultPage",
        "Snippet",
        "Tier",
    ),
    "officers.matching": ("NameMatch", "match_names"),
    "officers.mentions": ("find_officers",),
    "rebuilding": ("RebuildReport",),
    "repairing": ("RepairReport",),
    "text.normalize": ("fold", "normalize"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Article",
    "BadRecord",
    "DateMention",
    "DateSpan",
    "EngineUnavailableError",
    "Hit",
    "IndexCorruptError",
    "IndexLockedError",
    "IndexMismatchError",
    "IndexNotFoundError",
    "IndexStats",
    "IntakeError",
    "LoadReport",
    "MissingExtraError",
    "NameMatch",
    "NewsIndex",
    "Notice",
    "OfficerMention",
    "Post",
    "QuerySyntaxError",
    "RebuildReport",
    "RepairReport",
    "ResultPage",
    "Snippet",
    "Tier",
    "VnNewsSearchError",
    "find_officers",
    "fold",
    "match_names",
    "normalize",
    "read_articles",
    "read_date",
    "segment",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = value  # the next look-up is an ordinary one
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
