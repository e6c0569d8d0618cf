"""All benchmarks as one table, or those that are named: ``python -m tests.benchmarks import page``.

Figures of a machine that others use at the same time say little: look at the load in the title.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping

import pytest
from rich.console import Console

from tests.benchmarks.figures import Figure, add_figures, new_table
from tests.benchmarks.workbench import Workbench

BENCHMARKS: Mapping[str, str] = {
    "import": "bench_import",
    "runs": "bench_runs",
    "cycle": "bench_cycle",
    "page": "bench_page",
    "export": "bench_export",
    "diff": "bench_diff",
    "scans": "bench_scans",
    "footprint": "bench_footprint",
}
"""Name -> module with ``measure(workbench)``, in the order in which they run."""


def measure(name: str, workbench: Workbench) -> Iterator[Figure]:
    """The figures of one benchmark."""
    module = importlib.import_module(f"tests.benchmarks.{BENCHMARKS[name]}")
    yield from module.measure(workbench)


def main(*names: str) -> int:
    """Print the table; 0 when every benchmark ran, whatever its figures."""
    unknown = set(names) - BENCHMARKS.keys()
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}; there are: {', '.join(BENCHMARKS)}")
        return 64
    table = new_table()
    err = Console(stderr=True)
    with Workbench() as workbench:
        for name in names or BENCHMARKS:
            try:
                with err.status(f"{name} ..."):
                    add_figures(table, measure(name, workbench))
            except pytest.skip.Exception as absent:  # real data that is not here
                err.print(f"{name}: left out, {absent}")
    Console(width=110).print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
