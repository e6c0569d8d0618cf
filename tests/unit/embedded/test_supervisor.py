from __future__ import annotations

import os
import signal
import sys

import pytest

from reviewplatform.embedded.errors import ServiceUnavailable
from reviewplatform.embedded.processes import LONGEST_LOG_BYTES, ChildCommand
from reviewplatform.embedded.supervisor import MOST_RESTARTS, Supervisor

SLEEP = "import signal; signal.pause()"


@pytest.fixture
def command(tmp_path):
    def build(code: str) -> ChildCommand:
        return ChildCommand(
            name="child",
            argv=[sys.executable, "-c", code],
            log=tmp_path / "child.log",
            environment={"PATH": os.defpath},
        )

    return build


@pytest.fixture
def said():
    return []


@pytest.fixture
def supervisor(said):
    supervisor = Supervisor(report=said.append)
    yield supervisor
    supervisor.stop()


def test_it_starts_a_dead_child_again_and_says_so(supervisor, said, command):
    child = supervisor.start(command(SLEEP))
    first = child.process
    first.kill()
    first.wait()
    supervisor.look_after()
    assert child.alive
    assert child.process.pid != first.pid
    assert said == ["child ended by itself and is started again"]


def test_it_gives_up_on_a_child_that_dies_again_and_again_with_its_last_words(supervisor, command):
    child = supervisor.start(command("raise SystemExit('no such file: settings')"))
    for _ in range(MOST_RESTARTS):
        child.process.wait()
        supervisor.look_after()
    child.process.wait()
    with pytest.raises(ServiceUnavailable, match="no such file: settings"):
        supervisor.look_after()


def test_it_says_why_a_child_ended_before_it_was_ready(supervisor, command):
    child = supervisor.start(command("raise SystemExit('port in use')"))
    child.process.wait()
    with pytest.raises(ServiceUnavailable, match="ended with code 1: port in use"):
        supervisor.require_alive()


def test_it_kills_what_a_stopped_child_leaves_in_its_group(supervisor, command, tmp_path):
    pipe, its_end = os.pipe()
    leaves_one_behind = (
        "import os, signal\n"
        "if os.fork() == 0:\n"
        "    signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"    os.write({its_end}, b'x')\n"
        "    while True: signal.pause()\n"
        "signal.pause()\n"
    )
    original = command(leaves_one_behind)
    supervisor.start(
        ChildCommand(
            name="child",
            argv=original.argv,
            log=original.log,
            environment=original.environment,
            inherited=(its_end,),
        )
    )
    os.close(its_end)
    assert os.read(pipe, 1) == b"x"
    supervisor.stop()
    assert os.read(pipe, 1) == b"", "the pipe closes when the last holder has ended"
    os.close(pipe)


def test_it_gives_children_a_signal_from_the_kernel_for_our_death(command, tmp_path):
    pipe, its_end = os.pipe()
    middle = os.fork()
    if middle == 0:
        os.close(pipe)
        child = command(SLEEP)
        ChildCommand(
            name="child",
            argv=child.argv,
            log=child.log,
            environment=child.environment,
            inherited=(its_end,),
        ).start()
        os.kill(os.getpid(), signal.SIGKILL)
    os.close(its_end)
    os.waitpid(middle, 0)
    assert os.read(pipe, 1) == b"", "the child ended with its killed parent"
    os.close(pipe)


def test_it_starts_a_long_log_afresh_and_keeps_the_old_one(supervisor, command, tmp_path):
    log = tmp_path / "child.log"
    log.touch()
    os.truncate(log, LONGEST_LOG_BYTES + 1)
    supervisor.start(command(SLEEP))
    assert log.stat().st_size == 0
    assert (tmp_path / "child.log.1").stat().st_size > LONGEST_LOG_BYTES
