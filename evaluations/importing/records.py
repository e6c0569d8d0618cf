"""What every format is read into: plain facts about problems, solutions and imported results."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from evaluations.languages import path_of_one_file


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
    """Tests of one problem; ``setup`` is run before ``code``.

    ``path`` is where ``code`` lies beside the solution, ``files`` (path -> text) what else lies
    there. ``limits`` replace some of the language's.
    """

    name: str
    kind: str
    format: str
    setup: str = ""
    code: str
    path: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    replicates: int = 1
    limits: Mapping[str, float | int] = field(default_factory=dict)

    @property
    def content_hash(self) -> str:
        own: list[object] = [self.name, self.kind, self.format, self.setup, self.code]
        beside = [self.path, sorted(self.files.items())]
        more = [*beside, self.replicates, sorted(self.limits.items())]
        # A suite that says none of these keeps the hash it had before there were such fields.
        return _hash(own if more == ["", [], 1, []] else [*own, *more])


@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemRecord:
    """One problem and the line it was read from. ``starter`` and ``reference``: path -> text."""

    line: int | None
    key: str
    title: str
    language: str
    prompt: str
    entry_point: str = ""
    reference: Mapping[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    starter: Mapping[str, str] = field(default_factory=dict)
    suites: tuple[SuiteRecord, ...] = ()

    @property
    def content_hash(self) -> str:
        """SHA-256 of all that makes the problem, its suites included."""
        own = [self.title, self.language, self.prompt, self.entry_point, self._reference]
        suites = sorted(suite.content_hash for suite in self.suites)
        return _hash([*own, sorted(self.tags), sorted(self.starter.items()), suites])

    @property
    def _reference(self) -> object:
        """The text alone where it is the only file and lies where it would without a path."""
        usual = path_of_one_file(self.language, self.starter)
        texts = sorted(self.reference.items())
        if not texts or [path for path, _ in texts] == [usual]:
            return "".join(text for _, text in texts)
        return texts


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
    """One solution and the line it was read from. Latency is milliseconds, cost US dollars.

    ``form`` is ``files``, or ``patch`` where the only file is a unified diff.
    """

    line: int | None
    problem: str
    model: ModelIdentity
    sample: int = 0
    form: str = "files"
    files: tuple[SourceFile, ...]
    raw_completion: str = ""
    latency_ms: int | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost_usd: Decimal | None = None
    results: tuple[ImportedResultRecord, ...] = ()

    @property
    def content_hash(self) -> str:
        """SHA-256 of paths and texts, in order; and of the form, where it is a patch."""
        texts = [[file.path, file.text] for file in self.files]
        return _hash(texts if self.form == "files" else [self.form, *texts])


def _hash(content: object) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=True).encode()).hexdigest()
