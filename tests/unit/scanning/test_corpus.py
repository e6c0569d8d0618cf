"""Planted faults are found on their lines; the clean twins of the same tasks raise no alarm."""

from __future__ import annotations

import pytest

from evaluations.scanning.results import Severity
from evaluations.scanning.scan import scan_sources
from tests.unit.scanning.planted import PlantedFile, planted_files, recall_table
from tests.unit.scanning.scanning_helpers import findings_of, numbers_of, result_of, source

pytestmark = pytest.mark.sandbox

KNOWN_MISSES = {"path-traversal"}
"""No scanner of ours follows a name from a request to a file."""


@pytest.fixture(scope="module")
def scanned(sandbox) -> list[PlantedFile]:
    files = planted_files()
    scans = scan_sources(sources=[file.source for file in files], sandbox=sandbox)
    return [file.with_scan(scan) for file, scan in zip(files, scans, strict=True)]


def test_it_finds_at_least_twelve_of_thirteen_planted_faults(scanned):
    faults = [fault for file in scanned for fault in file.faults]
    found = [fault for file in scanned for fault in file.found]
    print(recall_table(scanned))
    assert len(faults) >= 30
    assert len(found) / len(faults) >= 12 / 13


def test_it_misses_only_what_the_documentation_says(scanned):
    missed = {fault.name for file in scanned for fault in file.missed}
    assert missed == KNOWN_MISSES


def test_it_raises_no_alarm_on_the_clean_twins(scanned):
    alarms = [
        (file.name, found.line, found.rule, found.severity.value)
        for file in scanned
        if not file.is_faulty
        for found in findings_of(file.scan)
        if found.severity.rank <= Severity.MEDIUM.rank
    ]
    assert alarms == []


def test_it_scans_every_file_of_the_corpus_to_the_end(scanned):
    assert [result.message for file in scanned for result in file.scan if not result.scanned] == []


def test_it_makes_each_comment_that_looks_away_a_finding_of_its_own(scanned):
    [file] = [file for file in scanned if file.name == "faulty/looking_away.py"]
    comments = [f for f in findings_of(file.scan) if f.rule == "suppression-comment"]
    assert [found.line for found in comments] == [6, 7, 8, 10, 11, 12, 13, 22, 25, 26]
    assert {found.severity for found in comments} == {Severity.INFO}


def test_it_names_both_tools_that_saw_one_fault(scanned):
    [file] = [file for file in scanned if file.name == "faulty/injection.py"]
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
    assert {result_of(file.scan, "ruff").version for file in scanned} != {""}
    assert all(result.version and result.rules_hash for file in scanned for result in file.scan)


def test_it_does_not_take_a_name_for_a_secret(sandbox):
    lines = 'PASSWORD_FIELD = "password"\ndatabase_password = "correct"  # correct\n'
    [scan] = scan_sources(sources=[source(lines)], sandbox=sandbox)
    seen = [found.line for found in findings_of(scan) if "detect-secrets" in found.tools]
    assert seen == [2]
