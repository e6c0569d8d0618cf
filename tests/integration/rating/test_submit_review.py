from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from evaluations.assigning.service import lease_next_assignment, sweep_leases
from evaluations.errors import Conflict, InvalidInput, NotFound
from evaluations.models import Assignment, AssignmentState, Campaign, Rating, Review
from evaluations.planning.service import close_campaign, pause_campaign, reveal_campaign
from evaluations.rating.rules import LineNote
from evaluations.rating.service import revise_review, submit_review
from tests.factories import make_campaign, make_submission
from tests.personas import Persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(reviewer: Persona, other_reviewer: Persona) -> Campaign:
    return make_campaign(reviewers=[reviewer.rater, other_reviewer.rater], problems=2)


@pytest.fixture
def assignment(campaign: Campaign, reviewer: Persona) -> Assignment:
    leased = lease_next_assignment(campaign=campaign, reviewer=reviewer.rater)
    assert leased is not None
    return leased


def test_it_stores_the_review_with_a_rating_for_each_side(
    reviewer: Persona, assignment: Assignment
) -> None:
    Assignment.objects.filter(pk=assignment.pk).update(swapped=True)
    note = LineNote(
        side="left", path="solution.py", first_line=2, last_line=3, category="naming", text="Odd."
    )
    done = submit_review(
        token=assignment.token,
        reviewer=reviewer.rater,
        submission=make_submission(line_comments=(note,)),
    )
    left = assignment.comparison.solution_b
    assert done.created
    assert done.review.line_comments.get().solution == left
    assert set(Rating.objects.filter(solution=left).values_list("points", flat=True)) == {4}
    assert Rating.objects.count() == 4


def test_it_answers_a_repeated_submit_with_the_first_review(
    reviewer: Persona, assignment: Assignment
) -> None:
    submission = make_submission()
    first, again = (
        submit_review(token=assignment.token, reviewer=reviewer.rater, submission=submission)
        for _ in range(2)
    )
    assert (again.review, again.created) == (first.review, False)
    assert Review.objects.count() == 1


def test_it_refuses_the_same_key_with_another_content(
    reviewer: Persona, assignment: Assignment
) -> None:
    key = uuid4()
    one = make_submission(idempotency_key=key)
    other = make_submission(idempotency_key=key, comment="Something else")
    submit_review(token=assignment.token, reviewer=reviewer.rater, submission=one)
    with pytest.raises(Conflict, match="another content"):
        submit_review(token=assignment.token, reviewer=reviewer.rater, submission=other)


def test_it_refuses_a_key_that_belongs_to_another_comparison(
    reviewer: Persona, campaign: Campaign, assignment: Assignment
) -> None:
    submission = make_submission()
    submit_review(token=assignment.token, reviewer=reviewer.rater, submission=submission)
    following = lease_next_assignment(campaign=campaign, reviewer=reviewer.rater)
    assert following is not None
    with pytest.raises(Conflict, match="another review"):
        submit_review(token=following.token, reviewer=reviewer.rater, submission=submission)


def test_it_refuses_a_second_review_of_one_comparison(
    reviewer: Persona, assignment: Assignment
) -> None:
    submit_review(token=assignment.token, reviewer=reviewer.rater, submission=make_submission())
    with pytest.raises(Conflict, match="reopen"):
        submit_review(token=assignment.token, reviewer=reviewer.rater, submission=make_submission())


def test_it_stores_nothing_of_an_incomplete_review(
    reviewer: Persona, assignment: Assignment
) -> None:
    with pytest.raises(InvalidInput) as caught:
        submit_review(
            token=assignment.token,
            reviewer=reviewer.rater,
            submission=make_submission(ratings={}),
        )
    assert len(caught.value.details) == 4
    assert not Review.objects.exists()
    assignment.refresh_from_db()
    assert assignment.state == AssignmentState.LEASED


def test_it_refuses_another_persons_comparison(
    other_reviewer: Persona, assignment: Assignment
) -> None:
    with pytest.raises(NotFound):
        submit_review(
            token=assignment.token, reviewer=other_reviewer.rater, submission=make_submission()
        )


def lose_lease(assignment: Assignment) -> None:
    past = timezone.now() - timedelta(seconds=1)
    Assignment.objects.filter(pk=assignment.pk).update(lease_expires_at=past)
    sweep_leases()


def test_it_takes_a_review_after_the_lease_ran_out_while_the_slot_is_free(
    reviewer: Persona, campaign: Campaign, assignment: Assignment
) -> None:
    slots = campaign.assignments.count()
    lose_lease(assignment)
    done = submit_review(
        token=assignment.token, reviewer=reviewer.rater, submission=make_submission()
    )
    assert not done.review.late
    assert campaign.assignments.count() == slots


def test_it_stores_a_review_as_late_when_no_slot_is_left(
    reviewer: Persona, assignment: Assignment
) -> None:
    lose_lease(assignment)
    Assignment.objects.filter(comparison=assignment.comparison, state=AssignmentState.OPEN).delete()
    done = submit_review(
        token=assignment.token, reviewer=reviewer.rater, submission=make_submission()
    )
    assert done.review.late
    assignment.refresh_from_db()
    assert assignment.state == AssignmentState.LATE


def test_it_takes_what_was_begun_before_a_pause(
    reviewer: Persona, campaign: Campaign, assignment: Assignment
) -> None:
    pause_campaign(campaign=campaign)
    done = submit_review(
        token=assignment.token, reviewer=reviewer.rater, submission=make_submission()
    )
    assert (done.created, done.review.late) == (True, False)


def test_it_marks_what_comes_after_the_close_as_late(
    reviewer: Persona, campaign: Campaign, assignment: Assignment
) -> None:
    close_campaign(campaign=campaign)
    done = submit_review(
        token=assignment.token, reviewer=reviewer.rater, submission=make_submission()
    )
    assert done.review.late


def test_it_takes_nothing_after_the_reveal(
    reviewer: Persona, campaign: Campaign, assignment: Assignment
) -> None:
    reveal_campaign(campaign=close_campaign(campaign=campaign))
    with pytest.raises(Conflict, match="revealed"):
        submit_review(token=assignment.token, reviewer=reviewer.rater, submission=make_submission())


def test_it_keeps_every_revision(reviewer: Persona, assignment: Assignment) -> None:
    submit_review(token=assignment.token, reviewer=reviewer.rater, submission=make_submission())
    revise_review(
        token=assignment.token,
        reviewer=reviewer.rater,
        submission=make_submission(preference="both_bad"),
    )
    revisions = Review.objects.filter(assignment=assignment).order_by("revision")
    assert [(one.revision, one.is_current) for one in revisions] == [(1, False), (2, True)]
    assert [one.preference for one in revisions] == ["left_better", "both_bad"]


def test_it_changes_no_review_after_the_close(
    reviewer: Persona, campaign: Campaign, assignment: Assignment
) -> None:
    submit_review(token=assignment.token, reviewer=reviewer.rater, submission=make_submission())
    close_campaign(campaign=campaign)
    with pytest.raises(Conflict, match="over"):
        revise_review(token=assignment.token, reviewer=reviewer.rater, submission=make_submission())
