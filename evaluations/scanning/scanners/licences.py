"""Licences that a solution names or quotes: whoever uses the code has to keep to them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evaluations.scanning.results import Finding, Severity
from evaluations.scanning.scanners.base import Parsed, Said, Scanner, finding

STRONG_COPYLEFT = re.compile(r"A?GPL|SSPL|OSL|EUPL|CC-BY-NC|LicenseRef-proprietary", re.IGNORECASE)
WEAK_COPYLEFT = re.compile(r"LGPL|MPL|EPL|CDDL|CC-BY-SA|CPL", re.IGNORECASE)
LONGEST_ID = 80

MEANINGS = {
    Severity.MEDIUM: "work built on it must follow the same terms, or may not be passed on",
    Severity.LOW: "changes to this file must be passed on under the same terms",
    Severity.INFO: "its notice must be kept where it asks for that",
}


def parse(said: Said) -> Parsed:
    """One finding for each licence of a file, and one for each copyright notice."""
    found = (each for path, file in said["files"].items() for each in _findings(path, file))
    return Parsed(findings=tuple(found), not_scanned=said["skipped"])


def severity_of(spdx_id: str) -> Severity:
    """Medium for strong copyleft and what is not free, low for weak copyleft, else info."""
    if WEAK_COPYLEFT.match(spdx_id):
        return Severity.LOW
    return Severity.MEDIUM if STRONG_COPYLEFT.match(spdx_id) else Severity.INFO


def _findings(path: str, file: Said) -> Iterator[Finding]:
    for each in file["licences"]:
        spdx_id = each["id"][:LONGEST_ID]
        severity = severity_of(spdx_id)
        words = f"This file names or quotes the licence {spdx_id}: {MEANINGS[severity]}"
        rule = f"licence-{spdx_id.lower()}"
        yield finding(LICENCES.name, rule, severity, path, each["line"], message=words)
    for each in file["notices"]:
        words = f"Somebody's copyright notice: {each['words']}"
        yield finding(
            LICENCES.name, "copyright-notice", Severity.INFO, path, each["line"], message=words
        )


LICENCES = Scanner(name="licences", languages=frozenset(), distribution="", parse=parse)
