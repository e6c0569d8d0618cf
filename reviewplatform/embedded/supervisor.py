"""Keeps the children alive while the platform runs, and ends them all when it stops."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from reviewplatform.embedded.errors import ServiceUnavailable
from reviewplatform.embedded.processes import Child, ChildCommand

LOOK_SECONDS = 0.5
STOP_SECONDS = 10.0
MOST_RESTARTS = 5
RESTART_WINDOW_SECONDS = 60.0


class Supervisor:
    """Starts and ends the workforce; watches it and the services it stands on."""

    def __init__(self, *, report: Callable[[str], None]) -> None:
        self.workforce: list[Child] = []
        self._services: list[Child] = []
        self._report = report
        self._restarts: deque[float] = deque(maxlen=MOST_RESTARTS)

    def start(self, command: ChildCommand) -> Child:
        """Start one more of the workforce."""
        child = command.start()
        self.workforce.append(child)
        return child

    def also_watch(self, *services: Child) -> None:
        """Watch children that another started and will stop."""
        self._services.extend(services)

    def watch(self) -> None:
        """Restart what dies; return only by an exception (Ctrl-C, SIGTERM, or too many deaths).

        Raises:
            ServiceUnavailable: children died too often in too short a time.
        """
        while True:
            self.look_after()
            time.sleep(LOOK_SECONDS)

    def look_after(self) -> None:
        """Look at every child once and restart the dead ones."""
        for child in (*self._services, *self.workforce):
            if not child.alive:
                self._refuse_endless_restarts(child)
                self._report(f"{child.name} ended by itself and is started again")
                child.restart()

    def require_alive(self) -> None:
        """Raise :class:`ServiceUnavailable` with the last words of a child that has ended."""
        for child in (*self._services, *self.workforce):
            if not child.alive:
                raise ServiceUnavailable(child.obituary())

    def stop(self) -> None:
        """End the workforce: asked together, waited for in turn. Safe to call twice."""
        for child in self.workforce:
            child.ask_to_stop()
        while self.workforce:
            self.workforce.pop().await_end(patience_seconds=STOP_SECONDS)

    def _refuse_endless_restarts(self, child: Child) -> None:
        now = time.monotonic()
        full = len(self._restarts) == MOST_RESTARTS
        if full and now - self._restarts[0] < RESTART_WINDOW_SECONDS:
            raise ServiceUnavailable(child.obituary())
        self._restarts.append(now)
