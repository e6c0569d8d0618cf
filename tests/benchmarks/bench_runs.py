"""What the sandbox and the split verdict cost: 820 HumanEval runs, and the same bare in bwrap.

Run with ``python -m tests.benchmarks runs``. Two processes each, wall seconds. "Bare" is
bwrap with a read-only root around ``python3 program.py``: no limits but time, no report, no split.
"""

from __future__ import annotations

import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import Any

from evaluations.sandboxes import find_sandbox
from evaluations.sandboxes.base import Program
from evaluations.sandboxes.limits import Limits
from tests.acceptance.humaneval import PROCESSES, Sample, judge, read_samples
from tests.benchmarks.figures import Figure, at_most
from tests.benchmarks.workbench import Workbench

BARE = ("bwrap", "--unshare-all", "--die-with-parent", "--ro-bind", "/", "/")
BARE_FOLDERS = ("--proc", "/proc", "--dev", "/dev", "--chdir", "/")
EMPTY: dict[str, str] = {"PATH": "/usr/bin:/bin"}
REPEATS = 40
QUICK = 2.0  # seconds


@dataclass(frozen=True, kw_only=True)
class Timed:
    """One run: whether it passed, and its wall seconds."""

    passed: bool
    seconds: float


def run_ours(sample: Sample) -> Timed:
    started = time.perf_counter()
    passed = judge(sample).verdict == "passed"
    return Timed(passed=passed, seconds=time.perf_counter() - started)


def run_bare(sample: Sample) -> Timed:
    started = time.perf_counter()
    with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
        file.write(sample.bare_program)
        file.flush()
        done = subprocess.run(
            [*BARE, *BARE_FOLDERS, "timeout", "10", "/usr/bin/python3", file.name],
            env=EMPTY,
            capture_output=True,
            check=False,
        )
    return Timed(passed=done.returncode == 0, seconds=time.perf_counter() - started)


def measure(_workbench: Workbench) -> Iterator[Figure]:
    """What the sandbox adds to nothing, then all samples."""
    yield from measure_overhead()
    yield from measure_runs()


def time_all(
    run: Callable[[Sample], Timed], samples: Sequence[Sample]
) -> tuple[float, list[Timed]]:
    """Wall seconds of all, once the processes are warm, and every run."""
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        list(pool.map(run, samples[:PROCESSES], chunksize=1))
        started = time.perf_counter()
        timed = list(pool.map(run, samples))
        return time.perf_counter() - started, timed


def median_milliseconds(run: Callable[[], Any]) -> float:
    seconds = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds) * 1000


def measure_overhead() -> list[Figure]:
    """Median milliseconds that the sandbox adds to a program that does nothing."""
    sandbox = find_sandbox()
    figures = []
    for name, argv in (("true", ("true",)), ("python", ("/usr/bin/python3", "-I", "-S", "-c", ""))):
        inside = Program(argv=argv, limits=Limits())
        bare = median_milliseconds(partial(subprocess.run, argv, env=EMPTY, check=True))
        added = median_milliseconds(partial(sandbox.run, inside)) - bare
        what = f"sandbox above {name} ({bare:.0f} ms)"
        figures.append(Figure(what=what, value=added, unit="ms", aim=at_most(60)))
    return figures


def measure_runs() -> list[Figure]:
    """All samples, ours against bare; the quick ones apart, for the slow ones hide the overhead."""
    samples = read_samples()
    bare_wall, bare = time_all(run_bare, samples)
    ours_wall, ours = time_all(run_ours, samples)
    quick = [at for at, timed in enumerate(bare) if max(timed.seconds, ours[at].seconds) < QUICK]
    ratio = sum(ours[at].seconds for at in quick) / sum(bare[at].seconds for at in quick)
    median = statistics.median(ours[at].seconds for at in quick) * 1000
    count, few = len(samples), len(quick)
    passed_bare, passed = (sum(timed.passed for timed in runs) for runs in (bare, ours))
    ratio_of_all = ours_wall / bare_wall
    return [
        Figure(what=f"{count} HumanEval runs, bare in bwrap", value=bare_wall, unit="s"),
        Figure(what=f"{count} HumanEval runs, ours", value=ours_wall, unit="s", aim=at_most(240)),
        Figure(what="ratio of all", value=ratio_of_all, unit="times", aim=at_most(1.5)),
        Figure(what=f"ratio of the {few} quick", value=ratio, unit="times", aim=at_most(1.3)),
        Figure(what="median of a quick run, two at a time", value=median, unit="ms"),
        Figure(what="samples passed, bare", value=passed_bare, unit="samples"),
        Figure(what="samples passed, ours", value=passed, unit="samples"),
    ]
