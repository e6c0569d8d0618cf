"""How far a reviewer is in a campaign, and how long the rest will take at their own pace."""

from __future__ import annotations

from math import ceil

from django.db.models import Aggregate, Count, F, FloatField, Q

from evaluations.models import Assignment, AssignmentState, CampaignReviewer, Review
from evaluations.presenting.blinding import BlindedProgress

DONE = (AssignmentState.SUBMITTED, AssignmentState.LATE)
TAKING_SLOTS = (AssignmentState.OPEN, AssignmentState.LEASED, *DONE)
REVIEWS_FOR_A_PACE = 3
"""With fewer reviews than this no time is promised."""


class Median(Aggregate):
    """PostgreSQL's continuous median."""

    template = "percentile_cont(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def measure_review_progress(*, campaign_id: int, reviewer_id: int) -> BlindedProgress:
    """Done of an equal share of the campaign's slots; minutes at the median active time.

    A reviewer who goes on past an equal share sees the total grow by one at a time.
    """
    counts = Assignment.objects.filter(campaign=campaign_id).aggregate(
        slots=Count("pk", filter=Q(state__in=TAKING_SLOTS)),
        comparisons=Count("comparison", distinct=True),
        done=Count("pk", filter=Q(reviewer=reviewer_id, state__in=DONE)),
    )
    panel = CampaignReviewer.objects.filter(campaign=campaign_id, active=True).count()
    share = min(counts["comparisons"], ceil(counts["slots"] / max(1, panel)))
    total = max(share, counts["done"])
    minutes = _minutes_left(campaign_id, reviewer_id, left=total - counts["done"])
    return BlindedProgress(done=counts["done"], total=total, minutes_left=minutes)


def _minutes_left(campaign_id: int, reviewer_id: int, *, left: int) -> int | None:
    pace = Review.objects.filter(
        assignment__campaign=campaign_id, assignment__reviewer=reviewer_id, is_current=True
    ).aggregate(reviews=Count("pk"), median=Median(F("active_seconds")))
    if pace["reviews"] < REVIEWS_FOR_A_PACE or not left:
        return None
    return max(1, round(left * float(pace["median"]) / 60))
