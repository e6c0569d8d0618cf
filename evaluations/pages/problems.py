"""Sets of problems, and one problem with its self-check, suites and solutions."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluations.errors import NotFound
from evaluations.models import (
    Problem,
    ProblemCheck,
    ProblemSet,
    Solution,
    TestRun,
    TestSuite,
)
from evaluations.pages.access import for_report_readers, person
from evaluations.pages.checks import check_of
from evaluations.pages.numbers import numbers_of_reference
from evaluations.pages.run_words import Fact, limits_in_words
from evaluations.pages.set_progress import measure_set
from evaluations.pages.solutions import disagree, latest_runs
from evaluations.presenting.markdown import render_prompt

PROBLEMS_PER_PAGE = 50
SHOWN_SOLUTIONS = 200


@dataclass(frozen=True, kw_only=True)
class ShownSuite:
    """A suite with the limits of its own, if it has any."""

    row: TestSuite
    limits: list[Fact]


@dataclass(frozen=True, kw_only=True)
class SolutionRow:
    """A solution in the list of its problem, with its latest runs."""

    solution: Solution
    runs: list[TestRun]
    disagree: bool


@for_report_readers
@require_safe
def problem_sets(request: HttpRequest) -> HttpResponse:
    """Every set with its size."""
    sets = ProblemSet.objects.annotate(
        problem_count=Count("problems", distinct=True),
        solution_count=Count("problems__solutions", distinct=True),
        model_count=Count("problems__solutions__language_model", distinct=True),
    ).order_by("name", "version")
    return render(request, "evaluations/problem_sets.html", {"sets": sets})


@for_report_readers
@require_safe
def problem_set(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The problems of one set, each with the latest self-check of it as it is now."""
    found = find_problem_set(public_id)
    present = {"problem": OuterRef("pk"), "problem_hash": OuterRef("content_hash")}
    latest = ProblemCheck.objects.filter(**present).order_by("-attempt")
    problems = found.problems.annotate(
        suite_count=Count("suites", distinct=True),
        solution_count=Count("solutions", distinct=True),
        check_state=Subquery(latest.values("state")[:1]),
        check_outcome=Subquery(latest.values("outcome")[:1]),
    ).order_by("position", "pk")
    page = Paginator(problems, PROBLEMS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"problem_set": found, "page": page, "progress": measure_set(found)}
    return render(request, "evaluations/problem_set.html", context)


@for_report_readers
@require_safe
def set_progress(request: HttpRequest, public_id: UUID) -> JsonResponse:
    """How far the work in a set is, for its page."""
    progress = measure_set(find_problem_set(public_id))
    return JsonResponse({**asdict(progress), "under_way": progress.under_way})


def find_problem_set(public_id: UUID) -> ProblemSet:
    """A set by its public id.

    Raises:
        NotFound: there is none.
    """
    found = ProblemSet.objects.filter(public_id=public_id).first()
    if found is None:
        raise NotFound("There is no such set of problems.")
    return found


@for_report_readers
@require_safe
def problem(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One problem: prompt, self-check, suites, and each solution with its latest verdicts."""
    found = find_problem(public_id)
    context: dict[str, Any] = {
        "problem": found,
        "prompt_html": render_prompt(found.prompt, language=found.language),
        "check": check_of(found),
        "suites": [
            ShownSuite(row=one, limits=limits_in_words(one.limits)) for one in found.suites.all()
        ],
        "reference_numbers": numbers_of_reference(found.reference_metrics),
        "rows": _solutions(request, found),
    }
    return render(request, "evaluations/problem.html", context)


def find_problem(public_id: UUID) -> Problem:
    """A problem by its public id, with its set.

    Raises:
        NotFound: there is none.
    """
    found = Problem.objects.select_related("problem_set").filter(public_id=public_id).first()
    if found is None:
        raise NotFound("There is no such problem.")
    return found


def _solutions(request: HttpRequest, found: Problem) -> list[SolutionRow]:
    solutions: QuerySet[Solution] = (
        Solution.objects.named_for(person(request))
        .filter(problem=found)
        .select_related("language_model")
        .defer("files", "raw_completion", "transcript")
        .prefetch_related(Prefetch("test_runs", _light_runs(found), to_attr="latest_runs"))
        .order_by("language_model__name", "sample")
    )
    rows = [(one, list(vars(one)["latest_runs"])) for one in solutions[:SHOWN_SOLUTIONS]]
    return [SolutionRow(solution=one, runs=runs, disagree=disagree(runs)) for one, runs in rows]


def _light_runs(found: Problem) -> QuerySet[TestRun]:
    """Without what they printed: a list shows verdicts."""
    latest = latest_runs(Solution.objects.filter(problem=found))
    return latest.defer("stdout", "stderr", "replicates", "environment", "suite__code")
