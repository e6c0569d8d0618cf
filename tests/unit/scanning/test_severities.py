"""One severity for one fault, whichever tool saw it; each scanner's words become ours."""

from __future__ import annotations

from typing import Any

import pytest

from evaluations.scanning.results import Severity
from evaluations.scanning.scanners import bandit, detect_secrets, own_checks, radon, ruff
from evaluations.scanning.security_rules import SECURITY_RULES, rule_number

HIGH, MEDIUM, LOW, INFO = Severity.HIGH, Severity.MEDIUM, Severity.LOW, Severity.INFO


@pytest.mark.parametrize(
    ("rule", "severity"),
    [
        *[("S301", HIGH), ("S602", HIGH), ("S605", HIGH), ("S608", HIGH)],
        *[("S307", MEDIUM), ("S324", MEDIUM), ("S501", MEDIUM), ("S506", MEDIUM)],
        *[("S105", LOW), ("S311", LOW), ("S101", INFO), ("S603", INFO), ("S404", INFO)],
        *[("F821", MEDIUM), ("F632", MEDIUM), ("B006", MEDIUM), ("B023", MEDIUM)],
        *[("E722", LOW), ("F841", LOW), ("C901", LOW), ("BLE001", LOW), ("B018", LOW)],
        *[("PLE0604", MEDIUM), ("PLW0603", LOW), ("PLR2004", INFO), ("PLC0414", INFO)],
        *[("E501", INFO), ("W291", INFO), ("N802", INFO), ("F401", INFO), ("SIM108", INFO)],
    ],
)
def test_it_grades_ruffs_rules(rule, severity):
    assert ruff.severity_of(rule) is severity


def test_it_grades_a_shell_command_that_is_a_constant_as_low():
    assert ruff.severity_of("S602", "call with `shell=True` seems safe, but may change") is LOW


def test_it_knows_bandits_numbers_and_no_others():
    assert rule_number("B602") == rule_number("S602") == 602
    assert rule_number("B006") is rule_number("SIM108") is rule_number("E602") is None


def test_it_names_a_weakness_for_every_security_rule():
    assert all(rule.cwe > 0 for rule in SECURITY_RULES.values())


def test_it_reads_a_result_of_ruff(ruff_item):
    [found] = ruff.parse({"findings": [ruff_item], "skipped": {}}).findings
    assert (found.rule, found.cwe, found.severity) == ("S602", "CWE-78", HIGH)
    assert (found.line, found.end_line, found.raw_severity) == (3, 4, "error")


def test_it_keeps_only_the_first_syntax_error_of_each_file(ruff_item):
    broken = [
        {**ruff_item, "code": "invalid-syntax", "filename": name, "location": {"row": row}}
        for name, row in (("file0.py", 3), ("file0.py", 4), ("file1.py", 9))
    ]
    found = ruff.parse({"findings": broken, "skipped": {}}).findings
    assert [(one.rule, one.path, one.line) for one in found] == [
        ("syntax-error", "file0.py", 3),
        ("syntax-error", "file1.py", 9),
    ]
    assert {one.severity for one in found} == {HIGH}


def test_it_takes_a_file_that_ruff_cannot_read_for_not_scanned(ruff_item):
    parsed = ruff.parse(
        {"findings": [{**ruff_item, "code": "E902", "message": "no UTF-8"}], "skipped": {}}
    )
    assert (parsed.findings, dict(parsed.not_scanned)) == ((), {"file0.py": "no UTF-8"})


def test_it_reads_a_result_of_bandit(bandit_item):
    [found] = bandit.parse({"findings": [bandit_item], "skipped": {}, "errors": []}).findings
    assert (found.rule, found.cwe, found.severity) == ("B602", "CWE-78", HIGH)
    assert (found.raw_severity, found.confidence) == ("high", "high")


def test_it_gives_the_twins_of_both_tools_one_severity(bandit_item):
    item = {**bandit_item, "test_id": "B324", "issue_severity": "HIGH"}
    [found] = bandit.parse({"findings": [item], "skipped": {}, "errors": []}).findings
    assert found.severity is ruff.severity_of("S324") is MEDIUM
    assert found.raw_severity == "high"


def test_it_trusts_bandits_own_word_for_a_rule_it_does_not_know(bandit_item):
    item = {**bandit_item, "test_id": "B999", "issue_severity": "MEDIUM", "issue_cwe": {}}
    [found] = bandit.parse({"findings": [item], "skipped": {}, "errors": []}).findings
    assert (found.severity, found.cwe) == (MEDIUM, "")


def test_it_does_not_call_a_scan_complete_when_a_check_of_bandit_broke_down(bandit_item):
    parsed = bandit.parse({"findings": [bandit_item], "skipped": {}, "errors": ["internal error"]})
    assert dict(parsed.not_scanned) == {"": "internal error"}
    assert len(parsed.findings) == 1


@pytest.mark.parametrize(
    ("kind", "rule", "severity", "confidence"),
    [
        ("AWS Access Key", "aws-access-key", Severity.CRITICAL, "high"),
        ("Private Key", "private-key", Severity.CRITICAL, "high"),
        ("Secret Keyword", "secret-keyword", HIGH, "medium"),
        ("Base64 High Entropy String", "base64-high-entropy-string", LOW, "low"),
        ("Public IP (ipv4)", "public-ip-ipv4", INFO, "low"),
    ],
)
def test_it_grades_secrets_by_how_sure_their_form_is(kind, rule, severity, confidence):
    said = {"findings": [{"file": "file0.py", "line": 2, "type": kind}] * 2, "skipped": {}}
    [found] = detect_secrets.parse(said).findings
    assert (found.rule, found.severity, found.confidence) == (rule, severity, confidence)


def test_it_cleans_messages_of_what_no_database_takes(ruff_item):
    item = {**ruff_item, "message": "Got \x00 and \ud800" + "x" * 900}
    [found] = ruff.parse({"findings": [item], "skipped": {}}).findings
    assert found.message.startswith("Got \N{REPLACEMENT CHARACTER} and \N{REPLACEMENT CHARACTER}")
    assert len(found.message) == 500


def radon_file(**changes):
    raw = {"loc": 10, "sloc": 6, "comments": 2, "blank": 2}
    return {"raw": raw, "maintainability_index": 80.0, "complexities": [1, 4], **changes}


def test_it_adds_up_radons_files_and_weighs_their_maintainability_by_lines():
    small = radon_file(
        raw={"loc": 10, "sloc": 2, "comments": 0, "blank": 0},
        maintainability_index=40.0,
        complexities=[7],
    )
    said = {"files": {"file0.py": radon_file(), "file1.py": small}, "skipped": {}}
    numbers = {metric.name: (metric.value, metric.unit) for metric in radon.parse(said).metrics}
    assert numbers == {
        "lines": (20, "lines"),
        "source_lines": (8, "lines"),
        "comment_lines": (2, "lines"),
        "blank_lines": (2, "lines"),
        "comment_share": (0.1, "share"),
        "complexity_max": (7, "paths"),
        "complexity_mean": (4.0, "paths"),
        "maintainability_index": (70.0, "points"),
    }


def test_it_gives_no_share_of_comments_where_there_are_no_lines():
    raw = {"loc": 0, "sloc": 0, "comments": 0, "blank": 0}
    said = {"files": {"file0.py": radon_file(raw=raw)}, "skipped": {}}
    assert "comment_share" not in {metric.name for metric in radon.parse(said).metrics}


def test_it_gives_no_numbers_of_a_solution_that_radon_could_read_only_in_part():
    said = {"files": {"file0.py": radon_file()}, "skipped": {"file1.py": "syntax error in line 1"}}
    parsed = radon.parse(said)
    assert parsed.metrics == ()
    assert parsed.not_scanned


def test_it_gives_no_sizes_of_functions_where_there_are_none():
    said: dict[str, Any] = {
        "files": {"file0.py": {"functions": [], "suppressions": []}},
        "skipped": {},
        "syntax_errors": {},
    }
    assert [(m.name, m.value) for m in own_checks.parse(said).metrics] == [("functions", 0)]
