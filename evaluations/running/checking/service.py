"""Problem -> ProblemCheck: the reference solution passes, an empty one fails, n times."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import structlog
from django.db import DatabaseError, transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from evaluations import jobs
from evaluations.errors import EvaluationError, InvalidInput, SandboxUnavailable, ToolchainMissing
from evaluations.events import CampaignChanged, send_on_commit
from evaluations.jobs import Claim
from evaluations.models import Campaign, CheckOutcome, JobState, Problem, ProblemCheck, TestSuite
from evaluations.running.languages import find_language
from evaluations.running.queries import read_task, reference_files
from evaluations.running.replicates import MOST_REPLICATES
from evaluations.running.run import run_task
from evaluations.running.self_check import (
    REPLICATES,
    Finding,
    Subject,
    SuiteCheck,
    check_suite,
    empty_files,
)
from evaluations.running.service import clean
from evaluations.sandboxes.base import Sandbox

log = structlog.get_logger(__name__)


class NothingToCheck(EvaluationError):
    """There are no tests, or there is no reference solution to try them on."""

    code = "nothing_to_check"


NO_FAULT_OF_THE_PROBLEM = (NothingToCheck, ToolchainMissing, SandboxUnavailable)


@dataclass(frozen=True, kw_only=True)
class _Checked:
    outcome: CheckOutcome
    message: str = ""
    suites: tuple[tuple[TestSuite, SuiteCheck], ...] = ()


@transaction.atomic
def queue_checks(
    *, problems: QuerySet[Problem], again: bool = False, replicates: int = REPLICATES
) -> list[int]:
    """Queue a check of each problem whose present content has no verdict; returns the checks' ids.

    ``again`` also queues those that have one, as a new attempt; a check that is under way is
    never doubled. ``replicates`` is how often each suite runs on each subject.

    Raises:
        InvalidInput: ``replicates`` is not 1 to 20.
    """
    if not 1 <= replicates <= MOST_REPLICATES:
        raise InvalidInput(f"A check runs each suite 1 to {MOST_REPLICATES} times.")
    jobs.lock_queue(ProblemCheck)
    own = ProblemCheck.objects.filter(problem=OuterRef("pk"), problem_hash=OuterRef("content_hash"))
    under_way = ~Q(state=JobState.FINISHED)
    told = Q(outcome__in=[CheckOutcome.SOUND, CheckOutcome.UNSOUND])
    spared = own.filter(under_way if again else under_way | told)
    wanted = problems.exclude(Exists(spared)).annotate(last=Max("checks__attempt"))
    checks = [
        ProblemCheck(
            problem_id=problem,
            problem_hash=content_hash,
            attempt=(last or 0) + 1,
            replicates=replicates,
        )
        for problem, content_hash, last in wanted.order_by("pk").values_list(
            "pk", "content_hash", "last"
        )
    ]
    return [check.pk for check in ProblemCheck.objects.bulk_create(checks, batch_size=2000)]


def execute_check(*, check_id: int, sandbox: Sandbox) -> CheckOutcome | None:
    """Try every suite on reference and empty solution, and store what was found, once.

    Keeps the ids of the reference's tests with each suite that shares its process with them.
    ``None`` when there is nothing to do: it is finished, or another worker holds it.
    """
    claimed = jobs.claim(ProblemCheck, check_id)
    if claimed is None:
        return None
    check = claimed.mine.select_related("problem").get()
    with jobs.keep(claimed):
        return _finish(claimed, check.problem, _check(check, sandbox))


def refuse_check(*, check_id: int, reason: str) -> CheckOutcome | None:
    """Mark a check "not checked": there is no sandbox here."""
    claimed = jobs.claim(ProblemCheck, check_id)
    if claimed is None:
        return None
    problem = Problem.objects.get(checks=check_id)
    return _finish(claimed, problem, _Checked(outcome=CheckOutcome.NOT_CHECKED, message=reason))


def _check(check: ProblemCheck, sandbox: Sandbox) -> _Checked:
    try:
        done = tuple(_check_suites(check.problem, sandbox, check.replicates))
    except NO_FAULT_OF_THE_PROBLEM as error:
        return _Checked(outcome=CheckOutcome.NOT_CHECKED, message=error.message)
    except DatabaseError:
        raise
    except Exception as error:  # a defect of ours, which would meet every later attempt as well
        log.exception("check_failed", problem=check.problem_id)
        words = f"The platform failed: {type(error).__name__}: {error}"
        return _Checked(outcome=CheckOutcome.NOT_CHECKED, message=words)
    faults = [found.words for _, one in done for found in one.findings if found.fault]
    outcome = CheckOutcome.UNSOUND if faults else CheckOutcome.SOUND
    return _Checked(outcome=outcome, message="\n".join(faults), suites=done)


def _check_suites(
    problem: Problem, sandbox: Sandbox, times: int
) -> Iterator[tuple[TestSuite, SuiteCheck]]:
    suites = list(problem.suites.order_by("pk"))
    if not suites:
        raise NothingToCheck("not checked: the problem has no tests")
    if not problem.reference_files:
        raise NothingToCheck("not checked: the problem has no reference solution")
    try:
        find_language(problem.language)
    except InvalidInput as error:
        raise NothingToCheck(f"not checked: {error.message}") from error
    for suite in suites:
        yield suite, _check_suite(suite, problem, sandbox, times)


def _check_suite(suite: TestSuite, problem: Problem, sandbox: Sandbox, times: int) -> SuiteCheck:
    try:
        task = read_task(suite, problem, files=reference_files(problem))
    except InvalidInput as error:
        fault = Finding(suite=suite.name, subject=Subject.REFERENCE, fault=error.message)
        return SuiteCheck(findings=(fault,), environment={})
    return check_suite(
        partial(run_task, sandbox, problem.language),
        task,
        name=suite.name,
        empty=empty_files(problem.starter_files, problem.reference_files),
        times=times,
    )


@transaction.atomic
def _finish(claimed: Claim[ProblemCheck], problem: Problem, done: _Checked) -> CheckOutcome | None:
    findings = [found for _, one in done.suites for found in one.findings]
    stored = jobs.finish(
        claimed,
        outcome=done.outcome,
        message=clean(done.message),
        details=[found.as_record() for found in findings],
        environment=dict(done.suites[0][1].environment) if done.suites else {},
    )
    if not stored:
        return None
    for suite, one in done.suites:
        TestSuite.objects.filter(pk=suite.pk).update(manifest=list(one.manifest))
    _tell_campaigns(problem)
    return done.outcome


def _tell_campaigns(problem: Problem) -> None:
    for public_id in Campaign.objects.filter(problems=problem).values_list("public_id", flat=True):
        send_on_commit(CampaignChanged(campaign_id=public_id, topic="campaign"))
