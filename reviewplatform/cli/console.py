"""What the command line shows: numbered steps with their times, and errors as one line."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape

from evaluations.errors import EvaluationError

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def show_error(error: EvaluationError) -> None:
    """The message in red on stderr."""
    err.print(f"[bold red]Error:[/] {escape(error.message)}")


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
