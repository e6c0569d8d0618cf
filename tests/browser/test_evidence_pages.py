"""Pages of machine evidence in a real browser: axe finds nothing, each finding its line."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from evaluations.models import Solution, TestRun
from tests.browser.conftest import OpenPage, Site
from tests.browser.test_accessibility import faults_of
from tests.evidence_rows import make_check, make_evidence
from tests.factories import make_models, make_problems, make_solution
from tests.personas import Persona

pytestmark = pytest.mark.browser

SIZES = ((1280, 800), (700, 800))
OPEN_ALL = "document.querySelectorAll('main details').forEach((one) => { one.open = true; })"


def make_rows(text: str | None = None) -> Solution:
    """A solution with evidence of every kind, its problem found unsound."""
    (problem,) = make_problems(1)
    problem.starter_files = {"README.md": "Begin here."}
    problem.reference_metrics = [{"name": "lines", "value": 2, "unit": "lines"}]
    problem.save()
    make_check(problem)
    solution = make_solution(problem, make_models(["Model one"])[0], text)
    make_evidence(solution)
    return solution


def paths_of(solution: Solution) -> list[str]:
    """Every page about it."""
    problem = solution.problem
    return [
        *(f"/runs/{run.public_id}/" for run in solution.test_runs.all()),
        *(f"/scans/{scan.public_id}/" for scan in solution.scan_runs.all()),
        f"/solutions/{solution.public_id}/",
        f"/problems/{problem.public_id}/",
        f"/problems/sets/{problem.problem_set.public_id}/",
        f"/problems/sets/{problem.problem_set.public_id}/again/",
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_gives_axe_nothing_to_find_and_needs_no_sideways_scrolling(
    theme: str, site: Site, admin: Persona, open_page: OpenPage
) -> None:
    paths = paths_of(make_rows())
    page = open_page(admin, "/", color_scheme=theme)
    faults: dict[tuple[str, int], list[str]] = {}
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for path in paths:
            page.goto(path)
            page.evaluate(OPEN_ALL)
            faults[path, width] = faults_of(page)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                faults[path, width].append("scrolls sideways")
    assert {where: found for where, found in faults.items() if found} == {}


def test_it_leads_from_a_finding_to_its_line_and_back(
    site: Site, admin: Persona, open_page: OpenPage
) -> None:
    solution = make_rows()
    page = open_page(admin, f"/scans/{solution.scan_runs.get(scanner='bandit').public_id}/")
    page.get_by_role("link", name="solution.py:2").click()
    expect(page.locator("tr:target")).to_contain_text("result = n * 2")
    page.locator("tr:target .cv-dot").click()
    expect(page.locator("li:target")).to_contain_text("B307")


def test_it_opens_the_fold_that_holds_the_line_asked_for(
    site: Site, admin: Persona, open_page: OpenPage
) -> None:
    text = "".join(f"line_{number} = {number}\n" for number in range(1, 1501))
    solution = make_rows(text)
    page = open_page(admin, f"/solutions/{solution.public_id}/#left-0-1400")
    expect(page.locator("#left-0-1400")).to_contain_text("line_1400")
    expect(page.locator("#left-0-1400")).to_be_in_viewport()
    expect(page.locator(".cv-fold")).to_have_count(0)


def test_it_runs_again_what_did_not_pass_after_naming_the_number(
    site: Site, admin: Persona, open_page: OpenPage
) -> None:
    solution = make_rows()
    page = open_page(admin, f"/problems/sets/{solution.problem.problem_set.public_id}/")
    page.get_by_role("link", name="Run again…").click()
    page.get_by_role("button", name="Run 1 again").click()
    expect(page.locator(".messages")).to_have_text("1 run is queued.")
    expect(page.locator('[data-count="runs.total"]')).to_have_text("3")
    TestRun.objects.update(state="finished", verdict="passed")
    expect(page.locator("#progress")).to_have_count(0)  # the page notices that the work is done
    TestRun.objects.filter(attempt=3).update(state="queued", verdict="")
    page.goto(f"/solutions/{solution.public_id}/")
    expect(page.locator("section", has_text="Test runs").first).to_contain_text("Queued")
