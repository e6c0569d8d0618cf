from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from evaluations.models import AssignmentState, EvidencePolicy, Rendering, TestRun
from evaluations.presenting.markup import pane_views
from evaluations.presenting.service import present_assignment, present_views
from tests.integration.presenting.factories import (
    make_leaky,
    make_run,
    make_scan,
    prepared,
    rewrite,
    sides,
)

pytestmark = pytest.mark.django_db


def queries_of(call: Any, **arguments: Any) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        call(**arguments)
    return len(captured)


def test_it_shows_problem_code_evidence_and_rubric(assignment):
    shown = present_assignment(assignment=prepared(assignment))
    left, _ = sides(assignment)
    assert shown.token == assignment.token
    assert shown.problem.prompt_html == "<p>Return twice <code>n</code>.</p>\n"
    (file,) = shown.left.files
    assert file.path == "solution.py"
    assert file.text == left.files[0]["text"].rstrip("\n")
    assert file.lines_html[0] == '<i class="k">def</i> <i class="f">double</i>(n):'
    assert shown.left.evidence is not None
    (suite,) = shown.left.evidence.suites
    assert (suite.verdict, suite.passed, suite.total) == ("failed", 1, 2)
    assert [case.outcome for case in suite.cases] == ["passed", "failed"]
    assert suite.cases[0].duration_ms == 1
    assert [finding.rule for finding in shown.left.evidence.findings] == ["F841"]
    assert [metric.name for metric in shown.left.evidence.metrics] == ["lines"]
    assert [criterion.key for criterion in shown.criteria] == ["readability", "maintainability"]
    assert [anchor.point for anchor in shown.criteria[0].anchors] == [1, 2, 3, 4, 5]


def test_it_puts_solution_b_on_the_left_when_swapped(assignment):
    straight = present_assignment(assignment=assignment)
    assignment.swapped = True
    swapped = present_assignment(assignment=assignment)
    assert swapped.left.files == straight.right.files
    assert swapped.right.files == straight.left.files
    assert (swapped.left.side, swapped.right.side) == ("left", "right")


def test_it_costs_three_queries_with_evidence_and_two_without(assignment):
    prepared(assignment)
    assert queries_of(present_assignment, assignment=assignment) == 3
    assignment.campaign.evidence_policy = EvidencePolicy.NEVER
    assignment.campaign.save()
    assert queries_of(present_assignment, assignment=assignment) == 2
    assert queries_of(present_views, assignment=assignment) == 2


def test_it_costs_the_same_number_of_queries_however_much_there_is(assignment):
    prepared(assignment)
    before = queries_of(present_assignment, assignment=assignment)
    for attempt in range(2, 6):
        for solution in sides(assignment):
            make_run(solution, attempt=attempt)
            make_scan(solution, attempt=attempt)
    assert queries_of(present_assignment, assignment=assignment) == before


def test_it_never_writes_while_presenting(assignment):
    for call in (present_assignment, present_views):
        with CaptureQueriesContext(connection) as captured:
            call(assignment=assignment)
        assert all(query["sql"].strip().startswith("SELECT") for query in captured)
    assert Rendering.objects.count() == 0


def test_it_shows_the_same_whether_prepared_or_not(assignment):
    computed = present_assignment(assignment=assignment), present_views(assignment=assignment)
    prepared(assignment)
    stored = present_assignment(assignment=assignment), present_views(assignment=assignment)
    assert stored == computed


@pytest.mark.parametrize(
    ("policy", "state", "is_shown"),
    [
        (EvidencePolicy.FROM_START, AssignmentState.LEASED, True),
        (EvidencePolicy.NEVER, AssignmentState.LEASED, False),
        (EvidencePolicy.NEVER, AssignmentState.SUBMITTED, False),
        (EvidencePolicy.AFTER_FIRST_VERDICT, AssignmentState.LEASED, False),
        (EvidencePolicy.AFTER_FIRST_VERDICT, AssignmentState.EXPIRED, False),
        (EvidencePolicy.AFTER_FIRST_VERDICT, AssignmentState.SUBMITTED, True),
        (EvidencePolicy.AFTER_FIRST_VERDICT, AssignmentState.LATE, True),
    ],
)
def test_it_shows_evidence_when_the_policy_allows(assignment, policy, state, is_shown):
    assignment.campaign.evidence_policy = policy
    assignment.campaign.save()
    assignment.state = state
    shown = present_assignment(assignment=assignment)
    assert (shown.left.evidence is not None) is is_shown
    assert (shown.right.evidence is not None) is is_shown
    assert any("cv-dot" in view.html for view in pane_views(shown.left)) is is_shown


def test_it_shows_the_latest_finished_attempt(assignment):
    left, _ = sides(assignment)
    make_run(left, attempt=2, verdict="passed", passed_cases=2)
    make_run(left, attempt=3, state="queued", verdict="")
    make_scan(left, attempt=2, message="Another finding")
    evidence = present_assignment(assignment=assignment).left.evidence
    assert evidence is not None
    assert [suite.verdict for suite in evidence.suites] == ["passed"]
    assert [finding.message for finding in evidence.findings] == ["Another finding"]
    assert len(evidence.metrics) == 1


def test_it_says_what_has_not_run(assignment):
    left, right = sides(assignment)
    TestRun.objects.filter(solution=left).update(state="queued", verdict="")
    left.scan_runs.all().delete()
    right.scan_runs.update(outcome="not_scanned")
    shown = present_assignment(assignment=assignment)
    assert shown.left.evidence is not None
    assert shown.right.evidence is not None
    assert shown.left.evidence.suites == ()
    assert shown.left.evidence.notes == (
        "The tests have not run yet.",
        "Not scanned yet, which does not mean that nothing is wrong.",
    )
    assert shown.right.evidence.notes[-1].endswith("that nothing is wrong: ruff")


def test_it_keeps_imported_results_and_their_source_to_itself(assignment):
    left, _ = sides(assignment)
    TestRun.objects.create(
        solution=left,
        origin="imported",
        imported_from="Sentinel Alder results",
        state="finished",
        verdict="passed",
    )
    evidence = present_assignment(assignment=assignment).left.evidence
    assert evidence is not None
    assert len(evidence.suites) == 1


def test_it_masks_names_in_code_file_names_outputs_and_findings(assignment):
    make_leaky(assignment)
    shown = present_assignment(assignment=prepared(assignment))
    everything = repr(shown) + repr(present_views(assignment=assignment))
    for name in ("sentinel", "alder", "birch", "cedar", "openai", "example labs"):
        assert name not in everything.lower()
    (file,) = shown.left.files
    assert file.path == "solution.py"
    assert file.text.split("\n") == [
        "# Written by masked",
        "import masked",
        "",
        "def double(n):",
        "\treturn 2 * n  # masked\u202e",
    ]
    assert file.notice == (
        "Names that would tell who wrote this are masked. "
        "This file holds invisible characters. They are shown by their number."
    )
    assert shown.left.evidence is not None
    (suite,) = shown.left.evidence.suites
    assert suite.stderr == 'File "/src/solution.py", line 4\nmaskedError'
    assert suite.message == "masked said so"
    assert shown.left.evidence.findings[0].path == "solution.py"
    assert shown.left.evidence.findings[0].message == "in solution.py by masked"


def test_it_speaks_the_language_of_the_reader_from_one_stored_copy(assignment):
    make_leaky(assignment)
    prepared(assignment)
    with translation.override("en"):
        english = present_assignment(assignment=assignment)
    with translation.override("de"):
        german = present_assignment(assignment=assignment)
    assert german.left.files[0].lines_html == english.left.files[0].lines_html
    assert Rendering.objects.count() == 4


def test_it_shows_several_files_under_neutral_paths(assignment):
    left, right = sides(assignment)
    own = {"path": "pkg/sentinel_birch.py", "text": "x = 1\n"}
    shared = {"path": "pkg/main.py", "text": "import x\n"}
    rewrite(left, [own, shared], "several left")
    rewrite(right, [shared], "several right")
    shown = present_assignment(assignment=assignment)
    assert [file.path for file in shown.left.files] == ["pkg/masked.py", "pkg/main.py"]
    assert [file.path for file in shown.right.files] == ["solution.py"]
    views = present_views(assignment=assignment).aligned
    assert [view.path for view in views] == ["pkg/masked.py", "pkg/main.py", "solution.py"]


def test_it_reads_nothing_of_the_model_that_wrote_a_solution(assignment):
    prepared(assignment)
    secret = {"latency_ms", "input_tokens", "output_tokens", "cost_usd", "raw_completion"}
    with CaptureQueriesContext(connection) as captured:
        present_assignment(assignment=assignment)
        present_views(assignment=assignment)
    for query in captured:
        assert not any(column in query["sql"] for column in secret)
        assert '"language_model_id"' not in query["sql"]
