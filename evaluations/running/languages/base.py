"""What a language can do: say which toolchain it found, run suites, start programs."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field

from evaluations.errors import ToolchainMissing
from evaluations.running.suites import SuiteFormat
from evaluations.running.tasks import SuiteRun, Task
from evaluations.sandboxes.base import Sandbox
from evaluations.sandboxes.limits import Limits


@dataclass(frozen=True, kw_only=True)
class Toolchain:
    """What runs a language inside the sandbox: program -> version, and what is not there.

    ``missing`` reads "go is not installed", and is empty where everything is found.
    """

    versions: Mapping[str, str] = field(default_factory=dict)
    missing: str = ""


@dataclass(frozen=True, kw_only=True)
class ProgramPlan:
    """How a solution becomes a program that reads its standard input.

    The solution lies under ``/src``, the working directory is ``/box``. ``build`` commands run
    once, in order, inside the sandbox; then ``argv`` runs for each case. ``files`` (path below
    ``/src`` -> bytes) are laid beside the solution.
    """

    argv: tuple[str, ...]
    build: tuple[tuple[str, ...], ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)


class Language(ABC):
    """One language. Stateless: one object serves every run."""

    name: str
    formats: frozenset[SuiteFormat]
    """The formats of its own; PROGRAMS works for every language."""

    limits: Limits
    """Of one run, unless a suite says otherwise."""

    @abstractmethod
    def find_toolchain(self, sandbox: Sandbox) -> Toolchain:
        """What is there inside ``sandbox``; asked once per sandbox and remembered.

        Raises:
            SandboxUnavailable: the sandbox failed.
        """

    @abstractmethod
    def run_suite(self, sandbox: Sandbox, task: Task) -> SuiteRun:
        """Run one of the formats of this language and grade it. The toolchain is there.

        Raises:
            InvalidInput: the suite or the solution cannot be made into a program; says why.
            SandboxUnavailable: the sandbox failed; nothing may be said of the solution.
        """

    @abstractmethod
    def plan_program(self, task: Task) -> ProgramPlan:
        """How the solution is built and started as a program.

        Raises:
            InvalidInput: none of its files can be started; says why.
        """

    def require_toolchain(self, sandbox: Sandbox) -> Toolchain:
        """The toolchain.

        Raises:
            ToolchainMissing: "not run: go is not installed".
        """
        toolchain = self.find_toolchain(sandbox)
        if toolchain.missing:
            raise ToolchainMissing(f"not run: {toolchain.missing}")
        return toolchain
