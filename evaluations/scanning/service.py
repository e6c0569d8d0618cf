"""Solution -> ScanRun, Finding, CodeMetric. The same content is scanned once by one scanner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass

import structlog
from django.db import DatabaseError, transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from evaluations import jobs
from evaluations.errors import SandboxUnavailable
from evaluations.events import CampaignChanged, send_on_commit
from evaluations.jobs import Claim
from evaluations.models import (
    Campaign,
    CodeMetric,
    Dependency,
    Finding,
    JobState,
    RunOrigin,
    ScanJob,
    ScanOutcome,
    ScanRun,
    Solution,
)
from evaluations.sandboxes.base import Sandbox
from evaluations.scanning.advisories.service import hold_against_advisories
from evaluations.scanning.packages import Dependency as Package
from evaluations.scanning.program import MAX_FILES
from evaluations.scanning.queries import (
    STORED_OF_A_PACKAGE,
    Content,
    content_of,
    find_fully_scanned,
    load_scan,
    source_of,
)
from evaluations.scanning.results import ScannerResult
from evaluations.scanning.scan import Scan, scan_sources

log = structlog.get_logger(__name__)

SOLUTIONS_AT_ONCE = 20
"""Solutions that share one start of the sandbox: the scanners are imported once for all of them."""


@transaction.atomic
def queue_scans(*, solutions: QuerySet[Solution]) -> list[int]:
    """Queue what was never scanned, or could not be without a sandbox; returns the jobs' ids."""
    jobs.lock_queue(ScanJob)
    own = ScanJob.objects.filter(solution=OuterRef("pk"))
    return _queue(
        solutions.exclude(Exists(own.filter(~Q(state=JobState.FINISHED) | Q(message=""))))
    )


@transaction.atomic
def queue_scans_again(*, solutions: QuerySet[Solution], outdated_only: bool = False) -> list[int]:
    """Queue a new attempt beside the old ones, for each solution that is not being scanned.

    ``outdated_only`` leaves out what today's scanners, with today's rules, have read to the end.
    """
    jobs.lock_queue(ScanJob)
    under_way = ScanJob.objects.filter(solution=OuterRef("pk")).exclude(state=JobState.FINISHED)
    chosen = solutions.exclude(Exists(under_way))
    if outdated_only:
        rows = list(chosen.select_related("problem").only("content_hash", "problem__language"))
        scanned = find_fully_scanned(rows)
        read = {pk for known in scanned.values() for pk in known}
        chosen = chosen.exclude(pk__in=read & {row.pk for row in rows})
    return _queue(chosen)


def _queue(solutions: QuerySet[Solution]) -> list[int]:
    numbered = solutions.annotate(last=Max("scan_jobs__attempt")).order_by("pk")
    rows = [
        ScanJob(solution_id=pk, attempt=(last or 0) + 1)
        for pk, last in numbered.values_list("pk", "last")
    ]
    return [job.pk for job in ScanJob.objects.bulk_create(rows, batch_size=2000)]


def execute_scans(*, job_ids: Sequence[int], sandbox: Sandbox) -> tuple[ScanRun, ...]:
    """Scan what these jobs ask for and store one :class:`ScanRun` for each scanner, once.

    A first attempt takes the results of a solution with the same content; a later one was asked
    for, and is made. Jobs that another worker holds, or that are finished, are left alone.
    """
    claims = [claimed for pk in job_ids if (claimed := jobs.claim(ScanJob, pk))]
    with jobs.keep(*claims):
        try:
            _scan(claims, sandbox)
        except SandboxUnavailable as error:
            _give_up(claims, error.message)
        except DatabaseError:
            raise
        except Exception as error:  # a defect of ours, which would meet every later attempt too
            log.exception("scans_failed", ids=job_ids)
            _give_up(claims, f"The platform failed: {type(error).__name__}: {error}")
    solutions = Solution.objects.filter(scan_jobs__in=[one.pk for one in claims])
    runs = ScanRun.objects.filter(solution__in=solutions, origin=RunOrigin.OWN)
    return tuple(runs.order_by("solution_id", "pk"))


def refuse_scans(*, job_ids: Sequence[int], reason: str) -> None:
    """Mark these as not scanned: there is no sandbox here. A later attempt may scan them."""
    _give_up([one for pk in job_ids if (one := jobs.claim(ScanJob, pk))], reason)


def _give_up(claims: Sequence[Claim[ScanJob]], reason: str) -> None:
    """What is stored already stays as it is."""
    for claimed in claims:
        if claimed.mine.exists():
            jobs.finish(claimed, message=reason)


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """A job that is ours, with its solution."""

    claimed: Claim[ScanJob]
    attempt: int
    solution: Solution


def _scan(claims: Sequence[Claim[ScanJob]], sandbox: Sandbox) -> None:
    asked = list(_read(claims))
    scanned = find_fully_scanned([one.solution for one in asked if one.attempt == 1])
    pending: dict[Content, list[_Asked]] = {}
    for one in asked:
        known = scanned.get(content_of(one.solution), []) if one.attempt == 1 else []
        if known:
            _store(one, load_scan(known[0]))
        else:
            pending.setdefault(content_of(one.solution), []).append(one)
    for batch in _batches(pending.values()):
        sources = [source_of(twins[0].solution) for twins in batch]
        scans = scan_sources(sources=sources, sandbox=sandbox)
        for twins, scan in zip(batch, scans, strict=True):
            for twin in twins:
                _store(twin, scan)


def _read(claims: Sequence[Claim[ScanJob]]) -> Iterator[_Asked]:
    found = ScanJob.objects.select_related("solution__problem").in_bulk([one.pk for one in claims])
    for claimed in claims:
        job = found[claimed.pk]
        yield _Asked(claimed=claimed, attempt=job.attempt, solution=job.solution)


def _batches(groups: Iterable[list[_Asked]]) -> Iterator[list[list[_Asked]]]:
    """Groups of jobs with one content, as many at once as one start of the sandbox takes."""
    batch: list[list[_Asked]] = []
    files = 0
    for group in groups:
        size = len(group[0].solution.files)
        if batch and (len(batch) == SOLUTIONS_AT_ONCE or files + size > MAX_FILES):
            yield batch
            batch, files = [], 0
        batch.append(group)
        files += size
    if batch:
        yield batch


@transaction.atomic
def _store(asked: _Asked, scan: Scan) -> None:
    """One row for each scanner, beside those of earlier attempts; nothing where the job is lost."""
    if not jobs.finish(asked.claimed):
        return
    runs = ScanRun.objects.bulk_create(_run(asked, result) for result in scan)
    pairs = list(zip(runs, scan, strict=True))
    Finding.objects.bulk_create(
        Finding(scan_run=run, **asdict(found)) for run, result in pairs for found in result.findings
    )
    CodeMetric.objects.bulk_create(
        CodeMetric(scan_run=run, **asdict(metric))
        for run, result in pairs
        for metric in result.metrics
    )
    Dependency.objects.bulk_create(
        row for run, result in pairs for row in _dependencies(run, result.dependencies)
    )
    hold_against_advisories(runs=runs)
    _tell_campaigns(asked.solution)


def _tell_campaigns(solution: Solution) -> None:
    campaigns = Campaign.objects.filter(
        problems=solution.problem_id, language_models=solution.language_model_id
    )
    for public_id in campaigns.values_list("public_id", flat=True):
        send_on_commit(CampaignChanged(campaign_id=public_id, topic="scans"))


def _run(asked: _Asked, result: ScannerResult) -> ScanRun:
    return ScanRun(
        solution=asked.solution,
        attempt=asked.attempt,
        scanner=result.scanner,
        scanner_version=result.version,
        rules_hash=result.rules_hash,
        state=JobState.FINISHED,
        outcome=ScanOutcome.SCANNED if result.scanned else ScanOutcome.NOT_SCANNED,
        message=result.message,
        wall_ms=None if result.seconds is None else round(result.seconds * 1000),
        finished_at=Now(),
    )


def _dependencies(run: ScanRun, packages: Iterable[Package]) -> Iterator[Dependency]:
    """Each version in each file once, whatever number of modules it is imported by."""
    first: dict[tuple[str, str, str, str], Package] = {}
    for one in packages:
        first.setdefault((one.ecosystem, one.name, one.version, one.path), one)
    for one in first.values():
        stored = {name: getattr(one, name) for name in STORED_OF_A_PACKAGE}
        yield Dependency(scan_run=run, **stored)
