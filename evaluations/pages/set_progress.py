"""How far the work in a set of problems is: runs, scans and checks, with the time that is left."""

from __future__ import annotations

from dataclasses import dataclass

from evaluations.models import ProblemCheck, ProblemSet, RunOrigin, ScanJob, TestRun
from evaluations.progress import Counted, count_jobs


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
    runs = TestRun.objects.filter(origin=RunOrigin.OWN, solution__problem__problem_set=found)
    scans = ScanJob.objects.filter(solution__problem__problem_set=found)
    checks = ProblemCheck.objects.filter(problem__problem_set=found)
    return SetProgress(runs=count_jobs(runs), scans=count_jobs(scans), checks=count_jobs(checks))
