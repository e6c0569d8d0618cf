"""Comparison x Reviewer -> Assignment: slots, leases, drafts."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from evaluations.assigning.layout import PairOfModels, lay_out_slots, place_in_order
from evaluations.assigning.queries import (
    claim_slot,
    expire_due_leases,
    look_at_desk,
    retake_slot,
)
from evaluations.errors import Conflict, InvalidInput, NotAllowed, NotFound
from evaluations.events import CampaignChanged, send_on_commit
from evaluations.models import (
    Assignment,
    AssignmentState,
    Campaign,
    CampaignReviewer,
    Comparison,
)
from reviewers.models import Reviewer

DRAFT_LIMIT = 64 * 1024
REASON_LIMIT = 300


@transaction.atomic
def open_slots(*, campaign: Campaign) -> int:
    """Create the free slots of every comparison that has none yet. Returns how many."""
    pairs = (
        PairOfModels(comparison=pk, model_a=a, model_b=b)
        for pk, a, b in Comparison.objects.filter(campaign=campaign, assignments=None)
        .order_by("pk")
        .values_list("pk", "solution_a__language_model", "solution_b__language_model")
    )
    rows = [
        Assignment(
            campaign=campaign,
            comparison_id=plan.comparison,
            slot=plan.slot,
            swapped=plan.swapped,
            order_key=plan.order_key,
        )
        for plan in lay_out_slots(pairs, overlap=campaign.overlap, seed=campaign.seed)
    ]
    return len(Assignment.objects.bulk_create(rows, batch_size=2000))


@transaction.atomic
def lease_next_assignment(
    *, campaign: Campaign, reviewer: Reviewer, prefetch: bool = False
) -> Assignment | None:
    """The comparison to rate next: the one held already, else the least covered free slot.

    A prefetched one counts as not yet seen: its lease starts again when it is shown. ``None`` means
    that nothing is left for this reviewer.

    Raises:
        NotAllowed: the reviewer is not in the campaign.
        Conflict: the campaign takes no reviews now.
    """
    membership = _lock_membership(campaign, reviewer)
    found = _find_held_or_claim(campaign, reviewer, membership, prefetch=prefetch)
    if found is None and expire_due_leases():
        found = _find_held_or_claim(campaign, reviewer, membership, prefetch=prefetch)
    return found


@transaction.atomic
def lease_comparison(*, comparison: Comparison, reviewer: Reviewer) -> Assignment:
    """Give one particular comparison to a reviewer: an assignment by hand.

    Raises:
        NotAllowed: the reviewer is not in the campaign.
        Conflict: no slot is free, or the campaign takes no reviews now.
    """
    campaign = comparison.campaign
    _lock_membership(campaign, reviewer)
    free = (
        Assignment.objects.select_for_update(skip_locked=True)
        .filter(comparison=comparison, state=AssignmentState.OPEN)
        .order_by("slot")
        .first()
    )
    if free is None:
        raise Conflict("Every slot of this comparison is taken.")
    Assignment.objects.filter(pk=free.pk).update(
        state=AssignmentState.LEASED,
        reviewer=reviewer,
        leased_at=Now(),
        shown_at=Now(),
        lease_expires_at=Now() + timedelta(minutes=campaign.lease_minutes),
    )
    return Assignment.objects.get(pk=free.pk)


def _lock_membership(campaign: Campaign, reviewer: Reviewer) -> CampaignReviewer:
    """One reviewer leases one thing at a time, however many tabs are open."""
    locked = CampaignReviewer.objects.select_for_update()
    try:
        membership = locked.get(campaign=campaign, reviewer=reviewer, active=True)
    except CampaignReviewer.DoesNotExist:
        raise NotAllowed("You are not a reviewer of this campaign.") from None
    if not campaign.takes_reviews:
        raise Conflict(f"This campaign is {campaign.get_state_display().lower()}: no new work.")
    return membership


def _find_held_or_claim(
    campaign: Campaign, reviewer: Reviewer, membership: CampaignReviewer, *, prefetch: bool
) -> Assignment | None:
    desk = look_at_desk(
        campaign=campaign.pk, overlap=campaign.overlap, reviewer=reviewer.pk, prefetch=prefetch
    )
    if desk.held is not None:
        return Assignment.objects.get(pk=desk.held)
    claimed = claim_slot(
        campaign=campaign.pk,
        levels=desk.levels,
        reviewer=reviewer.pk,
        minutes=campaign.lease_minutes,
        prefetch=prefetch,
        start=place_in_order(order_seed=membership.order_seed, had=desk.had),
        swapped_first=2 * desk.had_swapped < desk.had,
    )
    if claimed is not None:
        return claimed
    retaken = retake_slot(
        campaign=campaign.pk,
        reviewer=reviewer.pk,
        minutes=campaign.lease_minutes,
        prefetch=prefetch,
    )
    return None if retaken is None else Assignment.objects.get(pk=retaken)


def find_assignment(*, token: UUID, reviewer: Reviewer) -> Assignment:
    """The reviewer's own assignment; somebody else's is as absent as one that does not exist.

    Raises:
        NotFound: there is none with this token for this reviewer.
    """
    own = Assignment.objects.select_related("campaign").defer("campaign__design")
    assignment = own.filter(token=token, reviewer=reviewer).first()
    if assignment is None:
        raise NotFound("There is no such comparison for you.")
    return assignment


@transaction.atomic
def show_assignment(*, token: UUID, reviewer: Reviewer) -> Assignment:
    """The comparison is on the screen: a prefetched lease starts now, one that ran out is retaken
    if its slot is still free.

    Raises:
        NotFound: there is none with this token for this reviewer.
    """
    assignment = find_assignment(token=token, reviewer=reviewer)
    if assignment.state == AssignmentState.LEASED and assignment.shown_at is None:
        _renew(assignment, first_shown=True)
    elif assignment.state == AssignmentState.EXPIRED and assignment.campaign.takes_reviews:
        _take_back(assignment)
    return assignment


@transaction.atomic
def renew_lease(*, token: UUID, reviewer: Reviewer) -> Assignment:
    """A sign of life. Returns the assignment as it stands, which may have expired meanwhile.

    Raises:
        NotFound: there is none with this token for this reviewer.
    """
    assignment = find_assignment(token=token, reviewer=reviewer)
    if assignment.state == AssignmentState.LEASED:
        _renew(assignment, first_shown=False)
    elif assignment.state == AssignmentState.EXPIRED and assignment.campaign.takes_reviews:
        _take_back(assignment)
    return assignment


def _renew(assignment: Assignment, *, first_shown: bool) -> None:
    end = Now() + timedelta(minutes=assignment.campaign.lease_minutes)
    changes: dict[str, Any] = {"lease_expires_at": end}
    if first_shown:
        changes["shown_at"] = Now()
    Assignment.objects.filter(pk=assignment.pk, state=AssignmentState.LEASED).update(**changes)
    assignment.refresh_from_db(fields=["state", "lease_expires_at", "shown_at"])


def _take_back(assignment: Assignment) -> None:
    retake_slot(
        campaign=assignment.campaign_id,
        reviewer=assignment.reviewer_id or 0,
        minutes=assignment.campaign.lease_minutes,
        prefetch=False,
        assignment=assignment.pk,
    )
    assignment.refresh_from_db(fields=["state", "slot", "lease_expires_at", "shown_at"])


@transaction.atomic
def release_assignment(*, token: UUID, reviewer: Reviewer, reason: str, decline: bool) -> None:
    """Give a comparison back, with a reason: skipped ones may come again, declined ones never do.

    The draft stays with the reviewer. Its slot is free for others at once.

    Raises:
        NotFound: there is none with this token for this reviewer.
        InvalidInput: no reason, or a longer one than 300 characters.
        Conflict: it was submitted already.
    """
    reason = reason.strip()
    if not reason or len(reason) > REASON_LIMIT:
        raise InvalidInput(
            f"Say in 1 to {REASON_LIMIT} characters why.", details={"field": "reason"}
        )
    find_assignment(token=token, reviewer=reviewer)
    assignment = Assignment.objects.select_for_update().get(token=token)
    if assignment.state in {AssignmentState.SUBMITTED, AssignmentState.LATE}:
        raise Conflict("This comparison is submitted already.")
    had_slot = assignment.state == AssignmentState.LEASED
    assignment.state = AssignmentState.DECLINED if decline else AssignmentState.SKIPPED
    assignment.reason = reason
    assignment.lease_expires_at = None
    assignment.save(update_fields=["state", "reason", "lease_expires_at"])
    Assignment.objects.filter(pk=assignment.pk).update(finished_at=Now())
    if had_slot:
        _reopen_slot(assignment)
    send_on_commit(CampaignChanged(campaign_id=assignment.campaign.public_id, topic="reviews"))


def _reopen_slot(assignment: Assignment) -> None:
    Assignment.objects.create(
        campaign_id=assignment.campaign_id,
        comparison_id=assignment.comparison_id,
        slot=assignment.slot,
        swapped=assignment.swapped,
        order_key=assignment.order_key,
    )


def save_draft(*, token: UUID, reviewer: Reviewer, draft: dict[str, Any]) -> None:
    """Keep what the reviewer has typed so far.

    Raises:
        NotFound: there is none with this token for this reviewer.
        InvalidInput: it is larger than 64 KiB.
    """
    if len(json.dumps(draft)) > DRAFT_LIMIT:
        raise InvalidInput("The draft is larger than 64 KiB: shorten the comment.")
    kept = Assignment.objects.filter(token=token, reviewer=reviewer).update(
        draft=draft, draft_saved_at=Now()
    )
    if not kept:
        raise NotFound("There is no such comparison for you.")


def sweep_leases() -> int:
    """Free every lease that ran out. Returns how many."""
    with transaction.atomic():
        return expire_due_leases()
