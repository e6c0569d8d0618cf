"""Folders that a container is given, read-only: a run's files, its first process's modules."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from evaluations.errors import SandboxUnavailable
from evaluations.sandboxes.base import Program

FIRST_MODULES: Final = ("init.py", "docker_init.py")


@contextmanager
def job_folder(folder: Path, program: Program) -> Iterator[Path]:
    """The program's files in ``folder``, readable by everybody who gets there, then gone."""
    shutil.rmtree(folder, ignore_errors=True)  # of a worker that was killed
    try:
        write_files(folder, program.files)
        yield folder
    except OSError as error:
        raise SandboxUnavailable(f"The files of a run could not be written: {error}") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make ``folder`` with these files: readable by everybody, to be written by nobody."""
    folder.mkdir()
    folder.chmod(0o755)
    for path, data in files.items():
        file = folder / path
        for parent in reversed(file.relative_to(folder).parents):
            (folder / parent).mkdir(exist_ok=True)
            (folder / parent).chmod(0o755)
        file.write_bytes(data)
        file.chmod(0o444)


def stage_first_process(directory: Path) -> Path:
    """The modules of the first process, as a package of their own under ``directory``."""
    sources = {name: Path(__file__).with_name(name).read_bytes() for name in FIRST_MODULES}
    identity = hashlib.sha256(b"\0".join(sources.values())).hexdigest()[:16]
    target = directory / f"first-{identity}"
    if not target.exists():
        building = directory / f"first-{identity}.new"
        shutil.rmtree(building, ignore_errors=True)
        package = "evaluations/sandboxes/"
        empty = {"evaluations/__init__.py": b"", f"{package}__init__.py": b""}
        write_files(building, empty | {package + name: data for name, data in sources.items()})
        building.rename(target)
    return target
