"""Results of other tools are attached to one solution, whole or not at all, and only once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from evaluations.errors import Conflict, NotFound
from evaluations.importing.attaching.service import attach_junit, attach_sarif, find_solution
from evaluations.importing.identity import name_model
from evaluations.importing.reading import IncomingFile
from evaluations.importing.refusal import RefusedFile
from evaluations.models import (
    Finding,
    ImportRecord,
    LanguageModel,
    RunOrigin,
    ScanOutcome,
    ScanRun,
    Solution,
    TestResult,
    TestRun,
)
from reviewplatform.cli import FAILED, main
from tests.factories import make_models, make_problems, make_solution

pytestmark = pytest.mark.django_db

JUNIT = (
    "<testsuite><properties><property name='node' value='20'/></properties>"
    "<testcase name='good' time='0.5'/><testcase name='bad'><failure message='no'/></testcase>"
    "<testcase name='later'><skipped/></testcase></testsuite>"
)


@pytest.fixture
def solution() -> Solution:
    [problem] = make_problems(1)
    return make_solution(problem, make_models(["Model one"])[0])


def sarif(
    *rules: str, uri: str = "solution.py", tools: tuple[str, ...] = ("Tool",)
) -> dict[str, Any]:
    """A log with a run of each tool, in which each rule was found on line 2."""
    location = {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": {"startLine": 2}}}
    results = [
        {"ruleId": rule, "level": "error", "message": {"text": "Bad."}, "locations": [location]}
        for rule in rules
    ]
    return {
        "version": "2.1.0",
        "runs": [{"tool": {"driver": {"name": tool}}, "results": results} for tool in tools],
    }


@pytest.fixture
def write(tmp_path):
    def write(content: str | dict[str, Any], name: str = "log.sarif") -> IncomingFile:
        path = Path(tmp_path, name)
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return IncomingFile(path=path)

    return write


def test_it_attaches_each_run_of_a_log_with_its_findings(solution, write):
    attached = attach_sarif(file=write(sarif("R1", "R2", tools=("A", "B"))), solution=solution)
    assert attached.is_new
    assert [(run.scanner, run.origin, run.imported_from) for run in attached.runs] == [
        ("A", RunOrigin.IMPORTED, "log.sarif"),
        ("B", RunOrigin.IMPORTED, "log.sarif"),
    ]
    assert {run.outcome for run in attached.runs} == {ScanOutcome.SCANNED}
    found = Finding.objects.filter(scan_run=attached.runs[0]).order_by("rule")
    assert [(each.rule, each.severity, each.line, each.tools) for each in found] == [
        ("R1", "high", 2, ["A"]),
        ("R2", "high", 2, ["A"]),
    ]
    assert ImportRecord.objects.get().counts == {"findings": 4}


def test_it_changes_nothing_for_the_same_log(solution, write):
    first = attach_sarif(file=write(sarif("R1")), solution=solution)
    again = attach_sarif(file=write(sarif("R1")), solution=solution)
    assert (again.is_new, again.runs) == (False, first.runs)
    assert Finding.objects.count() == 1


def test_it_puts_another_log_of_the_tool_beside_the_first(solution, write):
    attach_sarif(file=write(sarif("R1")), solution=solution)
    attach_sarif(file=write(sarif("R2")), solution=solution)
    assert list(ScanRun.objects.values_list("scanner", "attempt")) == [("Tool", 1), ("Tool", 2)]


def test_it_names_all_faults_of_a_log_and_stores_nothing(solution, write):
    with pytest.raises(RefusedFile) as refused:
        attach_sarif(file=write(sarif("R1", "", uri="elsewhere.py")), solution=solution)
    assert [fault.field for fault in refused.value.faults] == [
        "runs[0].results[0].locations[0]",
        "runs[0].results[1].ruleId",
        "runs[0].results[1].locations[0]",
    ]
    assert "'elsewhere.py', which is no file of this solution" in str(refused.value)
    assert not ScanRun.objects.exists()
    assert not ImportRecord.objects.exists()


@pytest.mark.parametrize("content", ["", "[]", "{", '{"version": "2.1.0", "version": "2.1.0"}'])
def test_it_refuses_what_is_no_log(solution, write, content):
    with pytest.raises(RefusedFile):
        attach_sarif(file=write(content), solution=solution)
    assert not ScanRun.objects.exists()


def test_it_attaches_a_report_as_an_imported_run_with_its_cases(solution, write):
    run = attach_junit(file=write(JUNIT, "report.xml"), solution=solution)
    assert (run.origin, run.imported_from, run.verdict) == ("imported", "report.xml", "failed")
    assert (run.passed_cases, run.total_cases, run.wall_ms) == (1, 2, 500)
    assert (run.message, run.environment["properties"]) == ("bad: no", {"node": "20"})
    results = TestResult.objects.filter(run=run).values_list("name", "outcome")
    assert list(results) == [("good", "passed"), ("bad", "failed"), ("later", "not_run")]


def test_it_changes_nothing_for_the_same_report_and_refuses_another_of_its_name(solution, write):
    first = attach_junit(file=write(JUNIT, "report.xml"), solution=solution)
    assert attach_junit(file=write(JUNIT, "report.xml"), solution=solution) == first
    with pytest.raises(Conflict, match="give the file a new name"):
        attach_junit(file=write(JUNIT.replace("good", "fine"), "report.xml"), solution=solution)
    assert TestRun.objects.count() == 1


def test_it_names_all_faults_of_a_report_and_stores_nothing(solution, write):
    bad = "<testsuite><testcase name='a' time='x'/><testcase name='b' time='y'/></testsuite>"
    with pytest.raises(RefusedFile) as refused:
        attach_junit(file=write(bad, "report.xml"), solution=solution)
    assert refused.value.fault_count == 2
    assert not TestRun.objects.exists()


def test_it_finds_a_solution_by_names_and_says_what_is_missing(solution):
    problem_set, key = solution.problem.problem_set, solution.problem.key
    model = name_model(name="Model one")
    assert find_solution(problem_set=problem_set, problem=key, model=model) == solution
    with pytest.raises(NotFound, match=r"no problem 'x' in .* lists the keys"):
        find_solution(problem_set=problem_set, problem="x", model=model)
    with pytest.raises(NotFound, match="no sample 1 of 'Model one'"):
        find_solution(problem_set=problem_set, problem=key, model=model, sample=1)
    other = LanguageModel.objects.create(name="Model one", provider="Somebody else")
    make_solution(solution.problem, other)
    with pytest.raises(Conflict, match="--provider"):
        find_solution(problem_set=problem_set, problem=key, model=model)
    named = name_model(name="Model one", provider="Somebody else")
    found = find_solution(problem_set=problem_set, problem=key, model=named)
    assert found.language_model == other


def test_it_is_reached_from_the_command_line(solution, write):
    problem = solution.problem
    names = ["--set", problem.problem_set.name, "--problem", problem.key, "--model", "Model one"]
    log, report = write(sarif("R1")), write(JUNIT, "report.xml")
    told = CliRunner().invoke(main, ["import", "sarif", str(log.path), *names])
    assert told.exit_code == 0, told.output
    assert "Tool: 1 finding\n" in told.output
    told = CliRunner().invoke(main, ["import", "sarif", str(log.path), *names])
    assert "Nothing new" in told.output
    told = CliRunner().invoke(main, ["import", "junit", str(report.path), *names])
    assert told.exit_code == 0, told.output
    assert "report.xml: failed, 1 of 2 cases passed" in told.output
    told = CliRunner().invoke(main, ["import", "junit", str(log.path), *names])
    assert told.exit_code == FAILED
    assert "not XML" in told.output
