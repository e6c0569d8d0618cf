"""The cases of a run as its page shows them: what did not pass first, bounded, nothing obeyed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, Value, When
from django.db.models.functions import Left
from django.utils.translation import gettext as _

from evaluations.models import TestResult, TestRun, Verdict
from evaluations.pages.run_words import tone
from evaluations.presenting.terminal import ShownOutput, show_output

SHOWN_CASES = 200
OPEN_CASES = 10
"""Cases that did not pass and stand open at first."""
SHOWN_TEXT = 4_000
"""Characters of a name, a value or a message."""
TEXTS = ("input", "expected", "got", "message")


@dataclass(frozen=True, kw_only=True)
class ShownText:
    """One text of a case under its word."""

    label: str
    output: ShownOutput


@dataclass(frozen=True, kw_only=True)
class ShownCase:
    """One case; ``duration_ms`` is in milliseconds, ``None`` where it was not measured."""

    name_html: str
    label: str
    tone: str
    is_open: bool
    duration_ms: float | None
    texts: tuple[ShownText, ...]


@dataclass(frozen=True, kw_only=True)
class CaseCount:
    """How many cases ended in one way."""

    label: str
    tone: str
    count: int


@dataclass(frozen=True, kw_only=True)
class ShownCases:
    """``others`` did not pass; ``left_out`` counts cases that are stored but not shown."""

    counts: tuple[CaseCount, ...]
    others: tuple[ShownCase, ...]
    passed: tuple[ShownCase, ...]
    left_out: int


def cases_of(run: TestRun) -> ShownCases:
    """Counts and the first cases of a run, in two queries."""
    counts = dict(run.results.values_list("outcome").annotate(count=Count("pk")))
    rows = list(_rows(run))
    others = [row for row in rows if row.outcome != Verdict.PASSED]
    passed = [row for row in rows if row.outcome == Verdict.PASSED]
    return ShownCases(
        counts=tuple(
            CaseCount(label=verdict.label, tone=tone(verdict), count=counts[verdict])
            for verdict in map(Verdict, Verdict.values)
            if verdict in counts
        ),
        others=tuple(_shown(row, is_open=place < OPEN_CASES) for place, row in enumerate(others)),
        passed=tuple(_shown(row, is_open=False) for row in passed),
        left_out=sum(counts.values()) - len(rows),
    )


def _rows(run: TestRun) -> Iterator[TestResult]:
    """What did not pass comes first; texts are cut in the database, whatever they have grown to."""
    passed_last = Case(
        When(outcome=Verdict.PASSED, then=Value(1)), default=Value(0), output_field=IntegerField()
    )
    cut = {f"{text}_cut": Left(text, SHOWN_TEXT) for text in ("name", *TEXTS)}
    rows = run.results.defer("name", *TEXTS).annotate(**cut).order_by(passed_last, "position")
    return rows[:SHOWN_CASES].iterator()


def _shown(row: TestResult, *, is_open: bool) -> ShownCase:
    cut = vars(row)
    labels = dict(zip(TEXTS, (_("input"), _("expected"), _("got"), _("said")), strict=True))
    return ShownCase(
        name_html=show_output(cut["name_cut"]).head_html,
        label=row.get_outcome_display(),
        tone=tone(row.outcome),
        is_open=is_open,
        duration_ms=row.duration_ms,
        texts=tuple(
            ShownText(label=labels[text], output=show_output(cut[f"{text}_cut"]))
            for text in TEXTS
            if cut[f"{text}_cut"]
        ),
    )
