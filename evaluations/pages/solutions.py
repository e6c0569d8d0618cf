"""One solution with everything that machines said of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluations.errors import NotFound
from evaluations.models import RunOrigin, Solution, SolutionForm, TestRun, Verdict
from evaluations.pages.access import for_report_readers, person
from evaluations.pages.findings import ShownFinding, findings_of, latest_scans
from evaluations.pages.numbers import numbers_of_solution
from evaluations.pages.packages import packages_of
from evaluations.pages.run_words import FAILURES
from evaluations.presenting.blinding import Side
from evaluations.presenting.highlighting import highlight
from evaluations.presenting.markup import PlacedFinding, pane_html
from evaluations.presenting.text import find_oddities, normalise
from evaluations.running.queries import CONCLUSIVE


@dataclass(frozen=True, kw_only=True)
class ShownFile:
    """One file of a solution as a table of lines."""

    path: str
    html: str


@for_report_readers
@require_safe
def solution(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One solution by name: its runs, own and imported apart, code, findings, numbers."""
    found = find_solution(request, public_id)
    runs = list(latest_runs(Solution.objects.filter(pk=found.pk)))
    scans = latest_scans(found)
    findings = findings_of(scans, found)
    context = {
        "solution": found,
        "has_suites": found.problem.suites.exists(),
        "failures": FAILURES,
        "own": [run for run in runs if run.origin == RunOrigin.OWN],
        "imported": [run for run in runs if run.origin == RunOrigin.IMPORTED],
        "disagree": disagree(runs),
        "files": _files(found, findings.all),
        "scans": scans,
        "scan_job": found.scan_jobs.order_by("-attempt").first(),
        "findings": findings,
        "packages": packages_of(scans, findings.all),
        "numbers": numbers_of_solution(found),
    }
    return render(request, "evaluations/solution.html", context)


def find_solution(request: HttpRequest, public_id: UUID) -> Solution:
    """A solution that this person may see by name.

    Raises:
        NotFound: there is none, or they still rate it.
    """
    named = Solution.objects.named_for(person(request))
    related = ("problem__problem_set", "language_model", "import_record")
    found = named.select_related(*related).filter(public_id=public_id).first()
    if found is None:
        raise NotFound("There is no such solution for you.")
    return found


def latest_runs(solutions: QuerySet[Solution]) -> QuerySet[TestRun]:
    """Own runs of these solutions by their latest attempt, imported ones as they are."""
    keys = ("solution", "suite", "origin", "imported_from")
    of_them = TestRun.objects.filter(solution__in=solutions).order_by()
    latest = of_them.values(*keys).annotate(last=Max("pk")).values("last")
    return TestRun.objects.filter(pk__in=latest).select_related("suite").order_by("-origin", "pk")


def disagree(runs: Iterable[TestRun]) -> bool:
    """Whether an imported verdict and our own say the opposite; what is not conclusive does not.

    Our own runs pass together only where every suite passes.
    """
    said: dict[str, set[bool]] = {RunOrigin.OWN: set(), RunOrigin.IMPORTED: set()}
    for run in runs:
        if run.verdict in CONCLUSIVE:
            said[run.origin].add(run.verdict == Verdict.PASSED)
    own = {all(said[RunOrigin.OWN])} if said[RunOrigin.OWN] else set()
    return bool(own) and bool(said[RunOrigin.IMPORTED] - own)


def _files(found: Solution, findings: Iterable[ShownFinding]) -> list[ShownFile]:
    marks = [finding.in_gutter() for finding in findings]
    language = "diff" if found.form == SolutionForm.PATCH else found.problem.language
    return [
        ShownFile(path=file["path"], html=_file_html(index, file, language, marks))
        for index, file in enumerate(found.files)
    ]


def _file_html(
    index: int, file: Mapping[str, str], language: str, marks: Iterable[PlacedFinding]
) -> str:
    """Lines with findings in the gutter, and with nothing hidden in them."""
    text, path = normalise(file["text"]), file["path"]
    lines = highlight(text, language=language, path=path, overlays=find_oddities(text)).lines_html
    here = [mark for mark in marks if mark.finding.path == path]
    return pane_html(lines, side=Side.LEFT, file_index=index, findings=here)
