"""Which library answers to the name ``whoosh``.

What it is: a check before the first import of more than its version. Five packages share the import
name, and pip lets one overwrite files of another without a word.

What it is not: a list of what may be installed; that is the package's own metadata.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of

from vnnews_search.errors import EngineUnavailableError

__all__ = ["check_library", "mismatch"]

ORIGINAL, OURS = "Whoosh", "whoosh3"
PACKAGES = (ORIGINAL, OURS, "whoosh-reloaded", "whoosh-novo", "whoosh-ng")
"""The packages that share the import name."""

_INSTALL = 'pip install --force-reinstall --no-deps "whoosh3>=3.54,<4"'


def check_library() -> None:
    """Raise unless Whoosh is one of the two that the engine is tested with.

    Raises:
        EngineUnavailableError: there is none, another one, or files of several.
    """
    installed = _installed()
    try:
        library: object = import_module("whoosh")
    except ImportError:
        wrong: str | None = "chưa cài thư viện whoosh3"
    else:
        wrong = mismatch(getattr(library, "__version__", None), installed)
    if wrong:
        names = " ".join(installed)
        first = f"pip uninstall {names}, rồi " if installed else ""
        raise EngineUnavailableError(wrong, hint=f"Chạy: {first}{_INSTALL}")


def _installed() -> dict[str, str]:
    found = {name: _version(name) for name in PACKAGES}
    return {name: version for name, version in found.items() if version}


def _version(name: str) -> str | None:
    """The version of an installed package; None as well where its metadata cannot be read."""
    try:
        return version_of(name)
    except (PackageNotFoundError, OSError, KeyError):  # as where too many files are open
        return None


def mismatch(version: object, installed: Mapping[str, str]) -> str | None:
    """What is wrong with the library, None if nothing is.

    Args:
        version: what the imported library says of itself.
        installed: the versions of those ``PACKAGES`` that are installed; none where a system keeps
            no metadata, then the library's word counts.

    >>> mismatch((3, 54, 0), {"whoosh3": "3.54.0"})
    >>> mismatch((2, 7, 5), {"whoosh-reloaded": "2.7.5"})
    'thư viện whoosh đang cài là whoosh-reloaded 2.7.5; cần whoosh3 từ bản 3.54, hoặc Whoosh 2.7.4'
    """
    named = ", ".join(f"{name} {number}" for name, number in installed.items())
    if len(installed) > 1:
        return f"nhiều thư viện cùng tên whoosh cài chồng lên nhau: {named}"
    numbers = _numbers(version)
    said = ".".join(map(str, numbers)) or str(version)
    owner = _owner(numbers)
    if owner is None or (installed and owner not in installed):
        name = named or f"bản {said}"
        return f"thư viện whoosh đang cài là {name}; cần whoosh3 từ bản 3.54, hoặc Whoosh 2.7.4"
    if installed and not f"{installed[owner]}.".startswith(f"{said}."):
        return f"thư viện whoosh đang cài lẫn tệp của bản {said} với {named}"
    return None


def _numbers(version: object) -> tuple[int, ...]:
    """The three numbers of a version; none if it is not one of Whoosh's kind."""
    parts = version[:3] if isinstance(version, tuple) else ()
    return tuple(part for part in parts if isinstance(part, int))


def _owner(numbers: tuple[int, ...]) -> str | None:
    """The package that has such a version, of the two that fit."""
    if numbers == (2, 7, 4):
        return ORIGINAL
    return OURS if (3, 54) <= numbers < (4,) else None
