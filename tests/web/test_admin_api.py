from __future__ import annotations

from base64 import b64encode

import pytest
from django.test import Client
from rest_framework.test import APIClient

from evaluations.models import Campaign, CampaignState, LanguageModel, Problem
from reviewers.models import Role
from reviewers.service import create_user
from tests.factories import make_campaign, make_models, make_problems, make_rubric, make_solution
from tests.personas import Persona

pytestmark = pytest.mark.django_db

API = "/api/v1"


@pytest.fixture
def campaign(reviewer: Persona, other_reviewer: Persona) -> Campaign:
    return make_campaign(reviewers=[reviewer.rater, other_reviewer.rater])


def test_it_makes_a_token_with_a_password_and_revokes_it() -> None:
    create_user(username="ada", role=Role.ADMIN, password="correct horse battery")
    basic = b64encode(b"ada:correct horse battery").decode()
    made = Client().post(f"{API}/tokens/", headers={"Authorization": f"Basic {basic}"})
    assert made.status_code == 200
    program = APIClient()
    program.credentials(HTTP_AUTHORIZATION=f"Token {made.json()['token']}")
    assert program.get(f"{API}/campaigns/").status_code == 200
    assert program.post(f"{API}/tokens/current/").status_code == 204
    assert program.get(f"{API}/campaigns/").status_code == 401


def test_it_makes_no_token_without_a_password() -> None:
    assert Client().post(f"{API}/tokens/").status_code == 401


def test_it_plans_and_starts_a_campaign(
    admin: Persona, reviewer: Persona, other_reviewer: Persona
) -> None:
    problems, models = make_problems(2), make_models(["One", "Two"])
    for problem in problems:
        for model in models:
            make_solution(problem, model)
    plan = {
        "name": "By program",
        "rubric": str(make_rubric().public_id),
        "problems": [str(problem.public_id) for problem in problems],
        "language_models": [str(model.public_id) for model in models],
        "reviewers": [str(one.rater.public_id) for one in (reviewer, other_reviewer)],
    }
    made = admin.api.post(f"{API}/campaigns/", plan, format="json")
    assert made.status_code == 201
    assert made.json()["state"] == CampaignState.DRAFT
    started = admin.api.post(f"{API}/campaigns/{made.json()['id']}/start/")
    assert started.json()["state"] == CampaignState.RUNNING
    progress = admin.api.get(f"{API}/campaigns/{made.json()['id']}/progress/").json()
    assert progress["reviews"] == {"done": 0, "total": 4, "seconds_left": None}


def test_it_names_every_fault_of_a_plan(admin: Persona) -> None:
    answer = admin.api.post(f"{API}/campaigns/", {"overlap": 0}, format="json")
    assert answer.status_code == 400
    assert {"name", "rubric", "problems", "language_models", "overlap"} <= answer.json().keys()


def test_it_says_why_a_campaign_cannot_start(admin: Persona, reviewer: Persona) -> None:
    draft = make_campaign(reviewers=[reviewer.rater], started=False)
    answer = admin.api.post(f"{API}/campaigns/{draft.public_id}/start/")
    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid_input"
    assert "reviewers" in answer.json()["details"]


@pytest.mark.parametrize("action", ["start", "pause", "resume", "close", "reveal"])
def test_it_lets_admins_alone_move_a_campaign(
    campaign: Campaign, analyst: Persona, reviewer: Persona, action: str
) -> None:
    for persona in (analyst, reviewer):
        address = f"{API}/campaigns/{campaign.public_id}/{action}/"
        assert persona.api.post(address).status_code == 403


def test_it_filters_and_pages_the_catalogue(campaign: Campaign, analyst: Persona) -> None:
    problem, model = Problem.objects.all()[0], LanguageModel.objects.all()[0]
    query = f"problem__public_id={problem.public_id}&language_model__public_id={model.public_id}"
    found = analyst.api.get(f"{API}/solutions/?{query}").json()
    assert found["count"] == 1
    assert found["results"][0]["problem"] == str(problem.public_id)
    page = analyst.api.get(f"{API}/solutions/?limit=2").json()
    assert (page["count"], len(page["results"])) == (9, 2)


def test_it_reads_a_list_in_a_fixed_number_of_queries(
    campaign: Campaign, analyst: Persona, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        assert len(analyst.api.get(f"{API}/comparisons/").json()["results"]) == 9


def test_it_describes_itself_to_each_role(admin: Persona, reviewer: Persona) -> None:
    for_admins = admin.api.get(f"{API}/schema/?format=json").json()["paths"]
    for_reviewers = reviewer.api.get(f"{API}/schema/?format=json").json()["paths"]
    assert f"{API}/solutions/" in for_admins
    assert f"{API}/solutions/" not in for_reviewers
    assert f"{API}/assignments/" in for_reviewers
