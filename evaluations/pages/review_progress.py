"""How far a reviewer is in a campaign, and how long the rest will take at their own pace."""

from __future__ import annotations

from math import ceil

from django.db.models import Aggregate, Count, F, FloatField

from evaluations.models import (
    Assignment,
    AssignmentState,
    Campaign,
    CampaignReviewer,
    Comparison,
    Review,
)
from evaluations.presenting.blinding import BlindedProgress

DONE = (AssignmentState.SUBMITTED, AssignmentState.LATE)
REVIEWS_FOR_A_PACE = 3
"""With fewer reviews than this no time is promised."""


class Median(Aggregate):
    """PostgreSQL's continuous median."""

    template = "percentile_cont(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def measure_review_progress(*, campaign: Campaign, reviewer_id: int) -> BlindedProgress:
    """Done of an equal share of all reviews; minutes left at the median active time.

    A reviewer who goes on past an equal share sees the total grow by one at a time. Only small
    counts are read: this runs with every comparison that is shown.
    """
    done = Assignment.objects.filter(
        reviewer=reviewer_id, campaign=campaign, state__in=DONE
    ).count()
    comparisons = Comparison.objects.filter(campaign=campaign).count()
    panel = CampaignReviewer.objects.filter(campaign=campaign, active=True).count()
    share = min(comparisons, ceil(comparisons * campaign.overlap / max(1, panel)))
    total = max(share, done)
    minutes = _minutes_left(campaign.pk, reviewer_id, left=total - done)
    return BlindedProgress(done=done, total=total, minutes_left=minutes)


def _minutes_left(campaign_id: int, reviewer_id: int, *, left: int) -> int | None:
    pace = Review.objects.filter(
        assignment__campaign=campaign_id, assignment__reviewer=reviewer_id, is_current=True
    ).aggregate(reviews=Count("pk"), median=Median(F("active_seconds")))
    if pace["reviews"] < REVIEWS_FOR_A_PACE or not left:
        return None
    return max(1, round(left * float(pace["median"]) / 60))
