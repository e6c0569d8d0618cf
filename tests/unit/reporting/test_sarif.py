"""A SARIF log says per tool what was found, and per solution whether it was scanned at all."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from evaluations.reporting.exports.sarif import (
    LEVELS,
    Scan,
    ScanFinding,
    ScannedSolution,
    Tool,
    encode_sarif,
)


def make_scan(*findings: ScanFinding, **changes: Any) -> Scan:
    solution = ScannedSolution(
        public_id="0b9c2c1e",
        problem_set="S 1",
        problem="add",
        model="Model one",
        sample=0,
        folder="0b9c2c1e/",
    )
    fields: dict[str, Any] = {
        "solution": solution,
        "scanned": True,
        "message": "",
        "ended_at": "2026-05-01T12:00:00Z",
        "findings": findings,
    }
    return Scan(**{**fields, **changes})


def make_finding(**changes: Any) -> ScanFinding:
    fields: dict[str, Any] = {
        "rule": "B605",
        "tools": ["bandit", "ruff"],
        "severity": "high",
        "raw_severity": "high",
        "confidence": "medium",
        "cwe": "CWE-78",
        "path": "my file.py",
        "line": 3,
        "end_line": 4,
        "message": "Shell “quoted”",
        "fingerprint": "ab" * 32,
    }
    return ScanFinding(**{**fields, **changes})


TOOL = Tool(name="bandit", version="1.9", rules_hash="cd" * 32, imported_from="")


def log(*runs: tuple[Tool, list[Scan]]) -> dict[str, Any]:
    decoded: dict[str, Any] = json.loads(b"".join(encode_sarif(runs)))
    return decoded


FULL = (
    (
        TOOL,
        [
            make_scan(make_finding(), make_finding(rule="A1", cwe="", severity="info")),
            make_scan(scanned=False, message="not scanned: a.py: larger than 1 byte"),
        ],
    ),
    (
        Tool(name="dependencies", version="", rules_hash="", imported_from="x.sarif"),
        [make_scan(message="advisories of 2026-05-01")],
    ),
)


def test_it_has_a_run_for_each_tool_with_the_rules_that_found_something():
    first, second = log(*FULL)["runs"]
    assert first["tool"]["driver"] == {
        "name": "bandit",
        "version": "1.9",
        "rules": [{"id": "A1"}, {"id": "B605"}],
    }
    assert second["tool"]["driver"] == {"name": "dependencies", "rules": []}
    assert second["properties"] == {"importedFrom": "x.sarif"}


def test_it_keeps_everything_of_a_finding():
    result = log(*FULL)["runs"][0]["results"][0]
    assert (result["ruleId"], result["ruleIndex"]) == ("B605", 1)
    assert (result["level"], result["rank"]) == ("error", 80)
    assert result["message"]["text"] == "Shell “quoted”"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "0b9c2c1e/my%20file.py"
    assert place["region"] == {"startLine": 3, "endLine": 4}
    assert result["partialFingerprints"] == {"reviewplatform/v1": "ab" * 32}
    assert result["properties"] == {
        "severity": "high",
        "tools": ["bandit", "ruff"],
        "tags": ["external/cwe/cwe-78"],
        "rawSeverity": "high",
        "confidence": "medium",
    }


def test_it_tells_clean_from_not_scanned_for_each_solution():
    done, failed = log(*FULL)["runs"][0]["invocations"]
    assert (done["executionSuccessful"], failed["executionSuccessful"]) == (True, False)
    assert "toolExecutionNotifications" not in done
    assert failed["toolExecutionNotifications"] == [
        {"level": "error", "message": {"text": "a.py: larger than 1 byte"}}
    ]
    assert failed["properties"]["model"] == "Model one"


def test_it_counts_results_to_the_solution_they_are_of():
    run = log((TOOL, [make_scan(), make_scan(make_finding())]))["runs"][0]
    assert [result["provenance"]["invocationIndex"] for result in run["results"]] == [1]


def test_it_orders_ranks_as_severities():
    ranks = [rank for _, rank in LEVELS.values()]
    assert ranks == sorted(ranks, reverse=True)


@pytest.mark.parametrize("runs", [(), FULL])
def test_it_is_valid_by_the_schema_of_the_standard(runs):
    name = os.environ.get("REVIEWPLATFORM_SARIF_SCHEMA")
    if not name:
        pytest.skip(
            "no schema: set REVIEWPLATFORM_SARIF_SCHEMA to the file of SARIF 2.1.0's schema"
        )
    schema = json.loads(Path(name).read_bytes())
    jsonschema.validate(log(*runs), schema)
