"""Findings as SARIF 2.1.0: one run for each tool, one invocation for each solution it was given.

What was not scanned is an invocation that did not succeed, with the reason as its notification: a
reader who sees no results can tell whether there was nothing to find.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

VERSION = "2.1.0"
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"

FINGERPRINT = "reviewplatform/v1"
NOT_SCANNED = "not scanned: "

LEVELS = {
    # Level and rank (0 to 100, the worst highest) of our severities.
    "critical": ("error", 95.0),
    "high": ("error", 80.0),
    "medium": ("warning", 50.0),
    "low": ("note", 25.0),
    "info": ("note", 5.0),
}

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Tool:
    """What one run is about. ``imported_from`` names the file of a tool that did not run here."""

    name: str
    version: str
    rules_hash: str
    imported_from: str


@dataclass(frozen=True, kw_only=True)
class ScannedSolution:
    """Whose code it is; ``folder`` stands before its paths, and is empty for one solution alone."""

    public_id: str
    problem_set: str
    problem: str
    model: str
    sample: int
    folder: str


@dataclass(frozen=True, kw_only=True)
class ScanFinding:
    """One finding as it is stored."""

    rule: str
    tools: Sequence[str]
    severity: str
    raw_severity: str
    confidence: str
    cwe: str
    path: str
    line: int
    end_line: int
    message: str
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class Scan:
    """What a tool said of one solution; ``message`` says what was not scanned, or against what.

    ``ended_at`` is a time in UTC as RFC 3339 writes it, empty where it is not known.
    """

    solution: ScannedSolution
    scanned: bool
    message: str
    ended_at: str
    findings: Sequence[ScanFinding]


def encode_sarif(runs: Iterable[tuple[Tool, Sequence[Scan]]]) -> Generator[bytes]:
    """The log in chunks, a tool's run at a time."""
    yield f'{{"$schema": {json.dumps(SCHEMA)}, "version": "{VERSION}", "runs": ['.encode()
    for number, (tool, scans) in enumerate(runs):
        comma = ", " if number else ""
        yield (comma + json.dumps(build_run(tool, scans), ensure_ascii=False)).encode()
    yield b"]}\n"


def build_run(tool: Tool, scans: Sequence[Scan]) -> Json:
    """A run of SARIF; its rules are those that found something."""
    rules = sorted({found.rule for scan in scans for found in scan.findings})
    numbers = {rule: number for number, rule in enumerate(rules)}
    driver = {"name": tool.name, "rules": [{"id": rule} for rule in rules]}
    return {
        "tool": {"driver": driver | ({"version": tool.version} if tool.version else {})},
        "invocations": [_invocation(scan) for scan in scans],
        "results": [
            _result(found, scan.solution, number, numbers[found.rule])
            for number, scan in enumerate(scans)
            for found in scan.findings
        ],
        "properties": _without_empty(rulesHash=tool.rules_hash, importedFrom=tool.imported_from),
    }


def _invocation(scan: Scan) -> Json:
    told = scan.message.removeprefix(NOT_SCANNED)
    notice = {"level": "note" if scan.scanned else "error", "message": {"text": told}}
    solution = scan.solution
    return {
        "executionSuccessful": scan.scanned,
        **_without_empty(endTimeUtc=scan.ended_at),
        **({"toolExecutionNotifications": [notice]} if told else {}),
        "properties": {
            "solution": solution.public_id,
            "problemSet": solution.problem_set,
            "problem": solution.problem,
            "model": solution.model,
            "sample": solution.sample,
        },
    }


def _result(found: ScanFinding, solution: ScannedSolution, scan: int, rule: int) -> Json:
    level, rank = LEVELS[found.severity]
    tags = [f"external/cwe/{found.cwe.lower()}"] if found.cwe else []
    region = {"startLine": found.line, "endLine": found.end_line}
    uri = quote(f"{solution.folder}{found.path}")
    return {
        "ruleId": found.rule,
        "ruleIndex": rule,
        "level": level,
        "rank": rank,
        "message": {"text": found.message},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}],
        "partialFingerprints": {FINGERPRINT: found.fingerprint},
        "provenance": {"invocationIndex": scan},
        "properties": {
            "severity": found.severity,
            "tools": list(found.tools),
            **_without_empty(
                tags=tags, rawSeverity=found.raw_severity, confidence=found.confidence
            ),
        },
    }


def _without_empty(**values: Any) -> Json:
    return {name: value for name, value in values.items() if value}
