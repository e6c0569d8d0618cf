"""Processes that bubblewrap itself leaves behind when it is killed while it starts.

bwrap makes its child before it writes the child's user map, and the child asks to die with its
parent only after that. A worker killed between the two leaves a child that waits for ever: no code
of anybody runs in it, but it stays. A healthy one always has a bwrap for a parent.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from evaluations.sandboxes.slots import FIRST_USER_ID, SLOTS

NAME: Final = "bwrap"
PROCESSES: Final = Path("/proc")


def end_orphans() -> None:
    """End every first process of a sandbox of ours that never got beyond being made."""
    for pid in _orphans():
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)


def _orphans() -> Iterator[int]:
    ours = range(FIRST_USER_ID, FIRST_USER_ID + SLOTS) if os.geteuid() == 0 else (os.geteuid(),)
    for folder in PROCESSES.iterdir():
        if folder.name.isdigit():
            state = _state(folder)
            if (
                state.get("Name") == NAME
                and int(state["Uid"].split()[0]) in ours
                and len(state["NSpid"].split()) > 1
                and _state(PROCESSES / state["PPid"]).get("Name") != NAME
            ):
                yield int(folder.name)


def _state(folder: Path) -> dict[str, str]:
    """The lines of ``status``; empty for a process that has ended."""
    try:
        lines = (folder / "status").read_text().splitlines()
    except OSError:
        return {}
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
