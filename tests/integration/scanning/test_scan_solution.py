"""What the scanners say becomes rows once, and silence is never stored as praise."""

from __future__ import annotations

from uuid import uuid4

import pytest

from evaluations.errors import SandboxUnavailable
from evaluations.models import (
    CodeMetric,
    Finding,
    JobState,
    ScanJob,
    ScanOutcome,
    ScanRun,
    Solution,
)
from evaluations.sandboxes.base import Outcome, Probe, Program, Sandbox
from evaluations.scanning import service
from evaluations.scanning.scanners import scanners_for
from evaluations.scanning.service import (
    execute_scans,
    queue_scans,
    queue_scans_again,
    refuse_scans,
)
from tests.factories import make_models, make_problems, make_solution

pytestmark = [pytest.mark.sandbox, pytest.mark.django_db]

FAULTY = "import os\n\n\ndef double(n):\n    os.system('echo ' + n)  # nosec\n    return 2 * n\n"
BROKEN = "def double(n:\n"
STARTER = "import os\n\n\ndef double(n):\n    return n\n"
PATCH = """\
--- a/double.py
+++ b/double.py
@@ -4,2 +4,3 @@
 def double(n):
-    return n
+    os.system("echo " + n)
+    return 2 * n
"""
SCANNERS = scanners_for("python")


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


def scan(solution, sandbox):
    """Its first scan."""
    return scan_all([solution], sandbox)


def scan_all(solutions, sandbox):
    wanted = Solution.objects.filter(pk__in=[solution.pk for solution in solutions])
    return execute_scans(job_ids=queue_scans(solutions=wanted), sandbox=sandbox)


def scan_outdated(solution, sandbox):
    """As the command line does."""
    ids = queue_scans_again(solutions=Solution.objects.filter(pk=solution.pk), outdated_only=True)
    return execute_scans(job_ids=ids, sandbox=sandbox)


def stored(solution, attempt=1):
    """Everything but ids and times."""
    runs = ScanRun.objects.filter(solution=solution, attempt=attempt).order_by("scanner")
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
    runs = scan(solutions[0], counting)
    assert {run.scanner for run in runs} == {scanner.name for scanner in SCANNERS}
    assert {run.outcome for run in runs} == {ScanOutcome.SCANNED}
    assert all(run.scanner_version and run.rules_hash and run.finished_at for run in runs)
    assert all(run.wall_ms is not None for run in runs)


def test_it_stores_findings_with_place_weakness_and_both_tools(counting, solutions):
    scan(solutions[0], counting)
    found = Finding.objects.get(scan_run__solution=solutions[0], rule="B605")
    assert (found.path, found.line, found.cwe) == ("solution.py", 5, "CWE-78")
    assert (found.severity, found.raw_severity, found.tools) == ("high", "high", ["bandit", "ruff"])
    assert len(found.fingerprint) == 64
    comment = Finding.objects.get(scan_run__solution=solutions[0], rule="suppression-comment")
    assert (comment.line, comment.severity) == (5, "info")


def test_it_stores_numbers_with_units(counting, solutions):
    scan(solutions[0], counting)
    metrics = CodeMetric.objects.filter(scan_run__solution=solutions[0], path="")
    units = dict(metrics.values_list("name", "unit"))
    assert units["lines"] == units["function_length_max"] == "lines"
    assert units["complexity_max"] == units["complexity_mean"] == "paths"
    assert (units["maintainability_index"], units["comment_share"]) == ("points", "share")
    assert metrics.get(name="functions").value == 1


def test_it_scans_many_solutions_in_one_start(counting, solutions):
    scan_all(solutions, counting)
    assert counting.starts == 1
    assert ScanRun.objects.count() == 2 * len(SCANNERS)


def test_it_changes_nothing_when_called_again(counting, solutions):
    scan(solutions[0], counting)
    before = stored(solutions[0])
    assert scan(solutions[0], counting) == ()
    assert scan_outdated(solutions[0], counting) == ()
    assert stored(solutions[0]) == before
    assert counting.starts == 1


def test_it_really_scans_what_was_asked_for_again_beside_the_old(counting, solutions):
    scan(solutions[0], counting)
    one = Solution.objects.filter(pk=solutions[0].pk)
    ids = queue_scans_again(solutions=one)
    assert queue_scans_again(solutions=one) == [], "it is under way already"
    execute_scans(job_ids=ids, sandbox=counting)
    assert counting.starts == 2
    assert stored(solutions[0], attempt=2) == stored(solutions[0])


def test_it_copies_what_was_said_of_the_same_content(counting, solutions):
    scan(solutions[0], counting)
    [third] = make_models(["Model three"])
    twin = make_solution(solutions[0].problem, third, FAULTY)
    scan(twin, counting)
    assert stored(twin) == stored(solutions[0])
    assert counting.starts == 1


def test_it_scans_one_content_once_for_all_new_solutions_that_have_it(counting, solutions):
    [third] = make_models(["Model three"])
    twin = make_solution(solutions[0].problem, third, FAULTY)
    scan_all([solutions[0], twin], counting)
    assert stored(twin) == stored(solutions[0])
    assert ScanRun.objects.count() == 2 * len(SCANNERS)


@pytest.mark.parametrize("change", [{"rules_hash": "of last year"}, {"scanner_version": "0.1"}])
def test_it_scans_again_when_scanner_or_rules_have_changed(counting, solutions, change):
    scan(solutions[0], counting)
    before = stored(solutions[0])
    ScanRun.objects.filter(scanner="ruff").update(**change)
    scan_outdated(solutions[0], counting)
    assert counting.starts == 2
    assert stored(solutions[0], attempt=2) == before


def test_it_says_what_was_not_scanned_and_tries_again_when_asked(counting, solutions):
    broken = make_solution(solutions[0].problem, make_models(["Model three"])[0], BROKEN)
    runs = {run.scanner: run for run in scan(broken, counting)}
    assert runs["bandit"].outcome == runs["radon"].outcome == ScanOutcome.NOT_SCANNED
    assert runs["radon"].message == "not scanned: solution.py: syntax error in line 1"
    assert Finding.objects.get(scan_run__solution=broken, rule="syntax-error").severity == "high"
    scan_outdated(broken, counting)
    assert counting.starts == 2


def test_it_stores_nothing_without_a_sandbox_and_tries_again_later(sandbox, counting, solutions):
    scan(solutions[0], BrokenSandbox(sandbox))
    assert not ScanRun.objects.exists()
    job = ScanJob.objects.get()
    assert (job.state, job.attempt) == (JobState.FINISHED, 1)
    assert "apt-get install bubblewrap" in job.message
    scan(solutions[0], counting)
    assert ScanRun.objects.filter(attempt=2).exists()


def test_it_says_why_scans_were_refused(solutions):
    ids = queue_scans(solutions=Solution.objects.all())
    refuse_scans(job_ids=ids, reason="no sandbox here")
    assert set(ScanJob.objects.values_list("state", "message")) == {("finished", "no sandbox here")}


def test_it_refuses_what_a_worker_says_whose_lease_ran_out(sandbox, solutions):
    class Slow(CountingSandbox):
        """While it scans, the job is given to somebody else."""

        def run(self, program: Program) -> Outcome:
            ScanJob.objects.update(lease_token=uuid4())
            return self.inner.run(program)

    scan(solutions[0], Slow(sandbox))
    assert ScanJob.objects.get().state == JobState.RUNNING
    assert not ScanRun.objects.exists()


def test_it_stores_all_of_a_scan_or_nothing(counting, solutions, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("a defect")

    monkeypatch.setattr(CodeMetric.objects, "bulk_create", fail)
    scan(solutions[0], counting)
    assert not ScanRun.objects.exists()
    assert not Finding.objects.exists()
    assert "The platform failed: RuntimeError: a defect" in ScanJob.objects.get().message


def test_it_starts_the_sandbox_again_for_more_solutions_than_one_start_takes(
    counting, solutions, monkeypatch
):
    monkeypatch.setattr(service, "SOLUTIONS_AT_ONCE", 1)
    scan_all(solutions, counting)
    assert counting.starts == 2
    assert ScanRun.objects.filter(outcome=ScanOutcome.SCANNED).count() == 2 * len(SCANNERS)


def test_it_scans_what_a_patch_makes_of_the_files(sandbox):
    problem = make_problems(1)[0]
    problem.starter_files = {"double.py": STARTER}
    problem.save()
    solution = make_solution(problem, make_models(["Model one"])[0], PATCH)
    Solution.objects.filter(pk=solution.pk).update(form="patch")
    scan(solution, sandbox)
    finding = Finding.objects.get(scan_run__solution=solution, rule="B605")
    assert (finding.path, finding.line) == ("double.py", 5)


def test_it_reads_a_patch_that_does_not_apply_as_text(sandbox):
    solution = make_solution(make_problems(1)[0], make_models(["Model one"])[0], PATCH)
    Solution.objects.filter(pk=solution.pk).update(form="patch")
    scan(solution, sandbox)
    outcomes = dict(ScanRun.objects.values_list("scanner", "outcome"))
    assert outcomes["bandit"] == ScanOutcome.NOT_SCANNED
    assert outcomes["detect-secrets"] == ScanOutcome.SCANNED
