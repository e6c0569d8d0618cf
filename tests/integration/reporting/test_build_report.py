from __future__ import annotations

import subprocess

import pytest

from evaluations.assigning.service import lease_next_assignment
from evaluations.errors import Conflict, NotFound
from evaluations.models import Report, Review, ScanRun, Scorecard, Solution, TestRun
from evaluations.planning.service import close_campaign
from evaluations.rating.service import revise_review, submit_review
from evaluations.reporting import service
from evaluations.reporting.queries import read_inputs
from evaluations.reporting.service import (
    build_report,
    draw_charts,
    find_campaign,
    latest_report,
    reviews_since,
)
from tests.factories import make_campaign, make_submission
from tests.integration.reporting.panel import prefer, review_everything, run_and_scan, sides_of
from tests.personas import Persona, make_persona

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_drawing(monkeypatch):
    """Drawing takes a process of its own; the tests of the page and one here let it."""
    monkeypatch.setattr(service, "draw_charts", lambda content: {})


@pytest.fixture
def panel(reviewer: Persona, other_reviewer: Persona):
    return [reviewer.rater, other_reviewer.rater]


@pytest.fixture
def campaign(panel):
    made = make_campaign(reviewers=panel)
    review_everything(made, panel, prefer("Model two"))
    run_and_scan(made, failing="Model three")
    return made


def numbers_of(report: Report, name: str):
    return next(one["numbers"] for one in report.content["models"] if one["name"] == name)


def test_it_computes_what_the_rows_say(campaign):
    report = build_report(campaign=campaign)
    assert report.content["models"][0]["name"] == "Model two"
    # 3 problems x 2 reviewers: against two others Model two always wins, the others tie.
    assert numbers_of(report, "Model two")["win_score"]["value"] == 1.0
    assert numbers_of(report, "Model one")["win_score"]["value"] == 0.25
    assert numbers_of(report, "Model two")["win_score"]["n"] == 12
    assert numbers_of(report, "Model two")["rating/readability"]["value"] == 5.0
    assert numbers_of(report, "Model three")["pass_at_1"]["value"] == 0.0
    assert numbers_of(report, "Model three")["findings/high"]["value"] == 100.0
    assert numbers_of(report, "Model one")["findings"]["value"] == 0.0
    assert report.content["plan"]["planned_reviews"] == 18
    assert report.design_hash == campaign.design_hash


def test_it_returns_the_same_report_for_the_same_rows(campaign):
    first, again = build_report(campaign=campaign), build_report(campaign=campaign)
    assert first == again
    assert Report.objects.count() == 1
    assert Scorecard.objects.filter(report=first).count() == sum(
        len(model["numbers"]) for model in first.content["models"]
    )


def test_it_stores_content_that_reads_back_as_it_was_computed(campaign):
    report = build_report(campaign=campaign)
    assert Report.objects.get(pk=report.pk).content == report.content


def test_it_writes_every_number_of_every_model_as_a_scorecard(campaign):
    report = build_report(campaign=campaign)
    card = Scorecard.objects.get(
        report=report, measure="win_score", language_model__name="Model one"
    )
    number = numbers_of(report, "Model one")["win_score"]
    assert (card.value, card.low, card.high) == (number["value"], number["low"], number["high"])
    assert (card.n, card.counted, card.unit) == (12, "comparisons", "share")


def test_it_uses_the_last_revision_only(campaign, panel):
    before = build_report(campaign=campaign)
    review = Review.objects.filter(assignment__reviewer=panel[0])[0]
    token = review.assignment.token
    revise_review(token=token, reviewer=panel[0], submission=make_submission(preference="both_bad"))
    assert reviews_since(report=before) == 1
    after = build_report(campaign=campaign)
    assert after != before
    assert latest_report(campaign=campaign) == after
    scores = [numbers_of(one, "Model two")["win_score"] for one in (before, after)]
    assert scores[0]["n"] == scores[1]["n"]
    assert reviews_since(report=after) == 0


def test_it_counts_late_reviews_and_leaves_them_out(panel):
    campaign = make_campaign(reviewers=panel, problems=1, models=("Model one", "Model two"))
    late = lease_next_assignment(campaign=campaign, reviewer=panel[0])
    assert late is not None
    close_campaign(campaign=campaign)
    judge = prefer("Model one")
    submit_review(token=late.token, reviewer=panel[0], submission=judge(*sides_of(late)))
    report = build_report(campaign=campaign)
    assert numbers_of(report, "Model one")["win_score"]["value"] is None
    counts = {one["key"]: one["count"] for one in report.content["quality"]}
    assert (counts["late"], counts["reviews"], counts["missing"]) == (1, 0, 2)


def test_it_reads_only_the_latest_finished_attempt_of_runs_and_scans(campaign):
    solution = TestRun.objects.filter(verdict="passed")[0].solution
    TestRun.objects.create(solution=solution, suite=solution.problem.suites.get(), attempt=2)
    ScanRun.objects.create(
        solution=solution,
        scanner="radon",
        scanner_version="6.0",
        attempt=2,
        state="finished",
        outcome="not_scanned",
        message="too large",
    )
    ScanRun.objects.create(
        solution=solution,
        scanner="semgrep",
        state="finished",
        outcome="not_scanned",
        message="not scanned: semgrep is not installed",
    )
    inputs = read_inputs(campaign.pk)
    runs = next(run for run in inputs.runs if run.solution == solution.pk)
    scans = [scan for scan in inputs.scans if scan.solution == solution.pk]
    assert runs.verdicts == ["passed"]
    assert [(scan.scanner, scan.scanned) for scan in scans] == [("radon", False)]


def test_it_keeps_imported_results_apart_from_runs_made_here(campaign):
    solution = TestRun.objects.filter(verdict="failed")[0].solution
    TestRun.objects.create(
        solution=solution,
        origin="imported",
        imported_from="evalplus",
        state="finished",
        verdict="passed",
    )
    numbers = numbers_of(build_report(campaign=campaign), "Model three")
    assert numbers["imported/evalplus"]["value"] == 1.0
    assert numbers["pass_at_1"]["value"] == 0.0


def test_it_leaves_solutions_out_that_came_after_the_design_was_frozen(campaign):
    before = build_report(campaign=campaign)
    late = Solution.objects.create(
        problem=campaign.problems.first(),
        language_model=campaign.language_models.first(),
        sample=1,
        files=[],
        content_hash="0" * 64,
    )
    assert late.pk not in {row.id for row in read_inputs(campaign.pk).solutions}
    assert build_report(campaign=campaign) == before


def test_it_refuses_a_draft():
    draft = make_campaign(started=False)
    with pytest.raises(Conflict, match="not started"):
        build_report(campaign=draft)


def test_it_reports_a_campaign_without_any_review(panel):
    report = build_report(campaign=make_campaign(reviewers=panel))
    assert report.content["verdict"]["headline"] == "No reviews yet."
    assert report.content["charts"] == {}


def test_it_draws_the_charts_of_a_report_in_a_process_of_its_own(campaign):
    drawn = draw_charts(build_report(campaign=campaign).content)
    assert {"win_score", "ratings", "win_matrix", "pass_at_1", "findings"} <= drawn.keys()
    assert all(svg.startswith("<svg ") for svg in drawn.values())


def test_it_keeps_the_numbers_when_the_drawing_fails(campaign, monkeypatch):
    def fail(*args, **options):
        raise subprocess.CalledProcessError(1, "drawing", stderr="no renderer")

    monkeypatch.setattr("evaluations.reporting.service.subprocess.run", fail)
    assert draw_charts(build_report(campaign=campaign).content) == {}


def test_it_reads_a_campaign_in_a_fixed_number_of_queries(campaign, django_assert_num_queries):
    with django_assert_num_queries(11):
        read_inputs(campaign.pk)


def test_it_finds_a_campaign_by_name_or_id(campaign):
    assert find_campaign(name_or_id=campaign.name) == campaign
    assert find_campaign(name_or_id=str(campaign.public_id)) == campaign
    with pytest.raises(NotFound, match=campaign.name):
        find_campaign(name_or_id="no such thing")


def test_it_never_asks_who_the_reviewers_are(campaign):
    make_persona("bystander", "reviewer")
    text = str(build_report(campaign=campaign).content)
    assert "Pseudonym" not in text
    assert "reviewer@" not in text
