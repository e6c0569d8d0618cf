"""Planted faults are found on their lines; the clean twins of the same tasks raise no alarm."""

from __future__ import annotations

import re

import pytest

from evaluations.scanning.results import Severity
from evaluations.scanning.scan import scan_sources
from evaluations.scanning.scanners import scanners_for
from evaluations.scanning.scanners.semgrep import read_rules
from evaluations.scanning.scanners.sql_checks import FAULTS
from tests.unit.scanning.planted import (
    PlantedFile,
    absent_scanners,
    planted_files,
    recall_table,
    scan_planted,
)
from tests.unit.scanning.scanning_helpers import findings_of, numbers_of, result_of, source

pytestmark = pytest.mark.sandbox

LANGUAGES = sorted({file.language for file in planted_files()})
LEAST = {"python": 12 / 13, "javascript": 8 / 10}
"""Share of the planted faults that must be found; elsewhere one proven rule is the least."""

CANNOT_BE_COMPILED = "rust/faulty/crates.rs"
"""It uses crates that are not here: clippy says so, and the rules read it all the same."""


@pytest.fixture(scope="module")
def scanned(sandbox) -> list[PlantedFile]:
    files = scan_planted(sandbox)
    print(recall_table(files))
    return files


@pytest.fixture
def complete() -> None:
    """Skips, with the reason, where an optional scanner is not installed."""
    if absent := sorted(absent_scanners()):
        pytest.skip(f"NOT TESTED, not installed: {', '.join(absent)} (make scanners)")


def of(files, language):
    return [file for file in files if file.language == language]


def named(files, name):
    [file] = [file for file in files if file.name == name]
    return file


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_finds_what_was_planted(scanned, language):
    if absent := {each.name for each in scanners_for(language)} & absent_scanners():
        pytest.skip(f"NOT TESTED, not installed: {', '.join(sorted(absent))} (make scanners)")
    faults = [fault for file in of(scanned, language) for fault in file.faults]
    found = [fault for file in of(scanned, language) for fault in file.found]
    assert len(faults) >= 10
    assert len(found) >= max(1, LEAST.get(language, 0) * len(faults))


def test_it_misses_only_what_the_documentation_says(scanned, complete):
    assert {fault.name for file in scanned for fault in file.missed} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_raises_no_alarm_on_the_clean_twins(scanned, language):
    alarms = [
        (file.name, found.line, found.rule, found.severity.value)
        for file in of(scanned, language)
        if not file.is_faulty
        for found in file.alarms
    ]
    assert alarms == []


def test_it_scans_every_file_of_the_corpora_to_the_end(scanned):
    unread = [
        (file.name, result.scanner)
        for file in scanned
        for result in file.scan
        if not result.scanned and result.scanner not in absent_scanners()
    ]
    compiled = () if "clippy" in absent_scanners() else ((CANNOT_BE_COMPILED, "clippy"),)
    assert unread == [*compiled]


def test_it_proves_each_of_our_own_rules(scanned, complete):
    rules = set(re.findall(r"- id: (\S+)", read_rules())) | FAULTS.keys()
    findings = [found for file in scanned for found in findings_of(file.scan)]
    proven = {found.rule for found in findings}
    # Told by another tool as well, which names them: eslint's own rules, and ruff's S105.
    merged = {"js-code-from-text", "js-path-traversal", "js-pattern-from-request", "python-secret"}
    assert rules - proven == merged
    both = {found.rule for found in findings if "semgrep" in found.tools} - rules
    assert both >= {"no-eval", "security/detect-non-literal-fs-filename", "S105"}


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("python/faulty/looking_away.py", [6, 7, 8, 10, 11, 12, 13, 22, 25, 26]),
        ("javascript/faulty/looking_away.js", [1, 6, 6, 10, 11, 14]),
        ("typescript/faulty/page.tsx", [15, 16]),
        ("bash/faulty/looking_away.sh", [2, 5, 6]),
        ("sql/faulty/queries.sql", [15]),
        ("rust/faulty/habits.rs", [2, 8]),
    ],
)
def test_it_makes_each_comment_that_looks_away_a_finding_of_its_own(scanned, name, lines):
    file = named(scanned, name)
    comments = [f for f in findings_of(file.scan) if f.rule == "suppression-comment"]
    assert sorted(found.line for found in comments) == lines
    assert {found.severity for found in comments} == {Severity.INFO}


def test_it_names_both_tools_that_saw_one_fault(scanned):
    file = named(scanned, "python/faulty/injection.py")
    evals = [found for found in findings_of(file.scan) if found.line == 9]
    assert [(found.rule, found.tools, found.cwe) for found in evals] == [
        ("B307", ("bandit", "ruff"), "CWE-78")
    ]


def test_it_measures_with_units(sandbox):
    code = (
        '"""Sums."""\n\n\ndef total(rows, start=0):\n    # one by one\n    for row in rows:\n'
        "        if row:\n            start += row\n    return start\n\n\ndef one(): return 1\n"
    )
    [scan] = scan_sources(sources=[source(code)], sandbox=sandbox)
    numbers = numbers_of(scan)
    assert {name: (round(value, 4), unit) for name, (value, unit) in numbers.items()} == {
        "lines": (12, "lines"),
        "source_lines": (6, "lines"),
        "comment_lines": (1, "lines"),
        "blank_lines": (4, "lines"),
        "comment_share": (0.0833, "share"),
        "complexity_max": (3, "paths"),
        "complexity_mean": (2, "paths"),
        "maintainability_index": (97.0436, "points"),
        "tokens": (31, "count"),
        "functions": (2, "count"),
        "parameters_max": (2, "count"),
        "function_length_max": (6, "lines"),
        "nesting_max": (2, "levels"),
        "cognitive_complexity_max": (3, "points"),
        "cognitive_complexity_mean": (1.5, "points"),
        "duplicated_share": (0, "share"),
        "name_length_mean": (4, "letters"),
        "type_hint_share": (0, "share"),
    }


def test_it_measures_more_tokens_whatever_a_comment_says(sandbox):
    [scan] = scan_sources(sources=[source("# GENERATED CODE\nx = 1\ny = 2\n")], sandbox=sandbox)
    assert numbers_of(scan)["tokens"] == (6, "count")


def test_it_records_the_versions_that_ran(scanned):
    assert {result_of(file.scan, "ruff").version for file in of(scanned, "python")} != {""}
    assert all(
        result.rules_hash and (result.version or result.scanner in absent_scanners())
        for file in scanned
        for result in file.scan
    )


def test_it_does_not_take_a_name_for_a_secret(sandbox):
    lines = 'PASSWORD_FIELD = "password"\ndatabase_password = "correct"  # correct\n'
    [scan] = scan_sources(sources=[source(lines)], sandbox=sandbox)
    seen = [found.line for found in findings_of(scan) if "detect-secrets" in found.tools]
    assert seen == [2]
