"""What the command line shows: numbered steps with their times, and errors as one line."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape

from evaluations.errors import EvaluationError
from evaluations.importing.faults import Fault

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def counted(number: int, noun: str) -> str:
    """``1 finding``, ``2,000 findings``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def show_error(error: EvaluationError) -> None:
    """The message in red on stderr."""
    err.print(f"[bold red]Error:[/] {escape(error.message)}")


def show_faults(file_name: str, faults: Sequence[Fault], count: int) -> None:
    """Where and what each listed fault is, and that nothing of the file was taken."""
    for fault in faults:
        err.print(f"[red]{escape(fault.place)}[/]: {escape(fault.words)}")
    if count > len(faults):
        err.print(f"… and {count - len(faults):,} more.")
    err.print(
        f"[bold red]Error:[/] {escape(file_name)} has {counted(count, 'fault')}; "
        "nothing was imported."
    )


class Steps:
    """Numbered steps, each printed with its seconds once it is done."""

    def __init__(self, *, total: int) -> None:
        self._total = total
        self._done = 0
        self._begin = time.monotonic()

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """Time the block; nothing is printed for a block that fails."""
        begin = time.monotonic()
        yield
        self._done += 1
        seconds = time.monotonic() - begin
        out.print(f"  {self._done}/{self._total}  {text:<44} [dim]{seconds:5.1f} s[/]")

    @property
    def seconds(self) -> float:
        """Since the first step began."""
        return time.monotonic() - self._begin
