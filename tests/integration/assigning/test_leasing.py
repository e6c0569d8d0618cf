from __future__ import annotations

from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from evaluations.assigning.service import (
    lease_next_assignment,
    release_assignment,
    renew_lease,
    save_draft,
    show_assignment,
    sweep_leases,
)
from evaluations.errors import Conflict, InvalidInput, NotAllowed, NotFound
from evaluations.models import Assignment, AssignmentState, Campaign
from evaluations.planning.service import pause_campaign
from evaluations.rating.service import submit_review
from reviewers.models import Reviewer
from tests.factories import make_campaign, make_submission
from tests.personas import Persona

pytestmark = pytest.mark.django_db


def rate_all(campaign: Campaign, reviewer: Reviewer) -> list[Assignment]:
    done = []
    while (assignment := lease_next_assignment(campaign=campaign, reviewer=reviewer)) is not None:
        submit_review(token=assignment.token, reviewer=reviewer, submission=make_submission())
        done.append(assignment)
    return done


def let_lease_run_out(assignment: Assignment) -> None:
    past = timezone.now() - timedelta(seconds=1)
    Assignment.objects.filter(pk=assignment.pk).update(lease_expires_at=past)


def lease(campaign: Campaign, reviewer: Reviewer, *, prefetch: bool = False) -> Assignment:
    assignment = lease_next_assignment(campaign=campaign, reviewer=reviewer, prefetch=prefetch)
    assert assignment is not None
    return assignment


def test_it_gives_each_comparison_once_to_each_reviewer(
    reviewer: Persona, other_reviewer: Persona
) -> None:
    campaign = make_campaign(reviewers=[reviewer.rater, other_reviewer.rater])
    mine = rate_all(campaign, reviewer.rater)
    theirs = rate_all(campaign, other_reviewer.rater)
    for done in (mine, theirs):
        assert len({one.comparison_id for one in done}) == len(done) == 9
    assert not Assignment.objects.filter(state=AssignmentState.OPEN).exists()


def test_it_covers_every_comparison_once_before_any_twice(
    reviewer: Persona, other_reviewer: Persona
) -> None:
    campaign = make_campaign(reviewers=[reviewer.rater, other_reviewer.rater])
    for persona in (reviewer, other_reviewer, reviewer, other_reviewer):
        assignment = lease(campaign, persona.rater)
        submit_review(token=assignment.token, reviewer=persona.rater, submission=make_submission())
    covered = Counter(
        Assignment.objects.filter(state=AssignmentState.SUBMITTED).values_list(
            "comparison", flat=True
        )
    )
    assert set(covered.values()) == {1}


def test_it_shuffles_the_order_for_each_reviewer(
    reviewer: Persona, other_reviewer: Persona
) -> None:
    campaign = make_campaign(reviewers=[reviewer.rater, other_reviewer.rater], problems=8)
    mine = [one.comparison_id for one in rate_all(campaign, reviewer.rater)]
    theirs = [one.comparison_id for one in rate_all(campaign, other_reviewer.rater)]
    assert sorted(mine) == sorted(theirs)
    assert mine != theirs


def test_it_balances_left_and_right_for_one_reviewer(reviewer: Persona) -> None:
    campaign = make_campaign(reviewers=[reviewer.rater], problems=10, overlap=1)
    swapped = [one.swapped for one in rate_all(campaign, reviewer.rater)]
    assert len(swapped) == 30
    assert abs(2 * sum(swapped) - len(swapped)) <= 2


def test_it_gives_the_same_comparison_until_it_is_done(reviewer: Persona) -> None:
    campaign = make_campaign(reviewers=[reviewer.rater], overlap=1)
    assert lease(campaign, reviewer.rater) == lease(campaign, reviewer.rater)


def test_it_prefetches_another_one_that_counts_as_not_yet_seen(reviewer: Persona) -> None:
    campaign = make_campaign(reviewers=[reviewer.rater], overlap=1)
    now = lease(campaign, reviewer.rater)
    following = lease(campaign, reviewer.rater, prefetch=True)
    assert following.pk != now.pk
    assert following.shown_at is None
    assert lease(campaign, reviewer.rater, prefetch=True) == following
    shown = show_assignment(token=following.token, reviewer=reviewer.rater)
    assert shown.shown_at is not None


def test_it_starts_the_lease_of_a_prefetched_one_when_it_is_shown(reviewer: Persona) -> None:
    campaign = make_campaign(reviewers=[reviewer.rater], overlap=1)
    following = lease(campaign, reviewer.rater, prefetch=True)
    soon = timezone.now() + timedelta(seconds=5)
    Assignment.objects.filter(pk=following.pk).update(lease_expires_at=soon)
    shown = show_assignment(token=following.token, reviewer=reviewer.rater)
    assert shown.lease_expires_at is not None
    assert shown.lease_expires_at > soon


def test_it_frees_the_slot_when_a_lease_runs_out_and_remembers_who_had_it(
    reviewer: Persona, other_reviewer: Persona
) -> None:
    campaign = make_campaign(
        reviewers=[reviewer.rater, other_reviewer.rater], problems=1, overlap=1
    )
    lost = [lease(campaign, reviewer.rater)]
    let_lease_run_out(lost[0])
    assert sweep_leases() == 1
    lost[0].refresh_from_db()
    assert lost[0].state == AssignmentState.EXPIRED
    assert len(rate_all(campaign, other_reviewer.rater)) == 3


def test_it_frees_leases_that_ran_out_by_itself_when_nothing_else_is_left(
    reviewer: Persona, other_reviewer: Persona
) -> None:
    campaign = make_campaign(
        reviewers=[reviewer.rater, other_reviewer.rater], problems=1, overlap=1
    )
    let_lease_run_out(lease(campaign, reviewer.rater))
    assert len(rate_all(campaign, other_reviewer.rater)) == 3


def test_it_forgets_a_prefetched_one_that_was_never_seen(reviewer: Persona) -> None:
    campaign = make_campaign(reviewers=[reviewer.rater], overlap=1)
    unseen = lease(campaign, reviewer.rater, prefetch=True)
    let_lease_run_out(unseen)
    sweep_leases()
    fresh = Assignment.objects.get(pk=unseen.pk)
    assert (fresh.state, fresh.reviewer) == (AssignmentState.OPEN, None)
    assert fresh.token != unseen.token


def test_it_keeps_a_lease_alive_with_a_sign_of_life(reviewer: Persona) -> None:
    campaign = make_campaign(reviewers=[reviewer.rater], overlap=1)
    assignment = lease(campaign, reviewer.rater)
    let_lease_run_out(assignment)
    renewed = renew_lease(token=assignment.token, reviewer=reviewer.rater)
    assert renewed.state == AssignmentState.LEASED
    assert sweep_leases() == 0


def test_it_gives_an_expired_one_back_to_who_returns_while_its_slot_is_free(
    reviewer: Persona,
) -> None:
    campaign = make_campaign(reviewers=[reviewer.rater], overlap=1)
    assignment = lease(campaign, reviewer.rater)
    let_lease_run_out(assignment)
    sweep_leases()
    again = show_assignment(token=assignment.token, reviewer=reviewer.rater)
    assert again.state == AssignmentState.LEASED
    assert campaign.assignments.count() == 9


def test_it_takes_a_skip_with_its_reason_and_offers_it_again_at_the_end(
    reviewer: Persona,
) -> None:
    campaign = make_campaign(reviewers=[reviewer.rater], problems=1, overlap=1)
    skipped = lease(campaign, reviewer.rater)
    save_draft(token=skipped.token, reviewer=reviewer.rater, draft={"comment": "half"})
    release_assignment(
        token=skipped.token, reviewer=reviewer.rater, reason="Needs coffee", decline=False
    )
    order = rate_all(campaign, reviewer.rater)
    assert order[-1].pk == skipped.pk
    assert order[-1].draft == {"comment": "half"}
    assert len(order) == 3


def test_it_never_offers_a_declined_one_again_but_lets_others_have_it(
    reviewer: Persona, other_reviewer: Persona
) -> None:
    campaign = make_campaign(
        reviewers=[reviewer.rater, other_reviewer.rater], problems=1, overlap=1
    )
    declined = lease(campaign, reviewer.rater)
    release_assignment(
        token=declined.token, reviewer=reviewer.rater, reason="I wrote this", decline=True
    )
    assert len(rate_all(campaign, reviewer.rater)) == 2
    assert [one.comparison_id for one in rate_all(campaign, other_reviewer.rater)] == [
        declined.comparison_id
    ]


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301])
def test_it_refuses_a_skip_without_a_reason(reviewer: Persona, reason: str) -> None:
    campaign = make_campaign(reviewers=[reviewer.rater], overlap=1)
    assignment = lease(campaign, reviewer.rater)
    with pytest.raises(InvalidInput):
        release_assignment(
            token=assignment.token, reviewer=reviewer.rater, reason=reason, decline=False
        )


def test_it_gives_nothing_to_an_outsider(reviewer: Persona, outsider: Persona) -> None:
    campaign = make_campaign(reviewers=[reviewer.rater], overlap=1)
    with pytest.raises(NotAllowed):
        lease_next_assignment(campaign=campaign, reviewer=outsider.rater)


def test_it_gives_no_new_work_while_the_campaign_is_paused(reviewer: Persona) -> None:
    campaign = make_campaign(reviewers=[reviewer.rater], overlap=1)
    campaign = pause_campaign(campaign=campaign)
    with pytest.raises(Conflict, match="paused"):
        lease_next_assignment(campaign=campaign, reviewer=reviewer.rater)


def test_it_hides_the_assignments_of_others(reviewer: Persona, other_reviewer: Persona) -> None:
    campaign = make_campaign(reviewers=[reviewer.rater, other_reviewer.rater])
    token = lease(campaign, reviewer.rater).token
    for wrong in (token, uuid4()):
        with pytest.raises(NotFound, match="There is no such comparison for you"):
            show_assignment(token=wrong, reviewer=other_reviewer.rater)
        with pytest.raises(NotFound, match="There is no such comparison for you"):
            save_draft(token=wrong, reviewer=other_reviewer.rater, draft={})


def test_it_refuses_a_huge_draft(reviewer: Persona) -> None:
    campaign = make_campaign(reviewers=[reviewer.rater], overlap=1)
    token = lease(campaign, reviewer.rater).token
    with pytest.raises(InvalidInput, match="64 KiB"):
        save_draft(token=token, reviewer=reviewer.rater, draft={"comment": "x" * 70_000})


def test_it_lets_the_database_refuse_a_slot_held_twice(reviewer: Persona) -> None:
    campaign = make_campaign(reviewers=[reviewer.rater], overlap=1)
    held = lease(campaign, reviewer.rater)
    with pytest.raises(IntegrityError, match="assignment_slot_is_held_once"), transaction.atomic():
        Assignment.objects.create(
            campaign=campaign,
            comparison_id=held.comparison_id,
            slot=held.slot,
            swapped=False,
            order_key=0.5,
        )
