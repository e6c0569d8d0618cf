"""Assignment -> Review, Rating, LineComment: stored once, never lost, never overwritten."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from evaluations.errors import Conflict, InvalidInput, NotFound
from evaluations.events import CampaignChanged, send_on_commit
from evaluations.models import (
    Assignment,
    AssignmentState,
    CampaignState,
    LineComment,
    Rating,
    Review,
)
from evaluations.rating.queries import LockedAssignment, lock_assignment
from evaluations.rating.rules import Submission, find_faults
from reviewers.models import Reviewer


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
    if assignment.is_reviewed:
        stored = _find_repeat(assignment, submission)
        if stored is None:
            raise Conflict("You have reviewed this comparison already: reopen it to change it.")
        return Submitted(stored, created=False)
    _check_open(assignment)
    _check_complete(assignment, submission)
    late = _take_slot(assignment)
    review = _store(assignment, submission, revision=1, late=late)
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
        current = Review.objects.filter(assignment=assignment.pk, is_current=True).first()
        if current is None:
            raise Conflict("There is no review to change yet.")
        if assignment.campaign_is_over:
            raise Conflict("The campaign is over: reviews stay as they are.")
        _check_complete(assignment, submission)
        Review.objects.filter(pk=current.pk).update(is_current=False)
        review = _store(assignment, submission, revision=current.revision + 1, late=current.late)
        return Submitted(review, created=True)


def _lock(token: UUID, reviewer: Reviewer) -> LockedAssignment:
    assignment = lock_assignment(token=token, reviewer=reviewer.pk)
    if assignment is None:
        raise NotFound("There is no such comparison for you.")
    return assignment


def _find_repeat(assignment: LockedAssignment, submission: Submission) -> Review | None:
    stored = Review.objects.filter(
        idempotency_key=submission.idempotency_key, assignment=assignment.pk
    ).first()
    if stored is not None and stored.content_hash != submission.content_hash():
        raise Conflict("This submit key was used for a review with another content.")
    return stored


def _check_open(assignment: LockedAssignment) -> None:
    if assignment.campaign_state == CampaignState.REVEALED:
        raise Conflict("The campaign is revealed: it takes no more reviews.")


def _check_complete(assignment: LockedAssignment, submission: Submission) -> None:
    faults = find_faults(submission, {one.key: one.points for one in assignment.scales})
    if faults:
        raise InvalidInput("The review is not complete.", details=faults)


def _take_slot(assignment: LockedAssignment) -> bool:
    """Fill the slot; ``True`` when it is gone and the review is late."""
    slot = assignment.slot
    late = assignment.campaign_is_over
    if not late and assignment.state != AssignmentState.LEASED:
        free = _free_slot(assignment)
        late = free is None
        if free is not None:
            slot = free.slot
            free.delete()
    Assignment.objects.filter(pk=assignment.pk).update(
        state=AssignmentState.LATE if late else AssignmentState.SUBMITTED,
        slot=slot,
        finished_at=Now(),
        lease_expires_at=None,
    )
    return late


def _free_slot(assignment: LockedAssignment) -> Assignment | None:
    """A free slot of the same comparison, locked, for the assignment to move into."""
    return (
        Assignment.objects.select_for_update(skip_locked=True)
        .filter(comparison_id=assignment.comparison, state=AssignmentState.OPEN)
        .first()
    )


def _store(
    assignment: LockedAssignment,
    submission: Submission,
    *,
    revision: int,
    late: bool,
) -> Review:
    review = Review.objects.create(
        assignment_id=assignment.pk,
        revision=revision,
        idempotency_key=submission.idempotency_key,
        content_hash=submission.content_hash(),
        preference=submission.preference,
        confidence=submission.confidence,
        comment=submission.comment,
        active_seconds=submission.active_seconds,
        evidence_opened=submission.evidence_opened,
        late=late,
        is_sample=assignment.is_sample,
    )
    solutions = assignment.solution_of_side
    Rating.objects.bulk_create(
        Rating(
            review=review,
            criterion_id=scale.criterion,
            solution_id=solution,
            points=submission.ratings[scale.key][side],
        )
        for scale in assignment.scales
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
    send_on_commit(CampaignChanged(campaign_id=assignment.campaign_public_id, topic="reviews"))
    return review
