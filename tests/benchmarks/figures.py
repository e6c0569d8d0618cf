"""One measured figure, the aim it is held to, and the table of them."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.table import Table


@dataclass(frozen=True, kw_only=True)
class Aim:
    """The bound of a figure: the least that will do, or the most."""

    bound: float
    at_least: bool

    def is_met_by(self, value: float) -> bool:
        return value >= self.bound if self.at_least else value <= self.bound


def at_least(bound: float) -> Aim:
    """An aim for what should be large."""
    return Aim(bound=bound, at_least=True)


def at_most(bound: float) -> Aim:
    """An aim for what should be small."""
    return Aim(bound=bound, at_least=False)


@dataclass(frozen=True)
class Figure:
    """What was measured, in ``unit``. Without an aim it only explains its neighbours."""

    what: str
    value: float
    unit: str
    aim: Aim | None = None

    def cells(self) -> tuple[str, str, str, str]:
        """What, figure, aim, met or not."""
        if self.aim is None:
            return self.what, f"{_shown(self.value)} {self.unit}", "", ""
        sign = "≥" if self.aim.at_least else "≤"
        verdict = "met" if self.aim.is_met_by(self.value) else "NOT MET"
        figure = f"{_shown(self.value)} {self.unit}"
        return self.what, figure, f"{sign} {_shown(self.aim.bound)}", verdict


def _shown(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def new_table() -> Table:
    """The empty table; the title says where and when."""
    table = Table("what", title=describe_machine(), title_justify="left")
    table.add_column("figure", justify="right")
    table.add_column("aim", justify="right")
    table.add_column("")
    return table


def add_figures(table: Table, figures: Iterable[Figure]) -> None:
    """One row for each figure and a line below them."""
    for figure in figures:
        table.add_row(*figure.cells())
    table.add_section()


def describe_machine() -> str:
    """Processor, memory, kernel, Python, time, and how busy the machine was before."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    now = datetime.now(UTC).isoformat(timespec="minutes")
    return (
        f"{os.cpu_count()} x {_processor()}, {memory:.0f} GiB, Linux {platform.release()}, "
        f"Python {platform.python_version()}, {now}, load before {load:.1f}"
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
