"""Every hostile program runs in each place that may run code; no such place, no tests, loudly."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from evaluations.sandboxes.base import Outcome, Sandbox
from evaluations.sandboxes.bubblewrap import Bubblewrap
from tests.sandbox.backends import WAYS, make
from tests.sandbox.programs import python_program

RunPython = Callable[..., Outcome]


@contextmanager
def folder_for_everybody() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="reviewplatform-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture(scope="session", params=WAYS)
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    with folder_for_everybody() as folder:
        yield make(request.param, folder)


@pytest.fixture(scope="session", params=["cgroup", "watchdog"])
def bubblewrap(request: pytest.FixtureRequest) -> Bubblewrap:
    """For what only bubblewrap has."""
    made = make(request.param, Path())
    assert isinstance(made, Bubblewrap)
    return made


@pytest.fixture
def reachable_folder() -> Iterator[Path]:
    """A folder that every user can walk to, as pytest's own are not."""
    with folder_for_everybody() as folder:
        yield folder


@pytest.fixture
def run_python(sandbox: Sandbox) -> RunPython:
    """Run Python source with small limits; keyword arguments change them."""

    def run(source: str, *arguments: str, **limits: float) -> Outcome:
        return sandbox.run(python_program(source, *arguments, **limits))

    return run
