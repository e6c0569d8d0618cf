"""detect-secrets: credentials in any language. The secret itself never leaves the sandbox."""

from __future__ import annotations

import re
from typing import Any

from evaluations.scanning.results import Finding, Severity
from evaluations.scanning.scanners.base import Parsed, Said, Scanner, finding

CWE = "CWE-798"

HEURISTICS = "detect_secrets.filters.heuristic."
FILTERS = tuple(
    # The default ones but for allowlist comments and the two that go by the file's name.
    HEURISTICS + name
    for name in (
        "is_sequential_string",
        "is_potential_uuid",
        "is_likely_id_string",
        "is_templated_secret",
        "is_prefixed_with_dollar_sign",
        "is_indirect_reference",
        "is_not_alphanumeric_string",
    )
)

GUESSES = {
    # A value next to a telling name; a string that only looks random; an address, not a secret.
    "Secret Keyword": (Severity.HIGH, "medium"),
    "Basic Auth Credentials": (Severity.HIGH, "medium"),
    "Base64 High Entropy String": (Severity.LOW, "low"),
    "Hex High Entropy String": (Severity.LOW, "low"),
    "Public IP (ipv4)": (Severity.INFO, "low"),
}
CERTAIN = (Severity.CRITICAL, "high")
"""Every other kind has a form of its own (prefixed key ids, private keys): it looks live."""


def parse(said: Said) -> Parsed:
    """One finding for each kind of secret on a line."""
    seen = {(item["file"], item["line"], item["type"]): item for item in said["findings"]}
    return Parsed(findings=tuple(map(_finding, seen.values())), not_scanned=said["skipped"])


def _finding(item: dict[str, Any]) -> Finding:
    kind = item["type"]
    severity, confidence = GUESSES.get(kind, CERTAIN)
    return finding(
        DETECT_SECRETS.name,
        re.sub(r"[^a-z0-9]+", "-", kind.lower()).strip("-"),
        severity,
        item["file"],
        item["line"],
        message=f"Possible credential in the source: {kind}",
        confidence=confidence,
        cwe=CWE if severity is not Severity.INFO else "",
    )


DETECT_SECRETS = Scanner(
    name="detect-secrets",
    languages=frozenset(),
    distribution="detect-secrets",
    settings={"filters": FILTERS},
    parse=parse,
)
