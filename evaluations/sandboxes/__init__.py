"""Places where untrusted code may run. Ask :func:`find_sandbox` for one; there is no other way."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from evaluations.errors import SandboxUnavailable
from evaluations.sandboxes.base import Sandbox
from evaluations.sandboxes.bubblewrap import Bubblewrap


class SandboxChoice(StrEnum):
    """Which sandbox is to be used. AUTO takes Docker where bubblewrap cannot be used."""

    BUBBLEWRAP = "bubblewrap"
    DOCKER = "docker"
    AUTO = "auto"


@lru_cache(maxsize=8)
def find_sandbox(
    directory: Path | None = None, choice: SandboxChoice = SandboxChoice.BUBBLEWRAP
) -> Sandbox:
    """The sandbox of this host, after its self-test; made once per process and arguments.

    ``directory`` keeps its lock files and staged tools (default: the system's or the user's cache).

    Raises:
        SandboxUnavailable: none is installed, or a probe of the self-test failed; says the remedy.
    """
    if choice is SandboxChoice.DOCKER:
        return tested(_docker(directory))
    try:
        return tested(Bubblewrap(directory))
    except SandboxUnavailable as without_bubblewrap:
        if choice is SandboxChoice.BUBBLEWRAP:
            raise
        try:
            return tested(_docker(directory))
        except SandboxUnavailable as without_docker:
            raise SandboxUnavailable(
                f"{without_bubblewrap.message} {without_docker.message}"
            ) from without_docker


def tested(sandbox: Sandbox) -> Sandbox:
    """``sandbox``, if it keeps what it promises on this host.

    Raises:
        SandboxUnavailable: names the probes that got through; ``details`` has all ``probes``.
    """
    probes = sandbox.self_test()
    failed = [probe for probe in probes if not probe.passed]
    if failed:
        faults = "; ".join(f"{probe.name}: {probe.detail}" for probe in failed)
        raise SandboxUnavailable(
            f"{sandbox.name} does not hold on this host ({faults}).", details={"probes": probes}
        )
    return sandbox


def _docker(directory: Path | None) -> Sandbox:
    from evaluations.sandboxes.docker import Docker  # its SDK is slow to import, and seldom needed

    return Docker(directory)
