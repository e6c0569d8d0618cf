"""``reviewplatform import``: what it prints and how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evaluations.models import LanguageModel, Problem, Solution
from reviewplatform.cli import FAILED, main
from reviewplatform.cli.console import out
from tests.integration.importing.files import PROBLEMS, solution, three_problems, write_lines

pytestmark = pytest.mark.django_db


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["import", *map(str, arguments)])


@pytest.fixture(autouse=True)
def wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """The console is made once per process, so its width is set on it and not by a variable."""
    monkeypatch.setattr(out, "width", 200)


def cells(result: Result, start: str) -> list[str]:
    """The cells of the first table line that begins with ``start``."""
    lines = [line.strip("│┃ ") for line in result.output.splitlines()]
    found = next(line for line in lines if line.startswith(start))
    return [cell.strip() for cell in found.split("│")]


def heads(result: Result) -> list[str]:
    """Those of the columns of the table of models."""
    (line,) = cells(result, "model")
    return [head.strip() for head in line.split("┃")]


def test_it_imports_problems_into_a_set_named_after_the_file(tmp_path: Path):
    file = write_lines(tmp_path / "arithmetic.v1.jsonl", PROBLEMS)
    result = run("problems", file.path)
    assert result.exit_code == 0, result.output
    assert "arithmetic.v1.jsonl: jsonl, set arithmetic 1" in result.output
    assert "Imported." in result.output
    assert Problem.objects.filter(problem_set__name="arithmetic").count() == 3


def test_it_imports_solutions_and_shows_each_model(tmp_path: Path):
    three_problems(tmp_path)
    rows = [solution(model="a"), solution("subtract", model="a"), solution(model="b [red]")]
    file = write_lines(tmp_path / "s.jsonl", rows)
    result = run("solutions", file.path, "--set", "arithmetic")
    assert result.exit_code == 0, result.output
    assert cells(result, "a") == ["a", "2", "2", "1"]
    assert cells(result, "b") == ["b [red]", "1", "1", "2"]
    assert heads(result) == ["model", "recognised", "new", "missing"]
    assert Solution.objects.count() == 3


def test_it_shows_counts_that_are_not_0_for_every_model(tmp_path: Path):
    three_problems(tmp_path)
    file = write_lines(tmp_path / "s.jsonl", [solution(model="a"), solution(model="b")])
    run("solutions", file.path, "--set", "arithmetic")
    rows = [solution(model="a"), solution("subtract", model="b")]
    result = run("solutions", write_lines(tmp_path / "t.jsonl", rows).path, "--set", "arithmetic")
    assert heads(result) == ["model", "recognised", "new", "unchanged", "missing"]
    assert cells(result, "a") == ["a", "1", "0", "1", "2"]
    assert cells(result, "b") == ["b", "1", "1", "0", "1"]


def test_it_changes_nothing_on_a_dry_run(tmp_path: Path):
    three_problems(tmp_path)
    file = write_lines(tmp_path / "s.jsonl", [solution()])
    result = run("solutions", file.path, "--set", "arithmetic", "--dry-run")
    assert result.exit_code == 0, result.output
    assert "Dry run: nothing was changed." in result.output
    file = write_lines(tmp_path / "more.jsonl", PROBLEMS)
    assert run("problems", file.path, "--dry-run").exit_code == 0
    assert Solution.objects.count() == 0
    assert Problem.objects.count() == 3


@pytest.mark.parametrize("more", [[], ["--dry-run"]])
def test_it_lists_all_faults_and_ends_with_2(more: list[str], tmp_path: Path):
    three_problems(tmp_path)
    rows = [solution(), solution(cod="[x]"), {"problem": "divide", "model": "m", "code": "x"}]
    file = write_lines(tmp_path / "s.jsonl", rows)
    result = run("solutions", file.path, "--set", "arithmetic", *more)
    assert result.exit_code == FAILED
    assert "line 2, field cod: is not a known field. Did you mean 'code'?" in result.output
    assert "line 3, field problem: the set has no problem 'divide'" in result.output
    assert "s.jsonl has 2 faults; nothing was imported." in result.output
    assert Solution.objects.count() == 0


def test_it_says_how_many_faults_it_does_not_list(tmp_path: Path):
    file = write_lines(tmp_path / "p.jsonl", [{"id": "x", "prompt": 1}] * 1_500)
    result = run("problems", file.path)
    assert result.exit_code == FAILED
    assert "… and 500 more." in result.output
    assert "p.jsonl has 1,500 faults" in result.output


def test_it_says_that_a_set_is_unknown(tmp_path: Path):
    file = write_lines(tmp_path / "s.jsonl", [solution()])
    result = run("solutions", file.path, "--set", "algebra")
    assert result.exit_code == FAILED
    assert "There is no problem set 'algebra'" in result.output


def test_it_takes_the_model_from_the_command_line(tmp_path: Path):
    three_problems(tmp_path)
    file = write_lines(tmp_path / "s.jsonl", [{"task_id": "add", "completion": "    return a"}])
    named = ["--model", "GPT", "--provider", "openai", "--model-version", "4"]
    result = run("solutions", file.path, "--set", "arithmetic", *named)
    assert result.exit_code == 0, result.output
    model = LanguageModel.objects.get()
    assert (model.provider, model.name, model.version) == ("openai", "GPT", "4")


def test_it_refuses_a_provider_without_a_model(tmp_path: Path):
    file = write_lines(tmp_path / "s.jsonl", [solution()])
    result = run("solutions", file.path, "--set", "arithmetic", "--provider", "openai")
    assert result.exit_code == FAILED
    assert "belong to --model" in result.output


def test_it_refuses_a_name_that_cannot_be_used(tmp_path: Path):
    file = write_lines(tmp_path / "p.jsonl", PROBLEMS)
    result = run("problems", file.path, "--set", "a\u200bb")
    assert result.exit_code == FAILED
    assert "invisible character" in result.output
