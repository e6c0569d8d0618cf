"""Which of a solution's files is the one that tests call."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Final

from evaluations.running.tasks import UnusableSolution

ASIDE: Final = re.compile(r"(^|/)(node_modules|\.)|\.(config|spec|test|d)\.\w+$")
"""Packages, hidden folders, settings, tests and declarations are no solution."""

USUAL_NAMES: Final = ("index", "main", "solution")


def choose_main(files: Mapping[str, str], entry_point: str, endings: tuple[str, ...]) -> str:
    """The path of the file that defines ``entry_point``, or the one that is called as usual.

    Raises:
        UnusableSolution: no file has one of these endings.
    """
    candidates = [path for path in sorted(files) if path.endswith(endings)]
    candidates = [path for path in candidates if not ASIDE.search(path)] or candidates
    if not candidates:
        raise UnusableSolution(f"The solution has no file that ends in {' or '.join(endings)}.")
    defining = [path for path in candidates if defines(files[path], entry_point)]
    usual = [path for path in candidates if PurePosixPath(path).stem in USUAL_NAMES]
    return (defining or usual or candidates)[0]


def defines(source: str, name: str) -> bool:
    """Whether ``source`` seems to bind or to export ``name``."""
    if not name:
        return False
    named = re.escape(name)
    words = rf"\b(?:function\*?|class|const|let|var)\s+{named}\b|\bexports\.{named}\s*="
    return re.search(words, source) is not None
