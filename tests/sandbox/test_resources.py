"""Programs that want more than their share: every one ends, by the limit that it hit."""

from __future__ import annotations

import signal

import pytest

from evaluations.sandboxes.base import LimitHit, MemoryEnforcement, Sandbox
from evaluations.sandboxes.limits import MEBIBYTE
from tests.sandbox.backends import holds_memory_exactly
from tests.sandbox.conftest import RunPython

pytestmark = pytest.mark.sandbox

FORK_BOMB = """
import os, time
made = 0
while True:
    try:
        if os.fork() == 0:
            time.sleep(60)
        made += 1
    except OSError as error:
        print(made, error.errno, flush=True)
        break
"""
MEMORY_OF_CHILDREN = """
import os, time
for _ in range(10):
    if os.fork() == 0:
        held = bytearray(b"x" * (40 << 20))
        print("holds", flush=True)
        time.sleep(60)
time.sleep(60)
"""
SHARED_MAPPING = """
import mmap
held = []
for _ in range(60):
    area = mmap.mmap(-1, 8 << 20)
    area.write(b"x" * (8 << 20))
    held.append(area)
print("holds everything")
"""
FILL_FOLDER = """
import os, sys
folder, written = sys.argv[1], 0
try:
    for number in range(100):
        with open(os.path.join(folder, str(number)), "wb") as file:
            file.write(b"x" * (4 << 20))
        written += 4
except OSError as error:
    print(error.errno, written)
"""
ENDLESS_LOOP = "while True: pass"
DEAF_SLEEPER = """
import signal, time
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    time.sleep(60)
"""
CPU_BY_CHILDREN = """
import os
for _ in range(4):
    if os.fork() == 0:
        while True:
            pass
os.wait()
"""
DEEP_FOLDERS = """
import os
depth = 0
try:
    while depth < 200_000:
        os.mkdir("d")
        os.chdir("d")
        depth += 1
except OSError:
    pass
"""


def test_it_stops_a_fork_bomb_at_the_process_limit(run_python: RunPython) -> None:
    outcome = run_python(FORK_BOMB, processes=16)
    made, error = (int(word) for word in outcome.stdout.split())
    assert made < 16
    assert error == 11  # EAGAIN


def test_it_ends_a_program_that_takes_too_much_memory(run_python: RunPython) -> None:
    outcome = run_python("held = [bytearray(b'x' * (8 << 20)) for _ in range(100)]; print('all')")
    assert b"all" not in outcome.stdout
    assert outcome.limit_hit is LimitHit.MEMORY or b"MemoryError" in outcome.stderr


def test_it_counts_the_memory_of_children_together(run_python: RunPython) -> None:
    outcome = run_python(MEMORY_OF_CHILDREN)
    assert outcome.limit_hit is LimitHit.MEMORY
    assert outcome.stdout.count(b"holds") < 10


def test_it_counts_shared_anonymous_memory(run_python: RunPython) -> None:
    outcome = run_python(SHARED_MAPPING)
    assert b"holds everything" not in outcome.stdout


@pytest.mark.parametrize(("folder", "megabytes"), [("/box", 16), ("/tmp", 16), ("/dev/shm", 8)])
def test_it_bounds_every_folder_that_can_be_written(
    run_python: RunPython, folder: str, megabytes: int
) -> None:
    outcome = run_python(FILL_FOLDER, folder, box_bytes=16 * MEBIBYTE)
    error, written = (int(word) for word in outcome.stdout.split())
    assert error == 28  # ENOSPC
    assert written <= megabytes


def test_it_bounds_the_size_of_one_file(run_python: RunPython) -> None:
    outcome = run_python("open('big', 'wb').write(b'x' * (2 << 20))", file_bytes=MEBIBYTE)
    assert b"File too large" in outcome.stderr


def test_it_ends_deep_folders_and_leaves_none(run_python: RunPython) -> None:
    outcome = run_python(DEEP_FOLDERS, wall_seconds=2.0)
    assert outcome.wall_seconds < 10


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_it_ends_a_flood_of_output_and_keeps_its_head(run_python: RunPython, stream: str) -> None:
    source = f"import sys\nwhile True: sys.{stream}.write('flood ' * 1000)"
    outcome = run_python(source, output_bytes=10_000)
    kept = getattr(outcome, stream)
    assert outcome.limit_hit is LimitHit.OUTPUT
    assert getattr(outcome, f"{stream}_truncated")
    assert len(kept) == 10_000
    assert kept.startswith(b"flood flood")


def test_it_survives_one_line_of_64_megabytes(run_python: RunPython) -> None:
    outcome = run_python("import os\nfor _ in range(1024): os.write(2, b'x' * 65536)")
    assert outcome.limit_hit is LimitHit.OUTPUT
    assert len(outcome.stderr) == 64 * 1024


def test_it_ends_a_flood_on_the_report_channel(run_python: RunPython) -> None:
    outcome = run_python("import os\nwhile True: os.write(3, b'x' * 65536)")
    assert outcome.limit_hit is LimitHit.OUTPUT


def test_it_ends_an_endless_loop_by_processor_time(run_python: RunPython) -> None:
    outcome = run_python(ENDLESS_LOOP, cpu_seconds=1, wall_seconds=60.0)
    assert outcome.limit_hit is LimitHit.CPU_TIME
    assert outcome.signal == signal.SIGXCPU
    assert outcome.exit_code is None


def test_it_ends_a_sleeper_that_ignores_every_signal(run_python: RunPython) -> None:
    outcome = run_python(DEAF_SLEEPER, wall_seconds=1.0)
    assert outcome.limit_hit is LimitHit.WALL_TIME
    assert outcome.exit_code is None
    assert 1.0 <= outcome.wall_seconds < 8.0


def test_it_counts_the_processor_time_of_children(run_python: RunPython) -> None:
    outcome = run_python(CPU_BY_CHILDREN, wall_seconds=2.0)
    assert outcome.limit_hit is LimitHit.WALL_TIME
    assert outcome.cpu_seconds > 0.1  # the first process alone takes a fifth of that


def test_it_records_how_memory_was_held(sandbox: Sandbox, run_python: RunPython) -> None:
    outcome = run_python("held = bytearray(b'x' * (32 << 20))")
    expected = {True: MemoryEnforcement.CGROUP, False: MemoryEnforcement.RLIMIT_WATCHDOG}
    assert outcome.memory_enforcement is expected[holds_memory_exactly(sandbox)]
    assert outcome.peak_memory_bytes is not None
    assert 32 * MEBIBYTE < outcome.peak_memory_bytes < 128 * MEBIBYTE
