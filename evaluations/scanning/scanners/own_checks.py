"""Our own checks: syntax errors, comments that silence scanners, the shape of functions."""

from __future__ import annotations

from collections.abc import Iterator

from evaluations.scanning.results import Finding, Metric, Severity
from evaluations.scanning.scanners.base import Parsed, Said, Scanner, finding, syntax_error

SUPPRESSION_COMMENT = "suppression-comment"


def parse(said: Said) -> Parsed:
    """Suppressions of every file that could be read; numbers, of Python, when all could be."""
    files = said["files"]
    findings = (*_syntax_errors(said["syntax_errors"]), *_suppressions(files))
    measured = [file["functions"] for file in files.values() if "functions" in file]
    if said["skipped"] or not measured:
        return Parsed(findings=findings, not_scanned=said["skipped"])
    functions = [function for each in measured for function in each]
    return Parsed(findings=findings, metrics=tuple(_metrics(functions)))


def _syntax_errors(errors: Said) -> Iterator[Finding]:
    for path, error in errors.items():
        yield syntax_error(OWN_CHECKS.name, path, error["line"], error["message"])


def _suppressions(files: Said) -> Iterator[Finding]:
    for path, file in files.items():
        for found in file["suppressions"]:
            yield finding(
                OWN_CHECKS.name,
                SUPPRESSION_COMMENT,
                Severity.INFO,
                path,
                found["line"],
                message=f'"{found["comment"]}" asks a scanner to look away; it had no effect here',
            )


def _metrics(functions: list[dict[str, int]]) -> Iterator[Metric]:
    yield Metric(name="functions", value=len(functions), unit="count")
    for name, key, unit in (
        ("parameters_max", "parameters", "count"),
        ("function_length_max", "lines", "lines"),
        ("nesting_max", "nesting", "levels"),
    ):
        if functions:
            yield Metric(name=name, value=max(each[key] for each in functions), unit=unit)


OWN_CHECKS = Scanner(
    name="own-checks",
    languages=frozenset({"python", "javascript", "typescript", "bash", "sql", "go", "rust"}),
    distribution="",
    revision=2,
    parse=parse,
)
