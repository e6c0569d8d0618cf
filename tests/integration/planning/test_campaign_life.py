from __future__ import annotations

import pytest

from evaluations.errors import Conflict, InvalidInput
from evaluations.flow import start
from evaluations.models import Campaign, CampaignState, CheckOutcome, ProblemCheck, Rubric
from evaluations.planning.design import hash_record
from evaluations.planning.service import (
    Plan,
    change_campaign,
    close_campaign,
    freeze_design,
    invite_reviewers,
    pause_campaign,
    resume_campaign,
    reveal_campaign,
    ship_default_rubric,
)
from tests.factories import make_campaign, make_check, make_rubric
from tests.personas import Persona

pytestmark = pytest.mark.django_db


def test_it_freezes_the_design_and_its_hash_at_the_start(
    reviewer: Persona, other_reviewer: Persona
) -> None:
    campaign = make_campaign(reviewers=[reviewer.rater, other_reviewer.rater])
    assert campaign.state == CampaignState.RUNNING
    assert campaign.design_hash == hash_record(campaign.design) == freeze_design(campaign).hash()
    assert campaign.comparisons.count() == 9
    assert campaign.assignments.count() == 18


def test_it_names_every_gap_before_the_start(reviewer: Persona) -> None:
    campaign = make_campaign(reviewers=[reviewer.rater], problems=0, models=["One"], started=False)
    with pytest.raises(InvalidInput) as caught:
        start(campaign=campaign)
    assert set(caught.value.details) == {"problems", "language_models", "reviewers"}
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.DRAFT


def test_it_refuses_to_start_when_models_never_meet(
    reviewer: Persona, other_reviewer: Persona
) -> None:
    campaign = make_campaign(
        reviewers=[reviewer.rater, other_reviewer.rater], problems=1, started=False
    )
    campaign.pairs_per_problem = 1
    campaign.save()
    with pytest.raises(Conflict, match="never meet"):
        start(campaign=campaign)
    assert not campaign.comparisons.exists()


def test_it_changes_a_draft_but_no_started_campaign(
    reviewer: Persona, other_reviewer: Persona
) -> None:
    people = [reviewer.rater, other_reviewer.rater]
    campaign = make_campaign(reviewers=people, started=False)
    plan = Plan(name="Another name", rubric=make_rubric(), reviewers=people, overlap=1)
    assert change_campaign(campaign=campaign, plan=plan).name == "Another name"
    started = make_campaign(reviewers=people)
    with pytest.raises(Conflict, match="frozen"):
        change_campaign(campaign=started, plan=plan)


def test_it_names_every_fault_of_a_plan(reviewer: Persona) -> None:
    campaign = make_campaign(reviewers=[reviewer.rater], started=False, overlap=1)
    plan = Plan(name=" ", rubric=campaign.rubric, overlap=0, pairs_per_problem=0, lease_minutes=0)
    with pytest.raises(InvalidInput) as caught:
        change_campaign(campaign=campaign, plan=plan)
    assert set(caught.value.details) == {"name", "overlap", "pairs_per_problem", "lease_minutes"}


def test_it_goes_from_running_to_revealed_and_not_back(
    reviewer: Persona, other_reviewer: Persona
) -> None:
    campaign = make_campaign(reviewers=[reviewer.rater, other_reviewer.rater])
    campaign = resume_campaign(campaign=pause_campaign(campaign=campaign))
    with pytest.raises(Conflict, match="running cannot become revealed"):
        reveal_campaign(campaign=campaign)
    campaign = reveal_campaign(campaign=close_campaign(campaign=campaign))
    assert campaign.closed_at is not None
    assert campaign.revealed_at is not None
    with pytest.raises(Conflict):
        resume_campaign(campaign=campaign)


def test_it_keeps_what_a_reviewer_did_who_leaves(
    reviewer: Persona, other_reviewer: Persona
) -> None:
    campaign = make_campaign(reviewers=[reviewer.rater, other_reviewer.rater])
    invite_reviewers(campaign=campaign, reviewers=[other_reviewer.rater])
    active = Campaign.objects.get().memberships.filter(active=True)
    assert [one.reviewer for one in active] == [other_reviewer.rater]
    assert campaign.memberships.count() == 2


def test_it_ships_a_rubric_with_words_for_every_point() -> None:
    rubric = Rubric.objects.get(name="Readability and maintainability")
    assert [one.key for one in rubric.criteria.all()] == ["readability", "maintainability"]
    for criterion in rubric.criteria.all():
        assert [anchor.point for anchor in criterion.anchors.all()] == [1, 2, 3, 4, 5]
    assert ship_default_rubric() == rubric
    assert rubric.criteria.count() == 2


def test_it_starts_with_no_problem_whose_tests_cannot_be_believed(
    reviewer: Persona, other_reviewer: Persona
) -> None:
    campaign = make_campaign(reviewers=[reviewer.rater, other_reviewer.rater], started=False)
    first, second, _ = campaign.problems.order_by("position")
    make_check(first, CheckOutcome.UNSOUND)
    second.checks.all().delete()
    with pytest.raises(InvalidInput) as caught:
        start(campaign=campaign)
    words = caught.value.details["checks"]
    assert "double-0: the tests cannot be believed" in words
    assert "double-1: the tests are not checked yet" in words
    assert f'reviewplatform check "{campaign.name}"' in words
    make_check(first)
    make_check(second, CheckOutcome.NOT_CHECKED)
    assert start(campaign=campaign).state == CampaignState.RUNNING


def test_it_asks_for_a_check_of_the_content_as_it_is_now(
    reviewer: Persona, other_reviewer: Persona
) -> None:
    campaign = make_campaign(reviewers=[reviewer.rater, other_reviewer.rater], started=False)
    campaign.problems.update(content_hash="another")
    with pytest.raises(InvalidInput, match="cannot start") as caught:
        start(campaign=campaign)
    assert (
        "double-0, double-1, double-2: the tests are not checked" in caught.value.details["checks"]
    )


def test_it_lets_in_problems_that_cannot_be_checked(
    reviewer: Persona, other_reviewer: Persona
) -> None:
    campaign = make_campaign(reviewers=[reviewer.rater, other_reviewer.rater], started=False)
    ProblemCheck.objects.all().delete()
    campaign.problems.update(reference_files={})
    assert start(campaign=campaign).state == CampaignState.RUNNING


def test_it_lets_the_sample_start_before_its_checks(
    reviewer: Persona, other_reviewer: Persona
) -> None:
    campaign = make_campaign(reviewers=[reviewer.rater, other_reviewer.rater], started=False)
    ProblemCheck.objects.all().delete()
    Campaign.objects.update(is_sample=True)
    assert start(campaign=campaign).state == CampaignState.RUNNING
