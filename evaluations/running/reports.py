"""The report of a harness, read with suspicion: whoever shares its process may have written it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from evaluations.running.grading import Verdict
from evaluations.running.harness.wire import LENGTH_BYTES, Malformed, decode

Event = dict[str, Any]

FIELDS: Final[dict[str, type]] = {
    "event": str,
    "verdict": str,
    "name": str,
    "phase": str,
    "message": str,
    "input": str,
    "expected": str,
    "got": str,
    "number": int,
    "statements": int,
    "status": int,
    "signal": int,
    "code": int,
    "seconds": float,
}
CASE_VERDICTS: Final = {
    Verdict.PASSED,
    Verdict.FAILED,
    Verdict.ERROR,
    Verdict.OUT_OF_MEMORY,
    Verdict.NOT_RUN,
}
LOADING_VERDICTS: Final = {Verdict.ERROR, Verdict.OUT_OF_MEMORY}
LONGEST_TEXT: Final = 10_000
LONGEST_SECONDS: Final = 1e6


@dataclass(frozen=True, kw_only=True)
class Report:
    """``cases`` in the order of arrival, what stopped them early if anything did, the ``ends``."""

    cases: tuple[Event, ...] = ()
    stop: Event | None = None
    ends: tuple[Event, ...] = ()


def read_report(data: bytes) -> Report:
    """Split into events. A last message that was cut off by a kill is left out.

    Raises:
        Malformed: no harness of ours wrote this.
    """
    events = [_checked(message) for message in messages(data)]
    stops = [event for event in events if event["event"] not in ("case", "end")]
    return Report(
        cases=tuple(event for event in events if event["event"] == "case"),
        stop=stops[0] if stops else None,
        ends=tuple(event for event in events if event["event"] == "end"),
    )


def messages(data: bytes) -> Iterator[Any]:
    """The framed values of a report channel; one that was cut off by a kill is left out.

    Raises:
        Malformed: bytes that are no value.
    """
    position = 0
    while position + LENGTH_BYTES <= len(data):
        start = position + LENGTH_BYTES
        position = start + int.from_bytes(data[position:start], "big")
        if position <= len(data):
            yield decode(data[start:position], plain=True)


def _checked(event: Any) -> Event:
    if type(event) is not dict or "event" not in event:
        raise Malformed("a message that is no event")
    for name, value in event.items():
        if name not in FIELDS or type(value) is not FIELDS[name]:
            raise Malformed("an event with a field of its own")
        if type(value) is str and len(value) > LONGEST_TEXT:
            raise Malformed("an event with an endless text")
    allowed = {"case": CASE_VERDICTS, "broken": LOADING_VERDICTS}.get(event["event"])
    if allowed and event.get("verdict") not in allowed:
        raise Malformed("an event without a fitting verdict")
    if not 0 <= event.get("seconds", 0) < LONGEST_SECONDS:
        raise Malformed("an impossible duration")
    return event
