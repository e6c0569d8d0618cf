"""What every scanner module describes, and how its words become findings and numbers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from evaluations.scanning.packages import Dependency
from evaluations.scanning.results import SYNTAX_ERROR, Finding, Metric, Severity
from evaluations.scanning.scanners.installed import python_package

LANGUAGE_ALIASES = {
    "shell": "bash",
    "sh": "bash",
    "js": "javascript",
    "ts": "typescript",
    "golang": "go",
    "rs": "rust",
    "sqlite": "sql",
    "py": "python",
}


def canonical(language: str) -> str:
    """The one name of a language that the scanners know it by."""
    name = language.lower()
    return LANGUAGE_ALIASES.get(name, name)


Said = Mapping[str, Any]
"""What one function of ``inside/tools.py`` returned; its file names are the neutral ones."""


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """Findings, numbers, packages; not scanned: neutral file name, or "" for all -> why."""

    findings: tuple[Finding, ...] = ()
    metrics: tuple[Metric, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    not_scanned: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Scanner:
    """One tool: what it reads, how it is set, how it is understood.

    ``languages`` empty means every language. ``distribution`` is the package or program whose
    version is recorded, empty for our own checks; ``version_of`` looks it up. ``settings`` go into
    the sandbox; ``limits`` there replace some of those that every scan has. Raise ``revision``
    when the meaning of the results changes: severities, rules of ``parse``, code in ``inside/``.
    """

    name: str
    languages: frozenset[str]
    distribution: str
    version_of: Callable[[str], str] = python_package
    settings: Mapping[str, Any] = field(default_factory=dict)
    limits: Mapping[str, int] = field(default_factory=dict)
    revision: int = 1
    parse: Callable[[Said], Parsed]

    def reads(self, language: str) -> bool:
        """Whether files of this language are given to it."""
        return not self.languages or canonical(language) in self.languages

    @property
    def installed_version(self) -> str:
        """Version of the tool, the revision for our own checks, empty when not installed."""
        return self.version_of(self.distribution) if self.distribution else str(self.revision)

    @property
    def rules_hash(self) -> str:
        """SHA-256 of everything but the version that decides what is found."""
        said = json.dumps([self.name, self.revision, dict(self.settings)], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()


def finding(tool: str, rule: str, severity: Severity, path: str, line: int, **more: Any) -> Finding:
    """A finding with lines in order, at least 1, and a message of bounded length."""
    line = max(1, line)
    end_line = max(line, more.pop("end_line", line))
    message = _readable(more.pop("message"))[:500]
    return Finding(
        rule=rule,
        tools=(tool,),
        severity=severity,
        path=path,
        line=line,
        end_line=end_line,
        message=message,
        **more,
    )


def syntax_error(tool: str, path: str, line: int, message: str) -> Finding:
    """The file is no program of its language: nobody can run it."""
    words = f"This cannot be parsed: {message}"
    return finding(tool, SYNTAX_ERROR, Severity.HIGH, path, line, message=words, confidence="high")


def _readable(message: str) -> str:
    """Control characters and lone surrogates of the scanned code; no database takes them."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in message)
