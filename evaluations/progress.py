"""How far a campaign is: counts only, never an outcome, so that everybody may see them live."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from evaluations.models import (
    Assignment,
    AssignmentState,
    Campaign,
    JobState,
    RunOrigin,
    ScanJob,
    TestRun,
    Verdict,
)

APART = (Verdict.NOT_RUN, Verdict.INFRASTRUCTURE_ERROR, Verdict.INTEGRITY_FAILED)

PACE = timedelta(minutes=5)
"""The pace is that of the last minutes: what is asked for again has nothing to do with what was
done days ago."""


@dataclass(frozen=True, kw_only=True)
class Counted:
    """``done`` of ``total``; ``seconds_left`` at the pace of the last minutes, if there is one."""

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
    """Count in four queries."""
    of_campaign = {
        "solution__problem__campaigns": campaign,
        "solution__language_model__campaigns": campaign,
    }
    runs = TestRun.objects.filter(origin=RunOrigin.OWN, **of_campaign)
    reviews = _count_assignments(campaign)
    return Progress(
        state=campaign.state,
        runs=count_jobs(runs),
        apart=runs.filter(verdict__in=APART).count(),
        scans=count_jobs(ScanJob.objects.filter(**of_campaign)),
        reviews=Counted(done=reviews["done"], total=reviews["slots"]),
        leased=reviews["leased"],
        skipped=reviews["skipped"],
        late=reviews["late"],
    )


def count_jobs(jobs: QuerySet[Any]) -> Counted:
    """How many of these jobs are finished, and how long the others take at this pace; one query."""
    now = timezone.now()
    lately = Q(state=JobState.FINISHED, finished_at__gte=now - PACE)
    counts = jobs.order_by().aggregate(
        total=Count("pk"),
        done=Count("pk", filter=Q(state=JobState.FINISHED)),
        lately=Count("pk", filter=lately),
        since=Min("started_at", filter=lately),
    )
    counted = Counted(done=counts["done"], total=counts["total"])
    left = counted.total - counted.done
    if not left or not counts["lately"] or counts["since"] is None:
        return counted
    seconds = min(now - counts["since"], PACE).total_seconds()
    return replace(counted, seconds_left=int(seconds / counts["lately"] * left))


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
