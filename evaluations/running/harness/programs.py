"""Programs one after the other, each with its input; what they print goes out unjudged.

The first process of a suite of programs. It is unreadable to what it starts, keeps the report
channel to itself and knows no expected output. Whatever a program leaves behind is gone before the
next one starts: processes, files, changes to what was built.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # signal itself would import enum
import os

from evaluations.running.harness.folders import BOX, Picture, clean, lay, modes, picture
from evaluations.running.harness.starting import adopt, run
from evaluations.running.harness.wire import receive, send

TYPE_CHECKING = False  # importing typing itself would take longer than many a test
if TYPE_CHECKING:
    from typing import Any

REPORT_FD = 3
KEPT_OF_BUILD = 65536


class Workshop:
    """Builds the program, starts it for each case, and leaves nothing of one case to the next."""

    def __init__(self, task: dict[str, Any]) -> None:
        self._task = task
        self._modes = modes()
        self._built: Picture = {}
        self._top: frozenset[str] = frozenset()

    def build(self) -> bool:
        """From nothing; a step that fails is told of, with what it printed.

        ``sources`` are in the box only meanwhile, so that no test's text is there to be read.
        """
        clean(frozenset(), self._modes)
        lay(self._task.get("laid", {}))
        lay(self._task.get("sources", {}))
        for argv in self._task["build"]:
            done = run(argv, self._task, b"", KEPT_OF_BUILD)
            if done["ended"] or done["fault"] or done["signal"] or done["code"]:
                send(REPORT_FD, {"event": "not built", **done})
                return False
        for path in self._task.get("sources", ()):
            os.unlink(f"{BOX}/{path}")
        self._top = frozenset(os.listdir(BOX))
        clean(self._top, self._modes)
        self._built = picture()
        return True

    def run_cases(self) -> None:
        hung = 0
        for number, case in enumerate(self._task["cases"]):
            if number and not self._as_built() and not self.build():
                return
            argv = [*self._task["argv"], *case["args"]]
            done = run(argv, self._task, case["stdin"], case["kept"])
            send(REPORT_FD, {"event": "case", "number": number, **done})
            hung += done["ended"] == "wall"
            if hung == self._task["patience"]:
                break
        send(REPORT_FD, {"event": "end", "statements": len(self._task["cases"])})

    def _as_built(self) -> bool:
        """Clean up after a case; whether what was built is as it was."""
        clean(self._top, self._modes)
        try:
            return picture() == self._built
        except OSError:  # unreadable, or too deep: nothing that was built is
            return False


def main() -> None:
    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
    task = receive(0)
    adopt()
    try:
        workshop = Workshop(task)
        if workshop.build():
            workshop.run_cases()
    except OSError as error:  # what a program did to the folders cannot be undone
        send(REPORT_FD, {"event": "tampered", "message": str(error)})
    os._exit(0)
