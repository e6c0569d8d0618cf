"""Is this engine fit, and which image is ours: looked at once, when the sandbox is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from evaluations.errors import SandboxUnavailable
from evaluations.sandboxes.interpreter import VERSION

IMAGE: Final = "reviewplatform-sandbox:current"
SYSTEM_LABEL: Final = "reviewplatform.system"
VERSION_LABEL: Final = "reviewplatform.version."
REMEDY: Final = "Build it with: make sandbox-image"
GVISOR: Final = "runsc"


@dataclass(frozen=True, kw_only=True)
class Image:
    """The image of every run. ``system`` is a folder for ``/usr`` where the image leaves it empty,
    for engines that would copy a whole one for each container.
    """

    id: str
    system: Path | None
    versions: Mapping[str, str]


def choose_runtime(runtimes: Mapping[str, Any], default: str) -> str:
    """gVisor's where the engine lists it: a second kernel between a program and the host's."""
    return GVISOR if GVISOR in runtimes else default


def check_engine(info: dict[str, Any]) -> None:
    """Refuse an engine that would silently leave out a bound.

    Raises:
        SandboxUnavailable: names what it lacks.
    """
    lacking = [
        what
        for key, what in (
            ("MemoryLimit", "memory limits"),
            ("PidsLimit", "process limits"),
            ("CpuCfsQuota", "processor limits"),
        )
        if not info.get(key)
    ]
    if not any("seccomp" in option for option in info.get("SecurityOptions") or ()):
        lacking.append("system-call filters")
    if lacking:
        raise SandboxUnavailable(f"The Docker engine here has no {', no '.join(lacking)}.")


def read_image(found: dict[str, Any] | None, name: str) -> Image:
    """The image by its id: what its name points to may change while we run.

    Raises:
        SandboxUnavailable: it is absent, or its Python is not ours.
    """
    if found is None:
        raise SandboxUnavailable(f"The Docker engine has no image {name}. {REMEDY}")
    labels = found["Config"]["Labels"] or {}
    versions = {
        key.removeprefix(VERSION_LABEL): value
        for key, value in labels.items()
        if key.startswith(VERSION_LABEL)
    }
    if not versions.get("python", "").startswith(f"{VERSION}."):
        raise SandboxUnavailable(
            f"The image {name} has Python {versions.get('python', 'unknown')}, "
            f"the worker runs {VERSION}. {REMEDY}"
        )
    system = labels.get(SYSTEM_LABEL)
    if system and not Path(system).is_dir():
        raise SandboxUnavailable(f"The image's system at {system} is gone. {REMEDY}")
    return Image(id=found["Id"], system=Path(system) if system else None, versions=versions)
