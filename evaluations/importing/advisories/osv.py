"""One object of OSV's schema (1.x) -> what we keep of it, or everything that is wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from packaging.utils import canonicalize_name

from evaluations.importing.advisories.cvss import base_score
from evaluations.importing.advisories.osv_faults import (
    ECOSYSTEMS,
    day_of,
    ecosystem_of,
    find_faults,
)
from evaluations.importing.faults import Fault
from evaluations.importing.strict_json import JsonObject

LONGEST_SUMMARY = 500
MOST_ALIASES = 50
CWE = re.compile(r"CWE-\d{1,5}")
WORDS = {
    "LOW": "low",
    "MODERATE": "medium",
    "MEDIUM": "medium",
    "HIGH": "high",
    "CRITICAL": "critical",
}
BANDS = ((9.0, "critical"), (7.0, "high"), (4.0, "medium"), (0.1, "low"), (0.0, "info"))
"""Qualitative ratings of CVSS 3: the lowest score of each."""

MALICIOUS = "MAL-"
"""Ids of packages that are an attack themselves; they carry no severity."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AffectedPackage:
    """One package of an advisory. ``ranges`` and ``versions`` are as OSV has them."""

    ecosystem: str
    package: str
    ranges: list[dict[str, Any]] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True, slots=True)
class OsvRecord:
    """``severity`` and ``cwe`` are empty where there is none; ``packages`` of ``ECOSYSTEMS``."""

    osv_id: str
    modified: date
    withdrawn: bool
    aliases: list[str]
    summary: str
    severity: str
    cwe: str
    packages: list[AffectedPackage]


def read_record(value: JsonObject, *, line: int | None) -> OsvRecord | list[Fault]:
    """What is kept of one advisory; fields that the schema may get later are passed over."""
    faults = list(find_faults(value, line))
    if faults:
        return faults
    return OsvRecord(
        osv_id=value["id"],
        modified=day_of(value["modified"]) or date.min,
        withdrawn=bool(value.get("withdrawn")),
        aliases=(value.get("aliases") or [])[:MOST_ALIASES],
        summary=(value.get("summary") or value.get("details") or "").strip()[:LONGEST_SUMMARY],
        severity=_severity(value),
        cwe=_cwe(value),
        packages=_packages(value),
    )


def _packages(value: JsonObject) -> list[AffectedPackage]:
    """One for each package, also where several entries speak of it."""
    merged: dict[tuple[str, str], AffectedPackage] = {}
    for entry in value.get("affected") or []:
        ecosystem = ecosystem_of(entry)
        if ecosystem not in ECOSYSTEMS:
            continue
        name = entry["package"]["name"]
        name = str(canonicalize_name(name)) if ecosystem == "PyPI" else name
        own = merged.setdefault(
            (ecosystem, name), AffectedPackage(ecosystem=ecosystem, package=name)
        )
        own.ranges.extend(
            {"type": each["type"], "events": each["events"]} for each in entry.get("ranges") or []
        )
        own.versions.extend(entry.get("versions") or [])
    return list(merged.values())


def _severity(value: JsonObject) -> str:
    """The database's word, else the score of its vector, else what kind of record it is."""
    specific = value.get("database_specific")
    word = specific.get("severity") if isinstance(specific, dict) else None
    if isinstance(word, str) and word.upper() in WORDS:
        return WORDS[word.upper()]
    scores = [
        score
        for each in value.get("severity") or []
        if (score := base_score(str(each.get("score", "")))) is not None
    ]
    if scores:
        return next(word for lowest, word in BANDS if max(scores) >= lowest)
    if value["id"].startswith(MALICIOUS):
        return "critical"
    return "info" if _is_notice(value) else ""


def _is_notice(value: JsonObject) -> bool:
    """RustSec marks what is no weakness, such as a crate that nobody maintains."""
    entries = value.get("affected") or []
    specific = [entry.get("database_specific") for entry in entries]
    return bool(specific) and all(isinstance(s, dict) and s.get("informational") for s in specific)


def _cwe(value: JsonObject) -> str:
    specific = value.get("database_specific")
    named = specific.get("cwe_ids") if isinstance(specific, dict) else None
    found = (
        [str(each) for each in named if CWE.fullmatch(str(each))] if isinstance(named, list) else []
    )
    if found:
        return found[0]
    return "CWE-506" if value["id"].startswith(MALICIOUS) else ""
