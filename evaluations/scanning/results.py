"""What goes into a scan and what comes out, in SARIF's words; the same for every scanner."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from evaluations.scanning.packages import Dependency

SYNTAX_ERROR = "syntax-error"
"""The one rule that several scanners share by name."""


class Severity(StrEnum):
    """Normalised severity, worst first; the scanner's own word is kept beside it."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


@dataclass(frozen=True, kw_only=True)
class SourceFile:
    """One file of a solution. ``path`` is only shown, never opened."""

    path: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Source:
    """All files of one solution, in order, and the language of its problem."""

    language: str
    files: tuple[SourceFile, ...]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One result. Lines start at 1; ``cwe`` reads ``CWE-78`` or is empty; ``tools`` reported it.

    ``raw_severity`` and ``confidence`` are the scanner's own words in lower case, or empty.
    """

    rule: str
    tools: tuple[str, ...]
    severity: Severity
    raw_severity: str = ""
    confidence: str = ""
    cwe: str = ""
    path: str
    line: int
    end_line: int
    message: str
    fingerprint: str = ""


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One number of the whole solution; units: lines, paths, points, share, count, levels."""

    name: str
    value: float
    unit: str


@dataclass(frozen=True, kw_only=True)
class ScannerResult:
    """What one scanner said of one solution.

    ``scanned`` is true only when the scanner read every file of its language to the end; else
    ``message`` says what was not scanned and why, and what was found before that is kept. No
    findings mean "clean" only together with ``scanned``.
    """

    scanner: str
    version: str
    rules_hash: str
    scanned: bool
    message: str = ""
    findings: tuple[Finding, ...] = ()
    metrics: tuple[Metric, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    seconds: float | None = None
