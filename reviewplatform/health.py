"""The parts the platform stands on: is each there, which version, and what to do if not."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Container
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from evaluations.errors import EvaluationError, SandboxUnavailable
from reviewplatform.embedded.disk import LEAST_FREE_BYTES, MEBIBYTE, free_bytes
from reviewplatform.embedded.layout import DataDirectory
from reviewplatform.environment import environment

if TYPE_CHECKING:
    from evaluations.sandboxes.bubblewrap import Bubblewrap
    from evaluations.sandboxes.docker import Docker

START = "Start it with: reviewplatform demo"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PING_SECONDS = 1.0
NO_RUNS = "no code is run"
SEE = "See docs/how-to/run-without-sandbox.md for what this machine must allow."
PARTS = ("database", "broker", "worker", "bubblewrap", "docker", "browser", "disk")


class State(StrEnum):
    """How a part is. STOPPED and MISSING name what can be had; FAILED is what should work."""

    OK = "ok"
    STOPPED = "stopped"
    MISSING = "missing"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Part:
    """One line of the doctor."""

    name: str
    state: State
    version: str = ""
    detail: str = ""
    remedy: str = ""


def examine(directory: DataDirectory, names: Container[str] = PARTS) -> list[Part]:
    """The parts of these names, each looked at on its own: one that fails hides no other."""
    parts = {
        "database": lambda: database(directory),
        "broker": lambda: broker(directory),
        "worker": worker,
        "bubblewrap": bubblewrap,
        "docker": docker,
        "browser": browser,
        "disk": lambda: disk(directory),
    }
    return [guarded(name, check) for name, check in parts.items() if name in names]


def database(directory: DataDirectory) -> Part:
    """The PostgreSQL of ``DATABASE_URL``, or the embedded one, which only a running demo has."""
    from reviewplatform.embedded.postgres import MAJOR, bundled_installation, refuse_other_major

    if "DATABASE_URL" not in os.environ:
        bundled_installation()
        refuse_other_major(directory.postgres)
        return Part(
            name="database",
            state=State.STOPPED,
            version=f"PostgreSQL {MAJOR} (embedded)",
            remedy=START,
        )
    import psycopg

    password = environment().database_password.get_secret_value()
    with psycopg.connect(
        os.environ["DATABASE_URL"], password=password or None, connect_timeout=5
    ) as connection:
        version = connection.info.parameter_status("server_version")
        return Part(name="database", state=State.OK, version=f"PostgreSQL {version}")


def broker(directory: DataDirectory) -> Part:
    """The Valkey or Redis of ``REDIS_URL``, or the embedded one."""
    from reviewplatform.embedded.valkey import bundled_program, bundled_version

    if "REDIS_URL" not in os.environ:
        bundled_program()
        return Part(
            name="broker",
            state=State.STOPPED,
            version=f"Valkey {bundled_version()} (embedded)",
            remedy=START,
        )
    import redis

    with redis.Redis.from_url(os.environ["REDIS_URL"], socket_timeout=5) as connection:
        about = connection.info("server")
    name = "Valkey" if "valkey_version" in about else "Redis"
    version = about.get("valkey_version") or about["redis_version"]
    return Part(name="broker", state=State.OK, version=f"{name} {version}")


def worker() -> Part:
    """Celery workers that answer through the broker."""
    import celery

    version = f"Celery {celery.__version__}"
    if "REDIS_URL" not in os.environ:
        return Part(name="worker", state=State.STOPPED, version=version, remedy=START)
    from reviewplatform.celery import app

    count = len(app.control.ping(timeout=PING_SECONDS) or [])
    if count == 0:
        remedy = "Start one with: reviewplatform worker"
        return Part(name="worker", state=State.FAILED, version=version, remedy=remedy)
    return Part(name="worker", state=State.OK, version=version, detail=f"{count} answering")


def bubblewrap() -> Part:
    """The default place to run code, with its self-test."""
    from evaluations.sandboxes import SandboxChoice
    from evaluations.sandboxes.bubblewrap import Bubblewrap

    if shutil.which("bwrap") is None:
        return Part(
            name="bubblewrap",
            state=State.MISSING,
            detail=NO_RUNS if environment().sandbox is SandboxChoice.BUBBLEWRAP else "",
            remedy="Install it with: apt-get install bubblewrap",
        )
    return _sandbox(Bubblewrap, wanted=environment().sandbox is not SandboxChoice.DOCKER)


def docker() -> Part:
    """The other place to run code, with its self-test; needed only where it is chosen."""
    from evaluations.sandboxes import SandboxChoice
    from evaluations.sandboxes.docker import Docker

    return _sandbox(Docker, wanted=environment().sandbox is SandboxChoice.DOCKER)


def _sandbox(make: type[Bubblewrap] | type[Docker], *, wanted: bool) -> Part:
    """One that is not to be used may be absent; one that is to be used and fails stops all runs."""
    from evaluations.sandboxes import tested

    try:
        sandbox = make()
        tested(sandbox)
    except SandboxUnavailable as error:
        if not wanted:
            return Part(name=make.name, state=State.MISSING, detail=f"not used. {error.message}")
        detail = f"{NO_RUNS}. {error.message}"
        return Part(name=make.name, state=State.FAILED, detail=detail, remedy=SEE)
    return Part(
        name=make.name,
        state=State.OK,
        version=sandbox.fingerprint["sandbox"],
        detail="self-test passed" if wanted else "self-test passed; not chosen",
    )


def browser() -> Part:
    """A chromium, for screenshots and the browser tests only."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        return Part(
            name="browser",
            state=State.MISSING,
            detail="only for screenshots and browser tests",
            remedy="Install it with: apt-get install chromium",
        )
    return Part(name="browser", state=State.OK, version=_version_of(program))


def disk(directory: DataDirectory) -> Part:
    """Room where the data lies."""
    free = free_bytes(directory.root)
    enough = free >= LEAST_FREE_BYTES
    return Part(
        name="disk",
        state=State.OK if enough else State.FAILED,
        detail=f"{free // MEBIBYTE} MB free for {directory.root}",
        remedy="" if enough else "Make room, or move the data with --data-dir.",
    )


def guarded(name: str, check: Callable[[], Part]) -> Part:
    """What ``check`` finds; a part that fails in any way is a part that failed."""
    try:
        return check()
    except EvaluationError as error:
        return Part(name=name, state=State.FAILED, detail=error.message)
    except Exception as error:  # a doctor reports whatever a part says, and goes on
        return Part(name=name, state=State.FAILED, detail=f"{type(error).__name__}: {error}")


def _version_of(program: str) -> str:
    done = subprocess.run(  # noqa: S603
        [program, "--version"], check=False, capture_output=True, text=True, timeout=20
    )
    return done.stdout.strip()
