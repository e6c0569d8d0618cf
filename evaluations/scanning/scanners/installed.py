"""Which version of a tool the sandbox will find, by where it comes from; empty: there is none."""

from __future__ import annotations

import subprocess
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from evaluations.sandboxes.tools import installed_node_tools

PATIENCE_SECONDS = 30


@cache
def python_package(name: str) -> str:
    """A package of our own environment: it is staged for the sandbox."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


@cache
def node_package(name: str) -> str:
    """One of the optional tools for node, where the system's node is there to run it."""
    return installed_node_tools().get(name, "")


@cache
def go_toolchain(_name: str) -> str:
    """The system's Go, as it names itself: ``go1.19``."""
    words = _first_line("/usr/bin/go", "version").split()
    return words[2].removeprefix("go") if len(words) > 2 else ""


@cache
def clippy_driver(_name: str) -> str:
    """The system's clippy, which comes with its compiler."""
    words = _first_line("/usr/bin/clippy-driver", "--version").split()
    return words[1] if len(words) > 1 else ""


def _first_line(*argv: str) -> str:
    """What a program of the system says first; empty where it is absent or broken."""
    if not Path(argv[0]).exists():
        return ""
    try:
        done = subprocess.run(  # noqa: S603 - the fixed programs above
            argv, capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS, env={}
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.partition("\n")[0] if done.returncode == 0 else ""
