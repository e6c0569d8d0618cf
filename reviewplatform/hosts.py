"""What a host that runs code has: its sandbox, the toolchains inside it, the scanners."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from evaluations.errors import SandboxUnavailable
from evaluations.running.languages import MODULES, Toolchain, find_language
from evaluations.sandboxes.base import Outcome, Probe, Program, Sandbox
from evaluations.sandboxes.limits import PYTHON_TESTS
from evaluations.scanning.scanners import SCANNERS
from reviewplatform.health import SEE

TOLD_EVERY = timedelta(minutes=2)
SILENT_AFTER = timedelta(minutes=5)
"""More than twice as long: one telling may be lost."""

RESTART = "Restart its worker: it runs no code before every probe holds."


@dataclass(frozen=True, kw_only=True)
class HostReport:
    """What a worker tells of its host.

    ``problem`` says why no code may be run there, and is empty where it may; what was not reached
    before a problem is empty. ``environment`` is the fingerprint of a run (backend, kernel ...),
    ``memory`` how its memory was bounded, ``scanners`` name -> version, empty: not installed.
    """

    host: str
    told_at: datetime
    problem: str = ""
    remedy: str = ""
    probes: tuple[Probe, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    memory: str = ""
    toolchains: Mapping[str, Toolchain] = field(default_factory=dict)
    scanners: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_silent(self) -> bool:
        """Whether it should have told again by now."""
        return datetime.now(UTC) - self.told_at > SILENT_AFTER

    @property
    def lacks_toolchains(self) -> bool:
        """Whether solutions in some language are not run there."""
        return any(toolchain.missing for toolchain in self.toolchains.values())

    @property
    def lacks_scanners(self) -> bool:
        """Whether some scanner is not installed there."""
        return not all(self.scanners.values())


def examine_host(find: Callable[[], Sandbox]) -> HostReport:
    """This host, with the sandbox that ``find`` gives tested anew."""
    host, now, scanners = socket.gethostname(), datetime.now(UTC), find_scanners()
    try:
        sandbox = find()
        probes = sandbox.self_test()
        ran = run_nothing(sandbox)
        toolchains = find_toolchains(sandbox, ran.environment)
    except SandboxUnavailable as error:
        return HostReport(
            host=host,
            told_at=now,
            problem=error.message,
            remedy=SEE,
            probes=error.details.get("probes", ()),
            scanners=scanners,
        )
    holds = all(probe.passed for probe in probes)
    return HostReport(
        host=host,
        told_at=now,
        problem="" if holds else f"{sandbox.name} held when the worker started, and does not now.",
        remedy="" if holds else RESTART,
        probes=probes,
        environment=ran.environment,
        memory=ran.memory_enforcement,
        toolchains=toolchains,
        scanners=scanners,
    )


def run_nothing(sandbox: Sandbox) -> Outcome:
    """A run of a program that does nothing: how it was run is what is asked.

    Raises:
        SandboxUnavailable: the sandbox failed.
    """
    return sandbox.run(Program(argv=("python3", "-c", ""), limits=PYTHON_TESTS))


def find_toolchains(sandbox: Sandbox, environment: Mapping[str, str]) -> dict[str, Toolchain]:
    """Language -> what was found for it inside ``sandbox``; its own is in its ``environment``.

    Raises:
        SandboxUnavailable: the sandbox failed.
    """
    found = {name: find_language(name).find_toolchain(sandbox) for name in MODULES}
    for name in found.keys() & environment.keys():
        found[name] = Toolchain(versions={name: environment[name]})
    return found


def find_scanners() -> dict[str, str]:
    """Version of each scanner that is another's tool, empty where it is not installed."""
    return {one.name: one.installed_version for one in SCANNERS if one.distribution}
