"""Sets of problems, one problem with its suites and solutions, one solution with its evidence."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, Max, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluations.errors import NotFound
from evaluations.models import Finding, Problem, ProblemSet, Solution, TestRun
from evaluations.pages.access import for_report_readers, person
from evaluations.presenting.blinding import Side
from evaluations.presenting.highlighting import highlight
from evaluations.presenting.markdown import render_prompt
from evaluations.presenting.markup import pane_html
from evaluations.presenting.text import normalise

PROBLEMS_PER_PAGE = 50


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
    """The problems of one set."""
    found = ProblemSet.objects.filter(public_id=public_id).first()
    if found is None:
        raise NotFound("There is no such set of problems.")
    problems = found.problems.annotate(
        suite_count=Count("suites", distinct=True), solution_count=Count("solutions", distinct=True)
    ).order_by("position", "pk")
    page = Paginator(problems, PROBLEMS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "evaluations/problem_set.html", {"problem_set": found, "page": page})


@for_report_readers
@require_safe
def problem(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One problem: prompt, suites, and each solution with its latest verdicts."""
    found = (
        Problem.objects.select_related("problem_set")
        .prefetch_related("suites")
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise NotFound("There is no such problem.")
    solutions = (
        Solution.objects.named_for(person(request))
        .filter(problem=found)
        .select_related("language_model")
        .prefetch_related(Prefetch("test_runs", _latest_runs(), to_attr="runs"))
        .order_by("language_model__name", "sample")
    )
    context = {
        "problem": found,
        "prompt_html": render_prompt(found.prompt, language=found.language),
        "solutions": solutions[:200],
    }
    return render(request, "evaluations/problem.html", context)


@for_report_readers
@require_safe
def solution(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One solution by name: code, every run beside each other, findings and metrics."""
    found = (
        Solution.objects.named_for(person(request))
        .select_related("problem__problem_set", "language_model", "import_record")
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise NotFound("There is no such solution for you.")
    context = {
        "solution": found,
        "files": _files(found),
        "runs": _latest_runs().filter(solution=found).prefetch_related("results"),
        "scans": found.scan_runs.prefetch_related("metrics").order_by("scanner", "-attempt"),
        "findings": Finding.objects.filter(scan_run__solution=found).order_by("path", "line"),
    }
    return render(request, "evaluations/solution.html", context)


def _files(found: Solution) -> list[tuple[str, str]]:
    """Path and code of each file as HTML."""
    language = found.problem.language
    return [
        (
            file["path"],
            pane_html(
                highlight(normalise(file["text"]), language=language, path=file["path"]).lines_html,
                side=Side.LEFT,
                file_index=index,
            ),
        )
        for index, file in enumerate(found.files)
    ]


def _latest_runs() -> QuerySet[TestRun]:
    """Own runs by their latest attempt, imported ones as they are."""
    latest = TestRun.objects.values("solution", "suite").annotate(last=Max("pk")).values("last")
    return TestRun.objects.filter(pk__in=latest).select_related("suite").order_by("origin", "pk")
