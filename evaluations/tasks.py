"""Celery: ids in, one service call, then the next stage is woken.

    queue_evidence -> run_tests, scan_solutions    (a message for each run, for ten solutions)
    prepare_display                                (one for each comparison)
    sweep                                          (beat: what got lost is found again)

Messages may be lost, doubled or late: the rows decide what is still to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from celery import Task, current_app, shared_task
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from evaluations.assigning.service import sweep_leases
from evaluations.errors import SandboxUnavailable
from evaluations.models import Campaign, Comparison, JobState, Solution, TestRun, Verdict
from evaluations.presenting.service import prepare_comparison
from evaluations.reporting.service import build_report as build_campaign_report
from evaluations.running.service import (
    execute_run,
    queue_again,
    queue_runs,
    refuse_run,
    requeue_lost_runs,
    solutions_of,
)
from evaluations.sandboxes import find_sandbox
from evaluations.sandboxes.base import Sandbox
from evaluations.scanning.service import scan_solutions as scan_several

SCANNED_TOGETHER = 10
"""Solutions of one message: the scanners start once for all of them, progress stays visible."""


def the_sandbox() -> Sandbox:
    """This worker's sandbox, tested once for each process."""
    return find_sandbox(Path(settings.DATA_DIR) / "sandbox")


def sandbox_is_there() -> bool:
    """Whether code can be run here."""
    try:
        the_sandbox()
    except SandboxUnavailable:
        return False
    return True


def enqueue(task: Task[[int], None], ids: Iterable[int]) -> None:
    """Send one message for each id once the transaction commits."""
    waiting = list(ids)

    def send() -> None:
        for one in waiting:
            task.delay(one)

    transaction.on_commit(send)


@shared_task
def run_tests(run_id: int) -> None:
    """Run one suite on one solution."""
    try:
        sandbox = the_sandbox()
    except SandboxUnavailable as error:
        refuse_run(run_id=run_id, reason=error.message)
    else:
        execute_run(run_id=run_id, sandbox=sandbox)
    report_when_complete(Solution.objects.filter(test_runs=run_id))


@shared_task
def scan_solutions(*solution_ids: int) -> None:
    """Run every scanner over some solutions. Without a sandbox they stay "not scanned"."""
    with suppress(SandboxUnavailable):
        scan_several(solution_ids=solution_ids, sandbox=the_sandbox())
    report_when_complete(Solution.objects.filter(pk__in=solution_ids))


def report_when_complete(solutions: QuerySet[Solution]) -> None:
    """Queue a fresh report for each campaign whose last missing evidence this was."""
    campaigns = Campaign.objects.filter(
        problems__solutions__in=solutions, comparisons__assignments__reviews__isnull=False
    ).distinct()
    enqueue(build_report, [one.pk for one in campaigns if evidence_is_complete(one)])


def evidence_is_complete(campaign: Campaign) -> bool:
    """Whether every run is finished and every solution scanned."""
    solutions = solutions_of(campaign)
    running = TestRun.objects.filter(solution__in=solutions).exclude(state=JobState.FINISHED)
    return not (running.exists() or solutions.filter(scan_runs=None).exists())


@shared_task
def prepare_display(comparison_id: int) -> None:
    """Highlight and align one comparison, once for each content."""
    prepare_comparison(comparison_id=comparison_id)


@shared_task
def build_report(campaign_id: int) -> None:
    """Compute a campaign's report from what there is now."""
    build_campaign_report(campaign=Campaign.objects.get(pk=campaign_id))


@shared_task
def queue_evidence(campaign_id: int) -> None:
    """Queue all runs, scans and displays that a campaign still lacks."""
    campaign = Campaign.objects.get(pk=campaign_id)
    comparisons = Comparison.objects.filter(campaign=campaign).order_by("pk")
    with transaction.atomic():
        solutions = solutions_of(campaign)
        enqueue(prepare_display, comparisons.values_list("pk", flat=True))
        enqueue(run_tests, queue_runs(solutions=solutions))
        if sandbox_is_there():
            again = queue_again(solutions=solutions, verdicts=[Verdict.NOT_RUN])
            enqueue(run_tests, again)
        enqueue_scans(solutions.filter(scan_runs=None))


def enqueue_scans(solutions: QuerySet[Solution]) -> None:
    """Send the scans of these solutions, some to a message, once the transaction commits."""
    ids = list(solutions.order_by("pk").values_list("pk", flat=True))
    chunks = [ids[n : n + SCANNED_TOGETHER] for n in range(0, len(ids), SCANNED_TOGETHER)]
    transaction.on_commit(lambda: [scan_solutions.delay(*chunk) for chunk in chunks])


@shared_task
def sweep() -> None:
    """Free leases that ran out, and wake workers for what waits while its queue has run dry."""
    sweep_leases()
    with transaction.atomic():
        if queue_is_empty("run"):
            enqueue(run_tests, requeue_lost_runs())
        if queue_is_empty("scan"):
            in_campaigns = Solution.objects.filter(problem__campaigns__started_at__isnull=False)
            enqueue_scans(in_campaigns.filter(scan_runs=None).distinct())


def queue_is_empty(name: str) -> bool:
    """Whether no message waits: after the broker lost its memory, this is how it shows."""
    with current_app.connection_or_acquire() as connection:
        channel = connection.default_channel
        waiting: int = channel.queue_declare(queue=name, passive=False).message_count
    return waiting == 0
