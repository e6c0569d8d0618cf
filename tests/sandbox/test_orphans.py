"""bwrap killed between making its child and telling it who it is: the child is ended later."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import pytest

from evaluations.sandboxes import command
from evaluations.sandboxes.bubblewrap import Bubblewrap
from evaluations.sandboxes.launch import OUTER_ENVIRONMENT
from evaluations.sandboxes.orphans import end_orphans
from evaluations.sandboxes.slots import FIRST_USER_ID
from tests.sandbox.backends import make
from tests.sandbox.programs import python_program

pytestmark = pytest.mark.sandbox

PATIENCE_SECONDS = 20.0
USER = FIRST_USER_ID + 63 if os.geteuid() == 0 else None


def await_that(condition: Callable[[], bool]) -> bool:
    deadline = monotonic() + PATIENCE_SECONDS
    while monotonic() < deadline:
        if condition():
            return True
    return False


def child_of(pid: int) -> int | None:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(children[0]) if children else None


def is_alive(pid: int) -> bool:
    try:
        return ") Z" not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


@pytest.fixture
def starting() -> Iterator[subprocess.Popen[bytes]]:
    """A bwrap that has made its child and waits before it writes the child's user map."""
    make("watchdog", Path())
    reading, writing = os.pipe()
    process = subprocess.Popen(
        [
            *command.drop_user(USER),
            *("bwrap", "--unshare-user", "--unshare-pid", "--die-with-parent"),
            *("--userns-block-fd", str(reading), "--info-fd", "2"),
            *("--ro-bind", "/usr", "/usr", "/usr/bin/true"),
        ],
        pass_fds=[reading],
        env=OUTER_ENVIRONMENT,
        cwd="/",
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        end_orphans()
        os.close(reading)
        os.close(writing)


def test_it_ends_what_a_killed_bwrap_left_behind(starting: subprocess.Popen[bytes]) -> None:
    assert await_that(lambda: child_of(starting.pid) is not None)
    orphan = child_of(starting.pid)
    assert orphan is not None
    end_orphans()
    assert is_alive(orphan)  # its parent lives: this is a start like any other
    starting.kill()
    starting.wait()
    assert is_alive(orphan)
    end_orphans()
    assert await_that(lambda: not is_alive(orphan))


def test_it_ends_orphans_when_a_worker_starts(starting: subprocess.Popen[bytes]) -> None:
    assert await_that(lambda: child_of(starting.pid) is not None)
    orphan = child_of(starting.pid)
    assert orphan is not None
    starting.kill()
    starting.wait()
    sandbox = Bubblewrap(use_cgroup=False)
    assert await_that(lambda: not is_alive(orphan))
    assert sandbox.run(python_program("print('runs')")).stdout == b"runs\n"
