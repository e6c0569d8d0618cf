"""sqlfluff, called as a library: ambiguous and unconventional SQL, not its layout.

Whose SQL it is nobody says: of the dialects the first is taken that can read the whole file.
Comments that configure sqlfluff are broken (``sqlfluff:`` becomes ``sqlfluff_``); ``noqa`` is off.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from .common import Files, Said, Settings, Unreadable, each_file

DIRECTIVE = re.compile(r"(--[ \t]*sqlfluff):", re.IGNORECASE)


def run_sqlfluff(files: Files, settings: Settings) -> Said:
    """Violations of each file, and the dialect it was read as."""

    def measure(name: str) -> Said:
        text = Path(name).read_bytes().decode("utf-8", errors="replace")
        return _lint(DIRECTIVE.sub(r"\1_", text), settings)

    return each_file(files, measure)


def prepare_sqlfluff(settings: Settings) -> None:
    """Load the dialects and the rules."""
    for dialect in settings["dialects"]:
        _linter(dialect, settings["rules"]).lint_string("SELECT 1;\n")


def _lint(text: str, settings: Settings) -> Said:
    broken = ""
    for dialect in settings["dialects"]:
        linter = _linter(dialect, settings["rules"])
        found = linter.lint_string(text).get_violations(filter_ignore=False)
        unreadable = [one for one in found if one.rule_code() in {"PRS", "LXR", "TMP"}]
        if not unreadable:
            return {"dialect": dialect, "violations": list(map(_violation, found))}
        broken = broken or f"line {unreadable[0].line_no} cannot be read as {dialect}"
    raise Unreadable(f"{broken} nor as {' or '.join(settings['dialects'][1:])}")


def _violation(found: Any) -> Said:
    return {"rule": found.rule_code(), "line": found.line_no, "message": found.desc()}


@cache
def _linter(dialect: str, rules: str) -> Any:
    from sqlfluff.core import FluffConfig, Linter

    overrides: dict[str, Any] = {
        "dialect": dialect,
        "rules": rules,
        "templater": "raw",
        "disable_noqa": True,
        "large_file_skip_byte_limit": 0,  # else it would be passed over without a word
    }
    return Linter(config=FluffConfig(overrides=overrides))
