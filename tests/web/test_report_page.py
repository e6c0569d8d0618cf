from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from evaluations.models import Campaign, Report, Review
from evaluations.planning.service import close_campaign, reveal_campaign
from evaluations.rating.service import revise_review
from evaluations.reporting.service import build_report
from tests.factories import make_campaign, make_submission
from tests.integration.reporting.panel import prefer, review_everything, run_and_scan
from tests.personas import Persona

pytestmark = pytest.mark.django_db

NAMES = ("Zebra one", "Zebra two", "Zebra three")


@pytest.fixture
def campaign(reviewer: Persona, other_reviewer: Persona) -> Campaign:
    panel = [reviewer.rater, other_reviewer.rater]
    made = make_campaign(reviewers=panel, models=NAMES)
    review_everything(made, panel, prefer("Zebra two"))
    run_and_scan(made, failing="Zebra three")
    return made


@pytest.fixture
def report(campaign: Campaign) -> Report:
    return build_report(campaign=campaign)


def page_of(campaign: Campaign) -> str:
    return reverse("report", args=[campaign.public_id])


def test_it_asks_who_you_are(campaign: Campaign):
    response = Client().get(page_of(campaign))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("sign-in"))


def test_it_says_what_to_do_before_the_first_report(campaign: Campaign, admin: Persona):
    response = admin.browser.get(page_of(campaign))
    assert response.status_code == 200
    assert "Build report" in response.text


def test_it_builds_and_shows_the_report(campaign: Campaign, admin: Persona):
    response = admin.browser.post(page_of(campaign), follow=True)
    built = Report.objects.get(campaign=campaign)
    assert built.created_by == admin.user
    assert built.content["verdict"]["headline"] in response.text
    assert response.text.count('role="img"') == len(built.content["charts"]) == 6
    assert built.inputs_hash in response.text
    assert campaign.design_hash in response.text


def test_it_builds_nothing_new_from_the_same_rows(report: Report, admin: Persona):
    admin.browser.post(page_of(report.campaign))
    assert list(Report.objects.all()) == [report]


def test_it_lets_an_analyst_read_and_build(report: Report, analyst: Persona):
    assert "Zebra two" in analyst.browser.get(page_of(report.campaign)).text
    assert analyst.browser.post(page_of(report.campaign)).status_code == 302


def test_it_is_not_there_for_people_outside(report: Report, outsider: Persona):
    response = outsider.browser.get(page_of(report.campaign))
    assert response.status_code == 404
    assert "Zebra" not in response.text


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_tells_the_panel_no_outcome(report: Report, reviewer: Persona, method: str):
    response = getattr(reviewer.browser, method)(page_of(report.campaign))
    assert response.status_code == 403
    assert "still closed to you" in response.text
    assert "Zebra" not in response.text
    assert report.content["verdict"]["headline"] not in response.text


def test_it_tells_an_admin_who_rates_no_outcome_until_the_campaign_is_closed(admin: Persona):
    campaign = make_campaign(reviewers=[admin.rater], overlap=1, models=NAMES)
    review_everything(campaign, [admin.rater], prefer("Zebra one"))
    build_report(campaign=campaign)
    refused = admin.browser.get(page_of(campaign))
    assert refused.status_code == 403
    assert "Zebra" not in refused.text
    close_campaign(campaign=campaign)
    assert "Zebra one" in admin.browser.get(page_of(campaign)).text


def test_it_opens_for_the_panel_once_the_models_are_revealed(report: Report, reviewer: Persona):
    close_campaign(campaign=report.campaign)
    assert reviewer.browser.get(page_of(report.campaign)).status_code == 403
    reveal_campaign(campaign=report.campaign)
    response = reviewer.browser.get(page_of(report.campaign))
    assert "Zebra two" in response.text
    assert "Build again" not in response.text
    assert "ratings.csv" not in response.text


def test_it_does_not_let_the_panel_build_after_the_reveal(report: Report, reviewer: Persona):
    close_campaign(campaign=report.campaign)
    reveal_campaign(campaign=report.campaign)
    assert reviewer.browser.post(page_of(report.campaign)).status_code == 403


def test_it_says_how_much_came_in_since(report: Report, admin: Persona, reviewer: Persona):
    review = Review.objects.filter(assignment__reviewer=reviewer.rater)[0]
    revise_review(
        token=review.assignment.token,
        reviewer=reviewer.rater,
        submission=make_submission(preference="tie_good"),
    )
    assert "1 review or revision came in" in admin.browser.get(page_of(report.campaign)).text


def test_it_explains_that_a_draft_has_no_report(admin: Persona):
    draft = make_campaign(started=False)
    assert "has not started" in admin.browser.get(page_of(draft)).text
    assert admin.browser.post(page_of(draft)).status_code == 409


def test_it_needs_no_inline_style_or_script(report: Report, admin: Persona):
    text = admin.browser.get(page_of(report.campaign)).text
    assert not re.search(r"<[^>]+\sstyle=", text)
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]*(src=|application/json))", text)


def test_it_shows_a_models_name_as_text(admin: Persona, reviewer: Persona):
    name = "<b>Bold & co</b>"
    campaign = make_campaign(reviewers=[reviewer.rater], overlap=1, models=(name, "Other"))
    review_everything(campaign, [reviewer.rater], prefer(name))
    build_report(campaign=campaign)
    text = admin.browser.get(page_of(campaign)).text
    assert "<b>Bold" not in text
    assert "&lt;b&gt;Bold &amp; co" in text


def test_it_costs_the_same_few_queries_however_many_reviews_there_are(
    report: Report, admin: Persona, django_assert_num_queries
):
    browser = admin.browser
    browser.get(page_of(report.campaign))
    with django_assert_num_queries(6):
        browser.get(page_of(report.campaign))
