from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from evaluations.models import (
    Campaign,
    CampaignState,
    CodeMetric,
    JobState,
    Problem,
    Solution,
    TestResult,
    TestRun,
)
from evaluations.pages.numbers import ShownNumber
from tests.evidence_rows import EvidenceRows, make_check, make_evidence, make_run, make_scan
from tests.factories import make_campaign, make_models, make_problems, make_solution
from tests.personas import Persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def solution(db: None) -> Solution:
    (problem,) = make_problems(1)
    return make_solution(problem, make_models(["Model one"])[0])


@pytest.fixture
def rows(solution: Solution) -> EvidenceRows:
    return make_evidence(solution)


def page_of(persona: Persona, name: str, row: Any) -> str:
    response = persona.browser.get(reverse(name, args=[row.public_id]))
    assert response.status_code == 200
    return response.content.decode()


def words_of(html: str) -> str:
    """What a reader reads: no tags, white space folded."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def test_it_says_what_a_run_rests_on(rows: EvidenceRows, analyst: Persona) -> None:
    words = words_of(page_of(analyst, "run", rows.run))
    for said in (
        "A case gave a wrong answer.",
        "Tests and solution shared one process",
        "Failed in-process",
        "1 of 3 cases passed",
        "10012 ms by the clock",
        "22.41 MiB memory at most",
        "attempt 2 of 2",
        "Time by the clock 10 s ended the run",
        "Memory 256 MiB",
        "Sandbox bubblewrap 0.8.0",
        "Seed of hashing 20261123",
        "Memory held by cgroup",
    ):
        assert said in words


def test_it_leads_from_each_attempt_to_the_others(rows: EvidenceRows, analyst: Persona) -> None:
    for shown, other in ((rows.run, rows.first), (rows.first, rows.run)):
        assert reverse("run", args=[other.public_id]) in page_of(analyst, "run", shown)


def test_it_shows_every_replicate_and_each_ratio_with_its_spread(
    rows: EvidenceRows, analyst: Persona
) -> None:
    words = words_of(page_of(analyst, "run", rows.run))
    assert "2 Passed 3/3 310 ms 290 ms 22.41 MiB 20261126" in words
    assert "time of the processor 1.29 1.18 to 1.51 24.1 ms 18.7 ms" in words
    assert "5 pairs" in words
    assert "with 94 % probability" in words


def test_it_says_why_there_are_no_ratios(solution: Solution, analyst: Persona) -> None:
    why = "not measured: the solution does not pass"
    run = make_run(solution, measurements={"pairs": 0, "why": why, "ratios": {}})
    assert why in page_of(analyst, "run", run)


def test_it_shows_what_did_not_pass_before_what_passed(
    rows: EvidenceRows, analyst: Persona
) -> None:
    html = page_of(analyst, "run", rows.run)
    places = [html.index(name) for name in ("double(-1)", "double(10**9)", "double(2)")]
    assert places == sorted(places)


def test_it_bounds_the_cases_and_counts_what_it_leaves_out(
    solution: Solution, analyst: Persona
) -> None:
    run = make_run(solution, verdict="failed")
    TestResult.objects.bulk_create(
        TestResult(
            run=run,
            position=position,
            name=f"case {position}",
            outcome="failed" if position == 249 else "passed",
            got="9" * 100_000 if position == 249 else "",
        )
        for position in range(250)
    )
    html = page_of(analyst, "run", run)
    assert "case 249" in html
    assert "50 more cases are stored" in words_of(html)
    assert "9" * 4_000 in html
    assert "9" * 4_001 not in html


def test_it_colours_output_and_obeys_nothing_in_it(rows: EvidenceRows, analyst: Persona) -> None:
    html = page_of(analyst, "run", rows.run)
    assert '<span class="an-red">FAILED</span>' in html
    assert "ESC]8;;https://elsewhere.example" in html
    assert "ESC[2J" in html
    assert "&lt;b&gt;bold&lt;/b&gt;" in html
    assert "U+202E" in html
    assert not re.search("[\x1b\x07\u202e]", html)
    assert "laid open instead of obeyed" in html


def test_it_says_where_output_was_shortened(solution: Solution, analyst: Persona) -> None:
    run = make_run(solution, stdout="a" * 30_000 + "b" * 40_000)
    words = words_of(page_of(analyst, "run", run))
    assert "50000 characters are left out" in words
    assert "no more than the first 64 KiB" in words


def test_it_names_the_twin_that_a_result_was_copied_from(
    rows: EvidenceRows, analyst: Persona
) -> None:
    twin_solution = make_solution(rows.run.solution.problem, make_models(["Model two"])[0])
    copy = make_run(twin_solution, copied_from=rows.run)
    html = page_of(analyst, "run", copy)
    assert "a twin with the same code" in html
    assert reverse("run", args=[rows.run.public_id]) in html


def test_it_says_who_judged_an_imported_run(rows: EvidenceRows, admin: Persona) -> None:
    html = page_of(admin, "run", rows.imported)
    assert "evalplus" in html
    assert "Judged by evalplus, not here." in html
    assert reverse("run-again", args=[rows.imported.public_id]) not in html


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"verdict": "flaky"}, "Its replicates disagree"),
        ({"verdict": "not_run", "message": "not run: go is not installed"}, "go is not installed"),
        ({"state": JobState.QUEUED, "verdict": "", "replicates": [{}, {}]}, "waits for a worker"),
    ],
)
def test_it_says_what_each_state_means(
    solution: Solution, analyst: Persona, changes: dict[str, Any], said: str
) -> None:
    assert said in page_of(analyst, "run", make_run(solution, **changes))


def test_it_shows_the_findings_of_a_scan_worst_first_each_with_its_place(
    rows: EvidenceRows, analyst: Persona
) -> None:
    html = page_of(analyst, "scan", rows.scan)
    rules = [html.index(rule) for rule in ("B307", "B608", "B101")]
    assert rules == sorted(rules)
    assert "https://cwe.mitre.org/data/definitions/95.html" in html
    assert f"{reverse('solution', args=[rows.scan.solution.public_id])}#left-0-2" in html
    words = words_of(html)
    assert "confidence high" in words
    assert "bandit, ruff" in words
    assert "requests PyPI 2.19.0 imported solution.py:1 PYSEC-2018-28" in words
    assert "PyYAML PyPI unknown imported solution.py:1 –" in words  # noqa: RUF001


def test_it_never_shows_what_was_not_scanned_as_clean(rows: EvidenceRows, analyst: Persona) -> None:
    words = words_of(page_of(analyst, "scan", rows.not_scanned))
    assert "no findings does not mean clean" in words
    assert "0 findings" not in words
    assert "eslint is not installed" in words


def test_it_gathers_what_machines_said_of_a_solution(rows: EvidenceRows, analyst: Persona) -> None:
    measured = [{"name": "lines", "value": 2, "unit": "lines"}]
    Problem.objects.update(reference_metrics=measured)
    other = make_solution(rows.run.solution.problem, make_models(["Model two"])[0])
    make_scan(other)
    CodeMetric.objects.filter(scan_run__solution=other, name="lines").update(value=6)
    html = page_of(analyst, "solution", rows.run.solution)
    for name, row in (("run", rows.run), ("run", rows.imported), ("scan", rows.not_scanned)):
        assert reverse(name, args=[row.public_id]) in html
    assert reverse("run", args=[rows.first.public_id]) not in html
    words = words_of(html)
    assert "Our own runs and an imported verdict say the opposite." in words
    assert "eslint Not scanned not scanned: eslint is not installed" in words
    assert "lines 3 2 1.50 4.50 (n 2) lines" in words
    assert "complexity, highest of a function 1 – – 1 (n 2) paths" in words  # noqa: RUF001
    assert 'href="#left-finding-0"' in html
    assert 'id="left-finding-0"' in html


@pytest.mark.parametrize(
    ("name", "unit", "shown"),
    [
        ("source_lines", "lines", "lines of code"),
        ("functions", "count", "functions"),
        ("nesting_max", "levels", "deepest nesting, levels"),
    ],
)
def test_it_says_a_unit_once(name: str, unit: str, shown: str) -> None:
    assert ShownNumber(name=name, value=2, unit=unit).label_with_unit == shown


def test_it_says_what_to_do_where_nothing_was_run_or_scanned(
    solution: Solution, admin: Persona
) -> None:
    words = words_of(page_of(admin, "solution", solution))
    assert "Never run here: press Run" in words
    assert "Never scanned, which does not mean clean" in words
    assert "say the opposite" not in words


def test_it_marks_on_the_problem_where_own_and_imported_verdicts_disagree(
    rows: EvidenceRows, analyst: Persona
) -> None:
    words = words_of(page_of(analyst, "problem", rows.run.solution.problem))
    assert "Failed 1/3 in-process evalplus: Passed own and imported disagree" in words


def test_it_shows_the_self_check_with_what_went_against_expectation(
    solution: Solution, analyst: Persona
) -> None:
    make_check(solution.problem)
    words = words_of(page_of(analyst, "problem", solution.problem))
    assert "Self-check Unsound" in words
    assert "tests empty solution Failed Passed Failed an empty solution is not told" in words
    assert "double(0)" in words
    Problem.objects.update(content_hash="changed")
    assert "The problem has changed since" in page_of(analyst, "problem", solution.problem)


def test_it_shows_suites_with_their_own_limits_and_the_reference(
    solution: Solution, analyst: Persona
) -> None:
    suite = solution.problem.suites.get()
    suite.kind, suite.replicates, suite.limits = "robustness", 3, {"wall_seconds": 20}
    suite.save()
    words = words_of(page_of(analyst, "problem", solution.problem))
    assert "tests Robustness check(candidate) 3 replicates" in words
    assert "Time by the clock 20 s" in words
    assert "Reference solution 1 solution.py def double(n): return 2 * n" in words


def test_it_shows_the_outcome_of_checks_in_the_list_of_a_set(analyst: Persona) -> None:
    sound, unsound, never = make_problems(3)
    never.checks.all().delete()
    make_check(sound, is_sound=True)
    make_check(unsound)
    words = words_of(page_of(analyst, "problem-set", sound.problem_set))
    assert re.search(r"Sound .*Unsound .*never", words)
    Problem.objects.filter(pk=sound.pk).update(content_hash="changed")
    words = words_of(page_of(analyst, "problem-set", sound.problem_set))
    assert re.search(r"never .*Unsound .*never", words)


@pytest.mark.parametrize("name", ["run", "scan", "solution"])
def test_it_hides_evidence_from_who_still_rates_it(
    name: str, admin: Persona, reviewer: Persona
) -> None:
    campaign = make_campaign(reviewers=[admin.rater, reviewer.rater])
    solution = Solution.objects.select_related("problem")[0]
    rows = make_evidence(solution)
    row: Any = {"run": rows.run, "scan": rows.scan, "solution": solution}[name]
    address = reverse(name, args=[row.public_id])
    assert admin.browser.get(address).status_code == 404
    assert reviewer.browser.get(address).status_code == 404
    if name == "run":
        assert admin.browser.post(f"{address}again/").status_code == 404
    Campaign.objects.filter(pk=campaign.pk).update(state=CampaignState.CLOSED)
    assert admin.browser.get(address).status_code == 200


def test_it_does_not_lead_to_a_twin_that_is_still_rated(
    rows: EvidenceRows, admin: Persona, reviewer: Persona
) -> None:
    make_campaign(reviewers=[admin.rater, reviewer.rater])
    hidden = make_run(Solution.objects.exclude(pk=rows.run.solution_id)[0])
    TestRun.objects.filter(pk=rows.run.pk).update(copied_from=hidden)
    html = page_of(admin, "run", rows.run)
    assert "a twin with the same code" in html
    assert str(hidden.public_id) not in html


@pytest.mark.parametrize(
    ("name", "queries"), [("run", 5), ("scan", 5), ("solution", 9), ("problem", 6)]
)
def test_it_reads_each_page_in_a_fixed_number_of_queries(
    name: str,
    queries: int,
    rows: EvidenceRows,
    analyst: Persona,
    django_assert_num_queries: Any,
) -> None:
    solution = rows.run.solution
    row: Any = {"run": rows.run, "scan": rows.scan, "solution": solution}.get(
        name, solution.problem
    )
    browser, address = analyst.browser, reverse(name, args=[row.public_id])
    browser.get(address)
    with django_assert_num_queries(queries):
        browser.get(address)
    another = make_solution(solution.problem, make_models(["Model two"])[0])
    make_evidence(another)
    make_run(solution, attempt=3)
    with django_assert_num_queries(queries):
        browser.get(address)
