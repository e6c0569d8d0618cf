"""Reading what the preparing child reports, with an eye on everybody else."""

from __future__ import annotations

import json
import os
import select
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from reviewplatform.embedded.commands import preparation_command
from reviewplatform.embedded.errors import ServiceUnavailable
from reviewplatform.embedded.layout import DataDirectory
from reviewplatform.embedded.preparation import Report
from reviewplatform.embedded.processes import Child
from reviewplatform.embedded.supervisor import Supervisor

LOOK_SECONDS = 0.2
STOP_SECONDS = 5.0
READ_BYTES = 4096


class Preparation:
    """A running preparation; ended at the latest with the block it is the context of."""

    def __init__(
        self, directory: DataDirectory, *, sample: bool, settings: Mapping[str, str]
    ) -> None:
        self._pipe, its_end = os.pipe()
        try:
            self._child: Child = preparation_command(
                directory, sample=sample, reports=its_end, settings=settings
            ).start()
        finally:
            os.close(its_end)
        self._unread = b""

    def await_report(self, done: str, supervisor: Supervisor) -> Report:
        """The next report, which is of the part ``done``.

        Raises:
            ServiceUnavailable: the preparation or one of the workforce ended before.
        """
        while b"\n" not in self._unread:
            supervisor.require_alive()
            if select.select([self._pipe], [], [], LOOK_SECONDS)[0]:
                self._unread += self._read()
        line, self._unread = self._unread.split(b"\n", 1)
        report: Report = json.loads(line)
        if report["done"] != done:
            raise ServiceUnavailable(f"Prepared {report['done']!r}, expected {done!r}.")
        return report

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._child.stop(patience_seconds=STOP_SECONDS)
        os.close(self._pipe)

    def _read(self) -> bytes:
        read = os.read(self._pipe, READ_BYTES)
        if not read:
            self._child.process.wait()
            raise ServiceUnavailable(self._child.obituary())
        return read
