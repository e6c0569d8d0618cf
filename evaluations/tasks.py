"""Celery: ids in, one service call, then the next stage is woken.

    queue_evidence -> run_tests, check_problem     (a message for each)
                   -> scan_solutions               (a message for ten solutions)
    prepare_display                                (one for each comparison)
    sweep                                          (beat: what got lost is found again)

Messages may be lost, doubled or late: the rows decide what is still to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from celery import Task, current_app, shared_task
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now

from evaluations import jobs
from evaluations.assigning.service import sweep_leases
from evaluations.errors import SandboxUnavailable
from evaluations.models import (
    Campaign,
    CampaignState,
    Comparison,
    JobState,
    Problem,
    ProblemCheck,
    ScanJob,
    Solution,
    TestRun,
    Verdict,
)
from evaluations.presenting.service import prepare_comparison
from evaluations.reporting.service import build_report as build_campaign_report
from evaluations.running.checking.service import execute_check, queue_checks, refuse_check
from evaluations.running.service import (
    execute_run,
    queue_again,
    queue_runs,
    refuse_run,
    solutions_of,
)
from evaluations.sandboxes import find_sandbox
from evaluations.sandboxes.base import Sandbox
from evaluations.scanning.comparing.service import measure_references
from evaluations.scanning.service import execute_scans, queue_scans, refuse_scans

SCANNED_TOGETHER = 10
"""Solutions of one message: the scanners start once for all of them, progress stays visible."""


def the_sandbox() -> Sandbox:
    """This worker's sandbox, tested once for each process."""
    return find_sandbox(Path(settings.DATA_DIR) / "sandbox", settings.SANDBOX)


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


def measure_references_of(job_ids: Sequence[int], sandbox: Sandbox) -> None:
    """Measure what the scanned solutions are compared with, where that was not done yet."""
    problems = Problem.objects.filter(solutions__scan_jobs__in=job_ids).distinct()
    with suppress(SandboxUnavailable):  # the next scan tries again
        measure_references(problems=problems, sandbox=sandbox)


@shared_task
def scan_solutions(*job_ids: int) -> None:
    """Run every scanner over some solutions."""
    try:
        sandbox = the_sandbox()
    except SandboxUnavailable as error:
        refuse_scans(job_ids=job_ids, reason=error.message)
    else:
        execute_scans(job_ids=job_ids, sandbox=sandbox)
        measure_references_of(job_ids, sandbox)
    report_when_complete(Solution.objects.filter(scan_jobs__in=job_ids))


@shared_task
def check_problem(check_id: int) -> None:
    """Try one problem's tests on its reference solution and on an empty one."""
    try:
        sandbox = the_sandbox()
    except SandboxUnavailable as error:
        refuse_check(check_id=check_id, reason=error.message)
    else:
        execute_check(check_id=check_id, sandbox=sandbox)


def report_when_complete(solutions: QuerySet[Solution]) -> None:
    """Queue a fresh report for each campaign whose last missing evidence this was."""
    campaigns = Campaign.objects.filter(
        problems__solutions__in=solutions, comparisons__assignments__reviews__isnull=False
    ).distinct()
    enqueue(build_report, [one.pk for one in campaigns if evidence_is_complete(one)])


def evidence_is_complete(campaign: Campaign) -> bool:
    """Whether every run is finished and every solution has been through the scanners."""
    solutions = solutions_of(campaign)
    running = TestRun.objects.filter(solution__in=solutions).exclude(state=JobState.FINISHED)
    scanning = ScanJob.objects.filter(solution__in=solutions).exclude(state=JobState.FINISHED)
    unscanned = solutions.filter(scan_jobs=None, scan_runs=None)
    return not (running.exists() or scanning.exists() or unscanned.exists())


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
    """Queue all runs, scans, checks and displays that a campaign still lacks."""
    campaign = Campaign.objects.get(pk=campaign_id)
    comparisons = Comparison.objects.filter(campaign=campaign).order_by("pk")
    with transaction.atomic():
        solutions = solutions_of(campaign)
        enqueue(prepare_display, comparisons.values_list("pk", flat=True))
        enqueue(run_tests, queue_runs(solutions=solutions))
        if sandbox_is_there():
            again = queue_again(solutions=solutions, verdicts=[Verdict.NOT_RUN])
            enqueue(run_tests, again)
        enqueue_scans(queue_scans(solutions=solutions))
        enqueue(check_problem, queue_checks(problems=campaign.problems.all()))


@shared_task
def queue_campaign_checks(campaign_id: int) -> None:
    """Queue checks of a campaign's problems, before it starts."""
    campaign = Campaign.objects.get(pk=campaign_id)
    with transaction.atomic():
        enqueue(check_problem, queue_checks(problems=campaign.problems.all()))


def enqueue_scans(job_ids: Sequence[int]) -> None:
    """Send these jobs, some to a message, once the transaction commits."""
    starts = range(0, len(job_ids), SCANNED_TOGETHER)
    chunks = [job_ids[start : start + SCANNED_TOGETHER] for start in starts]
    transaction.on_commit(lambda: [scan_solutions.delay(*chunk) for chunk in chunks])


@shared_task
def sweep() -> None:
    """Free leases that ran out, and wake workers for what waits while its queue has run dry."""
    sweep_leases()
    give_up_hopeless_jobs()
    with transaction.atomic():
        enqueue(run_tests, find_sleeping(TestRun, "run"))
        enqueue(check_problem, find_sleeping(ProblemCheck, "run"))
        enqueue_scans(find_sleeping(ScanJob, "scan"))
        if queue_is_empty("default"):
            enqueue(queue_evidence, find_forgotten_campaigns())


def give_up_hopeless_jobs() -> None:
    """End what took worker after worker with it: it would go on for ever."""
    reason = f"Given up: {jobs.MOST_LOSSES} workers vanished while they did this."
    for pk in jobs.find_hopeless(TestRun):
        refuse_run(run_id=pk, reason=reason)
    for pk in jobs.find_hopeless(ProblemCheck):
        refuse_check(check_id=pk, reason=reason)
    refuse_scans(job_ids=jobs.find_hopeless(ScanJob), reason=reason)


def find_forgotten_campaigns() -> list[int]:
    """Started campaigns with solutions that nobody queued: the message for it was lost."""
    unqueued = Solution.objects.filter(
        problem__campaigns=OuterRef("pk"),
        language_model__campaigns=OuterRef("pk"),
        scan_jobs=None,
        scan_runs=None,
    )
    started = Campaign.objects.filter(
        state__in=[CampaignState.RUNNING, CampaignState.PAUSED],
        started_at__lte=Now() - jobs.lease(),
    )
    return list(started.filter(Exists(unqueued)).values_list("pk", flat=True))


def find_sleeping(model: type[jobs.JobModel], queue: str) -> list[int]:
    """Jobs that no message is on its way for: lost by a worker, or by the broker."""
    lost = jobs.requeue_lost(model)
    return sorted({*lost, *jobs.find_waiting(model)}) if queue_is_empty(queue) else lost


def queue_is_empty(name: str) -> bool:
    """Whether no message waits: after the broker lost its memory, this is how it shows."""
    with current_app.connection_or_acquire() as connection:
        channel = connection.default_channel
        waiting: int = channel.queue_declare(queue=name, passive=False).message_count
    return waiting == 0
