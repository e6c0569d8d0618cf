"""What a program starts ends with it, and what it kills is its own."""

from __future__ import annotations

import json
import secrets
import signal
import subprocess

import pytest

from evaluations.sandboxes.base import LimitHit, Program, Sandbox
from evaluations.sandboxes.limits import Limits
from tests.sandbox.conftest import RunPython
from tests.sandbox.programs import processes_with

pytestmark = pytest.mark.sandbox

DAEMON = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for descriptor in range(4):
            CLOSE
        time.sleep(600)
    os._exit(0)
print("started", flush=True)
"""


@pytest.mark.parametrize("close", ["os.close(descriptor)", "pass"], ids=["quiet", "holds pipes"])
def test_it_ends_daemons_with_the_program(run_python: RunPython, close: str) -> None:
    word = secrets.token_hex(8)
    outcome = run_python(DAEMON.replace("CLOSE", close), word, wall_seconds=30.0)
    assert outcome.stdout == b"started\n"
    assert outcome.exit_code == 0
    assert outcome.wall_seconds < 20
    assert processes_with(word) == []


def test_it_leaves_no_process_of_a_killed_fork_bomb(run_python: RunPython) -> None:
    word = secrets.token_hex(8)
    source = "import os\nwhile True:\n try: os.fork()\n except OSError: pass"
    outcome = run_python(source, word, wall_seconds=1.0)
    assert outcome.limit_hit is LimitHit.WALL_TIME
    assert processes_with(word) == []


KILL_EVERYTHING = """
import os
for target in (-1, os.getppid(), 1):
    try:
        os.kill(target, 9)
    except ProcessLookupError:
        pass
print("still here")
"""


def test_it_lets_a_program_kill_only_its_own(run_python: RunPython) -> None:
    bystander = subprocess.Popen(["sleep", "60"])
    try:
        outcome = run_python(KILL_EVERYTHING)
        assert outcome.exit_code == 0
        assert outcome.stdout == b"still here\n"
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_it_shows_a_program_only_its_own_processes(run_python: RunPython) -> None:
    outcome = run_python(
        "import os; print(sorted(int(n) for n in os.listdir('/proc') if n.isdigit()))"
    )
    first, own = json.loads(outcome.stdout)
    assert first == 1
    assert own < 50  # of a namespace that has just begun


def test_it_tells_a_signal_from_an_exit_code(run_python: RunPython) -> None:
    crashed = run_python("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    assert (crashed.exit_code, crashed.signal) == (None, signal.SIGSEGV)
    pretended = run_python("import os; os._exit(139)")
    assert (pretended.exit_code, pretended.signal) == (139, None)


def test_it_writes_no_core_file(run_python: RunPython) -> None:
    source = "import resource; print(resource.getrlimit(resource.RLIMIT_CORE))"
    assert run_python(source).stdout == b"(0, 0)\n"


def test_it_keeps_bytes_that_are_no_text(run_python: RunPython) -> None:
    raw = b"\xff\xfe\x00 \x1b[31m <script>alert(1)</script> \x1b]8;;http://x\x07"
    outcome = run_python(f"import os; os.write(1, {raw!r})")
    assert outcome.stdout == raw


def test_it_survives_a_program_that_never_reads_its_input(sandbox: Sandbox) -> None:
    program = Program(argv=("true",), stdin=b"x" * (4 << 20), limits=Limits())
    assert sandbox.run(program).exit_code == 0


def test_it_hands_over_input_of_any_size(sandbox: Sandbox) -> None:
    program = Program(argv=("wc", "-c"), stdin=b"x" * (4 << 20), limits=Limits())
    assert sandbox.run(program).stdout.strip() == str(4 << 20).encode()


def test_it_says_when_a_program_cannot_be_found(sandbox: Sandbox) -> None:
    outcome = sandbox.run(Program(argv=("no-such-program",), limits=Limits()))
    assert outcome.exit_code == 127
    assert b"no-such-program" in outcome.stderr
