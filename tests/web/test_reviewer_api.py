"""The reviewer's API: desk, drafts, submitting, one's own reviews; nothing of anybody else."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.response import Response

from evaluations.assigning.service import lease_next_assignment
from evaluations.models import Assignment, Campaign, EvidencePolicy, LanguageModel, Review
from tests.factories import CRITERIA, make_campaign
from tests.personas import Persona

pytestmark = pytest.mark.django_db


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


def submission(**changes: Any) -> dict[str, Any]:
    body = {
        "idempotency_key": str(uuid4()),
        "preference": "right_better",
        "confidence": 3,
        "ratings": {key: {"left": 2, "right": 4} for key in CRITERIA},
        "comment": "  indented",
        "active_seconds": 42,
        "evidence_opened": True,
        "line_comments": [
            {
                "side": "right",
                "path": "solution.py",
                "first_line": 1,
                "last_line": 2,
                "category": "praise",
                "text": "short",
            }
        ],
    }
    return {**body, **changes}


def next_url(campaign: Campaign) -> str:
    return f"/api/v1/campaigns/{campaign.public_id}/assignments/next/"


def url(assignment: Assignment, act: str) -> str:
    return f"/api/v1/assignments/{assignment.token}/{act}/"


# --- The next comparison ---


def test_it_leases_the_next_comparison_and_shows_it_as_text(
    campaign: Campaign, reviewer: Persona
) -> None:
    answer = reviewer.api.post(next_url(campaign), {})
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {
        *("token", "campaign", "campaign_name", "is_sample", "problem", "left", "right"),
        *("criteria", "evidence_policy", "draft"),
    }
    assert body["left"]["files"][0]["path"] == "solution.py"
    assert body["left"]["files"][0]["text"].startswith("def double")
    assert [criterion["key"] for criterion in body["criteria"]] == list(CRITERIA)
    assert len(body["criteria"][0]["anchors"]) == 5
    assert "lines_html" not in answer.content.decode()


def test_it_gives_the_same_comparison_until_it_is_rated(
    campaign: Campaign, reviewer: Persona
) -> None:
    first, again = (reviewer.api.post(next_url(campaign), {}).json() for _ in range(2))
    assert first["token"] == again["token"]


def test_it_prefetches_another_one_than_the_one_on_the_desk(
    campaign: Campaign, reviewer: Persona, assignment: Assignment
) -> None:
    ahead = reviewer.api.post(next_url(campaign), {"prefetch": True, "content": False}).json()
    assert set(ahead) == {"token"}
    assert ahead["token"] != str(assignment.token)
    assert Assignment.objects.get(token=ahead["token"]).shown_at is None


def test_it_answers_204_when_nothing_is_left(campaign: Campaign, reviewer: Persona) -> None:
    Assignment.objects.all().delete()
    assert reviewer.api.post(next_url(campaign), {}).status_code == 204


def test_it_never_names_a_model(campaign: Campaign, reviewer: Persona) -> None:
    text = reviewer.api.post(next_url(campaign), {}).content.decode()
    for model in LanguageModel.objects.all():
        assert model.name not in text
        assert str(model.public_id) not in text


def test_it_withholds_the_evidence_until_the_policy_allows_it(
    reviewer: Persona, other_reviewer: Persona
) -> None:
    campaign = make_campaign(
        reviewers=[reviewer.rater, other_reviewer.rater], evidence_policy=EvidencePolicy.NEVER
    )
    body = reviewer.api.post(next_url(campaign), {}).json()
    assert body["left"]["evidence"] is None
    assert body["right"]["evidence"] is None


# --- Leases, drafts, giving back ---


def test_it_starts_the_lease_when_the_comparison_is_shown(
    campaign: Campaign, reviewer: Persona, assignment: Assignment
) -> None:
    ahead = lease_next_assignment(campaign=campaign, reviewer=reviewer.rater, prefetch=True)
    assert ahead is not None
    assert ahead.shown_at is None
    answer = reviewer.api.post(url(ahead, "shown"))
    assert answer.status_code == 200
    assert answer.json()["shown_at"] is not None


def test_it_renews_the_lease_at_a_sign_of_life(reviewer: Persona, assignment: Assignment) -> None:
    Assignment.objects.filter(pk=assignment.pk).update(lease_expires_at=assignment.leased_at)
    answer = reviewer.api.post(url(assignment, "heartbeat"))
    assert answer.json()["state"] == "leased"
    assignment.refresh_from_db()
    assert assignment.lease_expires_at is not None
    assert assignment.leased_at is not None
    assert assignment.lease_expires_at > assignment.leased_at


def test_it_keeps_a_draft_and_returns_it(
    campaign: Campaign, reviewer: Persona, assignment: Assignment
) -> None:
    draft = {"comment": "half", "edited_at": 5}
    assert reviewer.api.put(url(assignment, "draft"), draft).status_code == 204
    assert reviewer.api.post(next_url(campaign), {}).json()["draft"] == draft


@pytest.mark.parametrize("draft", [[], "text", {"comment": "x" * 70_000}])
def test_it_refuses_a_draft_that_is_none(
    reviewer: Persona, assignment: Assignment, draft: object
) -> None:
    assert reviewer.api.put(url(assignment, "draft"), draft, format="json").status_code == 422


def test_it_takes_a_comparison_back_only_with_a_reason(
    reviewer: Persona, assignment: Assignment
) -> None:
    without = reviewer.api.post(url(assignment, "skip"), {"reason": " "})
    assert without.status_code == 422
    assert "reason" in without.json()["details"]
    given = reviewer.api.post(url(assignment, "skip"), {"reason": "a friend", "decline": True})
    assert given.status_code == 204
    assignment.refresh_from_db()
    assert assignment.state == "declined"


# --- Submitting ---


def test_it_stores_a_review_once_whatever_is_repeated(
    reviewer: Persona, assignment: Assignment
) -> None:
    body = submission()
    first = reviewer.api.post(url(assignment, "review"), body)
    again = reviewer.api.post(url(assignment, "review"), {**body, "active_seconds": 50})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Review.objects.count() == 1
    assert Review.objects.get().comment == "  indented"


def test_it_refuses_another_body_with_the_same_key(
    reviewer: Persona, assignment: Assignment
) -> None:
    body = submission()
    reviewer.api.post(url(assignment, "review"), body)
    other = reviewer.api.post(url(assignment, "review"), {**body, "preference": "both_bad"})
    assert other.status_code == 409
    assert Review.objects.get().preference == "right_better"


def test_it_refuses_a_second_review_with_another_key(
    reviewer: Persona, assignment: Assignment
) -> None:
    reviewer.api.post(url(assignment, "review"), submission())
    assert reviewer.api.post(url(assignment, "review"), submission()).status_code == 409


def test_it_keeps_every_revision(reviewer: Persona, assignment: Assignment) -> None:
    reviewer.api.post(url(assignment, "review"), submission())
    changed = reviewer.api.put(url(assignment, "review"), submission(preference="tie_good"))
    assert changed.status_code == 201
    assert changed.json()["revision"] == 2
    kept = Review.objects.order_by("revision").values_list("preference", "is_current")
    assert list(kept) == [("right_better", False), ("tie_good", True)]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"preference": "left"}, "preference"),
        ({"ratings": {}}, "ratings.readability.left"),
        ({"ratings": {"readability": {"left": "many"}}}, "ratings"),
        ({"idempotency_key": "twice"}, "idempotency_key"),
        ({"confidence": 9}, "confidence"),
        ({"comment": "NUL \x00"}, "comment"),
        ({"line_comments": [{"side": "left"}]}, "line_comments"),
        ({"active_seconds": -1}, "active_seconds"),
    ],
)
def test_it_names_the_field_that_is_at_fault(
    reviewer: Persona, assignment: Assignment, change: dict[str, Any], field: str
) -> None:
    answer = reviewer.api.post(url(assignment, "review"), submission(**change), format="json")
    assert answer.status_code == 422
    assert field in answer.json()["details"]
    assert not Review.objects.exists()


def test_it_gives_back_what_was_submitted_by_side(
    reviewer: Persona, assignment: Assignment
) -> None:
    body = submission()
    reviewer.api.post(url(assignment, "review"), body)
    page = reviewer.api.get("/api/v1/reviews/").json()
    assert page["count"] == 1
    mine = page["results"][0]
    assert mine["token"] == str(assignment.token)
    assert mine["ratings"] == body["ratings"]
    assert mine["notes"] == body["line_comments"]


# --- Somebody else ---


ACTS: list[tuple[str, str, object]] = [
    ("post", "shown", {}),
    ("post", "heartbeat", {}),
    ("post", "skip", {"reason": "why"}),
    ("put", "draft", {"comment": "x"}),
    ("post", "review", submission()),
    ("put", "review", submission()),
]


@pytest.mark.parametrize(("method", "act", "body"), ACTS)
@pytest.mark.parametrize("name", ["other_reviewer", "outsider", "analyst", "admin"])
def test_it_answers_of_a_foreign_token_what_it_answers_of_none(
    assignment: Assignment,
    request: pytest.FixtureRequest,
    name: str,
    method: str,
    act: str,
    body: object,
) -> None:
    somebody: Persona = request.getfixturevalue(name)

    def ask(token: object) -> Response:
        path = f"/api/v1/assignments/{token}/{act}/"
        return getattr(somebody.api, method)(path, body, format="json")  # type: ignore[no-any-return]

    foreign, absent = ask(assignment.token), ask(uuid4())
    assert foreign.status_code == absent.status_code == 404
    assert foreign.content == absent.content
    assert dict(foreign.headers) == dict(absent.headers)
    assert not Review.objects.exists()


@pytest.mark.parametrize("name", ["outsider", "analyst", "admin"])
def test_it_knows_no_campaign_for_those_who_do_not_rate_in_it(
    campaign: Campaign, request: pytest.FixtureRequest, name: str
) -> None:
    somebody: Persona = request.getfixturevalue(name)
    foreign = somebody.api.post(next_url(campaign), {})
    absent = somebody.api.post(f"/api/v1/campaigns/{uuid4()}/assignments/next/", {})
    assert foreign.status_code == absent.status_code == 404
    assert foreign.content == absent.content


@pytest.mark.parametrize("path", ["/api/v1/assignments/", "/api/v1/reviews/"])
def test_it_lists_only_what_is_ones_own(
    reviewer: Persona, other_reviewer: Persona, assignment: Assignment, path: str
) -> None:
    reviewer.api.post(url(assignment, "review"), submission())
    assert reviewer.api.get(path).json()["count"] == 1
    assert other_reviewer.api.get(path).json()["count"] == 0


@pytest.mark.parametrize("path", ["/api/v1/assignments/", "/api/v1/reviews/"])
def test_it_asks_strangers_to_sign_in(client: Any, path: str) -> None:
    assert client.get(path).status_code == 401


# --- Preferences ---


def test_it_keeps_preferences_that_exist_and_no_others(reviewer: Persona) -> None:
    wanted = {"theme": "dark", "fontSize": 15, "wrap": False, "unknown": 1}
    assert reviewer.api.put("/api/v1/preferences/", wanted).status_code == 204
    reviewer.user.refresh_from_db()
    assert reviewer.user.preferences == {"theme": "dark", "fontSize": 15, "wrap": False}
    assert reviewer.api.put("/api/v1/preferences/", {"theme": "pink"}).status_code == 422


# --- Cost ---


def test_it_asks_the_database_little(
    campaign: Campaign,
    reviewer: Persona,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    api = reviewer.api
    for _ in range(3):
        with django_assert_max_num_queries(16):
            token = api.post(next_url(campaign), {}).json()["token"]
        with django_assert_max_num_queries(14):
            api.post(f"/api/v1/assignments/{token}/review/", submission())
