"""Findings leave as SARIF and come back as what they were."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.utils import timezone

from evaluations.importing.attaching.service import attach_sarif
from evaluations.importing.reading import IncomingFile
from evaluations.models import Finding, JobState, ScanOutcome, ScanRun, Severity, Solution
from evaluations.reporting.exports.service import stream_findings
from reviewplatform.cli import FAILED, main
from tests.factories import make_models, make_problems, make_solution
from tests.personas import Persona

pytestmark = pytest.mark.django_db


def make_run(solution: Solution, **changes: Any) -> ScanRun:
    fields: dict[str, Any] = {
        "scanner": "bandit",
        "scanner_version": "1.9",
        "state": JobState.FINISHED,
        "outcome": ScanOutcome.SCANNED,
        "finished_at": timezone.now(),
    }
    return ScanRun.objects.create(solution=solution, **{**fields, **changes})


def make_finding(run: ScanRun, severity: str, line: int = 1) -> Finding:
    return Finding.objects.create(
        scan_run=run,
        rule=f"B-{severity}",
        tools=["bandit"],
        severity=severity,
        confidence="high",
        cwe="CWE-78",
        path="solution.py",
        line=line,
        end_line=line,
        message=f"A {severity} one",
        fingerprint=f"{severity:x<64}",
    )


@pytest.fixture
def solutions() -> list[Solution]:
    [problem] = make_problems(1)
    return [make_solution(problem, model) for model in make_models(["Model one", "Model two"])]


def log_of(*solutions: Solution) -> dict[str, Any]:
    chosen = Solution.objects.filter(pk__in=[each.pk for each in solutions])
    decoded: dict[str, Any] = json.loads(b"".join(stream_findings(solutions=chosen)))
    return decoded


def test_it_takes_the_last_attempt_of_each_tool(solutions):
    make_finding(make_run(solutions[0]), Severity.LOW)
    make_finding(make_run(solutions[0], attempt=2), Severity.HIGH)
    make_run(
        solutions[1], scanner="ruff", outcome=ScanOutcome.NOT_SCANNED, message="not scanned: x"
    )
    bandit, ruff = log_of(*solutions)["runs"]
    assert [result["ruleId"] for result in bandit["results"]] == ["B-high"]
    assert ruff["invocations"][0]["executionSuccessful"] is False
    uri = bandit["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == f"{solutions[0].public_id}/solution.py"


def test_it_brings_back_what_it_wrote(solutions, tmp_path):
    run = make_run(solutions[0])
    for line, severity in enumerate(Severity.values, start=1):
        make_finding(run, severity, min(line, 3))
    make_run(
        solutions[0], scanner="ruff", outcome=ScanOutcome.NOT_SCANNED, message="not scanned: no way"
    )
    path = Path(tmp_path, "round.sarif")
    path.write_bytes(
        b"".join(stream_findings(solutions=Solution.objects.filter(pk=solutions[0].pk)))
    )
    attached = attach_sarif(file=IncomingFile(path=path), solution=solutions[0])
    columns = [
        *("rule", "tools", "severity", "confidence", "cwe", "path", "line", "end_line"),
        *("message", "fingerprint"),
    ]
    before, after = (
        list(Finding.objects.filter(scan_run=each).order_by("rule").values_list(*columns))
        for each in (run, attached.runs[0])
    )
    assert before == after
    assert len(before) == 5
    assert (attached.runs[1].outcome, attached.runs[1].message) == (
        ScanOutcome.NOT_SCANNED,
        "not scanned: no way",
    )


def test_it_is_written_from_the_command_line(solutions, tmp_path):
    make_finding(make_run(solutions[0]), Severity.HIGH)
    make_finding(make_run(solutions[1]), Severity.LOW)
    name, path = solutions[0].problem.problem_set.name, tmp_path / "deep" / "f.sarif"
    told = CliRunner().invoke(main, ["findings", name, "--to", str(path), "--model", "Model two"])
    assert told.exit_code == 0, told.output
    [run] = json.loads(path.read_bytes())["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["B-low"]
    told = CliRunner().invoke(main, ["findings", name, "--to", str(path), "--model", "Nobody"])
    assert told.exit_code == FAILED


def test_it_is_served_to_who_may_see_names(solutions, admin: Persona, reviewer: Persona):
    make_finding(make_run(solutions[0]), Severity.HIGH)
    address = f"/api/v1/solutions/{solutions[0].public_id}/findings.sarif"
    answer = admin.browser.get(address)
    assert answer["Content-Type"] == "application/sarif+json"
    assert answer.json()["runs"][0]["results"][0]["ruleId"] == "B-high"
    assert reviewer.browser.get(address).status_code == 403
