"""The options of a container: what the engine is told for one run, and nothing it may guess."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from evaluations.sandboxes.base import Program
from evaluations.sandboxes.command import (
    FIXED_ENVIRONMENT,
    SANDBOX_USER,
    SHARED_MEMORY_BYTES,
    cpus_of,
)
from evaluations.sandboxes.docker_answer import longest_answer
from evaluations.sandboxes.docker_image import Image
from evaluations.sandboxes.docker_seccomp import profile
from evaluations.sandboxes.interpreter import VERSION
from evaluations.sandboxes.limits import Limits

LABEL: Final = "reviewplatform.sandbox"
EXPIRES: Final = "reviewplatform.expires"
FIRST_PROCESSES: Final = 1
INODES: Final = 8192  # of each folder in memory, which its size alone would not bound
ONE_CPU: Final = 1_000_000_000  # in the engine's unit
START: Final = (
    "import sys; sys.path.insert(0, '/first'); "
    "from evaluations.sandboxes.docker_init import main; main()"
)
# Not -I: it would ignore PYTHONHASHSEED, and the environment holds nothing but what we set.
FIRST_PROCESS: Final = (f"/usr/bin/python{VERSION}", "-s", "-S", "-P", "-c", START)


def host_options(program: Program, folders: Mapping[str, Path], *, runtime: str) -> dict[str, Any]:
    """Arguments of the SDK's ``create_host_config``; ``folders`` (inside -> outside) are read-only.

    No network, no capability, no new privilege, a read-only root, our own system-call profile,
    bounds on memory (swap included), processes, processor and folders in memory, a bounded log.
    """
    limits = program.limits
    return {
        "network_mode": "none",
        "dns": ["127.0.0.1"],  # or the engine would show the addresses of the host's name servers
        "read_only": True,
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges:true", f"seccomp={profile()}"],
        "ipc_mode": "private",
        "mem_limit": limits.memory_bytes,
        "memswap_limit": limits.memory_bytes,
        "pids_limit": limits.processes + FIRST_PROCESSES,
        "nano_cpus": int(cpus_of(program)["cpus"]) * ONE_CPU,
        "shm_size": SHARED_MEMORY_BYTES,
        "tmpfs": _folders_in_memory(limits),
        "mounts": [_read_only(inside, outside) for inside, outside in folders.items()],
        "log_config": {
            "Type": "json-file",
            "Config": {"max-size": str(longest_answer(program)), "max-file": "1"},
        },
        "runtime": runtime,
    }


def container_options(program: Program, image: Image, expires: float) -> dict[str, Any]:
    """Arguments of the SDK's ``create_container``. ``expires`` (seconds since 1970) is when anybody
    may remove what is left of it.
    """
    return {
        "image": image.id,
        "entrypoint": [FIRST_PROCESS[0]],
        "command": list(FIRST_PROCESS[1:]),
        "user": f"{SANDBOX_USER}:{SANDBOX_USER}",
        "hostname": "sandbox",
        "working_dir": "/box",
        "environment": environment_of(program),
        "stdin_open": True,
        "detach": False,  # the engine is to close the input when the worker goes
        "labels": {LABEL: "1", EXPIRES: str(int(expires))},
        "healthcheck": {"Test": ["NONE"]},
    }


def environment_of(program: Program) -> dict[str, str]:
    variables = dict(FIXED_ENVIRONMENT)
    path = "/toolchain:/usr/bin:/bin"
    if program.needs_tools:
        path = f"/tools/bin:{path}"
        variables["PYTHONPATH"] = "/tools/site-packages"
    return {**variables, "PATH": path, **program.environment}


def _folders_in_memory(limits: Limits) -> dict[str, str]:
    owner = f"uid={SANDBOX_USER},gid={SANDBOX_USER}"
    bounds = f"nosuid,nodev,exec,nr_inodes={INODES},size={limits.box_bytes}"
    return {"/box": f"{bounds},mode=0700,{owner}", "/tmp": f"{bounds},mode=1777"}  # noqa: S108


def _read_only(inside: str, outside: Path) -> dict[str, Any]:
    return {"Type": "bind", "Target": inside, "Source": str(outside), "ReadOnly": True}
