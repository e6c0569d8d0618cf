"""How fast solutions come in: 10,000 and 100,000 rows of the platform's own JSON lines.

Run with ``python -m tests.benchmarks import``. Each row is a program of about 700 bytes of its own.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.benchmarks.figures import Figure, at_least, at_most
from tests.benchmarks.watching import resident_megabytes
from tests.benchmarks.workbench import Workbench

PROBLEMS = 500
MODELS = 20
SIZES = (10_000, 100_000)
BODY = "".join(f"    total += number * {step}  # step {step} of the sum\n" for step in range(14))


def measure(workbench: Workbench) -> Iterator[Figure]:
    """Rows per second of both sizes, the same file again, and how far memory grew."""
    from evaluations.importing.reading import IncomingFile
    from evaluations.importing.service import find_problem_set, import_problems, import_solutions

    for size in SIZES:
        name = f"import {size}"
        problems = workbench.directory.root / f"problems-{size}.jsonl"
        solutions = workbench.directory.root / f"solutions-{size}.jsonl"
        write_problems(problems)
        write_solutions(solutions, size)
        import_problems(file=IncomingFile(path=problems), set_name=name)
        problem_set = find_problem_set(name=name)
        seen = [resident_megabytes()]
        for what, aim in (("", at_least(5_000)), (", the same file again", None)):
            begin = time.perf_counter()
            preview = import_solutions(
                file=IncomingFile(path=solutions),
                problem_set=problem_set,
                progress=partial(_look, seen),
            )
            rate = size / (time.perf_counter() - begin)
            if preview.new != (0 if what else size):
                raise RuntimeError(f"{preview.new} of {size} rows were new")
            yield Figure(f"import of {size:,} solutions{what}", rate, "/s", aim)
        growth = max(seen) - seen[0]
        yield Figure(f"import of {size:,} solutions: memory growth", growth, "MB", at_most(64))


def _look(seen: list[float], _done: int, _total: int) -> None:
    seen.append(resident_megabytes())


def write_problems(path: Path) -> None:
    with path.open("w") as file:
        for number in range(PROBLEMS):
            row = {
                "id": f"sum-{number}",
                "prompt": "Write `total(number)`.",
                "entry_point": "total",
            }
            file.write(json.dumps(row) + "\n")


def write_solutions(path: Path, rows: int) -> None:
    with path.open("w") as file:
        for number in range(rows):
            head = f"def total(number):\n    total = {number}\n"
            row = {
                "problem": f"sum-{number % PROBLEMS}",
                "model": f"Model {number // PROBLEMS % MODELS}",
                "sample": number // (PROBLEMS * MODELS),
                "code": f"{head}{BODY}    return total\n",
            }
            file.write(json.dumps(row) + "\n")
