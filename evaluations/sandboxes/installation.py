"""What a host must have before bubblewrap can be used, and the command that brings it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from evaluations.errors import SandboxUnavailable
from evaluations.sandboxes.interpreter import readable_by_others
from evaluations.sandboxes.launch import OUTER_ENVIRONMENT

REMEDY = "Install it with: apt-get install bubblewrap"
OLDEST = (0, 8)  # the first that can forbid nested user namespaces


def bwrap_version() -> str:
    """The version of the installed bwrap.

    Raises:
        SandboxUnavailable: bwrap (or, for root, setpriv) is absent or too old.
    """
    if shutil.which("bwrap", path=OUTER_ENVIRONMENT["PATH"]) is None:
        raise SandboxUnavailable(f"bubblewrap is not installed, so no code is run. {REMEDY}")
    if os.geteuid() == 0 and shutil.which("setpriv", path=OUTER_ENVIRONMENT["PATH"]) is None:
        raise SandboxUnavailable("setpriv is not installed: apt-get install util-linux")
    version = _output_of("bwrap", "--version").split()[-1]
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST:
        raise SandboxUnavailable(f"bubblewrap {version} is older than 0.8. {REMEDY}")
    return version


def python_version(executable: Path) -> str:
    return _output_of(str(executable), "-I", "-S", "-V").split()[-1]


def default_directory() -> Path:
    """Where tools are staged unless told otherwise: the system's cache for root, else one's own."""
    if os.geteuid() == 0:
        return Path("/var/cache/reviewplatform")
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    if os.access(Path.home(), os.W_OK) or "XDG_CACHE_HOME" in os.environ:
        return Path(cache, "reviewplatform")
    return Path(tempfile.gettempdir(), f"reviewplatform-{os.getuid()}")


def prepare_directory(directory: Path) -> None:
    """Make ``directory``; it must be ours alone to write, and reachable by the dropped user.

    Raises:
        SandboxUnavailable: it belongs to somebody else, or lies below a private folder.
    """
    directory.mkdir(mode=0o755, parents=True, exist_ok=True)
    state = directory.stat()
    if state.st_uid != os.geteuid() or state.st_mode & 0o022:
        raise SandboxUnavailable(f"{directory} must belong to us, and nobody else may write there.")
    if os.geteuid() == 0 and not readable_by_others(directory):
        raise SandboxUnavailable(
            f"{directory} lies below a private folder: the sandbox's user cannot reach it. "
            "Choose another data directory, such as one below /var/lib."
        )


def _output_of(*command: str) -> str:
    finished = subprocess.run(  # noqa: S603 - fixed programs
        command, capture_output=True, text=True, check=False, env=OUTER_ENVIRONMENT, timeout=30
    )
    if finished.returncode != 0:
        raise SandboxUnavailable(f"{command[0]} does not work: {finished.stderr.strip()}")
    return finished.stdout
