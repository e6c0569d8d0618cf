"""One finding where two tools saw one fault, and a fingerprint that survives moved lines."""

from __future__ import annotations

from evaluations.scanning.normalise import fingerprint, merge_duplicates, normalise
from evaluations.scanning.results import Severity
from tests.unit.scanning.scanning_helpers import make_finding, source


def test_it_merges_the_same_rule_of_two_tools_and_names_both():
    [merged] = merge_duplicates([make_finding(), make_finding(rule="S307", tools=("ruff",))])
    assert (merged.rule, merged.tools) == ("B307", ("bandit", "ruff"))


def test_it_keeps_the_worse_severity_and_the_higher_confidence():
    [merged] = merge_duplicates(
        [
            make_finding(severity=Severity.LOW, confidence="low"),
            make_finding(rule="S307", tools=("ruff",), severity=Severity.HIGH, confidence="medium"),
        ]
    )
    assert (merged.severity, merged.confidence) == (Severity.HIGH, "medium")


def test_it_merges_twins_whose_tools_point_at_other_lines_of_one_statement():
    [merged] = merge_duplicates(
        [
            make_finding(rule="B608", line=4, end_line=6),
            make_finding(rule="S608", tools=("ruff",), line=5, end_line=5),
        ]
    )
    assert merged.line == 4


def test_it_merges_a_password_and_a_secret_on_one_line():
    [merged] = merge_duplicates(
        [
            make_finding(rule="B105", cwe="CWE-259"),
            make_finding(rule="S105", cwe="CWE-259", tools=("ruff",)),
            make_finding(rule="secret-keyword", cwe="CWE-798", tools=("detect-secrets",)),
        ]
    )
    assert merged.tools == ("bandit", "ruff", "detect-secrets")


def test_it_prefers_the_twin_to_another_rule_with_the_same_weakness():
    merged = merge_duplicates(
        [
            make_finding(rule="B602"),
            make_finding(rule="B607"),
            make_finding(rule="S607", tools=("ruff",)),
            make_finding(rule="S602", tools=("ruff",)),
        ]
    )
    assert [found.rule for found in merged] == ["B602", "B607"]
    assert all(found.tools == ("bandit", "ruff") for found in merged)


def test_it_leaves_two_findings_of_one_tool_apart():
    assert len(merge_duplicates([make_finding(), make_finding()])) == 2


def test_it_leaves_findings_of_other_lines_weaknesses_and_files_apart():
    other = {"tools": ("ruff",), "rule": "S102"}
    findings = [
        make_finding(),
        make_finding(line=9, end_line=9, **other),
        make_finding(cwe="CWE-89", **other),
        make_finding(path="b.py", **other),
    ]
    assert len(merge_duplicates(findings)) == 4


def test_it_does_not_merge_style_that_has_no_weakness():
    findings = [
        make_finding(rule="E501", cwe="", tools=("ruff",)),
        make_finding(rule="suppression-comment", cwe="", tools=("own-checks",)),
    ]
    assert len(merge_duplicates(findings)) == 2


def test_it_merges_the_syntax_error_of_two_parsers_that_disagree_about_the_line():
    [merged] = merge_duplicates(
        [
            make_finding(rule="syntax-error", cwe="", tools=("ruff",), line=3, end_line=3),
            make_finding(rule="syntax-error", cwe="", tools=("own-checks",)),
        ]
    )
    assert merged.tools == ("ruff", "own-checks")


def test_it_gives_a_fingerprint_that_does_not_change_with_place_or_spacing():
    before = source("x = eval(text)\n")
    after = source("import os\n\n    x  =  eval(text)\n")
    [first] = normalise([make_finding()], before)
    [second] = normalise([make_finding(line=3, end_line=3)], after)
    assert first.fingerprint == second.fingerprint == fingerprint("B307", "x = eval(text)")


def test_it_gives_other_rules_and_other_lines_other_fingerprints():
    prints = {fingerprint("B307", "x"), fingerprint("B102", "x"), fingerprint("B307", "y")}
    assert len(prints) == 3


def test_it_counts_lines_as_python_does_where_a_form_feed_stands():
    [found] = normalise(
        [make_finding(line=2, end_line=2)], source("x = 1\x0c + 1\u2028\ny = eval('1')\n")
    )
    assert found.fingerprint == fingerprint("B307", "y = eval('1')")


def test_it_survives_a_line_beyond_the_end_of_the_file():
    [found] = normalise([make_finding(line=99, end_line=99)], source("x = 1\n"))
    assert found.fingerprint == fingerprint("B307", "")
