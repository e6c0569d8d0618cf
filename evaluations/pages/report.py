"""The report of a campaign: looked at first, read second."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evaluations.errors import NotAllowed
from evaluations.models import Report
from evaluations.pages.access import find_campaign, person, signed_in
from evaluations.reporting.exports.encoding import FORMATS
from evaluations.reporting.exports.queries import TABLES
from evaluations.reporting.figures import list_figures
from evaluations.reporting.service import (
    build_report,
    latest_report,
    number_of_report,
    reviews_since,
    rights_of,
)
from evaluations.reporting.summary import (
    arrange_profile,
    list_agreement,
    list_biases,
    list_facts,
    list_numbers,
    list_quality,
)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the latest frozen report; a POST builds it from what is there now."""
    campaign = find_campaign(request, public_id)
    rights = rights_of(user=person(request), campaign=campaign)
    if not rights.sees:
        return render(
            request, "evaluations/report_refused.html", {"campaign": campaign}, status=403
        )
    if request.method == "POST":
        if not rights.takes_away:
            raise NotAllowed("Reports are built by admins and analysts.")
        build_report(campaign=campaign, created_by=person(request))
        return redirect("report", public_id=public_id)
    context: dict[str, Any] = {"campaign": campaign, "rights": rights}
    built = latest_report(campaign=campaign)
    if built is None:
        return render(request, "evaluations/report_empty.html", context)
    return render(request, "evaluations/report.html", context | _arrange(built))


def _arrange(built: Report) -> dict[str, Any]:
    content = built.content
    charts = content["charts"]
    return {
        "report": built,
        "number": number_of_report(report=built),
        "since": reviews_since(report=built),
        "content": content,
        "facts": list_facts(content),
        "figures": [(figure, charts.get(figure.name, "")) for figure in list_figures(content)],
        "profile": arrange_profile(content),
        "numbers": list_numbers(content),
        "agreement": list_agreement(content),
        "sides": list_biases(content),
        "quality": list_quality(content),
        "exports": [(table, ending) for table in TABLES for ending in FORMATS],
    }
