"""The contract, line by line, in every place that may run code."""

from __future__ import annotations

import signal

import pytest

from evaluations.sandboxes.base import LimitHit, Program, Sandbox
from evaluations.sandboxes.compiling import compiled_module
from evaluations.sandboxes.limits import MEBIBYTE, Limits
from tests.sandbox.conftest import RunPython

pytestmark = pytest.mark.sandbox

ECHO = """
import json, os, sys
given = {
    "argv": sys.argv[1:],
    "file": open("/src/folder/given.bin", "rb").read().hex(),
    "environment": os.environ["GIVEN"],
    "stdin": sys.stdin.read(),
    "folder": os.getcwd(),
}
print(json.dumps(given, sort_keys=True))
"""
USE_RESOURCES = """
import time
held = bytearray(40 << 20)
held[::4096] = b"x" * len(held[::4096])
started = time.process_time()
while time.process_time() < started + 0.3:
    pass
time.sleep(0.4)
"""


def test_it_hands_in_files_arguments_environment_and_input(sandbox: Sandbox) -> None:
    program = Program(
        argv=("python3", "-I", "-S", "-c", ECHO, "one", "", "drei & ä"),
        files={"folder/given.bin": b"\x00\xff"},
        environment={"GIVEN": "with = and ä"},
        stdin="Grüße\n".encode(),
        limits=Limits(),
    )
    outcome = sandbox.run(program)
    assert outcome.stderr == b""
    assert outcome.stdout.decode() == (
        r'{"argv": ["one", "", "drei & \u00e4"], "environment": "with = and \u00e4", '
        r'"file": "00ff", "folder": "/box", "stdin": "Gr\u00fc\u00dfe\n"}' + "\n"
    )


def test_it_tells_both_streams_and_the_report_apart(run_python: RunPython) -> None:
    outcome = run_python("import os; [os.write(n, b'to %d' % n) for n in (1, 2, 3)]")
    assert (outcome.stdout, outcome.stderr, outcome.report) == (b"to 1", b"to 2", b"to 3")
    assert not outcome.stdout_truncated
    assert not outcome.stderr_truncated


def test_it_takes_a_report_of_megabytes_whole(run_python: RunPython) -> None:
    source = "import os\nfor _ in range(128): assert os.write(3, bytes(65536)) == 65536"
    outcome = run_python(source)
    assert (outcome.exit_code, len(outcome.report)) == (0, 8 * MEBIBYTE)


def test_it_keeps_output_up_to_the_cap_and_says_that_more_came(run_python: RunPython) -> None:
    exactly = run_python("print('x' * 999)", output_bytes=1000)
    assert (len(exactly.stdout), exactly.stdout_truncated) == (1000, False)
    more = run_python("print('x' * 1000)", output_bytes=1000)
    assert (len(more.stdout), more.stdout_truncated) == (1000, True)
    assert more.limit_hit is LimitHit.NONE
    assert more.exit_code == 0


@pytest.mark.parametrize("code", [0, 1, 42, 255])
def test_it_passes_an_exit_code_on(run_python: RunPython, code: int) -> None:
    outcome = run_python(f"raise SystemExit({code})")
    assert (outcome.exit_code, outcome.signal, outcome.limit_hit) == (code, None, LimitHit.NONE)


def test_it_passes_a_signal_on(run_python: RunPython) -> None:
    outcome = run_python("import os; os.abort()")
    assert (outcome.exit_code, outcome.signal) == (None, signal.SIGABRT)


def test_it_measures_time_and_memory(run_python: RunPython) -> None:
    outcome = run_python(USE_RESOURCES)
    assert outcome.exit_code == 0
    assert 0.3 <= outcome.cpu_seconds < 3
    assert 0.7 <= outcome.wall_seconds < 8
    assert outcome.peak_memory_bytes is not None
    assert 40 * MEBIBYTE <= outcome.peak_memory_bytes <= 128 * MEBIBYTE


def test_it_says_where_a_program_ran(sandbox: Sandbox, run_python: RunPython) -> None:
    environment = run_python("").environment
    assert environment["sandbox"].startswith(f"{sandbox.name} ")
    assert {"kernel", "architecture", "python"} <= environment.keys()
    assert all(environment.values())


def test_it_makes_pytest_available_when_asked(sandbox: Sandbox) -> None:
    program = Program(
        argv=("python3", "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", "/src"),
        files={"test_one.py": b"def test_one():\n    assert True\n"},
        limits=Limits(),
        needs_tools=True,
    )
    outcome = sandbox.run(program)
    assert b"1 passed" in outcome.stdout, outcome.stderr
    assert "pytest" in outcome.environment
    without = sandbox.run(Program(argv=("python3", "-c", "import pytest"), limits=Limits()))
    assert b"ModuleNotFoundError" in without.stderr


def test_it_executes_a_compiled_module_in_a_fork(sandbox: Sandbox) -> None:
    source = "import sys, os; print(sys.argv, __name__, sorted(os.listdir('/proc/self/fd')))"
    program = Program(
        argv=("/src/module.pyc", "argument"),
        files={"module.pyc": compiled_module(source, "module")},
        environment={"PYTHONHASHSEED": "7"},
        limits=Limits(),
        forked=True,
    )
    outcome = sandbox.run(program)
    expected = "['/src/module.pyc', 'argument'] __main__ ['0', '1', '2', '3', '4']\n"
    assert outcome.stdout.decode() == expected, outcome.stderr


def test_it_hashes_as_it_was_told(sandbox: Sandbox) -> None:
    def hash_with(seed: str, *, forked: bool) -> bytes:
        files = {"module.pyc": compiled_module("print(hash('word'))", "module")}
        started = ("python3", "-S", "-c", "print(hash('word'))")
        argv = ("/src/module.pyc",) if forked else started
        environment = {"PYTHONHASHSEED": seed}
        program = Program(
            argv=argv, files=files, environment=environment, limits=Limits(), forked=forked
        )
        return sandbox.run(program).stdout

    assert hash_with("7", forked=True) == hash_with("7", forked=False) != b""
    assert hash_with("7", forked=True) != hash_with("8", forked=True)


def test_it_reads_input_that_comes_after_a_while(sandbox: Sandbox) -> None:
    source = "import sys, time; time.sleep(0.3); print(len(sys.stdin.buffer.read()))"
    program = Program(
        argv=("python3", "-I", "-S", "-c", source), stdin=b"x" * 300_000, limits=Limits()
    )
    assert sandbox.run(program).stdout == b"300000\n"
