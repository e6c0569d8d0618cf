"""Text safety (Trojan Source): what a reader of code cannot see, or takes for something else."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from evaluations.scanning.results import Finding, Severity
from evaluations.scanning.scanners.base import Parsed, Said, Scanner, finding

CWE = "CWE-1007"
"""Insufficient visual distinction of what is shown to a reader."""

SEVERITIES = {
    "bidi-control": Severity.HIGH,
    "invisible-character": Severity.MEDIUM,
    "control-character": Severity.LOW,
    "mixed-script-identifier": Severity.HIGH,
    "confusable-identifier": Severity.HIGH,
    "styled-identifier": Severity.MEDIUM,
}
WORDS = {
    "bidi-control": "changes the order in which this line is shown: it does not run as it reads",
    "invisible-character": "cannot be seen here",
    "control-character": "is a control character; a terminal may obey it instead of showing it",
    "mixed-script-identifier": "looks like a Latin letter in this name and is none",
    "confusable-identifier": "makes this name look like another one that is used here",
    "styled-identifier": "is a styled form: programs and people may take this name for another one",
}
MARKS = frozenset("\u061c\u200e\u200f")
"""They turn single neutral characters around, not whole stretches of code."""

TAGS = range(0xE0000, 0xE0080)
"""They spell a hidden text."""


def parse(said: Said) -> Parsed:
    """One finding for each rule and line, or look-alike name."""
    return Parsed(findings=tuple(map(_finding, said["findings"])), not_scanned=said["skipped"])


def _finding(item: Mapping[str, Any]) -> Finding:
    rule, characters = item["rule"], item["characters"]
    named = ", ".join(name_character(each) for each in characters[:5])
    word = f' in "{ascii(item["word"])[1:-1]}"' if item["word"] else ""
    return finding(
        TEXT_SAFETY.name,
        rule,
        _severity(rule, characters),
        item["file"],
        item["line"],
        message=f"{named}{word} {WORDS[rule]}",
        confidence="high",
        cwe="" if rule == "control-character" else CWE,
    )


def _severity(rule: str, characters: list[str]) -> Severity:
    if rule == "bidi-control" and set(characters) <= MARKS:
        return Severity.MEDIUM
    if any(ord(each) in TAGS for each in characters):
        return Severity.HIGH
    return SEVERITIES[rule]


def name_character(character: str) -> str:
    """``U+202E RIGHT-TO-LEFT OVERRIDE``; control characters have no name of their own."""
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()


TEXT_SAFETY = Scanner(name="text-safety", languages=frozenset(), distribution="", parse=parse)
