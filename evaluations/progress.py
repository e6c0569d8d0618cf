"""How far a campaign is: counts only, never an outcome, so that everybody may see them live."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from evaluations.models import (
    Assignment,
    AssignmentState,
    Campaign,
    JobState,
    RunOrigin,
    Solution,
    TestRun,
    Verdict,
)

APART = (Verdict.NOT_RUN, Verdict.INFRASTRUCTURE_ERROR, Verdict.INTEGRITY_FAILED)


@dataclass(frozen=True, kw_only=True)
class Counted:
    """``done`` of ``total``; ``seconds_left`` at the pace so far, where there is one."""

    done: int
    total: int
    seconds_left: int | None = None


@dataclass(frozen=True, kw_only=True)
class Progress:
    """One campaign now. ``apart`` counts runs that say nothing of their solution."""

    state: str
    runs: Counted
    apart: int
    scans: Counted
    reviews: Counted
    leased: int
    skipped: int
    late: int

    def as_record(self) -> dict[str, Any]:
        """Plain JSON."""
        return asdict(self)


def measure_progress(campaign: Campaign) -> Progress:
    """Count in three queries."""
    solutions = Solution.objects.filter(
        problem__campaigns=campaign, language_model__campaigns=campaign
    )
    reviews = _count_assignments(campaign)
    runs = _count_runs(campaign)
    scans = solutions.aggregate(
        total=Count("pk", distinct=True),
        done=Count("pk", filter=Q(scan_runs__state=JobState.FINISHED), distinct=True),
    )
    return Progress(
        state=campaign.state,
        runs=Counted(
            done=runs["done"],
            total=runs["total"],
            seconds_left=_seconds_left(runs, timezone.now()),
        ),
        apart=runs["apart"],
        scans=Counted(done=scans["done"], total=scans["total"]),
        reviews=Counted(done=reviews["done"], total=reviews["slots"]),
        leased=reviews["leased"],
        skipped=reviews["skipped"],
        late=reviews["late"],
    )


def _count_runs(campaign: Campaign) -> dict[str, Any]:
    finished = Q(state=JobState.FINISHED)
    runs = TestRun.objects.filter(
        origin=RunOrigin.OWN,
        solution__problem__campaigns=campaign,
        solution__language_model__campaigns=campaign,
    )
    return runs.aggregate(
        total=Count("pk"),
        done=Count("pk", filter=finished),
        apart=Count("pk", filter=Q(verdict__in=APART)),
        first=Min("started_at"),
        last=Max("finished_at"),
    )


def _count_assignments(campaign: Campaign) -> dict[str, Any]:
    states = AssignmentState
    slots = Q(state__in=[states.OPEN, states.LEASED, states.SUBMITTED])
    return Assignment.objects.filter(campaign=campaign).aggregate(
        slots=Count("pk", filter=slots),
        done=Count("pk", filter=Q(state=states.SUBMITTED)),
        leased=Count("pk", filter=Q(state=states.LEASED, shown_at__isnull=False)),
        skipped=Count("pk", filter=Q(state__in=[states.SKIPPED, states.DECLINED])),
        late=Count("pk", filter=Q(state=states.LATE)),
    )


def _seconds_left(runs: dict[str, Any], now: datetime) -> int | None:
    """Time left at the pace since the first run started."""
    left = runs["total"] - runs["done"]
    if not left or not runs["done"] or runs["first"] is None:
        return None
    spent: timedelta = now - runs["first"]
    return int(spent.total_seconds() / runs["done"] * left)
