"""go vet: what Go's compiler lets through, where the system has Go."""

from __future__ import annotations

from typing import Any

from evaluations.sandboxes.limits import MEBIBYTE
from evaluations.scanning.results import Finding, Severity
from evaluations.scanning.scanners.base import Parsed, Said, Scanner, finding
from evaluations.scanning.scanners.installed import go_toolchain

STYLE = frozenset({"composites", "structtag", "stdmethods", "unusedresult", "buildtag"})
LOW = frozenset({"unreachable", "assign", "bools", "nilfunc", "self-assignment", "unsafeptr"})


def parse(said: Said) -> Parsed:
    """Diagnostics of the packages that compile."""
    return Parsed(
        findings=tuple(map(_finding, said["diagnostics"])), not_scanned=dict(said["skipped"])
    )


def severity_of(analyzer: str) -> Severity:
    """Most of vet's analyzers report programs that do not do what they say."""
    if analyzer in STYLE:
        return Severity.INFO
    return Severity.LOW if analyzer in LOW else Severity.MEDIUM


def _finding(item: dict[str, Any]) -> Finding:
    rule = item["rule"]
    return finding(
        GO_VET.name, rule, severity_of(rule), item["file"], item["line"], message=item["message"]
    )


GO_VET = Scanner(
    name="go-vet",
    languages=frozenset({"go"}),
    distribution="go",
    version_of=go_toolchain,
    limits={"cpu_seconds": 30, "wall_seconds": 50, "memory_bytes": 2048 * MEBIBYTE},
    parse=parse,
)
