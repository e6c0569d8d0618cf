"""Two people rate real solutions at once, by keyboard, through a lost network and a dead server."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from evaluations.assigning.service import lease_next_assignment
from evaluations.flow import start
from evaluations.importing.reading import IncomingFile
from evaluations.importing.service import find_problem_set, import_problems, import_solutions
from evaluations.models import (
    Assignment,
    AssignmentState,
    Campaign,
    LanguageModel,
    Rating,
    Review,
)
from evaluations.planning.service import Plan, create_campaign
from tests.acceptance.humaneval import MODELS
from tests.browser.conftest import OpenPage, Site
from tests.data import shared_data
from tests.factories import CRITERIA, make_check, make_rubric
from tests.personas import Persona

pytestmark = [
    pytest.mark.browser,
    pytest.mark.acceptance,
    pytest.mark.django_db(transaction=True),
]

PATIENCE_MS = 30_000
PREFERENCES = {
    "q": "left_much_better",
    "w": "left_better",
    "e": "tie_good",
    "r": "both_bad",
    "t": "right_better",
    "y": "right_much_better",
}
OFFLINE_AT = "e"
"""At this comparison the first reviewer has no network."""
KILLED_AT = "t"
"""At this one the server is killed under the second reviewer's hands."""
NO_CONNECTION = re.compile(r"net::ERR_\w+|WebSocket connection to")


@pytest.fixture
def campaign(reviewer: Persona, other_reviewer: Persona, transactional_db: None) -> Campaign:
    """Two HumanEval problems, five models: 20 comparisons, each for both reviewers."""
    source = IncomingFile(path=shared_data("problems/humaneval/HumanEval.jsonl.gz"))
    import_problems(file=source, set_name="HumanEval")
    problem_set = find_problem_set(name="HumanEval")
    for name in MODELS.values():
        file = IncomingFile(path=shared_data(f"outputs/humaneval-samples/{name}.jsonl"))
        import_solutions(file=file, problem_set=problem_set)
    problems = list(problem_set.problems.order_by("position")[:2])
    for problem in problems:
        make_check(problem)
    plan = Plan(
        name="Five models",
        rubric=make_rubric(),
        problems=problems,
        language_models=list(LanguageModel.objects.all()),
        reviewers=[reviewer.rater, other_reviewer.rater],
        overlap=2,
    )
    return start(campaign=create_campaign(plan=plan, created_by=None))


@pytest.fixture
def forgiven_connections(complaints: list[str]) -> Iterator[None]:
    """Before the pages close: what they say about the lost connection is what was asked for."""
    yield
    complaints[:] = [line for line in complaints if not NO_CONNECTION.search(line)]


def token_of(page: Page) -> str:
    token = page.locator("#main").get_attribute("data-token")
    assert token is not None
    return token


def rate(page: Page, key: str) -> str:
    """Rate what is on the screen by keys alone; the token of it."""
    token = token_of(page)
    for pressed in f"4253{key}":
        page.keyboard.press(pressed)
    return token


def wait_for_another(page: Page, token: str) -> None:
    main = page.locator("#main")
    expect(main).not_to_have_attribute("data-token", token, timeout=PATIENCE_MS)


def wait_until_sent(page: Page) -> None:
    page.wait_for_function(
        "() => Object.keys(localStorage).filter(key => key.endsWith(':outbox'))"
        ".every(key => localStorage.getItem(key) === '[]')",
        timeout=PATIENCE_MS,
    )


def submit(page: Page, site: Site, *, lose_network: bool, kill_server: bool) -> None:
    """Send what is rated; what cannot be sent waits, and goes when it can."""
    waiting = page.locator("[data-notice=offline]")
    if lose_network:
        page.context.set_offline(True)
    if kill_server:
        site.kill()
    page.keyboard.press("Control+Enter")
    if lose_network or kill_server:
        expect(waiting).to_contain_text("waiting to be sent: 1", timeout=PATIENCE_MS)
    if lose_network:
        page.context.set_offline(False)
    if kill_server:
        site.start()


def open_first(open_page: OpenPage, campaign: Campaign, person: Persona) -> Page:
    assignment = lease_next_assignment(campaign=campaign, reviewer=person.rater)
    assert assignment is not None
    return open_page(person, f"/review/{assignment.token}/")


def test_it_loses_and_doubles_nothing_of_two_reviewers(
    open_page: OpenPage,
    forgiven_connections: None,
    site: Site,
    campaign: Campaign,
    reviewer: Persona,
    other_reviewer: Persona,
) -> None:
    first = open_first(open_page, campaign, reviewer)
    second = open_first(open_page, campaign, other_reviewer)
    rated: dict[str, str] = {}
    for key, preference in PREFERENCES.items():
        for page in (first, second):
            token = rate(page, key)
            rated[token] = preference
            submit(
                page,
                site,
                lose_network=page is first and key == OFFLINE_AT,
                kill_server=page is second and key == KILLED_AT,
            )
            wait_for_another(page, token)
    for page in (first, second):
        wait_until_sent(page)

    reviews = Review.objects.select_related("assignment")
    assert {str(one.assignment.token): one.preference for one in reviews} == rated
    assert len(reviews) == 12
    assert {(one.revision, one.is_current, one.late) for one in reviews} == {(1, True, False)}
    assert Rating.objects.count() == 12 * 2 * len(CRITERIA)
    submitted = Assignment.objects.filter(state=AssignmentState.SUBMITTED)
    by_person = Counter(submitted.values_list("reviewer", flat=True))
    assert by_person == {reviewer.rater.pk: 6, other_reviewer.rater.pk: 6}
    pairs = submitted.values_list("reviewer", "comparison")
    assert len(set(pairs)) == 12
