"""Order of versions: PEP 440 for PyPI, semantic versioning for npm, Go and crates.io."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Protocol

from packaging.version import InvalidVersion, Version

LONGEST = 200
SEMVER = re.compile(
    r"v?(?P<numbers>\d+(?:\.\d+){0,2})(?:-(?P<pre>[0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?", re.ASCII
)


class Ordered(Protocol):
    """A version among those of its ecosystem."""

    def __lt__(self, other: Any, /) -> bool: ...
    def __le__(self, other: Any, /) -> bool: ...


@dataclass(frozen=True, order=True)
class SemanticVersion:
    """Precedence of semver.org 2.0, item 11. Build metadata has none and is left out.

    ``released`` puts 1.0.0 above its pre-releases. An identifier is (0, number, "") or (1, 0,
    text): numbers stand below texts.
    """

    numbers: tuple[int, int, int]
    released: bool
    identifiers: tuple[tuple[int, int, str], ...]


def parse_version(ecosystem: str, text: str) -> Ordered | None:
    """The version, or ``None`` for what its ecosystem's rules do not know."""
    if len(text) > LONGEST:
        return None
    if ecosystem != "PyPI":
        return parse_semantic(text)
    try:
        return Version(text)
    except InvalidVersion:
        return None


def parse_semantic(text: str) -> SemanticVersion | None:
    """Also with a leading "v", as Go writes it, and without minor or patch number."""
    match = SEMVER.fullmatch(text.strip())
    if match is None:
        return None
    major, minor, patch, *_ = [*map(int, match["numbers"].split(".")), 0, 0]
    identifiers = match["pre"].split(".") if match["pre"] else []
    return SemanticVersion(
        numbers=(major, minor, patch),
        released=not identifiers,
        identifiers=tuple(map(_identifier, identifiers)),
    )


def _identifier(text: str) -> tuple[int, int, str]:
    return (0, int(text), "") if text.isdigit() else (1, 0, text)
