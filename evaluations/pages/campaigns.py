"""A campaign: planned, watched, started, paused, closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations import flow
from evaluations.errors import EvaluationError, InvalidInput, NotFound
from evaluations.models import (
    AssignmentState,
    Campaign,
    CampaignReviewer,
    CampaignState,
    LanguageModel,
    ProblemSet,
    Rubric,
)
from evaluations.pages.access import find_campaign, for_admins, person, signed_in
from evaluations.pages.forms import CampaignForm
from evaluations.planning.queries import find_unchecked
from evaluations.planning.service import (
    change_campaign,
    close_campaign,
    create_campaign,
    pause_campaign,
    resume_campaign,
    reveal_campaign,
)
from evaluations.presenting.markdown import render_markdown
from evaluations.progress import measure_progress
from evaluations.tasks import queue_campaign_checks, queue_evidence

ACTIONS: dict[str, Callable[..., Campaign]] = {
    "start": flow.start,
    "pause": pause_campaign,
    "resume": resume_campaign,
    "close": close_campaign,
    "reveal": reveal_campaign,
}
OFFERED: dict[str, list[str]] = {
    CampaignState.DRAFT: ["start"],
    CampaignState.RUNNING: ["pause", "close"],
    CampaignState.PAUSED: ["resume", "close"],
    CampaignState.CLOSED: ["reveal"],
    CampaignState.REVEALED: [],
}


@signed_in
@require_safe
def campaign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The dashboard: progress, panel, design. A reviewer sees their own part of it."""
    found = find_campaign(request, public_id)
    user = person(request)
    context: dict[str, Any] = {
        "campaign": found,
        "progress": measure_progress(found),
        "guidelines_html": render_markdown(found.guidelines),
        "rates": Campaign.objects.rated_by(user).filter(pk=found.pk).exists(),
    }
    if user.reads_reports:
        context |= {
            "panel": _panel(found),
            "models": found.language_models.all(),
            "problem_sets": _problem_sets(found),
            "comparison_count": found.comparisons.count(),
            "actions": OFFERED[found.state] if user.is_admin else [],
            "in_the_way": found.state == CampaignState.DRAFT and find_unchecked(found),
            "blinded": Campaign.objects.blinding(user).filter(pk=found.pk).exists(),
        }
    return render(request, "evaluations/campaign.html", context)


def _panel(found: Campaign) -> QuerySet[CampaignReviewer]:
    mine = Q(reviewer__assignments__campaign=found)
    done = [AssignmentState.SUBMITTED, AssignmentState.LATE]
    return (
        found.memberships.filter(active=True)
        .select_related("reviewer__user")
        .annotate(
            done=Count(
                "reviewer__assignments",
                filter=mine & Q(reviewer__assignments__state__in=done),
            ),
            latest=Max("reviewer__assignments__finished_at", filter=mine),
        )
        .order_by("pk")
    )


def _problem_sets(found: Campaign) -> QuerySet[ProblemSet]:
    chosen = Q(problems__campaigns=found)
    return ProblemSet.objects.filter(chosen).annotate(
        chosen=Count("problems", filter=chosen, distinct=True)
    )


@signed_in
@require_safe
def progress(request: HttpRequest, public_id: UUID) -> JsonResponse:
    """The same snapshot that the WebSocket sends, for browsers that cannot open one."""
    return JsonResponse(measure_progress(find_campaign(request, public_id)).as_record())


@for_admins
@require_http_methods(["GET", "POST"])
def new_campaign(request: HttpRequest) -> HttpResponse:
    """Plan a new campaign."""
    initial = {"rubric": Rubric.objects.first(), "overlap": 2, "lease_minutes": 30}
    form = CampaignForm(request.POST) if request.method == "POST" else CampaignForm(initial=initial)
    if request.method == "POST" and form.is_valid():
        saved = _save(
            form, lambda: create_campaign(plan=form.as_plan(), created_by=person(request))
        )
        if saved is not None:
            return redirect("campaign", public_id=saved.public_id)
    return _show_form(request, form, None)


@for_admins
@require_http_methods(["GET", "POST"])
def edit_campaign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change a draft."""
    found = find_campaign(request, public_id)
    if found.state != CampaignState.DRAFT:
        messages.warning(request, _("The campaign has started: its design is frozen."))
        return redirect("campaign", public_id=public_id)
    form = CampaignForm(request.POST) if request.method == "POST" else CampaignForm.of(found)
    if request.method == "POST" and form.is_valid():
        saved = _save(form, lambda: change_campaign(campaign=found, plan=form.as_plan()))
        if saved is not None:
            return redirect("campaign", public_id=public_id)
    return _show_form(request, form, found)


def _save(form: CampaignForm, save: Callable[[], Campaign]) -> Campaign | None:
    try:
        with transaction.atomic():
            saved = save()
            transaction.on_commit(lambda: queue_campaign_checks.delay(saved.pk))
        return saved
    except InvalidInput as error:
        for field, fault in error.details.items():
            form.add_error(field if field in form.fields else None, fault)
        return None


def _show_form(request: HttpRequest, form: CampaignForm, found: Campaign | None) -> HttpResponse:
    context = {
        "form": form,
        "campaign": found,
        "has_problems": ProblemSet.objects.exists(),
        "has_models": LanguageModel.objects.exists(),
    }
    return render(request, "evaluations/campaign_form.html", context)


@for_admins
@require_POST
def act_on_campaign(request: HttpRequest, public_id: UUID, action: str) -> HttpResponseBase:
    """Start, pause, resume, close or reveal; the last three ask for the campaign's name."""
    found = find_campaign(request, public_id)
    if action not in ACTIONS:
        raise NotFound("There is no such action.")
    if action in {"close", "reveal"} and request.POST.get("name", "").strip() != found.name:
        messages.error(request, _("Type the campaign's name to confirm: nothing was changed."))
        return redirect("campaign", public_id=public_id)
    try:
        with transaction.atomic():
            changed = ACTIONS[action](campaign=found)
            if action == "start":
                transaction.on_commit(lambda: queue_evidence.delay(changed.pk))
    except EvaluationError as error:
        messages.error(request, " ".join([error.message, *map(str, error.details.values())]))
    return redirect("campaign", public_id=public_id)
