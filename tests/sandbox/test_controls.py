"""The same attacks with one protection taken away: they work, so the other tests can fail."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from evaluations.errors import SandboxUnavailable
from evaluations.sandboxes import command, process_tree
from evaluations.sandboxes.bubblewrap import Bubblewrap
from evaluations.sandboxes.limits import MEBIBYTE
from tests.sandbox.programs import python_program
from tests.sandbox.test_network import CONNECT
from tests.sandbox.test_resources import FORK_BOMB

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
        **environment: str,
    ) -> subprocess.CompletedProcess[str]:
        argv = ["bwrap", *options, *SYSTEM, *LINKS, *PYTHON, source, *arguments]
        environment = {"PATH": "/usr/bin:/bin", **environment}
        return subprocess.run(argv, env=environment, capture_output=True, text=True, timeout=60)

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


def test_it_makes_a_memory_file_without_the_filter(
    bare: Bubblewrap, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = "import os; print(os.memfd_create('x'))"
    assert b"Operation not permitted" in bare.run(python_program(source)).stderr
    allow_everything = bytes.fromhex("060000000000ff7f")
    monkeypatch.setattr(bare, "_prepared", replace(bare._prepared, seccomp=allow_everything))
    assert bare.run(python_program(source)).exit_code == 0


def test_it_forks_without_end_without_a_process_limit(
    bare: Bubblewrap, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = FORK_BOMB.replace("while True:", "while made < 100:")
    limits_text = command.limits_text
    monkeypatch.setattr(
        command,
        "limits_text",
        lambda *given: ",".join(
            item for item in limits_text(*given).split(",") if not item.startswith("NPROC")
        ),
    )
    outcome = bare.run(python_program(source + "print(made)", memory_bytes=1024 * MEBIBYTE))
    assert outcome.stdout == b"100\n"


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
