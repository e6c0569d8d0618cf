"""SARIF of any tool: what it says of a solution is kept, what does not fit is named."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from evaluations.importing.attaching.results import AttachedFinding, AttachedScan
from evaluations.importing.attaching.sarif import read_sarif
from evaluations.importing.attaching.sarif_result import find_path
from evaluations.importing.faults import Fault
from evaluations.importing.reading import IncomingFile

FILES = {"solution.py": "import os\n\n\nos.system(x)\n", "lib/deep.py": "x = 1\n"}


def make_result(**changes: Any) -> dict[str, Any]:
    location = {
        "physicalLocation": {
            "artifactLocation": {"uri": "file:///home/me/solution.py"},
            "region": {"startLine": 4, "endLine": 4},
        }
    }
    return {"ruleId": "R1", "message": {"text": "Shell."}, "locations": [location], **changes}


def at(uri: str | None = "solution.py", **region: int) -> list[dict[str, Any]]:
    artifact = {} if uri is None else {"uri": uri}
    return [{"physicalLocation": {"artifactLocation": artifact, "region": region}}]


def make_log(
    *results: dict[str, Any], rules: list[dict[str, Any]] | None = None, **run: Any
) -> dict[str, Any]:
    driver = {"name": "Tool", "semanticVersion": "1.2.3", "rules": rules or []}
    return {
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": list(results), **run}],
    }


def read(tmp_path: Path, log: Any) -> tuple[tuple[AttachedScan, ...], list[Fault]]:
    """Through a file, as numbers are read from one."""
    path = tmp_path / "log.sarif"
    path.write_text(json.dumps(log))
    with IncomingFile(path=path).open() as source:
        document = source.document()
    assert isinstance(document, dict), document
    return read_sarif(document, FILES)


@pytest.fixture
def finding(tmp_path):
    """The one finding of a log with one result."""

    def find(
        *rules: dict[str, Any], run: dict[str, Any] | None = None, **changes: Any
    ) -> AttachedFinding:
        log = make_log(make_result(**changes), rules=list(rules), **run or {})
        scans, faults = read(tmp_path, log)
        assert faults == []
        [found] = scans[0].findings
        return found

    return find


def test_it_keeps_rule_place_message_and_tool(tmp_path):
    [scan], faults = read(tmp_path, make_log(make_result()))
    assert faults == []
    assert (scan.scanner, scan.version, scan.message) == ("Tool", "1.2.3", "")
    [found] = scan.findings
    assert (found.rule, found.path, found.line, found.end_line) == ("R1", "solution.py", 4, 4)
    assert (found.severity, found.raw_severity, found.message) == ("medium", "warning", "Shell.")
    assert len(found.fingerprint) == 64


@pytest.mark.parametrize(
    ("changes", "severity", "raw"),
    [
        ({"level": "error"}, "high", "error"),
        ({"level": "note"}, "low", "note"),
        ({"level": "none"}, "info", "none"),
        ({"level": "error", "rank": 95.0}, "critical", "error, rank 95"),
        ({"level": "note", "rank": 5}, "info", "note, rank 5"),
        ({"level": "warning", "rank": -1.0}, "medium", "warning"),
        ({"kind": "informational"}, "info", "none"),
        ({"level": "grave"}, "medium", "warning"),
    ],
)
def test_it_takes_severity_from_level_and_rank(finding, changes, severity, raw):
    found = finding(**changes)
    assert (found.severity, found.raw_severity) == (severity, raw)


def test_it_takes_level_score_weakness_and_confidence_from_the_rule(finding):
    rule = {
        "id": "R1",
        "defaultConfiguration": {"level": "error"},
        "properties": {
            "security-severity": "9.8",
            "precision": "Very-High",
            "tags": ["security", "external/cwe/cwe-078"],
        },
    }
    found = finding(rule)
    assert (found.severity, found.raw_severity) == ("critical", "error, security-severity 9.8")
    assert (found.cwe, found.confidence) == ("CWE-78", "very-high")


@pytest.mark.parametrize(
    "rule",
    [
        {"properties": {"cwe": "CWE-78: OS Command Injection"}},
        {"properties": {"cwe": ["CWE-78: OS Command Injection"]}},
        {"relationships": [{"target": {"id": "78", "toolComponent": {"name": "CWE"}}}]},
    ],
)
def test_it_knows_the_ways_in_which_tools_name_a_weakness(finding, rule):
    assert finding({"id": "R1", **rule}).cwe == "CWE-78"


def test_it_finds_the_rule_by_index_and_its_message_by_id(finding):
    rule = {"id": "R9", "messageStrings": {"bad": {"text": "{0} is {1}, {7}"}}}
    found = finding(rule, ruleId=None, ruleIndex=0, message={"id": "bad", "arguments": ["a", "b"]})
    assert (found.rule, found.message) == ("R9", "a is b, {7}")


@pytest.mark.parametrize(
    ("own", "kept"),
    [
        ({"partialFingerprints": {"primaryLocationLineHash": "39fa:1"}}, "39fa:1"),
        ({"fingerprints": {"a": "f"}, "partialFingerprints": {"b": "p"}}, "f"),
    ],
)
def test_it_keeps_the_fingerprint_of_the_tool(finding, own, kept):
    assert finding(**own).fingerprint == kept


def test_it_makes_one_fingerprint_of_many_that_does_not_depend_on_their_order(finding):
    first = finding(partialFingerprints={"a": "1", "b": "2"}).fingerprint
    assert first == finding(partialFingerprints={"b": "2", "a": "1"}).fingerprint
    assert len(first) == 64


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("solution.py", "solution.py"),
        ("./lib/deep.py", "lib/deep.py"),
        ("file:///C:/work/lib/deep.py", "lib/deep.py"),
        ("src\\lib\\deep.py", "lib/deep.py"),
        ("deep.py", "lib/deep.py"),
        ("so%6Cution.py", "solution.py"),
        ("other.py", None),
        ("mysolution.py", None),
        ("", None),
        ("http://[broken", None),
    ],
)
def test_it_finds_the_file_a_uri_means(uri, path):
    assert find_path(uri, list(FILES)) == path


def test_it_finds_a_file_by_its_index(finding):
    run = {"artifacts": [{"location": {"uri": "lib/deep.py"}}]}
    location = [
        {"physicalLocation": {"artifactLocation": {"index": 0}, "region": {"startLine": 1}}}
    ]
    assert finding(run=run, locations=location).path == "lib/deep.py"


def test_it_puts_what_has_no_place_at_the_first_line(finding):
    found = finding(locations=[])
    assert (found.path, found.line) == ("solution.py", 1)


def test_it_passes_over_results_that_say_that_all_is_well(tmp_path):
    log = make_log(
        make_result(kind="pass"), make_result(baselineState="absent"), make_result(kind="review")
    )
    [scan], _ = read(tmp_path, log)
    assert len(scan.findings) == 1


@pytest.mark.parametrize(
    ("run", "message"),
    [
        ({"results": None}, "not scanned: the file has no results of it"),
        ({"invocations": [{"executionSuccessful": True}]}, ""),
        (
            {"invocations": [{"executionSuccessful": False}]},
            "not scanned: the tool says that it failed",
        ),
        (
            {
                "invocations": [
                    {
                        "executionSuccessful": False,
                        "toolExecutionNotifications": [{"message": {"text": "out of\nmemory"}}],
                    }
                ]
            },
            "not scanned: out of memory",
        ),
    ],
)
def test_it_never_takes_a_failed_tool_for_a_clean_solution(tmp_path, run, message):
    [scan], _ = read(tmp_path, make_log(**run))
    assert scan.message == message


@pytest.mark.parametrize(
    ("log", "field"),
    [
        ({"runs": [{}], "version": "2.1.0"}, "runs[0].tool.driver.name"),
        ({"version": "2.1.0"}, "runs"),
        ({"version": "2.1.0", "runs": []}, "runs"),
        ({"version": "2.1.0", "runs": [3]}, "runs"),
        ({**make_log(), "version": "2.0.0"}, "version"),
        (make_log(results={}), "runs[0].results"),
        (make_log(make_result(ruleId="")), "runs[0].results[0].ruleId"),
        (make_log(make_result(ruleId="x" * 121)), "runs[0].results[0].ruleId"),
        (make_log(make_result(message={})), "runs[0].results[0].message"),
        (make_log(make_result(locations=at("other.py"))), "runs[0].results[0].locations[0]"),
        (make_log(make_result(locations=at(startLine=0))), "runs[0].results[0].locations[0]"),
        (
            make_log(make_result(locations=at(startLine=5, endLine=4))),
            "runs[0].results[0].locations[0]",
        ),
    ],
)
def test_it_names_the_place_of_every_fault(tmp_path, log, field):
    scans, faults = read(tmp_path, log)
    assert [fault.field for fault in faults] == [field]
    assert all(fault.remedy for fault in faults)
    assert scans == ()


def test_it_names_all_faults_at_once(tmp_path):
    log = make_log(make_result(message={}), make_result(ruleId="", locations=at("other.py")))
    _, faults = read(tmp_path, log)
    assert len(faults) == 3


def test_it_bounds_the_number_of_results(tmp_path, monkeypatch):
    monkeypatch.setattr("evaluations.importing.attaching.sarif.MOST_RESULTS", 1)
    _, [fault] = read(tmp_path, make_log(make_result(), make_result()))
    assert "at most 1" in fault.message


@pytest.mark.parametrize(
    "junk",
    [
        {"properties": 3, "taxa": 3, "rule": 3, "rank": "high", "ruleIndex": "x"},
        {"fingerprints": [], "message": {"text": "t", "arguments": 3}},
        {"rule": {"index": 99}, "taxa": [3, {"toolComponent": 3}]},
    ],
)
def test_it_is_not_confused_by_optional_parts_of_another_type(finding, junk):
    assert finding(**junk).severity == "medium"


def test_it_reads_what_a_real_tool_writes(tmp_path):
    (tmp_path / "solution.py").write_text(
        "import os\n\n\ndef f(x):\n    os.system(x)\n    eval(x)\n"
    )
    ruff = str(Path(sys.executable).with_name("ruff"))
    command = [ruff, "check", "--isolated", "--select=S,F", "--output-format=sarif", "solution.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    [scan], faults = read(tmp_path, json.loads(done.stdout))
    assert faults == []
    assert scan.scanner == "ruff"
    assert {found.rule: found.line for found in scan.findings} == {"S605": 5, "S307": 6}
