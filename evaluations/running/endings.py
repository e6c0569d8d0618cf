"""Why a run came to its end, and whether its results can be believed."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from typing import Final

from evaluations.running.grading import Verdict
from evaluations.running.reports import Event, Report
from evaluations.sandboxes.base import LimitHit, Outcome

LIMITS: Final = {
    LimitHit.WALL_TIME: (Verdict.TIMEOUT, "The time limit ended it."),
    LimitHit.CPU_TIME: (Verdict.TIMEOUT, "The limit on processor time ended it."),
    LimitHit.MEMORY: (Verdict.OUT_OF_MEMORY, "The memory limit ended it."),
    LimitHit.OUTPUT: (Verdict.ERROR, "It printed more than the output limit allows."),
}
FEWEST_CANARIES: Final = 2
FAILURES: Final = {Verdict.FAILED, Verdict.ERROR, Verdict.OUT_OF_MEMORY}
EXCERPT: Final = 500

Judgement = tuple[Verdict | None, str]
"""``None``: nothing against the results; else the verdict that replaces theirs. And the reason."""

Group = Sequence[tuple[bool, Verdict]]
"""A test and the canaries made from it: whether each is a canary, and how it went."""


def end_of_split(report: Report, outcome: Outcome) -> Judgement:
    """How the tests' own process ended; the solution's process cannot speak for it."""
    if report.stop:
        return _end_of_solution(report.stop, outcome)
    if report.ends:
        return None, ""
    if outcome.limit_hit in LIMITS:
        return LIMITS[outcome.limit_hit]
    if outcome.signal is not None:
        how = signal_name(outcome.signal)
        return Verdict.INTEGRITY_FAILED, f"The tests' own process was ended by {how}."
    words = outcome.stderr.decode(errors="replace")[-EXCERPT:]
    return Verdict.INFRASTRUCTURE_ERROR, f"The tests' own process failed: {words}"


def end_of_shared(report: Report, outcome: Outcome, *, expected_exit: int) -> Judgement:
    """How the one process of tests and solution ended; leaving early is no honest end."""
    if outcome.limit_hit in LIMITS:
        return LIMITS[outcome.limit_hit]
    if report.stop and report.stop["event"] == "broken":
        return _broken(report.stop)
    if report.stop and report.stop["event"] == "setup failed":
        return Verdict.ERROR, f"The preparation failed: {report.stop.get('message')}"
    if outcome.signal is not None:
        how = signal_name(outcome.signal)
        return Verdict.ERROR, f"The process of solution and tests was ended by {how}."
    if report.stop or len(report.ends) != 1:
        return Verdict.INTEGRITY_FAILED, "The process ended before the tests did."
    if outcome.exit_code != expected_exit:
        return Verdict.INTEGRITY_FAILED, "The exit code contradicts the report."
    return None, ""


def judge_canaries(groups: Sequence[Group]) -> Judgement:
    """A canary that passes beside a test that passes proves that passing means nothing here."""
    real = {verdict for group in groups for is_canary, verdict in group if not is_canary}
    failed = 0
    for group in groups:
        beside = {verdict for is_canary, verdict in group if not is_canary}
        canaries = [verdict for is_canary, verdict in group if is_canary]
        if Verdict.PASSED in canaries and beside <= {Verdict.PASSED}:
            return Verdict.INTEGRITY_FAILED, "A test that must fail was reported as passed."
        failed += sum(verdict in FAILURES for verdict in canaries)
    if not real & FAILURES and failed < FEWEST_CANARIES:
        return Verdict.INTEGRITY_FAILED, "Fewer than two tests that must fail were seen to fail."
    return None, ""


def _end_of_solution(stop: Event, outcome: Outcome) -> tuple[Verdict, str]:
    message = stop.get("message", "")
    match stop["event"]:
        case "broken":
            return _broken(stop)
        case "setup failed":
            return Verdict.INFRASTRUCTURE_ERROR, f"The suite's own preparation failed: {message}"
        case "gone":
            return _gone(stop, outcome)
        case "out of memory":
            return LIMITS[LimitHit.MEMORY]
        case "cannot cross":
            return Verdict.NOT_RUN, f"Tests and solution cannot be kept apart: {message}"
    return Verdict.INTEGRITY_FAILED, f"The solution tampered with the run: {message}"


def _broken(stop: Event) -> tuple[Verdict, str]:
    return Verdict(stop["verdict"]), f"The solution does not load: {stop.get('message', '')}"


def _gone(stop: Event, outcome: Outcome) -> tuple[Verdict, str]:
    """The solution's process ended instead of answering."""
    number = stop["signal"]
    if number == signal.SIGXCPU or outcome.limit_hit is LimitHit.CPU_TIME:
        return LIMITS[LimitHit.CPU_TIME]
    if number == signal.SIGKILL and outcome.limit_hit is LimitHit.MEMORY:
        return LIMITS[LimitHit.MEMORY]
    how = signal_name(number) if number else f"exit code {stop['code']}"
    return Verdict.ERROR, f"The solution's process ended ({how}) instead of answering."


def signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # a real-time signal
        return f"signal {number}"
