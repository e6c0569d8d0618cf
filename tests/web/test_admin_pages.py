from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from evaluations.models import Campaign, CampaignState, CheckOutcome, Problem, Solution
from tests.factories import (
    make_campaign,
    make_check,
    make_models,
    make_problems,
    make_rubric,
    make_solution,
)
from tests.personas import Persona

pytestmark = pytest.mark.django_db

PROBLEMS = (
    b'{"id": "double", "title": "Double", "language": "python", "entry_point": "double", '
    b'"prompt": "Return twice n.", "tests": [{"format": "assertions", '
    b'"code": "assert double(2) == 4"}]}\n'
)
SOLUTIONS = b'{"problem": "double", "model": "mine", "code": "def double(n):\\n    return 2 * n"}\n'


@pytest.fixture
def campaign(reviewer: Persona, other_reviewer: Persona) -> Campaign:
    return make_campaign(reviewers=[reviewer.rater, other_reviewer.rater])


ADMIN_PAGES = ["campaign-new", "imports", "people"]


@pytest.mark.parametrize("name", ADMIN_PAGES)
def test_it_opens_admin_pages_for_admins_alone(
    name: str, admin: Persona, analyst: Persona, reviewer: Persona
) -> None:
    assert admin.browser.get(reverse(name)).status_code == 200
    assert analyst.browser.get(reverse(name)).status_code == 404
    assert reviewer.browser.get(reverse(name)).status_code == 404
    assert Client().get(reverse(name)).status_code == 302


def test_it_shows_each_person_the_campaigns_that_concern_them(
    campaign: Campaign, admin: Persona, analyst: Persona, reviewer: Persona, outsider: Persona
) -> None:
    for persona in (admin, analyst, reviewer):
        assert campaign.name in persona.browser.get(reverse("home")).content.decode()
    assert campaign.name not in outsider.browser.get(reverse("home")).content.decode()
    address = reverse("campaign", args=[campaign.public_id])
    assert reviewer.browser.get(address).status_code == 200
    assert outsider.browser.get(address).status_code == 404


def test_it_names_no_model_on_the_campaign_page_of_a_reviewer(
    campaign: Campaign, reviewer: Persona
) -> None:
    page = reviewer.browser.get(reverse("campaign", args=[campaign.public_id])).content.decode()
    assert "Model one" not in page
    assert "Example Labs" not in page


def test_it_plans_starts_pauses_and_closes_a_campaign_in_the_browser(
    admin: Persona, reviewer: Persona, other_reviewer: Persona
) -> None:
    problems, models = make_problems(2), make_models(["One", "Two"])
    for problem in problems:
        for model in models:
            make_solution(problem, model)
    fields = {
        "name": "Spring study",
        "problem_sets": [problems[0].problem_set_id],
        "language_models": [model.pk for model in models],
        "rubric": make_rubric().pk,
        "overlap": 2,
        "evidence_policy": "never",
        "lease_minutes": 30,
        "reviewers": [reviewer.rater.pk, other_reviewer.rater.pk],
    }
    browser = admin.browser
    assert browser.post(reverse("campaign-new"), fields).status_code == 302
    campaign = Campaign.objects.get()
    assert campaign.created_by == admin.user

    def act(action: str, **data: str) -> str:
        browser.post(reverse("campaign-act", args=[campaign.public_id, action]), data)
        campaign.refresh_from_db()
        return campaign.state

    assert act("start") == CampaignState.RUNNING
    assert campaign.assignments.count() == 4
    assert act("pause") == CampaignState.PAUSED
    assert act("resume") == CampaignState.RUNNING
    assert act("close", name="something else") == CampaignState.RUNNING
    assert act("close", name="Spring study") == CampaignState.CLOSED


def test_it_says_what_is_missing_when_a_campaign_cannot_start(
    admin: Persona, reviewer: Persona
) -> None:
    campaign = make_campaign(reviewers=[reviewer.rater], started=False)
    address = reverse("campaign-act", args=[campaign.public_id, "start"])
    page = admin.browser.post(address, follow=True).content.decode()
    assert "need as many reviewers" in page
    assert '<li class="banner bad">' in page
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.DRAFT


def test_it_says_on_a_draft_which_problems_are_in_its_way(
    admin: Persona, reviewer: Persona
) -> None:
    campaign = make_campaign(reviewers=[reviewer.rater], started=False)
    address = reverse("campaign", args=[campaign.public_id])
    assert "It cannot start yet." not in admin.browser.get(address).content.decode()
    problem = campaign.problems.first()
    assert problem is not None
    make_check(problem, CheckOutcome.UNSOUND)
    page = admin.browser.get(address).content.decode()
    assert f"It cannot start yet. {problem.key}: the tests cannot be believed" in page
    start = reverse("campaign-act", args=[campaign.public_id, "start"])
    page = admin.browser.post(start, follow=True).content.decode()
    assert page.count("the tests cannot be believed") == 1


def test_it_lets_only_admins_act_on_a_campaign(
    campaign: Campaign, analyst: Persona, reviewer: Persona
) -> None:
    address = reverse("campaign-act", args=[campaign.public_id, "pause"])
    for persona in (analyst, reviewer):
        assert persona.browser.post(address).status_code == 404
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.RUNNING


def test_it_imports_what_was_previewed_and_confirmed(admin: Persona) -> None:
    browser = admin.browser

    def upload(content: bytes, **fields: object) -> str:
        file = SimpleUploadedFile("mine.jsonl", content)
        response = browser.post(reverse("imports"), {"file": file, **fields})
        assert response.status_code == 200
        return str(response.context["token"])

    token = upload(PROBLEMS, what="problems", set_name="Mine", set_version="1")
    assert not Problem.objects.exists()
    browser.post(reverse("import-confirm", args=[token]))
    problem = Problem.objects.get()
    token = upload(SOLUTIONS, what="solutions", problem_set=problem.problem_set_id)
    assert not Solution.objects.exists()
    browser.post(reverse("import-confirm", args=[token]))
    assert Solution.objects.get().language_model.name == "mine"


def test_it_lists_every_fault_of_a_file_and_offers_no_import(admin: Persona) -> None:
    file = SimpleUploadedFile("broken.jsonl", PROBLEMS.replace(b'"title"', b'"titel"') * 2)
    fields = {"file": file, "what": "problems", "set_name": "Mine", "set_version": "1"}
    page = admin.browser.post(reverse("imports"), fields).content.decode()
    assert "titel" in page
    assert "/import/" + "confirm" not in page
    assert not Problem.objects.exists()


def test_it_keeps_an_upload_from_other_people(admin: Persona, analyst: Persona) -> None:
    file = SimpleUploadedFile("mine.jsonl", PROBLEMS)
    fields = {"file": file, "what": "problems", "set_name": "Mine", "set_version": "1"}
    token = admin.browser.post(reverse("imports"), fields).context["token"]
    assert analyst.browser.post(reverse("import-confirm", args=[token])).status_code == 404


def test_it_hides_solutions_from_an_admin_who_rates_them(admin: Persona, reviewer: Persona) -> None:
    campaign = make_campaign(reviewers=[admin.rater, reviewer.rater])
    solution = Solution.objects.all()[0]
    address = reverse("solution", args=[solution.public_id])
    assert admin.browser.get(address).status_code == 404
    Campaign.objects.filter(pk=campaign.pk).update(state=CampaignState.CLOSED)
    assert admin.browser.get(address).status_code == 200


@pytest.mark.parametrize("page", ["problems", "problem-set", "problem", "solution"])
def test_it_shows_problems_and_solutions_to_admins_and_analysts_alone(
    page: str, campaign: Campaign, admin: Persona, analyst: Persona, reviewer: Persona
) -> None:
    solution = Solution.objects.select_related("problem__problem_set")[0]
    ids = {
        "problems": [],
        "problem-set": [solution.problem.problem_set.public_id],
        "problem": [solution.problem.public_id],
        "solution": [solution.public_id],
    }
    address = reverse(page, args=ids[page])
    assert admin.browser.get(address).status_code == 200
    assert analyst.browser.get(address).status_code == 200
    assert reviewer.browser.get(address).status_code == 404


def test_it_makes_an_invitation_that_works_once(admin: Persona) -> None:
    fields = {"email": "new@example.org", "role": "reviewer"}
    page = admin.browser.post(reverse("people"), fields, follow=True).content.decode()
    start = page.index("/invitation/")
    path = page[start : page.index("/", start + len("/invitation/")) + 1]
    newcomer = Client()
    account = {"username": "newcomer", "display_name": "New", "password": "long enough words here"}
    assert newcomer.get(path).status_code == 200
    assert newcomer.post(path, account).status_code == 302
    assert newcomer.get(reverse("home")).status_code == 200
    assert Client().get(path).status_code == 410
