"""Assignment -> Review, Rating, LineComment: stored once, never lost, never overwritten."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from evaluations.errors import Conflict, InvalidInput, NotFound
from evaluations.events import CampaignChanged, send_on_commit
from evaluations.models import (
    Assignment,
    AssignmentState,
    CampaignState,
    Criterion,
    LineComment,
    Rating,
    Review,
)
from evaluations.rating.rules import Submission, find_faults
from reviewers.models import Reviewer

REVIEWED = {AssignmentState.SUBMITTED, AssignmentState.LATE}


class Submitted(NamedTuple):
    """``created`` is false when this very submit had been stored before."""

    review: Review
    created: bool


def submit_review(*, token: UUID, reviewer: Reviewer, submission: Submission) -> Submitted:
    """Store a review once, whatever the network repeats.

    After the lease ran out it is stored all the same: into its slot if that is still free, else
    marked late. Work that was begun counts when the campaign is paused or closed meanwhile.

    Raises:
        NotFound: there is no such assignment for this reviewer.
        InvalidInput: the review is not complete; every fault is in the details.
        Conflict: another review stands already, or the campaign is revealed.
    """
    try:
        with transaction.atomic():
            return _submit(token, reviewer, submission)
    except IntegrityError as error:
        # Only the idempotency key can collide here: it belongs to another comparison.
        raise Conflict("This submit key was used for another review.") from error


def _submit(token: UUID, reviewer: Reviewer, submission: Submission) -> Submitted:
    assignment = _lock(token, reviewer)
    if assignment.state in REVIEWED:
        stored = _find_repeat(assignment, submission)
        if stored is None:
            raise Conflict("You have reviewed this comparison already: reopen it to change it.")
        return Submitted(stored, created=False)
    _check_open(assignment)
    criteria = _check_complete(assignment, submission)
    late = _take_slot(assignment)
    review = _store(assignment, submission, criteria, revision=1, late=late)
    return Submitted(review, created=True)


def revise_review(*, token: UUID, reviewer: Reviewer, submission: Submission) -> Submitted:
    """Store a new revision of a submitted review; the old one is kept.

    Raises:
        NotFound: there is no such assignment for this reviewer.
        InvalidInput: the review is not complete; every fault is in the details.
        Conflict: nothing was submitted yet, or the campaign is over.
    """
    with transaction.atomic():
        assignment = _lock(token, reviewer)
        stored = _find_repeat(assignment, submission)
        if stored is not None:
            return Submitted(stored, created=False)
        current = Review.objects.filter(assignment=assignment, is_current=True).first()
        if current is None:
            raise Conflict("There is no review to change yet.")
        if assignment.campaign.is_over:
            raise Conflict("The campaign is over: reviews stay as they are.")
        criteria = _check_complete(assignment, submission)
        Review.objects.filter(pk=current.pk).update(is_current=False)
        review = _store(
            assignment, submission, criteria, revision=current.revision + 1, late=current.late
        )
        return Submitted(review, created=True)


def _lock(token: UUID, reviewer: Reviewer) -> Assignment:
    assignment = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("comparison", "campaign")
        .defer("campaign__design")
        .filter(token=token, reviewer=reviewer)
        .first()
    )
    if assignment is None:
        raise NotFound("There is no such comparison for you.")
    return assignment


def _find_repeat(assignment: Assignment, submission: Submission) -> Review | None:
    stored = Review.objects.filter(
        idempotency_key=submission.idempotency_key, assignment=assignment
    ).first()
    if stored is not None and stored.content_hash != submission.content_hash():
        raise Conflict("This submit key was used for a review with another content.")
    return stored


def _check_open(assignment: Assignment) -> None:
    if assignment.campaign.state == CampaignState.REVEALED:
        raise Conflict("The campaign is revealed: it takes no more reviews.")


def _check_complete(assignment: Assignment, submission: Submission) -> list[Criterion]:
    criteria = list(Criterion.objects.filter(rubric_id=assignment.campaign.rubric_id))
    faults = find_faults(submission, {one.key: one.points for one in criteria})
    if faults:
        raise InvalidInput("The review is not complete.", details=faults)
    return criteria


def _take_slot(assignment: Assignment) -> bool:
    """Fill the slot; ``True`` when it is gone and the review is late."""
    late = assignment.campaign.is_over
    if not late and assignment.state != AssignmentState.LEASED:
        freed, _ = _open_slots(assignment).delete()
        late = freed == 0
    assignment.state = AssignmentState.LATE if late else AssignmentState.SUBMITTED
    Assignment.objects.filter(pk=assignment.pk).update(
        state=assignment.state, slot=assignment.slot, finished_at=Now(), lease_expires_at=None
    )
    return late


def _open_slots(assignment: Assignment) -> QuerySet[Assignment]:
    """One free slot of the same comparison, locked; the assignment moves into it."""
    free = (
        Assignment.objects.select_for_update(skip_locked=True)
        .filter(comparison_id=assignment.comparison_id, state=AssignmentState.OPEN)
        .first()
    )
    if free is None:
        return Assignment.objects.none()
    assignment.slot = free.slot
    return Assignment.objects.filter(pk=free.pk)


def _store(
    assignment: Assignment,
    submission: Submission,
    criteria: list[Criterion],
    *,
    revision: int,
    late: bool,
) -> Review:
    review = Review.objects.create(
        assignment=assignment,
        revision=revision,
        idempotency_key=submission.idempotency_key,
        content_hash=submission.content_hash(),
        preference=submission.preference,
        confidence=submission.confidence,
        comment=submission.comment,
        active_seconds=submission.active_seconds,
        evidence_opened=submission.evidence_opened,
        late=late,
        is_sample=assignment.campaign.is_sample,
    )
    solutions = _solution_of_side(assignment)
    Rating.objects.bulk_create(
        Rating(
            review=review,
            criterion=criterion,
            solution_id=solution,
            points=submission.ratings[criterion.key][side],
        )
        for criterion in criteria
        for side, solution in solutions.items()
    )
    if submission.line_comments:
        LineComment.objects.bulk_create(
            LineComment(
                review=review,
                solution_id=solutions[note.side],
                path=note.path,
                first_line=note.first_line,
                last_line=note.last_line,
                category=note.category,
                text=note.text,
            )
            for note in submission.line_comments
        )
    send_on_commit(CampaignChanged(campaign_id=assignment.campaign.public_id, topic="reviews"))
    return review


def _solution_of_side(assignment: Assignment) -> dict[str, int]:
    pair = [assignment.comparison.solution_a_id, assignment.comparison.solution_b_id]
    if assignment.swapped:
        pair.reverse()
    return dict(zip(("left", "right"), pair, strict=True))
