"""The review page and its parts as the server sends them: who gets them, what is in them."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from evaluations.assigning.service import lease_next_assignment
from evaluations.models import Assignment, Campaign, LanguageModel, Review
from evaluations.pages.review_progress import measure_review_progress
from evaluations.presenting.blinding import BlindedProgress
from evaluations.rating.service import submit_review
from tests.factories import make_campaign, make_submission
from tests.personas import Persona

pytestmark = pytest.mark.django_db

SIGN_OUT_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


@pytest.fixture
def campaign(reviewer: Persona, other_reviewer: Persona) -> Campaign:
    """Nine comparisons, each for both reviewers."""
    return make_campaign(reviewers=[reviewer.rater, other_reviewer.rater])


@pytest.fixture
def assignment(campaign: Campaign, reviewer: Persona) -> Assignment:
    """What lies on the reviewer's desk."""
    leased = lease_next_assignment(campaign=campaign, reviewer=reviewer.rater)
    assert leased is not None
    return leased


def test_it_leads_from_the_campaign_to_the_next_comparison(
    campaign: Campaign, reviewer: Persona
) -> None:
    answer = reviewer.browser.post(f"/campaigns/{campaign.public_id}/rate/")
    assert answer.status_code == 302
    held = Assignment.objects.get(reviewer=reviewer.rater)
    assert answer["Location"] == f"/review/{held.token}/"


def test_it_changes_nothing_when_it_is_only_looked_at(
    assignment: Assignment, reviewer: Persona
) -> None:
    Assignment.objects.filter(pk=assignment.pk).update(shown_at=None)
    before = Assignment.objects.values().get(pk=assignment.pk)
    assert reviewer.browser.get(f"/review/{assignment.token}/").status_code == 200
    assert reviewer.browser.get(f"/review/{assignment.token}/fragment/").status_code == 200
    assert Assignment.objects.values().get(pk=assignment.pk) == before


def test_it_is_not_kept_by_any_cache(assignment: Assignment, reviewer: Persona) -> None:
    answer = reviewer.browser.get(f"/review/{assignment.token}/")
    assert "no-store" in answer["Cache-Control"]
    assert "ETag" not in answer


def test_it_holds_no_inline_script_and_no_inline_style(
    assignment: Assignment, reviewer: Persona
) -> None:
    for part in ("", "fragment/", "fragment/?view=aligned", "fragment/?view=unified"):
        html = reviewer.browser.get(f"/review/{assignment.token}/{part}").content.decode()
        assert not re.search(r"\sstyle=|\son\w+=|<style", html)
        for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", html, re.DOTALL):
            assert "src=" in attributes or 'type="application/json"' in attributes, body


@pytest.mark.parametrize("part", ["", "fragment/", "fragment/?view=aligned"])
def test_it_never_names_a_model(assignment: Assignment, reviewer: Persona, part: str) -> None:
    html = reviewer.browser.get(f"/review/{assignment.token}/{part}").content.decode()
    for model in LanguageModel.objects.all():
        assert model.name not in html
        assert model.provider not in html


def test_it_is_the_same_bytes_each_time(assignment: Assignment, reviewer: Persona) -> None:
    first, again = (reviewer.browser.get(f"/review/{assignment.token}/").content for _ in range(2))
    assert first == again


@pytest.mark.parametrize("view", ["aligned", "unified"])
def test_it_sends_a_joint_view_alone(assignment: Assignment, reviewer: Persona, view: str) -> None:
    html = reviewer.browser.get(f"/review/{assignment.token}/fragment/?view={view}").content
    assert f'class="cv cv-{view}"'.encode() in html
    assert b"<main" not in html


def test_it_knows_no_other_view(assignment: Assignment, reviewer: Persona) -> None:
    answer = reviewer.browser.get(f"/review/{assignment.token}/fragment/?view=three")
    assert answer.status_code == 404


def test_it_fills_the_form_of_a_reopened_review_with_what_was_submitted(
    assignment: Assignment, reviewer: Persona
) -> None:
    submit_review(
        token=assignment.token,
        reviewer=reviewer.rater,
        submission=make_submission(preference="both_bad", comment="neither handles zero"),
    )
    html = reviewer.browser.get(f"/review/{assignment.token}/").content.decode()
    assert 'data-state="submitted"' in html
    assert '"preference": "both_bad"' in html
    assert "neither handles zero" in html


def test_it_thanks_when_nothing_is_left(
    campaign: Campaign, assignment: Assignment, reviewer: Persona
) -> None:
    submit_review(token=assignment.token, reviewer=reviewer.rater, submission=make_submission())
    Assignment.objects.exclude(pk=assignment.pk).delete()
    answer = reviewer.browser.post(f"/campaigns/{campaign.public_id}/rate/")
    assert answer.status_code == 200
    assert "Thank you." in answer.content.decode()
    assert "You rated 1 comparison in this campaign." in answer.content.decode()


@pytest.mark.parametrize("name", ["other_reviewer", "outsider", "analyst", "admin"])
@pytest.mark.parametrize("part", ["", "fragment/", "fragment/?view=aligned"])
def test_it_says_of_a_foreign_token_what_it_says_of_none(
    assignment: Assignment, request: pytest.FixtureRequest, name: str, part: str
) -> None:
    browser = request.getfixturevalue(name).browser
    foreign = browser.get(f"/review/{assignment.token}/{part}")
    absent = browser.get(f"/review/{uuid4()}/{part}")
    assert foreign.status_code == absent.status_code == 404
    without = [SIGN_OUT_TOKEN.sub(b"", answer.content) for answer in (foreign, absent)]
    assert without[0] == without[1]


@pytest.mark.parametrize("name", ["outsider", "analyst", "admin"])
def test_it_leads_nobody_else_into_the_campaign(
    campaign: Campaign, request: pytest.FixtureRequest, name: str
) -> None:
    browser = request.getfixturevalue(name).browser
    assert browser.post(f"/campaigns/{campaign.public_id}/rate/").status_code == 404
    assert not Assignment.objects.exclude(reviewer=None).exists()


def test_it_sends_strangers_to_sign_in(assignment: Assignment, client: object) -> None:
    answer = client.get(f"/review/{assignment.token}/")  # type: ignore[attr-defined]
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


def test_it_says_when_the_campaign_is_paused(campaign: Campaign, reviewer: Persona) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(state="paused")
    answer = reviewer.browser.post(f"/campaigns/{campaign.public_id}/rate/")
    assert answer.status_code == 409
    assert "This campaign is paused" in answer.content.decode()


def test_it_asks_the_database_the_same_number_of_times_for_each_comparison(
    campaign: Campaign,
    reviewer: Persona,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    browser = reviewer.browser
    asked = []
    for _ in range(2):
        assignment = lease_next_assignment(campaign=campaign, reviewer=reviewer.rater)
        assert assignment is not None
        with django_assert_max_num_queries(16) as queries:
            browser.get(f"/review/{assignment.token}/")
        asked.append(len(queries))
        submit_review(token=assignment.token, reviewer=reviewer.rater, submission=make_submission())
    assert asked[0] == asked[1]
    assert Review.objects.count() == 2


def test_it_promises_an_equal_share_and_a_time_at_ones_own_pace(
    campaign: Campaign, reviewer: Persona
) -> None:
    for seconds in (60, 120, 600):
        assignment = lease_next_assignment(campaign=campaign, reviewer=reviewer.rater)
        assert assignment is not None
        submit_review(
            token=assignment.token,
            reviewer=reviewer.rater,
            submission=make_submission(active_seconds=seconds),
        )
    progress = measure_review_progress(campaign=campaign, reviewer_id=reviewer.rater.pk)
    assert progress == BlindedProgress(done=3, total=9, minutes_left=12)


def test_it_promises_no_time_before_there_is_a_pace(campaign: Campaign, reviewer: Persona) -> None:
    progress = measure_review_progress(campaign=campaign, reviewer_id=reviewer.rater.pk)
    assert progress == BlindedProgress(done=0, total=9, minutes_left=None)
