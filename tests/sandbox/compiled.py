"""One suite on one solution in Go or Rust, or a loud skip where that language is not installed."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from evaluations.errors import EvaluationError
from evaluations.running.grading import Grade
from evaluations.running.languages import find_language
from evaluations.running.run import run_task
from evaluations.running.suites import SuiteSource
from evaluations.running.tasks import Task
from evaluations.sandboxes import find_sandbox
from evaluations.sandboxes.limits import Limits


def require(language: str) -> None:
    """Skip the calling test where the language cannot be run."""
    try:
        find_language(language).require_toolchain(find_sandbox())
    except EvaluationError as error:
        pytest.skip(f"{language.upper()} IS NOT RUN HERE: {error.message}")


def grade(
    language: str, suite: SuiteSource, files: Mapping[str, str], limits: Limits | None = None
) -> Grade:
    task = Task(suite=suite, files=files, limits=limits)
    return run_task(find_sandbox(), language, task).grade
