"""Every hostile program runs under each way of bounding memory; no bubblewrap, no tests, loudly."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evaluations.errors import SandboxUnavailable
from evaluations.sandboxes.base import Outcome
from evaluations.sandboxes.bubblewrap import Bubblewrap
from tests.sandbox.programs import python_program

RunPython = Callable[..., Outcome]


@pytest.fixture(scope="session", params=["cgroup", "watchdog"])
def sandbox(request: pytest.FixtureRequest) -> Bubblewrap:
    try:
        made = Bubblewrap(use_cgroup=request.param == "cgroup")
    except SandboxUnavailable as error:
        pytest.skip(f"NO SANDBOX HERE, nothing of it is tested: {error.message}")
    if request.param == "cgroup" and not made.has_cgroup:
        pytest.skip("no memory cgroup can be made here (not root, or none is mounted)")
    return made


@pytest.fixture
def reachable_folder() -> Iterator[Path]:
    """A folder that every user can walk to, as pytest's own are not."""
    with tempfile.TemporaryDirectory(prefix="reviewplatform-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture
def run_python(sandbox: Bubblewrap) -> RunPython:
    """Run Python source with small limits; keyword arguments change them."""

    def run(source: str, *arguments: str, **limits: float) -> Outcome:
        return sandbox.run(python_program(source, *arguments, **limits))

    return run
