"""sqlfluff: ambiguous and unconventional SQL. Layout and capitals are left to taste."""

from __future__ import annotations

from evaluations.scanning.results import Finding, Severity
from evaluations.scanning.scanners.base import Parsed, Said, Scanner, finding

DIALECTS = ("sqlite", "postgres", "mysql", "tsql")
"""What runs here comes first."""

SEVERITY_BY_RULE = {
    "CV05": Severity.MEDIUM,  # = NULL is never true
    "AM04": Severity.LOW,  # the number of columns is not known
    "AM08": Severity.LOW,  # every row with every row
    "RF01": Severity.MEDIUM,  # a table that is not in FROM
    "RF02": Severity.LOW,  # a column of one of several tables
    "AM06": Severity.LOW,
    "AL04": Severity.MEDIUM,  # one alias for two tables
    "ST03": Severity.LOW,  # a WITH that nothing uses
}


def parse(said: Said) -> Parsed:
    """Violations of every file that one of the dialects could read."""
    findings = tuple(
        _finding(name, item) for name, file in said["files"].items() for item in file["violations"]
    )
    return Parsed(findings=findings, not_scanned=said["skipped"])


def _finding(name: str, item: Said) -> Finding:
    rule = item["rule"]
    return finding(
        SQLFLUFF.name,
        rule,
        SEVERITY_BY_RULE.get(rule, Severity.INFO),
        name,
        item["line"],
        message=item["message"],
    )


SQLFLUFF = Scanner(
    name="sqlfluff",
    languages=frozenset({"sql"}),
    distribution="sqlfluff",
    settings={
        "dialects": DIALECTS,
        "rules": "ambiguous,aliasing,convention,references,structure",
    },
    parse=parse,
)
