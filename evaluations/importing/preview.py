"""What an import would do or did, per model, and everything wrong with the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from evaluations.errors import InvalidInput
from evaluations.importing.faults import Fault, FaultLog, quote
from evaluations.importing.records import ModelIdentity, ProblemRecord


@dataclass(frozen=True, kw_only=True)
class Preview:
    """Common to both kinds. ``fault_count`` counts also those too many to be listed."""

    file_name: str
    format: str
    problem_set: str
    faults: tuple[Fault, ...] = ()
    fault_count: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether the file has no fault; only then is anything imported."""
        return self.fault_count == 0


@dataclass(frozen=True, kw_only=True)
class ProblemPreview(Preview):
    """Counts of problems; ``absent`` are in the set but not in the file, and stay."""

    recognised: int = 0
    new: int = 0
    unchanged: int = 0
    conflicting: int = 0
    doubled: int = 0
    absent: int = 0


@dataclass(frozen=True, kw_only=True)
class ModelPreview:
    """Counts of one model's solutions in the file.

    ``missing`` counts the problems of the set that would still have no solution of this model;
    ``missing_keys`` names the first of them. ``fenced`` completions hold Markdown code fences.
    """

    model: ModelIdentity
    recognised: int
    new: int
    unchanged: int
    conflicting: int
    doubled: int
    missing: int
    missing_keys: tuple[str, ...]
    fenced: int
    new_results: int


@dataclass(frozen=True, kw_only=True)
class SolutionPreview(Preview):
    """One entry per model, in the order of the file."""

    models: tuple[ModelPreview, ...] = ()

    @property
    def new(self) -> int:
        return sum(model.new for model in self.models)

    @property
    def new_results(self) -> int:
        return sum(model.new_results for model in self.models)


class FaultyFile(InvalidInput):
    """The file has faults, so nothing was imported."""

    code = "faulty_file"

    def __init__(self, preview: ProblemPreview | SolutionPreview) -> None:
        first = f" The first: {preview.faults[0]}" if preview.faults else ""
        super().__init__(
            f"{preview.file_name} has {preview.fault_count:,} faults; nothing was imported.{first}",
            details={
                "file": preview.file_name,
                "fault_count": preview.fault_count,
                "faults": [asdict(fault) for fault in preview.faults],
            },
        )
        self.preview = preview


class ProblemTally:
    """Compares a file's problems with those stored, one by one; faults go to ``log``."""

    def __init__(self, stored: Mapping[str, str], log: FaultLog) -> None:
        self._stored = stored
        self._log = log
        self._lines: dict[str, int | None] = {}
        self.new: dict[str, str] = {}
        self.unchanged = self.conflicting = self.doubled = 0

    def add(self, problem: ProblemRecord) -> None:
        """Count ``problem`` as new, unchanged, conflicting or doubled."""
        key, stored = problem.key, self._stored.get(problem.key)
        if key in self._lines:
            self.doubled += 1
            self._log.add(_doubled(problem, self._lines[key]))
            return
        self._lines[key] = problem.line
        content_hash = problem.content_hash
        if stored is None:
            self.new[key] = content_hash
        elif stored == content_hash:
            self.unchanged += 1
        else:
            self.conflicting += 1
            self._log.add(_conflicting(problem))

    def counts(self) -> dict[str, int]:
        """The counts of a :class:`ProblemPreview`."""
        return {
            "recognised": len(self._lines) + self.doubled,
            "new": len(self.new),
            "unchanged": self.unchanged,
            "conflicting": self.conflicting,
            "doubled": self.doubled,
            "absent": sum(1 for key in self._stored if key not in self._lines),
        }


def _doubled(problem: ProblemRecord, first: int | None) -> Fault:
    return Fault(
        line=problem.line,
        message=f"problem {quote(problem.key)} stands on line {first} already",
        remedy="Keep one of the two",
    )


def _conflicting(problem: ProblemRecord) -> Fault:
    return Fault(
        line=problem.line,
        message=f"problem {quote(problem.key)} is stored with another content",
        remedy="Import the file as a new version of the set: --version",
    )


def doubled_solution(line: int | None, first: int | None, what: str) -> Fault:
    """The fault of a second solution to one problem by one model under one sample number."""
    return Fault(
        line=line,
        message=f"{what} stands on line {first} already",
        remedy='Keep one of the two, or number them: "sample": 0, 1, …',
    )


def conflicting_solution(line: int | None, what: str) -> Fault:
    """The fault of a solution that is stored with other code."""
    return Fault(
        line=line,
        message=f"{what} is stored with other code",
        remedy="Give it another sample number, or the model another version",
    )


def conflicting_result(line: int | None, what: str, stored: str, given: str) -> Fault:
    """The fault of an imported result that contradicts a stored one."""
    return Fault(
        line=line,
        message=f"{what} is stored as {stored}, here it is {given}",
        remedy="Import it under another model version, if the run was another one",
    )


def name_solution(problem: str, model: ModelIdentity, sample: int) -> str:
    """A solution in words, for messages."""
    return f"sample {sample} of {quote(str(model))} for problem {quote(problem)}"
