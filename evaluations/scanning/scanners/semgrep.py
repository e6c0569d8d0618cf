"""semgrep with our own rules (``rules/*.yaml``): dangerous calls in six languages, with CWE."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from evaluations.sandboxes.limits import MEBIBYTE
from evaluations.scanning.results import Finding, Severity
from evaluations.scanning.scanners.base import Parsed, Said, Scanner, finding

ANALYZERS = {
    ".py": "python",
    **dict.fromkeys((".js", ".jsx", ".mjs", ".cjs"), "javascript"),
    **dict.fromkeys((".ts", ".tsx", ".mts", ".cts"), "typescript"),
    ".go": "go",
    ".rs": "rust",
    ".sh": "bash",
}
SEVERITIES = {"ERROR": Severity.HIGH, "WARNING": Severity.MEDIUM, "INFO": Severity.LOW}
OPTIONS = (
    *("-json_nodots", "-j", "1"),
    *("-timeout", "5", "-timeout_threshold", "3"),  # seconds of one rule in one file, times
)
HEADER = "rules:\n"


def read_rules() -> str:
    """All our rules as one file."""
    files = sorted((Path(__file__).parents[1] / "rules").glob("*.yaml"))
    return HEADER + "".join(file.read_text().partition(HEADER)[2] for file in files)


def parse(said: Said) -> Parsed:
    """Findings; a file that was read only in part is not scanned, whatever was found in it."""
    return Parsed(
        findings=tuple(map(_finding, said["results"])),
        not_scanned={error["file"]: _words(error) for error in said["errors"]},
    )


def _finding(item: dict[str, Any]) -> Finding:
    extra = item["extra"]
    return finding(
        SEMGREP.name,
        item["check_id"],
        SEVERITIES[extra["severity"]],
        item["file"],
        item["start"]["line"],
        end_line=item["end"]["line"],
        message=extra["message"],
        raw_severity=extra["severity"].lower(),
        confidence=extra["metadata"].get("confidence", ""),
        cwe=extra["metadata"].get("cwe", ""),
    )


def _words(error: dict[str, Any]) -> str:
    """``line 3 cannot be read``, or what else went wrong."""
    kind, line = error["error_type"], error["location"]["start"]["line"]
    name = kind[0] if isinstance(kind, list) else kind
    if name == "PartialParsing" or "yntax" in name or "Lexical" in name:
        return f"line {line} cannot be read"
    return f"{name.lower()} in line {line}"


SEMGREP = Scanner(
    name="semgrep",
    languages=frozenset({"python", "javascript", "typescript", "go", "rust", "bash"}),
    distribution="semgrep",
    settings={"rules": read_rules(), "analyzers": ANALYZERS, "options": OPTIONS},
    limits={
        "cpu_seconds": 25,
        "wall_seconds": 50,
        "memory_bytes": 1536 * MEBIBYTE,
        "answer_bytes": 12 * MEBIBYTE,
    },
    parse=parse,
)
