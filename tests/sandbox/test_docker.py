"""What only Docker has: an engine that may hang, options it must keep, containers left behind."""

from __future__ import annotations

import json
import os
import secrets
import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from docker import APIClient
from docker.utils import kwargs_from_env

from evaluations.errors import SandboxUnavailable
from evaluations.sandboxes import docker as backend
from evaluations.sandboxes import docker_engine
from evaluations.sandboxes.base import LimitHit, Program
from evaluations.sandboxes.docker import Docker
from evaluations.sandboxes.docker_engine import DEFAULT_ADDRESS, Engine
from evaluations.sandboxes.docker_options import EXPIRES, LABEL, container_options, host_options
from evaluations.sandboxes.limits import MEBIBYTE, Limits
from tests.sandbox.backends import make
from tests.sandbox.programs import python_program

pytestmark = pytest.mark.sandbox

SLEEP = python_program("import time; time.sleep(600)", wall_seconds=600.0)


@pytest.fixture(scope="module")
def docker() -> Docker:
    made = make("docker", Path())
    assert isinstance(made, Docker)
    return made


@pytest.fixture
def client(docker: Docker) -> Iterator[APIClient]:
    """The SDK itself, to look at what our own engine does."""
    with APIClient(**kwargs_from_env(), version="auto") as client:
        yield client


def ours(client: APIClient) -> list[dict[str, Any]]:
    return [dict(one) for one in client.containers(all=True, filters={"label": LABEL})]


def vanish(those: Callable[[], set[Any]]) -> bool:
    """Whether there are none of them in the end: other workers' tests run containers meanwhile."""
    end = time.monotonic() + 60
    while those() and time.monotonic() < end:
        time.sleep(0.2)
    return not those()


@contextmanager
def created(docker: Docker, program: Program, expires: float) -> Iterator[str]:
    """A container as a run makes it, not yet started."""
    host = host_options(program, docker._folders(program, docker._first), runtime=docker._runtime)
    with Engine() as engine:
        options = container_options(program, docker._image, expires)
        with engine.container(options, host) as container:
            yield container


def test_it_tells_the_engine_every_bound(docker: Docker, client: APIClient) -> None:
    with created(docker, python_program(""), time.time() + 60) as container:
        found = client.inspect_container(container)
    host, config = found["HostConfig"], found["Config"]
    assert (host["NetworkMode"], host["IpcMode"]) == ("none", "private")
    assert (host["ReadonlyRootfs"], host["Privileged"]) == (True, False)
    assert (host["CapDrop"], host["CapAdd"]) == (["ALL"], None)
    assert host["Memory"] == host["MemorySwap"] == 128 * MEBIBYTE
    assert (host["PidsLimit"], host["ShmSize"]) == (17, 8 * MEBIBYTE)
    assert 0 < host["NanoCpus"] <= 2_000_000_000
    assert {mount["RW"] for mount in found["Mounts"]} == {False}
    assert host["LogConfig"]["Type"] == "json-file"
    assert host["LogConfig"]["Config"]["max-file"] == "1"
    assert config["User"] == "65534:65534"
    assert (config["AttachStdin"], config["StdinOnce"]) == (True, True)
    options = dict(
        text.split(sep, 1)
        for text in host["SecurityOpt"]
        for sep in "=:"
        if text.startswith({"=": "seccomp", ":": "no-new"}[sep])
    )
    assert options["no-new-privileges"] == "true"
    assert json.loads(options["seccomp"])["defaultAction"] == "SCMP_ACT_ERRNO"


def test_it_uses_the_image_by_what_is_in_it(docker: Docker, client: APIClient) -> None:
    with created(docker, SLEEP, time.time() + 60) as container:
        found = client.inspect_container(container)
    assert found["Config"]["Image"] == found["Image"] == docker.fingerprint["image"]
    assert found["Image"].startswith("sha256:")


def test_it_leaves_no_container_and_no_file(docker: Docker, client: APIClient) -> None:
    before = {one["Id"] for one in ours(client)}
    docker.run(Program(argv=("true",), files={"a/b": b"c"}, limits=Limits()))
    docker.run(python_program("import os; os.abort()"))
    docker.run(python_program("while True: print('x' * 9999)", output_bytes=1000))
    jobs = docker.directory / "docker"
    left = {one["Id"] for one in ours(client)} - before, set(jobs.glob("job-*"))
    assert vanish(lambda: {one["Id"] for one in ours(client)} & left[0])
    assert vanish(lambda: set(jobs.glob("job-*")) & left[1])


def test_it_writes_input_to_no_file_and_tells_the_engine_nothing_of_it(
    docker: Docker, client: APIClient
) -> None:
    canary = secrets.token_hex(16)
    source = "import sys, time; sys.stdin.read(); time.sleep(1.5)"
    program = Program(
        argv=("python3", "-c", source), stdin=canary.encode(), limits=Limits(cpu_seconds=7)
    )
    before = {one["Id"] for one in ours(client)}
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(docker.run, program)
        container = _first_new(client, before)
        inspected = json.dumps(client.inspect_container(container))
        log = client.logs(container)
        written = [
            path.read_bytes()
            for path in (docker.directory / "docker").rglob("*")
            if path.is_file() and path.stat().st_size
        ]
        assert running.result().exit_code == 0
    assert canary not in inspected
    assert canary.encode() not in log
    assert not any(canary.encode() in data for data in written)


def _first_new(client: APIClient, before: set[str]) -> str:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for one in ours(client):
            if one["Id"] not in before and one["State"] == "running":
                return str(one["Id"])
    raise AssertionError("no container was seen")


def test_it_shows_no_name_server_of_the_host(docker: Docker) -> None:
    outcome = docker.run(python_program("print(open('/etc/resolv.conf').read())"))
    servers = [line for line in outcome.stdout.decode().splitlines() if "nameserver" in line]
    assert servers == ["nameserver 127.0.0.1"]


def test_it_removes_containers_whose_time_is_over_and_no_other(
    docker: Docker, client: APIClient
) -> None:
    with (
        created(docker, SLEEP, time.time() - 1) as old,
        created(docker, SLEEP, time.time() + 60) as new,
    ):
        with Engine() as engine:
            engine.remove_expired()
        left = {one["Id"]: one["Labels"][EXPIRES] for one in ours(client)}
    assert old not in left
    assert new in left


def test_it_removes_the_files_of_a_killed_worker(docker: Docker) -> None:
    left = docker.directory / "docker" / "job-63"
    left.mkdir()
    (left / "solution.py").write_text("left")
    Docker()
    assert not left.exists()


def test_it_is_killed_for_memory_together_with_its_first_process(docker: Docker) -> None:
    """The smallest program that takes everything at once; whoever dies first, it is the limit."""
    source = "import mmap; m = mmap.mmap(-1, 1 << 30); m.write(b'x' * (1 << 30)); print('all')"
    outcome = docker.run(python_program(source, memory_bytes=32 * MEBIBYTE))
    assert outcome.limit_hit is LimitHit.MEMORY
    assert b"all" not in outcome.stdout


def test_it_says_how_to_get_the_image(docker: Docker) -> None:
    with pytest.raises(SandboxUnavailable, match=r"no image absent:none.*make sandbox-image"):
        Docker(image="absent:none")


def test_it_wants_an_engine_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://192.0.2.1:2375")
    with pytest.raises(SandboxUnavailable, match="not on this machine"):
        Engine()


def test_it_gives_up_on_an_engine_that_never_answers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/hung.sock")
    with socket.socket(socket.AF_UNIX) as hung:
        hung.bind(str(tmp_path / "hung.sock"))
        hung.listen()
        started = time.monotonic()
        with pytest.raises(SandboxUnavailable, match=r"did not answer within 0\.3 seconds"):
            Engine(seconds=0.3)
        assert time.monotonic() - started < 5


class StallingProxy:
    """Passes everything between the SDK and the engine, until the SDK says ``word``."""

    def __init__(self, folder: Path, word: bytes) -> None:
        self.address = f"unix://{folder}/proxy.sock"
        self._engine = (os.environ.get("DOCKER_HOST") or DEFAULT_ADDRESS).removeprefix("unix://")
        self._word = word
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / "proxy.sock"))
        self._listener.listen()
        self._held: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for held in self._held:
            held.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                sdk, _ = self._listener.accept()
                engine = socket.socket(socket.AF_UNIX)
                engine.connect(self._engine)
                self._held += [sdk, engine]
                threading.Thread(target=self._pass, args=(sdk, engine), daemon=True).start()

    def _pass(self, sdk: socket.socket, engine: socket.socket) -> None:
        other = {sdk: engine, engine: sdk}
        with selectors.DefaultSelector() as selector, suppress(OSError, ValueError):
            for line in other:
                selector.register(line, selectors.EVENT_READ)
            while True:
                for key, _ in selector.select():
                    line = sdk if key.fileobj is sdk else engine
                    data = line.recv(65536)
                    if not data:
                        for one in other:
                            one.shutdown(socket.SHUT_RDWR)
                        return
                    if line is sdk and self._word in data:
                        return  # and say nothing any more
                    other[line].sendall(data)


@pytest.fixture
def stalling(
    docker: Docker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[bytes], None]]:
    """Let the engine hang from the request that contains a word."""
    proxies: list[StallingProxy] = []

    def stall(word: bytes) -> None:
        proxies.append(StallingProxy(tmp_path, word))
        monkeypatch.setenv("DOCKER_HOST", proxies[0].address)

    yield stall
    for proxy in proxies:
        proxy.close()


@pytest.mark.parametrize(
    ("word", "what"),
    [
        (b"/containers/create", "create a container"),
        (b"/attach", "attach to a container"),
        (b"/start", "start a container"),
        (b"/wait", "end a run"),
        (b"/logs", "hand out a log"),
    ],
)
def test_it_blames_an_engine_that_hangs_and_not_the_program(
    docker: Docker,
    stalling: Callable[[bytes], None],
    monkeypatch: pytest.MonkeyPatch,
    word: bytes,
    what: str,
) -> None:
    for name in ("CREATE_SECONDS", "START_SECONDS"):
        monkeypatch.setattr(docker_engine, name, 1.0)
    monkeypatch.setattr(Engine.__init__, "__kwdefaults__", {"seconds": 1.0})
    monkeypatch.setattr(backend, "END_SECONDS", 1.0)
    stalling(word)
    with pytest.raises(SandboxUnavailable, match=f"did not {what} within"):
        docker.run(python_program("print(1)", wall_seconds=1.0))
