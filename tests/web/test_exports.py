from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.test import AsyncClient
from django.urls import reverse
from rest_framework.test import APIClient

from evaluations.models import Campaign, Rating, Report
from evaluations.planning.service import close_campaign, reveal_campaign
from evaluations.reporting import service
from evaluations.reporting.service import build_report
from tests.factories import make_campaign
from tests.integration.reporting.panel import prefer, review_everything
from tests.personas import Persona

pytestmark = pytest.mark.django_db
NAMES = ("Zebra one", "Zebra two")


@pytest.fixture(autouse=True)
def no_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The API gives numbers; the charts belong to the page."""
    monkeypatch.setattr(service, "draw_charts", lambda content: {"win_score": "<svg></svg>"})


@pytest.fixture
def campaign(reviewer: Persona, other_reviewer: Persona) -> Campaign:
    panel = [reviewer.rater, other_reviewer.rater]
    made = make_campaign(reviewers=panel, models=NAMES)
    review_everything(made, panel, prefer("Zebra two"))
    return made


def export_of(campaign: Campaign, table: str = "ratings", ending: str = "csv") -> str:
    return reverse("api-export", args=[campaign.public_id, table, ending])


def report_of(campaign: Campaign) -> str:
    return reverse("api-report", args=[campaign.public_id])


def read(response) -> str:
    return b"".join(response.streaming_content).decode()


@pytest.mark.parametrize("who", ["admin", "analyst"])
def test_it_streams_ratings_to_report_readers(campaign, who, request):
    response = request.getfixturevalue(who).api.get(export_of(campaign))
    rows = list(csv.DictReader(io.StringIO(read(response), newline="")))
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "-ratings-v1.csv" in response["Content-Disposition"]
    assert response["Cache-Control"] == "private, no-store"
    assert len(rows) == Rating.objects.count()
    assert {row["model"] for row in rows} == set(NAMES)


def test_it_streams_reviews_as_json_lines(campaign, admin):
    lines = read(admin.api.get(export_of(campaign, "reviews", "jsonl"))).splitlines()
    assert {json.loads(line)["preferred_model"] for line in lines} == {"Zebra two"}


def test_it_streams_from_the_buttons_of_the_page_with_its_session(campaign, admin):
    response = admin.browser.get(export_of(campaign))
    assert response.status_code == 200
    assert read(response).startswith("review,revision,")


@pytest.mark.parametrize("path", [export_of, report_of])
def test_it_gives_nothing_to_who_still_rates(campaign, reviewer, path):
    build_report(campaign=campaign)
    response = reviewer.api.get(path(campaign))
    assert response.status_code == 403
    assert response.json()["code"] == "not_allowed"
    assert "Zebra" not in response.content.decode()


@pytest.mark.parametrize("path", [export_of, report_of])
def test_it_is_not_there_for_people_outside(campaign, outsider, path):
    response = outsider.api.get(path(campaign))
    assert response.status_code == 404
    assert "Zebra" not in response.content.decode()


@pytest.mark.parametrize("path", [export_of, report_of])
def test_it_asks_strangers_to_sign_in(campaign, path):
    assert APIClient().get(path(campaign)).status_code == 401


def test_it_lets_an_admin_who_rated_take_rows_once_the_campaign_is_closed(admin):
    campaign = make_campaign(reviewers=[admin.rater], overlap=1, models=NAMES)
    review_everything(campaign, [admin.rater], prefer("Zebra one"))
    assert admin.api.get(export_of(campaign)).status_code == 403
    close_campaign(campaign=campaign)
    assert admin.api.get(export_of(campaign)).status_code == 200


def test_it_shows_the_panel_the_report_but_no_rows_after_the_reveal(campaign, reviewer):
    build_report(campaign=campaign)
    close_campaign(campaign=campaign)
    reveal_campaign(campaign=campaign)
    assert reviewer.api.get(report_of(campaign)).status_code == 200
    assert reviewer.api.post(report_of(campaign)).status_code == 403
    assert reviewer.api.get(export_of(campaign)).status_code == 403


@pytest.mark.parametrize(("table", "ending"), [("passwords", "csv"), ("ratings", "exe")])
def test_it_says_which_exports_there_are(campaign, admin, table, ending):
    response = admin.api.get(export_of(campaign, table, ending))
    assert response.status_code == 404
    assert "ratings, reviews, scorecards" in response.json()["message"]


def test_it_builds_a_report_once_and_gives_its_numbers(campaign, admin):
    assert admin.api.get(report_of(campaign)).status_code == 404
    built = admin.api.post(report_of(campaign)).json()
    again = admin.api.post(report_of(campaign)).json()
    latest = admin.api.get(report_of(campaign)).json()
    assert built == again == latest
    assert built["campaign"] == str(campaign.public_id)
    assert built["content"]["models"][0]["name"] == "Zebra two"
    assert "charts" not in built["content"]
    assert Report.objects.get().created_by == admin.user


def test_it_refuses_to_report_a_draft(admin):
    draft = make_campaign(started=False)
    response = admin.api.post(report_of(draft))
    assert (response.status_code, response.json()["code"]) == (409, "conflict")


@pytest.mark.django_db(transaction=True)
async def test_it_streams_without_collecting_first_under_asgi(campaign, admin):
    """Django warns, and a warning fails here, when it has to collect a plain iterator."""
    client = AsyncClient()
    await client.aforce_login(admin.user)
    response: Any = await client.get(export_of(campaign))
    chunks = [chunk async for chunk in response.streaming_content]
    assert response.is_async
    assert b"".join(chunks).startswith(b"review,revision,")
    # Async views keep their connection in a thread of their own, which no fixture closes.
    await sync_to_async(connections.close_all)()
