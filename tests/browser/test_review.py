"""The review page in a real browser: rating, and never losing work."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from evaluations.assigning.service import lease_next_assignment
from evaluations.models import (
    Assignment,
    Campaign,
    EvidencePolicy,
    Finding,
    Review,
    ScanRun,
    Solution,
    TestResult,
    TestRun,
)
from evaluations.rating.service import submit_review
from tests.browser.conftest import OpenPage, Site
from tests.factories import make_campaign, make_submission
from tests.personas import Persona

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOST_CONNECTION = re.compile(r"net::ERR_")


@pytest.fixture
def campaign(reviewer: Persona, transactional_db: None) -> Campaign:
    """Six comparisons for one reviewer."""
    return make_campaign(reviewers=[reviewer.rater], problems=2, overlap=1)


@pytest.fixture
def rate(open_page: OpenPage, campaign: Campaign, reviewer: Persona) -> Callable[..., Page]:
    """Opens the review page on the reviewer's next comparison."""

    def open_review(**options: object) -> Page:
        assignment = lease_next_assignment(campaign=campaign, reviewer=reviewer.rater)
        assert assignment is not None
        return open_page(reviewer, f"/review/{assignment.token}/", **options)

    return open_review


def token_of(page: Page) -> str:
    token = page.locator("#main").get_attribute("data-token")
    assert token is not None
    return token


def fill_by_keys(page: Page) -> None:
    for key in "4253w":
        page.keyboard.press(key)


def wait_for_another(page: Page, token: str) -> str:
    expect(page.locator("#main")).not_to_have_attribute("data-token", token)
    return token_of(page)


def wait_until_sent(page: Page) -> None:
    expect(page.locator("#notices")).to_have_attribute("data-waiting", "0")


def test_it_rates_a_comparison_by_keyboard_alone(rate: Callable[..., Page]) -> None:
    page = rate()
    token = token_of(page)
    fill_by_keys(page)
    page.keyboard.press("f")
    page.keyboard.press("m")
    page.keyboard.type("Clear names on the left; q and 1 are plain text here.")
    page.keyboard.press("Control+Enter")
    other = wait_for_another(page, token)
    page.wait_for_url(f"**/review/{other}/")
    expect(page.locator("#progress-count")).to_have_text("2 of 6")
    wait_until_sent(page)
    review = Review.objects.get()
    assert str(review.assignment.token) == token
    assert review.preference == "left_better"
    assert review.confidence == 1
    assert review.comment == "Clear names on the left; q and 1 are plain text here."
    points = {
        (
            rating.criterion.key,
            rating.solution_id == review.assignment.comparison.solution_a_id,
        ): rating.points
        for rating in review.ratings.select_related("criterion")
    }
    left_is_a = not review.assignment.swapped
    assert points == {
        ("readability", left_is_a): 4,
        ("readability", not left_is_a): 2,
        ("maintainability", left_is_a): 5,
        ("maintainability", not left_is_a): 3,
    }


def test_it_says_what_is_missing_and_goes_there(rate: Callable[..., Page]) -> None:
    page = rate()
    page.keyboard.press("4")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".missing")).to_have_count(4)
    expect(page.locator("#saved")).to_have_text("still to rate: 4")
    assert not Review.objects.exists()


def test_it_restores_the_draft_after_a_reload(rate: Callable[..., Page]) -> None:
    page = rate()
    fill_by_keys(page)
    page.locator("textarea[name=comment]").fill("half a thought")
    page.reload()
    expect(page.locator("textarea[name=comment]")).to_have_value("half a thought")
    expect(page.locator("input[name=preference][value=left_better]")).to_be_checked()
    expect(page.locator("input[name='maintainability.right'][value='3']")).to_be_checked()


def test_it_brings_the_draft_to_another_device(
    rate: Callable[..., Page], open_page: OpenPage, reviewer: Persona
) -> None:
    page = rate()
    page.locator("textarea[name=comment]").fill("begun elsewhere")
    expect(page.locator("#saved")).to_contain_text("Draft saved", timeout=2_500)
    other = open_page(reviewer, f"/review/{token_of(page)}/")
    expect(other.locator("textarea[name=comment]")).to_have_value("begun elsewhere")


def test_it_keeps_the_text_when_escape_is_pressed(rate: Callable[..., Page]) -> None:
    page = rate()
    page.keyboard.press("m")
    page.keyboard.type("kept")
    page.keyboard.press("Escape")
    expect(page.locator("textarea[name=comment]")).to_have_value("kept")
    expect(page.locator("textarea[name=comment]")).not_to_be_focused()


def test_it_stores_once_when_the_network_is_lost_during_submit(
    rate: Callable[..., Page], complaints: list[str]
) -> None:
    page = rate()
    token = token_of(page)
    fill_by_keys(page)
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-notice=offline]")).to_contain_text("waiting to be sent: 1")
    assert not Review.objects.exists()
    page.context.set_offline(False)
    wait_for_another(page, token)
    expect(page.locator("[data-notice=offline]")).to_have_count(0)
    assert Review.objects.count() == 1
    complaints[:] = [line for line in complaints if not LOST_CONNECTION.search(line)]


def test_it_sends_what_waited_while_the_server_was_down_and_the_page_was_reloaded(
    rate: Callable[..., Page], site: Site, complaints: list[str]
) -> None:
    page = rate()
    token = token_of(page)
    fill_by_keys(page)
    expect(page.locator("#saved")).to_contain_text("Draft saved")
    site.kill()
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-notice=offline]")).to_be_visible()
    page.goto("about:blank")
    assert not Review.objects.exists()
    site.start()
    page.goto(f"/review/{token}/")
    wait_for_another(page, token)
    assert str(Review.objects.get().assignment.token) == token
    complaints[:] = [line for line in complaints if not LOST_CONNECTION.search(line)]


def test_it_stores_a_double_click_on_submit_once(rate: Callable[..., Page]) -> None:
    page = rate()
    token = token_of(page)
    fill_by_keys(page)
    page.locator("#submit").dblclick()
    wait_for_another(page, token)
    wait_until_sent(page)
    assert Review.objects.count() == 1


def test_it_reopens_the_last_review_and_keeps_both_versions(rate: Callable[..., Page]) -> None:
    page = rate()
    token = token_of(page)
    fill_by_keys(page)
    page.keyboard.press("Control+Enter")
    begun = wait_for_another(page, token)
    wait_until_sent(page)
    page.keyboard.press("u")
    expect(page.locator("#main")).to_have_attribute("data-token", token)
    expect(page.locator("input[name=preference][value=left_better]")).to_be_checked()
    page.keyboard.press("y")
    expect(page.locator("#submit-words")).to_have_text("Submit change")
    page.keyboard.press("Control+Enter")
    assert wait_for_another(page, token) == begun
    wait_until_sent(page)
    kept = Review.objects.order_by("revision").values_list("preference", "is_current")
    assert list(kept) == [("left_better", False), ("right_much_better", True)]


def test_it_thanks_when_nothing_is_left(
    rate: Callable[..., Page], campaign: Campaign, reviewer: Persona
) -> None:
    page = rate()
    for _ in range(6):
        token = token_of(page)
        fill_by_keys(page)
        page.keyboard.press("Control+Enter")
        expect(page.locator("#main")).not_to_have_attribute("data-token", token)
    expect(page.locator("h1")).to_have_text("Nothing is left for you. Thank you.")
    assert Review.objects.count() == 6


def test_it_gives_a_comparison_back_with_a_reason(rate: Callable[..., Page]) -> None:
    page = rate()
    token = token_of(page)
    page.keyboard.press("s")
    page.get_by_label("Decline: never show it to me again").check()
    page.get_by_label("Conflict of interest").check()
    page.get_by_label("More (optional)").fill("I taught this author")
    page.get_by_role("button", name="Give back").click()
    wait_for_another(page, token)
    declined = Assignment.objects.get(token=token)
    assert declined.state == "declined"
    assert declined.reason.endswith(": I taught this author")


def test_it_writes_a_note_on_a_line_and_sends_it(rate: Callable[..., Page]) -> None:
    page = rate()
    token = token_of(page)
    for key in "jjc":
        page.keyboard.press(key)
    page.keyboard.type("why a step?")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".note")).to_contain_text("why a step?")
    page.reload()
    expect(page.locator(".note")).to_contain_text("why a step?")
    fill_by_keys(page)
    page.keyboard.press("Control+Enter")
    wait_for_another(page, token)
    wait_until_sent(page)
    note = Review.objects.get().line_comments.get()
    assert (note.path, note.first_line, note.text) == ("solution.py", 2, "why a step?")


def test_it_shows_the_three_views(rate: Callable[..., Page]) -> None:
    page = rate()
    page.keyboard.press("d")
    expect(page.locator("#joint .cv-aligned")).to_be_visible()
    page.keyboard.press("n")
    expect(page.locator("#joint tr.here")).to_have_count(1)
    page.keyboard.press("d")
    expect(page.locator("#joint .cv-unified")).to_be_visible()
    page.keyboard.press("d")
    expect(page.locator(".pane .cv-pane").first).to_be_visible()
    expect(page.locator("#joint")).to_be_hidden()


def test_it_ignores_single_keys_once_they_are_turned_off(rate: Callable[..., Page]) -> None:
    page = rate()
    page.keyboard.press("?")
    page.get_by_label("Single-key shortcuts are on").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("w")
    expect(page.locator("input[name=preference]:checked")).to_have_count(0)


def test_it_opens_the_evidence_after_the_first_verdict(
    open_page: OpenPage, reviewer: Persona
) -> None:
    campaign = make_campaign(
        reviewers=[reviewer.rater], overlap=1, evidence_policy=EvidencePolicy.AFTER_FIRST_VERDICT
    )
    assignment = lease_next_assignment(campaign=campaign, reviewer=reviewer.rater)
    assert assignment is not None
    page = open_page(reviewer, f"/review/{assignment.token}/")
    expect(page.locator("[data-part=evidence]")).to_have_count(0)
    fill_by_keys(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-part=evidence]")).to_have_count(2)
    expect(page.locator("#submit-words")).to_have_text("Go on")
    page.keyboard.press("Control+Enter")
    wait_for_another(page, str(assignment.token))
    assert Review.objects.count() == 1


def test_it_keeps_the_theme_for_the_person(
    rate: Callable[..., Page], open_page: OpenPage, reviewer: Persona
) -> None:
    page = rate()
    page.get_by_role("button", name="Display").click()
    with page.expect_response("**/api/v1/preferences/"):
        page.locator("#display").get_by_text("Dark", exact=True).click()
    other = open_page(reviewer, "/review/" + token_of(page) + "/")
    expect(other.locator("html")).to_have_attribute("data-theme", "dark")


def test_it_explains_itself_on_a_narrow_screen(rate: Callable[..., Page]) -> None:
    page = rate(viewport={"width": 800, "height": 700})
    expect(page.get_by_role("heading", name="Rating needs width")).to_be_visible()
    expect(page.locator("#verdict")).to_be_hidden()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 1920])
def test_it_has_no_fault_that_axe_can_find(
    rate: Callable[..., Page], theme: str, width: int
) -> None:
    page = rate(viewport={"width": width, "height": 800}, color_scheme=theme)
    for press in ("", "x", "d", "d", "?"):
        if press:
            page.keyboard.press(press)
        if press == "d":
            expect(page.locator("#joint .cv")).to_be_visible()
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()


def test_it_fits_the_window_without_scrolling_the_page(rate: Callable[..., Page]) -> None:
    page = rate(viewport={"width": 1280, "height": 720})
    fits = page.evaluate(
        "document.documentElement.scrollHeight <= innerHeight"
        " && document.documentElement.scrollWidth <= innerWidth"
        " && document.querySelector('#submit').getBoundingClientRect().bottom <= innerHeight"
    )
    assert fits


def test_it_weighs_less_than_150_kilobytes(rate: Callable[..., Page]) -> None:
    page = rate()
    page.wait_for_load_state("networkidle")
    weight = page.evaluate(
        "['navigation', 'resource'].flatMap(type => performance.getEntriesByType(type))"
        ".reduce((sum, entry) => sum + entry.decodedBodySize, 0)"
    )
    assert 0 < weight < 150_000


def test_it_swaps_to_the_one_that_was_fetched_ahead_without_asking_again(
    rate: Callable[..., Page],
) -> None:
    page = rate()
    token = token_of(page)
    with page.expect_response("**/fragment/"):
        pass
    fill_by_keys(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.keyboard.press("Control+Enter")
    wait_for_another(page, token)
    assert not [url for url in asked if url.endswith("/fragment/")]


def test_it_says_that_a_refused_review_was_not_taken(
    rate: Callable[..., Page], reviewer: Persona, complaints: list[str]
) -> None:
    page = rate()
    token = token_of(page)
    fill_by_keys(page)
    submit_review(
        token=Assignment.objects.get(token=token).token,
        reviewer=reviewer.rater,
        submission=make_submission(),
    )
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-notice=refused]")).to_contain_text(
        "reviewed this comparison already"
    )
    assert Review.objects.count() == 1
    complaints[:] = [line for line in complaints if "409" not in line]


def test_it_keeps_a_review_whose_session_ran_out_until_the_next_sign_in(
    rate: Callable[..., Page], complaints: list[str]
) -> None:
    page = rate()
    token = token_of(page)
    cookies = page.context.cookies()
    fill_by_keys(page)
    expect(page.locator("#saved")).to_contain_text("Draft saved")
    page.context.clear_cookies()
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-notice=signed-out]")).to_contain_text("waiting to be sent: 1")
    page.goto("about:blank")
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.goto(f"/review/{token}/")
    wait_for_another(page, token)
    assert Review.objects.count() == 1
    complaints[:] = [line for line in complaints if "401" not in line and "403" not in line]


def test_it_counts_only_active_time_and_keeps_the_lease_alive(rate: Callable[..., Page]) -> None:
    page = rate(clock=True)
    with page.expect_request("**/heartbeat/"):
        for _ in range(7):
            page.keyboard.press("Shift")
            page.clock.run_for(10_000)
    expect(page.locator("#clock")).to_have_text("1:10")
    page.clock.run_for(600_000)
    expect(page.locator("#clock")).to_have_text("2:59")


def test_it_leads_from_the_gutter_to_the_finding_and_back_to_the_line(
    rate: Callable[..., Page], campaign: Campaign
) -> None:
    for solution in Solution.objects.all():
        scan = ScanRun.objects.create(
            solution=solution, scanner="ruff", state="finished", outcome="scanned"
        )
        Finding.objects.create(
            scan_run=scan, rule="S105", tools=["ruff"], severity="high", path="solution.py",
            line=2, end_line=2, message="Possible password", fingerprint="f",
        )  # fmt: skip
    page = rate()
    page.locator(".pane[data-side=left] .cv-dot").click()
    expect(page.locator("#left-finding-0")).to_be_visible()
    expect(page.locator("#left-finding-0")).to_contain_text("Possible password")
    page.locator("#left-finding-0 [data-line]").click()
    expect(page.locator("#left-0-2")).to_have_class(re.compile("lit"))
    page.keyboard.press("Control+Enter")
    assert page.evaluate(
        "Object.entries(localStorage).some(([key, value]) =>"
        " key.includes(':draft:') && JSON.parse(value).evidence_opened)"
    )


def test_it_says_what_one_side_fails_and_the_other_passes(
    rate: Callable[..., Page], campaign: Campaign, reviewer: Persona
) -> None:
    assignment = lease_next_assignment(campaign=campaign, reviewer=reviewer.rater)
    assert assignment is not None
    pair = [assignment.comparison.solution_a, assignment.comparison.solution_b]
    left, right = reversed(pair) if assignment.swapped else pair
    for solution, verdict in ((left, "passed"), (right, "failed")):
        run = TestRun.objects.create(
            solution=solution, suite=solution.problem.suites.get(), state="finished",
            verdict=verdict, passed_cases=int(verdict == "passed"), total_cases=1,
        )  # fmt: skip
        TestResult.objects.create(
            run=run, position=0, name="negative", outcome=verdict, input="double(-1)",
            expected="-2", got="2",
        )  # fmt: skip
    page = rate()
    box = page.locator(".pane[data-side=right] .contrast")
    expect(box.locator("h3")).to_have_text("Right fails what left passes")
    expect(box).to_contain_text("double(-1) expected -2 got 2")
    expect(page.locator(".pane[data-side=left] .chip").first).to_have_text("1 of 1 tests")
    expect(page.locator(".pane[data-side=left] .contrast")).to_have_count(0)
