"""The children that run Python. Web and worker are the programs of the composed deployment."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping, Sequence

from reviewplatform.embedded.layout import DataDirectory
from reviewplatform.embedded.processes import ChildCommand

QUEUES = ("default", "run", "scan", "report")
GRACE_SECONDS = 3
WORKER_NICENESS = 5
"""People wait for pages, nobody waits for a run."""
WEB_PROCESSES = 2
"""One per core of the smallest machine; together with the rest they stay under 600 MB."""
WEB_CONNECTIONS = 8
"""Most database connections of one web process: each request runs in a thread of its own."""


def web_command(
    directory: DataDirectory, *, number: int, listener: int, settings: Mapping[str, str]
) -> ChildCommand:
    """One uvicorn process on the shared listening socket with file descriptor ``listener``."""
    argv = [sys.executable, "-P", "-m", "uvicorn", "reviewplatform.asgi:application"]
    argv += ["--fd", str(listener), "--lifespan", "off", "--no-access-log", "--no-server-header"]
    argv += ["--log-level", "warning", "--timeout-graceful-shutdown", str(GRACE_SECONDS)]
    pooled = {**settings, "REVIEWPLATFORM_DATABASE_POOL_SIZE": str(WEB_CONNECTIONS)}
    return ChildCommand(
        name=f"web {number}",
        argv=argv,
        log=directory.logs / f"web-{number}.log",
        environment=_environment(pooled),
        inherited=(listener,),
    )


def preparation_command(
    directory: DataDirectory, *, sample: bool, reports: int, settings: Mapping[str, str]
) -> ChildCommand:
    """Migrations, sample and sign-in links; reports go to file descriptor ``reports``."""
    argv = [sys.executable, "-P", "-m", "reviewplatform.embedded.preparation", str(reports)]
    return ChildCommand(
        name="preparation",
        argv=[*argv, "--sample"] if sample else argv,
        log=directory.logs / "preparation.log",
        environment=_environment(settings),
        inherited=(reports,),
    )


def worker_command(directory: DataDirectory, *, settings: Mapping[str, str]) -> ChildCommand:
    """One Celery worker with all queues and the beat in it.

    It is stopped cold: tasks are idempotent and PostgreSQL knows what is left to do, so nobody
    waits for a long run at Ctrl-C.
    """
    schedule = directory.root / "beat-schedule"
    return ChildCommand(
        name="worker",
        argv=[
            sys.executable,
            "-P",
            "-m",
            *worker_arguments(),
            "--beat",
            "--schedule",
            str(schedule),
        ],
        log=directory.logs / "worker.log",
        environment=_environment(settings),
        stop_signal=signal.SIGQUIT,
        death_signal=signal.SIGQUIT,
        niceness=WORKER_NICENESS,
    )


def worker_arguments(
    *, queues: Sequence[str] = QUEUES, concurrency: int | None = None
) -> list[str]:
    """Arguments of ``python -m`` for a worker; ``concurrency`` defaults to one task per core."""
    arguments = ["celery", "--app", "reviewplatform.celery", "--quiet", "--skip-checks", "worker"]
    arguments += ["--queues", ",".join(queues), "--loglevel", "WARNING"]
    arguments += ["--concurrency", str(concurrency or os.cpu_count() or 1)]
    return [*arguments, "--without-gossip", "--without-mingle", "--without-heartbeat"]


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    return {**os.environ, **settings, "DJANGO_SETTINGS_MODULE": "reviewplatform.settings"}
