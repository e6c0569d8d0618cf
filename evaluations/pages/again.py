"""Running, scanning and checking again: one, what did not pass, or all; the old attempts stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from evaluations.errors import NotFound
from evaluations.models import JobState, Problem, Solution, TestSuite, Verdict
from evaluations.pages.access import find_campaign, for_admins, person
from evaluations.pages.problems import find_problem, find_problem_set
from evaluations.pages.run_words import tone
from evaluations.pages.runs import find_run
from evaluations.pages.solutions import find_solution
from evaluations.running.checking.service import queue_checks
from evaluations.running.queries import NOT_PASSED, latest_runs, solutions_of
from evaluations.running.service import queue_again, queue_run_again, queue_runs
from evaluations.scanning.service import queue_scans_again
from evaluations.tasks import check_problem, enqueue, enqueue_scans, run_tests

MISSING, NOT_PASSING, ALL = "missing", "not-passed", "all"


@dataclass(frozen=True, kw_only=True)
class VerdictCount:
    """How many latest runs ended in one way."""

    label: str
    tone: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What may be asked for; ``count`` is the number of runs it would queue now."""

    which: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The latest run of each suite on each solution, counted."""

    verdicts: tuple[VerdictCount, ...]
    under_way: int
    choices: tuple[Choice, ...]


@for_admins
@require_POST
def run_again(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A new attempt of one suite on one solution; leads to its page."""
    found = find_run(request, public_id)
    if found.suite is None:
        raise NotFound("An imported run cannot be run here: it names no suite.")
    with transaction.atomic():
        queued = queue_run_again(run=found)
        enqueue(run_tests, queued)
    if not queued:
        messages.info(request, _("An attempt is under way already: nothing was queued."))
        return redirect("run", public_id=public_id)
    return redirect("run", public_id=_newest(found.solution, queued[0]))


def _newest(solution: Solution, run_id: int) -> UUID:
    return solution.test_runs.values_list("public_id", flat=True).get(pk=run_id)


@for_admins
@require_POST
def run_solution_again(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A new attempt of every suite on one solution, and a first one where there is none."""
    found = find_solution(request, public_id)
    only = Solution.objects.filter(pk=found.pk)
    with transaction.atomic():
        queued = [*queue_again(solutions=only), *queue_runs(solutions=only)]
        enqueue(run_tests, queued)
    _tell(request, len(queued))
    return redirect("solution", public_id=public_id)


@for_admins
@require_http_methods(["GET", "POST"])
def run_set_again(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Run again in a set of problems: what did not pass, or all."""
    found = find_problem_set(public_id)
    solutions = Solution.objects.filter(problem__problem_set=found)
    return _again(request, solutions, str(found), reverse("problem-set", args=[public_id]))


@for_admins
@require_http_methods(["GET", "POST"])
def run_campaign_again(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Run again in a campaign: what did not pass, or all."""
    found = find_campaign(request, public_id)
    return _again(request, solutions_of(found), str(found), reverse("campaign", args=[public_id]))


def _again(
    request: HttpRequest, solutions: QuerySet[Solution], name: str, back: str
) -> HttpResponse:
    """Show the numbers; when one is confirmed, queue just so many.

    Solutions that this person still rates are left out: their outcomes are hidden from them.
    """
    named = Solution.objects.named_for(person(request)).filter(pk__in=solutions.values("pk"))
    standing = _standing(named)
    if request.method == "POST":
        return _queue_confirmed(request, named, standing, back)
    context: dict[str, Any] = {"name": name, "back": back, "standing": standing}
    return render(request, "evaluations/again.html", context)


def _standing(solutions: QuerySet[Solution]) -> Standing:
    """In two queries."""
    latest = latest_runs(solutions).order_by()
    rows = latest.values_list("state", "verdict").annotate(count=Count("pk"))
    counts = {verdict: count for state, verdict, count in rows if state == JobState.FINISHED}
    runs = sum(count for _state, _verdict, count in rows)
    wanted = TestSuite.objects.filter(problem__solutions__in=solutions)
    pairs = wanted.values("pk", "problem__solutions").count()
    finished = sum(counts.values())
    choices = (
        Choice(which=MISSING, count=pairs - runs),
        Choice(which=NOT_PASSING, count=sum(counts.get(one, 0) for one in NOT_PASSED)),
        Choice(which=ALL, count=finished),
    )
    return Standing(
        verdicts=tuple(
            VerdictCount(label=str(one.label), tone=tone(one), count=counts[one])
            for one in map(Verdict, Verdict.values)
            if one in counts
        ),
        under_way=runs - finished,
        choices=tuple(choice for choice in choices if choice.count),
    )


def _queue_confirmed(
    request: HttpRequest, solutions: QuerySet[Solution], standing: Standing, back: str
) -> HttpResponse:
    counts = {choice.which: choice.count for choice in standing.choices}
    which = request.POST.get("which", "")
    if request.POST.get("count") != str(counts.get(which)):
        messages.warning(request, _("The number has changed meanwhile: nothing was queued."))
        return redirect(request.path)
    with transaction.atomic():
        queued = _queue(which, solutions)
        enqueue(run_tests, queued)
    _tell(request, len(queued))
    return redirect(back)


def _queue(which: str, solutions: QuerySet[Solution]) -> list[int]:
    if which == MISSING:
        return queue_runs(solutions=solutions)
    return queue_again(solutions=solutions, verdicts=NOT_PASSED if which == NOT_PASSING else None)


def _tell(request: HttpRequest, count: int) -> None:
    if not count:
        messages.info(request, _("Everything is under way already: nothing was queued."))
        return
    words = ngettext("%(count)d run is queued.", "%(count)d runs are queued.", count)
    messages.success(request, words % {"count": count})


@for_admins
@require_POST
def scan_solution_again(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let every scanner read one solution again."""
    found = find_solution(request, public_id)
    with transaction.atomic():
        queued = queue_scans_again(solutions=Solution.objects.filter(pk=found.pk))
        enqueue_scans(queued)
    if queued:
        messages.success(request, _("A scan is queued."))
    else:
        messages.info(request, _("A scan is under way already: nothing was queued."))
    return redirect("solution", public_id=public_id)


@for_admins
@require_POST
def check_problem_again(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Try one problem's tests on its reference and on an empty solution, again if need be."""
    _check(request, Problem.objects.filter(pk=find_problem(public_id).pk), again=True)
    return redirect("problem", public_id=public_id)


@for_admins
@require_POST
def check_set(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Check the problems of a set that have no verdict yet, or have changed since."""
    _check(request, find_problem_set(public_id).problems.all(), again=False)
    return redirect("problem-set", public_id=public_id)


def _check(request: HttpRequest, problems: QuerySet[Problem], *, again: bool) -> None:
    with transaction.atomic():
        queued = queue_checks(problems=problems, again=again)
        enqueue(check_problem, queued)
    if not queued:
        messages.info(request, _("Every problem is checked, or under way: nothing was queued."))
        return
    words = ngettext("%(count)d check is queued.", "%(count)d checks are queued.", len(queued))
    messages.success(request, words % {"count": len(queued)})
