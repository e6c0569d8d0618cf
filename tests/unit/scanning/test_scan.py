"""A scanner that is absent, cut off or out of its mind is "not scanned", never "clean"."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from evaluations.errors import SandboxUnavailable
from evaluations.sandboxes.base import LimitHit
from evaluations.scanning import program, scan
from evaluations.scanning.results import Source, SourceFile
from evaluations.scanning.scan import scan_sources
from evaluations.scanning.scanners import scanners_for
from evaluations.scanning.scanners.bandit import BANDIT
from evaluations.scanning.scanners.go_vet import GO_VET
from evaluations.scanning.scanners.lizard import LIZARD
from evaluations.scanning.scanners.ruff import RUFF
from evaluations.scanning.scanners.shellcheck import SHELLCHECK
from tests.unit.scanning.scanning_helpers import ScriptedSandbox, line, result_of, source

NOTHING: dict[str, Any] = {"findings": [], "skipped": {}, "errors": []}
TOKENS = {"files": {"file0.py": {"tokens": 7, "lines": 1, "functions": []}}, "skipped": {}}


def scan_one(sandbox, *contents, scanners=(BANDIT,), language="python"):
    sources = [source(*contents, language=language)]
    [result] = scan_sources(sources=sources, sandbox=sandbox, scanners=scanners)
    return result


def test_it_calls_a_solution_clean_only_after_a_whole_scan():
    [result] = scan_one(ScriptedSandbox([line(0, "bandit", NOTHING)]), "x = 1\n")
    assert (result.scanned, result.message, result.findings) == (True, "", ())
    assert (result.version, result.rules_hash) == ("9.9", BANDIT.rules_hash)


def test_it_says_what_is_not_installed():
    absent = replace(BANDIT, distribution="no-such-scanner-at-all")
    [result] = scan_one(ScriptedSandbox([]), "x = 1\n", scanners=(absent,))
    assert result.scanned is False
    assert result.message == "not scanned: no-such-scanner-at-all is not installed"


def test_it_says_that_the_scanners_ended_early_and_their_last_words():
    [result] = scan_one(ScriptedSandbox([]), "x = 1\n")
    assert result.message == "not scanned: the scanners ended early: MemoryError"


def test_it_says_which_limit_ended_the_scanners():
    [result] = scan_one(ScriptedSandbox([], limit_hit=LimitHit.WALL_TIME), "x = 1\n")
    assert result.message == "not scanned: the scanners hit their limit (wall time)"


def test_it_says_why_a_single_scanner_failed():
    answer = {"solution": 0, "tool": "bandit", "error": "cannot be imported: ImportError: yaml"}
    [result] = scan_one(ScriptedSandbox([answer]), "x = 1\n")
    assert result.message == "not scanned: cannot be imported: ImportError: yaml"


@pytest.mark.parametrize("said", [None, [], {}, {"findings": [{}]}, {"findings": 3}, "clean"])
def test_it_does_not_believe_an_answer_without_sense(said):
    [result] = scan_one(ScriptedSandbox([line(0, "bandit", said)]), "x = 1\n")
    assert result.scanned is False
    assert result.message.startswith("not scanned: its answer makes no sense")


def test_it_passes_over_half_a_line():
    half = json.dumps(line(0, "bandit", NOTHING)).encode()[:-9]
    [result] = scan_one(ScriptedSandbox([half]), "x = 1\n")
    assert result.scanned is False


def test_it_scans_a_solution_again_alone_when_its_neighbours_used_up_the_time():
    sandbox = ScriptedSandbox([line(0, "bandit", NOTHING)], [line(0, "bandit", NOTHING)])
    sources = [source("x = 1\n"), source("y = 2\n")]
    scans = scan_sources(sources=sources, sandbox=sandbox, scanners=(BANDIT,))
    assert [result.scanned for [result] in scans] == [True, True]
    again = sandbox.programs[1].files
    assert [again[name] for name in again if name.startswith("solutions/")] == [b"y = 2\n"]


def test_it_does_not_try_a_lone_solution_for_ever():
    sandbox = ScriptedSandbox([], [], [])
    sources = [source("x = 1\n"), source("y = 2\n")]
    scans = scan_sources(sources=sources, sandbox=sandbox, scanners=(BANDIT,))
    assert [result.scanned for [result] in scans] == [False, False]
    assert len(sandbox.programs) == 3


def test_it_names_the_files_that_were_not_read():
    said = {**NOTHING, "skipped": {"file1.py": "syntax error in line 3"}}
    [result] = scan_one(ScriptedSandbox([line(0, "bandit", said)]), "x = 1\n", "x = (\n")
    assert result.message == "not scanned: b.py: syntax error in line 3"


def test_it_puts_the_solutions_own_paths_back(bandit_item):
    said = {**NOTHING, "findings": [{**bandit_item, "filename": "file1.py"}]}
    [result] = scan_one(ScriptedSandbox([line(0, "bandit", said)]), "x = 1\n", "y = 1\n")
    assert [found.path for found in result.findings] == ["b.py"]


def test_it_does_not_believe_a_finding_in_a_file_that_is_not_there(bandit_item):
    said = {**NOTHING, "findings": [{**bandit_item, "filename": "/etc/passwd"}]}
    [result] = scan_one(ScriptedSandbox([line(0, "bandit", said)]), "x = 1\n")
    assert (result.scanned, result.findings) == (False, ())


def test_it_leaves_a_file_outside_that_is_too_large(monkeypatch):
    monkeypatch.setattr(program, "MAX_FILE_BYTES", 10)
    sandbox = ScriptedSandbox([line(0, "lizard", TOKENS)])
    [result] = scan_one(sandbox, "x = 1\n", "x = 1  # and more\n", scanners=(LIZARD,))
    assert result.message == "not scanned: b.py: larger than 10 bytes"
    assert result.metrics == ()
    assert "solutions/0/file1.py" not in sandbox.programs[0].files


def test_it_scans_nothing_when_every_file_is_too_large(monkeypatch):
    monkeypatch.setattr(program, "MAX_FILE_BYTES", 3)
    [result] = scan_one(ScriptedSandbox([]), "x = 1\n")
    assert result.message == "not scanned: a.py: larger than 3 bytes"


def test_it_keeps_a_bounded_number_of_findings_the_worst_ones(monkeypatch, bandit_item):
    monkeypatch.setattr(scan, "MAX_FINDINGS", 2)
    rules = ("B101", "B602", "B307")
    said = {**NOTHING, "findings": [{**bandit_item, "test_id": rule} for rule in rules]}
    [result] = scan_one(ScriptedSandbox([line(0, "bandit", said)]), "x = 1\n")
    assert [found.rule for found in result.findings] == ["B602", "B307"]
    assert result.message == "not scanned: only the worst 2 of 3 findings are kept"


def test_it_says_when_a_solution_has_no_file_in_its_language():
    sources = [replace(source(), language="python")]
    [[result]] = scan_sources(sources=sources, sandbox=ScriptedSandbox([]), scanners=(BANDIT,))
    assert result.message == "not scanned: no file in python"


def test_it_lists_the_languages_of_a_scanner_of_which_there_is_no_file() -> None:
    [[result]] = scan_sources(
        sources=[replace(source(), language="go")], sandbox=ScriptedSandbox([]), scanners=(LIZARD,)
    )
    assert result.message == ("not scanned: no file in go, javascript, python, rust or typescript")


def test_it_quotes_a_tool_with_the_names_that_the_solution_gave() -> None:
    files = [SourceFile(path=path, content=b"") for path in ("file1.go", "b.go")]
    said = {"diagnostics": [], "skipped": {"file0.go": "line 4 of file1.go: no; see file7.go"}}
    [[result]] = scan_sources(
        sources=[Source(language="go", files=tuple(files))],
        sandbox=ScriptedSandbox([line(0, "go-vet", said)]),
        scanners=(replace(GO_VET, version_of=lambda _: "1"),),
    )
    assert result.message == "not scanned: file1.go: line 4 of b.go: no; see file7.go"


def test_it_asks_only_scanners_that_read_the_language():
    assert {each.name for each in scanners_for("cobol")} == {
        *("detect-secrets", "dependencies", "licences", "text-safety"),
    }
    names = {each.name for each in scanners_for("python")}
    assert names >= {"bandit", "ruff", "semgrep", "detect-secrets", "radon", "own-checks"}
    assert names.isdisjoint({"eslint", "shellcheck", "sqlfluff", "sql-checks", "go-vet", "clippy"})


@pytest.mark.parametrize(
    ("language", "name"),
    [
        *[("javascript", "eslint"), ("js", "eslint"), ("TypeScript", "eslint"), ("go", "go-vet")],
        *[
            ("bash", "shellcheck"),
            ("shell", "shellcheck"),
            ("sql", "sql-checks"),
            ("rust", "clippy"),
        ],
    ],
)
def test_it_knows_a_language_by_its_common_names(language, name):
    assert name in {each.name for each in scanners_for(language)}


def test_it_reads_a_script_beside_the_files_of_the_problems_language():
    files = (
        SourceFile(path="solution.py", content=b"x = 1\n"),
        SourceFile(path="install.sh", content=b"true\n"),
    )
    source_of_two = Source(language="python", files=files)
    sandbox = ScriptedSandbox([line(0, "shellcheck", {"findings": [], "skipped": {}})])
    [scan] = scan_sources(sources=[source_of_two], sandbox=sandbox, scanners=(SHELLCHECK,))
    assert [result.scanned for result in scan] == [True]


def test_it_asks_again_alone_only_for_what_was_cut_off():
    first = [line(0, "bandit", NOTHING), line(1, "bandit", NOTHING), line(1, "lizard", TOKENS)]
    sandbox = ScriptedSandbox(first, [line(0, "lizard", TOKENS)])
    sources = [source("x = 1\n"), source("y = 2\n")]
    scans = scan_sources(sources=sources, sandbox=sandbox, scanners=(BANDIT, LIZARD))
    assert all(result.scanned for results in scans for result in results)
    assert json.loads(sandbox.programs[1].files["plan.json"])["solutions"] == [
        {"lizard": ["file0.py"]}
    ]


def test_it_tells_the_sandbox_nothing_of_scanners_without_files():
    sandbox = ScriptedSandbox([line(0, "bandit", NOTHING)])
    scan_one(sandbox, "x = 1\n", scanners=(BANDIT, SHELLCHECK))
    plan = json.loads(sandbox.programs[0].files["plan.json"])
    assert set(plan["settings"]) == {"bandit"}


def test_it_lets_the_failure_of_the_sandbox_through():
    class Broken(ScriptedSandbox):
        def run(self, program):
            raise SandboxUnavailable

    with pytest.raises(SandboxUnavailable):
        scan_one(Broken(), "x = 1\n")


def test_it_attributes_a_merged_finding_to_one_scanner_alone(bandit_item, ruff_item):
    answers = [
        line(0, "bandit", {**NOTHING, "findings": [bandit_item]}),
        line(0, "ruff", {"findings": [ruff_item], "skipped": {}}),
    ]
    results = scan_one(ScriptedSandbox(answers), "x = 1\n", scanners=(BANDIT, RUFF))
    assert [found.tools for found in result_of(results, "bandit").findings] == [("bandit", "ruff")]
    assert result_of(results, "ruff").findings == ()
