"""Every way to run a program, made for tests: one contract, four places that must keep it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from evaluations.errors import SandboxUnavailable
from evaluations.sandboxes.base import Outcome, Probe, Program, Sandbox
from evaluations.sandboxes.bubblewrap import Bubblewrap
from evaluations.sandboxes.compiling import first_process
from evaluations.sandboxes.docker import Docker
from tests.sandbox.programs import as_user

SOMEBODY = 1234
WAYS = ("cgroup", "watchdog", "ordinary user", "docker")
BUBBLEWRAP, DOCKER = "bubblewrap", "docker"


class OrdinaryUser(Sandbox):
    """bubblewrap as somebody who is not root; each run starts in a process of that user's own."""

    name = "bubblewrap"

    def __init__(self, folder: Path) -> None:
        first_process()  # read while we can: that user may not reach the project
        os.chown(folder, SOMEBODY, SOMEBODY)
        self._inner: Bubblewrap = as_user(SOMEBODY, lambda: Bubblewrap(folder))

    def run(self, program: Program) -> Outcome:
        outcome = as_user(SOMEBODY, lambda: self._inner.run(program))
        assert isinstance(outcome, Outcome)
        return outcome

    def self_test(self) -> tuple[Probe, ...]:
        return tuple(as_user(SOMEBODY, self._inner.self_test))


def make(way: str, folder: Path) -> Sandbox:
    """The sandbox of that way, or a loud skip; ``folder`` is for the ordinary user."""
    try:
        if way == "docker":
            return Docker()
        if way == "ordinary user":
            return _ordinary(folder)
        made = Bubblewrap(use_cgroup=way == "cgroup")
    except SandboxUnavailable as error:
        pytest.skip(f"NO SANDBOX OF THIS KIND HERE, nothing of it is tested: {error.message}")
    if way == "cgroup" and not made.has_cgroup:
        pytest.skip("no memory cgroup can be made here (not root, or none is mounted)")
    return made


def make_judge(way: str = BUBBLEWRAP) -> Sandbox:
    """One of the two backends, or a loud skip: how memory is bounded makes no odds to a verdict."""
    if way == DOCKER:
        return make("docker", Path())
    try:
        return Bubblewrap()
    except SandboxUnavailable as error:
        pytest.skip(f"NO SANDBOX HERE, no verdict is tested: {error.message}")


def on_both(
    names: Sequence[str], cases: Mapping[str, Sequence[Any]], *, every: int = 1
) -> pytest.MarkDecorator:
    """The test with all cases on bubblewrap, and with every n-th of them on Docker too.

    ``cases`` maps what each is called to the values for ``names``.
    """
    chosen = []
    for at, (name, values) in enumerate(cases.items()):
        chosen.append(pytest.param(BUBBLEWRAP, *values, id=name))
        if at % every == 0:
            chosen.append(pytest.param(DOCKER, *values, id=f"docker: {name}"))
    return pytest.mark.parametrize(("sandbox", *names), chosen, indirect=["sandbox"])


on_docker_too = pytest.mark.parametrize("sandbox", [BUBBLEWRAP, DOCKER], indirect=True)


def _ordinary(folder: Path) -> OrdinaryUser:
    if os.geteuid() != 0:
        pytest.skip("we are an ordinary user: the watchdog's tests are these")
    return OrdinaryUser(folder)


def holds_memory_exactly(sandbox: Sandbox) -> bool:
    """Whether the kernel bounds all processes and memory folders of a run together."""
    return isinstance(sandbox, Docker) or (isinstance(sandbox, Bubblewrap) and sandbox.has_cgroup)
