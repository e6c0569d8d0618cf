"""Runs the sample's own code against its own tests, in a plain process.

Only for this code, which we wrote: whatever a model wrote runs in a sandbox.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from enum import StrEnum
from pathlib import Path
from typing import Any

CPU_SECONDS = 4
HUNG_SECONDS = 120
PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "test_solution.py")
UNITTEST = ("-m", "unittest", "-q", "test_solution")
PLAIN = ("test_solution.py",)


class Ending(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    TIMEOUT = "timeout"


def run_tests(problem: dict[str, Any], code: str, folder: Path) -> Ending:
    """Put ``code`` and the problem's tests into ``folder`` and say how they end.

    CPU time is limited, not wall time, so that a busy machine does not change the ending.
    """
    (folder / "solution.py").write_text(code, encoding="utf-8")
    arguments, tests = _program(problem)
    (folder / "test_solution.py").write_text(tests, encoding="utf-8")
    limited = ["sh", "-c", f'ulimit -t {CPU_SECONDS} && exec "$@"', "sh", sys.executable]
    ended = subprocess.run(
        [*limited, *arguments],
        cwd=folder,
        env={"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        timeout=HUNG_SECONDS,
        check=False,
    )
    if ended.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return Ending.TIMEOUT
    return Ending.PASSED if ended.returncode == 0 else Ending.FAILED


def _program(problem: dict[str, Any]) -> tuple[tuple[str, ...], str]:
    suite = problem["tests"][0]
    everything = "from solution import *\n" + suite["code"]
    match suite["format"]:
        case "pytest":
            return PYTEST, suite["code"]
        case "unittest":
            return UNITTEST, suite["code"]
        case "check_function":
            return PLAIN, f"{everything}\n\ncheck({problem['entry_point']})\n"
        case _:
            return PLAIN, everything
