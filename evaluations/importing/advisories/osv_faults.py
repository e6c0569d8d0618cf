"""What may be wrong with one object of OSV's schema: each fault with the field it stands in."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping
from datetime import date
from typing import Any

from evaluations.importing.faults import Fault, quote
from evaluations.importing.strict_json import JsonObject

ECOSYSTEMS = frozenset({"PyPI", "npm", "Go", "crates.io"})
"""Those whose packages our scanners find; entries of others are passed over."""

EVENTS = frozenset({"introduced", "fixed", "last_affected", "limit"})
KINDS = frozenset({"ECOSYSTEM", "SEMVER", "GIT"})

LONGEST_ID = 80
LONGEST_PACKAGE = 200
MOST_ENTRIES = 2_000
MOST_VERSIONS = 20_000

DAY = re.compile(r"(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}")


def find_faults(value: JsonObject, line: int | None) -> Iterator[Fault]:
    """Everything that keeps an advisory from being used."""
    osv_id = value.get("id")
    if not isinstance(osv_id, str) or not osv_id or len(osv_id) > LONGEST_ID:
        yield _fault(line, "id", f"is no id of 1 to {LONGEST_ID} characters")
    if day_of(value.get("modified")) is None:
        yield _fault(line, "modified", "is no time such as 2026-05-01T00:00:00Z")
    for name in ("summary", "details"):
        if not isinstance(value.get(name) or "", str):
            yield _fault(line, name, "is not text")
    yield from _list_faults(value, "aliases", str, MOST_ENTRIES, line)
    severities = yield from _list_faults(value, "severity", dict, MOST_ENTRIES, line)
    for index, each in enumerate(severities):
        if not isinstance(each.get("score"), str):
            yield _fault(line, f"severity[{index}].score", "is not text")
    affected = yield from _list_faults(value, "affected", dict, MOST_ENTRIES, line)
    for index, entry in enumerate(affected):
        yield from _entry_faults(entry, f"affected[{index}]", line)


def _entry_faults(entry: JsonObject, place: str, line: int | None) -> Iterator[Fault]:
    package = entry.get("package", {})
    if not isinstance(package, dict):
        yield _fault(line, f"{place}.package", "is no object")
        return
    if ecosystem_of(entry) not in ECOSYSTEMS:
        return
    name = package.get("name")
    if not isinstance(name, str) or not name or len(name) > LONGEST_PACKAGE:
        yield _fault(
            line, f"{place}.package.name", f"is no name of 1 to {LONGEST_PACKAGE} characters"
        )
    yield from _list_faults(entry, "versions", str, MOST_VERSIONS, line, place)
    ranges = yield from _list_faults(entry, "ranges", dict, MOST_ENTRIES, line, place)
    for index, each in enumerate(ranges):
        yield from _range_faults(each, f"{place}.ranges[{index}]", line)


def _range_faults(value: JsonObject, place: str, line: int | None) -> Iterator[Fault]:
    kind = value.get("type")
    if kind not in KINDS:
        yield _fault(line, f"{place}.type", f"is {quote(str(kind))}, not one of {_names(KINDS)}")
    events = yield from _list_faults(value, "events", dict, MOST_ENTRIES, line, place)
    if not events:
        yield _fault(line, f"{place}.events", "is missing or empty")
    for index, event in enumerate(events):
        own = {what: text for what, text in event.items() if what in EVENTS}
        if len(own) != 1 or len(event) != 1:
            yield _fault(
                line, f"{place}.events[{index}]", f"is not exactly one of {_names(EVENTS)}"
            )
        elif not all(isinstance(text, str) and text for text in own.values()):
            yield _fault(line, f"{place}.events[{index}]", "has no text for its version")


def _list_faults(
    value: JsonObject, name: str, kind: type, most: int, line: int | None, place: str = ""
) -> Generator[Fault, None, list[Any]]:
    """Yields faults; returns the list if it is sound, else an empty one."""
    given = value.get(name) or []
    where = f"{place}.{name}" if place else name
    if not isinstance(given, list) or not all(isinstance(each, kind) for each in given):
        yield _fault(line, where, f"is no list of {'texts' if kind is str else 'objects'}")
        return []
    if len(given) > most:
        yield _fault(line, where, f"has {len(given):,} entries; at most {most:,} are read")
        return []
    return given


def _names(words: frozenset[str]) -> str:
    return ", ".join(sorted(words))


def _fault(line: int | None, place: str, message: str) -> Fault:
    return Fault(
        line=line, field=place, message=message, remedy="Correct it, or take the file from OSV anew"
    )


def ecosystem_of(entry: Mapping[str, Any]) -> str:
    """Without what some have behind a colon, such as the release of a distribution."""
    return str(entry.get("package", {}).get("ecosystem", "")).partition(":")[0]


def day_of(text: object) -> date | None:
    """The day of a time as RFC 3339 writes it."""
    match = DAY.match(text) if isinstance(text, str) else None
    try:
        return date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None
