"""bandit: Python security rules with CWE and confidence."""

from __future__ import annotations

from typing import Any

from evaluations.scanning.results import Finding, Severity
from evaluations.scanning.scanners.base import Parsed, Said, Scanner, finding
from evaluations.scanning.security_rules import rule_number, security_severity

RAW_SEVERITY = {"HIGH": Severity.HIGH, "MEDIUM": Severity.MEDIUM, "LOW": Severity.LOW}


def parse(said: Said) -> Parsed:
    """Findings; a check of bandit that broke down makes the whole scan incomplete."""
    not_scanned = dict(said["skipped"])
    if said["errors"] and not not_scanned:
        not_scanned[""] = said["errors"][0]
    return Parsed(findings=tuple(map(_finding, said["findings"])), not_scanned=not_scanned)


def _finding(item: dict[str, Any]) -> Finding:
    number = rule_number(item["test_id"])
    message = item["issue_text"]
    severity = (
        RAW_SEVERITY.get(item["issue_severity"], Severity.INFO)
        if number is None
        else security_severity(number, message)
    )
    cwe = item["issue_cwe"].get("id")
    return finding(
        BANDIT.name,
        item["test_id"],
        severity,
        item["filename"],
        item["line_number"],
        end_line=max(item["linerange"], default=1),
        message=message,
        raw_severity=item["issue_severity"].lower(),
        confidence=item["issue_confidence"].lower(),
        cwe=f"CWE-{cwe}" if cwe else "",
    )


BANDIT = Scanner(
    name="bandit",
    languages=frozenset({"python"}),
    distribution="bandit",
    settings={"ignore_nosec": True},
    parse=parse,
)
