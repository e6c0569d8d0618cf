"""What the scanners say becomes rows once, and silence is never stored as praise."""

from __future__ import annotations

import pytest

from evaluations.errors import SandboxUnavailable
from evaluations.models import CodeMetric, Finding, ScanOutcome, ScanRun, Solution
from evaluations.sandboxes.base import Outcome, Probe, Program, Sandbox
from evaluations.scanning import service
from evaluations.scanning.scanners import SCANNERS
from evaluations.scanning.service import scan_solution, scan_solutions
from tests.factories import make_models, make_problems, make_solution

pytestmark = [pytest.mark.sandbox, pytest.mark.django_db]

FAULTY = "import os\n\n\ndef double(n):\n    os.system('echo ' + n)  # nosec\n    return 2 * n\n"
BROKEN = "def double(n:\n"


class CountingSandbox(Sandbox):
    """The real sandbox, and how often it was started."""

    name = "counting"

    def __init__(self, inner: Sandbox) -> None:
        self.inner = inner
        self.starts = 0

    def run(self, program: Program) -> Outcome:
        self.starts += 1
        return self.inner.run(program)

    def self_test(self) -> tuple[Probe, ...]:
        return self.inner.self_test()


class BrokenSandbox(CountingSandbox):
    """A sandbox that does not work."""

    def run(self, program: Program) -> Outcome:
        raise SandboxUnavailable


@pytest.fixture
def counting(sandbox) -> CountingSandbox:
    return CountingSandbox(sandbox)


@pytest.fixture
def solutions() -> list[Solution]:
    """Two models' solutions to one problem: one faulty, one not."""
    [problem] = make_problems(1)
    first, second = make_models(["Model one", "Model two"])
    return [make_solution(problem, first, FAULTY), make_solution(problem, second)]


def stored(solution):
    """Everything but ids and times."""
    runs = ScanRun.objects.filter(solution=solution).order_by("scanner")
    fields = [
        *("rule", "tools", "severity", "raw_severity", "confidence", "cwe", "path", "line"),
        *("end_line", "message", "fingerprint"),
    ]
    return [
        (
            *(run.scanner, run.scanner_version, run.rules_hash, run.state, run.outcome),
            list(run.findings.order_by("line", "rule").values_list(*fields)),
            list(run.metrics.order_by("name").values_list("name", "value", "unit")),
        )
        for run in runs
    ]


def test_it_stores_one_run_for_each_scanner_with_its_version(counting, solutions):
    runs = scan_solution(solution_id=solutions[0].pk, sandbox=counting)
    assert {run.scanner for run in runs} == {scanner.name for scanner in SCANNERS}
    assert {run.outcome for run in runs} == {ScanOutcome.SCANNED}
    assert all(run.scanner_version and run.rules_hash and run.finished_at for run in runs)
    assert all(run.wall_ms is not None for run in runs)


def test_it_stores_findings_with_place_weakness_and_both_tools(counting, solutions):
    scan_solution(solution_id=solutions[0].pk, sandbox=counting)
    found = Finding.objects.get(scan_run__solution=solutions[0], rule="B605")
    assert (found.path, found.line, found.cwe) == ("solution.py", 5, "CWE-78")
    assert (found.severity, found.raw_severity, found.tools) == ("high", "high", ["bandit", "ruff"])
    assert len(found.fingerprint) == 64
    comment = Finding.objects.get(scan_run__solution=solutions[0], rule="suppression-comment")
    assert (comment.line, comment.severity) == (5, "info")


def test_it_stores_numbers_with_units(counting, solutions):
    scan_solution(solution_id=solutions[0].pk, sandbox=counting)
    metrics = CodeMetric.objects.filter(scan_run__solution=solutions[0], path="")
    units = dict(metrics.values_list("name", "unit"))
    assert units["lines"] == units["function_length_max"] == "lines"
    assert units["complexity_max"] == units["complexity_mean"] == "paths"
    assert (units["maintainability_index"], units["comment_share"]) == ("points", "share")
    assert metrics.get(name="functions").value == 1


def test_it_scans_many_solutions_in_one_start(counting, solutions):
    scan_solutions(solution_ids=[solution.pk for solution in solutions], sandbox=counting)
    assert counting.starts == 1
    assert ScanRun.objects.count() == 2 * len(SCANNERS)


def test_it_changes_nothing_when_called_again(counting, solutions):
    first = scan_solution(solution_id=solutions[0].pk, sandbox=counting)
    before = stored(solutions[0])
    again = scan_solution(solution_id=solutions[0].pk, sandbox=counting)
    assert [run.pk for run in again] == [run.pk for run in first]
    assert stored(solutions[0]) == before
    assert counting.starts == 1


def test_it_copies_what_was_said_of_the_same_content(counting, solutions):
    scan_solution(solution_id=solutions[0].pk, sandbox=counting)
    [third] = make_models(["Model three"])
    twin = make_solution(solutions[0].problem, third, FAULTY)
    scan_solution(solution_id=twin.pk, sandbox=counting)
    assert stored(twin) == stored(solutions[0])
    assert counting.starts == 1


def test_it_scans_one_content_once_for_all_new_solutions_that_have_it(counting, solutions):
    [third] = make_models(["Model three"])
    twin = make_solution(solutions[0].problem, third, FAULTY)
    scan_solutions(solution_ids=[solutions[0].pk, twin.pk], sandbox=counting)
    assert stored(twin) == stored(solutions[0])
    assert ScanRun.objects.count() == 2 * len(SCANNERS)


def test_it_scans_again_when_the_rules_have_changed(counting, solutions):
    scan_solution(solution_id=solutions[0].pk, sandbox=counting)
    before = stored(solutions[0])
    ScanRun.objects.filter(scanner="ruff").update(rules_hash="rules of last year")
    scan_solution(solution_id=solutions[0].pk, sandbox=counting)
    assert counting.starts == 2
    assert stored(solutions[0]) == before
    assert ScanRun.objects.count() == len(SCANNERS)


def test_it_scans_again_when_a_scanner_has_a_new_version(counting, solutions):
    scan_solution(solution_id=solutions[0].pk, sandbox=counting)
    ScanRun.objects.filter(scanner="bandit").update(scanner_version="0.1")
    scan_solution(solution_id=solutions[0].pk, sandbox=counting)
    assert counting.starts == 2
    assert not ScanRun.objects.filter(scanner_version="0.1").exists()


def test_it_says_what_was_not_scanned_and_tries_again_when_asked(counting, solutions):
    broken = make_solution(solutions[0].problem, make_models(["Model three"])[0], BROKEN)
    runs = {run.scanner: run for run in scan_solution(solution_id=broken.pk, sandbox=counting)}
    assert runs["bandit"].outcome == runs["radon"].outcome == ScanOutcome.NOT_SCANNED
    assert runs["radon"].message == "not scanned: solution.py: syntax error in line 1"
    assert Finding.objects.get(scan_run__solution=broken, rule="syntax-error").severity == "high"
    scan_solution(solution_id=broken.pk, sandbox=counting)
    assert counting.starts == 2
    assert ScanRun.objects.filter(solution=broken).count() == len(SCANNERS)


def test_it_stores_nothing_without_a_sandbox(sandbox, solutions):
    with pytest.raises(SandboxUnavailable):
        scan_solution(solution_id=solutions[0].pk, sandbox=BrokenSandbox(sandbox))
    assert not ScanRun.objects.exists()


def test_it_stores_all_of_a_scan_or_nothing(counting, solutions, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("the database went away")

    monkeypatch.setattr(CodeMetric.objects, "bulk_create", fail)
    with pytest.raises(RuntimeError):
        scan_solution(solution_id=solutions[0].pk, sandbox=counting)
    assert not ScanRun.objects.exists()
    assert not Finding.objects.exists()


def test_it_starts_the_sandbox_again_for_more_solutions_than_one_start_takes(
    counting, solutions, monkeypatch
):
    monkeypatch.setattr(service, "SOLUTIONS_AT_ONCE", 1)
    scan_solutions(solution_ids=[solution.pk for solution in solutions], sandbox=counting)
    assert counting.starts == 2
    assert ScanRun.objects.filter(outcome=ScanOutcome.SCANNED).count() == 2 * len(SCANNERS)
