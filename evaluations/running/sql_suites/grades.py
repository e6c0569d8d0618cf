"""From the rows that a solution gave to a grade: judged outside of the sandbox."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from evaluations.running.endings import Judgement, end_of_split
from evaluations.running.grading import CaseResult, Grade, Integrity, Verdict, overall
from evaluations.running.harness.wire import Malformed
from evaluations.running.reports import Report, messages
from evaluations.running.sql_suites.cases import Row, SqlCase
from evaluations.running.sql_suites.comparing import difference, show
from evaluations.sandboxes.base import Outcome

FIELDS: Final[dict[str, type]] = {
    "event": str,
    "number": int,
    "kind": str,
    "part": str,
    "message": str,
    "rows": list,
    "seconds": float,
    "statements": int,
}
VERDICTS: Final = {
    "error": Verdict.ERROR,
    "timeout": Verdict.TIMEOUT,
    "out_of_memory": Verdict.OUT_OF_MEMORY,
    "no rows": Verdict.FAILED,
    "rows": Verdict.PASSED,
}
WORDS: Final = {
    "before": "What comes before the solution failed",
    "solution": "The solution failed",
    "query": "What is asked after the solution failed",
}
VALUES: Final = {int, float, str, bytes, type(None)}

Event = dict[str, Any]


def grade_sql(cases: Sequence[SqlCase], outcome: Outcome) -> Grade:
    """Rows crossed, and nothing else; how the harness ended is held against them."""
    try:
        events = [_checked(message) for message in messages(outcome.report)]
        told = _told_in_order(events)
    except Malformed as error:
        message = f"The report is none of ours: {error}."
        results = [_result(case, None) for case in cases]
        return _grade(Verdict.INTEGRITY_FAILED, results, message)
    verdict, message = _ending(events, outcome)
    results = [
        _result(case, told[number] if number < len(told) else None)
        for number, case in enumerate(cases)
    ]
    if verdict in (Verdict.TIMEOUT, Verdict.OUT_OF_MEMORY) and len(told) < len(cases):
        results[len(told)] = _result(cases[len(told)], {"kind": str(verdict), "message": message})
    return _grade(verdict or overall(results), results, message)


def _checked(event: Any) -> Event:
    if type(event) is not dict:
        raise Malformed("a message that is no event")
    if any(type(value) is not FIELDS.get(name) for name, value in event.items()):
        raise Malformed("an event with a field of its own")
    if event.get("event") == "case" and event.get("kind") not in VERDICTS:
        raise Malformed("a case that ended in no known way")
    return event


def _told_in_order(events: Sequence[Event]) -> list[Event]:
    told = [event for event in events if event.get("event") == "case"]
    if [event.get("number") for event in told] != list(range(len(told))):
        raise Malformed("cases out of their order")
    return told


def _ending(events: Sequence[Event], outcome: Outcome) -> Judgement:
    last = events[-1] if events else {}
    if last.get("event") == "setup failed":
        words = f"The suite's own schema or data failed: {last.get('message')}"
        return Verdict.INFRASTRUCTURE_ERROR, words
    return end_of_split(Report(ends=(last,) if last.get("event") == "end" else ()), outcome)


def _result(case: SqlCase, event: Event | None) -> CaseResult:
    rows = _rows(event or {})
    verdict, message = _judge(case, event, rows) if event else (Verdict.NOT_RUN, "")
    return CaseResult(
        name=case.name,
        source=case.query,
        verdict=verdict,
        input=case.before,
        expected=show(case.expected),
        got=show(rows),
        message=message,
        duration_seconds=(event or {}).get("seconds"),
    )


def _judge(case: SqlCase, event: Event, rows: Sequence[Row]) -> tuple[Verdict, str]:
    kind, part = event["kind"], event.get("part", "")
    if kind == "rows":
        wrong = difference(case, rows)
        return (Verdict.FAILED, f"Of the rows, {wrong}.") if wrong else (Verdict.PASSED, "")
    if kind == "no rows":
        return Verdict.FAILED, "The solution gives no rows: it has no query."
    verdict = Verdict.INFRASTRUCTURE_ERROR if part == "before" else VERDICTS[kind]
    words = f"{WORDS[part]}: " if part in WORDS else ""
    return verdict, f"{words}{event.get('message', '')}"


def _rows(event: Event) -> list[Row]:
    """Values of exact types, rebuilt by the wire; a blob as SQL writes it."""
    rows = event.get("rows", [])
    if any(type(value) not in VALUES for row in rows for value in row):
        return []
    return [tuple(_shown_blob(value) for value in row) for row in rows]


def _shown_blob(value: Any) -> Any:
    return f"x'{value.hex().upper()}'" if type(value) is bytes else value


def _grade(verdict: Verdict, results: Sequence[CaseResult], message: str) -> Grade:
    return Grade(verdict=verdict, cases=tuple(results), integrity=Integrity.SPLIT, message=message)
