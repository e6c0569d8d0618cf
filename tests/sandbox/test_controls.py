"""The same attacks with one protection taken away: they work, so the other tests can fail."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from evaluations.errors import SandboxUnavailable
from evaluations.sandboxes import command, process_tree, supervision
from evaluations.sandboxes.base import LimitHit
from evaluations.sandboxes.bubblewrap import Bubblewrap
from evaluations.sandboxes.limits import MEBIBYTE
from tests.sandbox.programs import processes_with, python_program
from tests.sandbox.test_network import CONNECT, CONNECT_BY_NAME, OPEN_FAMILY
from tests.sandbox.test_privileges import SYSCALL
from tests.sandbox.test_processes import DAEMON
from tests.sandbox.test_resources import ENDLESS_LOOP, FORK_BOMB, SHARED_MAPPING

pytestmark = pytest.mark.sandbox

SYSTEM = ("--ro-bind", "/usr", "/usr", "--proc", "/proc", "--dev", "/dev")
LINKS = ("--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64")
PYTHON = (f"/usr/bin/python3.{sys.version_info.minor}", "-I", "-S", "-c")


@pytest.fixture
def unprotected() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Plain bwrap with nothing but namespaces; its own process 1 is an ordinary one."""
    if not Path(PYTHON[0]).exists():
        pytest.skip("no system Python of our version")

    def run(
        source: str,
        *arguments: str,
        options: tuple[str, ...] = ("--unshare-all",),
        close_fds: bool = True,
        **environment: str,
    ) -> subprocess.CompletedProcess[str]:
        argv = ["bwrap", *options, *SYSTEM, *LINKS, *PYTHON, source, *arguments]
        environment = {"PATH": "/usr/bin:/bin", **environment}
        return subprocess.run(
            argv,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            close_fds=close_fds,
        )

    return run


@pytest.fixture(scope="module")
def bare() -> Bubblewrap:
    try:
        return Bubblewrap(use_cgroup=False)
    except SandboxUnavailable as error:
        pytest.skip(f"NO SANDBOX HERE: {error.message}")


def test_it_leaks_the_environment_that_bwrap_is_started_with(
    unprotected: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    leaked = unprotected(
        "print(open('/proc/1/environ').read())",
        options=("--unshare-all", "--clearenv"),
        DATABASE_URL="canary",
    )
    assert "DATABASE_URL=canary" in leaked.stdout


def test_it_opens_the_memory_of_an_ordinary_first_process(
    unprotected: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    assert unprotected("open('/proc/1/mem', 'r+b'); print('OPEN')").stdout == "OPEN\n"


def test_it_reaches_the_host_without_a_network_namespace(
    unprotected: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        reached = unprotected(CONNECT, "127.0.0.1", port, options=("--unshare-pid",))
    assert reached.stdout == "CONNECTED\n"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can fail to drop its user")
def test_it_reads_roots_files_when_the_user_is_not_dropped(
    unprotected: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("of root")
    secret.chmod(0o600)
    options = ("--unshare-all", "--uid", "65534", "--ro-bind", str(tmp_path), "/given")
    assert unprotected("print(open('/given/secret').read())", options=options).stdout == "of root\n"


@pytest.mark.parametrize(
    ("source", "arguments"),
    [
        (SYSCALL, ("319", "0", "0")),  # memfd_create with no name: EFAULT, not EPERM
        (SYSCALL, ("250", "0", "0", "0", "0", "0")),  # keyctl
        (SYSCALL, ("425", "1", "0")),  # io_uring_setup
        (SYSCALL, ("101", "16", "1", "0", "0")),  # ptrace: of pid 1, or of nobody
        (OPEN_FAMILY, ("16", "3")),  # netlink
    ],
    ids=["memfd", "keyctl", "io_uring", "ptrace", "netlink"],
)
def test_it_gets_through_to_the_kernel_without_the_filter(
    bare: Bubblewrap,
    monkeypatch: pytest.MonkeyPatch,
    source: str,
    arguments: tuple[str, ...],
) -> None:
    program = python_program(source, *arguments)
    refused = bare.run(program).stdout.split()[-1]
    assert refused == b"1"  # EPERM
    allow_everything = bytes.fromhex("060000000000ff7f")
    monkeypatch.setattr(bare, "_prepared", replace(bare._prepared, seccomp=allow_everything))
    if arguments[0] != "101":
        assert bare.run(program).stdout.split()[-1] != refused
    else:  # the second wall stands: pid 1 is not to be traced either
        assert bare.run(program).stdout.split()[-1] == refused


def test_it_makes_a_namespace_within_when_that_is_not_forbidden(
    unprotected: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    source = "import ctypes; print(ctypes.CDLL(None).unshare(0x10000000))"
    assert unprotected(source).stdout == "0\n"


def test_it_changes_what_is_bound_for_writing(
    unprotected: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    options = ("--unshare-all", "--bind", str(tmp_path), "/given")
    unprotected("open('/given/new', 'w').write('x')", options=options)
    assert (tmp_path / "new").read_text() == "x"


def test_it_reaches_an_abstract_socket_without_a_network_namespace(
    unprotected: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    name = f"review-{secrets.token_hex(6)}"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"\0{name}")
        server.listen()
        reached = unprotected(CONNECT_BY_NAME, name, options=("--unshare-pid",))
    assert reached.stdout == "CONNECTED\n"


def test_it_leaves_a_daemon_without_a_process_namespace(
    unprotected: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    word = secrets.token_hex(8)
    source = DAEMON.replace("CLOSE", "os.close(descriptor) if descriptor < 3 else None")
    unprotected(source, word, options=("--unshare-user",))
    left = processes_with(word)
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert left


def test_it_inherits_a_descriptor_that_nobody_closes(
    unprotected: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    (tmp_path / "held").write_text("of the worker")
    with open(tmp_path / "held") as held:
        os.set_inheritable(held.fileno(), True)
        source = f"import os; print(os.read({held.fileno()}, 100))"
        assert unprotected(source, close_fds=False).stdout == "b'of the worker'\n"


@pytest.fixture
def without_limits(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Leave some limits of the first process out."""
    limits_text = command.limits_text

    def leave_out(*names: str) -> None:
        monkeypatch.setattr(
            command,
            "limits_text",
            lambda *given: ",".join(
                item for item in limits_text(*given).split(",") if item.split("=")[0] not in names
            ),
        )

    return leave_out


def test_it_forks_without_end_without_a_process_limit(
    bare: Bubblewrap, without_limits: Callable[..., None]
) -> None:
    source = FORK_BOMB.replace("while True:", "while made < 100:")
    without_limits("NPROC")
    outcome = bare.run(python_program(source + "print(made)", memory_bytes=1024 * MEBIBYTE))
    assert outcome.stdout == b"100\n"


def test_it_writes_a_file_of_any_size_without_a_limit(
    bare: Bubblewrap, without_limits: Callable[..., None]
) -> None:
    program = python_program("print(open('big', 'wb').write(bytes(2 << 20)))", file_bytes=MEBIBYTE)
    assert b"File too large" in bare.run(program).stderr
    without_limits("FSIZE")
    assert bare.run(program).stdout == b"2097152\n"


def test_it_loops_until_the_clock_ends_it_without_a_processor_limit(
    bare: Bubblewrap, without_limits: Callable[..., None]
) -> None:
    without_limits("CPU")
    outcome = bare.run(python_program(ENDLESS_LOOP, cpu_seconds=1, wall_seconds=2.0))
    assert outcome.limit_hit is LimitHit.WALL_TIME


def test_it_maps_shared_memory_without_an_address_limit_and_a_watchdog(
    bare: Bubblewrap, without_limits: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    without_limits("AS")
    monkeypatch.setattr(process_tree, "exceeds_memory", lambda root, limit: False)
    assert bare.run(python_program(SHARED_MAPPING)).stdout == b"holds everything\n"


def test_it_prints_until_the_clock_ends_it_without_a_bound_on_output(
    bare: Bubblewrap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervision, "ENDS_AFTER", 10**9)
    program = python_program("while True: print('x' * 999)", wall_seconds=1.0, output_bytes=1000)
    outcome = bare.run(program)
    assert outcome.limit_hit is LimitHit.WALL_TIME
    assert len(outcome.stdout) == 1000  # what is kept has a bound of its own


CHILDREN_TOGETHER = """
import os, time
reading, writing = os.pipe()
for _ in range(6):
    if os.fork() == 0:
        held = bytearray(40 << 20)
        held[::4096] = b"x" * (len(held) // 4096)
        os.write(writing, b"1")
        time.sleep(60)
for _ in range(6):
    os.read(reading, 1)
print("all hold 40 MiB")
"""


def test_it_lets_children_hold_more_than_the_limit_without_the_watchdog(
    bare: Bubblewrap, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = python_program(CHILDREN_TOGETHER, memory_bytes=128 * MEBIBYTE, wall_seconds=30.0)
    monkeypatch.setattr(process_tree, "exceeds_memory", lambda root, limit: False)
    assert bare.run(program).stdout == b"all hold 40 MiB\n"
