"""Whether a version is affected, as OSV's schema defines it: versions, ranges and their events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cmp_to_key
from typing import Any

from evaluations.scanning.advisories.versions import Ordered, parse_version

Range = Mapping[str, Any]
"""``type`` and ``events``; an event is one of introduced, fixed, last_affected, limit."""

COMPARED = frozenset({"ECOSYSTEM", "SEMVER"})
"""Kinds of range that speak of versions; GIT speaks of commits."""

TURNS = ("fixed", "last_affected", "introduced")
"""In the order in which they count at one version: introduced again is affected."""

BEFORE_ALL = "0"
NO_LIMIT = "*"

Turn = tuple[Ordered, str]


def is_affected(
    ecosystem: str, version: str, *, ranges: Iterable[Range], versions: Sequence[str]
) -> bool | None:
    """``None`` where nobody can tell: there is a version that cannot be compared."""
    wanted = parse_version(ecosystem, version)
    if version in versions or (wanted and wanted in map(_parser(ecosystem), versions)):
        return True
    if wanted is None:
        return None
    answers = {_lies_in(ecosystem, wanted, each) for each in ranges if each["type"] in COMPARED}
    return True if True in answers else None if None in answers else False


def describe_ranges(ranges: Iterable[Range]) -> str:
    """For people: ``from 2.0, fixed in 2.11.3; from the first, last affected 1.4``."""
    words = {
        "introduced": lambda text: "from the first" if text == BEFORE_ALL else f"from {text}",
        "fixed": lambda text: f"fixed in {text}",
        "last_affected": lambda text: f"last affected {text}",
        "limit": lambda text: f"below {text}",
    }
    return "; ".join(
        ", ".join(words[what](text) for what, text in _events(each) if text != NO_LIMIT)
        for each in ranges
        if each["type"] in COMPARED
    )


def _parser(ecosystem: str) -> Any:
    return lambda text: parse_version(ecosystem, text)


def _events(of: Range) -> Iterator[tuple[str, str]]:
    return ((what, text) for event in of["events"] for what, text in event.items())


def _lies_in(ecosystem: str, wanted: Ordered, of: Range) -> bool | None:
    """Walk through the turns up to ``wanted``; the last one says whether it is affected."""
    turns, limits, affected = list[Turn](), list[Ordered](), False
    for what, text in _events(of):
        if (what, text) == ("introduced", BEFORE_ALL):
            affected = True
        elif text != NO_LIMIT:
            version = parse_version(ecosystem, text)
            if version is None:
                return None
            (limits.append(version) if what == "limit" else turns.append((version, what)))
    if limits and not any(wanted < limit for limit in limits):
        return False
    for version, what in sorted(turns, key=cmp_to_key(_compare)):
        if version < wanted or (version == wanted and what != "last_affected"):
            affected = what == "introduced"
    return affected


def _compare(first: Turn, second: Turn) -> int:
    if first[0] == second[0]:
        return TURNS.index(first[1]) - TURNS.index(second[1])
    return -1 if first[0] < second[0] else 1
