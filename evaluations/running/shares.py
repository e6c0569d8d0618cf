"""How the limits of a suite hold for its cases, where each is run on its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from evaluations.sandboxes.limits import Limits

WHOLE_RUN_SECONDS: Final = 120.0
MOST_HANGING_CASES: Final = 3
"""After so many that ran into the time limit, the others are not started."""

HARNESS_CPU_SECONDS: Final = 30


def of_whole_run(limits: Limits, *, parts: int) -> Limits:
    """Room for ``parts``, each of which may use ``limits``, and for the harness beside them."""
    longest = max(WHOLE_RUN_SECONDS, limits.wall_seconds)
    return replace(
        limits,
        wall_seconds=min(longest, limits.wall_seconds * parts + 1.0),
        cpu_seconds=limits.cpu_seconds + HARNESS_CPU_SECONDS,
        processes=limits.processes + 1,
    )
