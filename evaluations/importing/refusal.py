"""A file that is taken in whole, and has faults: all of them at once, nothing stored."""

from __future__ import annotations

from dataclasses import asdict

from evaluations.errors import InvalidInput
from evaluations.importing.faults import Fault, FaultLog


class RefusedFile(InvalidInput):
    """The file has faults, so nothing was stored."""

    code = "faulty_file"

    def __init__(self, file_name: str, log: FaultLog) -> None:
        self.file_name = file_name
        self.faults: tuple[Fault, ...] = log.in_order()
        self.fault_count = log.total
        word = "fault" if log.total == 1 else "faults"
        first = f" The first: {self.faults[0]}" if self.faults else ""
        super().__init__(
            f"{file_name} has {log.total:,} {word}; nothing was stored.{first}",
            details={
                "file": file_name,
                "fault_count": log.total,
                "faults": [asdict(fault) for fault in self.faults],
            },
        )
