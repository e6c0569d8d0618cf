"""The sandbox of somebody who is not root: the same walls, memory held by the watchdog."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from evaluations.errors import SandboxUnavailable
from evaluations.running.bundling import SPLIT, bundle
from evaluations.running.grading import Verdict
from evaluations.running.languages.python import LANGUAGE
from evaluations.running.suites import SuiteFormat, SuiteSource
from evaluations.running.tasks import Task
from evaluations.sandboxes.base import LimitHit, MemoryEnforcement, Outcome
from evaluations.sandboxes.bubblewrap import Bubblewrap
from evaluations.sandboxes.compiling import first_process
from tests.sandbox.backends import SOMEBODY
from tests.sandbox.programs import as_user, python_program
from tests.sandbox.test_resources import FORK_BOMB, MEMORY_OF_CHILDREN

pytestmark = [
    pytest.mark.sandbox,
    pytest.mark.skipif(
        os.geteuid() != 0, reason="we are an ordinary user: every test is one of these"
    ),
]


@pytest.fixture
def folder(reachable_folder: Path) -> Path:
    """A folder of that user's own."""
    first_process(), bundle(SPLIT)  # read while we can: that user may not reach the project
    os.chown(reachable_folder, SOMEBODY, SOMEBODY)
    return reachable_folder


def run(folder: Path, source: str, **limits: float) -> Outcome:
    outcome = as_user(SOMEBODY, lambda: Bubblewrap(folder).run(python_program(source, **limits)))
    assert isinstance(outcome, Outcome)
    return outcome


def test_it_passes_its_self_test_as_an_ordinary_user(folder: Path) -> None:
    probes = as_user(SOMEBODY, lambda: Bubblewrap(folder).self_test())
    assert [probe for probe in probes if not probe.passed] == []


def test_it_holds_memory_by_the_watchdog(folder: Path) -> None:
    outcome = run(folder, MEMORY_OF_CHILDREN)
    assert outcome.limit_hit is LimitHit.MEMORY
    assert outcome.memory_enforcement is MemoryEnforcement.RLIMIT_WATCHDOG


def test_it_stops_a_fork_bomb_of_an_ordinary_user(folder: Path) -> None:
    assert int(run(folder, FORK_BOMB).stdout.split()[0]) < 16


def test_it_ends_everything_of_an_ordinary_user_in_time(folder: Path) -> None:
    source = "import os\nwhile True:\n try: os.fork()\n except OSError: pass"
    outcome = run(folder, source, wall_seconds=1.0)
    assert outcome.limit_hit is LimitHit.WALL_TIME
    assert outcome.wall_seconds < 8


def test_it_grades_as_an_ordinary_user(folder: Path) -> None:
    suite = SuiteSource(format=SuiteFormat.ASSERTIONS, code="assert double(2) == 4")
    task = Task(suite=suite, files={"solution.py": "def double(x): return 2 * x"})
    done = as_user(SOMEBODY, lambda: LANGUAGE.run_suite(Bubblewrap(folder), task).grade)
    assert done.verdict is Verdict.PASSED


def test_it_refuses_a_directory_of_somebody_else(folder: Path) -> None:
    with pytest.raises(SandboxUnavailable, match="must belong to us"):
        Bubblewrap(folder)
