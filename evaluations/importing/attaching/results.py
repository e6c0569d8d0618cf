"""What comes out of an attached file, before it is stored."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class AttachedFinding:
    """One result of a scanner. Lines start at 1; ``raw_severity`` has the file's own words."""

    rule: str
    severity: str
    raw_severity: str
    confidence: str
    cwe: str
    path: str
    line: int
    end_line: int
    message: str
    fingerprint: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AttachedScan:
    """One run of one tool. ``message`` says what was not scanned; empty when all was."""

    scanner: str
    version: str
    message: str
    findings: tuple[AttachedFinding, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class AttachedCase:
    """One test case; ``outcome`` is a verdict, times are milliseconds."""

    name: str
    outcome: str
    message: str
    duration_ms: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class AttachedTests:
    """All cases of a report, in its order; ``properties`` are those of its suites."""

    cases: tuple[AttachedCase, ...]
    properties: dict[str, str] = field(default_factory=dict)
    stdout: str = ""
    stderr: str = ""
