"""One list out of many scanners: fingerprints, and one finding where two tools saw one fault."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from evaluations.scanning.results import SYNTAX_ERROR, Finding, Severity, Source
from evaluations.scanning.security_rules import rule_number

CWE_FAMILY = {
    # A hard-coded password and a hard-coded key are both hard-coded credentials.
    "CWE-259": "CWE-798",
    "CWE-321": "CWE-798",
    # One number names the kind, the other what comes of it.
    "CWE-95": "CWE-94",
    "CWE-338": "CWE-330",
    "CWE-328": "CWE-327",
    "CWE-80": "CWE-79",
}

TWIN_RULES = {
    "CV05": "comparison-with-null",
    "AM04": "select-star",
    "AM09": "limit-without-order",
}
"""Rules of sqlfluff that find what one of our own checks of SQL finds."""

TWINS = frozenset(TWIN_RULES.values())

CONFIDENCES = ("high", "medium", "low", "")


def fingerprint(rule: str, line_text: str) -> str:
    """SHA-256 of rule and line without its spacing: the same fault keeps it when lines move."""
    normalised = " ".join(line_text.split())
    return hashlib.sha256(f"{rule}\0{normalised}".encode()).hexdigest()


def normalise(findings: Iterable[Finding], source: Source) -> tuple[Finding, ...]:
    """Merge what two tools said of one line, then add fingerprints. The earlier finding wins."""
    merged = merge_duplicates(findings)
    lines = {file.path: _lines(file.content) for file in source.files}
    return tuple(
        replace(found, fingerprint=fingerprint(found.rule, _line(lines.get(found.path, []), found)))
        for found in merged
    )


def merge_duplicates(findings: Iterable[Finding]) -> list[Finding]:
    """Merge findings of DIFFERENT tools: twins of one rule number, then one CWE on one line."""
    return _merge_by(_same_weakness, _merge_by(_twins, findings))


def _merge_by(
    same: Callable[[Finding, Finding], bool], findings: Iterable[Finding]
) -> list[Finding]:
    merged: list[Finding] = []
    by_path: dict[str, list[int]] = {}
    for found in findings:
        neighbours = by_path.setdefault(found.path, [])
        position = next((at for at in neighbours if same(merged[at], found)), None)
        if position is None:
            neighbours.append(len(merged))
            merged.append(found)
        else:
            merged[position] = _merge(merged[position], found)
    return merged


def _twins(first: Finding, second: Finding) -> bool:
    if first.rule == second.rule == SYNTAX_ERROR:
        return True  # parsers disagree about the line, not about the fault
    fault = _fault(first.rule)
    return (
        fault is not None
        and fault == _fault(second.rule)
        and first.line <= second.end_line
        and second.line <= first.end_line
        and not set(first.tools) & set(second.tools)
    )


def _fault(rule: str) -> str | int | None:
    """What rules of several tools have in common; ``None`` for a rule that is alone."""
    return rule_number(rule) or TWIN_RULES.get(rule) or (rule if rule in TWINS else None)


def _same_weakness(first: Finding, second: Finding) -> bool:
    return (
        first.line == second.line
        and bool(first.cwe)
        and family(first.cwe) == family(second.cwe)
        and not set(first.tools) & set(second.tools)
    )


def _merge(first: Finding, second: Finding) -> Finding:
    """The first one's words, the worse severity, the higher confidence, both tools."""
    severity = min(first.severity, second.severity, key=lambda severity: Severity(severity).rank)
    confidence = min(first.confidence, second.confidence, key=CONFIDENCES.index)
    tools = first.tools + second.tools
    return replace(first, severity=severity, confidence=confidence, tools=tools)


def family(cwe: str) -> str:
    """The number under which weaknesses that are one and the same are compared."""
    return CWE_FAMILY.get(cwe, cwe)


def _lines(content: bytes) -> list[str]:
    """As Python and the scanners count them."""
    return re.split(r"\r\n|\r|\n", content.decode("utf-8", errors="replace"))


def _line(lines: Sequence[str], found: Finding) -> str:
    return lines[found.line - 1] if found.line <= len(lines) else ""
