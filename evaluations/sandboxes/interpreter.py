"""Which Python runs inside the sandbox, and where it lies there.

Debian's own interpreter comes with ``/usr``. Where it is absent or of another version, the
interpreter we run on is bound at ``/python``: copied first if only we may read it (as in a home).
"""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from evaluations.sandboxes.tools import open_to_all

VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
SYSTEM_PYTHON = Path("/usr/bin") / f"python{VERSION}"
INSIDE = Path("/python")


@dataclass(frozen=True, kw_only=True)
class Interpreter:
    """``executable`` is its path inside; ``prefix`` the folder to bind at ``/python``, if any.

    Its version is that of the interpreter we run on, so compiled modules and staged tools fit.
    """

    executable: Path
    prefix: Path | None = None

    @property
    def outside(self) -> Path:
        """The same executable as we reach it."""
        return self.prefix / self.executable.relative_to(INSIDE) if self.prefix else self.executable


def find_interpreter(staging: Path) -> Interpreter:
    """The interpreter for the inside; a private one is copied under ``staging`` once."""
    if SYSTEM_PYTHON.exists():
        return Interpreter(executable=SYSTEM_PYTHON)
    prefix = Path(sys.base_prefix).resolve()
    if os.geteuid() == 0 and not readable_by_others(prefix):
        prefix = _copy(prefix, staging / f"python-{sys.version.split()[0]}")
    return Interpreter(executable=INSIDE / "bin" / f"python{VERSION}", prefix=prefix)


def readable_by_others(path: Path) -> bool:
    """Whether a user who owns nothing can walk down to ``path`` and read it."""
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents)) and bool(
        path.stat().st_mode & 0o004
    )


def _copy(prefix: Path, target: Path) -> Path:
    """Interpreter, shared library and standard library; nothing that was installed on top."""
    if target.exists():
        return target
    building = target.with_name(f"{target.name}.{os.getpid()}")
    library = Path("lib") / f"python{VERSION}"
    shutil.copytree(
        prefix / library,
        building / library,
        ignore=shutil.ignore_patterns("site-packages", "test", "config-*", "ensurepip", "idlelib"),
    )
    for shared in (prefix / "lib").glob("libpython*.so*"):
        shutil.copy2(shared, building / "lib")
    (building / "bin").mkdir()
    shutil.copy2((prefix / "bin" / f"python{VERSION}").resolve(), building / "bin")
    open_to_all(building)
    building.rename(target)
    return target
