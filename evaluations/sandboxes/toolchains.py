"""What compilers need again and again, compiled once inside the sandbox and kept for every run.

A folder is made by a program of ours that leaves an archive on its report channel. It lies beside
the staged tools, is named after all that it was made from, and is bound read-only into later runs.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tarfile
from pathlib import Path
from typing import Final

from evaluations.errors import SandboxUnavailable
from evaluations.sandboxes.base import Program, Sandbox
from evaluations.sandboxes.slots import hold_lock
from evaluations.sandboxes.tools import open_to_all

IDENTITY_CHARACTERS: Final = 16
EXCERPT: Final = 500


def prepare_folder(sandbox: Sandbox, name: str, program: Program, toolchain: str) -> Path:
    """The folder that ``program`` makes, made now unless it is there already.

    ``program`` writes a tar archive to its report channel; ``toolchain`` names all versions that
    its result depends on.

    Raises:
        SandboxUnavailable: it could not be made; says what the program printed.
    """
    target = sandbox.directory / f"{name}-{_identity(sandbox, program, toolchain)}"
    if not target.exists():
        with hold_lock(sandbox.directory / f"{name}.lock"):
            if not target.exists():
                _make(sandbox, name, program, target)
    return target


def _identity(sandbox: Sandbox, program: Program, toolchain: str) -> str:
    parts = [sandbox.name, toolchain, *program.argv]
    parts += [f"{path}\0{data.decode()}" for path, data in sorted(program.files.items())]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:IDENTITY_CHARACTERS]


def _make(sandbox: Sandbox, name: str, program: Program, target: Path) -> None:
    outcome = sandbox.run(program)
    building = target.with_name(f"{target.name}.{os.getpid()}")
    try:
        if outcome.exit_code != 0:
            raise tarfile.TarError(f"it ended with {outcome.exit_code}, {outcome.limit_hit} limit")
        with tarfile.open(fileobj=io.BytesIO(outcome.report)) as archive:
            archive.extractall(building, filter="data")
        open_to_all(building)
        building.rename(target)
    except (tarfile.TarError, OSError) as error:
        shutil.rmtree(building, ignore_errors=True)
        words = outcome.stderr.decode(errors="replace").strip()[-EXCERPT:]
        raise SandboxUnavailable(f"{name} could not be prepared: {error}. {words}") from error
