"""What the harness of programs told, one by one; read with suspicion all the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from evaluations.running.harness.wire import Malformed
from evaluations.running.reports import messages

FIELDS: Final[dict[str, type]] = {
    "event": str,
    "number": int,
    "stdout": bytes,
    "stderr": bytes,
    "ended": str,
    "fault": str,
    "signal": int,
    "code": int,
    "seconds": float,
    "cpu": float,
    "message": str,
    "statements": int,
}
ENDED_BY: Final = {"", "wall", "output"}


@dataclass(frozen=True, kw_only=True)
class Started:
    """One program that was started. ``fault`` says why it could not be; ``ended`` which limit.

    ``signal`` is 0 where none ended it. Times are seconds.
    """

    stdout: bytes
    stderr: bytes
    ended: str
    fault: str
    signal: int
    code: int
    seconds: float
    cpu: float


@dataclass(frozen=True, kw_only=True)
class ProgramsReport:
    """``cases`` by number; ``not_built`` is the step of building that failed."""

    cases: dict[int, Started]
    not_built: Started | None = None
    tampered: str = ""
    is_complete: bool = False


def read_programs_report(data: bytes) -> ProgramsReport:
    """All that was told before the end, or before a kill.

    Raises:
        Malformed: no harness of ours wrote this.
    """
    cases: dict[int, Started] = {}
    last: dict[str, Any] = {}
    for event in map(_checked, messages(data)):
        if last.get("event", "case") != "case":
            raise Malformed("something after the end")
        last = event
        if event["event"] == "case":
            if event.get("number") != len(cases):
                raise Malformed("cases out of their order")
            cases[len(cases)] = _started(event)
    kind = last.get("event")
    return ProgramsReport(
        cases=cases,
        not_built=_started(last) if kind == "not built" else None,
        tampered=last.get("message", "") if kind == "tampered" else "",
        is_complete=kind == "end",
    )


def _checked(event: Any) -> dict[str, Any]:
    if type(event) is not dict:
        raise Malformed("a message that is no event")
    if any(type(value) is not FIELDS.get(name) for name, value in event.items()):
        raise Malformed("an event with a field of its own")
    if event.get("event") not in ("case", "not built", "tampered", "end"):
        raise Malformed("an event of no known kind")
    if event.get("ended", "") not in ENDED_BY:
        raise Malformed("a program ended by no known limit")
    return event


def _started(event: dict[str, Any]) -> Started:
    try:
        return Started(**{name: event[name] for name in Started.__dataclass_fields__})
    except KeyError as error:
        raise Malformed("a program of which something is not told") from error
