"""Packages and advisories -> findings that name advisory, package, versions and the day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from packaging.utils import canonicalize_name

from evaluations.scanning.advisories.ranges import Range, describe_ranges, is_affected
from evaluations.scanning.normalise import fingerprint
from evaluations.scanning.packages import CRATES, PYPI, Dependency
from evaluations.scanning.results import Finding, Severity
from evaluations.scanning.scanners.base import finding
from evaluations.scanning.scanners.dependencies import DEPENDENCIES

UNKNOWN_VERSION = "package-version-unknown"
MOST_NAMED = 5
"""Advisories that one message names."""


@dataclass(frozen=True, kw_only=True)
class Advisory:
    """One advisory on one package; ``severity`` is ours, empty where nobody gave one."""

    osv_id: str
    aliases: Sequence[str]
    ecosystem: str
    package: str
    ranges: Sequence[Range]
    versions: Sequence[str]
    severity: str
    summary: str
    cwe: str


def names_in_advisories(ecosystem: str, name: str) -> frozenset[str]:
    """How advisories may write a package's name: an import says "tokio_util" for "tokio-util"."""
    if ecosystem == PYPI:
        return frozenset({canonicalize_name(name)})
    if ecosystem == CRATES:
        return frozenset({name, name.replace("_", "-"), name.replace("-", "_")})
    return frozenset({name})


def match(
    dependencies: Iterable[Dependency],
    advisories: Mapping[tuple[str, str], Sequence[Advisory]],
    days: Mapping[str, date],
) -> Iterator[Finding]:
    """Findings of each dependency.

    ``advisories`` are by ecosystem and name; ``days`` tells the day of each ecosystem's snapshot.
    """
    for dependency in dependencies:
        names = names_in_advisories(dependency.ecosystem, dependency.name)
        known = [
            each for name in names for each in advisories.get((dependency.ecosystem, name), ())
        ]
        day = days.get(dependency.ecosystem)
        if known and day:
            yield from _findings(dependency, known, day)


def merge_aliases(advisories: Iterable[Advisory]) -> list[Advisory]:
    """One of those that speak of one weakness, the worst first: databases copy each other."""
    kept: list[Advisory] = []
    named: set[str] = set()
    for each in sorted(advisories, key=lambda one: (_severity(one).rank, not one.cwe, one.osv_id)):
        own = {each.osv_id, *each.aliases}
        if not own & named:
            kept.append(each)
        named |= own
    return kept


def _findings(dependency: Dependency, known: list[Advisory], day: date) -> Iterator[Finding]:
    answers = [(each, _is_affected(dependency, each)) for each in known]
    affected = merge_aliases(each for each, answer in answers if answer)
    yield from (_affected(dependency, each, day) for each in affected)
    named = {name for each in affected for name in (each.osv_id, *each.aliases)}
    unsure = merge_aliases(each for each, answer in answers if answer is None)
    unsure = [each for each in unsure if not named & {each.osv_id, *each.aliases}]
    if unsure:
        yield _unsure(dependency, unsure, day)


def _is_affected(dependency: Dependency, advisory: Advisory) -> bool | None:
    if not dependency.version:
        return None
    return is_affected(
        dependency.ecosystem,
        dependency.version,
        ranges=advisory.ranges,
        versions=advisory.versions,
    )


def _affected(dependency: Dependency, advisory: Advisory, day: date) -> Finding:
    also = f" ({', '.join(advisory.aliases[:MOST_NAMED])})" if advisory.aliases else ""
    where = describe_ranges(advisory.ranges)
    words = [
        f"{dependency.name} {dependency.version} has {advisory.osv_id}{also}",
        *([advisory.summary.rstrip(". ")[:200]] if advisory.summary else []),
        *([f"Affected: {where[:150]}"] if where else []),
        f"Advisories of {day}",
    ]
    return _finding(
        dependency,
        advisory.osv_id,
        _severity(advisory),
        message=". ".join(words),
        raw_severity=advisory.severity or "unknown",
        confidence="high" if dependency.declared else "medium",
        cwe=advisory.cwe,
    )


def _unsure(dependency: Dependency, known: list[Advisory], day: date) -> Finding:
    named = ", ".join(each.osv_id for each in known[:MOST_NAMED])
    more = ", …" if len(known) > MOST_NAMED else ""
    version = (
        f" {dependency.version} cannot be compared" if dependency.version else ": version unknown"
    )
    words = (
        f"{dependency.name}{version}; {len(known)} advisories speak of it ({named}{more}). "
        f"Pin an exact version to know. Advisories of {day}"
    )
    return _finding(dependency, UNKNOWN_VERSION, Severity.INFO, message=words, confidence="low")


def _finding(dependency: Dependency, rule: str, severity: Severity, **more: str) -> Finding:
    return finding(
        DEPENDENCIES.name,
        rule,
        severity,
        dependency.path,
        dependency.line,
        fingerprint=fingerprint(rule, f"{dependency.ecosystem} {dependency.name}"),
        **more,
    )


def _severity(advisory: Advisory) -> Severity:
    """Medium where nobody said how grave it is."""
    return Severity(advisory.severity) if advisory.severity else Severity.MEDIUM
