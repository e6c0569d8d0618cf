"""What every scanner module describes, and how its words become findings and numbers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from evaluations.scanning.results import SYNTAX_ERROR, Finding, Metric, Severity

Said = Mapping[str, Any]
"""What one function of ``inside/tools.py`` returned; its file names are the neutral ones."""


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """Findings, numbers, and what was not scanned (neutral file name, or "" for all -> why)."""

    findings: tuple[Finding, ...] = ()
    metrics: tuple[Metric, ...] = ()
    not_scanned: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Scanner:
    """One tool: what it reads, how it is set, how it is understood.

    ``languages`` empty means every language. ``distribution`` is the package whose version is
    recorded, empty for our own checks. ``settings`` go into the sandbox. Raise ``revision`` when
    the meaning of the results changes: severities, rules of ``parse``, code in ``inside/``.
    """

    name: str
    languages: frozenset[str]
    distribution: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    revision: int = 1
    parse: Callable[[Said], Parsed]

    def reads(self, language: str) -> bool:
        """Whether files of this language are given to it."""
        return not self.languages or language in self.languages

    @property
    def installed_version(self) -> str:
        """Version of the tool, the revision for our own checks, empty when not installed."""
        return _version(self.distribution) if self.distribution else str(self.revision)

    @property
    def rules_hash(self) -> str:
        """SHA-256 of everything but the version that decides what is found."""
        said = json.dumps([self.name, self.revision, dict(self.settings)], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()


@cache
def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return ""


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
