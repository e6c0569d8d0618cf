"""Suites of programs: what is printed for an input, judged outside of the sandbox."""

from __future__ import annotations

from evaluations.errors import InvalidInput
from evaluations.running.languages.base import Language
from evaluations.running.tasks import SuiteRun, Task
from evaluations.sandboxes.base import Sandbox


def run_programs(sandbox: Sandbox, language: Language, task: Task) -> SuiteRun:
    """Start the solution once for each case and compare what it prints.

    Raises:
        InvalidInput: the suite is no list of cases; says why.
        SandboxUnavailable: the sandbox failed; nothing may be said of the solution.
    """
    raise InvalidInput("Suites of programs are not run yet.")
