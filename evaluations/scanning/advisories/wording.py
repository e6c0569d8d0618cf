"""What a scan of dependencies says of itself: against which advisories, and what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

NOT_SCANNED = "not scanned: "
NO_SNAPSHOT = "no advisory snapshot"
ADVISORIES_OF = "advisories of"
LAST_PART = re.compile(rf"(?:^|; )(?:{NO_SNAPSHOT}|{ADVISORIES_OF})[^;]*$")


def reasons_of(message: str) -> str:
    """Why some files were not read, without what was said of advisories."""
    return LAST_PART.sub("", message.removeprefix(NOT_SCANNED))


def tell(message: str, ecosystems: Iterable[str], days: Mapping[str, date]) -> tuple[bool, str]:
    """Whether everything was held against advisories, and the message that says so.

    ``message`` is what was said before; ``days`` has the day of the snapshot of each ecosystem.
    """
    asked = sorted(set(ecosystems))
    missing = [each for each in asked if each not in days]
    held = [each for each in asked if each in days]
    reasons = reasons_of(message)
    parts = [_missing(missing, held)] if missing else []
    parts += [_held(held, days)] if held else []
    words = "; ".join(filter(None, [reasons, ", ".join(parts)]))
    is_complete = not reasons and not missing
    return is_complete, words if is_complete else f"{NOT_SCANNED}{words}"


def _missing(missing: list[str], held: list[str]) -> str:
    return f"{NO_SNAPSHOT} for {' and '.join(missing)}" if held else NO_SNAPSHOT


def _held(held: list[str], days: Mapping[str, date]) -> str:
    if len({days[each] for each in held}) == 1:
        return f"{ADVISORIES_OF} {days[held[0]]}"
    return f"{ADVISORIES_OF} " + ", ".join(f"{days[each]} ({each})" for each in held)
