"""HumanEval-X as the importer reads it: each language's references pass, and a model's bodies run.

The acceptance of each language runs the whole set; here it is seen that what is stored can be run.
"""

from __future__ import annotations

import pytest

from evaluations.assembly.assembling import assemble
from evaluations.errors import SandboxUnavailable, ToolchainMissing
from evaluations.importing.formats.base import KnownProblem
from evaluations.importing.records import ModelIdentity, ProblemRecord, SolutionRecord
from evaluations.running.grading import Verdict
from evaluations.running.run import run_task
from evaluations.running.suites import SuiteFormat, SuiteSource
from evaluations.running.tasks import Task
from evaluations.sandboxes import find_sandbox
from tests.data import shared_data
from tests.unit.importing.reading_helpers import read_problems, read_solutions

pytestmark = [pytest.mark.acceptance, pytest.mark.sandbox]

EVERY = 40
LANGUAGES = ("js", "go", "rust", "python")


def problems_of(language: str) -> list[ProblemRecord]:
    path = shared_data(f"problems/humaneval-x/humaneval_{language}.jsonl.gz")
    records, _ = read_problems(path)
    return [record for record in records if isinstance(record, ProblemRecord)]


def judge(problem: ProblemRecord, files: dict[str, str]) -> Verdict:
    stored = problem.suites[0]
    suite = SuiteSource(
        format=SuiteFormat(stored.format), code=stored.code, setup=stored.setup, path=stored.path
    )
    given = [{"path": path, "text": text} for path, text in files.items()]
    task = Task(
        suite=suite,
        files=assemble(problem.starter, "files", given),
        prompt=problem.prompt,
        entry_point=problem.entry_point,
    )
    try:
        return run_task(find_sandbox(), problem.language, task).grade.verdict
    except (SandboxUnavailable, ToolchainMissing) as error:
        pytest.skip(f"{problem.language.upper()} IS NOT RUN HERE: {error.message}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_passes_references_as_they_are_imported(language: str) -> None:
    chosen = problems_of(language)[::EVERY]
    judged = {problem.key: judge(problem, dict(problem.reference)) for problem in chosen}
    assert len(judged) == 5
    assert set(judged.values()) == {Verdict.PASSED}, judged


@pytest.mark.parametrize("language", ["rust", "python"])
def test_it_runs_generations_as_they_are_imported(language: str) -> None:
    problems = {problem.key: problem for problem in problems_of(language)}
    known = {
        key: KnownProblem(
            language=problem.language, prompt=problem.prompt, entry_point=problem.entry_point
        )
        for key, problem in problems.items()
    }
    path = shared_data(f"outputs/humaneval-x-codegeex/humaneval_{language}_generations.jsonl.gz")
    found, _ = read_solutions(path, problems=known, model=ModelIdentity(name="CodeGeeX-13B"))
    solutions = [record for record in found if isinstance(record, SolutionRecord)][::EVERY]
    judged = [
        judge(problems[one.problem], {file.path: file.text for file in one.files})
        for one in solutions
    ]
    assert len(judged) == 5
    assert set(judged) <= {Verdict.PASSED, Verdict.FAILED, Verdict.ERROR}
