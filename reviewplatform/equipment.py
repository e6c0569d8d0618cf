"""The lines of the doctor on what runs and scans code: toolchains, scanners that are absent."""

from __future__ import annotations

from evaluations.errors import SandboxUnavailable
from evaluations.running.languages import Toolchain
from evaluations.sandboxes import find_sandbox
from reviewplatform.environment import environment
from reviewplatform.health import Part, State, guarded
from reviewplatform.hosts import find_scanners, find_toolchains, run_nothing

INSTALL_TOOLCHAINS = "See docs/explanation/languages.md for what it needs."
INSTALL_SCANNERS = "Install them with: make scanners"


def examine_equipment() -> list[Part]:
    """A line for each language, and one for the scanners."""
    return [*languages(), guarded("scanners", scanners)]


def languages() -> list[Part]:
    """What runs each language inside the sandbox that is chosen here."""
    try:
        sandbox = find_sandbox(choice=environment().sandbox)
        found = find_toolchains(sandbox, run_nothing(sandbox).environment)
    except SandboxUnavailable:
        detail = "not looked for: there is no sandbox to look in"
        return [Part(name="languages", state=State.MISSING, detail=detail)]
    return [_language(name, toolchain) for name, toolchain in found.items()]


def scanners() -> Part:
    """How many are installed, and which are not."""
    found = find_scanners()
    absent = [name for name, version in found.items() if not version]
    return Part(
        name="scanners",
        state=State.MISSING if absent else State.OK,
        version=f"{len(found) - len(absent)} of {len(found)} installed",
        detail=f"not scanned: {', '.join(absent)}" if absent else "",
        remedy=INSTALL_SCANNERS if absent else "",
    )


def _language(name: str, toolchain: Toolchain) -> Part:
    versions = [f"{program} {version}" for program, version in toolchain.versions.items()]
    return Part(
        name=name,
        state=State.MISSING if toolchain.missing else State.OK,
        version=", ".join(versions[:1]),
        detail=f"not run: {toolchain.missing}" if toolchain.missing else ", ".join(versions[1:]),
        remedy=INSTALL_TOOLCHAINS if toolchain.missing else "",
    )
