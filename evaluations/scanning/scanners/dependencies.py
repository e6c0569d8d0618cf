"""Packages that a solution declares or imports. Advisories are held against them afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evaluations.scanning.packages import MOST_DEPENDENCIES, Dependency, package_of
from evaluations.scanning.scanners.base import Parsed, Said, Scanner

LONGEST_NAME = 200
LONGEST_VERSION = 80


def parse(said: Said) -> Parsed:
    """Every package of every file that could be read, the solution's own ones marked."""
    found = [each for path, file in said["files"].items() for each in _packages(path, file)]
    not_scanned = dict(said["skipped"])
    if len(found) > MOST_DEPENDENCIES:
        not_scanned[""] = f"only the first {MOST_DEPENDENCIES} of {len(found)} packages are kept"
    return Parsed(dependencies=tuple(found[:MOST_DEPENDENCIES]), not_scanned=not_scanned)


def _packages(path: str, file: dict[str, Any]) -> Iterator[Dependency]:
    for each in file["declared"]:
        yield Dependency(
            ecosystem=each["ecosystem"],
            name=each["name"][:LONGEST_NAME],
            version=each["version"][:LONGEST_VERSION],
            declared=True,
            path=path,
            line=each["line"],
            own=each["own"],
        )
    for each in file["imported"]:
        package = package_of(each["module"], each["suffix"])
        if package is not None:
            yield Dependency(
                ecosystem=package[0],
                name=package[1][:LONGEST_NAME],
                declared=False,
                path=path,
                line=each["line"],
                module=each["module"],
            )


DEPENDENCIES = Scanner(name="dependencies", languages=frozenset(), distribution="", parse=parse)
