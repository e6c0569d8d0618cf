"""Whether the files of a solution can lie where they are to lie, beside those of the tests.

What the sandbox could not lay out would look like a fault of the sandbox: a file where a folder has
to be, or a name that no file system takes. That is the solution's own fault, and is said so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Final

from evaluations.running.bundling import HARNESS_PATH
from evaluations.running.suites import SuiteSource
from evaluations.running.tasks import UnusableSolution
from evaluations.sandboxes.base import MAX_FILES

RESERVED: Final = HARNESS_PATH.partition("/")[0]
LONGEST_NAME: Final = 255
"""Bytes of one folder's or file's name, as on every file system of Linux."""

LONGEST_PATH: Final = 1024
SHOWN_CHARACTERS: Final = 80


def check_layout(files: Mapping[str, str], suite: SuiteSource) -> None:
    """Raises UnusableSolution, naming the file, for what cannot lie beside each other."""
    if len(files) + len(suite.files) > MAX_FILES - 2:
        raise UnusableSolution(f"The solution has {len(files)} files; {MAX_FILES} are too many.")
    for path in files:
        _check_path(path)
    theirs = {suite.path, *suite.files} - {""}
    clashes = _folders_of(files) & theirs | _folders_of([*files, *theirs]) & files.keys()
    for path in sorted(clashes):
        raise _unusable(path, "is a file and a folder of others at once")


def _check_path(path: str) -> None:
    plain = PurePosixPath(path)
    names = path.encode("utf-8", "surrogatepass").split(b"/")
    if str(plain) != path or plain.is_absolute() or ".." in plain.parts or not plain.name:
        raise _unusable(path, "is no plain path below the solution's folder")
    if "\0" in path or max(map(len, names)) > LONGEST_NAME or len(path) > LONGEST_PATH:
        raise _unusable(path, "has a name that no file can have")
    if plain.parts[0] == RESERVED:
        raise _unusable(path, f"lies in {RESERVED}, which is where the tests lie")


def _folders_of(paths: Iterable[str]) -> set[str]:
    return {str(folder) for path in paths for folder in PurePosixPath(path).parents}


def _unusable(path: str, what: str) -> UnusableSolution:
    shown = path if len(path) <= SHOWN_CHARACTERS else path[: SHOWN_CHARACTERS - 1] + "…"
    return UnusableSolution(f"The solution's file {shown!r} {what}.", details={"file": shown})
