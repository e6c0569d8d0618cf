"""Files that declare packages, known by their names."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

KINDS = {
    "pyproject.toml": "pyproject",
    "package.json": "package-json",
    "package-lock.json": "package-lock",
    "npm-shrinkwrap.json": "package-lock",
    "go.mod": "go-mod",
    "cargo.toml": "cargo-toml",
    "cargo.lock": "cargo-lock",
}
REQUIREMENTS = re.compile(r"(?:[\w.-]+[-_.])?requirements(?:[-_.][\w.-]+)?\.(?:txt|in)")


def manifest_kind(path: str) -> str:
    """Which kind of manifest a file is by its name; empty for every other file."""
    name = PurePosixPath(path).name.lower()
    return "requirements" if REQUIREMENTS.fullmatch(name) else KINDS.get(name, "")
