from __future__ import annotations

import pytest

from evaluations.assigning.service import lease_next_assignment
from evaluations.models import Assignment, AssignmentState, Campaign, Rating, Review, Solution
from evaluations.sample.content_files import load_reviews
from evaluations.sample.load import GUEST, load_sample_campaign
from reviewers.models import Reviewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def sample(db: None) -> Campaign:
    campaign, made = load_sample_campaign()
    assert made
    return campaign


def test_it_brings_the_sample_through_the_real_pipeline(sample: Campaign) -> None:
    assert Solution.objects.count() == 42
    assert sample.comparisons.count() == 42
    assert Review.objects.filter(is_sample=True).count() == len(load_reviews()) == 70
    assert Assignment.objects.filter(state=AssignmentState.OPEN).count() == 14
    assert sample.is_sample
    assert sample.design_hash


def test_it_changes_nothing_the_second_time(sample: Campaign) -> None:
    again, made = load_sample_campaign()
    assert (again, made) == (sample, False)
    assert Review.objects.count() == 70


def test_it_leaves_work_for_the_guest(sample: Campaign) -> None:
    guest = Reviewer.objects.get(user__username=GUEST)
    assert lease_next_assignment(campaign=sample, reviewer=guest) is not None


def test_it_keeps_each_rating_with_the_model_it_was_meant_for(sample: Campaign) -> None:
    review = next(one for one in load_reviews() if one.problem == "build-order")
    stored = Rating.objects.filter(
        review__assignment__reviewer__pseudonym="Reviewer 6 (sample)",
        solution__problem__key="build-order",
        solution__language_model__name=review.preferred,
        criterion__key="readability",
    )
    assert review.reviewer == "r6"
    assert stored.get().points == review.ratings[review.preferred]["readability"]
