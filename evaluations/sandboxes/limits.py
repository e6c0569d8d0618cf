"""Limits of one run, recorded with it: one frozen row, one place."""

from __future__ import annotations

from dataclasses import asdict, dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Seconds, bytes and counts.

    ``output_bytes`` is kept per stream; four times that in all ends the program.
    """

    wall_seconds: float = 10.0
    cpu_seconds: int = 8
    memory_bytes: int = 256 * MEBIBYTE
    processes: int = 32
    file_bytes: int = 16 * MEBIBYTE
    open_files: int = 256
    box_bytes: int = 64 * MEBIBYTE
    output_bytes: int = 1 * MEBIBYTE

    def as_record(self) -> dict[str, float | int]:
        """The row stored with a run."""
        return asdict(self)


PYTHON_TESTS = Limits()
SCANNER = Limits(wall_seconds=30.0, cpu_seconds=30, memory_bytes=512 * MEBIBYTE)
