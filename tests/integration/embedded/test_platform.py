"""The whole platform as a user starts it: one process from outside, watched from outside."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import psutil  # type: ignore[import-untyped]
import psycopg
import pytest

from reviewplatform.embedded.addresses import listen
from reviewplatform.embedded.layout import DataDirectory
from reviewplatform.embedded.postgres import MAJOR
from reviewplatform.embedded.readiness import await_web, page_is_served
from reviewplatform.embedded.supervisor import Supervisor

PATIENCE_SECONDS = 60
FAILED = 2


class Running:
    """A started ``reviewplatform serve`` and what it said when it was ready."""

    def __init__(self, directory: DataDirectory) -> None:
        self.ready_file = directory.root.with_name(directory.root.name + "-ready.json")
        self.ready_file.unlink(missing_ok=True)  # of a run that was killed
        self.process = subprocess.Popen(
            command("serve", directory, "--port", "0", "--ready-file", str(self.ready_file)),
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said = self._await_ready()
        self.family = psutil.Process(self.process.pid).children(recursive=True)
        """All of its processes, children of children included."""

    def _await_ready(self) -> dict[str, Any]:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self.ready_file.exists():
            assert self.process.poll() is None, self.process.communicate()[0]
            assert time.monotonic() < deadline
            time.sleep(0.05)
        said: dict[str, Any] = json.loads(self.ready_file.read_text())
        return said

    def end(self, ending: signal.Signals) -> str:
        """Send the signal, wait for the end, and give what was printed."""
        self.process.send_signal(ending)
        printed, _ = self.process.communicate(timeout=PATIENCE_SECONDS)
        return printed

    def survivors(self) -> list[psutil.Process]:
        """Processes of the family that are still there after some patience."""
        _, alive = psutil.wait_procs(self.family, timeout=20)
        return list(alive)


def environment() -> dict[str, str]:
    """Ours without the test servers: the platform brings its own."""
    mine = {"DATABASE_URL", "REDIS_URL"}
    return {
        name: value
        for name, value in os.environ.items()
        if name not in mine and not name.startswith("REVIEWPLATFORM_")
    }


def command(verb: str, directory: DataDirectory, *arguments: str) -> list[str]:
    program = [sys.executable, "-P", "-m", "reviewplatform.cli", verb]
    return [*program, "--data-dir", str(directory.root), *arguments]


def run(verb: str, directory: DataDirectory, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(verb, directory, *arguments),
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
    )


@pytest.fixture(scope="module")
def running(directory) -> Iterator[Running]:
    running = Running(directory)
    yield running
    if running.process.poll() is None:
        running.end(signal.SIGKILL)
    running.survivors()
    running.ready_file.unlink(missing_ok=True)


def test_it_says_where_it_is_once_it_serves(running, directory):
    assert running.said["pid"] == running.process.pid
    assert running.said["data_dir"] == str(directory.root)
    assert running.said["admin_url"].startswith(f"{running.said['url']}/sign-in/link/")
    assert running.said["reviewer_url"] is None
    assert running.ready_file.stat().st_mode & 0o777 == 0o600
    assert page_is_served(running.said["url"])


def test_it_tells_a_second_instance_which_process_is_in_the_way(running, directory):
    second = run("serve", directory, "--port", "0")
    assert second.returncode == FAILED
    assert f"in use by process {running.process.pid}" in second.stderr


def test_it_tells_that_a_port_is_busy_before_it_touches_any_data(directory):
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        refused = run("serve", directory, "--port", str(port))
    assert refused.returncode == FAILED
    assert f"Port {port} on 127.0.0.1 is in use" in refused.stderr


def test_it_is_in_good_health_in_the_doctors_eyes(running, directory):
    report = json.loads(run("doctor", directory, "--json").stdout)
    states = {part["name"]: part["state"] for part in report["parts"]}
    assert states["database"] == states["broker"] == states["worker"] == states["disk"] == "ok"


def test_it_lets_other_verbs_join_in(running, directory):
    listed = run("manage", directory, "showmigrations", "--plan")
    assert listed.returncode == 0
    assert "[ ]" not in listed.stdout


def test_it_gives_other_verbs_links_to_the_server_that_runs(running, directory):
    link = run("sign-in-link", directory).stdout
    assert link.startswith(f"{running.said['url']}/sign-in/link/")


def test_it_lets_pages_go_before_runs(running):
    niceness = {" ".join(child.cmdline()): child.nice() for child in running.family}
    web = [nice for line, nice in niceness.items() if "uvicorn" in line]
    worker = [nice for line, nice in niceness.items() if "celery" in line]
    assert max(web) < min(worker)


def test_it_serves_again_after_a_web_server_died(running):
    servers = [child for child in running.family if "uvicorn" in child.cmdline()]
    for server in servers:
        server.kill()
    psutil.wait_procs(servers, timeout=20)
    await_web(Supervisor(report=print), running.said["url"])
    assert page_is_served(running.said["url"])


def test_it_loses_nothing_and_leaves_nothing_when_it_is_killed(running, directory):
    with psycopg.connect(directory.database_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'a review' AS content")
    running.end(signal.SIGKILL)
    assert running.survivors() == []
    assert list(directory.sockets.iterdir()) == []

    again = Running(directory)
    try:
        with psycopg.connect(directory.database_url) as connection:
            kept = connection.execute("SELECT content FROM kept").fetchall()
    finally:
        printed = again.end(signal.SIGTERM)
    assert kept == [("a review",)]
    assert again.process.returncode == 0, printed
    assert again.survivors() == []
    assert list(directory.sockets.iterdir()) == []
    assert not again.ready_file.exists()


def test_it_refuses_the_data_of_another_postgresql_major(directory):
    (directory.postgres / "PG_VERSION").write_text(f"{MAJOR - 2}\n")
    refused = run("serve", directory, "--port", "0")
    assert refused.returncode == FAILED
    assert f"written by PostgreSQL {MAJOR - 2}" in refused.stderr
