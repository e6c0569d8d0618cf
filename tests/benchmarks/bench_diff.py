"""What it costs to prepare a pair for display: typical code, and the worst that can come in.

Run with ``python -m tests.benchmarks diff``. Processor time of one preparation each.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from evaluations.presenting.rendering import RenderedFile, render_difference, render_solution
from evaluations.presenting.rendering import __file__ as source_of_code
from tests.benchmarks.figures import Figure
from tests.benchmarks.workbench import Workbench

Lines = Sequence[str]


def cases(chooser: random.Random) -> Iterator[tuple[str, Lines, Lines]]:
    """Name, left lines, right lines."""
    code = Path(source_of_code).read_text().splitlines()

    def drawn(words: Lines, number: int) -> list[str]:
        return [chooser.choice(words) for _ in range(number)]

    for number in (300, 1_000, 3_000, 5_000):
        left = [f"{line}  # {n}" for n, line in enumerate(drawn(code, number))]
        right = [line.replace("e", "o") if chooser.random() < 0.1 else line for line in left]
        yield "a tenth of the lines changed", left, right
    for number in (199, 300, 1_000, 10_000):
        yield "braces and blank lines", drawn(["}", ""], number), drawn(["}", ""], number)
        yield "the same line", ["}"] * number, ["}"] * (number - 7)
        few = [f"x = {n}" for n in range(max(2, number // 100))]
        yield "lines just not popular", drawn(few, number), drawn(few, number)
        yield (
            "no line in common",
            [f"a{n} = f({n}, x)" for n in range(number)],
            [f"b{n} = g({n + number}, y)" for n in range(number)],
        )
    yield "repeated words", ["} " * 190] * 900, ["{ } " * 95] * 900
    yield "one line of 1 MB", ["x" * 1_000_000], ["y" * 1_000_000]
    yield "20,000 lines", ["x = 1"] * 20_000, ["x = 2"] * 20_000


def prepare(left: Lines, right: Lines) -> None:
    """Render both sides and their difference, as a worker does."""

    def render(lines: Lines) -> tuple[RenderedFile, ...]:
        file = {"path": "solution.py", "text": "\n".join(lines)}
        return render_solution([file], language="python", names=())

    render_difference(render(left), render(right))


def measure(_workbench: Workbench) -> Iterator[Figure]:
    """Each kind of pair, once."""
    for name, left, right in cases(random.Random(1)):  # noqa: S311 fixed, not secret
        begin = time.process_time()
        prepare(left, right)
        seconds = time.process_time() - begin
        yield Figure(f"prepare a pair of {len(left):,} lines: {name}", seconds, "s of processor")
