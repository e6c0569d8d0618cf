"""The bubblewrap command of one run: what the program sees, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from evaluations.sandboxes.base import Program
from evaluations.sandboxes.interpreter import INSIDE, Interpreter
from evaluations.sandboxes.limits import MEBIBYTE, Limits
from evaluations.sandboxes.tools import StagedTools

SANDBOX_USER = 65534
SHARED_MEMORY_BYTES = 8 * MEBIBYTE
FIXED_ENVIRONMENT: Mapping[str, str] = {
    "HOME": "/box",
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "TMPDIR": "/tmp",  # noqa: S108 - the sandbox's own
    "TZ": "UTC",
    "USER": "sandbox",
}


@dataclass(frozen=True, kw_only=True)
class Descriptors:
    """What bwrap and the first process inherit; ``files`` maps each path inside to a descriptor."""

    status: int
    seccomp: int
    go: int
    result: int
    report: int
    init: int
    files: Mapping[str, int]

    def all(self) -> tuple[int, ...]:
        own = (self.status, self.seccomp, self.go, self.result, self.report, self.init)
        return own + tuple(self.files.values())


def drop_user(user: int | None) -> list[str]:
    """Become ``user`` for good before bwrap starts: ``--uid`` alone would still be root outside."""
    if user is None:
        return []
    return [
        "setpriv",
        f"--reuid={user}",
        f"--regid={user}",
        "--clear-groups",
        "--bounding-set=-all",
        "--inh-caps=-all",
        "--no-new-privs",
    ]


def build_command(
    program: Program,
    *,
    descriptors: Descriptors,
    interpreter: Interpreter,
    tools: StagedTools,
    address_space: int | None,
) -> list[str]:
    """Arguments from ``bwrap`` on. ``address_space`` (bytes) is for hosts without a cgroup."""
    return [
        "bwrap",
        *_isolation(descriptors),
        *_environment(program, interpreter),
        *_file_system(program, interpreter, tools),
        *_handed_over(descriptors),
        *("--remount-ro", "/", "--remount-ro", "/dev", "--chdir", "/box"),
        "--",
        # Not -I: it would ignore PYTHONHASHSEED, and the environment holds nothing but what we set.
        *(str(interpreter.executable), "-s", "-S", "-P", "/init.pyc"),
        *(str(number) for number in (descriptors.go, descriptors.result, descriptors.report)),
        limits_text(program.limits, address_space),
        "forked" if program.forked else "started",
        *program.argv,
    ]


def limits_text(limits: Limits, address_space: int | None) -> str:
    """``NAME=soft:hard,...`` for the first process: set inside, they count per user namespace."""
    values = {
        "CORE": (0, 0),
        "CPU": (
            limits.cpu_seconds,
            limits.cpu_seconds + 1,
        ),  # SIGXCPU first, SIGKILL a second later
        "FSIZE": (limits.file_bytes, limits.file_bytes),
        "MEMLOCK": (0, 0),
        "MSGQUEUE": (0, 0),
        "NOFILE": (limits.open_files, limits.open_files),
        "NPROC": (limits.processes, limits.processes),
    }
    values["CPUS"] = (limits.cpus, limits.cpus)
    if address_space is not None:
        values["AS"] = (address_space, address_space)
    return ",".join(f"{name}={soft}:{hard}" for name, (soft, hard) in values.items())


def cpus_of(program: Program) -> dict[str, str]:
    """How many processors the program sees, for its record."""
    return {"cpus": str(min(program.limits.cpus, len(os.sched_getaffinity(0))))}


def _isolation(descriptors: Descriptors) -> Iterator[str]:
    for namespace in ("user", "pid", "ipc", "uts", "cgroup", "net"):
        yield f"--unshare-{namespace}"
    yield from ("--disable-userns", "--as-pid-1", "--die-with-parent", "--new-session")
    yield from ("--uid", str(SANDBOX_USER), "--gid", str(SANDBOX_USER), "--hostname", "sandbox")
    yield from ("--cap-drop", "ALL", "--json-status-fd", str(descriptors.status))
    yield from ("--seccomp", str(descriptors.seccomp))


def _environment(program: Program, interpreter: Interpreter) -> Iterator[str]:
    path = "/toolchain:/usr/bin:/bin"
    variables = dict(FIXED_ENVIRONMENT)
    if program.needs_tools:
        path = f"/tools/bin:{path}"
        variables["PYTHONPATH"] = "/tools/site-packages"
    if interpreter.prefix:
        variables["LD_LIBRARY_PATH"] = str(INSIDE / "lib")
    yield "--clearenv"
    for name, value in {**variables, "PATH": path, **program.environment}.items():
        yield from ("--setenv", name, value)


def _file_system(program: Program, interpreter: Interpreter, tools: StagedTools) -> Iterator[str]:
    yield from ("--ro-bind", "/usr", "/usr")
    if os.path.isdir("/usr/local"):  # where an image keeps the application itself
        yield from ("--size", "4096", "--tmpfs", "/usr/local", "--remount-ro", "/usr/local")
    for name in ("bin", "lib", "lib32", "lib64", "sbin"):
        yield from _like_outside(Path("/", name))
    yield from ("--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache")
    yield from ("--ro-bind-try", "/etc/alternatives", "/etc/alternatives")
    yield from ("--symlink", str(interpreter.executable), "/toolchain/python3")
    if interpreter.prefix:
        packages = INSIDE / "lib" / interpreter.executable.name / "site-packages"
        yield from ("--ro-bind", str(interpreter.prefix), str(INSIDE))
        if (interpreter.prefix / packages.relative_to(INSIDE)).is_dir():
            yield from ("--size", "4096", "--tmpfs", str(packages), "--remount-ro", str(packages))
    if program.needs_tools:
        yield from ("--ro-bind", str(tools.directory), "/tools")
    for name, folder in program.prepared.items():
        yield from ("--ro-bind", str(folder), f"/prepared/{name}")
    yield from ("--proc", "/proc", "--dev", "/dev")
    yield from _memory_folder("0700", SHARED_MEMORY_BYTES, "/dev/shm")  # noqa: S108
    yield from _memory_folder("1777", program.limits.box_bytes, "/tmp")  # noqa: S108
    yield from _memory_folder("0700", program.limits.box_bytes, "/box")


def _like_outside(path: Path) -> Iterator[str]:
    """``/bin`` and its like: a link into ``/usr`` on merged systems, a folder on others."""
    if path.is_symlink():
        yield from ("--symlink", os.readlink(path), str(path))
    elif path.is_dir():
        yield from ("--ro-bind", str(path), str(path))


def _memory_folder(mode: str, size: int, path: str) -> Iterator[str]:
    yield from ("--perms", mode, "--size", str(size), "--tmpfs", path)


def _handed_over(descriptors: Descriptors) -> Iterator[str]:
    """Files that never touch a disk outside: bwrap copies them from descriptors."""
    yield from ("--perms", "0444", "--file", str(descriptors.init), "/init.pyc", "--dir", "/src")
    for path, descriptor in descriptors.files.items():
        yield from ("--perms", "0444", "--file", str(descriptor), f"/src/{path}")
