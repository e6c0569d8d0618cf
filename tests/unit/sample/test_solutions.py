"""References pass, empty solutions fail, and every model has exactly the faults it was given."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.sample.packed import MODELS, PROBLEMS, SOLUTIONS
from tests.unit.sample.programs import Ending, run_tests

EXPECTED_TO_FAIL = {
    "Aurora 2": {"parse-duration": Ending.FAILED, "summarise-log": Ending.FAILED},
    "Basalt Coder": {"build-order": Ending.FAILED},
    "Cinder Mini": {
        "csv-row": Ending.FAILED,
        "rate-limiter": Ending.FAILED,
        "safe-join": Ending.FAILED,
        "search-customers": Ending.FAILED,
        "slugify-title": Ending.FAILED,
        "split-bill": Ending.FAILED,
        "wrap-text": Ending.TIMEOUT,
    },
}
PLANTED_FOR_SCANNERS = {
    ("parse-duration", "E722"),
    ("password-store", "S105"),
    ("password-store", "S311"),
    ("password-store", "S324"),
    ("rate-limiter", "B006"),
    ("search-customers", "S608"),
}


@pytest.mark.parametrize("problem", PROBLEMS)
def test_it_has_a_reference_that_passes(problem, tmp_path):
    row = PROBLEMS[problem]
    assert run_tests(row, row["reference"], tmp_path) is Ending.PASSED


@pytest.mark.parametrize("problem", PROBLEMS)
def test_it_fails_an_empty_solution(problem, tmp_path):
    assert run_tests(PROBLEMS[problem], "", tmp_path) is Ending.FAILED


@pytest.mark.parametrize(("model", "problem"), SOLUTIONS)
def test_it_has_the_faults_each_model_was_given(model, problem, tmp_path):
    ending = run_tests(PROBLEMS[problem], SOLUTIONS[model, problem]["code"], tmp_path)
    assert ending is EXPECTED_TO_FAIL[model].get(problem, Ending.PASSED)


def test_it_plants_what_a_scanner_finds(tmp_path):
    for model in MODELS:
        (tmp_path / model).mkdir()
        for problem in PROBLEMS:
            code = SOLUTIONS[model, problem]["code"]
            (tmp_path / model / f"{problem}.py").write_text(code, encoding="utf-8")
    assert ruff_findings(tmp_path / "Cinder Mini") == PLANTED_FOR_SCANNERS
    assert ruff_findings(tmp_path / "Aurora 2") == set()
    assert {rule for _, rule in ruff_findings(tmp_path / "Basalt Coder")} == {"C901", "E741"}


def test_it_gives_the_blinding_a_name_to_mask():
    providers = {row["provider"] for row in SOLUTIONS.values()}
    names = re.compile("|".join([*MODELS, *providers]), re.IGNORECASE)
    leaks = {key for key, row in SOLUTIONS.items() if names.search(row["code"])}
    assert leaks == {("Aurora 2", "lru-cache"), ("Basalt Coder", "csv-row")}


def ruff_findings(folder: Path) -> set[tuple[str, str]]:
    rules = ["--isolated", "--no-cache", "--select", "S,B,C901,E7", "--output-format", "json"]
    command = [sys.executable, "-m", "ruff", "check", *rules, "--exit-zero", str(folder)]
    printed = subprocess.run(command, capture_output=True, check=True).stdout
    return {(Path(found["filename"]).stem, found["code"]) for found in json.loads(printed)}
