"""``reviewplatform run``: test solutions here, without a worker."""

from __future__ import annotations

from collections import Counter

import click

from evaluations.running.grading import Verdict
from evaluations.running.replicates import MOST_REPLICATES
from reviewplatform.cli.console import out
from reviewplatform.cli.installation import needs_django
from reviewplatform.cli.work import WITH_A_WORKER, find_solutions, jobs_option, work_through


@click.command()
@click.argument("name", metavar="SET|CAMPAIGN")
@jobs_option
@click.option(
    "--again",
    "verdicts",
    type=click.Choice([verdict.value for verdict in Verdict]),
    multiple=True,
    help="Also run anew what had this verdict last; may be given more than once.",
)
@click.option("--all", "everything", is_flag=True, help="Run everything anew.")
@click.option(
    "--replicates",
    type=click.IntRange(1, MOST_REPLICATES),
    help="Run each suite so many times (default: as the suite says, usually once).",
)
@needs_django
def command(
    *,
    name: str,
    jobs: int | None,
    verdicts: tuple[str, ...],
    everything: bool,
    replicates: int | None,
) -> None:
    """Run the tests of every solution of a problem set or campaign that were not run yet.

    A worker may run at the same time: each run is done once.

    Example: reviewplatform run HumanEval --jobs 4
    """
    from evaluations.models import JobState, RunOrigin, TestRun
    from evaluations.running.service import execute_run, queue_again, queue_runs
    from evaluations.tasks import the_sandbox

    solutions = find_solutions(name)
    sandbox = the_sandbox()
    again = None if everything else verdicts
    queue_again(solutions=solutions, verdicts=again, replicates=replicates)
    queue_runs(solutions=solutions, replicates=replicates)
    waiting = TestRun.objects.filter(
        solution__in=solutions, state=JobState.QUEUED, origin=RunOrigin.OWN
    )
    ids = list(waiting.order_by("pk").values_list("pk", flat=True))
    work_through(
        ids,
        lambda run_id: execute_run(run_id=run_id, sandbox=sandbox),
        jobs=jobs,
        what="Runs",
    )
    done = TestRun.objects.filter(pk__in=ids).values_list("verdict", flat=True)
    _show(Counter(verdict or WITH_A_WORKER for verdict in done))


def _show(verdicts: Counter[str]) -> None:
    if not verdicts:
        out.print("Nothing to run: every solution has been tested.")
    for verdict, count in verdicts.most_common():
        out.print(f"{verdict.replace('_', ' '):<22} {count:>8,}")
