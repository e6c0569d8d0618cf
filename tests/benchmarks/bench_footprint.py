"""What the platform takes from its machine: time to start, memory at rest, disk for the install.

Run with ``python -m tests.benchmarks footprint``. ``reviewplatform demo`` is started as a user
starts it; the install is made from ``requirements.txt`` alone.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.figures import Figure, at_most
from tests.benchmarks.watching import MEGABYTE, memory_megabytes
from tests.benchmarks.workbench import Workbench

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 120.0
REST_SECONDS = 20.0
SERVERS = {"DATABASE_URL", "REDIS_URL", "REVIEWPLATFORM_DATA_DIR"}


def measure(_workbench: Workbench) -> Iterator[Figure]:
    """Two starts of the demo on one data directory, memory after each has come to rest, disk."""
    with tempfile.TemporaryDirectory(prefix="reviewplatform-demo-") as folder:
        for which in ("first", "second"):
            with demo(Path(folder) / "data") as started:
                yield Figure(f"demo, {which} start to ready", started.seconds, "s", at_most(15))
                started.await_rest()
                used = memory_megabytes([started.pid])
                yield Figure(f"everything at rest, {which} start", used, "MB PSS", at_most(600))
    yield Figure("install from requirements.txt", install_megabytes(), "MB", at_most(700))


class Started:
    """A running demo."""

    def __init__(self, *, pid: int, seconds: float, url: str) -> None:
        self.pid = pid
        self.seconds = seconds
        self._url = url

    def await_rest(self) -> None:
        """Serve a page from every web process, then wait until the worker has done the sample."""
        for _ in range(20):
            with urllib.request.urlopen(f"{self._url}/sign-in/") as page:  # noqa: S310 our own
                page.read()
        quiet = 0.0
        while quiet < REST_SECONDS:
            before = processor_time(self.pid)
            time.sleep(2)
            quiet = quiet + 2 if processor_time(self.pid) - before < 0.2 else 0.0


def processor_time(pid: int) -> float:
    from tests.benchmarks.watching import processor_seconds

    return processor_seconds(pid)


@contextmanager
def demo(directory: Path) -> Iterator[Started]:
    """``reviewplatform demo``, from the command to its end."""
    ready = directory.with_name("ready.json")
    ready.unlink(missing_ok=True)
    command = [sys.executable, "-P", "-m", "reviewplatform.cli", "demo", "--port", "0"]
    begin = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--data-dir", str(directory), "--ready-file", str(ready)],
        env={name: value for name, value in os.environ.items() if name not in SERVERS},
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
    )
    try:
        while not ready.exists():
            if process.poll() is not None or time.perf_counter() - begin > PATIENCE_SECONDS:
                raise RuntimeError("the demo did not start")
            time.sleep(0.02)
        seconds = time.perf_counter() - begin
        yield Started(pid=process.pid, seconds=seconds, url=json.loads(ready.read_text())["url"])
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE_SECONDS)


def install_megabytes() -> float:
    """Size on disk of a virtual environment with the runtime lock in it."""
    with tempfile.TemporaryDirectory(prefix="reviewplatform-install-") as folder:
        checkout = Path(folder) / "project"
        for name in ("scripts", "reviewplatform", "evaluations", "reviewers"):
            shutil.copytree(PROJECT / name, checkout / name)
        for name in ("requirements.txt", "pyproject.toml"):
            shutil.copy(PROJECT / name, checkout / name)
        subprocess.run(
            ["scripts/bootstrap.sh", "runtime"], cwd=checkout, check=True, capture_output=True
        )
        files = (checkout / ".venv").rglob("*")
        return sum(file.lstat().st_size for file in files if not file.is_dir()) / MEGABYTE
