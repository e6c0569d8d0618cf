from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluations.models import (
    JobState,
    ProblemCheck,
    ScanJob,
    Solution,
    TestRun,
)
from tests.evidence_rows import make_run
from tests.factories import make_campaign, make_models, make_problems, make_solution
from tests.personas import Persona

pytestmark = pytest.mark.django_db

MODELS = ["Model one", "Model two", "Model three"]


@pytest.fixture
def solutions(db: None) -> list[Solution]:
    """One passed, one failed, one never run."""
    (problem,) = make_problems(1)
    solutions = [make_solution(problem, model) for model in make_models(MODELS)]
    make_run(solutions[0])
    make_run(solutions[1], verdict="failed")
    return solutions


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What would go to workers, once committed: name of the task, id."""
    messages: list[tuple[str, int]] = []
    for name in ("run_tests", "check_problem", "scan_solutions"):
        monkeypatch.setattr(
            f"evaluations.tasks.{name}.delay", lambda one, name=name: messages.append((name, one))
        )
    return messages


def address_of(name: str, row: Any) -> str:
    return reverse(name, args=[row.public_id])


def set_address(solutions: list[Solution]) -> str:
    return address_of("problem-set-again", solutions[0].problem.problem_set)


def attempts_of(solution: Solution) -> list[tuple[int, str]]:
    return list(solution.test_runs.order_by("attempt").values_list("attempt", "state"))


def test_it_runs_one_again_beside_the_old_attempt_and_leads_to_it(
    solutions: list[Solution],
    admin: Persona,
    sent: list[tuple[str, int]],
    django_capture_on_commit_callbacks: Any,
) -> None:
    old = solutions[1].test_runs.get()
    with django_capture_on_commit_callbacks(execute=True):
        response = admin.browser.post(address_of("run-again", old))
    new = solutions[1].test_runs.get(attempt=2)
    assert response.headers["Location"] == address_of("run", new)
    assert attempts_of(solutions[1]) == [(1, JobState.FINISHED), (2, JobState.QUEUED)]
    assert sent == [("run_tests", new.pk)]


def test_it_queues_no_second_attempt_while_one_is_under_way(
    solutions: list[Solution], admin: Persona
) -> None:
    old = solutions[1].test_runs.get()
    admin.browser.post(address_of("run-again", old))
    page = admin.browser.post(address_of("run-again", old), follow=True).content.decode()
    assert "under way already" in page
    assert solutions[1].test_runs.count() == 2


@pytest.mark.parametrize(
    ("which", "count", "queued"),
    [("missing", 1, [2]), ("not-passed", 1, [1]), ("all", 2, [0, 1])],
)
def test_it_queues_just_what_was_confirmed(
    which: str, count: int, queued: list[int], solutions: list[Solution], admin: Persona
) -> None:
    fields = {"which": which, "count": count}
    page = admin.browser.post(set_address(solutions), fields, follow=True).content.decode()
    assert f"{count} run{'s are' if count > 1 else ' is'} queued." in page
    waiting = TestRun.objects.filter(state=JobState.QUEUED).values_list("solution", flat=True)
    assert sorted(waiting) == [solutions[place].pk for place in queued]


def test_it_names_the_numbers_before_anything_is_queued(
    solutions: list[Solution], admin: Persona
) -> None:
    page = admin.browser.get(set_address(solutions)).content.decode()
    assert "<b>1</b> was never run" in page
    assert "<b>1</b> did not pass" in page
    assert "Run all 2 again" in page
    assert TestRun.objects.count() == 2


@pytest.mark.parametrize(
    "fields", [{}, {"which": "all"}, {"which": "all", "count": 3}, {"which": "x", "count": 1}]
)
def test_it_queues_nothing_when_the_number_is_another_one(
    fields: dict[str, Any], solutions: list[Solution], admin: Persona
) -> None:
    page = admin.browser.post(set_address(solutions), fields, follow=True).content.decode()
    assert "nothing was queued" in page
    assert TestRun.objects.count() == 2


def test_it_runs_a_whole_campaign_again(admin: Persona, reviewer: Persona) -> None:
    campaign = make_campaign(reviewers=[reviewer.rater], overlap=1, problems=1)
    fields = {"which": "missing", "count": 3}
    response = admin.browser.post(address_of("campaign-again", campaign), fields)
    assert response.headers["Location"] == address_of("campaign", campaign)
    assert TestRun.objects.filter(state=JobState.QUEUED).count() == 3


def test_it_tells_an_admin_who_rates_no_outcome_and_queues_nothing(
    admin: Persona, reviewer: Persona
) -> None:
    campaign = make_campaign(reviewers=[admin.rater, reviewer.rater], problems=1)
    make_run(Solution.objects.all()[0], verdict="failed")
    address = address_of("campaign-again", campaign)
    page = admin.browser.get(address).content.decode()
    assert "Failed" not in page
    assert "you are still rating them" in page
    admin.browser.post(address, {"which": "all", "count": 1})
    assert TestRun.objects.count() == 1
    assert address not in admin.browser.get(address_of("campaign", campaign)).content.decode()


def test_it_runs_and_scans_one_solution_again(
    solutions: list[Solution],
    admin: Persona,
    sent: list[tuple[str, int]],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        admin.browser.post(address_of("solution-run-again", solutions[0]))
        admin.browser.post(address_of("solution-scan-again", solutions[0]))
    run = solutions[0].test_runs.get(attempt=2)
    job = ScanJob.objects.get(solution=solutions[0])
    assert sent == [("run_tests", run.pk), ("scan_solutions", job.pk)]
    page = admin.browser.post(address_of("solution-scan-again", solutions[0]), follow=True)
    assert "under way already" in page.content.decode()


def test_it_checks_a_problem_again_and_of_a_set_what_has_no_verdict(
    solutions: list[Solution],
    admin: Persona,
    sent: list[tuple[str, int]],
    django_capture_on_commit_callbacks: Any,
) -> None:
    problem = solutions[0].problem
    with django_capture_on_commit_callbacks(execute=True):
        page = admin.browser.post(
            address_of("problem-set-check", problem.problem_set), follow=True
        ).content.decode()
    assert "Every problem is checked" in page
    with django_capture_on_commit_callbacks(execute=True):
        admin.browser.post(address_of("problem-check", problem))
    check = ProblemCheck.objects.get(problem=problem, attempt=2)
    assert sent == [("check_problem", check.pk)]


@pytest.mark.parametrize("who", ["analyst", "reviewer", "nobody"])
def test_it_lets_admins_alone_queue_anything(
    who: str, solutions: list[Solution], request: pytest.FixtureRequest
) -> None:
    browser = Client() if who == "nobody" else request.getfixturevalue(who).browser
    run, problem = solutions[1].test_runs.get(), solutions[0].problem
    addresses = [
        address_of("run-again", run),
        set_address(solutions),
        address_of("problem-set-check", problem.problem_set),
        address_of("problem-check", problem),
        address_of("solution-run-again", solutions[0]),
        address_of("solution-scan-again", solutions[0]),
    ]
    expected = 302 if who == "nobody" else 404
    fields = {"which": "all", "count": 2}
    assert {browser.post(one, fields).status_code for one in addresses} == {expected}
    assert TestRun.objects.count() == 2
    assert not ScanJob.objects.exists()


def test_it_tells_how_far_the_work_in_a_set_is_and_how_long_it_takes(
    solutions: list[Solution], analyst: Persona
) -> None:
    problem_set = solutions[0].problem.problem_set
    address = address_of("problem-set-progress", problem_set)
    page = address_of("problem-set", problem_set)
    assert analyst.browser.get(address).json()["under_way"] == 0
    assert "Work under way" not in analyst.browser.get(page).content.decode()
    TestRun.objects.update(started_at=timezone.now() - timedelta(seconds=60))
    make_run(solutions[2], state=JobState.QUEUED, verdict="", finished_at=None)
    told = analyst.browser.get(address).json()
    assert told["runs"] == {"done": 2, "total": 3, "seconds_left": 30}
    assert told["checks"] == {"done": 1, "total": 1, "seconds_left": None}
    assert told["under_way"] == 1
    assert "Work under way" in analyst.browser.get(page).content.decode()
