"""Every language: what cannot be read is said to be so, and what can be is told from it."""

from __future__ import annotations

import pytest

from evaluations.scanning.results import Severity, Source, SourceFile
from evaluations.scanning.scan import scan_sources
from tests.unit.scanning.planted import absent_scanners
from tests.unit.scanning.scanning_helpers import findings_of, result_of

pytestmark = pytest.mark.sandbox


def scan_one(sandbox, language, content):
    files = (SourceFile(path="solution", content=content.encode()),)
    [scan] = scan_sources(sources=[Source(language=language, files=files)], sandbox=sandbox)
    return scan


def require(scanner):
    if scanner in absent_scanners():
        pytest.skip(f"NOT TESTED, not installed: {scanner} (make scanners)")


@pytest.mark.parametrize(
    ("language", "scanner", "content", "why"),
    [
        ("javascript", "eslint", "function (\n", "syntax error in line 1"),
        ("javascript", "semgrep", "function (\n", "line 1 cannot be read"),
        ("javascript", "eslint", "x = " + "[" * 5000 + "]" * 5000 + "\n", "nested too deeply"),
        ("bash", "shellcheck", "if true; then\n", "syntax error in line 2"),
        ("sql", "sql-checks", "SELEC 1 FROM WHERE;\n", "it cannot be read as postgres"),
        ("sql", "sqlfluff", "SELEC 1 FROM WHERE;\n", "line 1 cannot be read as sqlite"),
        ("go", "go-vet", "package a\n\nfunc (\n", "does not compile: line 3 of solution: "),
        ("rust", "clippy", "fn f( {\n", "does not compile: line 1"),
    ],
)
def test_it_says_what_a_scanner_could_not_read(sandbox, language, scanner, content, why):
    require(scanner)
    result = result_of(scan_one(sandbox, language, content), scanner)
    assert result.scanned is False
    assert result.message.startswith(f"not scanned: solution: {why}")


def test_it_does_not_take_a_parser_without_stack_for_a_fault_of_the_syntax(sandbox):
    require("eslint")
    scan = scan_one(sandbox, "javascript", "x = " + "+".join(["1"] * 20_000) + "\n")
    assert result_of(scan, "eslint").scanned is False
    assert findings_of(scan) == []


def test_it_calls_a_syntax_error_of_javascript_and_of_bash_a_high_finding(sandbox):
    require("eslint")
    for language, content in (("javascript", "const = 1\n"), ("bash", "if true; then\n")):
        errors = findings_of(scan_one(sandbox, language, content))
        assert {(found.rule, found.severity) for found in errors} == {
            ("syntax-error", Severity.HIGH)
        }


def test_it_vets_a_go_function_that_says_no_package(sandbox):
    require("go-vet")
    content = 'import "fmt"\n\nfunc show(n int) { fmt.Printf("%s\\n", n) }\n'
    scan = scan_one(sandbox, "go", content)
    assert [(f.rule, f.line) for f in result_of(scan, "go-vet").findings] == [("printf", 3)]


def test_it_vets_a_file_that_a_build_constraint_would_leave_out(sandbox):
    require("go-vet")
    content = (
        '//go:build never\n\npackage a\n\nimport "fmt"\n\nfunc f() { fmt.Printf("%d", "x") }\n'
    )
    scan = scan_one(sandbox, "go", content)
    assert [found.rule for found in result_of(scan, "go-vet").findings] == ["printf"]


def test_it_obeys_no_configuration_in_a_shell_script(sandbox):
    content = "#!/bin/bash\n# shellcheck shell=ksh disable=all\nrm -rf $1/*\n"
    found = result_of(scan_one(sandbox, "bash", content), "shellcheck").findings
    assert {"SC2115", "SC2086"} <= {each.rule for each in found}


def test_it_obeys_no_configuration_in_sql(sandbox):
    content = "-- sqlfluff:rules:none\nSELECT id FROM t WHERE a = NULL; -- noqa: all\n"
    found = findings_of(scan_one(sandbox, "sql", content))
    [comparison] = [each for each in found if each.rule == "comparison-with-null"]
    assert comparison.tools == ("sql-checks", "sqlfluff")


@pytest.mark.parametrize("language", ["javascript", "typescript", "bash", "sql", "go", "rust"])
@pytest.mark.parametrize("content", ["", "\n"])
def test_it_scans_files_with_nothing_in_them(sandbox, language, content):
    scan = scan_one(sandbox, language, content)
    unread = [result.scanner for result in scan if not result.scanned]
    assert set(unread) <= absent_scanners()
    assert findings_of(scan) == []


def test_it_keeps_hostile_files_from_their_neighbours_in_one_start(sandbox):
    require("semgrep")
    texts = ("x = " + "(" * 30_000 + "1" + ")" * 30_000 + "\n", "eval(name)\n")
    sources = [
        Source(language="javascript", files=(SourceFile(path="a.js", content=text.encode()),))
        for text in texts
    ]
    _, sound = scan_sources(sources=sources, sandbox=sandbox)
    assert result_of(sound, "semgrep").scanned
    assert "CWE-95" in {found.cwe for found in findings_of(sound)}
