"""One scan: what one scanner found, what it did not read and why."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluations.errors import NotFound
from evaluations.models import ScanRun, Solution
from evaluations.pages.access import for_report_readers, person
from evaluations.pages.findings import findings_of
from evaluations.pages.numbers import numbers_of_scan
from evaluations.pages.packages import packages_of


@for_report_readers
@require_safe
def scan(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One scan: findings by severity, packages, numbers."""
    related = ("solution__problem__problem_set", "solution__language_model")
    named = Solution.objects.named_for(person(request))
    scans = ScanRun.objects.filter(solution__in=named).select_related(*related)
    found = scans.filter(public_id=public_id).first()
    if found is None:
        raise NotFound("There is no such scan for you.")
    solution = found.solution
    findings = findings_of([found], solution)
    context = {
        "scan": found,
        "solution": solution,
        "findings": findings,
        "packages": packages_of([found], findings.all),
        "numbers": numbers_of_scan(found),
    }
    return render(request, "evaluations/scan.html", context)
