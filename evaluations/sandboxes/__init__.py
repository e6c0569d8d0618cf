"""Places where untrusted code may run. Ask :func:`find_sandbox` for one; there is no other way."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from evaluations.errors import SandboxUnavailable
from evaluations.sandboxes.base import Sandbox
from evaluations.sandboxes.bubblewrap import Bubblewrap


@lru_cache(maxsize=8)
def find_sandbox(directory: Path | None = None) -> Sandbox:
    """The sandbox of this host, after its self-test; made once per process and ``directory``.

    ``directory`` keeps its lock files and staged tools (default: the system's or the user's cache).

    Raises:
        SandboxUnavailable: none is installed, or a probe of the self-test failed; says the remedy.
    """
    sandbox = Bubblewrap(directory)
    failed = [probe for probe in sandbox.self_test() if not probe.passed]
    if failed:
        faults = "; ".join(f"{probe.name}: {probe.detail}" for probe in failed)
        raise SandboxUnavailable(f"bubblewrap does not hold on this host ({faults}).")
    return sandbox
