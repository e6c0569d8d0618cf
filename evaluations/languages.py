"""Programming languages by name: how each is written, and where its only file lies."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath
from typing import Final

ALIASES: Final = {
    "c++": "cpp",
    "golang": "go",
    "js": "javascript",
    "node": "javascript",
    "py": "python",
    "python3": "python",
    "rs": "rust",
    "sh": "bash",
    "shell": "bash",
    "sqlite": "sql",
    "sqlite3": "sql",
    "ts": "typescript",
}
FILE_NAMES: Final = {
    "python": "solution.py",
    "javascript": "solution.js",
    "typescript": "solution.ts",
    "java": "Solution.java",
    "c": "solution.c",
    "cpp": "solution.cpp",
    "go": "solution.go",
    "rust": "solution.rs",
    "ruby": "solution.rb",
    "bash": "solution.sh",
    "sql": "solution.sql",
}


def canonical(name: str) -> str:
    """The name by which a language is known here; one nobody knows stays as it is."""
    return ALIASES.get(name.lower(), name.lower())


def path_of_one_file(language: str, starter: Iterable[str] = ()) -> str:
    """Where a solution lies that is one file and says no path.

    Over the only one of the ``starter`` paths that is of its language, if there is just one.
    """
    usual = FILE_NAMES.get(canonical(language), "solution.txt")
    alike = [path for path in starter if PurePath(path).suffix == PurePath(usual).suffix]
    return alike[0] if len(alike) == 1 else usual
