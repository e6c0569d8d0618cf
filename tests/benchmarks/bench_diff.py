"""What it costs to prepare a pair for display: typical code, and the worst that can come in.

Run with ``python -m tests.benchmarks.bench_diff``. Processor time of one run each, HTML as sent.
"""

from __future__ import annotations

import gzip
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.table import Table

from evaluations.presenting.rendering import RenderedFile, render_difference, render_solution
from evaluations.presenting.rendering import __file__ as source_of_code

T = TypeVar("T")
Lines = Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Seconds of processor time, kilobytes of HTML (raw and gzip), and what the reader is told."""

    name: str
    lines: int
    highlight: float
    compare: float
    aligned_kb: float
    zipped_kb: float
    notices: str


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


def timed(call: Callable[[], T]) -> tuple[float, T]:
    """Seconds of processor time, and the result."""
    start = time.process_time()
    result = call()
    return time.process_time() - start, result


def measure(name: str, left: Lines, right: Lines) -> Measured:
    """Render both sides and their difference."""

    def render(lines: Lines) -> tuple[RenderedFile, ...]:
        file = {"path": "solution.py", "text": "\n".join(lines)}
        return render_solution([file], language="python", names=())

    highlight, sides = timed(lambda: (render(left), render(right)))
    compare, (difference,) = timed(lambda: render_difference(*sides))
    return Measured(
        name=name,
        lines=len(left),
        highlight=highlight,
        compare=compare,
        aligned_kb=len(difference.aligned.encode()) / 1000,
        zipped_kb=len(gzip.compress(difference.aligned.encode())) / 1000,
        notices=", ".join(difference.notices),
    )


def main() -> None:
    """Print the table."""
    table = Table("pair", "lines", "highlight s", "compare s", "HTML KB", "gzip KB", "told")
    for name, left, right in cases(random.Random(1)):  # noqa: S311 fixed, not secret
        row = measure(name, left, right)
        table.add_row(
            row.name,
            f"{row.lines:,}",
            f"{row.highlight:.3f}",
            f"{row.compare:.3f}",
            f"{row.aligned_kb:,.0f}",
            f"{row.zipped_kb:,.0f}",
            row.notices,
        )
    Console(width=130).print(table)


if __name__ == "__main__":
    main()
