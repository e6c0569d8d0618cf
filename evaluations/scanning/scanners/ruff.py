"""ruff: security rules (bandit's, by number), bugs, complexity and style. One program, 15 ms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evaluations.scanning.results import Finding, Severity
from evaluations.scanning.scanners.base import Parsed, Said, Scanner, finding, syntax_error
from evaluations.scanning.security_rules import SECURITY_RULES, rule_number, security_severity

SELECTED = (
    *("S", "E", "F", "W", "B", "PL", "C901"),
    *("A", "ARG", "BLE", "C4", "DTZ", "ERA", "ISC", "LOG", "N", "PERF", "PIE", "RET", "RSE", "RUF"),
    *("SIM", "T10"),
)
IGNORED = (
    # They judge suppression comments, which are findings of our own checks.
    *("RUF100", "RUF101", "RUF102", "RUF103", "RUF104"),
    # It judges the file's name, which is a neutral one inside.
    "N999",
)
OPTIONS = (
    *("--isolated", "--no-cache", "--ignore-noqa", "--quiet", "--output-format", "json"),
    *("--select", ",".join(SELECTED), "--ignore", ",".join(IGNORED)),
)

UNREADABLE = "E902"

BUGS = """
    F402 F501 F502 F503 F504 F505 F506 F507 F508 F509 F521 F522 F523 F524 F525 F601 F602 F621 F622
    F632 F633 F701 F702 F704 F706 F707 F821 F822 F823
    B002 B006 B012 B015 B020 B023 B026 B029 B030 B031 B039
"""
"""The program does not do what it says: wrong names or formats, shared state, lost errors."""

RISKS = "C901 E711 E712 E713 E714 E721 E722 RUF001 RUF002 RUF003 T100 W605"
STYLE = "F401 F541 B007 B009 B010 B011 B013 B014 B904 B905"

SEVERITY_BY_RULE = {
    **dict.fromkeys(BUGS.split(), Severity.MEDIUM),
    **dict.fromkeys(RISKS.split(), Severity.LOW),
    **dict.fromkeys(STYLE.split(), Severity.INFO),
}
SEVERITY_BY_FAMILY = {
    "PLE": Severity.MEDIUM,
    "F": Severity.LOW,
    "B": Severity.LOW,
    "BLE": Severity.LOW,
    "PLW": Severity.LOW,
}


def parse(said: Said) -> Parsed:
    """Findings; of the syntax errors only the first in each file: the others follow from it."""
    unreadable = {
        item["filename"]: item["message"] for item in said["findings"] if item["code"] == UNREADABLE
    }
    return Parsed(findings=tuple(_findings(said["findings"])), not_scanned=unreadable)


def severity_of(rule: str, message: str = "") -> Severity:
    """Severity of any ruff rule; what is neither a hole nor a bug is style."""
    number = rule_number(rule) if rule.startswith("S") else None
    if number is not None:
        return security_severity(number, message)
    family = rule.rstrip("0123456789")
    return SEVERITY_BY_RULE.get(rule) or SEVERITY_BY_FAMILY.get(family, Severity.INFO)


def _findings(items: list[dict[str, Any]]) -> Iterator[Finding]:
    broken: set[str] = set()
    for item in items:
        if item["code"] == UNREADABLE:
            continue
        if item["code"] not in {None, "invalid-syntax"}:
            yield _finding(item)
        elif item["filename"] not in broken:
            broken.add(item["filename"])
            yield _syntax_error(item)


def _finding(item: dict[str, Any]) -> Finding:
    rule, message = item["code"], item["message"]
    number = rule_number(rule) if rule.startswith("S") else None
    return finding(
        RUFF.name,
        rule,
        severity_of(rule, message),
        item["filename"],
        item["location"]["row"],
        end_line=item["end_location"]["row"],
        message=message,
        raw_severity=item["severity"],
        cwe=f"CWE-{SECURITY_RULES[number].cwe}" if number is not None else "",
    )


def _syntax_error(item: dict[str, Any]) -> Finding:
    return syntax_error(RUFF.name, item["filename"], item["location"]["row"], item["message"])


RUFF = Scanner(
    name="ruff",
    languages=frozenset({"python"}),
    distribution="ruff",
    settings={"options": OPTIONS},
    parse=parse,
)
