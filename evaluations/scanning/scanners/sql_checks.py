"""Our own checks of SQL, on sqlglot's parser: what changes, destroys or gives away too much."""

from __future__ import annotations

from dataclasses import dataclass

from evaluations.scanning.results import Finding, Severity
from evaluations.scanning.scanners.base import Parsed, Said, Scanner, finding

DIALECTS = ("postgres", "sqlite", "mysql", "tsql")
"""Postgres first: sqlglot's SQLite takes a comma between tables for a CROSS JOIN."""


@dataclass(frozen=True)
class Fault:
    """How bad a fault is, what it is, and its weakness where it has a number."""

    severity: Severity
    message: str
    cwe: str = ""


HIGH, MEDIUM, LOW = Severity.HIGH, Severity.MEDIUM, Severity.LOW

FAULTS = {
    "delete-without-where": Fault(MEDIUM, "DELETE without WHERE empties the table"),
    "update-without-where": Fault(MEDIUM, "UPDATE without WHERE changes every row"),
    "condition-always-true": Fault(MEDIUM, "The condition is always true: it chooses every row"),
    "grant-to-public": Fault(HIGH, "The right is granted to everybody", "CWE-732"),
    "grant-all": Fault(MEDIUM, "All rights are granted where some would do", "CWE-250"),
    "drop-or-truncate": Fault(MEDIUM, "The data is destroyed for good"),
    "dynamic-sql": Fault(HIGH, "SQL is put together from text; pass values with USING", "CWE-89"),
    "password-in-statement": Fault(HIGH, "A password is written in the statement", "CWE-798"),
    "comparison-with-null": Fault(MEDIUM, "A comparison with NULL is never true; use IS NULL"),
    "implicit-join": Fault(
        LOW, "Tables are joined by a comma; name the condition with JOIN ... ON"
    ),
    "select-star": Fault(LOW, "SELECT * changes its meaning with the table"),
    "not-in-subquery": Fault(
        LOW, "NOT IN is never true once the subquery gives a NULL; use NOT EXISTS"
    ),
    "insert-without-columns": Fault(LOW, "INSERT goes by the order of columns; name them"),
    "limit-without-order": Fault(LOW, "LIMIT without ORDER BY takes any rows"),
}


def parse(said: Said) -> Parsed:
    """Faults of every file that one of the dialects could read."""
    findings = tuple(
        _finding(name, fault["rule"], fault["line"])
        for name, file in said["files"].items()
        for fault in file["faults"]
    )
    return Parsed(findings=findings, not_scanned=said["skipped"])


def _finding(name: str, rule: str, line: int) -> Finding:
    fault = FAULTS[rule]
    return finding(
        SQL_CHECKS.name, rule, fault.severity, name, line, message=fault.message, cwe=fault.cwe
    )


SQL_CHECKS = Scanner(
    name="sql-checks",
    languages=frozenset({"sql"}),
    distribution="sqlglot",
    settings={"dialects": DIALECTS},
    parse=parse,
)
