"""What each tool says becomes ours: severities, weaknesses, lines; and nothing hides from them."""

from __future__ import annotations

import json

import pytest

from evaluations.sandboxes.tools import NODE, installed_node_tools
from evaluations.scanning.inside.clippy import bring_to_light
from evaluations.scanning.inside.shellcheck import DIRECTIVE, SHEBANG
from evaluations.scanning.inside.sql_checks import find_faults
from evaluations.scanning.normalise import merge_duplicates
from evaluations.scanning.results import Severity
from evaluations.scanning.scanners import clippy, eslint, go_vet, lizard, semgrep, shellcheck
from evaluations.scanning.scanners.base import canonical
from evaluations.scanning.scanners.installed import node_package, python_package
from evaluations.scanning.scanners.sql_checks import DIALECTS
from tests.unit.scanning.scanning_helpers import make_finding

HIGH, MEDIUM, LOW, INFO = Severity.HIGH, Severity.MEDIUM, Severity.LOW, Severity.INFO


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"#[allow(dead_code)]", b"#[warn (dead_code)]"),
        (b"#![expect(clippy::all)]", b"#![warn  (clippy::all)]"),
        (b"#[cfg_attr(test, allow(unused))]", b"#[cfg_attr(test, warn (unused))]"),
        (b'x.expect("a")', b'x.expect("a")'),
        (b"#[derive(Debug)]", b"#[derive(Debug)]"),
    ],
)
def test_it_brings_to_light_what_an_attribute_of_rust_hides(before, after):
    assert bring_to_light(before) == after


def test_it_breaks_directives_of_shellcheck_and_nothing_else():
    script = b"# shellcheck disable=SC1\n#shellcheck shell=sh\necho shellcheck\n# a shellcheck\n"
    broken = DIRECTIVE.sub(rb"\1S", script)
    assert broken == (
        b"# Shellcheck disable=SC1\n#Shellcheck shell=sh\necho shellcheck\n# a shellcheck\n"
    )


@pytest.mark.parametrize(
    ("line", "shell"),
    [
        *[
            (b"#!/bin/sh\n", b"sh"),
            (b"#!/usr/bin/env dash\n", b"dash"),
            (b"#! /bin/ksh -e\n", b"ksh"),
        ],
        *[(b"#!/bin/bash\n", None), (b"#!/usr/bin/python\n", None), (b"echo\n", None)],
    ],
)
def test_it_reads_a_script_as_bash_unless_it_says_another_shell(line, shell):
    found = SHEBANG.match(line)
    assert (found and found["shell"]) == shell


def rules_of(sql):
    return [(fault["rule"], fault["line"]) for fault in find_faults(sql, list(DIALECTS))]


@pytest.mark.parametrize(
    ("sql", "rules"),
    [
        ("DELETE FROM t", [("delete-without-where", 1)]),
        ("DELETE FROM t WHERE a = 1", []),
        ("WITH x AS (SELECT 1 AS a) UPDATE t SET b = 2", [("update-without-where", 1)]),
        ("UPDATE t SET a = NULL WHERE b = 1", []),
        ("SELECT a FROM t WHERE a = NULL", [("comparison-with-null", 1)]),
        ("SELECT a FROM t, u", [("implicit-join", 1)]),
        ("SELECT a FROM t CROSS JOIN u", []),
        ("SELECT a FROM t WHERE EXISTS (SELECT * FROM u)", []),
        ("SELECT count(*) FROM t", []),
        ("SELECT a FROM t WHERE 1 = 1", [("condition-always-true", 1)]),
        ("SELECT a FROM t LIMIT 3", [("limit-without-order", 1)]),
        ("SELECT `a` FROM `t`", []),
        ("-- DROP TABLE t\nSELECT 1;\n\nDROP TABLE t;", [("drop-or-truncate", 4)]),
        ("SELECT 'EXECUTE ' || a FROM t", []),
        ("", []),
    ],
)
def test_it_checks_sql(sql, rules):
    assert rules_of(sql) == rules


def test_it_names_both_tools_for_one_fault_of_sql():
    [merged] = merge_duplicates(
        [
            make_finding(rule="comparison-with-null", tools=("sql-checks",), cwe=""),
            make_finding(rule="CV05", tools=("sqlfluff",), cwe=""),
        ]
    )
    assert (merged.rule, merged.tools) == ("comparison-with-null", ("sql-checks", "sqlfluff"))


def test_it_takes_two_numbers_of_one_weakness_for_one():
    [merged] = merge_duplicates(
        [
            make_finding(rule="no-eval", tools=("eslint",), cwe="CWE-95"),
            make_finding(rule="js-code", tools=("semgrep",), cwe="CWE-94"),
        ]
    )
    assert merged.tools == ("eslint", "semgrep")


def test_it_grades_shellchecks_numbers():
    assert shellcheck.severity_of(2115, "warning") is HIGH
    assert shellcheck.severity_of(2086, "info") is MEDIUM
    assert shellcheck.severity_of(2034, "warning") is LOW
    assert shellcheck.severity_of(2148, "error") is INFO


def test_it_grades_the_compilers_of_go_and_rust():
    assert go_vet.severity_of("printf") is MEDIUM
    assert go_vet.severity_of("unreachable") is LOW
    assert clippy.severity_of("clippy::eq_op") is MEDIUM
    assert clippy.severity_of("unused_variables") is LOW
    assert clippy.severity_of("clippy::needless_return") is INFO


def message(**changes):
    fields = {"file": "file0.js", "rule": "no-eval", "severity": 2, "message": "eval", "line": 3}
    return {**fields, "endLine": 3, "fatal": False, "failed": False, **changes}


def test_it_reads_a_message_of_eslint():
    [found] = eslint.parse({"messages": [message()]}).findings
    assert (found.rule, found.severity, found.cwe, found.line) == ("no-eval", HIGH, "CWE-95", 3)
    assert found.raw_severity == "error"


def test_it_does_not_take_an_import_for_its_misuse():
    item = message(rule="security/detect-child-process", message='Found require("child_process")')
    [found] = eslint.parse({"messages": [item]}).findings
    assert found.severity is INFO


def test_it_takes_a_file_that_a_rule_of_eslint_cannot_read_for_not_scanned():
    parsed = eslint.parse({"messages": [message(failed=True, message="rule broke down")]})
    assert (parsed.findings, dict(parsed.not_scanned)) == ((), {"file0.js": "rule broke down"})


def test_it_grades_every_rule_that_eslint_is_given():
    assert {*eslint.RULES, *eslint.UNTYPED} == set(eslint.SEVERITY_BY_RULE)


def test_it_takes_a_file_that_semgrep_read_in_part_for_not_scanned():
    error = {
        "file": "file0.go",
        "error_type": ["PartialParsing", []],
        "location": {"start": {"line": 7}},
    }
    parsed = semgrep.parse({"results": [], "errors": [error]})
    assert dict(parsed.not_scanned) == {"file0.go": "line 7 cannot be read"}


def test_it_makes_one_file_of_all_rules():
    rules = semgrep.read_rules()
    assert rules.startswith("rules:\n")
    assert rules.count("rules:\n") == 1
    assert rules.count("- id:") == rules.count("severity:") == rules.count("message:")


def test_it_measures_functions_of_other_languages_than_python():
    functions = [{"complexity": 3, "parameters": 2, "lines": 9}] * 2
    said = {
        "skipped": {},
        "files": {
            "file0.go": {"tokens": 50, "lines": 20, "functions": functions},
            "file1.py": {"tokens": 5, "lines": 1, "functions": functions},
        },
    }
    numbers = {
        metric.name: metric.value for metric in lizard.parse(json.loads(json.dumps(said))).metrics
    }
    assert numbers == {
        "tokens": 55,
        "source_lines": 20,
        "functions": 2,
        "complexity_max": 3,
        "complexity_mean": 3,
        "parameters_max": 2,
        "function_length_max": 9,
    }


def test_it_knows_versions_of_what_is_installed_and_of_nothing_else(tmp_path):
    assert python_package("ruff")
    assert python_package("no-such-scanner-at-all") == ""
    assert node_package("no-such-scanner-at-all") == ""
    assert installed_node_tools(tmp_path) == {}


def test_it_finds_the_node_tools_where_they_were_installed(tmp_path):
    if not NODE.exists():
        pytest.skip(f"NOT TESTED, not installed: {NODE}")
    tools = tmp_path / "node_modules"
    (tools / "eslint").mkdir(parents=True)
    (tmp_path / "package.json").write_text('{"dependencies": {"eslint": "^9"}}')
    assert installed_node_tools(tools) == {}  # not installed to the end
    (tools / "eslint" / "package.json").write_text('{"version": "9.1.0"}')
    assert installed_node_tools(tools) == {"eslint": "9.1.0"}


def test_it_has_one_name_for_a_language():
    assert [canonical(name) for name in ("shell", "JS", "golang", "cobol")] == [
        *("bash", "javascript", "go", "cobol")
    ]
