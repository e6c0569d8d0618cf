"""Where everybody lands: the campaigns that are theirs."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluations.models import AssignmentState, Campaign
from evaluations.pages.access import person, signed_in
from reviewers.models import User

DONE = [AssignmentState.SUBMITTED, AssignmentState.LATE]


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A campaign this person rates in; at most one review a comparison is theirs to give."""

    campaign: Campaign
    done: int
    total: int


@signed_in
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """A reviewer's desk, and for admins and analysts every campaign."""
    user = person(request)
    campaigns = _with_counts(Campaign.objects.all()) if user.reads_reports else None
    return render(request, "evaluations/home.html", {"desks": _desks(user), "campaigns": campaigns})


def _desks(user: User) -> list[Desk]:
    mine = Q(assignments__reviewer__user=user, assignments__state__in=DONE)
    rated = list(Campaign.objects.rated_by(user))
    counts = (
        Campaign.objects.filter(pk__in=[campaign.pk for campaign in rated])
        .annotate(
            done=Count("assignments", filter=mine, distinct=True),
            total=Count("comparisons", distinct=True),
        )
        .values_list("pk", "done", "total")
    )
    by_campaign = {pk: (done, total) for pk, done, total in counts}
    return [
        Desk(campaign=one, done=by_campaign[one.pk][0], total=by_campaign[one.pk][1])
        for one in rated
    ]


def _with_counts(campaigns: QuerySet[Campaign]) -> QuerySet[Campaign]:
    slots = Q(assignments__state__in=["open", "leased", "submitted"])
    return campaigns.annotate(
        slot_count=Count("assignments", filter=slots),
        review_count=Count("assignments", filter=Q(assignments__state="submitted")),
    )


@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """For load balancers: this process answers."""
    return JsonResponse({"alive": True})
