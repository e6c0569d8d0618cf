"""``reviewplatform check``: try the tests of problems here, without a worker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from evaluations.running.replicates import MOST_REPLICATES
from evaluations.running.self_check import REPLICATES
from reviewplatform.cli.console import err, out
from reviewplatform.cli.installation import needs_django
from reviewplatform.cli.work import WITH_A_WORKER, find_problems, jobs_option, work_through

if TYPE_CHECKING:
    from evaluations.models import ProblemCheck

UNSOUND = 1
"""Exit code when the tests of a problem cannot be believed."""


@click.command()
@click.argument("name", metavar="SET|CAMPAIGN")
@jobs_option
@click.option("--again", is_flag=True, help="Also check anew what has been checked.")
@click.option(
    "--times",
    type=click.IntRange(1, MOST_REPLICATES),
    default=REPLICATES,
    show_default=True,
    help="Run each suite so many times on the reference and on an empty solution.",
)
@needs_django
@click.pass_context
def command(ctx: click.Context, /, *, name: str, jobs: int | None, again: bool, times: int) -> None:
    """Check every problem of a set or campaign: its reference passes, an empty solution fails.

    A campaign starts only with problems that were checked. Ends with code 1 where one is unsound.

    Example: reviewplatform check HumanEval
    """
    from evaluations.models import JobState, ProblemCheck
    from evaluations.running.checking.service import execute_check, queue_checks
    from evaluations.tasks import the_sandbox

    problems = find_problems(name)
    sandbox = the_sandbox()
    queue_checks(problems=problems, again=again, replicates=times)
    waiting = ProblemCheck.objects.filter(problem__in=problems, state=JobState.QUEUED)
    ids = list(waiting.order_by("pk").values_list("pk", flat=True))
    work_through(
        ids,
        lambda check_id: execute_check(check_id=check_id, sandbox=sandbox),
        jobs=jobs,
        what="Checks",
    )
    done = ProblemCheck.objects.filter(pk__in=ids).select_related("problem").order_by("pk")
    if _show(list(done)):
        ctx.exit(UNSOUND)


def _show(checks: Sequence[ProblemCheck]) -> int:
    """Print the outcomes, and why for all that are not sound; how many are unsound."""
    if not checks:
        out.print("Nothing to check: every problem has been checked.")
    counts = {"sound": 0, "unsound": 0, "not_checked": 0, WITH_A_WORKER: 0}
    for check in checks:
        counts[check.outcome or WITH_A_WORKER] += 1
        for line in check.message.splitlines():
            err.print(f"{check.problem.key}: {line}", markup=False, soft_wrap=True)
    for outcome, count in counts.items():
        if count:
            out.print(f"{outcome.replace('_', ' '):<22} {count:>8,}")
    return counts["unsound"]
