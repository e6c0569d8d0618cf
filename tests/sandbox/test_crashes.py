"""A worker that is killed leaves nothing that runs, and the next run finds a clean place."""

from __future__ import annotations

import os
import secrets
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from evaluations.sandboxes import cgroups
from evaluations.sandboxes.base import Sandbox
from evaluations.sandboxes.bubblewrap import Bubblewrap
from tests.sandbox.backends import make
from tests.sandbox.conftest import RunPython
from tests.sandbox.programs import processes_with, python_program

pytestmark = pytest.mark.sandbox

PATIENCE_SECONDS = 20.0
SLEEPER = "import os, time\nfor _ in range(3): os.fork()\ntime.sleep(600)"


@pytest.fixture(scope="module", params=["cgroup", "watchdog", "docker"])
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    """Those whose worker we are ourselves."""
    return make(request.param, Path())


def wait_until(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if condition():
            return True
    return False


def inside(word: str) -> list[int]:
    """The program's own processes: they show the word, and Python's name."""
    found = []
    for pid in processes_with(word):
        try:
            if Path(f"/proc/{pid}/comm").read_text().startswith("python"):
                found.append(pid)
        except OSError:
            continue
    return found


def kill_a_worker(sandbox: Sandbox) -> None:
    """In the middle of a run; returns when nothing of it is left."""
    word = secrets.token_hex(8)
    worker = os.fork()
    if worker == 0:
        sandbox.run(python_program(SLEEPER, word, wall_seconds=600.0))
        os._exit(0)
    assert wait_until(lambda: len(inside(word)) >= 8)
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)
    assert wait_until(lambda: processes_with(word) == [])


def test_it_ends_everything_when_its_worker_is_killed(sandbox: Sandbox) -> None:
    kill_a_worker(sandbox)


def test_it_cleans_up_after_a_killed_worker(bubblewrap: Bubblewrap, reachable_folder: Path) -> None:
    mine = Bubblewrap(reachable_folder, use_cgroup=bubblewrap.has_cgroup)
    kill_a_worker(mine)
    assert mine.run(python_program("print('again')")).stdout == b"again\n"
    assert groups_of(reachable_folder) == []


def test_it_removes_what_is_left_when_it_is_made_anew(
    bubblewrap: Bubblewrap, reachable_folder: Path
) -> None:
    kill_a_worker(Bubblewrap(reachable_folder, use_cgroup=bubblewrap.has_cgroup))
    assert len(groups_of(reachable_folder)) == bubblewrap.has_cgroup
    Bubblewrap(reachable_folder, use_cgroup=bubblewrap.has_cgroup)
    assert groups_of(reachable_folder) == []


def groups_of(directory: Path) -> list[Path]:
    place = cgroups.find_place()
    name = f"reviewplatform-{directory.stat().st_ino:x}-*"
    return list(place.parent.glob(name)) if place else []


def test_it_ends_everything_when_we_are_interrupted(sandbox: Sandbox) -> None:
    word = secrets.token_hex(8)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, 1.0)
        with pytest.raises(KeyboardInterrupt):
            sandbox.run(python_program(SLEEPER, word, wall_seconds=600.0))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert processes_with(word) == []


def test_it_leaves_no_descriptor_open(run_python: RunPython) -> None:
    run_python("print(1)")
    before = sorted(os.listdir("/proc/self/fd"))
    run_python("print(1)")
    run_python("while True: print('x' * 1000)", output_bytes=1000)
    assert len(os.listdir("/proc/self/fd")) == len(before)


def test_it_runs_many_at_once_without_mixing_them_up(run_python: RunPython) -> None:
    source = "import sys; print(sys.argv[1] * 1000)"
    words = [secrets.token_hex(4) for _ in range(24)]
    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(lambda word: run_python(source, word, wall_seconds=60.0), words))
    assert [outcome.stdout.decode().strip() for outcome in outcomes] == [w * 1000 for w in words]
