"""The replicates of a run, and a performance suite's ratios against the reference, as rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import log2
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from evaluations.models import TestRun, Verdict
from evaluations.pages.run_words import bytes_in_words, tone

WIDTH = 240
"""Of the axis, in units of the drawing; it runs from a quarter to four times the reference."""
DOUBLINGS = 2


@dataclass(frozen=True, kw_only=True)
class ShownReplicate:
    """One of the times that a suite was run; times in milliseconds."""

    number: int
    label: str
    tone: str
    passed: int
    total: int
    wall_ms: int | None
    cpu_ms: int | None
    memory: str
    seed: str
    message: str


@dataclass(frozen=True, kw_only=True)
class ShownRatio:
    """One quantity, solution over reference; ``x_...`` are places on the axis of the drawing."""

    label: str
    solution: str
    reference: str
    ratio: float
    low: float
    high: float
    coverage: float
    x_ratio: float
    x_low: float
    x_high: float


@dataclass(frozen=True, kw_only=True)
class ShownMeasures:
    """Ratios over ``pairs`` pairs, or ``why`` there are none; ``coverage`` is in percent."""

    pairs: int
    why: str
    ratios: tuple[ShownRatio, ...]
    coverage: float | None


def replicates_of(run: TestRun) -> list[ShownReplicate]:
    """One row for each replicate, in the order in which they were run."""
    return [
        ShownReplicate(
            number=number,
            label=str(Verdict(one["verdict"]).label),
            tone=tone(one["verdict"]),
            passed=one.get("passed_cases", 0),
            total=one.get("total_cases", 0),
            wall_ms=one.get("wall_ms"),
            cpu_ms=one.get("cpu_ms"),
            memory=bytes_in_words(one["peak_memory_bytes"]) if one.get("peak_memory_bytes") else "",
            seed=str(one.get("seed", "")),
            message=one.get("message", "")[:200],
        )
        for number, one in enumerate(run.replicates, start=1)
        if one  # while a run waits, empty records say how often it is to be run
    ]


def measures_of(run: TestRun) -> ShownMeasures | None:
    """What a performance suite measured; ``None`` for a run that measured nothing."""
    if not run.measurements:
        return None
    ratios = tuple(_ratios(run.measurements.get("ratios", {})))
    return ShownMeasures(
        pairs=run.measurements.get("pairs", 0),
        why=run.measurements.get("why", ""),
        ratios=ratios,
        coverage=100 * ratios[0].coverage if ratios else None,
    )


def _ratios(records: Mapping[str, Mapping[str, Any]]) -> Iterator[ShownRatio]:
    labels = {
        "test_time": _("time of the tests"),
        "cpu_time": _("time of the processor"),
        "wall_time": _("time by the clock"),
        "peak_memory": pgettext("of a run", "memory at most"),
    }
    for name, record in records.items():
        yield ShownRatio(
            label=labels.get(name, name),
            solution=_amount(record["solution"], record["unit"]),
            reference=_amount(record["reference"], record["unit"]),
            ratio=record["ratio"],
            low=record["low"],
            high=record["high"],
            coverage=record["coverage"],
            x_ratio=_place(record["ratio"]),
            x_low=_place(record["low"]),
            x_high=_place(record["high"]),
        )


def _amount(value: float, unit: str) -> str:
    if unit == "bytes":
        return bytes_in_words(value)
    return f"{value * 1000:.4g} ms" if unit == "seconds" else f"{value:.4g} {unit}"


def _place(ratio: float) -> float:
    """On an axis where twice and half lie as far from 1; what lies beyond stands at its ends."""
    doublings = log2(ratio) if ratio > 0 else -DOUBLINGS
    clamped = max(-DOUBLINGS, min(DOUBLINGS, doublings))
    return round(WIDTH * (clamped + DOUBLINGS) / (2 * DOUBLINGS), 1)
