"""Limits of one run, recorded with it: one frozen row, one place."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Seconds, bytes and counts.

    ``output_bytes`` is kept per stream; four times that in all ends the program. ``cpus`` is how
    many processors a program sees, the same on every host that has as many.
    """

    wall_seconds: float = 10.0
    cpu_seconds: int = 8
    memory_bytes: int = 256 * MEBIBYTE
    processes: int = 32
    file_bytes: int = 16 * MEBIBYTE
    open_files: int = 256
    box_bytes: int = 64 * MEBIBYTE
    output_bytes: int = 1 * MEBIBYTE
    cpus: int = 2

    def as_record(self) -> dict[str, float | int]:
        """The row stored with a run."""
        return asdict(self)


PYTHON_TESTS = Limits()
BASH_TESTS = Limits(
    wall_seconds=5.0,
    cpu_seconds=4,
    memory_bytes=128 * MEBIBYTE,
    processes=16,
    open_files=64,
    box_bytes=32 * MEBIBYTE,
)
SQL_TESTS = Limits(wall_seconds=5.0, cpu_seconds=4, memory_bytes=128 * MEBIBYTE, processes=16)
NODE_TESTS = Limits(
    wall_seconds=15.0,
    cpu_seconds=12,
    memory_bytes=512 * MEBIBYTE,
    processes=64,
    open_files=512,
)
SCANNER = Limits(wall_seconds=30.0, cpu_seconds=30, memory_bytes=512 * MEBIBYTE)
GO_TESTS = Limits(
    wall_seconds=60.0,
    cpu_seconds=60,
    memory_bytes=1024 * MEBIBYTE,
    processes=128,
    file_bytes=64 * MEBIBYTE,
    open_files=512,
    box_bytes=512 * MEBIBYTE,
)
RUST_TESTS = replace(GO_TESTS, processes=64)
PREPARATION = Limits(
    wall_seconds=600.0,
    cpu_seconds=300,
    memory_bytes=1024 * MEBIBYTE,
    processes=128,
    file_bytes=256 * MEBIBYTE,
    open_files=512,
    box_bytes=512 * MEBIBYTE,
)
"""Of compiling once what every run of a language needs."""

MOST = Limits(
    wall_seconds=120.0,
    cpu_seconds=240,
    memory_bytes=4096 * MEBIBYTE,
    processes=512,
    file_bytes=1024 * MEBIBYTE,
    open_files=4096,
    box_bytes=2048 * MEBIBYTE,
    output_bytes=16 * MEBIBYTE,
)
"""What a suite may ask for at most."""
