"""The packed files are what the import takes, and not older than their sources."""

from __future__ import annotations

from collections import Counter

from evaluations.importing.formats.base import KnownProblem, SolutionContext
from evaluations.importing.formats.own_jsonl import read_problems, read_solutions
from evaluations.importing.reading import Source
from evaluations.importing.records import ProblemRecord, SolutionRecord
from evaluations.sample.content_files import problems_path, solutions_path
from evaluations.sample.pack import pack_problems, pack_solutions
from tests.unit.sample.packed import MODELS, PROBLEMS, SOLUTIONS

REPACK = "sources have changed: python -m evaluations.sample.pack"


def test_it_packs_the_problems_as_they_are_now():
    assert problems_path().read_text(encoding="utf-8") == pack_problems(), REPACK


def test_it_packs_the_solutions_as_they_are_now():
    assert solutions_path().read_text(encoding="utf-8") == pack_solutions(), REPACK


def test_it_has_enough_problems_in_every_format():
    formats = Counter(problem["tests"][0]["format"] for problem in PROBLEMS.values())
    assert formats == {"check_function": 9, "assertions": 2, "pytest": 2, "unittest": 1}


def test_it_has_one_solution_of_each_model_to_each_problem():
    assert MODELS == ["Aurora 2", "Basalt Coder", "Cinder Mini"]
    assert set(SOLUTIONS) == {(model, problem) for model in MODELS for problem in PROBLEMS}


def test_it_tells_cost_tokens_and_latency_of_every_solution():
    numbers = ("latency_ms", "input_tokens", "output_tokens", "cost_usd")
    assert all(row[number] > 0 for row in SOLUTIONS.values() for number in numbers)


def test_it_is_read_by_the_import_without_a_fault():
    with Source(problems_path()) as source:
        problems = list(read_problems(source))
    assert all(isinstance(problem, ProblemRecord) for problem in problems)

    known = {key: KnownProblem(entry_point=row["entry_point"]) for key, row in PROBLEMS.items()}
    with Source(solutions_path()) as source:
        solutions = list(read_solutions(source, SolutionContext(problems=known)))
    assert len(solutions) == len(SOLUTIONS)
    assert all(isinstance(solution, SolutionRecord) for solution in solutions)
