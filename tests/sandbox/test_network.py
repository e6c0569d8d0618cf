"""No way out: no address, no socket of the host, no unusual socket family."""

from __future__ import annotations

import errno
import secrets
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.conftest import RunPython

pytestmark = pytest.mark.sandbox

CONNECT = """
import socket, sys
try:
    socket.create_connection((sys.argv[1], int(sys.argv[2])), 2)
    print("CONNECTED")
except OSError as error:
    print(error.errno)
"""
CONNECT_BY_NAME = """
import socket, sys
try:
    socket.socket(socket.AF_UNIX).connect("\\0" + sys.argv[1])
    print("CONNECTED")
except OSError as error:
    print(error.errno)
"""
CONNECT_BY_PATH = CONNECT_BY_NAME.replace('"\\0" + ', "")
OPEN_FAMILY = """
import socket, sys
try:
    socket.socket(int(sys.argv[1]), int(sys.argv[2]))
    print("OPENED")
except OSError as error:
    print(error.errno)
"""


@pytest.fixture
def listener() -> Iterator[int]:
    """Port of a live listener on the host's loopback."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_it_reaches_no_listener_of_the_host(run_python: RunPython, listener: int) -> None:
    with socket.create_connection(("127.0.0.1", listener), 2):
        pass  # from here it can be reached
    outcome = run_python(CONNECT, "127.0.0.1", str(listener))
    assert int(outcome.stdout) in (errno.ECONNREFUSED, errno.ENETUNREACH)


@pytest.mark.parametrize("address", ["198.51.100.7", "169.254.169.254", "10.0.0.1"])
def test_it_reaches_no_other_machine(run_python: RunPython, address: str) -> None:
    assert int(run_python(CONNECT, address, "80").stdout) == errno.ENETUNREACH


def test_it_reaches_no_abstract_socket_of_the_host(run_python: RunPython) -> None:
    name = f"review-{secrets.token_hex(6)}"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"\0{name}")
        server.listen()
        outcome = run_python(CONNECT_BY_NAME, name)
    assert int(outcome.stdout) == errno.ECONNREFUSED


def test_it_reaches_no_socket_file_of_the_host(run_python: RunPython, tmp_path: Path) -> None:
    path = tmp_path / "listening.sock"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()
        for where in (
            str(path),
            "/run/docker.sock",
            "/var/run/docker.sock",
            "/run/dbus/system_bus_socket",
        ):
            outcome = run_python(CONNECT_BY_PATH, where)
            assert int(outcome.stdout) in (errno.ENOENT, errno.EACCES)


@pytest.mark.parametrize(
    ("family", "kind"),
    [(10, 1), (16, 3), (17, 3), (38, 5), (40, 1)],
    ids=["inet6", "netlink", "packet", "alg", "vsock"],
)
def test_it_opens_no_socket_of_an_unusual_family(
    run_python: RunPython, family: int, kind: int
) -> None:
    assert int(run_python(OPEN_FAMILY, str(family), str(kind)).stdout) == errno.EPERM
