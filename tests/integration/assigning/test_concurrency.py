"""Sixteen people at once, each on a connection of their own."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from evaluations.assigning.service import lease_next_assignment
from evaluations.models import Assignment, AssignmentState, Campaign, Review
from evaluations.rating.service import submit_review
from reviewers.models import Reviewer, Role
from tests.factories import make_campaign, make_submission
from tests.personas import make_persona

PEOPLE = 16


def rate_until_nothing_is_left(campaign: Campaign, reviewer: Reviewer) -> list[int]:
    got = []
    try:
        while (a := lease_next_assignment(campaign=campaign, reviewer=reviewer)) is not None:
            got.append(a.comparison_id)
            submit_review(token=a.token, reviewer=reviewer, submission=make_submission())
    finally:
        connection.close()
    return got


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("overlap", [1, 3])
def test_it_gives_no_slot_twice_and_loses_none_with_sixteen_connections(overlap: int) -> None:
    people = [make_persona(f"person {n}", Role.REVIEWER).rater for n in range(PEOPLE)]
    campaign = make_campaign(reviewers=people, problems=40, overlap=overlap)
    comparisons = campaign.comparisons.count()
    with ThreadPoolExecutor(PEOPLE) as pool:
        lists = list(pool.map(lambda who: rate_until_nothing_is_left(campaign, who), people))
    assert all(len(set(got)) == len(got) for got in lists)
    given = Counter(comparison for got in lists for comparison in got)
    assert len(given) == comparisons
    assert set(given.values()) == {overlap}
    submitted = Assignment.objects.filter(state=AssignmentState.SUBMITTED)
    assert submitted.count() == Review.objects.count() == comparisons * overlap


@pytest.mark.django_db(transaction=True)
def test_it_stores_one_review_when_the_same_submit_arrives_sixteen_times_at_once() -> None:
    person = make_persona("person", Role.REVIEWER).rater
    campaign = make_campaign(reviewers=[person], problems=1, overlap=1)
    assignment = lease_next_assignment(campaign=campaign, reviewer=person)
    assert assignment is not None
    submission = make_submission()

    def submit(_: int) -> tuple[int, bool]:
        try:
            done = submit_review(token=assignment.token, reviewer=person, submission=submission)
            return done.review.pk, done.created
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as pool:
        answers = list(pool.map(submit, range(PEOPLE)))
    assert len({pk for pk, _ in answers}) == 1
    assert sum(created for _, created in answers) == 1
    assert Review.objects.count() == 1
