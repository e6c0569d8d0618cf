"""pytest and the scanners, copied once to a folder that the sandbox's user can read.

Our own environment may lie under a private home and holds far more than the tools (Django, database
drivers), so only the named packages and what they require are staged.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

TOOLS = ("pytest", "ruff", "bandit", "detect-secrets", "radon", "lizard")


@dataclass(frozen=True, kw_only=True)
class StagedTools:
    """``directory`` holds ``site-packages`` and ``bin``; ``versions`` maps tool to version."""

    directory: Path
    versions: dict[str, str]


def stage_tools(staging: Path, names: tuple[str, ...] = TOOLS) -> StagedTools:
    """Copy the installed ones of ``names``, with their requirements, under ``staging`` (once)."""
    found = _with_requirements(names)
    identity = "\n".join(sorted(f"{d.name}=={d.version}" for d in found.values()))
    target = staging / f"tools-{hashlib.sha256(identity.encode()).hexdigest()[:16]}"
    versions = {name: found[name].version for name in names if name in found}
    if not target.exists():
        building = target.with_name(f"{target.name}.{os.getpid()}")
        for folder in ("site-packages", "bin"):
            (building / folder).mkdir(parents=True, exist_ok=True)
        for package in found.values():
            _copy(package, building)
        open_to_all(building)
        building.rename(target)
    return StagedTools(directory=target, versions=versions)


def _with_requirements(names: tuple[str, ...]) -> dict[str, Distribution]:
    found: dict[str, Distribution] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:  # an optional requirement, or a tool that is not installed
            continue
        waiting += [_name_of(text) for text in found[name].requires or () if "extra ==" not in text]
    return found


def _name_of(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0].lower()


def _copy(package: Distribution, target: Path) -> None:
    for entry in package.files or ():
        source = Path(str(package.locate_file(entry)))
        if entry.parts[:1] != ("..",):
            destination = target / "site-packages" / Path(*entry.parts)
        elif "bin" in entry.parts and _is_binary(source):
            destination = target / "bin" / entry.name
        else:
            continue  # scripts name our own interpreter, which is not there inside
        if source.is_file():
            destination.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, destination)


def open_to_all(directory: Path) -> None:
    """Readable by every user, whatever the umask was: these are public packages."""
    for folder, _, files in os.walk(directory):
        Path(folder).chmod(0o755)
        for name in files:
            file = Path(folder, name)
            file.chmod(file.stat().st_mode | 0o444)


def _is_binary(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"
