"""A problem's self-check: whether its tests can be believed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from evaluations.models import CheckOutcome, JobState, Problem, ProblemCheck, Verdict
from evaluations.pages.run_words import FAILURES, tone
from evaluations.presenting.text import neutralise_output

SHOWN_FAULT = 1_000
"""Characters of what went against expectation."""
TONES = {CheckOutcome.SOUND: "ok", CheckOutcome.UNSOUND: "bad", CheckOutcome.NOT_CHECKED: "warn"}


@dataclass(frozen=True, kw_only=True)
class ShownTrial:
    """One suite tried on one subject, some times; ``fault`` is empty where it went as it should."""

    suite: str
    subject: str
    verdicts: tuple[tuple[str, str], ...]
    fault: str
    tests: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ShownCheck:
    """The latest self-check; ``is_stale``: the problem has changed since."""

    row: ProblemCheck
    words: str
    tone: str
    is_stale: bool
    trials: tuple[ShownTrial, ...]


def check_of(problem: Problem) -> ShownCheck | None:
    """The latest self-check of a problem, in one query."""
    row = problem.checks.order_by("-attempt").first()
    if row is None:
        return None
    outcome = CheckOutcome(row.outcome) if row.outcome else None
    return ShownCheck(
        row=row,
        words=_meaning(row, outcome),
        tone=TONES[outcome] if outcome else "",
        is_stale=row.problem_hash != problem.content_hash,
        trials=tuple(_trials(row.details)),
    )


def _meaning(row: ProblemCheck, outcome: CheckOutcome | None) -> str:
    if outcome is None:
        return (
            _("A worker has it now.")
            if row.state == JobState.RUNNING
            else _("It waits for a worker.")
        )
    return {
        CheckOutcome.SOUND: _("The reference solution passes every suite and an empty one fails."),
        CheckOutcome.UNSOUND: _(
            "Its tests cannot be believed. Mend them, import the file as a new version of the set, "
            "and check that."
        ),
        CheckOutcome.NOT_CHECKED: _("There was nothing to check with."),
    }[outcome]


def _trials(details: Iterable[Mapping[str, Any]]) -> Iterator[ShownTrial]:
    subjects = {"reference": _("reference solution"), "empty": _("empty solution")}
    for one in details:
        verdicts = map(Verdict, one.get("verdicts", ()))
        yield ShownTrial(
            suite=one["suite"],
            subject=subjects.get(one["subject"], one["subject"]),
            verdicts=tuple(
                (str(verdict.label), _expected(one["subject"], verdict)) for verdict in verdicts
            ),
            fault=neutralise_output(one.get("fault", "")[:SHOWN_FAULT]),
            tests=tuple(map(neutralise_output, one.get("tests", ()))),
        )


def _expected(subject: str, verdict: Verdict) -> str:
    """The tone of a verdict here: an empty solution is expected to fail."""
    if subject == "reference":
        return tone(verdict)
    return "ok" if verdict in FAILURES else "bad" if verdict == Verdict.PASSED else "warn"
