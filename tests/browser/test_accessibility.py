"""axe finds nothing on any page, in light and dark, at 1280 and 1920 pixels."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from evaluations.assigning.service import lease_next_assignment
from evaluations.models import Solution
from evaluations.rating.service import submit_review
from evaluations.reporting.service import build_report
from evaluations.sandboxes import find_sandbox
from reviewplatform.hosts import examine_host
from reviewplatform.telling import store
from tests.browser.conftest import OpenPage, Site
from tests.factories import make_campaign, make_submission
from tests.personas import Persona

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SIZES = ((1280, 800), (1920, 1080))


def faults_of(page: Page) -> list[str]:
    """What axe complains about, with the first place of each."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['target']} ({one['help']})" for one in found]


def paths_for_admins(reviewer: Persona, other_reviewer: Persona) -> list[str]:
    """Every page of an admin, with rows on it."""
    campaign = make_campaign(reviewers=[reviewer.rater, other_reviewer.rater])
    make_campaign(reviewers=[reviewer.rater, other_reviewer.rater], started=False)
    for _ in range(4):
        assignment = lease_next_assignment(campaign=campaign, reviewer=reviewer.rater)
        assert assignment is not None
        submit_review(token=assignment.token, reviewer=reviewer.rater, submission=make_submission())
    build_report(campaign=campaign)
    store(examine_host(find_sandbox))
    solution = Solution.objects.filter(problem__campaigns=campaign)[0]
    return [
        *("/", "/problems/", "/import/", "/people/", "/campaigns/new/", "/health/"),
        f"/campaigns/{campaign.public_id}/",
        f"/campaigns/{campaign.public_id}/report/",
        f"/problems/sets/{solution.problem.problem_set.public_id}/",
        f"/problems/{solution.problem.public_id}/",
        f"/solutions/{solution.public_id}/",
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_gives_axe_nothing_to_find_on_admin_pages(
    theme: str,
    site: Site,
    admin: Persona,
    reviewer: Persona,
    other_reviewer: Persona,
    open_page: OpenPage,
) -> None:
    paths = paths_for_admins(reviewer, other_reviewer)
    page = open_page(admin, "/", color_scheme=theme)
    faults = {}
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for path in paths:
            page.goto(path)
            faults[path, width] = faults_of(page)
    assert {where: found for where, found in faults.items() if found} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_gives_axe_nothing_to_find_where_people_come_in(
    theme: str, site: Site, outsider: Persona, open_page: OpenPage
) -> None:
    page = open_page(outsider, "/", color_scheme=theme)
    assert faults_of(page) == []
    page.context.clear_cookies()
    page.goto("/sign-in/")
    assert faults_of(page) == []


@pytest.mark.parametrize("path", ["/", "/import/", "/campaigns/new/", "/health/"])
def test_it_needs_no_sideways_scrolling_on_a_narrow_screen(
    path: str, site: Site, admin: Persona, open_page: OpenPage
) -> None:
    page = open_page(admin, path, viewport={"width": 380, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
