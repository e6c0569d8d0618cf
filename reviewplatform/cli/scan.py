"""``reviewplatform scan``: let the scanners read solutions here, without a worker."""

from __future__ import annotations

from collections import Counter

import click

from reviewplatform.cli.console import out
from reviewplatform.cli.installation import needs_django
from reviewplatform.cli.work import find_solutions, jobs_option, work_through


@click.command()
@click.argument("name", metavar="SET|CAMPAIGN")
@jobs_option
@click.option("--all", "everything", is_flag=True, help="Scan everything anew.")
@needs_django
def command(*, name: str, jobs: int | None, everything: bool) -> None:
    """Scan every solution of a problem set or campaign that today's scanners have not read yet.

    A worker may scan at the same time: each scan is done once.

    Example: reviewplatform scan HumanEval
    """
    from evaluations.models import JobState, Problem, ScanJob
    from evaluations.scanning.comparing.service import measure_references
    from evaluations.scanning.service import (
        SOLUTIONS_AT_ONCE,
        execute_scans,
        queue_scans,
        queue_scans_again,
    )
    from evaluations.tasks import the_sandbox

    sandbox = the_sandbox()
    solutions = find_solutions(name)
    queue_scans(solutions=solutions)
    queue_scans_again(solutions=solutions, outdated_only=not everything)
    waiting = ScanJob.objects.filter(solution__in=solutions, state=JobState.QUEUED)
    ids = list(waiting.order_by("pk").values_list("pk", flat=True))
    together = [ids[n : n + SOLUTIONS_AT_ONCE] for n in range(0, len(ids), SOLUTIONS_AT_ONCE)]
    done = work_through(
        together,
        lambda some: execute_scans(job_ids=some, sandbox=sandbox),
        jobs=jobs,
        what=f"Scans, {SOLUTIONS_AT_ONCE} solutions each",
    )
    problems = Problem.objects.filter(solutions__in=solutions).distinct()
    measured = measure_references(problems=problems, sandbox=sandbox)
    if measured:
        out.print(f"Measured {measured:,} reference solutions to compare with.")
    outcomes = Counter((run.scanner, run.outcome) for runs in done for run in runs)
    if not outcomes:
        out.print("Nothing to scan: today's scanners have read every solution.")
    for (scanner, outcome), count in sorted(outcomes.items()):
        out.print(f"{scanner:<22} {outcome.replace('_', ' '):<12} {count:>8,}")
