"""Docker with one protection taken away: the attack works, so the other tests can fail."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from evaluations.errors import SandboxUnavailable
from evaluations.sandboxes import docker as backend
from evaluations.sandboxes import docker_options
from evaluations.sandboxes.base import LimitHit, Outcome, Program
from evaluations.sandboxes.docker import Docker
from evaluations.sandboxes.docker_files import write_files
from evaluations.sandboxes.limits import MEBIBYTE
from tests.sandbox.backends import make
from tests.sandbox.programs import python_program
from tests.sandbox.test_file_system import MANY_FILES
from tests.sandbox.test_network import CONNECT, OPEN_FAMILY
from tests.sandbox.test_privileges import SYSCALL
from tests.sandbox.test_resources import FILL_FOLDER, FORK_BOMB, SHARED_MAPPING

pytestmark = pytest.mark.sandbox

Change = Callable[[dict[str, Any]], None]


@pytest.fixture(scope="module")
def docker() -> Docker:
    made = make("docker", Path())
    assert isinstance(made, Docker)
    return made


@pytest.fixture
def run_with(docker: Docker, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Outcome]:
    """Run a program with host options and container options changed."""

    def run(
        program: Program,
        host: dict[str, Any] | None = None,
        container: dict[str, Any] | None = None,
    ) -> Outcome:
        for name, changes in (("host_options", host), ("container_options", container)):
            changed = partial(_changed, getattr(backend, name), changes or {})
            monkeypatch.setattr(backend, name, changed)
        return docker.run(program)

    return run


def _changed(
    original: Callable[..., dict[str, Any]], changes: dict[str, Any], *given: Any, **named: Any
) -> dict[str, Any]:
    options = original(*given, **named) | changes
    return {name: value for name, value in options.items() if value is not None}


UNFILTERED = {"security_opt": ["no-new-privileges:true", "seccomp=unconfined"]}
ENGINES_OWN_FILTER = {"security_opt": ["no-new-privileges:true"]}


def test_it_reaches_the_host_in_the_hosts_network(run_with: Callable[..., Outcome]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        program = python_program(CONNECT, "127.0.0.1", str(server.getsockname()[1]))
        reached = run_with(program, {"network_mode": "host", "dns": None}, {"hostname": None})
    assert reached.stdout == b"CONNECTED\n"


@pytest.mark.parametrize(
    ("source", "arguments"),
    [
        (SYSCALL, ("319", "0", "0")),  # memfd_create with no name: EFAULT, not EPERM
        (SYSCALL, ("425", "1", "0")),  # io_uring_setup
        (OPEN_FAMILY, ("40", "1")),  # vsock
    ],
    ids=["memfd", "io_uring", "vsock"],
)
def test_it_gets_through_the_engines_own_filter(
    docker: Docker, run_with: Callable[..., Outcome], source: str, arguments: tuple[str, ...]
) -> None:
    refused = docker.run(python_program(source, *arguments)).stdout.split()[-1]
    assert refused == str(errno.EPERM).encode()
    through = run_with(python_program(source, *arguments), ENGINES_OWN_FILTER).stdout.split()[-1]
    assert through != refused


def test_it_makes_a_user_namespace_without_the_filter(run_with: Callable[..., Outcome]) -> None:
    source = "import ctypes; print(ctypes.CDLL(None).unshare(0x10000000))"
    assert run_with(python_program(source), UNFILTERED).stdout == b"0\n"


def test_it_forks_without_end_without_a_process_limit(run_with: Callable[..., Outcome]) -> None:
    source = FORK_BOMB.replace("while True:", "while made < 100:") + "print(made)"
    program = python_program(source, memory_bytes=1024 * MEBIBYTE)
    assert run_with(program, {"pids_limit": None}).stdout == b"100\n"


def test_it_holds_any_memory_without_a_memory_limit(run_with: Callable[..., Outcome]) -> None:
    unlimited = {"mem_limit": None, "memswap_limit": None}
    outcome = run_with(python_program(SHARED_MAPPING), unlimited)
    assert outcome.stdout == b"holds everything\n"
    assert outcome.limit_hit is LimitHit.NONE


def test_it_fills_shared_memory_without_its_bound(run_with: Callable[..., Outcome]) -> None:
    outcome = run_with(python_program(FILL_FOLDER, "/dev/shm"), {"shm_size": 32 * MEBIBYTE})
    assert int(outcome.stdout.split()[1]) > 8


def test_it_makes_any_number_of_files_without_their_bound(
    run_with: Callable[..., Outcome],
) -> None:
    folders = {"/box": "exec,mode=0700,uid=65534,gid=65534", "/tmp": "exec"}
    program = python_program(MANY_FILES, wall_seconds=30.0, cpu_seconds=20)
    assert run_with(program, {"tmpfs": folders}).stdout == b"made them all\n"


WRITE_SYSTEM = "open('/toolchain/new', 'w').write('x'); print('WROTE')"


def test_it_writes_to_the_system_as_root_of_a_writable_one(
    run_with: Callable[..., Outcome],
) -> None:
    root = {"user": "0:0"}
    assert b"Read-only file system" in run_with(python_program(WRITE_SYSTEM), None, root).stderr
    writable = run_with(python_program(WRITE_SYSTEM), {"read_only": False}, root)
    assert writable.stdout == b"WROTE\n"


def test_it_changes_owners_with_the_capabilities_of_root(
    run_with: Callable[..., Outcome],
) -> None:
    program = python_program("import os; os.chown('/box', 1, 1); print('GAVE AWAY')")
    root = {"user": "0:0"}
    assert b"Operation not permitted" in run_with(program, None, root).stderr
    assert run_with(program, {"cap_drop": None}, root).stdout == b"GAVE AWAY\n"


def test_it_reads_roots_files_when_it_is_root(
    docker: Docker,
    run_with: Callable[..., Outcome],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("of root")
    secret.chmod(0o600)
    bind = {"Type": "bind", "Target": "/given", "Source": str(tmp_path), "ReadOnly": True}
    original = docker_options.host_options

    def with_secret(*given: Any, **named: Any) -> dict[str, Any]:
        options = original(*given, **named)
        options["mounts"].append(bind)
        return options

    monkeypatch.setattr(backend, "host_options", with_secret)
    program = python_program("print(open('/given/secret').read())")
    assert b"Permission denied" in docker.run(program).stderr
    assert run_with(program, None, {"user": "0:0"}).stdout == b"of root\n"


def test_it_changes_what_is_handed_over_when_that_is_not_read_only(
    docker: Docker, run_with: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    original = docker_options.host_options

    def writable(*given: Any, **named: Any) -> dict[str, Any]:
        options = original(*given, **named)
        for mount in options["mounts"]:
            mount["ReadOnly"] = mount["Target"] != "/src"
        return options

    monkeypatch.setattr(backend, "host_options", writable)
    program = python_program("open('/src/new', 'w').write('x'); print('WROTE')")
    assert run_with(program, {"cap_drop": None}, {"user": "0:0"}).stdout == b"WROTE\n"


@contextmanager
def first_process(docker: Docker, folder: Path, old: str, new: str) -> Iterator[None]:
    """Another first process: ours, with one line changed."""
    package = Path("evaluations/sandboxes")
    files = {
        str(path.relative_to(docker._first)): path.read_text().replace(old, new).encode()
        for path in docker._first.rglob("*.py")
    }
    assert any(new in data.decode() for data in files.values()), package
    write_files(folder, files)
    before = docker._first
    docker._first = folder
    try:
        yield
    finally:
        docker._first = before


def test_it_opens_the_memory_of_an_ordinary_first_process(
    docker: Docker, reachable_folder: Path
) -> None:
    program = python_program("open('/proc/1/mem', 'r+b'); print('OPEN')")
    assert b"Permission denied" in docker.run(program).stderr
    ordinary = reachable_folder / "first"
    with first_process(docker, ordinary, "(PR_SET_DUMPABLE, 0,", "(PR_SET_DUMPABLE, 1,"):
        assert docker.run(program).stdout == b"OPEN\n"


def test_it_runs_for_ever_when_the_first_process_does_not_look_at_the_clock(
    docker: Docker, reachable_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then the worker's own patience ends it, and blames the sandbox."""
    monkeypatch.setattr(backend, "END_SECONDS", 1.0)
    program = python_program("import time; time.sleep(600)", wall_seconds=1.0)
    blind = reachable_folder / "first"
    with (
        first_process(docker, blind, '>= self.order["wall"]', "< 0"),
        pytest.raises(SandboxUnavailable, match="did not end a run within 2 seconds"),
    ):
        docker.run(program)
