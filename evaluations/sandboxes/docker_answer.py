"""What the first process in a container is told, and what it answers: the worker's side of it."""

from __future__ import annotations

import binascii
import json
from dataclasses import dataclass
from typing import Any, Final, Self

from evaluations.errors import SandboxUnavailable
from evaluations.sandboxes.base import LimitHit, Program
from evaluations.sandboxes.command import limits_text
from evaluations.sandboxes.ending import Ending
from evaluations.sandboxes.limits import MEBIBYTE
from evaluations.sandboxes.supervision import REPORT_BYTES

STREAMS: Final = ("stdout", "stderr", "report")


def build_order(program: Program) -> bytes:
    """The order, and after it the program's input: neither is ever a file or an argument."""
    order = {
        "argv": program.argv,
        "forked": program.forked,
        "limits": _limits_inside(program),
        "wall": program.limits.wall_seconds,
        "output": program.limits.output_bytes,
        "report_cap": REPORT_BYTES,
        "stdin": len(program.stdin),
    }
    return json.dumps(order).encode() + b"\n" + program.stdin


def _limits_inside(program: Program) -> str:
    """All but NPROC, which would count the processes of every container of this user."""
    items = limits_text(program.limits, None).split(",")
    return ",".join(item for item in items if not item.startswith("NPROC="))


def longest_answer(program: Program) -> int:
    """Bytes of log that an answer can need: base64, and what the engine writes around it."""
    kept = 2 * program.limits.output_bytes + REPORT_BYTES
    return 2 * kept + MEBIBYTE


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the first process said; ``ended`` is ``None`` when it was ended before it could."""

    kept: dict[str, bytes]
    ended: dict[str, Any] | None

    @classmethod
    def parse(cls, log: bytes) -> Self:
        """From the container's log.

        Raises:
            SandboxUnavailable: this is no answer of ours.
        """
        kept = {name: bytearray() for name in STREAMS}
        ended = None
        *lines, _cut_off = log.split(b"\n")  # it may have been ended in the middle of a line
        try:
            for line in lines:
                word, _, rest = line.partition(b" ")
                if word == b"end":
                    ended = json.loads(rest)
                else:
                    kept[word.decode()] += binascii.a2b_base64(rest, strict_mode=True)
        except (ValueError, KeyError) as error:
            raise SandboxUnavailable(f"The container's log is unreadable: {error}") from error
        return cls(kept={name: bytes(data) for name, data in kept.items()}, ended=ended)

    def truncated(self, name: str) -> bool:
        return bool(self.ended and self.ended["totals"][name] > len(self.kept[name]))

    def ending(self) -> Ending:
        """How the program ended; killed, as far as is known, when nobody could tell."""
        ended = self.ended or {"status": None, "cpu": 0.0, "peak": 0}
        if ended["status"] is None:
            return Ending.killed(cpu_seconds=ended["cpu"], peak_bytes=ended["peak"])
        told = Ending.parse(f"{ended['status']} {ended['cpu']} {ended['peak']}".encode())
        assert told is not None  # noqa: S101 - only an empty text says nothing
        return told

    def limit_hit(self, cpu_seconds: int) -> LimitHit:
        """The limit that ended the program. Without a last word, it was the kernel, for memory."""
        if self.ended is None:
            return LimitHit.MEMORY
        seen = LimitHit(self.ended["limit"])
        if seen in (LimitHit.NONE, LimitHit.WALL_TIME) and self.ended["memory_kills"]:
            return LimitHit.MEMORY
        if seen is LimitHit.NONE and self.ending().by_cpu_limit(cpu_seconds):
            return LimitHit.CPU_TIME
        return seen
