"""What every format is read into: plain facts about problems, solutions and imported results."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelIdentity:
    """The model under test, by canonical names; provider and version may be empty."""

    provider: str = ""
    name: str
    version: str = ""

    def __str__(self) -> str:
        whole = f"{self.provider}/{self.name}" if self.provider else self.name
        return f"{whole} {self.version}".strip()


@dataclass(frozen=True, kw_only=True, slots=True)
class SuiteRecord:
    """Tests of one problem; ``setup`` is run before ``code``."""

    name: str
    kind: str
    format: str
    setup: str = ""
    code: str

    @property
    def content_hash(self) -> str:
        return _hash([self.name, self.kind, self.format, self.setup, self.code])


@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemRecord:
    """One problem and the line it was read from. ``starter`` maps path to text."""

    line: int | None
    key: str
    title: str
    language: str
    prompt: str
    entry_point: str = ""
    reference: str = ""
    tags: tuple[str, ...] = ()
    starter: Mapping[str, str] = field(default_factory=dict)
    suites: tuple[SuiteRecord, ...] = ()

    @property
    def content_hash(self) -> str:
        """SHA-256 of all that makes the problem, its suites included."""
        own = [self.title, self.language, self.prompt, self.entry_point, self.reference]
        suites = sorted(suite.content_hash for suite in self.suites)
        return _hash([*own, sorted(self.tags), sorted(self.starter.items()), suites])


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedResultRecord:
    """What a harness said of a solution. ``source`` names the harness and its suite."""

    source: str
    verdict: str
    message: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceFile:
    """One file of a solution; ``path`` is relative."""

    path: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SolutionRecord:
    """One solution and the line it was read from. Latency is milliseconds, cost US dollars."""

    line: int | None
    problem: str
    model: ModelIdentity
    sample: int = 0
    files: tuple[SourceFile, ...]
    raw_completion: str = ""
    latency_ms: int | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost_usd: Decimal | None = None
    results: tuple[ImportedResultRecord, ...] = ()

    @property
    def content_hash(self) -> str:
        """SHA-256 of paths and texts, in order."""
        return _hash([[file.path, file.text] for file in self.files])


def _hash(content: object) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=True).encode()).hexdigest()
