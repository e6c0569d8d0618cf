"""What is found inside the sandbox, and what is compiled there once for every run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from evaluations.sandboxes.base import Program, Sandbox
from evaluations.sandboxes.limits import PREPARATION, Limits

LOOK: Final = Limits(wall_seconds=30.0, memory_bytes=PREPARATION.memory_bytes, processes=64)
ARCHIVER: Final = "prepare.py"
SCRIPT: Final = Path(__file__).with_name("inside").joinpath(ARCHIVER)


def look_inside(sandbox: Sandbox, script: str) -> list[str]:
    """The lines that a shell script prints inside the sandbox, whatever it ends with.

    Raises:
        SandboxUnavailable: the sandbox failed.
    """
    outcome = sandbox.run(Program(argv=("sh", "-c", script), limits=LOOK))
    return outcome.stdout.decode("utf-8", "replace").splitlines()


def preparing_program(
    *,
    files: Mapping[str, str],
    commands: list[list[str]],
    folder: str,
    suffixes: list[str],
    environment: Mapping[str, str],
) -> Program:
    """A program that runs ``commands`` on copies of ``files`` in the box, then archives ``folder``.

    Of the folder only what ends with one of ``suffixes`` is kept.
    """
    order = {"commands": commands, "folder": folder, "suffixes": suffixes}
    texts = {**files, f".review/{ARCHIVER}": SCRIPT.read_text()}
    return Program(
        argv=("python3", f"/src/.review/{ARCHIVER}", json.dumps(order)),
        files={path: text.encode() for path, text in texts.items()},
        environment=environment,
        limits=PREPARATION,
    )
