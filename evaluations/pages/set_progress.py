"""How far the work in a set of problems is: runs, scans and checks, with the time that is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from evaluations.models import JobState, ProblemCheck, ProblemSet, RunOrigin, ScanJob, TestRun
from evaluations.progress import Counted

WINDOW = timedelta(minutes=2)
"""The pace is that of the last minutes: work that is asked for again has nothing to do with what
was done days ago."""


@dataclass(frozen=True, kw_only=True)
class SetProgress:
    """Of each kind of work all that was ever queued; ``under_way`` counts what is not done."""

    runs: Counted
    scans: Counted
    checks: Counted

    @property
    def under_way(self) -> int:
        return sum(one.total - one.done for one in (self.runs, self.scans, self.checks))


def measure_set(found: ProblemSet) -> SetProgress:
    """Count in three queries."""
    now = timezone.now()
    runs = TestRun.objects.filter(origin=RunOrigin.OWN, solution__problem__problem_set=found)
    scans = ScanJob.objects.filter(solution__problem__problem_set=found)
    checks = ProblemCheck.objects.filter(problem__problem_set=found)
    return SetProgress(runs=_count(runs, now), scans=_count(scans, now), checks=_count(checks, now))


def _count(jobs: QuerySet[Any], now: datetime) -> Counted:
    lately = Q(state=JobState.FINISHED, finished_at__gte=now - WINDOW)
    counts = jobs.aggregate(
        total=Count("pk"),
        done=Count("pk", filter=Q(state=JobState.FINISHED)),
        lately=Count("pk", filter=lately),
        since=Min("started_at", filter=lately),
    )
    left = counts["total"] - counts["done"]
    seconds = None
    if left and counts["lately"] and counts["since"]:
        spent = min(now - counts["since"], WINDOW)
        seconds = int(spent.total_seconds() / counts["lately"] * left)
    return Counted(done=counts["done"], total=counts["total"], seconds_left=seconds)
