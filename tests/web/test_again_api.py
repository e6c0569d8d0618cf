"""Runs made again by program: by admins, beside the old attempts, never doubled."""

from __future__ import annotations

import pytest

from evaluations.models import Campaign, JobState, Solution, TestRun, Verdict
from evaluations.running.service import queue_runs, refuse_run
from tests.factories import make_campaign
from tests.personas import Persona

pytestmark = pytest.mark.django_db

API = "/api/v1"


@pytest.fixture
def campaign(reviewer: Persona, other_reviewer: Persona) -> Campaign:
    """Two solutions, each with one run that was not made."""
    people = [reviewer.rater, other_reviewer.rater]
    campaign = make_campaign(reviewers=people, problems=1, models=["One", "Two"])
    for pk in queue_runs(solutions=Solution.objects.all()):
        refuse_run(run_id=pk, reason="no sandbox")
    return campaign


def test_it_queues_one_run_again_and_not_twice(campaign: Campaign, admin: Persona) -> None:
    run = TestRun.objects.order_by("pk")[0]
    address = f"{API}/runs/{run.public_id}/again/"
    answers = [admin.api.post(address) for _ in range(2)]
    assert [(one.status_code, one.json()) for one in answers] == [
        (202, {"queued": 1}),
        (202, {"queued": 0}),
    ]
    again = TestRun.objects.get(attempt=2)
    assert (again.solution, again.state) == (run.solution, JobState.QUEUED)
    told = admin.api.get(f"{API}/runs/{again.public_id}/").json()
    assert (told["replicates"], told["measurements"], told["copied_from"]) == ([], {}, None)


def test_it_queues_a_campaigns_runs_by_verdict_or_all(campaign: Campaign, admin: Persona) -> None:
    address = f"{API}/campaigns/{campaign.public_id}/run-again/"
    assert admin.api.post(address, {"verdicts": ["failed"]}).json() == {"queued": 0}
    assert admin.api.post(address, {"verdicts": ["not_run"]}).json() == {"queued": 2}
    assert admin.api.post(address).json() == {"queued": 0}
    for pk in TestRun.objects.filter(state=JobState.QUEUED).values_list("pk", flat=True):
        refuse_run(run_id=pk, reason="no sandbox")
    assert admin.api.post(address, {"replicates": 3}).json() == {"queued": 2}
    assert {len(one.replicates) for one in TestRun.objects.filter(attempt=3)} == {3}


@pytest.mark.parametrize("body", [{"verdicts": ["splendid"]}, {"replicates": 21}])
def test_it_says_what_cannot_be_asked_for(
    campaign: Campaign, admin: Persona, body: dict[str, object]
) -> None:
    answer = admin.api.post(f"{API}/campaigns/{campaign.public_id}/run-again/", body)
    assert answer.status_code in {400, 422}
    assert next(iter(body)) in answer.content.decode()
    assert TestRun.objects.count() == 2


def test_it_runs_no_imported_result(campaign: Campaign, admin: Persona) -> None:
    imported = TestRun.objects.create(
        solution=Solution.objects.order_by("pk")[0],
        origin="imported",
        imported_from="evalplus",
        state=JobState.FINISHED,
        verdict=Verdict.PASSED,
    )
    answer = admin.api.post(f"{API}/runs/{imported.public_id}/again/")
    assert answer.status_code == 409
    assert "names no suite" in answer.content.decode()


def test_it_lets_nobody_else_run_anything(
    campaign: Campaign, analyst: Persona, reviewer: Persona
) -> None:
    run = TestRun.objects.order_by("pk")[0]
    for person in (analyst, reviewer):
        assert person.api.post(f"{API}/runs/{run.public_id}/again/").status_code == 403
        address = f"{API}/campaigns/{campaign.public_id}/run-again/"
        assert person.api.post(address).status_code == 403
    assert TestRun.objects.count() == 2
