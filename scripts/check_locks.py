"""Do the locks still match pyproject.toml? Looked up without a network."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)", re.MULTILINE)
FORBIDDEN = re.compile(r"^--?(index|extra-index|find-links|trusted-host|i\b)|://", re.MULTILINE)


def main() -> int:
    """Print each mismatch; 1 if there is one."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    project, scanners = settings["project"], settings["dependency-groups"]["scanners"]
    runtime, development = pins("requirements.txt"), pins("requirements-dev.txt")
    faults = [
        *unmet(project["dependencies"], runtime, "requirements.txt"),
        *unmet(project["optional-dependencies"]["dev"], development, "requirements-dev.txt"),
        *unmet(scanners, pins("requirements-scanners.txt"), "requirements-scanners.txt"),
        *(
            f"requirements-dev.txt does not hold {name}=={version}"
            for name, version in runtime.items()
            if development.get(name) != version
        ),
    ]
    for fault in faults:
        print(f"{fault} (make lock)", file=sys.stderr)
    return 1 if faults else 0


def pins(lock: str) -> dict[str, Version]:
    """Name -> version of one lock file.

    Raises:
        SystemExit: the file names an address; where packages come from is the machine's business.
    """
    text = (ROOT / lock).read_text()
    if FORBIDDEN.search(text):
        raise SystemExit(f"{lock} names an index or an address (make lock)")
    return {canonicalize_name(pin["name"]): Version(pin["version"]) for pin in PIN.finditer(text)}


def unmet(wanted: Iterable[str], locked: Mapping[str, Version], lock: str) -> Iterator[str]:
    """One sentence for every requirement the lock does not meet."""
    for requirement in map(Requirement, wanted):
        version = locked.get(canonicalize_name(requirement.name))
        if version is None:
            yield f"{lock} lacks {requirement.name}"
        elif not requirement.specifier.contains(version, prereleases=True):
            yield f"{lock} has {requirement.name} {version}, wanted is {requirement.specifier}"


if __name__ == "__main__":
    sys.exit(main())
