"""Real workers: Celery processes with a pool, on the test database, that may be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import psutil  # type: ignore[import-untyped]
from django.db import connection

from reviewplatform.embedded.commands import worker_arguments

PATIENCE_SECONDS = 60.0
SANDBOXES = {"setpriv", "bwrap"}
"""Names of a sandbox's outermost process, early and late."""

CELERY = [sys.executable, "-P", "-m", "celery", "--app", "reviewplatform.celery"]


def database_url() -> str:
    """Address of the test database, whatever the connection was made from."""
    known = connection.settings_dict
    name, user, host = (quote(str(known[key]), safe="/") for key in ("NAME", "USER", "HOST"))
    password = quote(str(known["PASSWORD"]), safe="")
    port = f"&port={known['PORT']}" if known["PORT"] else ""
    return f"postgresql://:{password}@/{name}?host={host}&user={user}{port}"


def bare_environment() -> dict[str, str]:
    """All that a worker on another host is given: where the database and the broker are."""
    return {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": database_url(),
        "REDIS_URL": os.environ["REDIS_URL"],
    }


@contextmanager
def folder_for_workers() -> Iterator[Path]:
    """A data directory that every user can walk to, as a temporary folder of ours is not."""
    with tempfile.TemporaryDirectory(prefix="reviewplatform-drill-", dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


class WorkerGroup:
    """A worker and its pool, in a process group of their own; dead workers can be started again."""

    def __init__(self, environment: dict[str, str], log: Path, *, concurrency: int = 2) -> None:
        self._environment, self._log, self._concurrency = environment, log, concurrency
        self.family: dict[int, psutil.Process] = {}
        """Its processes whenever it was ended, sandboxes and what runs in them included."""
        self.start()

    def start(self) -> None:
        arguments = worker_arguments(concurrency=self._concurrency)
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", *arguments],
                env=self._environment,
                cwd="/",
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def look(self) -> None:
        """Remember its processes of now."""
        for pid in [self.process.pid, *_below(self.process.pid)]:
            with suppress(psutil.NoSuchProcess):
                self.family[pid] = psutil.Process(pid)

    @property
    def is_running_code(self) -> bool:
        """Whether a process of its pool has a sandbox at work; the self-test is no such work."""
        pool = (pid for pid in _children(self.process.pid) if _name(pid) not in SANDBOXES)
        return any(_name(pid) in SANDBOXES for one in pool for pid in _children(one))

    def kill(self) -> None:
        """The whole group at once, as when a machine loses power."""
        self.look()
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def freeze(self) -> None:
        """As a machine that sleeps: it does not know how late it is."""
        os.killpg(self.process.pid, signal.SIGSTOP)

    def wake(self) -> None:
        os.killpg(self.process.pid, signal.SIGCONT)

    def stop(self) -> int:
        """Let it finish what it does; its exit code."""
        self.look()
        self.process.terminate()
        return self.process.wait(timeout=PATIENCE_SECONDS)

    @property
    def said(self) -> str:
        """Its log."""
        return self._log.read_text()

    def survivors(self) -> list[psutil.Process]:
        """Processes of all its lives that are still there after some patience."""
        _, alive = psutil.wait_procs(self.family.values(), timeout=10)
        return list(alive)


@contextmanager
def beat(environment: dict[str, str], folder: Path) -> Iterator[None]:
    """The one process that sends the sweeper."""
    schedule = ["beat", "--schedule", str(folder / "schedule"), "--pidfile", ""]
    with (folder / "beat.log").open("ab") as log:
        process = subprocess.Popen(
            [*CELERY, *schedule], env=environment, cwd="/", stdout=log, stderr=log
        )
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_SECONDS)


def await_that(condition: Callable[[], bool], *, seconds: float = PATIENCE_SECONDS) -> bool:
    """Whether it came to be so in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return condition()


def _below(pid: int) -> Iterator[int]:
    for child in _children(pid):
        yield child
        yield from _below(child)


def _children(pid: int) -> list[int]:
    """As the kernel lists them: asking psutil means reading every process there is."""
    with suppress(OSError):
        tasks = Path(f"/proc/{pid}/task").glob("*/children")
        return [int(child) for task in tasks for child in task.read_text().split()]
    return []


def _name(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip()
    return ""
